//! A dataset and its review under random acts.

use jixiang_model::{Nonce, ScopeId, StatementId};
use jixiang_statement::Payload;

use crate::dice::Dice;
use crate::ground::{Pen, fresh, unknown};
use crate::office::Office;
use crate::reference::{CONDITIONAL, Data, Letting, OPEN, Person, Ruling, WITHHELD};

/// A dataset as it was signed, and as the reference sees it.
pub(crate) struct Shelf {
    nonce: Nonce,
    pub(crate) id: ScopeId,
    review_id: ScopeId,
    /// The statements that count, in order.
    pub(crate) review: Vec<StatementId>,
    pub(crate) dataset: Vec<StatementId>,
    pub(crate) entries: Vec<StatementId>,
    pub(crate) records: Vec<StatementId>,
    prepared: Vec<StatementId>,
    releases: Vec<StatementId>,
    pub(crate) reference: Data,
}

/// Everybody reads what stands in a dataset.
const EVERYBODY: [u8; 3] = [1, 2, 3];

impl Shelf {
    pub(crate) fn new(office: &Office, provider: u8, number: u64) -> Self {
        let nonce = fresh(number);
        let ground = &office.ground;
        let owner = ground.office(provider).id;
        let id = ScopeId::dataset(&ground.realm, &owner, &nonce);
        Self {
            nonce,
            id,
            review_id: ScopeId::review(&ground.realm, &owner, &id),
            review: Vec::new(),
            dataset: Vec::new(),
            entries: Vec::new(),
            records: Vec::new(),
            prepared: Vec::new(),
            releases: Vec::new(),
            reference: Data { provider, ..Data::default() },
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.releases.len() >= 12 || self.prepared.len() >= 40
    }

    pub(crate) async fn step(&mut self, office: &mut Office) {
        match office.dice.roll(20) {
            0 | 1 => self.describe(office).await,
            2..=7 => self.make(office).await,
            8 | 9 => self.decline(office).await,
            10 => self.retire(office).await,
            _ => self.release(office).await,
        }
    }

    fn is_of_provider(&self, person: Person) -> bool {
        person.department == self.reference.provider
    }

    async fn describe(&mut self, office: &mut Office) {
        let who = office.somebody_of(self.reference.provider);
        let class = match office.dice.roll(16) {
            0..=2 => OPEN,
            3 => WITHHELD,
            _ => CONDITIONAL,
        };
        let columns = u8::try_from(office.dice.roll(2)).unwrap();
        let (id, nonce) = (self.id, self.nonce);
        let make = |pen: &Pen<'_>, header| Payload::Entry(pen.entry(header, id, nonce, class, columns));
        let tried = office.attempt(who, self.review_id, &self.review, make).await;
        let ruling = Ruling::of(self.is_of_provider(office.person(who)), true);
        let taken = office.agree(tried, ruling, &[self.reference.provider], &("entry", class));
        if let Some(statement) = taken {
            self.review.push(statement);
            self.entries.push(statement);
            self.prepared.push(statement);
            self.reference.describe(class, columns);
        }
    }

    async fn make(&mut self, office: &mut Office) {
        let who = office.somebody_of(self.reference.provider);
        let next = u8::try_from(self.records.len()).unwrap() + 1;
        let version = if office.dice.one_in(10) { 1 } else { next };
        let base = match office.dice.roll(8) {
            0 => None,
            1 => Some(99),
            _ => office.dice.index_of(&self.records).map(|index| self.reference.records[index].version),
        };
        let id = self.id;
        let make = |pen: &Pen<'_>, header| Payload::Record(pen.record(header, id, version, base));
        let tried = office.attempt(who, self.review_id, &self.review, make).await;
        let ruling = Ruling::of(self.is_of_provider(office.person(who)) && !self.entries.is_empty(), true);
        let taken = office.agree(tried, ruling, &[self.reference.provider], &("record", version, base));
        if let Some(statement) = taken {
            self.review.push(statement);
            self.records.push(statement);
            self.prepared.push(statement);
            self.reference.make(version, base);
        }
    }

    async fn decline(&mut self, office: &mut Office) {
        let who = office.somebody_of(self.reference.provider);
        let named = office.dice.index_of(&self.prepared).filter(|_| !office.dice.one_in(10));
        let names = named.map_or(unknown(8), |index| self.prepared[index]);
        let make = |pen: &Pen<'_>, header| Payload::Decline(pen.decline(header, names));
        let tried = office.attempt(who, self.review_id, &self.review, make).await;
        let ruling = self.reference.may_decline(office.person(who), named);
        let taken = office.agree(tried, ruling, &[self.reference.provider], &("decline", named));
        if let (Some(statement), Some(index)) = (taken, named) {
            self.review.push(statement);
            self.reference.slips[index].declined = true;
        }
    }

    async fn retire(&mut self, office: &mut Office) {
        let who = office.somebody_of(self.reference.provider);
        let named = office.dice.index_of(&self.releases).filter(|_| !office.dice.one_in(10));
        let release = named.map_or(unknown(8), |index| self.releases[index]);
        let make = |pen: &Pen<'_>, header| Payload::Retire(pen.retire(header, release));
        let tried = office.attempt(who, self.id, &self.dataset, make).await;
        let person = office.person(who);
        let lives = named.is_some_and(|index| !self.reference.releases[index].retired);
        let ruling = Ruling::of(person.head && self.is_of_provider(person) && lives, true);
        let taken = office.agree(tried, ruling, &EVERYBODY, &("retire", named));
        if let (Some(statement), Some(index)) = (taken, named) {
            self.dataset.push(statement);
            self.reference.releases[index].retired = true;
        }
    }

    /// A release that may be right, with one thing changed now and then.
    fn letting(&self, office: &mut Office, person: Person) -> Letting {
        let (reference, dice) = (&self.reference, &mut office.dice);
        let waits = |dice: &mut Dice, all: Vec<usize>, fits: Vec<usize>| {
            let chosen = if dice.one_in(4) || fits.is_empty() { all } else { fits };
            dice.index_of(&chosen).map(|index| chosen[index])
        };
        let all = (0..self.entries.len()).collect();
        let entry = waits(dice, all, reference.entries_in_hand()).unwrap();
        let described = &reference.entries[entry];
        let all = (0..self.records.len()).collect();
        let record = waits(dice, all, reference.records_in_hand()).filter(|_| described.class != WITHHELD);
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

    async fn release(&mut self, office: &mut Office) {
        if self.entries.is_empty() {
            return self.describe(office).await;
        }
        let (mut who, mut what);
        let mut tries = 0;
        loop {
            who = office.somebody_of(self.reference.provider);
            what = self.letting(office, office.person(who));
            tries += 1;
            let right = self.reference.may_let(office.person(who), &what) == Ruling::Counts;
            if tries > 6 || right || office.dice.one_in(6) {
                break;
            }
        }
        let names = (self.entries[what.entry], what.record.map(|record| self.records[record]));
        let cites = what.cites.map(|cited| self.releases[cited]);
        let (id, attempted) = (self.id, what.clone());
        let make = |pen: &Pen<'_>, header| Payload::Release(pen.release(header, id, names, cites, &attempted));
        let tried = office.attempt(who, id, &self.dataset, make).await;
        let ruling = self.reference.may_let(office.person(who), &what);
        let taken = office.agree(tried, ruling, &EVERYBODY, &(office.person(who), &what));
        if let Some(statement) = taken {
            self.dataset.push(statement);
            self.releases.push(statement);
            self.reference.release(what);
        }
    }
}
