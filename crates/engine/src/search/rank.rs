//! How good a hit is: the name before columns before the provider before the summary, its beginning before the rest of it,
//! the whole before its parts, what was written before what it sounds like. It refuses to weigh by rarity: a hit must be
//! explainable to the person who sees it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use jixiang_model::UnixMillis;

use super::document::{Field, Fields};

/// More for the whole name, and for its beginning.
pub(crate) const WHOLE_NAME: u8 = 8;
pub(crate) const BEGINNING: u8 = 4;
/// Less for parts instead of the whole, for the beginning of a Latin word, for pinyin, for initials.
pub(crate) const PARTS: u8 = 3;
pub(crate) const BEGUN: u8 = 1;
pub(crate) const PINYIN: u8 = 1;
pub(crate) const INITIALS: u8 = 2;

/// What a hit in a field is worth; more than everything that can be taken off.
pub(crate) const fn worth(field: Field) -> u8 {
    match field {
        Field::Name | Field::Alias => 40,
        Field::Column => 30,
        Field::Provider => 20,
        Field::Summary => 10,
    }
}

/// What a term is worth that stands in these fields; 0 where it stands nowhere.
pub(crate) const fn level(fields: Fields) -> u8 {
    match fields.best() {
        None => 0,
        Some(Field::Name) if !fields.and(Fields::START).is_empty() => worth(Field::Name) + BEGINNING,
        Some(field) => worth(field),
    }
}

/// What terms are worth that must stand together, the first of them in front; 0 where no field has all.
pub(crate) fn together(of: impl IntoIterator<Item = Fields>) -> u8 {
    // Only the first can stand at the beginning of the name.
    let meet = |all: Fields, next: Fields| all.and(next.or(Fields::START));
    of.into_iter().reduce(meet).map_or(0, level)
}

/// What a run of signs is worth of which only pairs are found: every sign must be in one. `worth` has the pairs in
/// order; 0 where a sign is not covered.
pub(crate) fn cover(worth: &[u8]) -> u8 {
    let pair = |at: Option<usize>| at.and_then(|at| worth.get(at)).copied().unwrap_or(0);
    let signs = (0..=worth.len()).map(|at| pair(at.checked_sub(1)).max(pair(Some(at))));
    signs.min().unwrap_or(0).saturating_sub(PARTS)
}

/// A hit before its text was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// What it is worth; more is better. 0 when nothing was searched for.
    pub level: u16,
    /// When its newest version was released: the newer of two equals is better.
    pub updated: UnixMillis,
    /// Its number in the store: of two equals the one that came later.
    pub number: u64,
}

/// The best of many candidates.
#[derive(Debug)]
pub struct Best {
    kept: BinaryHeap<Reverse<Candidate>>,
    most: usize,
}

impl Best {
    /// Keeps at most so many.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { kept: BinaryHeap::new(), most }
    }

    /// Takes one more.
    pub fn offer(&mut self, candidate: Candidate) {
        if self.kept.len() < self.most {
            self.kept.push(Reverse(candidate));
        } else if let Some(mut worst) = self.kept.peek_mut()
            && worst.0 < candidate
        {
            *worst = Reverse(candidate);
        }
    }

    /// What is kept, best first.
    #[must_use]
    pub fn into_best_first(self) -> Vec<Candidate> {
        self.kept.into_sorted_vec().into_iter().map(|Reverse(candidate)| candidate).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_kept_in_order_whatever_order_they_come_in() {
        let candidate =
            |number: u64| Candidate { level: (number * 7 % 5) as u16, updated: UnixMillis(number * 3 % 4), number };
        let mut all: Vec<Candidate> = (0..100).map(candidate).collect();
        let mut best = Best::new(10);
        all.iter().for_each(|one| best.offer(*one));
        all.sort_by(|one, other| other.cmp(one));
        assert_eq!(best.into_best_first(), all[..10]);
        let mut none = Best::new(0);
        none.offer(candidate(1));
        assert!(none.into_best_first().is_empty());
    }

    #[test]
    fn a_run_is_covered_when_every_sign_is_in_a_pair() {
        assert_eq!(cover(&[40, 0, 30]), 30 - PARTS);
        assert_eq!(cover(&[40, 0, 0, 30]), 0);
        assert_eq!(cover(&[0, 40, 40]), 0);
        assert_eq!(cover(&[10]), 10 - PARTS);
    }

    #[test]
    fn the_order_of_fields_survives_everything_that_is_taken_off() {
        let order = [Field::Name, Field::Column, Field::Provider, Field::Summary, Field::Summary].map(worth);
        for pair in order.windows(2).take(3) {
            assert!(pair[0] - PARTS - INITIALS > pair[1]);
        }
        assert!(worth(Field::Summary) > PARTS + INITIALS);
    }
}
