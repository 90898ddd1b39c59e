//! A request, its thread and its two reviews under random acts.

use jixiang_model::{Nonce, Proof, RequestState, ScopeId, StatementId};
use jixiang_statement::Payload;
use jixiang_statement::payload::{self, Consent, Decline, Grant, Receipt, Request, Reseal, Revoke, Step, Withdraw};
use jixiang_statement::thread::Thread;

use super::Office;
use super::data::{class, fresh};
use super::reference::{Act, CONDITIONAL, Decision, Matter, OPEN, Said, State, WITHHELD};
use crate::desk::{Desk, answer, asking, department, entry, grant, reseal};
use crate::sample::{self, statement, text};

const PROVIDER: u8 = 1;
const DECISIONS: [Decision; 4] = [Decision::Approve, Decision::Return, Decision::Refuse, Decision::Extend];

/// A request as the replay sees it, and as the reference does.
pub(super) struct Case {
    nonce: Nonce,
    id: ScopeId,
    asking: Option<Thread>,
    answering: Option<Thread>,
    thread: Option<Thread>,
    requests: Vec<StatementId>,
    answers: Vec<StatementId>,
    consent: Option<StatementId>,
    grant: Option<StatementId>,
    declined: [Vec<bool>; 2],
    pub(super) reference: Matter,
}

/// An entry of each class, the widest first, by the provider.
pub(super) fn entries(office: &mut Office) -> [StatementId; 3] {
    let provider = office.desk(0).clone();
    [OPEN, CONDITIONAL, WITHHELD].map(|number| {
        let payload = entry(&provider, None, class(number));
        office.papers.keep(&provider, Payload::Entry(payload)).id()
    })
}

const fn decision(decision: Decision) -> payload::Decision {
    match decision {
        Decision::Approve => payload::Decision::Approve,
        Decision::Return => payload::Decision::Return,
        Decision::Refuse => payload::Decision::Refuse,
        Decision::Extend => payload::Decision::Extend,
    }
}

const fn state(state: State) -> RequestState {
    match state {
        State::Submitted => RequestState::Submitted,
        State::Returned => RequestState::Returned,
        State::Answered => RequestState::Answered,
        State::Agreed => RequestState::Agreed,
        State::Refused => RequestState::Refused,
        State::Withdrawn => RequestState::Withdrawn,
        State::Revoked => RequestState::Revoked,
    }
}

impl Case {
    pub(super) fn new(requester: u8, number: u64) -> Self {
        let nonce = fresh(number);
        Self {
            nonce,
            id: ScopeId::request(&sample::realm(), &department(requester), &nonce),
            asking: None,
            answering: None,
            thread: None,
            requests: Vec::new(),
            answers: Vec::new(),
            consent: None,
            grant: None,
            declined: [Vec::new(), Vec::new()],
            reference: Matter { requester, provider: PROVIDER, ..Matter::default() },
        }
    }

    pub(super) fn state(&self) -> Option<RequestState> {
        self.reference.state.map(state)
    }

    pub(super) fn is_full(&self) -> bool {
        let lines = [&self.asking, &self.answering, &self.thread];
        let length = |thread: &Option<Thread>| thread.as_ref().map_or(0, |thread| thread.line().entries().len());
        lines.into_iter().map(length).sum::<usize>() > 24
    }

    pub(super) fn is_over(&self) -> bool {
        self.state().is_some_and(RequestState::is_final)
    }

    pub(super) fn step(&mut self, office: &mut Office, entries: &[StatementId; 3]) {
        match office.dice.roll(8) {
            0 => self.ask(office, entries),
            1 if !self.requests.is_empty() => self.prepare(office),
            2 => self.decline(office),
            _ if self.requests.is_empty() => self.ask(office, entries),
            _ => self.act(office),
        }
    }

    fn review(&self, number: u8) -> ScopeId {
        ScopeId::review(&sample::realm(), &department(number), &self.id)
    }

