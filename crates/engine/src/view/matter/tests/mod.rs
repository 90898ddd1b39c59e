//! Where matters stand, who can do what with them, and what was shown: for each role at each stage.

mod sample;

use jixiang_contract::{MatterStage, MatterVerb, WaitsFor};
use jixiang_model::{RequestState, StatementId, UnixMillis};
use jixiang_statement::payload::{Decision, ShareClass};
use jixiang_statement::thread::RequestThread;

use super::verbs::{self, Facts, Pile, Seat};
use super::{RequestOf, Side, clock};
use crate::view::grants;
use sample::{World, date, head, staff};

use MatterVerb::{Agree, Consent, Decline, Fetch, Refuse, Resubmit, Return, Revoke, Withdraw};

const NOBODY: Seat = Seat { works: false, head: false, started: false, answered: false };
const STAFF: Seat = Seat { works: true, ..NOBODY };
const HEAD: Seat = Seat { head: true, ..STAFF };
const STARTER: Seat = Seat { started: true, ..STAFF };

/// Noon of a day in UTC+8.
fn noon(day: &str) -> UnixMillis {
    UnixMillis(date(day).end().0 - 12 * 3_600_000)
}

fn now() -> UnixMillis {
    noon("2026-11-26")
}

fn facts(request: &RequestOf<'_>) -> Facts {
    let state = request.thread.map(RequestThread::state);
    Facts {
        stage: request.stage(now()),
        open: matches!(state, Some(RequestState::Submitted | RequestState::Returned | RequestState::Answered)),
        granted: request.thread.is_some_and(|thread| thread.grant().is_some()),
        lacks_grant: request.lacks_grant(),
    }
}

/// What staff and head of a side can do, and in which piles it lies for those who started it and for the head.
fn desks(world: &World, side: Side) -> (MatterStage, [Vec<MatterVerb>; 2], [Option<Pile>; 2]) {
    let request = world.seen_by(side);
    let facts = facts(&request);
    let verbs = [STAFF, HEAD].map(|seat| verbs::of_request(side, facts, seat));
    let piles = [STARTER, HEAD].map(|seat| verbs::pile_of_request(side, facts, seat));
    assert_eq!(verbs::of_request(side, facts, NOBODY), [], "a PC without a role does nothing");
    assert_eq!(verbs::pile_of_request(side, facts, NOBODY), None);
    (facts.stage, verbs, piles)
}

fn waits(world: &World, side: Side, seat: Seat) -> WaitsFor {
    verbs::request_waits_for(side, world.seen_by(side).stage(now()), seat)
}

fn shown(world: &World, side: Side) -> StatementId {
    world.seen_by(side).shown().expect("something is shown")
}

/// A released dataset of this class and what staff of the other department ask of it.
fn asked(class: ShareClass) -> (World, StatementId) {
    let mut world = World::default();
    let entry = world.entry(&staff(1), class);
    let record = world.record(&staff(1), 1, None);
    world.release(&head(1), 1, entry, Some(record));
    let request = world.ask(&staff(2), entry, "2027-03-31");
    (world, request)
}

fn submitted() -> (World, StatementId) {
    let (mut world, request) = asked(ShareClass::Conditional);
    world.consent(&head(2), request);
    (world, request)
}

#[test]
fn a_request_waits_for_the_own_head_and_the_other_side_sees_nothing_of_it() {
    let (world, request) = asked(ShareClass::Conditional);
    let (stage, verbs, piles) = desks(&world, Side::Requester);
    assert_eq!(stage, MatterStage::AwaitsConsent);
    assert_eq!(verbs, [vec![], vec![Consent, Decline]]);
    assert_eq!(piles, [Some(Pile::Sent), Some(Pile::Decide)]);
    assert_eq!(waits(&world, Side::Requester, STARTER), WaitsFor::OwnHead);
    assert_eq!(waits(&world, Side::Requester, HEAD), WaitsFor::Me);
    assert_eq!(shown(&world, Side::Requester), request);
    assert!(world.seen_by(Side::Requester).started_by(&staff(2).signer.person));
    assert!(!world.seen_by(Side::Requester).started_by(&head(2).signer.person));
}

#[test]
fn what_the_own_head_turned_down_is_a_draft_again() {
    let (mut world, request) = asked(ShareClass::Conditional);
    let declined = world.decline(&head(2), &World::request(), request);
    let (stage, verbs, piles) = desks(&world, Side::Requester);
    assert_eq!(stage, MatterStage::Declined);
    assert_eq!(verbs, [vec![Resubmit], vec![Resubmit]]);
    assert_eq!(piles, [Some(Pile::Decide), Some(Pile::Sent)]);
    assert_eq!(waits(&world, Side::Requester, STARTER), WaitsFor::Me);
    assert_eq!(shown(&world, Side::Requester), declined);
}

