//! What staff prepare in a review, and what does not belong there.

use jixiang_model::{Kind, ScopeId, StatementId};
use jixiang_statement::payload::*;
use jixiang_statement::thread::{PreparedKind, Thread};
use jixiang_statement::{Payload, Placement, Refusal, Signed};

use crate::desk::*;
use crate::sample::{self, statement, text};

fn decline(desk: &Desk, scope: ScopeId, prev: StatementId, names: StatementId) -> Payload {
    let header = desk.header(scope, Some(prev));
    Payload::Decline(Decline { header, names, reason: text("摘要不完整") })
}

fn head_of(thread: &Thread) -> StatementId {
    thread.line().head().unwrap()
}

/// A review of department 1's dataset with its first entry.
fn opened(papers: &mut Papers) -> (Thread, Signed) {
    let first = papers.keep(&staff(1), Payload::Entry(entry(&staff(1), None, ShareClass::Conditional)));
    (papers.open(&first).unwrap(), first)
}

#[test]
fn entries_and_records_are_prepared_and_a_head_turns_one_down_once() {
    let mut papers = Papers::default();
    let (mut thread, first) = opened(&mut papers);
    let made = papers.keep(&staff(1), Payload::Record(record(&staff(1), first.id(), 1, None)));
    assert_eq!(papers.append(&mut thread, &made), Ok(Placement::Next));
    assert_eq!(papers.append(&mut thread, &made), Ok(Placement::Known));
    let no = decline(&head(1), thread.id(), made.id(), made.id());
    let no = papers.keep(&head(1), no);
    assert_eq!(papers.append(&mut thread, &no), Ok(Placement::Next));
    let again = decline(&head(1), thread.id(), no.id(), made.id());
    let again = papers.keep(&head(1), again);
    assert_eq!(papers.append(&mut thread, &again), Err(Refusal::State(Kind::Decline)));

    let review = thread.review().unwrap();
    assert_eq!((review.outer(), review.department()), (dataset(1), &department(1)));
    let kinds: Vec<_> = review.prepared().iter().map(|prepared| (prepared.kind, prepared.declined.is_some())).collect();
    assert_eq!(kinds, [(PreparedKind::Entry, false), (PreparedKind::Record, true)]);
    let declined = review.prepared_as(&made.id()).unwrap().declined.clone().unwrap();
    assert_eq!((declined.statement, &*declined.reason), (no.id(), "摘要不完整"));
    assert_eq!(declined.by, head(1).signer);
}

#[test]
fn only_a_head_declines_and_only_what_was_prepared_here() {
    let mut papers = Papers::default();
    let (mut thread, first) = opened(&mut papers);
    for (desk, names, why) in [
        (staff(1), first.id(), Refusal::Role(Kind::Decline)),
        (head(2), first.id(), Refusal::Role(Kind::Decline)),
        (head(1), statement(9), Refusal::Names("names")),
    ] {
        let no = decline(&desk, thread.id(), first.id(), names);
        let no = papers.keep(&desk, no);
        assert_eq!(papers.append(&mut thread, &no), Err(why));
    }
}

#[test]
fn a_review_opens_with_what_it_reviews() {
    let mut papers = Papers::default();
    let (thread, first) = opened(&mut papers);
    let made = papers.keep(&staff(1), Payload::Record(record(&staff(1), first.id(), 1, None)));
    assert_eq!(papers.open(&made).unwrap_err(), Refusal::State(Kind::Record));
    let no = decline(&head(1), thread.id(), first.id(), first.id());
    let no = papers.keep(&head(1), no);
    assert_eq!(papers.open(&no).unwrap_err(), Refusal::State(Kind::Decline));
    let later = papers.keep(&staff(1), Payload::Entry(entry(&staff(1), Some(first.id()), ShareClass::Conditional)));
    assert_eq!(papers.open(&later).unwrap_err(), Refusal::Prev, "not the first");
    assert_eq!(
        Thread::open(&first, head(1).signer, &papers.0).unwrap_err(),
        Refusal::Member,
        "not by the signer that it is said to have"
    );
}