    fn ask(&mut self, office: &mut Office, entries: &[StatementId; 3]) {
        let who = office.somebody_of(self.reference.requester);
        let number = [OPEN, CONDITIONAL, CONDITIONAL, CONDITIONAL, CONDITIONAL, WITHHELD][office.dice.roll(6)];
        let described = office.papers.0[&entries[usize::from(number)]].0.clone();
        let (id, nonce, scope) = (self.id, self.nonce, self.review(self.reference.requester));
        let outcome = office.attempt(who, scope, &mut self.asking, |desk, header| {
            let payload = asking(desk, None, &described);
            Payload::Request(Request { header, request: id, nonce: Some(nonce), ..payload })
        });
        office.agree(&outcome, office.person(who).department == self.reference.requester, &("request", number));
        if let Some(statement) = outcome.taken {
            self.requests.push(statement);
            self.reference.requests.push(number);
            self.declined[0].push(false);
        }
    }

    fn prepare(&mut self, office: &mut Office) {
        let who = office.somebody_of(PROVIDER);
        let said = Said {
            decision: DECISIONS[[0, 0, 0, 1, 2, 3][office.dice.roll(6)]],
            request: office.dice.roll(self.requests.len()),
            only: office.dice.one_in(2).then_some(3),
        };
        let (id, scope, request) = (self.id, self.review(PROVIDER), self.requests[said.request]);
        let outcome = office.attempt(who, scope, &mut self.answering, |desk, header| {
            let payload = answer(desk, id, None, request, decision(said.decision));
            Payload::Answer(payload::Answer { header, version: said.only, ..payload })
        });
        office.agree(&outcome, office.person(who).department == PROVIDER, &said);
        if let Some(statement) = outcome.taken {
            self.answers.push(statement);
            self.reference.answers.push(said);
            self.declined[1].push(false);
        }
    }

    /// A head turns down what was prepared, in either review.
    fn decline(&mut self, office: &mut Office) {
        let side = office.dice.roll(2);
        let who = office.somebody_of([self.reference.requester, PROVIDER][side]);
        let (owner, prepared) = [(self.reference.requester, &self.requests), (PROVIDER, &self.answers)][side];
        let named = office.dice.index_of(prepared);
        let names = named.map_or(statement(8), |index| prepared[index]);
        let scope = self.review(owner);
        let thread = [&mut self.asking, &mut self.answering].into_iter().nth(side).unwrap();
        let outcome = office.attempt(who, scope, thread, |_, header| {
            Payload::Decline(Decline { header, names, reason: text("退回") })
        });
        let person = office.person(who);
        let waits = named.is_some_and(|index| !self.declined[side][index]);
        office.agree(&outcome, person.head && person.department == owner && waits, &("decline", side, named));
        if let (Some(_), Some(index)) = (outcome.taken, named) {
            self.declined[side][index] = true;
        }
    }

    /// Something to do in the thread; the newest request is meant more often than the others.
    fn idea(&self, office: &mut Office) -> Act {
        let dice = &mut office.dice;
        let request = self.reference.current().filter(|_| !dice.one_in(6));
        let request = request.unwrap_or_else(|| dice.roll(self.requests.len()));
        let only = dice.one_in(2).then_some(3);
        match dice.roll(12) {
            0 | 1 => Act::ConsentToRequest(dice.roll(self.requests.len())),
            2 | 3 => match dice.index_of(&self.answers) {
                Some(answer) => Act::ConsentToAnswer(answer),
                None => Act::Withdraw(request),
            },
            4 | 5 => Act::Say(DECISIONS[dice.roll(4)], request),
            6 | 7 => Act::Grant { request, consent: !dice.one_in(6), only },
            8 => Act::Revoke { right: !dice.one_in(4) },
            9 => Act::Withdraw(request),
            10 => Act::Reseal { generation: 1 + dice.next() % 5, from: 1 + dice.next() % 5 },
            _ => Act::Receive { record: u8::try_from(dice.roll(3)).unwrap(), opened: dice.one_in(2) },
        }
    }

