//! The realm's own scope: its root, its policy, its directory; and that nothing crosses from one realm to another (X1).

use jixiang_model::{Kind, RealmId, Role, ScopeId};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::{DirectoryNotice, Header, Payload};
use jixiang_statement::{Envelope, EnvelopeError, Placement, Refusal, Signed, SigningKey};

use crate::sample::{self, key, list, root};
use crate::world::*;

/// A data bureau whose device `key(1)` is registrar.
fn bureau(realm: &Realm) -> Chain {
    let mut chain = department(realm, 1);
    let all = [Role::Staff, Role::KeyAdmin, Role::Registrar];
    let change = roles(by_root(&chain, realm), &root(), key(1).public().device(), &all, None);
    chain.append(&change, realm).unwrap();
    chain
}

fn directory(realm: &Realm, chain: &Chain, by: &SigningKey, sequence: u64) -> Signed {
    let header = Header { scope: ScopeId::realm(realm.id()), prev: realm.head(), ..of_chain(chain, by) };
    sign(Payload::Directory(DirectoryNotice { header, sequence, list: list(0x44) }), by)
}

#[test]
fn nothing_of_one_realm_counts_in_another() {
    let ours = realm();
    let chain = department(&ours, 1);
    let pilot = RealmId::derive(&root().public().to_bytes(), "pilot");
    let mut theirs = Realm::pinned(pilot, root().public());
    assert_eq!(theirs.append(&policy(&ours, &root()), |_| None), Err(Refusal::Realm));
    assert_eq!(Chain::open(&genesis(&ours, 1, &root()), &theirs), Err(Refusal::Realm));
    assert_eq!(chain.clone().append(&add(&chain, &key(1), 8), &theirs), Err(Refusal::Realm));
    let sent = delivery(&chain, &key(1), &[recipient(&chain, None)]);
    assert_eq!(chain.authorise(&sent, &theirs), Err(Refusal::Realm));
    assert_eq!(theirs.head(), None);
}

#[test]
fn an_enrolment_of_another_realm_is_not_admitted() {
    let realm = realm();
    let chain = department(&realm, 1);
    let mine = sample::enrolment(*chain.id(), "wang", &key(8), 8);
    let mut payload = mine.payload().clone();
    payload.realm = RealmId::derive(&root().public().to_bytes(), "pilot");
    let theirs = jixiang_statement::payload::Enrolment::sign(&payload, &key(8));
    let Payload::Add(mut payload) = add(&chain, &key(1), 8).payload().clone() else { panic!("an add") };
    payload.admission.enrolment.0 = theirs.bytes().to_vec();
    let signed = sign(Payload::Add(payload), &key(1));
    assert_eq!(chain.clone().append(&signed, &realm), Err(Refusal::Enrolment));
}

#[test]
fn ids_follow_from_their_owner_so_nobody_takes_another_s() {
    let realm = realm();
    let chain = department(&realm, 1);
    let sent = delivery(&chain, &key(1), &[recipient(&chain, None)]);
    let Payload::Delivery(right) = sent.payload().clone() else { panic!("a delivery") };
    let mut taken = right.clone();
    taken.header.department = Some(*department(&realm, 3).id());
    let mut moved = right.clone();
    moved.header.scope = ScopeId::from_bytes([7; 32]);
    let mut renamed = right;
    renamed.nonce = sample::nonce(9);
    for payload in [taken, moved, renamed] {
        let refused = Signed::sign(&Payload::Delivery(payload), &key(1));
        assert!(matches!(refused, Err(EnvelopeError::Rule(_))), "{refused:?}");
    }
}

#[test]
fn a_new_root_signs_from_its_rotation_on() {
    let mut realm = realm();
    let before = realm.clone();
    let new = key(0xf1);
    realm.append(&rotate(&before, &root(), &new), |_| None).unwrap();
    assert_eq!(realm.append(&policy(&realm.clone(), &root()), |_| None), Err(Refusal::Signature));
    assert_eq!(Chain::open(&genesis(&realm, 1, &root()), &realm), Err(Refusal::Signature));
    assert!(Chain::open(&genesis(&realm, 1, &new), &realm).is_ok());
    assert!(Chain::open(&genesis(&before, 2, &root()), &realm).is_ok(), "what the first root signed stays");
    assert_eq!(Chain::open(&genesis(&before, 2, &new), &realm), Err(Refusal::Signature));
    assert_eq!(realm.append(&policy(&realm.clone(), &new), |_| None), Ok(Placement::Next));
    assert_eq!(*realm.id(), *before.id(), "the realm stays the same");
    let unread = Realm::pinned(sample::realm(), root().public());
    assert_eq!(Chain::open(&genesis(&realm, 1, &new), &unread), Err(Refusal::Head));
}