#[test]
fn a_submitted_request_is_answered_by_the_provider_and_can_be_taken_back() {
    let (world, _) = submitted();
    let consent = world.thread().current().consent.statement;
    let (stage, verbs, piles) = desks(&world, Side::Provider);
    assert_eq!(stage, MatterStage::Submitted);
    assert_eq!(verbs, [vec![Agree, Return, Refuse], vec![Agree, Return, Refuse]]);
    assert_eq!(piles, [Some(Pile::Decide), Some(Pile::Decide)]);
    let (stage, verbs, piles) = desks(&world, Side::Requester);
    assert_eq!(stage, MatterStage::Submitted);
    assert_eq!(verbs, [vec![Withdraw], vec![Withdraw]]);
    assert_eq!(piles, [Some(Pile::Sent), Some(Pile::Sent)]);
    assert_eq!(waits(&world, Side::Requester, STARTER), WaitsFor::OtherSide);
    assert_eq!(waits(&world, Side::Provider, STAFF), WaitsFor::Me);
    assert_eq!((shown(&world, Side::Provider), shown(&world, Side::Requester)), (consent, consent));
    let clock = clock::of_request(world.thread(), now()).expect("it runs");
    assert_eq!((clock.day, clock.of), (3, 10));
}

#[test]
fn an_answer_of_staff_waits_for_their_head_and_the_requester_does_not_see_it() {
    let (mut world, request) = submitted();
    let consent = shown(&world, Side::Requester);
    let answer = world.answer(&staff(1), false, request, Decision::Approve);
    let (stage, verbs, piles) = desks(&world, Side::Provider);
    assert_eq!(stage, MatterStage::AwaitsAnswer);
    assert_eq!(verbs, [vec![], vec![Consent, Decline]]);
    assert_eq!(piles, [None, Some(Pile::Decide)]);
    let answered = Seat { answered: true, ..STAFF };
    let facts = facts(&world.seen_by(Side::Provider));
    assert_eq!(verbs::pile_of_request(Side::Provider, facts, answered), Some(Pile::Sent));
    assert!(world.seen_by(Side::Provider).answered_by(&staff(1).signer.person));
    assert_eq!(waits(&world, Side::Provider, STAFF), WaitsFor::OwnHead);
    assert_eq!(shown(&world, Side::Provider), answer);
    assert_eq!(desks(&world, Side::Requester).0, MatterStage::Submitted);
    assert_eq!(shown(&world, Side::Requester), consent, "what the other side prepares changes nothing here");
}

#[test]
fn an_answer_that_was_turned_down_leaves_the_request_under_review() {
    let (mut world, request) = submitted();
    let before = shown(&world, Side::Provider);
    let answer = world.answer(&staff(1), false, request, Decision::Refuse);
    world.decline(&head(1), &World::request(), answer);
    assert_eq!(desks(&world, Side::Provider).0, MatterStage::Submitted);
    assert_eq!(shown(&world, Side::Provider), before);
}

#[test]
fn a_consent_to_an_approval_waits_for_its_grant() {
    let (mut world, request) = submitted();
    let answer = world.answer(&staff(1), false, request, Decision::Approve);
    let consent = world.consent(&head(1), answer);
    let (stage, verbs, _) = desks(&world, Side::Provider);
    assert_eq!((stage, verbs), (MatterStage::AwaitsAnswer, [vec![], vec![Consent, Refuse]]));
    let (stage, verbs, _) = desks(&world, Side::Requester);
    assert_eq!((stage, verbs), (MatterStage::Submitted, [vec![Withdraw], vec![Withdraw]]));
    assert_eq!(shown(&world, Side::Provider), consent);
    let grant = world.grant(&head(1), None, "2027-03-31");
    assert_eq!(desks(&world, Side::Provider).0, MatterStage::Agreed);
    assert_eq!(shown(&world, Side::Provider), grant);
}

