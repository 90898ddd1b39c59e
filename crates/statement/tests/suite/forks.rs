//! Two statements for one place: what freezes a department, what does not, and how the root ends it.

use jixiang_model::Role;
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::Header;
use jixiang_statement::{Placement, Refusal};

use crate::sample::{key, root};
use crate::world::*;

/// A department with two key admins, `key(1)` and `key(2)`.
fn office(realm: &Realm) -> Chain {
    let mut chain = department(realm, 1);
    chain.append(&add(&chain.clone(), &key(1), 2), realm).unwrap();
    let both = [Role::Staff, Role::KeyAdmin];
    let change = roles(by_root(&chain, realm), &root(), key(2).public().device(), &both, None);
    chain.append(&change, realm).unwrap();
    chain
}

#[test]
fn a_fork_freezes_the_department_until_the_root_recovers_it() {
    let realm = realm();
    let mut chain = office(&realm);
    let (first, second, third) = (add(&chain, &key(1), 8), add(&chain, &key(2), 9), add(&chain, &key(2), 10));
    assert_eq!(chain.append(&first, &realm), Ok(Placement::Next));
    assert_eq!(chain.append(&second, &realm), Err(Refusal::Fork(first.id())));
    assert_eq!(chain.fork(), Some(second.id()));

    assert_eq!(chain.append(&add(&chain.clone(), &key(1), 11), &realm), Err(Refusal::Frozen));
    let sent = delivery(&chain, &key(1), &[recipient(&chain, None)]);
    assert_eq!(chain.authorise(&sent, &realm), Err(Refusal::Frozen));

    let settled = recover(&chain, &realm, &[key(2).public().device()], &[second.id()], 0x91);
    assert_eq!(chain.append(&settled, &realm), Ok(Placement::Next));
    assert_eq!((chain.fork(), chain.epoch().number), (None, 2));
    for shown_again in [&second, &third] {
        assert_eq!(chain.append(shown_again, &realm), Ok(Placement::Overridden), "settled for good");
    }
    assert!(chain.authorise(&delivery(&chain, &key(1), &[recipient(&chain, None)]), &realm).is_ok());
    assert_eq!(chain.append(&add_as(of_chain(&chain, &key(1)), &key(1), &key(11), 11, 2), &realm), Ok(Placement::Next));
}

#[test]
fn who_never_saw_the_fork_comes_to_the_same_chain() {
    let realm = realm();
    let mut chain = office(&realm);
    let (first, second) = (add(&chain, &key(1), 8), add(&chain, &key(2), 9));
    let mut unaware = chain.clone();
    chain.append(&first, &realm).unwrap();
    chain.append(&second, &realm).unwrap_err();
    let settled = recover(&chain, &realm, &[], &[second.id()], 0x91);
    chain.append(&settled, &realm).unwrap();
    for signed in [&first, &settled] {
        assert_eq!(unaware.append(signed, &realm), Ok(Placement::Next));
    }
    assert!(unaware == chain);
}

#[test]
fn what_competes_with_a_recovery_loses_and_a_second_recovery_freezes() {
    let realm = realm();
    let mut chain = office(&realm);
    let (late, rival) = (add(&chain, &key(1), 8), recover(&chain, &realm, &[], &[], 0x92));
    chain.append(&recover(&chain.clone(), &realm, &[], &[], 0x91), &realm).unwrap();
    assert_eq!(chain.append(&late, &realm), Ok(Placement::Overridden));
    assert_eq!(chain.append(&rival, &realm), Err(Refusal::Fork(chain.head())));
}

#[test]
fn only_who_may_change_the_chain_can_freeze_it() {
    let realm = realm();
    let mut chain = office(&realm);
    let (by_ghost, by_removed) = (add(&chain, &key(9), 10), add(&chain, &key(2), 10));
    chain.append(&add(&chain.clone(), &key(1), 8), &realm).unwrap();
    let by_staff = Header { prev: Some(chain.line().entries()[1]), ..of_chain(&chain, &key(8)) };
    let by_staff = Header { head: by_staff.prev, ..by_staff };
    let by_staff = add_as(by_staff, &key(8), &key(12), 12, 1);
    chain.append(&remove(&chain.clone(), &key(1), key(2).public().device(), 0x91), &realm).unwrap();
    assert_eq!(chain.append(&by_ghost, &realm), Err(Refusal::Member));
    assert_eq!(chain.append(&by_staff, &realm), Err(Refusal::Member));
    assert_eq!(chain.append(&by_removed, &realm), Err(Refusal::Removed));
    assert_eq!(chain.fork(), None);
}

#[test]
fn who_lost_the_race_overrides_their_own_statement_and_nobody_else_s() {
    let realm = realm();
    let mut chain = office(&realm);
    let (lost, others) = (add(&chain, &key(1), 8), add(&chain, &key(2), 9));
    let winner = add(&chain, &key(2), 10);
    chain.append(&winner, &realm).unwrap();
    let again = Header { overrides: vec![lost.id(), others.id()], ..of_chain(&chain, &key(1)) };
    let again = add_as(again, &key(1), &key(8), 8, 1);
    assert_eq!(chain.append(&again, &realm), Ok(Placement::Next));
    assert_eq!(chain.append(&lost, &realm), Ok(Placement::Overridden));
    assert_eq!(chain.append(&again, &realm), Ok(Placement::Known));
    assert_eq!(chain.append(&others, &realm), Err(Refusal::Fork(winner.id())), "not for key(1) to override");
}

#[test]
fn what_stands_in_the_line_is_not_overridden() {
    let realm = realm();
    let mut chain = office(&realm);
    let standing = chain.head();
    let header = Header { overrides: vec![standing], ..of_chain(&chain, &key(1)) };
    let signed = add_as(header, &key(1), &key(8), 8, 1);
    assert_eq!(chain.append(&signed, &realm), Err(Refusal::Names("overrides")));
}

#[test]
fn a_statement_of_another_kind_has_no_place_in_a_chain() {
    let realm = realm();
    let mut chain = office(&realm);
    let sent = delivery(&chain, &key(1), &[recipient(&chain, None)]);
    let misplaced = jixiang_statement::payload::TakeBack { header: of_chain(&chain, &key(1)), delivery: sent.id() };
    let misplaced = jixiang_statement::Payload::TakeBack(misplaced);
    assert!(jixiang_statement::Signed::sign(&misplaced, &key(1)).is_err());
    assert!(matches!(chain.append(&sent, &realm), Err(Refusal::Home(_))));
}
