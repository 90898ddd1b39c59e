//! What roles allow, who gives and takes them, and what still counts after they are lost.

use jixiang_model::{Kind, Role, Roles};
use jixiang_statement::chain::Standing;
use jixiang_statement::payload::Header;
use jixiang_statement::{Payload, Refusal, Signed};

use crate::sample::{self, key, list, root};
use crate::world::*;

#[test]
fn roles_decide_who_signs_what() {
    let realm = realm();
    let chain = office(&realm);
    refused(&chain, &realm, &add(&chain, &key(2), 8), Refusal::Role(Kind::Add));
    let removal = remove(&chain, &key(2), key(1).public().device(), 0x81);
    refused(&chain, &realm, &removal, Refusal::Role(Kind::Remove));
    let mut only_admin = chain.clone();
    let change = roles(by_root(&chain, &realm), &root(), key(1).public().device(), &[Role::KeyAdmin], Some(list(1)));
    append(&mut only_admin, &realm, |_| change.clone());
    let sent = delivery(&only_admin, &key(1), &[recipient(&chain, None)]);
    assert_eq!(only_admin.authorise(&sent, &realm).unwrap_err(), Refusal::Role(Kind::Delivery));
}

#[test]
fn only_root_and_heads_make_heads() {
    let realm = realm();
    let mut chain = office(&realm);
    let wang = key(2).public().device();
    let head = &[Role::Staff, Role::Head];
    for nobody in [1, 2] {
        let self_made = roles(of_chain(&chain, &key(nobody)), &key(nobody), wang, head, None);
        refused(&chain, &realm, &self_made, Refusal::Role(Kind::Roles));
    }
    let by_add = add(&chain, &key(1), 8);
    let Payload::Add(mut payload) = by_add.payload().clone() else { panic!("an add") };
    for made in [Role::Head, Role::Registrar] {
        payload.admission.roles = Roles::of(&[Role::Staff, made]);
        assert!(Signed::sign(&Payload::Add(payload.clone()), &key(1)).is_err(), "{made:?} never comes with add");
    }
    append(&mut chain, &realm, |chain| roles(by_root(chain, &realm), &root(), wang, head, None));
    let next = roles(
        of_chain(&chain, &key(2)),
        &key(2),
        key(1).public().device(),
        &[Role::Staff, Role::Head, Role::KeyAdmin],
        None,
    );
    append(&mut chain, &realm, |_| next.clone());
    assert!(chain.member(&key(1).public().device()).unwrap().roles().has(Role::Head));
}

#[test]
fn only_the_root_makes_and_ends_registrars() {
    let realm = realm();
    let mut chain = office(&realm);
    let (admin, wang) = (key(1).public().device(), key(2).public().device());
    append(&mut chain, &realm, |chain| roles(by_root(chain, &realm), &root(), wang, &[Role::Staff, Role::Head], None));
    let made = roles(of_chain(&chain, &key(2)), &key(2), admin, &[Role::Staff, Role::KeyAdmin, Role::Registrar], None);
    refused(&chain, &realm, &made, Refusal::Role(Kind::Roles));
    append(&mut chain, &realm, |chain| {
        roles(by_root(chain, &realm), &root(), admin, &[Role::Staff, Role::KeyAdmin, Role::Registrar], None)
    });
    let ended = roles(of_chain(&chain, &key(2)), &key(2), admin, &[Role::Staff, Role::KeyAdmin], Some(list(1)));
    refused(&chain, &realm, &ended, Refusal::Role(Kind::Roles));
}

#[test]
fn a_lost_role_comes_with_the_list_of_what_was_signed_in_it() {
    let realm = realm();
    let chain = office(&realm);
    let admin = key(1).public().device();
    let change = |to: &[Role], scopes| roles(by_root(&chain, &realm), &root(), admin, to, scopes);
    refused(&chain, &realm, &change(&[Role::Staff], None), Refusal::Names("scopes"));
    refused(
        &chain,
        &realm,
        &change(&[Role::Staff, Role::Head, Role::KeyAdmin], Some(list(1))),
        Refusal::Names("scopes"),
    );
    refused(&chain, &realm, &change(&[], Some(list(1))), Refusal::Names("roles"));
    let ghost = roles(by_root(&chain, &realm), &root(), key(9).public().device(), &[Role::Staff], None);
    refused(&chain, &realm, &ghost, Refusal::Names("member"));
}

#[test]
fn what_a_removed_device_signed_counts_up_to_the_list_and_not_after() {
    let realm = realm();
    let mut chain = office(&realm);
    let before = delivery(&chain, &key(2), &[recipient(&chain, None)]);
    assert_eq!(chain.authorise(&before, &realm).unwrap().1, Standing::Counts);
    append(&mut chain, &realm, |chain| remove(chain, &key(1), key(2).public().device(), 0x81));
    assert_eq!(chain.authorise(&before, &realm).unwrap().1, Standing::UpTo(list(0x81)));
    let after = delivery(&chain, &key(2), &[recipient(&chain, None)]);
    assert_eq!(chain.authorise(&after, &realm), Err(Refusal::Member));
    let unknown = Header { head: Some(sample::statement(9)), ..after.header().clone() };
    let Payload::Delivery(payload) = after.payload().clone() else { panic!("a delivery") };
    let elsewhere = Payload::Delivery(jixiang_statement::payload::Delivery { header: unknown, ..payload });
    assert_eq!(chain.authorise(&sign(elsewhere, &key(2)), &realm), Err(Refusal::Head));
}

#[test]
fn a_lost_head_role_ends_only_what_needs_it() {
    let realm = realm();
    let mut chain = office(&realm);
    let wang = key(2).public().device();
    append(&mut chain, &realm, |chain| roles(by_root(chain, &realm), &root(), wang, &[Role::Staff, Role::Head], None));
    let sent = delivery(&chain, &key(2), &[recipient(&chain, None)]);
    let as_head = roles(of_chain(&chain, &key(2)), &key(2), key(1).public().device(), &[Role::Staff], Some(list(3)));
    append(&mut chain, &realm, |chain| roles(by_root(chain, &realm), &root(), wang, &[Role::Staff], Some(list(2))));
    assert_eq!(chain.authorise(&sent, &realm).unwrap().1, Standing::Counts, "staff may send too");
    assert_eq!(chain.authorise(&as_head, &realm).unwrap().1, Standing::UpTo(list(2)));
}
