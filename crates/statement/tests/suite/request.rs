//! The thread of a request: each row and rule of docs/format.md 4.7.4, kept once and broken once.

use jixiang_model::{Kind, RequestState, ScopeId, StatementId};
use jixiang_statement::payload::*;
use jixiang_statement::thread::{RequestThread, Thread, names};
use jixiang_statement::{Payload, Placement, Refusal, Signed};

use crate::desk::*;
use crate::sample::{self, nonce, statement, text};

use Decision::{Approve, Extend, Refuse, Return};
use ShareClass::{Conditional, Unconditional, Withheld};

pub(crate) const NEXT: Result<Placement, Refusal> = Ok(Placement::Next);

/// Department 2 asked department 1.
#[derive(Clone)]
pub(crate) struct Matter {
    pub(crate) papers: Papers,
    pub(crate) thread: Thread,
    pub(crate) entry: Signed,
    /// The current request statement.
    pub(crate) asked: Signed,
    /// The consent to it.
    pub(crate) consent: StatementId,
}

pub(crate) fn described(papers: &mut Papers, class: ShareClass) -> Signed {
    papers.keep(&staff(1), Payload::Entry(entry(&staff(1), None, class)))
}

pub(crate) fn submitted(class: ShareClass) -> Matter {
    let mut papers = Papers::default();
    let entry = described(&mut papers, class);
    let asked = papers.keep(&staff(2), Payload::Request(asking(&staff(2), None, &entry)));
    let agreed = papers.keep(&head(2), Payload::Consent(consent(&head(2), request(2), None, asked.id())));
    let thread = papers.open(&agreed).unwrap();
    Matter { papers, thread, entry, asked, consent: agreed.id() }
}

impl Matter {
    pub(crate) fn id(&self) -> ScopeId {
        self.thread.id()
    }

    pub(crate) fn prev(&self) -> Option<StatementId> {
        self.thread.line().head()
    }

    pub(crate) fn state(&self) -> RequestState {
        self.request().state()
    }

    pub(crate) fn request(&self) -> &RequestThread {
        self.thread.request().unwrap()
    }

    pub(crate) fn put(&mut self, desk: &Desk, payload: Payload) -> Result<Placement, Refusal> {
        let signed = self.papers.keep(desk, payload);
        self.papers.append(&mut self.thread, &signed)
    }

    pub(crate) fn say(&mut self, desk: &Desk, decision: Decision) -> Result<Placement, Refusal> {
        let payload = answer(desk, self.id(), self.prev(), self.asked.id(), decision);
        self.put(desk, Payload::Answer(payload))
    }

    /// Staff of the provider prepare an answer in their review.
    pub(crate) fn prepare(&mut self, desk: &Desk, decision: Decision, bend: impl FnOnce(&mut Answer)) -> StatementId {
        let mut payload = answer(desk, desk.review(&self.id()), None, self.asked.id(), decision);
        bend(&mut payload);
        self.papers.keep(desk, Payload::Answer(payload)).id()
    }

    pub(crate) fn consent(&mut self, desk: &Desk, names: StatementId) -> Result<Placement, Refusal> {
        let payload = consent(desk, self.id(), self.prev(), names);
        self.put(desk, Payload::Consent(payload))
    }

    pub(crate) fn grant(&mut self, desk: &Desk, bend: impl FnOnce(&mut Grant)) -> Result<Placement, Refusal> {
        let mut payload = grant(desk, self.id(), self.prev().unwrap(), (self.asked.id(), self.consent));
        bend(&mut payload);
        self.put(desk, Payload::Grant(payload))
    }

    /// A further request in the review, after a return.
    pub(crate) fn ask_again(&mut self, bend: impl FnOnce(&mut Request)) -> Signed {
        let mut payload = asking(&staff(2), Some(self.asked.id()), &self.entry);
        (payload.nonce, payload.extent) = (None, text("审计组三人"));
        bend(&mut payload);
        self.papers.keep(&staff(2), Payload::Request(payload))
    }

    pub(crate) fn withdraw(&mut self, desk: &Desk, request: StatementId) -> Result<Placement, Refusal> {
        let header = desk.header(self.id(), self.prev());
        self.put(desk, Payload::Withdraw(Withdraw { header, request, reason: text("") }))
    }

    pub(crate) fn revoke(&mut self, desk: &Desk, grant: StatementId) -> Result<Placement, Refusal> {
        let header = desk.header(self.id(), self.prev());
        self.put(desk, Payload::Revoke(Revoke { header, grant, reason: text("用途已完成") }))
    }

    pub(crate) fn reseal(
        &mut self,
        desk: &Desk,
        next: (u64, u64),
        bend: impl FnOnce(&mut Reseal),
    ) -> Result<Placement, Refusal> {
        let grant = self.request().grant().map_or(statement(9), |grant| grant.act.statement);
        let mut payload = reseal(desk, self.id(), self.prev().unwrap(), grant, 2, next);
        bend(&mut payload);
        self.put(desk, Payload::Reseal(payload))
    }

    pub(crate) fn receipt(&mut self, desk: &Desk, record: u8, step: Step) -> Result<Placement, Refusal> {
        let payload = receipt(desk, self.id(), self.prev().unwrap(), statement(record), step);
        self.put(desk, Payload::Receipt(payload))
    }

    /// The same, tried on a copy.
    #[track_caller]
    pub(crate) fn refused(&self, act: impl FnOnce(&mut Self) -> Result<Placement, Refusal>, why: Refusal) {
        assert_eq!(act(&mut self.clone()), Err(why));
    }

    pub(crate) fn granted() -> Self {
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
fn an_approval_whose_grant_cannot_follow_is_refused_or_withdrawn() {
    let mut matter = submitted(Conditional);
    let yes = matter.prepare(&staff(1), Approve, |_| {});
    assert_eq!((matter.consent(&head(1), yes), matter.state()), (NEXT, RequestState::Answered));
    matter.refused(|m| m.say(&staff(1), Refuse), Refusal::Role(Kind::Answer));
    matter.refused(|m| m.say(&head(2), Refuse), Refusal::Role(Kind::Answer));
    for decision in [Return, Extend, Approve] {
        matter.refused(|m| m.say(&head(1), decision), Refusal::State(Kind::Answer));
    }
    matter.refused(|m| m.withdraw(&head(1), m.asked.id()), Refusal::Role(Kind::Withdraw));
    matter.refused(|m| m.withdraw(&staff(2), statement(9)), Refusal::Names("request"));
    let mut withdrawn = matter.clone();
    assert_eq!(withdrawn.withdraw(&staff(2), withdrawn.asked.id()), NEXT);
    assert_eq!(withdrawn.state(), RequestState::Withdrawn);
    assert_eq!((matter.say(&head(1), Refuse), matter.state()), (NEXT, RequestState::Refused));
    assert_eq!(matter.request().answer().unwrap().answer.decision, Refuse);
    for ended in [matter, withdrawn] {
        ended.refused(|m| m.grant(&head(1), |_| {}), Refusal::State(Kind::Grant));
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
    let conditions = |grant: &mut Grant| grant.conditions = text("不得转第三方");
    assert_eq!((matter.grant(&head(1), conditions), matter.state()), (NEXT, RequestState::Agreed));
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