#[test]
fn an_agreed_request_is_fetched_until_its_last_day_and_can_be_ended() {
    let (mut world, _) = submitted();
    let grant = world.grant(&head(1), None, "2026-12-31");
    let record = world.released().expect("released").latest().record.as_ref().expect("data").statement;
    world.receipt(&staff(2), record);
    let (stage, verbs, piles) = desks(&world, Side::Requester);
    assert_eq!((stage, verbs), (MatterStage::Agreed, [vec![Fetch], vec![Fetch]]));
    assert_eq!(piles, [Some(Pile::Sent), Some(Pile::Sent)]);
    let (_, verbs, piles) = desks(&world, Side::Provider);
    assert_eq!(verbs, [vec![], vec![Revoke]]);
    assert_eq!(piles, [Some(Pile::Done), Some(Pile::Done)]);
    assert_eq!(shown(&world, Side::Provider), grant, "a receipt changes nothing that is decided about");
    assert_eq!(clock::of_request(world.thread(), now()), None, "what is answered has no clock");
    let requester = world.seen_by(Side::Requester);
    assert_eq!(requester.stage(noon("2026-12-31")), MatterStage::Agreed);
    assert_eq!(requester.stage(noon("2027-01-01")), MatterStage::Expired);
    let revoked = world.revoke(&head(1), grant);
    for side in [Side::Requester, Side::Provider] {
        let (stage, verbs, piles) = desks(&world, side);
        assert_eq!((stage, verbs), (MatterStage::Revoked, [vec![], vec![]]));
        assert_eq!(piles, [Some(Pile::Done), Some(Pile::Done)]);
        assert_eq!(shown(&world, side), revoked);
    }
}

#[test]
fn a_returned_request_is_submitted_again_past_the_own_head_and_its_clock_stands_still() {
    let (mut world, request) = submitted();
    let entry = world.released().expect("released").latest().entry;
    let returned = world.answer(&staff(1), true, request, Decision::Return);
    let (stage, verbs, piles) = desks(&world, Side::Requester);
    assert_eq!((stage, verbs), (MatterStage::Returned, [vec![Resubmit, Withdraw], vec![Resubmit, Withdraw]]));
    assert_eq!(piles, [Some(Pile::Decide), Some(Pile::Sent)]);
    let (stage, verbs, piles) = desks(&world, Side::Provider);
    assert_eq!((stage, verbs), (MatterStage::Returned, [vec![], vec![]]));
    assert_eq!(piles, [Some(Pile::Done), Some(Pile::Done)]);
    assert_eq!(waits(&world, Side::Provider, HEAD), WaitsFor::OtherSide);
    assert_eq!(shown(&world, Side::Requester), returned);
    assert_eq!(clock::of_request(world.thread(), now()), None, "the clock stands still");

    let again = world.ask(&staff(2), entry, "2027-06-30");
    let (stage, verbs, _) = desks(&world, Side::Requester);
    assert_eq!((stage, verbs), (MatterStage::AwaitsConsent, [vec![Withdraw], vec![Consent, Decline, Withdraw]]));
    assert_eq!(shown(&world, Side::Requester), again);
    assert_eq!(shown(&world, Side::Provider), returned);
    world.consent(&head(2), again);
    assert_eq!(desks(&world, Side::Provider).0, MatterStage::Submitted);
    assert_eq!(world.seen_by(Side::Provider).asked_for().map(|asked| asked.request.until), Some(date("2027-06-30")));
    assert!(clock::of_request(world.thread(), now()).is_some(), "it runs again");
}

#[test]
fn a_resubmission_that_was_turned_down_can_be_mended_or_given_up() {
    let (mut world, request) = submitted();
    let entry = world.released().expect("released").latest().entry;
    world.answer(&head(1), true, request, Decision::Return);
    let again = world.ask(&staff(2), entry, "2027-06-30");
    let declined = world.decline(&head(2), &World::request(), again);
    let (stage, verbs, _) = desks(&world, Side::Requester);
    assert_eq!((stage, verbs), (MatterStage::Declined, [vec![Resubmit, Withdraw], vec![Resubmit, Withdraw]]));
    assert_eq!(shown(&world, Side::Requester), declined);
    let withdrawn = world.withdraw(&staff(2), request);
    assert_eq!(desks(&world, Side::Requester).0, MatterStage::Withdrawn);
    assert_eq!(shown(&world, Side::Requester), withdrawn);
}

#[test]
fn a_refusal_of_the_head_is_the_end() {
    let (mut world, request) = submitted();
    let refused = world.answer(&head(1), true, request, Decision::Refuse);
    for side in [Side::Requester, Side::Provider] {
        let (stage, verbs, piles) = desks(&world, side);
        assert_eq!((stage, verbs), (MatterStage::Refused, [vec![], vec![]]));
        assert_eq!(piles, [Some(Pile::Done), Some(Pile::Done)]);
        assert_eq!(shown(&world, side), refused);
        assert_eq!(waits(&world, side, HEAD), WaitsFor::Nobody);
    }
}

