//! The thread of a request: each row and rule of docs/format.md 4.7.4, kept once and broken once.

use jixiang_model::{Kind, RequestState, ScopeId, StatementId};
use jixiang_statement::payload::*;
use jixiang_statement::thread::{RequestThread, Thread, names};
use jixiang_statement::{Payload, Placement, Refusal, Signed};

use crate::desk::*;
use crate::sample::{self, date, nonce, statement, text};

use Decision::{Approve, Extend, Refuse, Return};
use ShareClass::{Conditional, Unconditional, Withheld};

const NEXT: Result<Placement, Refusal> = Ok(Placement::Next);

/// Department 2 asked department 1.
#[derive(Clone)]
struct Matter {
    papers: Papers,
    thread: Thread,
    entry: Signed,
    /// The current request statement.
    asked: Signed,
    /// The consent to it.
    consent: StatementId,
}

fn described(papers: &mut Papers, class: ShareClass) -> Signed {
    papers.keep(&staff(1), Payload::Entry(entry(&staff(1), None, class)))
}

fn submitted(class: ShareClass) -> Matter {
    let mut papers = Papers::default();
    let entry = described(&mut papers, class);
    let asked = papers.keep(&staff(2), Payload::Request(asking(&staff(2), None, &entry)));
    let agreed = papers.keep(&head(2), Payload::Consent(consent(&head(2), request(2), None, asked.id())));
    let thread = papers.open(&agreed).unwrap();
    Matter { papers, thread, entry, asked, consent: agreed.id() }
}

impl Matter {
    fn id(&self) -> ScopeId {
        self.thread.id()
    }

    fn prev(&self) -> Option<StatementId> {
        self.thread.line().head()
    }

    fn state(&self) -> RequestState {
        self.request().state()
    }

    fn request(&self) -> &RequestThread {
        self.thread.request().unwrap()
    }

    fn put(&mut self, desk: &Desk, payload: Payload) -> Result<Placement, Refusal> {
        let signed = self.papers.keep(desk, payload);
        self.papers.append(&mut self.thread, &signed)
    }

    fn say(&mut self, desk: &Desk, decision: Decision) -> Result<Placement, Refusal> {
        let payload = answer(desk, self.id(), self.prev(), self.asked.id(), decision);
        self.put(desk, Payload::Answer(payload))
    }

    /// Staff of the provider prepare an answer in their review.
    fn prepare(&mut self, desk: &Desk, decision: Decision, bend: impl FnOnce(&mut Answer)) -> StatementId {
        let mut payload = answer(desk, desk.review(&self.id()), None, self.asked.id(), decision);
        bend(&mut payload);
        self.papers.keep(desk, Payload::Answer(payload)).id()
    }

    fn consent(&mut self, desk: &Desk, names: StatementId) -> Result<Placement, Refusal> {
        let payload = consent(desk, self.id(), self.prev(), names);
        self.put(desk, Payload::Consent(payload))
    }

    fn grant(&mut self, desk: &Desk, bend: impl FnOnce(&mut Grant)) -> Result<Placement, Refusal> {
        let mut payload = grant(desk, self.id(), self.prev().unwrap(), (self.asked.id(), self.consent));
        bend(&mut payload);
        self.put(desk, Payload::Grant(payload))
    }

    /// A further request in the review, after a return.
    fn ask_again(&mut self, bend: impl FnOnce(&mut Request)) -> Signed {
        let mut payload = asking(&staff(2), Some(self.asked.id()), &self.entry);
        (payload.nonce, payload.extent) = (None, text("审计组三人"));
        bend(&mut payload);
        self.papers.keep(&staff(2), Payload::Request(payload))
    }

    fn withdraw(&mut self, desk: &Desk, request: StatementId) -> Result<Placement, Refusal> {
        let header = desk.header(self.id(), self.prev());
        self.put(desk, Payload::Withdraw(Withdraw { header, request, reason: text("") }))
    }

    fn revoke(&mut self, desk: &Desk, grant: StatementId) -> Result<Placement, Refusal> {
        let header = desk.header(self.id(), self.prev());
        self.put(desk, Payload::Revoke(Revoke { header, grant, reason: text("用途已完成") }))
    }

    fn reseal(&mut self, desk: &Desk, next: (u64, u64), bend: impl FnOnce(&mut Reseal)) -> Result<Placement, Refusal> {
        let grant = self.request().grant().map_or(statement(9), |grant| grant.act.statement);
        let mut payload = reseal(desk, self.id(), self.prev().unwrap(), grant, 2, next);
        bend(&mut payload);
        self.put(desk, Payload::Reseal(payload))
    }