#[test]
fn a_request_names_an_entry_of_its_dataset_by_another_department() {
    let mut papers = Papers::default();
    let described = papers.keep(&staff(1), Payload::Entry(entry(&staff(1), None, ShareClass::Conditional)));
    let right = asking(&staff(2), None, &described);
    let first = papers.keep(&staff(2), Payload::Request(right.clone()));
    let thread = papers.open(&first).unwrap();
    assert_eq!(thread.review().unwrap().outer(), request(2));

    let own = papers.keep(&staff(1), Payload::Request(asking(&staff(1), None, &described)));
    assert_eq!(papers.open(&own).unwrap_err(), Refusal::Names("entry"), "nobody asks for what is their own");
    let other = Request { dataset: dataset(3), ..right.clone() };
    let other = papers.keep(&staff(2), Payload::Request(other));
    assert_eq!(papers.open(&other).unwrap_err(), Refusal::Names("entry"));
    let none = Request { entry: first.id(), ..right.clone() };
    let none = papers.keep(&staff(2), Payload::Request(none));
    assert_eq!(papers.open(&none).unwrap_err(), Refusal::Names("entry"), "a request is no entry");
    let missing = Request { entry: statement(9), ..right };
    let missing = papers.keep(&staff(2), Payload::Request(missing));
    assert_eq!(papers.open(&missing).unwrap_err(), Refusal::Absent(statement(9)));
}

#[test]
fn only_the_provider_prepares_answers_and_to_this_request() {
    let mut papers = Papers::default();
    let described = papers.keep(&staff(1), Payload::Entry(entry(&staff(1), None, ShareClass::Conditional)));
    let asked = papers.keep(&staff(2), Payload::Request(asking(&staff(2), None, &described)));
    let prepare = |desk: &Desk, outer: ScopeId, prev, names| {
        Payload::Answer(answer(desk, desk.review(&outer), prev, names, Decision::Approve))
    };
    let first = papers.keep(&staff(1), prepare(&staff(1), request(2), None, asked.id()));
    let mut thread = papers.open(&first).unwrap();
    assert_eq!(thread.review().unwrap().prepared()[0].kind, PreparedKind::Answer);

    let stranger = papers.keep(&staff(3), prepare(&staff(3), request(2), None, asked.id()));
    assert_eq!(papers.open(&stranger).unwrap_err(), Refusal::Role(Kind::Answer));
    let elsewhere = papers.keep(&staff(1), prepare(&staff(1), request(3), None, asked.id()));
    assert_eq!(papers.open(&elsewhere).unwrap_err(), Refusal::Home(Kind::Answer));
    let missing = papers.keep(&staff(1), prepare(&staff(1), request(2), None, statement(9)));
    assert_eq!(papers.open(&missing).unwrap_err(), Refusal::Absent(statement(9)));

    let other = Request {
        request: ScopeId::request(&sample::realm(), &department(3), &sample::nonce(3)),
        ..asking(&staff(3), None, &described)
    };
    let other = papers.keep(&staff(3), Payload::Request(other));
    let strayed = papers.keep(&staff(1), prepare(&staff(1), request(2), Some(first.id()), other.id()));
    assert_eq!(papers.append(&mut thread, &strayed), Err(Refusal::Names("request")));
    let again = papers.keep(&staff(1), prepare(&staff(1), request(2), Some(first.id()), asked.id()));
    assert_eq!(papers.append(&mut thread, &again), Ok(Placement::Next));
}

#[test]
fn whoever_loses_a_race_in_a_review_overrides_and_what_is_beside_is_a_fork() {
    let mut papers = Papers::default();
    let (mut thread, first) = opened(&mut papers);
    let winner = papers.keep(&head(1), Payload::Entry(entry(&head(1), Some(first.id()), ShareClass::Withheld)));
    let lost = papers.keep(&staff(1), Payload::Entry(entry(&staff(1), Some(first.id()), ShareClass::Conditional)));
    assert_eq!(papers.append(&mut thread, &winner), Ok(Placement::Next));
    assert_eq!(papers.append(&mut thread, &lost), Err(Refusal::Fork(winner.id())));
    let mut again = entry(&staff(1), Some(winner.id()), ShareClass::Conditional);
    again.header.overrides = vec![lost.id()];
    let again = papers.keep(&staff(1), Payload::Entry(again));
    assert_eq!(papers.append(&mut thread, &again), Ok(Placement::Next));
    assert_eq!(papers.append(&mut thread, &lost), Ok(Placement::Overridden));
    assert_eq!(thread.review().unwrap().prepared().len(), 3);
}

#[test]
fn what_a_removed_device_prepared_keeps_its_place_without_effect() {
    let mut papers = Papers::default();
    let (mut thread, first) = opened(&mut papers);
    let gone = papers.keep(&head(1), Payload::Record(record(&head(1), first.id(), 1, None)));
    assert_eq!(thread.pass_over(&gone), Ok(Placement::Next));
    assert_eq!(thread.review().unwrap().prepared().len(), 1);
    let next = papers.keep(&staff(1), Payload::Record(record(&staff(1), head_of(&thread), 2, None)));
    assert_eq!(papers.append(&mut thread, &next), Ok(Placement::Next));
    assert_eq!(thread.pass_over(&sample::signed(Kind::Heads)), Err(Refusal::Home(Kind::Heads)));
}
