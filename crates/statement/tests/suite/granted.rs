//! What follows a request that is agreed to: the grant, how it is carried on and ended, and receipts (docs/format.md 4.7.4).

use jixiang_model::{Kind, RequestState};
use jixiang_statement::Refusal;
use jixiang_statement::payload::*;

use crate::desk::*;
use crate::request::{Matter, NEXT, submitted};
use crate::sample::{date, statement, text};

use Decision::{Approve, Return};
use ShareClass::Conditional;

#[test]
fn a_grant_gives_what_was_asked_for() {
    let matter = submitted(Conditional);
    let wrong = |bend: fn(&mut Grant), why| matter.refused(|m| m.grant(&head(1), bend), Refusal::Names(why));
    wrong(|grant| grant.request = statement(9), "request");
    wrong(|grant| grant.consent = statement(9), "consent");
    wrong(|grant| grant.dataset = dataset(3), "dataset");
    wrong(|grant| grant.requester = department(3), "requester");
    wrong(|grant| grant.not_after.0 += 1, "not_after");
    matter.refused(|m| m.grant(&staff(1), |_| {}), Refusal::Role(Kind::Grant));
    matter.refused(|m| m.grant(&head(2), |_| {}), Refusal::Role(Kind::Grant));
    let mut matter = matter.clone();
    assert_eq!(matter.grant(&head(1), |grant| (grant.from, grant.to) = (2, Some(3))), NEXT);
    let granted = matter.request().grant().unwrap();
    assert_eq!((granted.grant.to, &granted.act.by), (Some(3), &head(1).signer));
    matter.refused(|m| m.grant(&head(1), |_| {}), Refusal::State(Kind::Grant));
}

#[test]
fn a_grant_after_a_consent_gives_what_the_head_saw() {
    let answered = |version: Option<u64>, until: Option<&str>| {
        let mut matter = submitted(Conditional);
        let limits = |answer: &mut Answer| (answer.version, answer.until) = (version, until.map(date));
        let prepared = matter.prepare(&staff(1), Approve, limits);
        assert_eq!(matter.consent(&head(1), prepared), NEXT);
        matter
    };
    let one = answered(Some(3), Some("2026-12-31"));
    let in_time = date("2026-12-31").end();
    let versions = |from, to| move |grant: &mut Grant| (grant.from, grant.to, grant.not_after) = (from, to, in_time);
    for (from, to) in [(3, None), (3, Some(4)), (2, Some(2)), (1, Some(3))] {
        one.refused(|m| m.grant(&head(1), versions(from, to)), Refusal::Names("to"));
    }
    let late = |grant: &mut Grant| (grant.from, grant.to, grant.not_after.0) = (3, Some(3), in_time.0 + 1);
    one.refused(|m| m.grant(&head(1), late), Refusal::Names("not_after"));
    one.refused(|m| m.grant(&head(1), |grant| grant.conditions = text("")), Refusal::Names("conditions"));
    assert_eq!(one.clone().grant(&head(1), versions(3, Some(3))), NEXT);

    let open = answered(None, None);
    open.refused(|m| m.grant(&head(1), versions(1, Some(1))), Refusal::Names("to"));
    assert_eq!(open.clone().grant(&head(1), |_| {}), NEXT);
}

#[test]
fn a_head_of_the_provider_revokes_the_grant_once() {
    let mut matter = Matter::granted();
    let grant = matter.prev().unwrap();
    matter.refused(|m| m.revoke(&staff(1), grant), Refusal::Role(Kind::Revoke));
    matter.refused(|m| m.revoke(&head(2), grant), Refusal::Role(Kind::Revoke));
    matter.refused(|m| m.revoke(&head(1), statement(9)), Refusal::Names("grant"));
    submitted(Conditional).refused(|m| m.revoke(&head(1), grant), Refusal::State(Kind::Revoke));
    assert_eq!((matter.revoke(&head(1), grant), matter.state()), (NEXT, RequestState::Revoked));
    assert_eq!(&*matter.request().revoked().unwrap().reason, "用途已完成");
    assert!(matter.request().withdrawn().is_none());
    matter.refused(|m| m.revoke(&head(1), grant), Refusal::State(Kind::Revoke));
    matter.refused(|m| m.reseal(&staff(1), (2, 2), |_| {}), Refusal::State(Kind::Reseal));
    assert_eq!(matter.receipt(&staff(2), 1, Step::Verified), NEXT, "it tells what happened");
}