#[test]
fn an_extension_is_shown_and_gives_the_clock_more_days() {
    let (mut world, request) = submitted();
    let extended = world.answer(&staff(1), true, request, Decision::Extend);
    assert_eq!(desks(&world, Side::Provider).0, MatterStage::Submitted);
    assert_eq!(shown(&world, Side::Requester), extended);
    assert_eq!(clock::of_request(world.thread(), now()).map(|clock| clock.of), Some(20));
}

#[test]
fn unconditional_data_is_agreed_with_the_own_consent_and_needs_nobody_else() {
    let (mut world, request) = asked(ShareClass::Unconditional);
    let consent = world.consent(&head(2), request);
    let (stage, verbs, _) = desks(&world, Side::Requester);
    assert_eq!((stage, verbs), (MatterStage::Agreed, [vec![Fetch], vec![Fetch]]));
    let (_, verbs, piles) = desks(&world, Side::Provider);
    assert_eq!((verbs, piles), ([vec![], vec![]], [None, None]), "nobody decides about it");
    assert_eq!(shown(&world, Side::Requester), consent);
    assert_eq!(world.seen_by(Side::Requester).stage(noon("2027-04-01")), MatterStage::Expired);
}

#[test]
fn a_grant_covers_the_versions_that_its_key_opens() {
    let (mut world, _) = submitted();
    world.grant(&head(1), Some(1), "2027-03-31");
    let entry = world.released().expect("released").latest().entry;
    let record = world.record(&staff(1), 2, Some(1));
    world.release(&head(1), 2, entry, Some(record));
    let dataset = world.released().expect("released");
    assert_eq!(grants::newest(dataset, world.thread()).map(|release| release.number), Some(1));

    let (mut world, _) = submitted();
    world.grant(&head(1), None, "2027-03-31");
    let record = world.record(&staff(1), 2, Some(1));
    let entry = world.released().expect("released").latest().entry;
    world.release(&head(1), 2, entry, Some(record));
    let dataset = world.released().expect("released");
    assert_eq!(grants::newest(dataset, world.thread()).map(|release| release.number), Some(2));
}

#[test]
fn a_publication_waits_for_the_head_and_is_let_out_or_turned_down() {
    let mut world = World::default();
    let entry = world.entry(&staff(1), ShareClass::Conditional);
    assert!(world.publications().is_empty(), "an entry alone is nothing to let out");
    let first = world.record(&staff(1), 1, None);
    world.record(&head(1), 2, None);
    assert_eq!(world.publications().len(), 1, "nobody knows under which entry a record of another PC was meant");
    let own = world.entry(&head(1), ShareClass::Conditional);
    let second = world.record(&head(1), 3, None);
    let of = |world: &World, at: usize| {
        let publication = world.publications()[at];
        (publication.id(), publication.entry_id, publication.stage())
    };
    assert_eq!(of(&world, 0), (first, entry, MatterStage::AwaitsRelease));
    let stage = MatterStage::AwaitsRelease;
    assert_eq!(verbs::of_publication(stage, HEAD), [Consent, Decline]);
    assert_eq!(verbs::of_publication(stage, STAFF), []);
    assert_eq!(verbs::publication_waits_for(stage, HEAD), WaitsFor::Me);
    assert_eq!(verbs::publication_waits_for(stage, STAFF), WaitsFor::OwnHead);
    let piles = [STARTER, HEAD, STAFF].map(|seat| verbs::pile_of_publication(stage, seat));
    assert_eq!(piles, [Some(Pile::Sent), Some(Pile::Decide), None]);

    world.decline(&head(1), &World::dataset(), second);
    world.release(&head(1), 1, entry, Some(first));
    assert_eq!(of(&world, 0), (first, entry, MatterStage::Released));
    assert_eq!(of(&world, 1), (second, own, MatterStage::Declined));
    for stage in [MatterStage::Released, MatterStage::Declined] {
        assert_eq!(verbs::of_publication(stage, HEAD), []);
        assert_eq!(verbs::pile_of_publication(stage, STARTER), Some(Pile::Done));
        assert_eq!(verbs::publication_waits_for(stage, HEAD), WaitsFor::Nobody);
    }
}

#[test]
fn withheld_data_is_published_by_its_entry_alone() {
    let mut world = World::default();
    let entry = world.entry(&staff(1), ShareClass::Withheld);
    let publication = world.publications()[0];
    assert_eq!((publication.id(), publication.record), (entry, None));
    assert_eq!(publication.stage(), MatterStage::AwaitsRelease);
    world.release(&head(1), 1, entry, None);
    assert_eq!(world.publications()[0].stage(), MatterStage::Released);
}