    fn receipt(&mut self, desk: &Desk, record: u8, step: Step) -> Result<Placement, Refusal> {
        let payload = receipt(desk, self.id(), self.prev().unwrap(), statement(record), step);
        self.put(desk, Payload::Receipt(payload))
    }

    /// The same, tried on a copy.
    #[track_caller]
    fn refused(&self, act: impl FnOnce(&mut Self) -> Result<Placement, Refusal>, why: Refusal) {
        assert_eq!(act(&mut self.clone()), Err(why));
    }

    fn granted() -> Self {
        let mut matter = submitted(Conditional);
        assert_eq!(matter.grant(&head(1), |_| {}), NEXT);
        matter
    }
}

#[test]
fn a_thread_opens_with_the_consent_of_the_requesters_head() {
    let matter = submitted(Conditional);
    let thread = matter.request();
    assert_eq!((thread.requester(), thread.provider()), (&department(2), &department(1)));
    assert_eq!((thread.id(), thread.dataset()), (request(2), dataset(1)));
    assert_eq!((thread.state(), thread.asked().len()), (RequestState::Submitted, 1));
    let current = thread.current();
    assert_eq!((&current.act.by, &current.consent.by), (&staff(2).signer, &head(2).signer));
    assert_eq!((current.consent.statement, current.class), (matter.consent, Conditional));
}

#[test]
fn a_consent_waits_for_its_request_and_for_the_entry_of_that() {
    let matter = submitted(Conditional);
    let opening = matter.papers.0[&matter.consent].0.clone();
    assert_eq!((names(&opening), names(&matter.asked)), (vec![matter.asked.id()], vec![matter.entry.id()]));
    for missing in [matter.asked.id(), matter.entry.id()] {
        let mut papers = matter.papers.clone();
        papers.0.remove(&missing);
        assert_eq!(papers.open(&opening).unwrap_err(), Refusal::Absent(missing));
    }
}

#[test]
fn a_first_consent_lets_out_a_request_of_its_own_department_for_this_thread() {
    let mut papers = Papers::default();
    let entry = described(&mut papers, Conditional);
    let right = asking(&staff(2), None, &entry);
    let mut attempt = |by: &Desk, asked: Request, author: &Desk, scope: ScopeId| {
        let asked = papers.keep(author, Payload::Request(asked));
        let opening = papers.keep(by, Payload::Consent(consent(by, scope, None, asked.id())));
        papers.open(&opening).map(|_| ())
    };
    assert_eq!(attempt(&head(2), right.clone(), &staff(2), request(2)), Ok(()));
    assert_eq!(attempt(&staff(2), right.clone(), &staff(2), request(2)), Err(Refusal::Role(Kind::Consent)));
    assert_eq!(attempt(&head(3), right.clone(), &staff(2), request(2)), Err(Refusal::Names("request")));
    assert_eq!(attempt(&head(2), right.clone(), &staff(2), request(3)), Err(Refusal::Names("request")));
    let foreign = asking(&staff(3), None, &entry);
    assert_eq!(attempt(&head(2), foreign, &staff(3), request(3)), Err(Refusal::Names("request")));
    let mut nameless = right.clone();
    (nameless.nonce, nameless.header.prev) = (None, Some(statement(9)));
    assert_eq!(attempt(&head(2), nameless, &staff(2), request(2)), Err(Refusal::Names("nonce")));
    let elsewhere = Request { dataset: dataset(3), ..right };
    assert_eq!(attempt(&head(2), elsewhere, &staff(2), request(2)), Err(Refusal::Names("entry")));
    let own = asking(&staff(1), None, &entry);
    assert_eq!(attempt(&head(1), own, &staff(1), request(1)), Err(Refusal::Names("entry")));
    let other = papers.keep(&head(2), Payload::Consent(consent(&head(2), request(2), None, entry.id())));
    assert_eq!(papers.open(&other).unwrap_err(), Refusal::Names("request"), "an entry is no request");
}

#[test]
fn the_class_of_the_entry_decides_what_a_consent_does() {
    let mut matter = submitted(Unconditional);
    assert_eq!((matter.state(), matter.request().grant()), (RequestState::Agreed, None));
    matter.refused(|m| m.grant(&head(1), |_| {}), Refusal::State(Kind::Grant));
    matter.refused(|m| m.revoke(&head(1), statement(9)), Refusal::State(Kind::Revoke));
    assert_eq!(matter.receipt(&staff(2), 1, Step::Verified), NEXT);

    let mut papers = Papers::default();
    let entry = described(&mut papers, Withheld);
    let asked = papers.keep(&staff(2), Payload::Request(asking(&staff(2), None, &entry)));
    let opening = papers.keep(&head(2), Payload::Consent(consent(&head(2), request(2), None, asked.id())));
    assert_eq!(papers.open(&opening).unwrap_err(), Refusal::State(Kind::Consent));
}

