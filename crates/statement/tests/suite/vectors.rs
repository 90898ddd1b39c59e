//! The vectors that a second implementation made (`tests/interop/statement_vectors.py`): both read the page alike.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jixiang_model::{
    DepartmentId, DeviceId, KeyHash, Kind, Nonce, ObjectId, RealmId, Role, Roles, ScopeId, StatementId, length_prefixed,
};
use jixiang_statement::chain::{Chain, Realm, Standing};
use jixiang_statement::list::{self, HeadRow, PackRow, Row, ScopeRow, SealPurpose, SealRow};
use jixiang_statement::payload::{Enrolment, ObjectRef, Step};
use jixiang_statement::thread::{DeliveryThread, Signer};
use jixiang_statement::{Envelope, EnvelopeError, Placement, Signed, SigningKey, VerifyingKey, pae};
use serde::Deserialize;

fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    hex::decode(text).unwrap().try_into().unwrap()
}

#[derive(Deserialize)]
struct Ids {
    root_seed: String,
    root_public: String,
    root_device: DeviceId,
    instance: String,
    realm: RealmId,
    uscc: jixiang_model::Uscc,
    nonces: BTreeMap<String, Nonce>,
    department: DepartmentId,
    scopes: BTreeMap<String, ScopeId>,
    key: BTreeMap<String, String>,
    object: BTreeMap<String, String>,
    length_prefixed: Vec<Prefixed>,
    pae: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Prefixed {
    items: Vec<String>,
    bytes: String,
}

#[test]
fn ids_are_derived_alike() {
    let ids: Ids = read("ids.json");
    let root = SigningKey::from_seed(&bytes(&ids.root_seed)).public();
    assert_eq!((hex::encode(root.to_bytes()), root.device()), (ids.root_public, ids.root_device));
    let realm = RealmId::derive(&root.to_bytes(), &ids.instance);
    assert_eq!(realm, ids.realm);
    let department = DepartmentId::derive(&realm, &ids.uscc, &ids.nonces["department"]);
    assert_eq!(department, ids.department);
    for (name, scope) in [
        ("realm", ScopeId::realm(&realm)),
        ("heads", ScopeId::heads(&realm, &department)),
        ("dataset", ScopeId::dataset(&realm, &department, &ids.nonces["dataset"])),
        ("request", ScopeId::request(&realm, &department, &ids.nonces["request"])),
        ("delivery", ScopeId::delivery(&realm, &department, &ids.nonces["delivery"])),
        ("review", ScopeId::review(&realm, &department, &ids.scopes["dataset"])),
    ] {
        assert_eq!(scope, ids.scopes[name], "{name}");
    }
    assert_eq!(KeyHash::of(&hex::decode(&ids.key["public"]).unwrap()).to_string(), ids.key["hash"]);
    assert_eq!(ObjectId::of(&hex::decode(&ids.object["bytes"]).unwrap()).to_string(), ids.object["id"]);
    for case in ids.length_prefixed {
        let items: Vec<Vec<u8>> = case.items.iter().map(|item| hex::decode(item).unwrap()).collect();
        let items: Vec<&[u8]> = items.iter().map(Vec::as_slice).collect();
        assert_eq!(hex::encode(length_prefixed(&items)), case.bytes);
    }
    assert_eq!(pae(&ids.pae["type"], ids.pae["payload"].as_bytes()), ids.pae["pae"].as_bytes());
}

#[derive(Deserialize)]
struct Ledger {
    enrolment: BTreeMap<String, String>,
    statements: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    kind: String,
    seed: String,
    id: StatementId,
    payload: String,
    envelope: String,
}

#[test]
fn statements_are_read_verified_and_spelled_alike() {
    let ledger: Ledger = read("statements.json");
    for vector in ledger.statements {
        let signed =
            Signed::parse(vector.envelope.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", vector.name));
        let key = SigningKey::from_seed(&bytes(&vector.seed));
        assert_eq!((signed.kind().to_string(), signed.id()), (vector.kind, vector.id), "{}", vector.name);
        assert_eq!(signed.verify(&key.public()), Ok(()), "{}", vector.name);
        // What this program would sign itself has the same bytes wherever the vector is spelled without liberties.
        let own = Signed::sign(signed.payload(), &key).unwrap();
        let plain = !vector.name.contains("with");
        assert_eq!(own.bytes()[..] == *vector.envelope.as_bytes(), plain, "{}\n{}", vector.name, vector.payload);
    }
    let enrolment = Enrolment::parse(ledger.enrolment["envelope"].as_bytes()).unwrap();
    assert_eq!(enrolment.id().to_string(), ledger.enrolment["id"]);
    assert_eq!(enrolment.code(), ledger.enrolment["code"]);
}

#[test]
fn every_kind_is_read_and_spelled_alike_with_and_without_what_may_be_absent() {
    let mut missing = BTreeSet::from(Kind::ALL);
    for vector in read::<Vec<Vector>>("kinds.json") {
        let signed =
            Signed::parse(vector.envelope.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", vector.name));
        let key = SigningKey::from_seed(&bytes(&vector.seed));
        assert_eq!((signed.kind().to_string(), signed.id()), (vector.kind, vector.id), "{}", vector.name);
        let own = Signed::sign(signed.payload(), &key).unwrap();
        let payload = Envelope::parse(own.bytes()).unwrap().payload;
        assert_eq!(String::from_utf8(payload).unwrap(), vector.payload, "{}", vector.name);
        assert_eq!(own.bytes()[..], *vector.envelope.as_bytes(), "{}", vector.name);
        missing.remove(&signed.kind());
    }
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn the_ledger_of_the_vectors_replays() {
    let (ids, ledger): (Ids, Ledger) = (read("ids.json"), read("statements.json"));
    let parsed: Vec<Signed> =
        ledger.statements.iter().map(|vector| Signed::parse(vector.envelope.as_bytes()).unwrap()).collect();
    let [policy, genesis, add, roles, delivery, receipt] = &parsed[..] else { panic!("six statements") };
    let mut realm = Realm::pinned(ids.realm, VerifyingKey::from_bytes(&bytes(&ids.root_public)).unwrap());
    assert_eq!(realm.append(policy, |_| None), Ok(Placement::Next));
    let mut chain = Chain::open(genesis, &realm).unwrap();
    for signed in [add, roles] {
        assert_eq!(chain.append(signed, &realm), Ok(Placement::Next));
    }
    let signer = |signed: &Signed| {
        let (member, standing) = chain.authorise(signed, &realm).unwrap();
        assert_eq!(standing, Standing::Counts);
        Signer {
            device: member.device,
            department: *chain.id(),
            person: member.person.clone(),
            roles: member.roles_at_head(&chain, &chain.head()),
        }
    };
    assert_eq!(signer(delivery).roles, Roles::of(&[Role::Staff, Role::Head]));
    let mut thread = DeliveryThread::open(delivery, signer(delivery)).unwrap();
    assert_eq!(thread.append(receipt, signer(receipt)), Ok(Placement::Next));
    assert_eq!(thread.receipts()[0].step, Step::Verified);
}

#[derive(Deserialize)]
struct Refused {
    name: String,
    why: String,
    envelope: String,
}

#[test]
fn what_the_other_one_refuses_is_refused_for_the_same_reason() {
    let ids: Ids = read("ids.json");
    let staff = SigningKey::from_seed(&[0xe2; 32]);
    assert_ne!(staff.public().device(), ids.root_device);
    for case in read::<Vec<Refused>>("refused.json") {
        let why = match Signed::parse(case.envelope.as_bytes()) {
            Ok(signed) if signed.verify(&staff.public()).is_err() => "Signature",
            Ok(_) => "accepted",
            Err(EnvelopeError::Long) => "Long",
            Err(EnvelopeError::Json(_)) => "Json",
            Err(EnvelopeError::Form) => "Form",
            Err(EnvelopeError::Rule(_)) => "Rule",
            Err(EnvelopeError::KeyId) => "KeyId",
            Err(EnvelopeError::UnknownKind(_)) => "UnknownKind",
        };
        assert_eq!(why, case.why, "{}", case.name);
    }
}

#[derive(Deserialize)]
struct List {
    kind: String,
    rows: Vec<BTreeMap<String, serde_json::Value>>,
    encoded: String,
}

fn id<T: serde::de::DeserializeOwned>(row: &BTreeMap<String, serde_json::Value>, field: &str) -> T {
    serde_json::from_value(row[field].clone()).unwrap()
}

fn purpose(number: u8) -> SealPurpose {
    match number {
        1 => SealPurpose::Cover,
        2 => SealPurpose::Version,
        3 => SealPurpose::Epoch,
        _ => SealPurpose::Generation,
    }
}

fn same<R: Row + Clone>(list: &List, row: fn(&BTreeMap<String, serde_json::Value>) -> R) {
    let rows: Vec<R> = list.rows.iter().map(row).collect();
    let (encoded, named) = list::encode(&rows);
    assert_eq!(hex::encode(&encoded), list.encoded, "{}", list.kind);
    assert_eq!(list::decode::<R>(&encoded, &named).unwrap().len(), rows.len());
}

#[test]
fn lists_are_encoded_alike() {
    for list in read::<Vec<List>>("lists.json") {
        match list.kind.as_str() {
            "packs" => same(&list, |row| PackRow { object: id(row, "object"), bytes: id(row, "bytes") }),
            "seals" => same(&list, |row| SealRow {
                recipient: id(row, "recipient"),
                purpose: purpose(id(row, "purpose")),
                key: id(row, "key"),
                object: ObjectRef { hash: id(row, "object"), bytes: id(row, "bytes") },
            }),
            "scopes" => same(&list, |row| ScopeRow { scope: id(row, "first"), newest: id(row, "second") }),
            "heads" => same(&list, |row| HeadRow { dataset: id(row, "first"), statement: id(row, "second") }),
            other => panic!("a list of the kind {other}"),
        }
    }
}