#[test]
fn nobody_but_the_root_states_policy_or_rotates() {
    let mut realm = realm();
    let chain = bureau(&realm);
    for by in [key(1), key(9)] {
        assert_eq!(realm.append(&policy(&realm.clone(), &by), |_| Some(&chain)), Err(Refusal::Signature));
        let rotation = rotate(&realm, &by, &key(9));
        assert_eq!(realm.append(&rotation, |_| Some(&chain)), Err(Refusal::Signature));
    }
}

#[test]
fn a_suite_that_is_not_known_is_never_read() {
    // Suite 1 is the lowest and the only one: a lower or a later number stops at the reader, wherever it stands.
    for kind in Kind::ALL {
        let payload = Envelope::parse(sample::signed(kind).bytes()).unwrap().payload;
        let text = String::from_utf8(payload).unwrap();
        for (right, wrong) in
            [("\"suite\":1", "\"suite\":0"), ("\"suite\":1", "\"suite\":2"), ("minimum_suite\":1", "minimum_suite\":2")]
        {
            let changed = text.replace(right, wrong);
            if changed == text {
                continue;
            }
            let again = Envelope::sign(&kind.media_type(), changed.into_bytes(), &sample::signer(kind));
            assert!(matches!(Signed::parse(again.bytes()), Err(EnvelopeError::Json(_))), "{kind} {wrong}");
        }
    }
    assert_eq!(realm().minimum_suite(), jixiang_model::Suite::One);
}

#[test]
fn only_a_registrar_signs_directories_and_each_is_newer() {
    let mut realm = realm();
    let (chain, other) = (bureau(&realm), department(&realm, 3));
    let known = |id: &jixiang_model::DepartmentId| [&chain, &other].into_iter().find(|chain| chain.id() == id);
    let by_admin = directory(&realm, &other, &key(3), 1);
    assert_eq!(realm.append(&by_admin, known), Err(Refusal::Role(Kind::Directory)));
    let first = directory(&realm, &chain, &key(1), 4);
    assert_eq!(realm.append(&first, |_| None), Err(Refusal::Head), "the bureau's chain is read first");
    assert_eq!(realm.append(&first, known), Ok(Placement::Next));
    for old in [1, 4] {
        let again = directory(&realm, &chain, &key(1), old);
        assert_eq!(realm.append(&again, known), Err(Refusal::State(Kind::Directory)));
    }
    assert_eq!(realm.directory().unwrap().sequence, 4);
}

#[test]
fn the_directory_of_a_removed_registrar_keeps_its_place_without_effect() {
    let mut realm = realm();
    let mut chain = bureau(&realm);
    let old = directory(&realm, &chain, &key(1), 1);
    let fresh = realm.clone();
    realm.append(&old, |_| Some(&chain)).unwrap();
    chain.append(&add(&chain.clone(), &key(1), 2), &realm).unwrap();
    let admin = [Role::Staff, Role::KeyAdmin, Role::Registrar];
    let next = roles(by_root(&chain, &realm), &root(), key(2).public().device(), &admin, None);
    chain.append(&next, &realm).unwrap();
    chain.append(&remove(&chain.clone(), &key(2), key(1).public().device(), 0x91), &realm).unwrap();
    let new = directory(&realm, &chain, &key(2), 2);
    realm.append(&new, |_| Some(&chain)).unwrap();

    let mut later = fresh;
    assert_eq!(later.append(&old, |_| Some(&chain)), Ok(Placement::Next));
    assert_eq!(later.directory(), None);
    assert_eq!(later.append(&new, |_| Some(&chain)), Ok(Placement::Next));
    assert_eq!(later.directory(), realm.directory());
}

#[test]
fn a_fork_of_the_realm_is_one_only_when_both_are_signed() {
    let mut realm = realm();
    let (mine, beside) = (policy(&realm, &root()), rotate(&realm, &root(), &key(9)));
    let forged = rotate(&realm, &key(9), &key(9));
    realm.append(&mine, |_| None).unwrap();
    assert_eq!(realm.append(&beside, |_| None), Err(Refusal::Fork(mine.id())));
    assert_eq!(realm.append(&forged, |_| None), Err(Refusal::Signature));
    assert_eq!(realm.append(&mine, |_| None), Ok(Placement::Known));
}
