//! The vectors of what is sealed under keys and to keys: generations, wrapped keys, receipts, seals.

mod common;

use common::{DEVICE, VERSION, array, bytes, list, load, place};
use jixiang_model::{DepartmentId, DeviceId, KeyHash, RealmId, ScopeId, Suite, VersionId};
use jixiang_seal::body::TreeHash;
use jixiang_seal::context::{self, SealFor};
use jixiang_seal::to_key::{self, KeyError, Opens, Sealable};
use jixiang_seal::wrap::{self, DeviceKeys, WrapFor};
use jixiang_seal::{
    CoverKey, DevicePrivateKey, EpochPrivateKey, Extent, GenerationKey, LineageSecret, Place, Purpose, SigningSeed,
    VersionKey, WrapKey, ratchet, receipt,
};
use serde_json::Value;

#[test]
fn a_generation_key_follows_from_the_one_before() {
    let file = load("a_generation_key_follows_from_the_one_before");
    let key = GenerationKey::from_bytes(array(&file["key"]));
    for step in list(&file["steps"]) {
        let wanted = step["number"].as_u64().expect("a number");
        assert_eq!(context::generation(&place(), 3, wanted), bytes(&step["context"]));
        let reached = ratchet::advance(&key, &place(), 3, 7, wanted).expect("ahead");
        assert_eq!(reached, GenerationKey::from_bytes(array(&step["key"])), "K(3, {wanted})");
    }
}

#[test]
fn a_key_is_wrapped_under_another() {
    let file = load("a_key_is_wrapped_under_another");
    let (version, device) = (&file["version"], &file["device"]);
    let under = GenerationKey::from_bytes(array(&version["under"]));
    let at = WrapFor { place: place(), generation: 3, number: 7, version: VERSION };
    let key = VersionKey::from_bytes(array(&version["key"]));
    assert_eq!(context::wrapped_version(&place(), 3, 7, &VERSION), bytes(&version["context"]));
    assert_eq!(wrap::wrap_version(&under, &at, &key).to_vec(), bytes(&version["wrapped"]));
    assert_eq!(wrap::unwrap_version(&under, &at, &bytes(&version["wrapped"])), Ok(key));

    let under = WrapKey::from_bytes(array(&device["under"]));
    let keys = DeviceKeys {
        signing: SigningSeed::from_bytes(array(&device["signing"])),
        sealing: DevicePrivateKey::from_bytes(array(&device["sealing"])),
    };
    let realm = place().realm;
    assert_eq!(context::wrapped_device(&realm, Suite::One, &DEVICE), bytes(&device["context"]));
    assert_eq!(wrap::wrap_device(&under, &realm, Suite::One, &DEVICE, &keys).to_vec(), bytes(&device["wrapped"]));
    assert_eq!(wrap::unwrap_device(&under, &realm, Suite::One, &DEVICE, &bytes(&device["wrapped"])), Ok(keys));
}

#[test]
fn a_receipt_proves_the_tree_hash() {
    let file = load("a_receipt_proves_the_tree_hash");
    assert_eq!(context::receipt(&place(), &VERSION), bytes(&file["context"]));
    let key = VersionKey::from_bytes(array(&file["version_key"]));
    let tree_hash = TreeHash::from_bytes(array(&file["tree_hash"]));
    assert_eq!(receipt::proof(&key, &place(), &VERSION, &tree_hash), array(&file["proof"]));
}

#[test]
fn a_public_key_follows_from_its_seed() {
    let file = load("a_public_key_follows_from_its_seed");
    for case in list(&file["cases"]) {
        let public = DevicePrivateKey::from_bytes(array(&case["seed"])).public();
        assert_eq!(public.to_bytes(), bytes(&case["public"]));
        assert_eq!(public.hash(), KeyHash::from_bytes(array(&case["hash"])));
    }
}

fn seal_for(purpose: Purpose, extent: &str, epoch: &EpochPrivateKey) -> SealFor {
    let word = purpose.word();
    let answers = word.starts_with("grant") || word.starts_with("reseal") || word.starts_with("delivery");
    SealFor {
        purpose,
        place: place(),
        department: DepartmentId::from_bytes([0x44; 32]),
        device: DEVICE,
        extent: match extent {
            "scope" => Extent::Scope,
            "version" => Extent::Version(VERSION),
            "numbers" => Extent::Numbers { generation: 3, from: 7, to: None },
            "epoch" => Extent::Epoch(epoch.public().hash()),
            other => panic!("{other} is no extent"),
        },
        answers: answers.then(|| ScopeId::from_bytes([0x66; 32])),
    }
}

