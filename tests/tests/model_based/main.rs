//! Random legal and illegal acts of eight people on both sides, put to the real platform and to real clients, against a
//! small reference model: each of the three decides by itself, and they never differ.
//!
//! 20,000 acts are put, as signed statements, to the platform and to a client in each department that a lying platform
//! shows also what was refused; 1,000 are asked of eight complete clients by the functions that windows call. For longer
//! runs `JIXIANG_MODEL_STEPS` and `JIXIANG_MODEL_CLIENT_STEPS` say how many.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test says by panicking where it stands")]

mod data;
mod dice;
mod ground;
mod hall;
mod matter;
mod offered;
mod office;
mod reader;
mod reference;
mod relay;
mod session;

use std::collections::{BTreeMap, BTreeSet};

use data::Shelf;
use hall::Hall;
use jixiang_tests::processes::clocks::{Hands, province};
use matter::Case;
use office::Office;

/// Acts together, unless `JIXIANG_MODEL_STEPS` says how many.
const STEPS: u64 = 20_000;
/// So many acts share a province: whoever reads it has all of them before them.
const STEPS_OF_A_PROVINCE: u64 = 2_000;
const SEED: u64 = 0x5349_5849_414e_4721;
/// Acts that complete clients are asked for, unless `JIXIANG_MODEL_CLIENT_STEPS` says how many.
const CLIENT_STEPS: u64 = 1_000;
/// The readers read after so many acts.
const BATCH: u64 = 50;

fn steps(word: &str, usual: u64) -> u64 {
    let said = std::env::var(word).ok();
    said.map_or(usual, |said| said.parse().unwrap_or_else(|_| panic!("{word} is a number of steps, not {said}")))
}

/// Everything that was opened in a run; the live ones are acted on.
struct Run {
    office: Office,
    shelves: Vec<Shelf>,
    cases: Vec<Case>,
    live_shelves: [usize; 2],
    live_cases: [usize; 3],
    /// What was acted on since the readers read last.
    touched: (BTreeSet<usize>, BTreeSet<usize>),
    reached: BTreeMap<reference::State, u64>,
}

impl Run {
    fn new(office: Office) -> Self {
        let shelves = vec![Shelf::new(&office, 1, 0), Shelf::new(&office, 3, 1)];
        let cases = [2, 3, 2].into_iter().zip(0..);
        let cases = cases.map(|(requester, number)| Case::new(&office, requester, (0, &shelves[0]), number));
        let cases = cases.collect();
        let touched = (BTreeSet::new(), BTreeSet::new());
        Self { office, shelves, cases, live_shelves: [0, 1], live_cases: [0, 1, 2], touched, reached: BTreeMap::new() }
    }

    async fn step(&mut self) {
        self.office.step += 1;
        if self.office.dice.one_in(40) {
            let who = self.office.somebody();
            self.office.repeat(who).await;
        }
        if self.office.dice.one_in(3) {
            let at = self.office.dice.roll(2);
            self.act_on_shelf(at).await;
        } else {
            let at = self.office.dice.roll(3);
            self.act_on_case(at).await;
        }
        if self.office.step.is_multiple_of(BATCH) {
            self.compare().await;
        }
    }

    async fn act_on_shelf(&mut self, at: usize) {
        if self.shelves[self.live_shelves[at]].is_full() {
            let provider = self.shelves[self.live_shelves[at]].reference.provider;
            self.live_shelves[at] = self.shelves.len();
            self.shelves.push(Shelf::new(&self.office, provider, self.office.step + 2));
        }
        let index = self.live_shelves[at];
        self.touched.0.insert(index);
        self.shelves[index].step(&mut self.office).await;
    }

