//! Who is a member, and of what, by replay alone: K1 and K3 of the threat model.

use jixiang_model::{Kind, Role, Roles, StatementId};
use jixiang_statement::chain::Chain;
use jixiang_statement::payload::Header;
use jixiang_statement::{Payload, Refusal, Signed};

use crate::sample::{self, key, root};
use crate::world::*;

#[test]
fn a_chain_says_who_its_members_are() {
    let realm = realm();
    let mut chain = office(&realm);
    let people: Vec<_> = chain.members().map(|member| (member.device, member.roles())).collect();
    let expected = [
        (key(1).public().device(), Roles::of(&[Role::Staff, Role::KeyAdmin])),
        (key(2).public().device(), Roles::of(&[Role::Staff])),
    ];
    assert_eq!(people, expected);
    let before = chain.head();
    append(&mut chain, &realm, |chain| remove(chain, &key(1), key(2).public().device(), 0x81));
    assert_eq!((chain.members().count(), chain.members_at(&before).unwrap().len()), (1, 2));
    assert_eq!((chain.epoch().number, chain.epoch_at(&before).unwrap().number), (2, 1));
    assert_eq!(chain.members_at(&sample::statement(9)).unwrap_err(), Refusal::Head);
}

#[test]
fn a_ghost_device_is_nobody() {
    let realm = realm();
    let chain = office(&realm);
    let ghost = delivery(&chain, &key(9), &[recipient(&chain, None)]);
    assert_eq!(chain.authorise(&ghost, &realm), Err(Refusal::Member));
    refused(&chain, &realm, &add(&chain, &key(9), 8), Refusal::Member);
}

#[test]
fn a_device_does_not_admit_itself() {
    let realm = realm();
    let chain = office(&realm);
    refused(&chain, &realm, &add(&chain, &key(9), 9), Refusal::Member);
    let own_department = genesis(&realm, 9, &key(9));
    assert_eq!(Chain::open(&own_department, &realm), Err(Refusal::Signature));
    // The root's name over another's signature.
    let named = Header { device: root().public().device(), ..own_department.header().clone() };
    let Payload::Genesis(genesis) = own_department.payload().clone() else { panic!("a genesis") };
    let payload = Payload::Genesis(jixiang_statement::payload::Genesis { header: named, ..genesis });
    assert!(Signed::sign(&payload, &key(9)).is_err(), "the envelope's key is the header's device");
}

#[test]
fn a_member_of_another_department_is_nobody_here() {
    let realm = realm();
    let (chain, other) = (office(&realm), department(&realm, 3));
    let header =
        Header { department: Some(*chain.id()), scope: of_chain(&chain, &key(3)).scope, ..of_chain(&other, &key(3)) };
    let with_own_head = add_as(Header { prev: Some(chain.head()), ..header.clone() }, &key(3), &key(8), 8, 1);
    refused(&chain, &realm, &with_own_head, Refusal::Head);
    refused(&chain, &realm, &add(&chain, &key(3), 8), Refusal::Member);
    refused(&chain, &realm, &add(&other, &key(3), 8), Refusal::Home(Kind::Add));
    let theirs = delivery(&other, &key(3), &[recipient(&chain, None)]);
    assert_eq!(chain.authorise(&theirs, &realm).unwrap_err(), Refusal::Names("department"));
}

#[test]
fn an_enrolment_is_for_one_department_and_for_keys_that_are_new_there() {
    let realm = realm();
    let (mut chain, other) = (office(&realm), department(&realm, 3));
    refused(&chain, &realm, &add(&chain, &key(1), 2), Refusal::Enrolment);
    let borrowed = add_as(of_chain(&chain, &key(1)), &key(1), &key(8), 2, 1);
    refused(&chain, &realm, &borrowed, Refusal::Enrolment);
    let foreign = sample::enrolment(*other.id(), "wang", &key(8), 8);
    let Payload::Add(mut payload) = add(&chain, &key(1), 8).payload().clone() else { panic!("an add") };
    payload.admission.enrolment.0 = foreign.bytes().to_vec();
    refused(&chain, &realm, &sign(Payload::Add(payload), &key(1)), Refusal::Enrolment);
    append(&mut chain, &realm, |chain| remove(chain, &key(1), key(2).public().device(), 0x81));
    refused(&chain, &realm, &add(&chain, &key(1), 2), Refusal::Enrolment);
}

#[test]
fn an_add_seals_the_current_epoch_to_the_device_that_it_admits() {
    let realm = realm();
    let chain = office(&realm);
    for wrong in [0, 2] {
        let epoch = add_as(of_chain(&chain, &key(1)), &key(1), &key(8), 8, wrong);
        refused(&chain, &realm, &epoch, Refusal::Names("epoch"));
    }
    let Payload::Add(mut payload) = add(&chain, &key(1), 8).payload().clone() else { panic!("an add") };
    payload.seal = sample::sealed(9);
    refused(&chain, &realm, &sign(Payload::Add(payload), &key(1)), Refusal::Names("seal"));
}

#[test]
fn a_change_of_the_chain_knows_its_newest_statement() {
    let realm = realm();
    let chain = office(&realm);
    let opening: StatementId = chain.line().entries()[0];
    let stale = Header { head: Some(opening), ..of_chain(&chain, &key(1)) };
    refused(&chain, &realm, &add_as(stale, &key(1), &key(8), 8, 1), Refusal::Head);
    let hanging =
        Header { prev: Some(sample::statement(9)), head: Some(sample::statement(9)), ..of_chain(&chain, &key(1)) };
    refused(&chain, &realm, &add_as(hanging, &key(1), &key(8), 8, 1), Refusal::Prev);
}

#[test]
fn an_epoch_follows_the_one_before_it_and_is_new() {
    let realm = realm();
    let chain = office(&realm);
    let wang = key(2).public().device();
    let Payload::Remove(right) = remove(&chain, &key(1), wang, 0x81).payload().clone() else { panic!("a removal") };
    let mut skips = right.clone();
    skips.epoch.number = 3;
    let mut sealed_elsewhere = right.clone();
    sealed_elsewhere.epoch.previous = Some(sample::sealed(0x99));
    // The key of the first epoch again: everything sealed to it would stay open to who was removed.
    let mut reused = right.clone();
    reused.epoch = sample::epoch(2, 101);
    let mut nobody = right.clone();
    nobody.removed = key(9).public().device();
    for (payload, what) in [(skips, "epoch"), (sealed_elsewhere, "epoch"), (reused, "epoch"), (nobody, "device")] {
        refused(&chain, &realm, &sign(Payload::Remove(payload), &key(1)), Refusal::Names(what));
    }
}