#[test]
fn the_provider_returns_extends_once_and_refuses() {
    for desk in [staff(1), head(1)] {
        let mut matter = submitted(Conditional);
        assert_eq!(matter.say(&desk, Extend), NEXT);
        assert!(matter.request().is_extended());
        matter.refused(|m| m.say(&desk, Extend), Refusal::State(Kind::Answer));
        assert_eq!((matter.state(), matter.say(&desk, Return)), (RequestState::Submitted, NEXT));
        assert_eq!(matter.state(), RequestState::Returned);
        let said = matter.request().answer().unwrap();
        assert_eq!((said.answer.decision, &said.act.by, &said.consent), (Return, &desk.signer, &None));
        assert_eq!(&*said.answer.missing[0], "使用范围");
    }
    let matter = submitted(Conditional);
    matter.refused(|m| m.say(&staff(1), Refuse), Refusal::Role(Kind::Answer));
    matter.refused(|m| m.say(&head(1), Approve), Refusal::State(Kind::Answer));
    for stranger in [head(2), head(3)] {
        matter.refused(|m| m.say(&stranger, Return), Refusal::Role(Kind::Answer));
    }
    let other = |m: &mut Matter| {
        let payload = answer(&head(1), m.id(), m.prev(), statement(9), Return);
        m.put(&head(1), Payload::Answer(payload))
    };
    matter.refused(other, Refusal::Names("request"));
    let mut matter = matter;
    assert_eq!((matter.say(&head(1), Refuse), matter.state()), (NEXT, RequestState::Refused));
    matter.refused(|m| m.grant(&head(1), |_| {}), Refusal::State(Kind::Grant));
    matter.refused(|m| m.withdraw(&head(2), m.asked.id()), Refusal::State(Kind::Withdraw));
}

#[test]
fn a_returned_request_is_resubmitted_with_a_consent_to_a_new_request() {
    let mut matter = submitted(Conditional);
    let again = matter.ask_again(|_| {});
    matter.refused(|m| m.consent(&head(2), again.id()), Refusal::State(Kind::Consent));
    assert_eq!(matter.say(&staff(1), Return), NEXT);
    matter.refused(|m| m.consent(&head(2), m.asked.id()), Refusal::Names("request"));
    matter.refused(|m| m.consent(&head(3), again.id()), Refusal::Role(Kind::Consent));
    matter.refused(|m| m.grant(&head(1), |_| {}), Refusal::State(Kind::Grant));
    assert_eq!((matter.consent(&head(2), again.id()), matter.state()), (NEXT, RequestState::Submitted));
    assert!(matter.request().answer().is_none(), "the return was about the request before");
    assert_eq!((matter.request().asked().len(), matter.request().answers().len()), (2, 1));

    matter.refused(|m| m.say(&staff(1), Return), Refusal::Names("request"));
    let stale = |m: &mut Matter| m.grant(&head(1), |_| {});
    matter.refused(stale, Refusal::Names("request"));
    let consent = matter.prev().unwrap();
    let half = |m: &mut Matter| m.grant(&head(1), |grant| grant.request = again.id());
    matter.refused(half, Refusal::Names("consent"));
    let right = |grant: &mut Grant| (grant.request, grant.consent) = (again.id(), consent);
    assert_eq!((matter.grant(&head(1), right), matter.state()), (NEXT, RequestState::Agreed));
}

#[test]
fn a_resubmission_stays_with_its_dataset_and_provider_and_follows_the_class() {
    let mut matter = submitted(Conditional);
    assert_eq!(matter.say(&staff(1), Return), NEXT);
    let foreign = matter.papers.keep(&staff(3), Payload::Entry(entry(&staff(3), None, Conditional)));
    let moved = matter.ask_again(|request| (request.dataset, request.entry) = (dataset(3), foreign.id()));
    matter.refused(|m| m.consent(&head(2), moved.id()), Refusal::Names("request"));
    for (class, outcome) in [(Unconditional, Ok(RequestState::Agreed)), (Withheld, Err(Refusal::State(Kind::Consent)))]
    {
        let mut matter = matter.clone();
        let prev = Some(matter.entry.id());
        let changed = matter.papers.keep(&staff(1), Payload::Entry(entry(&staff(1), prev, class)));
        let again = matter.ask_again(|request| request.entry = changed.id());
        assert_eq!(matter.consent(&head(2), again.id()).map(|_| matter.state()), outcome);
    }
}