#[test]
fn the_requester_withdraws_what_is_not_answered() {
    for desk in [staff(2), head(2)] {
        let mut matter = submitted(Conditional);
        matter.refused(|m| m.withdraw(&head(1), m.asked.id()), Refusal::Role(Kind::Withdraw));
        matter.refused(|m| m.withdraw(&desk, statement(9)), Refusal::Names("request"));
        assert_eq!(matter.withdraw(&desk, matter.asked.id()), NEXT);
        assert_eq!(matter.request().withdrawn().unwrap().act.by, desk.signer);
        matter.refused(|m| m.say(&staff(1), Return), Refusal::State(Kind::Answer));
    }
    let mut matter = submitted(Conditional);
    assert_eq!((matter.say(&staff(1), Return), matter.withdraw(&staff(2), matter.asked.id())), (NEXT, NEXT));
    let granted = Matter::granted();
    granted.refused(|m| m.withdraw(&staff(2), m.asked.id()), Refusal::State(Kind::Withdraw));
}

#[test]
fn a_reseal_carries_a_grant_until_revoked_on_and_widens_nothing() {
    let mut matter = Matter::granted();
    submitted(Conditional).refused(|m| m.reseal(&staff(1), (2, 2), |_| {}), Refusal::State(Kind::Reseal));
    for stranger in [staff(2), staff(3)] {
        matter.refused(|m| m.reseal(&stranger, (2, 2), |_| {}), Refusal::Role(Kind::Reseal));
    }
    let wrong = |bend: fn(&mut Reseal), why| {
        matter.refused(|m| m.reseal(&staff(1), (2, 2), bend), Refusal::Names(why));
    };
    wrong(|reseal| reseal.names = statement(9), "names");
    wrong(|reseal| reseal.recipient.department = department(3), "recipient");
    wrong(|reseal| reseal.recipient.person = Some("wang".parse().unwrap()), "recipient");
    wrong(|reseal| reseal.generation = Some(1), "generation");
    wrong(|reseal| (reseal.generation, reseal.from) = (None, None), "generation");
    assert_eq!(matter.reseal(&staff(1), (2, 4), |_| {}), NEXT);
    matter.refused(|m| m.reseal(&head(1), (2, 4), |_| {}), Refusal::Names("generation"));
    matter.refused(|m| m.reseal(&head(1), (3, 3), |_| {}), Refusal::Names("from"));
    assert_eq!(matter.reseal(&head(1), (3, 5), |_| {}), NEXT);
    let carried: Vec<_> = matter.request().reseals().iter().map(|reseal| (reseal.generation, reseal.from)).collect();
    assert_eq!(carried, [(2, 4), (3, 5)]);

    let mut matter = submitted(Conditional);
    assert_eq!(matter.grant(&head(1), |grant| (grant.from, grant.to) = (1, Some(1))), NEXT);
    matter.refused(|m| m.reseal(&staff(1), (2, 2), |_| {}), Refusal::State(Kind::Reseal));
}

#[test]
fn one_receipt_counts_per_device_record_and_step() {
    let mut matter = Matter::granted();
    submitted(Conditional).refused(|m| m.receipt(&staff(2), 1, Step::Verified), Refusal::State(Kind::Receipt));
    matter.refused(|m| m.receipt(&staff(1), 1, Step::Verified), Refusal::Role(Kind::Receipt));
    for (desk, record, step) in [
        (staff(2), 1, Step::Verified),
        (staff(2), 1, Step::Verified),
        (staff(2), 1, Step::Opened),
        (staff(2), 2, Step::Verified),
        (head(2), 1, Step::Verified),
    ] {
        assert_eq!(matter.receipt(&desk, record, step), NEXT);
    }
    let count = matter.request().receipts().len();
    assert_eq!((count, matter.thread.line().entries().len()), (4, 7), "what does not count keeps its place");
}
