//! A request, its thread and its two reviews under random acts.

use jixiang_model::{Nonce, ScopeId, StatementId};
use jixiang_statement::{Header, Payload};

use crate::data::Shelf;
use crate::ground::{Pen, fresh, unknown};
use crate::office::Office;
use crate::reference::{Act, Asked, Data, Decision, Given, Matter, Person, Ruling, Said, State};

const DECISIONS: [Decision; 4] = [Decision::Approve, Decision::Return, Decision::Refuse, Decision::Extend];

/// A request as it was signed, and as the reference sees it.
pub(crate) struct Case {
    nonce: Nonce,
    pub(crate) id: ScopeId,
    /// The dataset that is asked for, by its place among all.
    pub(crate) shelf: usize,
    /// The statements that stand, in order: the requester's review, the provider's, the thread.
    asking: Vec<StatementId>,
    answering: Vec<StatementId>,
    thread: Vec<StatementId>,
    requests: Vec<StatementId>,
    answers: Vec<StatementId>,
    consent: Option<StatementId>,
    grant: Option<StatementId>,
    tries: u32,
    pub(crate) reference: Matter,
}

impl Case {
    pub(crate) fn new(office: &Office, requester: u8, shelf: (usize, &Shelf), number: u64) -> Self {
        let nonce = fresh(number);
        let provider = shelf.1.reference.provider;
        Self {
            nonce,
            id: ScopeId::request(&office.ground.realm, &office.ground.office(requester).id, &nonce),
            shelf: shelf.0,
            asking: Vec::new(),
            answering: Vec::new(),
            thread: Vec::new(),
            requests: Vec::new(),
            answers: Vec::new(),
            consent: None,
            grant: None,
            tries: 0,
            reference: Matter { requester, provider, ..Matter::default() },
        }
    }

    /// Whether enough was tried: what is agreed goes on for ever.
    pub(crate) fn is_full(&self) -> bool {
        self.tries > 30
    }

    pub(crate) fn is_over(&self) -> bool {
        self.reference.state.is_some_and(State::is_final)
    }

    pub(crate) async fn step(&mut self, office: &mut Office, shelf: &Shelf) {
        if shelf.entries.is_empty() {
            return;
        }
        self.tries += 1;
        match office.dice.roll(12) {
            0 => self.ask(office, shelf).await,
            1 | 2 if !self.requests.is_empty() => self.prepare(office, shelf).await,
            3 => self.decline(office).await,
            _ if self.requests.is_empty() => self.ask(office, shelf).await,
            _ => self.act(office, shelf).await,
        }
    }

    fn review(&self, office: &Office, number: u8) -> ScopeId {
        ScopeId::review(&office.ground.realm, &office.ground.office(number).id, &self.id)
    }

    async fn ask(&mut self, office: &mut Office, shelf: &Shelf) {
        let who = office.somebody_of(self.reference.requester);
        let (data, dice) = (&shelf.reference, &mut office.dice);
        let offered: Vec<usize> = (0..shelf.entries.len()).filter(|entry| data.offers(*entry)).collect();
        let entry = match dice.index_of(&offered).filter(|_| !dice.one_in(6)) {
            Some(one) => offered[one],
            None => dice.roll(shelf.entries.len()),
        };
        let names = (self.id, self.nonce, shelf.id, shelf.entries[entry]);
        let make = |pen: &Pen<'_>, header| Payload::Request(pen.request(header, names));
        let tried = office.attempt(who, self.review(office, self.reference.requester), &self.asking, make).await;
        let ruling = self.reference.may_ask(office.person(who), entry, data);
        let taken = office.agree(tried, ruling, &[self.reference.requester], &("request", entry));
        if let Some(statement) = taken {
            self.asking.push(statement);
            self.requests.push(statement);
            let class = data.entries[entry].class;
            self.reference.requests.push(Asked { entry, class, declined: false });
        }
    }

    async fn prepare(&mut self, office: &mut Office, shelf: &Shelf) {
        let who = office.somebody_of(self.reference.provider);
        let dice = &mut office.dice;
        let request = self.reference.current().filter(|_| !dice.one_in(5));
        let request = request.unwrap_or_else(|| dice.roll(self.requests.len()));
        let decision = DECISIONS[dice.one_of(&[0, 0, 0, 1, 2, 3])];
        let only = dice.one_in(2).then(|| a_number(dice, &shelf.reference));
        let said = Said { decision, request, only, declined: false };
        let named = self.requests[request];
        let make = |pen: &Pen<'_>, header| Payload::Answer(pen.answer(header, named, decision, only));
        let tried = office.attempt(who, self.review(office, self.reference.provider), &self.answering, make).await;
        let ruling = self.reference.may_answer(office.person(who), said, &shelf.reference);
        let taken = office.agree(tried, ruling, &[self.reference.provider], &said);
        if let Some(statement) = taken {
            self.answering.push(statement);
            self.answers.push(statement);
            self.reference.answers.push(said);
        }
    }

    /// A head turns down what was prepared, in either review.
    async fn decline(&mut self, office: &mut Office) {
        let asks = office.dice.one_in(2);
        let owner = if asks { self.reference.requester } else { self.reference.provider };
        let who = office.somebody_of(owner);
        let (line, prepared) = if asks { (&self.asking, &self.requests) } else { (&self.answering, &self.answers) };
        let named = office.dice.index_of(prepared);
        let names = named.map_or(unknown(8), |index| prepared[index]);
        let make = |pen: &Pen<'_>, header| Payload::Decline(pen.decline(header, names));
        let tried = office.attempt(who, self.review(office, owner), line, make).await;
        let person = office.person(who);
        let ruling = if asks {
            self.reference.may_decline_request(person, named)
        } else {
            self.reference.may_decline_answer(person, named)
        };
        let taken = office.agree(tried, ruling, &[owner], &("decline", asks, named));
        match (taken, named) {
            (Some(statement), Some(index)) if asks => {
                self.asking.push(statement);
                self.reference.requests[index].declined = true;
            }
            (Some(statement), Some(index)) => {
                self.answering.push(statement);
                self.reference.answers[index].declined = true;
            }
            (Some(_) | None, _) => {}
        }
    }