fn opens<S: Sealable + std::fmt::Debug>(
    seal: &SealFor,
    recipient: &DevicePrivateKey,
    case: &Value,
    secret: impl Fn(&S) -> [u8; 32],
) {
    let sealed = bytes(&case["sealed"]);
    let opened: S = to_key::open(seal, recipient, &sealed).expect("it opens");
    assert_eq!(secret(&opened), array(&case["secret"]), "{}", seal.purpose.word());
    for other in Purpose::ALL.into_iter().filter(|other| *other != seal.purpose) {
        let passed_off = SealFor { purpose: other, ..*seal };
        assert!(to_key::open::<S>(&passed_off, recipient, &sealed).is_err(), "as {}", other.word());
    }
}

#[test]
fn a_seal_opens_only_for_what_it_was_made() {
    let file = load("a_seal_opens_only_for_what_it_was_made");
    let recipient = DevicePrivateKey::from_bytes(array(&file["recipient_seed"]));
    let epoch = EpochPrivateKey::from_bytes(array(&file["epoch_seed"]));
    let cases = list(&file["cases"]);
    assert_eq!(cases.len(), Purpose::ALL.len());
    for (purpose, case) in Purpose::ALL.into_iter().zip(cases) {
        assert_eq!(case["purpose"], purpose.word());
        let extent = case["extent"].as_str().expect("a word");
        let seal = seal_for(purpose, extent, &epoch);
        assert_eq!(context::seal_info(&seal, &recipient.public().hash()), bytes(&case["info"]));
        match (extent, purpose) {
            ("epoch", _) => opens::<EpochPrivateKey>(&seal, &recipient, case, |key| *key.as_bytes()),
            ("version", _) => opens::<VersionKey>(&seal, &recipient, case, |key| *key.as_bytes()),
            ("numbers", _) => opens::<GenerationKey>(&seal, &recipient, case, |key| *key.as_bytes()),
            (_, Purpose::Lineage) => opens::<LineageSecret>(&seal, &recipient, case, |key| *key.as_bytes()),
            _ => opens::<CoverKey>(&seal, &recipient, case, |key| *key.as_bytes()),
        }
    }
}

#[test]
fn any_change_of_what_a_seal_is_for_or_of_its_bytes_keeps_it_shut() {
    let file = load("a_seal_opens_only_for_what_it_was_made");
    let recipient = DevicePrivateKey::from_bytes(array(&file["recipient_seed"]));
    let case = list(&file["cases"]).iter().find(|case| case["purpose"] == "delivery-version").expect("it is there");
    let (seal, sealed) =
        (seal_for(Purpose::DeliveryVersion, "version", &EpochPrivateKey::from_bytes([0; 32])), bytes(&case["sealed"]));
    let other = [0x99; 32];
    let elsewhere = Place { scope: ScopeId::from_bytes(other), ..place() };
    let another_realm = Place { realm: RealmId::from_bytes(other), ..place() };
    for changed in [
        SealFor { place: elsewhere, ..seal },
        SealFor { place: another_realm, ..seal },
        SealFor { department: DepartmentId::from_bytes(other), ..seal },
        SealFor { device: DeviceId::from_bytes(other), ..seal },
        SealFor { extent: Extent::Version(VersionId::from_bytes(other)), ..seal },
        SealFor { answers: None, ..seal },
        SealFor { answers: Some(ScopeId::from_bytes(other)), ..seal },
    ] {
        assert_eq!(to_key::open::<VersionKey>(&changed, &recipient, &sealed), Err(KeyError::Open));
    }
    let stranger = DevicePrivateKey::from_bytes(other);
    assert_eq!(to_key::open::<VersionKey>(&seal, &stranger, &sealed), Err(KeyError::Open));
    assert_eq!(to_key::open::<CoverKey>(&seal, &recipient, &sealed), Err(KeyError::Purpose));
    for at in (0..sealed.len()).step_by(37).chain([sealed.len() - 1]) {
        let mut damaged = sealed.clone();
        damaged[at] ^= 4;
        assert_eq!(to_key::open::<VersionKey>(&seal, &recipient, &damaged), Err(KeyError::Open), "byte {at}");
    }
    let longer = [&sealed[..], &[0]].concat();
    for wrong in [&sealed[..sealed.len() - 1], &longer, &[]] {
        assert_eq!(to_key::open::<VersionKey>(&seal, &recipient, wrong), Err(KeyError::Open));
    }
}