    fn act(&mut self, office: &mut Office) {
        let (mut who, mut act);
        let mut tries = 0;
        loop {
            who = office.somebody();
            act = self.idea(office);
            tries += 1;
            if tries > 9 || self.reference.leads_to(office.person(who), act).is_some() || office.dice.one_in(9) {
                break;
            }
        }
        let expected = self.reference.leads_to(office.person(who), act);
        let mut thread = self.thread.take();
        let outcome = office.attempt(who, self.id, &mut thread, |desk, header| self.payload(act, desk, header));
        self.thread = thread;
        office.agree(&outcome, expected.is_some(), &(office.person(who), act, self.reference.state));
        let (Some(statement), Some(state)) = (outcome.taken, expected) else { return };
        self.reference.done(who, act, state);
        match act {
            Act::ConsentToRequest(_) => self.consent = Some(statement),
            Act::Grant { .. } => self.grant = Some(statement),
            Act::ConsentToAnswer(_)
            | Act::Say(..)
            | Act::Revoke { .. }
            | Act::Withdraw(_)
            | Act::Reseal { .. }
            | Act::Receive { .. } => {}
        }
    }

    fn payload(&self, act: Act, desk: &Desk, header: payload::Header) -> Payload {
        let reason = text("理由");
        match act {
            Act::ConsentToRequest(index) => {
                Payload::Consent(Consent { header, review: desk.review(&self.id), names: self.requests[index] })
            }
            Act::ConsentToAnswer(index) => {
                Payload::Consent(Consent { header, review: desk.review(&self.id), names: self.answers[index] })
            }
            Act::Say(said, request) => {
                let payload = answer(desk, self.id, None, self.requests[request], decision(said));
                Payload::Answer(payload::Answer { header, ..payload })
            }
            Act::Grant { request, consent, only } => {
                Payload::Grant(self.granting(desk, header, (request, consent), only))
            }
            Act::Revoke { right } => {
                let grant = self.grant.filter(|_| right).unwrap_or(statement(8));
                Payload::Revoke(Revoke { header, grant, reason })
            }
            Act::Withdraw(request) => Payload::Withdraw(Withdraw { header, request: self.requests[request], reason }),
            Act::Reseal { generation, from } => {
                let grant = self.grant.unwrap_or(statement(8));
                let to = self.reference.requester;
                let payload = reseal(desk, self.id, statement(8), grant, to, (generation, from));
                Payload::Reseal(Reseal { header, ..payload })
            }
            Act::Receive { record, opened } => Payload::Receipt(Receipt {
                header,
                record: statement(record),
                step: if opened { Step::Opened } else { Step::Verified },
                proof: Proof::from_bytes([0x65; 32]),
            }),
        }
    }

    fn granting(&self, desk: &Desk, header: payload::Header, named: (usize, bool), only: Option<u64>) -> Grant {
        let (request, right) = named;
        let consent = self.consent.filter(|_| right).unwrap_or(statement(8));
        let from = only.unwrap_or(1);
        let sample = grant(desk, self.id, statement(8), (self.requests[request], consent));
        Grant {
            header,
            dataset: crate::desk::dataset(PROVIDER),
            from,
            to: only,
            requester: department(self.reference.requester),
            ..sample
        }
    }

    /// The replay says what the reference says.
    pub(super) fn compare(&self) {
        for (review, declined) in [&self.asking, &self.answering].into_iter().zip(&self.declined) {
            let review = review.as_ref().and_then(Thread::review);
            let said: Vec<bool> = review.map_or(Vec::new(), |review| {
                review.prepared().iter().map(|prepared| prepared.declined.is_some()).collect()
            });
            assert_eq!(said, *declined);
        }
        let reference = &self.reference;
        let Some(thread) = self.thread.as_ref().and_then(Thread::request) else {
            return assert_eq!(reference.state, None);
        };
        assert_eq!(Some(thread.state()), self.state());
        let asked: Vec<StatementId> = thread.asked().iter().map(|asked| asked.act.statement).collect();
        let expected: Vec<StatementId> = reference.asked.iter().map(|request| self.requests[*request]).collect();
        assert_eq!(asked, expected);
        assert_eq!(thread.is_extended(), reference.extended);
        assert_eq!(thread.grant().map(|granted| granted.grant.to), reference.grant);
        let carried: Vec<_> = thread.reseals().iter().map(|reseal| (reseal.generation, reseal.from)).collect();
        assert_eq!(carried, reference.reseals);
        assert_eq!(thread.receipts().len(), reference.receipts.len());
        let ended = [thread.withdrawn().is_some(), thread.revoked().is_some()];
        assert_eq!(ended, [reference.state == Some(State::Withdrawn), reference.state == Some(State::Revoked)]);
    }
}
