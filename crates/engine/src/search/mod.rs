//! Search over the catalogue, offline, on every key: Chinese words of any length, pinyin, initials and both mixed, Latin
//! words and numbers. This is the pure part; a store keeps the index. It refuses to guess words from a dictionary: what a
//! person typed must stand in the text, in signs or in their sounds.
//!
//! How a key becomes a page:
//! 1. [`Query::parse`] makes phrases of what was typed, and terms that lead to them ([`terms`] made the same terms of every
//!    document: pairs of neighbours, syllables alone and in pairs, initials in threes, beginnings of Latin words).
//! 2. A store reads the lists of these terms block by block, and an [`Evaluation`] says which documents of a block are
//!    hits and what they are worth by the fields of their terms.
//! 3. Filters and counts are the store's; it keeps the [`Best`], and [`page`] holds the best of them to their texts: what
//!    only seemed to be a hit is refused, the rest is ordered by what is really there.
//! 4. [`Query::marks`] shows where.

mod document;
mod evaluate;
mod find;
mod latin;
mod list;
mod page;
mod pinyin;
mod query;
mod rank;
mod syllables;
mod term;
#[cfg(test)]
mod tests;
mod text;
mod way;

pub use document::{Document, Field, Fields};
pub use evaluate::Evaluation;
pub(crate) use find::Judge;
pub use list::{BLOCK, Lists, OpenBlock};
pub use page::{Filter, Hit, SearchPage, SearchPlan, Tally, page};
pub use query::Query;
pub use rank::{Best, Candidate};
pub use term::{Term, TermRange, terms};

/// The version of the terms. An index of another version is made anew from the documents that stand beside it.
pub const INDEX: u32 = 1;