    /// Something to do in the thread; the newest request is meant more often than the others.
    fn idea(&self, office: &mut Office, data: &Data) -> Act {
        let dice = &mut office.dice;
        let request = self.reference.current().filter(|_| !dice.one_in(6));
        let request = request.unwrap_or_else(|| dice.roll(self.requests.len()));
        match dice.roll(24) {
            0..=3 => Act::ConsentToRequest(dice.roll(self.requests.len())),
            4..=8 => match dice.index_of(&self.answers) {
                Some(answer) => Act::ConsentToAnswer(answer),
                None => Act::Withdraw(request),
            },
            9..=11 => Act::Say(DECISIONS[dice.roll(4)], request),
            12..=16 => Act::Grant { request, consent: !dice.one_in(6), given: self.given(dice, data) },
            17 | 18 => Act::Revoke { right: !dice.one_in(4) },
            19 => Act::Withdraw(request),
            20 | 21 => {
                let from = a_number(dice, data);
                let generation = data.version(from).map(|first| first.what.generation).filter(|_| !dice.one_in(4));
                Act::Reseal { generation: generation.unwrap_or_else(|| 1 + dice.next() % 5), from }
            }
            _ => Act::Receive { record: dice.index_of(&data.records), opened: dice.one_in(2) },
        }
    }

    /// What a grant gives: what was answered, often; else any version.
    fn given(&self, dice: &mut crate::dice::Dice, data: &Data) -> Given {
        let answered = self.reference.answer.map(|said| self.reference.answers[said].only);
        let only = answered.filter(|_| !dice.one_in(4)).unwrap_or_else(|| dice.one_in(2).then(|| a_number(dice, data)));
        let from = only.unwrap_or_else(|| a_number(dice, data));
        let generation = data.version(from).map(|first| first.what.generation).filter(|_| !dice.one_in(8));
        Given { generation: generation.unwrap_or_else(|| 1 + dice.next() % 3), from, only: only.is_some() }
    }

    async fn act(&mut self, office: &mut Office, shelf: &Shelf) {
        let data = &shelf.reference;
        let (mut who, mut act);
        let mut tries = 0;
        loop {
            who = if office.dice.one_in(2) { office.somebody() } else { office.a_head() };
            act = self.idea(office, data);
            tries += 1;
            let right = self.reference.may(who, office.person(who), act, data) == Ruling::Counts;
            if tries > 20 || right || office.dice.one_in(16) {
                break;
            }
        }
        let make = |pen: &Pen<'_>, header| self.payload(act, pen, header, shelf);
        let tried = office.attempt(who, self.id, &self.thread, make).await;
        let leads_to = self.reference.leads_to(office.person(who), act);
        let ruling = self.reference.may(who, office.person(who), act, data);
        let sides = [self.reference.requester, self.reference.provider];
        let what = (office.person(who), act, self.reference.state);
        let taken = office.agree(tried, ruling, &sides, &what);
        let (Some(statement), Some(state)) = (taken, leads_to) else { return };
        self.thread.push(statement);
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

    fn payload(&self, act: Act, pen: &Pen<'_>, header: Header, shelf: &Shelf) -> Payload {
        match act {
            Act::ConsentToRequest(index) => Payload::Consent(pen.consent(header, self.requests[index])),
            Act::ConsentToAnswer(index) => Payload::Consent(pen.consent(header, self.answers[index])),
            Act::Say(said, request) => Payload::Answer(pen.answer(header, self.requests[request], said, None)),
            Act::Grant { request, consent, given } => {
                let consent = self.consent.filter(|_| consent).unwrap_or(unknown(8));
                let names = (self.requests[request], consent, shelf.id);
                Payload::Grant(pen.grant(header, names, self.reference.requester, given))
            }
            Act::Revoke { right } => {
                let grant = self.grant.filter(|_| right).unwrap_or(unknown(8));
                Payload::Revoke(pen.revoke(header, grant))
            }
            Act::Withdraw(request) => Payload::Withdraw(pen.withdraw(header, self.requests[request])),
            Act::Reseal { generation, from } => {
                let grant = self.grant.unwrap_or(unknown(8));
                Payload::Reseal(pen.reseal(header, grant, self.reference.requester, (generation, from)))
            }
            Act::Receive { record, opened } => {
                let record = record.map_or(unknown(7), |record| shelf.records[record]);
                Payload::Receipt(pen.receipt(header, record, opened))
            }
        }
    }

    /// What a department sees of it: its own review, the thread, and of the other review what was let out.
    pub(crate) fn seen_by(&self, person: Person) -> Vec<StatementId> {
        let of_others = if person.department == self.reference.requester {
            self.reference.answer.map(|said| self.answers[said]).into_iter().collect::<Vec<_>>()
        } else {
            self.reference.asked.iter().map(|request| self.requests[*request]).collect()
        };
        let own = if person.department == self.reference.requester { &self.asking } else { &self.answering };
        own.iter().chain(&self.thread).copied().chain(of_others).collect()
    }
}

/// The number of a release, or of none now and then.
fn a_number(dice: &mut crate::dice::Dice, data: &Data) -> u64 {
    1 + dice.next() % (data.releases.len() as u64 + 1)
}