    async fn act_on_case(&mut self, at: usize) {
        let case = &self.cases[self.live_cases[at]];
        if case.is_full() || (case.is_over() && self.office.dice.one_in(4)) {
            let requester = case.reference.requester;
            self.live_cases[at] = self.cases.len();
            let shelf = self.asked_of(requester);
            let number = self.office.step + 2;
            self.cases.push(Case::new(&self.office, requester, (shelf, &self.shelves[shelf]), number));
        }
        let index = self.live_cases[at];
        self.touched.1.insert(index);
        let case = &mut self.cases[index];
        case.step(&mut self.office, &self.shelves[case.shelf]).await;
        if let Some(state) = case.reference.state {
            *self.reached.entry(state).or_default() += 1;
        }
    }

    /// A dataset of somebody else, preferably one of which something is offered.
    fn asked_of(&mut self, requester: u8) -> usize {
        let others = |index: &usize| self.shelves[*index].reference.provider != requester;
        let offered = |index: &usize| {
            let data = &self.shelves[*index].reference;
            (0..data.entries.len()).any(|entry| data.offers(entry))
        };
        let all: Vec<usize> = (0..self.shelves.len()).rev().take(6).filter(others).collect();
        let good: Vec<usize> = all.iter().copied().filter(offered).collect();
        self.office.dice.one_of(if good.is_empty() { &all } else { &good })
    }

    async fn compare(&mut self) {
        self.office.readers.catch_up().await;
        let (shelves, cases) = std::mem::take(&mut self.touched);
        for index in shelves {
            self.office.compare_shelf(&self.shelves[index]).await;
        }
        for index in cases {
            self.office.compare_case(&self.cases[index]).await;
        }
    }
}

/// What became of the acts of a run, and how often a request was in each state.
#[derive(Default)]
struct Tally {
    accepted: u64,
    refused: u64,
    reached: BTreeMap<reference::State, u64>,
}

impl Tally {
    fn add(&mut self, run: Run) {
        self.accepted += run.office.accepted;
        self.refused += run.office.refused;
        for (state, times) in run.reached {
            *self.reached.entry(state).or_default() += times;
        }
    }
}

async fn run(seed: u64, steps: u64, tally: &mut Tally) {
    let folder = tempfile::tempdir().unwrap();
    let platform = province(folder.path(), &Hands::default()).unwrap();
    let mut run = Run::new(Office::open(&platform, folder.path(), seed).await);
    while run.office.step < steps {
        run.step().await;
    }
    run.compare().await;
    tally.add(run);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_thousand_acts_of_eight_people_agree_with_the_reference_at_the_platform_and_at_its_readers() {
    let (steps, mut tally) = (steps("JIXIANG_MODEL_STEPS", STEPS), Tally::default());
    for number in 0..steps.div_ceil(STEPS_OF_A_PROVINCE) {
        let acts = STEPS_OF_A_PROVINCE.min(steps - number * STEPS_OF_A_PROVINCE);
        run(SEED ^ (number << 32), acts, &mut tally).await;
    }
    let Tally { accepted, refused, reached } = tally;
    let both = accepted > steps / 5 && refused > steps / 5;
    assert!(both, "of {steps} acts {accepted} counted and {refused} did not");
    let every = reached.len() == 7 && reached.values().all(|times| *times >= 5);
    assert!(every, "in {steps} acts every state is lived through: {reached:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_acts_are_done_or_refused_by_eight_complete_clients_as_the_reference_says() {
    let steps = steps("JIXIANG_MODEL_CLIENT_STEPS", CLIENT_STEPS);
    let folder = tempfile::tempdir().unwrap();
    let platform = province(folder.path(), &Hands::default()).unwrap();
    let mut hall = Hall::open(&platform, folder.path(), SEED).await;
    while hall.step < steps {
        hall.step().await;
    }
    hall.compare().await;
    let Hall { done, refused, reached, .. } = &hall;
    let both = *done > steps / 5 && *refused > steps / 5;
    assert!(both, "of {steps} acts {done} were done and {refused} refused");
    assert!(reached.len() == 9, "in {steps} acts a request is seen at every stage: {reached:?}");
}
