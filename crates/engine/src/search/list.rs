//! Where a term stands, as bytes: the documents of one block in ascending order, each with its fields. It refuses blocks
//! of more than [`BLOCK`] documents, and damaged bytes cannot lead out of a block.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use super::document::Fields;
use super::term::{Term, TermRange};

/// Documents of one block. Small enough that what a key costs stays in the cache of a core, large enough that the lists
/// of common terms are long.
pub const BLOCK: usize = 8192;

/// The lists of one block, wherever they lie.
pub trait Lists {
    /// Why they could not be read.
    type Error;

    /// Hands over the list of every term of the range.
    ///
    /// # Errors
    ///
    /// The store's own.
    fn lists(&self, range: TermRange, take: &mut dyn FnMut(&[u8])) -> Result<(), Self::Error>;
}

/// Reads a list: the place of each document in its block, and the fields.
pub(crate) fn read(mut bytes: &[u8], mut each: impl FnMut(usize, Fields)) {
    let mut place = 0_usize;
    while let Some((number, rest)) = next(bytes) {
        place += (number >> Fields::BITS) as usize;
        if place >= BLOCK {
            return;
        }
        each(place, Fields::from_bits(number as u8));
        place += 1;
        bytes = rest;
    }
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn next(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first < 0x80 {
        return Some((u32::from(*first), rest));
    }
    let mut number = u32::from(first & 0x7F);
    for (at, byte) in rest.iter().enumerate().take(3) {
        number |= u32::from(byte & 0x7F) << (7 * (at + 1));
        if *byte < 0x80 {
            return Some((number, &rest[at + 1..]));
        }
    }
    None
}

/// A list that grows.
#[derive(Debug, Default, Clone)]
struct Growing {
    bytes: Vec<u8>,
    /// The place behind its last document.
    end: usize,
}

impl Growing {
    fn add(&mut self, place: usize, fields: Fields) {
        let mut number = (place - self.end) << Fields::BITS | usize::from(fields.bits());
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
        self.end = place + 1;
    }
}

/// A block that is not full yet, in memory.
#[derive(Debug, Default)]
pub struct OpenBlock {
    lists: HashMap<Term, Growing, BuildHasherDefault<Mixer>>,
    /// Every term, ascending: made by the first that looks for a range, forgotten with the next document.
    ascending: OnceLock<Vec<Term>>,
    end: usize,
}

impl OpenBlock {
    /// Puts a document at this place, which must be behind all others.
    ///
    /// # Panics
    ///
    /// When the place is taken or no place of a block.
    pub fn add(&mut self, place: usize, terms: &[(Term, Fields)]) {
        assert!(self.end <= place && place < BLOCK, "places are taken in order");
        self.end = place + 1;
        self.ascending.take();
        for (term, fields) in terms {
            self.lists.entry(*term).or_default().add(place, *fields);
        }
    }

    fn inside(&self, range: TermRange) -> &[Term] {
        let terms = self.ascending.get_or_init(|| {
            let mut terms: Vec<Term> = self.lists.keys().copied().collect();
            terms.sort_unstable();
            terms
        });
        let from = terms.partition_point(|term| *term < range.from);
        let many = terms[from..].partition_point(|term| *term <= range.to);
        &terms[from..from + many]
    }

    /// Every list, ascending by its term.
    #[must_use]
    pub fn into_lists(self) -> Vec<(Term, Vec<u8>)> {
        let mut lists: Vec<(Term, Vec<u8>)> = self.lists.into_iter().map(|(term, list)| (term, list.bytes)).collect();
        lists.sort_unstable_by_key(|(term, _)| *term);
        lists
    }
}

impl Lists for OpenBlock {
    type Error = std::convert::Infallible;

    fn lists(&self, range: TermRange, take: &mut dyn FnMut(&[u8])) -> Result<(), Self::Error> {
        let one = [range.from];
        let terms = if range.from == range.to { &one[..] } else { self.inside(range) };
        terms.iter().filter_map(|term| self.lists.get(term)).for_each(|list| take(&list.bytes));
        Ok(())
    }
}

/// Spreads the numbers of terms over a table. Whoever makes terms collide slows down the index of his own words.
#[derive(Debug, Default, Clone, Copy)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ mixed >> 32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_back_as_it_was_made() {
        let mut list = Growing::default();
        let expected: Vec<(usize, Fields)> = [0, 1, 2, 6, 7, 300, 4000, BLOCK - 1]
            .into_iter()
            .enumerate()
            .map(|(at, place)| (place, Fields::from_bits(at as u8 * 3 + 1)))
            .collect();
        expected.iter().for_each(|(place, fields)| list.add(*place, *fields));
        let mut found = Vec::new();
        read(&list.bytes, |place, fields| found.push((place, fields)));
        assert_eq!(found, expected);
    }

    #[test]
    fn damaged_bytes_end_a_list_and_lead_nowhere() {
        for bytes in [&[0xFF; 9][..], &[0xFF, 0xFF, 0xFF, 0x7F], &[0x80], &[]] {
            read(bytes, |place, _| assert!(place < BLOCK));
        }
    }
}
