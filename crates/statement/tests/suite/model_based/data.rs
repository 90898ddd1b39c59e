//! A dataset and its review under random acts.

use jixiang_model::{Nonce, ScopeId, StatementId};
use jixiang_statement::payload::{Decline, Record, Release, Retire, ShareClass, Standing};
use jixiang_statement::thread::Thread;
use jixiang_statement::{Base64, Payload};

use super::Office;
use super::reference::{CONDITIONAL, Data, Described, Letting, Made, OPEN, Person, WITHHELD};
use crate::desk::{department, entry, record, version};
use crate::sample::{self, date, list, sealed, statement, text};

/// A dataset as the replay sees it, and as the reference does.
pub(super) struct Shelf {
    nonce: Nonce,
    id: ScopeId,
    review_id: ScopeId,
    review: Option<Thread>,
    dataset: Option<Thread>,
    entries: Vec<StatementId>,
    records: Vec<StatementId>,
    prepared: Vec<StatementId>,
    releases: Vec<StatementId>,
    pub(super) reference: Data,
}

pub(super) fn class(number: u8) -> ShareClass {
    match number {
        OPEN => ShareClass::Unconditional,
        CONDITIONAL => ShareClass::Conditional,
        _ => ShareClass::Withheld,
    }
}

/// A nonce of its own for everything that is opened during the run.
pub(super) fn fresh(number: u64) -> Nonce {
    let mut bytes = [0x77; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Nonce::from_bytes(bytes)
}

impl Shelf {
    pub(super) fn new(provider: u8, number: u64) -> Self {
        let (nonce, owner) = (fresh(number), department(provider));
        let id = ScopeId::dataset(&sample::realm(), &owner, &nonce);
        Self {
            nonce,
            id,
            review_id: ScopeId::review(&sample::realm(), &owner, &id),
            review: None,
            dataset: None,
            entries: Vec::new(),
            records: Vec::new(),
            prepared: Vec::new(),
            releases: Vec::new(),
            reference: Data { provider, ..Data::default() },
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.releases.len() >= 12 || self.prepared.len() >= 40
    }

    pub(super) fn step(&mut self, office: &mut Office) {
        match office.dice.roll(8) {
            0 => self.describe(office),
            1 | 2 => self.make(office),
            3 => self.decline(office),
            4 => self.retire(office),
            _ => self.release(office),
        }
    }

    fn is_of_provider(&self, person: Person) -> bool {
        person.department == self.reference.provider
    }

    fn describe(&mut self, office: &mut Office) {
        let who = office.somebody_of(self.reference.provider);
        let number = [OPEN, CONDITIONAL, CONDITIONAL, CONDITIONAL, WITHHELD][office.dice.roll(5)];
        let columns = u8::try_from(office.dice.roll(2)).unwrap();
        let (id, nonce, scope) = (self.id, self.nonce, self.review_id);
        let outcome = office.attempt(who, scope, &mut self.review, |desk, header| {
            let mut payload = entry(desk, None, class(number));
            (payload.header, payload.dataset, payload.nonce) = (header, id, Some(nonce));
            payload.columns = Some(list(columns));
            Payload::Entry(payload)
        });
        let allowed = self.is_of_provider(office.person(who));
        office.agree(&outcome, allowed, &"entry");
        if let Some(statement) = outcome.taken {
            self.entries.push(statement);
            self.prepared.push(statement);
            self.reference.entries.push(Described { class: number, columns });
            self.reference.prepared.push(false);
        }
    }

    fn make(&mut self, office: &mut Office) {
        let who = office.somebody_of(self.reference.provider);
        let next = u8::try_from(self.records.len()).unwrap() + 1;
        let number = if office.dice.one_in(10) { 1 } else { next };
        let base = match office.dice.roll(8) {
            0 => None,
            1 => Some(99),
            _ => office.dice.index_of(&self.records).map(|index| self.reference.records[index].version),
        };
        let (id, scope) = (self.id, self.review_id);
        let outcome = office.attempt(who, scope, &mut self.review, |desk, header| {
            let payload = record(desk, statement(9), number, base);
            Payload::Record(Record { header, dataset: id, ..payload })
        });
        let allowed = self.is_of_provider(office.person(who)) && !self.entries.is_empty();
        office.agree(&outcome, allowed, &("record", number, base));
        if let Some(statement) = outcome.taken {
            self.records.push(statement);
            self.prepared.push(statement);
            self.reference.records.push(Made { version: number, base });
            self.reference.prepared.push(false);
        }
    }

    fn decline(&mut self, office: &mut Office) {
        let who = office.somebody_of(self.reference.provider);
        let named = office.dice.index_of(&self.prepared).filter(|_| !office.dice.one_in(10));
        let names = named.map_or(statement(8), |index| self.prepared[index]);
        let outcome = office.attempt(who, self.review_id, &mut self.review, |_, header| {
            Payload::Decline(Decline { header, names, reason: text("退回") })
        });
        let person = office.person(who);
        let waits = named.is_some_and(|index| !self.reference.prepared[index]);
        office.agree(&outcome, person.head && self.is_of_provider(person) && waits, &("decline", named));
        if let (Some(_), Some(index)) = (outcome.taken, named) {
            self.reference.prepared[index] = true;
        }
    }

    fn retire(&mut self, office: &mut Office) {
        let who = office.somebody_of(self.reference.provider);
        let named = office.dice.index_of(&self.releases).filter(|_| !office.dice.one_in(10));
        let release = named.map_or(statement(8), |index| self.releases[index]);
        let outcome = office.attempt(who, self.id, &mut self.dataset, |_, header| {
            Payload::Retire(Retire { header, release, reason: text("停更") })
        });
        let person = office.person(who);
        let lives = named.is_some_and(|index| !self.reference.releases[index].retired);
        office.agree(&outcome, person.head && self.is_of_provider(person) && lives, &("retire", named));
        if let (Some(_), Some(index)) = (outcome.taken, named) {
            self.reference.releases[index].retired = true;
        }
    }

    /// A release that may be right, with one thing changed now and then.
    fn letting(&self, office: &mut Office, person: Person) -> Letting {
        let (reference, dice) = (&self.reference, &mut office.dice);
        let entry = if dice.one_in(3) { dice.roll(self.entries.len()) } else { self.entries.len() - 1 };
        let described = &reference.entries[entry];
        let record = if described.class == WITHHELD { None } else { dice.index_of(&self.records) };
        let data = record.is_some();
        let starts = data && !reference.releases.is_empty() && (reference.narrows(described.class) || dice.one_in(6));
        let generation = reference.generation() + u64::from(starts);
        let cites = if !person.head || dice.one_in(10) { dice.index_of(&self.releases) } else { None };
        let leave = (cites.is_none() && dice.one_in(2)).then(|| !dice.one_in(5));
        let mut what = Letting {
            entry,
            record,
            number: self.releases.len() as u64 + 1,
            generation,
            start: data && !reference.keyed(generation),
            open: data && described.class == OPEN,
            leave,
            cites,
        };
        match dice.roll(18) {
            0 => what.number = dice.next() % 14,
            1 => what.generation = 1 + dice.next() % 6,
            2 => what.start = !what.start,
            3 => what.open = !what.open,
            4 => what.record = if data { None } else { dice.index_of(&self.records) },
            5 => what.cites = dice.index_of(&self.releases),
            _ => {}
        }
        what
    }

    fn release(&mut self, office: &mut Office) {
        if self.entries.is_empty() {
            return self.describe(office);
        }
        let (mut who, mut what);
        let mut tries = 0;
        loop {
            who = office.somebody_of(self.reference.provider);
            what = self.letting(office, office.person(who));
            tries += 1;
            if tries > 6 || self.reference.may_let(office.person(who), &what) || office.dice.one_in(6) {
                break;
            }
        }
        let (entry, record) = (self.entries[what.entry], what.record.map(|record| self.records[record]));
        let cites = what.cites.map(|cited| self.releases[cited]);
        let (id, attempted) = (self.id, what.clone());
        let outcome = office.attempt(who, id, &mut self.dataset, |desk, header| {
            let until = |to_come| if to_come { date("2027-12-31") } else { date("2026-01-01") };
            Payload::Release(Release {
                header,
                review: desk.review(&id),
                entry,
                record,
                number: attempted.number,
                generation: attempted.generation,
                key: record.map(|_| Base64(vec![0x56; 104])),
                start: attempted.start.then(|| sealed(0x57)),
                open: attempted.open.then(|| sealed(0x58)),
                standing: attempted.leave.map(|to_come| Standing { until: until(to_come) }),
                cites,
            })
        });
        let allowed = self.reference.may_let(office.person(who), &what);
        office.agree(&outcome, allowed, &(office.person(who), &what));
        if let Some(statement) = outcome.taken {
            self.releases.push(statement);
            self.reference.release(what);
        }
    }

    /// The replay says what the reference says.
    pub(super) fn compare(&self) {
        let review = self.review.as_ref().and_then(Thread::review);
        let declined: Vec<bool> = review.map_or(Vec::new(), |review| {
            review.prepared().iter().map(|prepared| prepared.declined.is_some()).collect()
        });
        assert_eq!(declined, self.reference.prepared);
        let dataset = self.dataset.as_ref().and_then(Thread::dataset);
        let released: Vec<_> = dataset.map_or(Vec::new(), |dataset| {
            let facts = |release: &jixiang_statement::thread::ReleaseOf| {
                let version = release.record.as_ref().map(|record| record.version);
                (release.number, release.generation, version, dataset.retired(&release.statement).is_some())
            };
            dataset.releases().iter().map(facts).collect()
        });
        let expected = self.reference.releases.iter().map(|release| {
            let made = release.what.record.map(|record| version(self.reference.records[record].version));
            (release.what.number, release.what.generation, made, release.retired)
        });
        assert_eq!(released, expected.collect::<Vec<_>>());
    }
}
