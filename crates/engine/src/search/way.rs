//! One way in which a part of a query may be found: terms, how they must stand together, and what that is worth. It refuses
//! to know what was typed.

use super::document::Fields;
use super::rank::{cover, level, together};
use super::term::TermRange;

/// The most characters of a query that count.
pub(crate) const MOST_CHARACTERS: usize = 64;

/// Terms that are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    /// In the order in which they were typed.
    pub(crate) atoms: Vec<TermRange>,
    pub(crate) rule: Rule,
    /// What it is worth less than what was written.
    pub(crate) off: u8,
}

/// How the terms of a way must be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// All of them in one field.
    Together,
    /// Pairs of neighbours: all of them in one field, or so many that each sign is in one, wherever.
    Cover,
}

impl Way {
    /// A way with a single term or beginning.
    pub(crate) fn one(range: TermRange, off: u8) -> Self {
        Self { atoms: vec![range], rule: Rule::Together, off }
    }

    /// What it is worth in a document in which its terms stand in these fields; 0 when it is not found.
    pub(crate) fn level(&self, found: &[Fields]) -> u8 {
        let whole = together(found.iter().copied());
        match self.rule {
            Rule::Together => whole.saturating_sub(self.off),
            Rule::Cover if whole > 0 => whole,
            Rule::Cover => {
                let mut pairs = [0; MOST_CHARACTERS];
                // A beginning is one of the whole only.
                let worth = found.iter().map(|fields| level(fields.without_start()));
                pairs.iter_mut().zip(worth).for_each(|(pair, worth)| *pair = worth);
                cover(&pairs[..found.len().min(MOST_CHARACTERS)])
            }
        }
    }
}