#[test]
fn a_prepared_answer_leaves_with_the_consent_of_the_providers_head() {
    let mut matter = submitted(Conditional);
    let yes = matter.prepare(&staff(1), Approve, |_| {});
    for stranger in [head(2), head(3)] {
        let why = if stranger.signer.department == department(2) {
            Refusal::State(Kind::Consent)
        } else {
            Refusal::Role(Kind::Consent)
        };
        matter.refused(|m| m.consent(&stranger, yes), why);
    }
    matter.refused(|m| m.consent(&staff(1), yes), Refusal::Role(Kind::Consent));
    matter.refused(|m| m.consent(&head(1), m.asked.id()), Refusal::Names("answer"));
    matter.refused(|m| m.consent(&head(1), statement(9)), Refusal::Absent(statement(9)));
    for decision in [Return, Extend] {
        let said = matter.prepare(&staff(1), decision, |_| {});
        matter.refused(|m| m.consent(&head(1), said), Refusal::Names("answer"));
    }
    let foreign = matter.prepare(&staff(3), Approve, |_| {});
    matter.refused(|m| m.consent(&head(1), foreign), Refusal::Names("answer"));
    let stale = matter.prepare(&staff(1), Approve, |answer| answer.request = statement(9));
    matter.refused(|m| m.consent(&head(1), stale), Refusal::Names("request"));

    let no = matter.prepare(&staff(1), Refuse, |_| {});
    let mut refusing = matter.clone();
    assert_eq!((refusing.consent(&head(1), no), refusing.state()), (NEXT, RequestState::Refused));
    assert_eq!((matter.consent(&head(1), yes), matter.state()), (NEXT, RequestState::Answered));
    let said = matter.request().answer().unwrap();
    assert_eq!((&said.act.by, said.consent.as_ref().map(|act| &act.by)), (&staff(1).signer, Some(&head(1).signer)));
    matter.refused(|m| m.consent(&head(1), no), Refusal::State(Kind::Consent));
    matter.refused(|m| m.say(&head(1), Return), Refusal::State(Kind::Answer));
    matter.refused(|m| m.withdraw(&staff(2), m.asked.id()), Refusal::State(Kind::Withdraw));
    let conditions = |grant: &mut Grant| grant.conditions = text("不得转第三方");
    assert_eq!((matter.grant(&head(1), conditions), matter.state()), (NEXT, RequestState::Agreed));
}

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

#[test]
fn a_lost_race_is_overridden_and_a_removed_device_passed_over() {
    let mut matter = submitted(Conditional);
    let lost = answer(&staff(1), matter.id(), matter.prev(), matter.asked.id(), Return);
    let lost = matter.papers.keep(&staff(1), Payload::Answer(lost));
    assert_eq!(matter.say(&head(1), Extend), NEXT);
    let extended = matter.prev().unwrap();
    assert_eq!(matter.papers.append(&mut matter.thread, &lost), Err(Refusal::Fork(extended)));
    let mut again = answer(&staff(1), matter.id(), matter.prev(), matter.asked.id(), Return);
    again.header.overrides = vec![lost.id()];
    assert_eq!(matter.put(&staff(1), Payload::Answer(again)), NEXT);
    assert_eq!(matter.papers.append(&mut matter.thread, &lost), Ok(Placement::Overridden));

    let mut matter = submitted(Conditional);
    let gone = grant(&head(1), matter.id(), matter.prev().unwrap(), (matter.asked.id(), matter.consent));
    let gone = matter.papers.keep(&head(1), Payload::Grant(gone));
    assert_eq!(matter.thread.pass_over(&gone), NEXT);
    assert_eq!(matter.state(), RequestState::Submitted);
    assert_eq!((matter.say(&staff(1), Return), matter.state()), (NEXT, RequestState::Returned));
}

#[test]
fn what_belongs_to_another_request_has_no_place_here() {
    let matter = submitted(Conditional);
    let other = ScopeId::request(&sample::realm(), &department(2), &nonce(7));
    let strayed = |m: &mut Matter| {
        let payload = answer(&staff(1), other, m.prev(), m.asked.id(), Return);
        m.put(&staff(1), Payload::Answer(payload))
    };
    matter.refused(strayed, Refusal::Home(Kind::Answer));
    let foreign = sample::signed(Kind::Heads);
    assert_eq!(
        matter.thread.clone().append(&foreign, head(1).signer, &matter.papers.0),
        Err(Refusal::Home(Kind::Heads))
    );
    for kind in [Kind::Grant, Kind::Heads, Kind::Add] {
        let signed = sample::signed(kind);
        let by = head(1).signer;
        assert_eq!(Thread::open(&signed, by, &matter.papers.0).unwrap_err(), Refusal::State(kind));
    }
}
