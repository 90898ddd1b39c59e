//! Eight people do what they may and what they may not, at random by a committed seed; after every act the replay and a
//! small reference model say the same.

mod data;
mod matter;
mod reference;

use std::collections::BTreeMap;

use jixiang_model::{Role, ScopeId, StatementId};
use jixiang_statement::payload::Header;
use jixiang_statement::thread::Thread;
use jixiang_statement::{Payload, Signed};

use crate::desk::{Desk, Papers, department, desk};
use crate::sample::{TIME, statement};
use reference::Person;

/// Acts by each seed: 20,000 together.
const STEPS: u64 = 10_000;
const SEEDS: [u64; 2] = [0x5349_5849_414e_4721, 0x0a11_2026_2711_0001];

/// xorshift64*: the same acts on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// 0 to `sides` − 1.
    fn roll(&mut self, sides: usize) -> usize {
        usize::try_from((self.next() >> 33) % sides as u64).unwrap()
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.roll(times) == 0
    }

    fn index_of<T>(&mut self, list: &[T]) -> Option<usize> {
        (!list.is_empty()).then(|| self.roll(list.len()))
    }
}

/// The eight people, everything that they signed and that counts, and the dice.
struct Office {
    people: Vec<(Person, Desk)>,
    papers: Papers,
    dice: Dice,
    step: u64,
    accepted: u64,
    refused: u64,
}

/// What became of an attempt.
struct Outcome {
    taken: Option<StatementId>,
    /// The harness gave it a wrong place or a wrong signer: it must be refused, whatever it says.
    spoiled: bool,
}

impl Office {
    fn new(seed: u64) -> Self {
        let staffed = [(1, false), (1, false), (1, true), (2, false), (2, false), (2, true), (3, false), (3, true)];
        let people = staffed.iter().zip(10..).map(|((number, head), device)| {
            let roles: &[Role] = if *head { &[Role::Staff, Role::Head] } else { &[Role::Staff] };
            let person = Person { department: *number, head: *head };
            (person, desk(department(*number), device, &format!("p{device}"), roles))
        });
        let (people, dice) = (people.collect(), Dice(seed));
        Self { people, papers: Papers::default(), dice, step: 0, accepted: 0, refused: 0 }
    }

    fn somebody(&mut self) -> usize {
        self.dice.roll(self.people.len())
    }

    /// Mostly somebody of this department, who may do more than others.
    fn somebody_of(&mut self, department: u8) -> usize {
        let who = self.somebody();
        if self.people[who].0.department == department || self.dice.one_in(4) {
            who
        } else {
            self.somebody_of(department)
        }
    }

    fn person(&self, who: usize) -> Person {
        self.people[who].0
    }

    fn desk(&self, who: usize) -> &Desk {
        &self.people[who].1
    }

    /// The header of somebody's next statement in a scope; now and then of one that stands elsewhere.
    fn header(&mut self, who: usize, scope: ScopeId, thread: Option<&Thread>) -> (Header, bool) {
        let line: &[StatementId] = thread.map_or(&[], |thread| thread.line().entries());
        let mut prev = line.last().copied();
        let spoiled = self.dice.one_in(25);
        if spoiled {
            let earlier = self.dice.roll(line.len() + 1);
            let hanging = if line.is_empty() { Some(statement(9)) } else { None };
            prev = if earlier + 1 < line.len() { Some(line[earlier]) } else { hanging };
        }
        let mut header = self.desk(who).header(scope, prev);
        header.time.0 = TIME.0 + self.step;
        (header, spoiled)
    }

    /// Signs what `make` makes of a header, and shows it to the scope.
    fn attempt(
        &mut self,
        who: usize,
        scope: ScopeId,
        thread: &mut Option<Thread>,
        make: impl FnOnce(&Desk, Header) -> Payload,
    ) -> Outcome {
        let (header, misplaced) = self.header(who, scope, thread.as_ref());
        let forged = self.dice.one_in(25);
        let other = self.people[(who + 1) % self.people.len()].1.signer.clone();
        let desk = self.desk(who);
        let signer = if forged { other } else { desk.signer.clone() };
        let signed = Signed::sign(&make(desk, header), &desk.key);
        let taken = signed.ok().filter(|signed| match thread {
            None => {
                *thread = Thread::open(signed, signer.clone(), &self.papers.0).ok();
                thread.is_some()
            }
            Some(thread) => {
                let before = thread.clone();
                let placed = thread.append(signed, signer.clone(), &self.papers.0);
                assert!(placed.is_ok() || *thread == before, "a refused statement leaves no trace");
                placed.is_ok()
            }
        });
        let taken = taken.map(|signed| {
            let id = signed.id();
            self.papers.0.insert(id, (signed, signer));
            id
        });
        Outcome { taken, spoiled: misplaced || forged }
    }

    /// Holds an outcome to what the reference allows.
    #[track_caller]
    fn agree(&mut self, outcome: &Outcome, allowed: bool, what: &dyn std::fmt::Debug) {
        let expected = allowed && !outcome.spoiled;
        assert_eq!(outcome.taken.is_some(), expected, "step {}: {what:?}", self.step);
        if expected {
            self.accepted += 1;
        } else {
            self.refused += 1;
        }
    }
}

fn run(seed: u64) {
    let mut office = Office::new(seed);
    let mut datasets = [data::Shelf::new(1, 0), data::Shelf::new(3, 1)];
    let entries = matter::entries(&mut office);
    let mut matters = [matter::Case::new(2, 0), matter::Case::new(3, 1), matter::Case::new(2, 2)];
    let mut reached = BTreeMap::new();
    while office.step < STEPS {
        office.step += 1;
        if office.dice.one_in(3) {
            let shelf = &mut datasets[office.dice.roll(2)];
            if shelf.is_full() {
                *shelf = data::Shelf::new(shelf.reference.provider, office.step);
            }
            shelf.step(&mut office);
            shelf.compare();
        } else {
            let case = &mut matters[office.dice.roll(3)];
            if case.is_full() || (case.is_over() && office.dice.one_in(4)) {
                *case = matter::Case::new(case.reference.requester, office.step);
            }
            case.step(&mut office, &entries);
            case.compare();
            if let Some(state) = case.state() {
                *reached.entry(state).or_insert(0_u64) += 1;
            }
        }
    }
    assert!(office.accepted > STEPS / 4 && office.refused > STEPS / 4, "{} {}", office.accepted, office.refused);
    assert!(
        reached.len() == 7 && reached.values().all(|times| *times >= 5),
        "every state is lived through: {reached:?}"
    );
}

#[test]
fn twenty_thousand_acts_of_eight_people_agree_with_the_reference() {
    std::thread::scope(|scope| {
        for seed in SEEDS {
            scope.spawn(move || run(seed));
        }
    });
}
