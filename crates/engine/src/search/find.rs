//! Holds a query against texts: where a phrase stands, in signs, in pinyin, in initials or mixed, and what a document is
//! worth by what stands in it. The index leads here; what it only seemed to find is refused here.

use std::ops::Range;

use super::document::{Document, Field};
use super::pinyin::readings;
use super::query::{Phrase, Query};
use super::rank::{BEGINNING, BEGUN, INITIALS, PARTS, PINYIN, WHOLE_NAME, cover, worth};
use super::text::{Class, Unit, take_apart};

/// How many steps the comparison with one text may take beside one for each character: letters can be read in many
/// ways, and a text may be made to take long.
const MOST_STEPS: u32 = 1000;

/// A phrase in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its first unit and the one behind its last.
    pub(crate) from: usize,
    pub(crate) to: usize,
    how: How,
}

/// How much of it was letters for signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct How {
    /// Signs that were typed by letters.
    read: u32,
    /// Whether one of them was typed by its initial.
    short: bool,
    /// Whether it ends within a Latin word.
    begun: bool,
}

impl How {
    const fn off(self) -> u8 {
        if self.short {
            INITIALS
        } else if self.read > 0 {
            PINYIN
        } else if self.begun {
            BEGUN
        } else {
            0
        }
    }

    /// Whether that is enough in this field.
    fn is_enough(self, field: Field) -> bool {
        field != Field::Summary || self.read == 0 || (self.read > 1 && !self.short)
    }
}

/// Every place in a text where the characters stand, from the left, none over another.
pub(crate) fn all<'a>(sought: &'a [char], units: &'a [Unit], field: Field) -> impl Iterator<Item = Found> + 'a {
    let mut from = 0;
    let mut walk = Walk { units, steps: MOST_STEPS + units.len() as u32 };
    std::iter::from_fn(move || {
        let found = (from..units.len()).find_map(|at| walk.one(sought, at).filter(|one| one.how.is_enough(field)))?;
        from = found.to.max(found.from + 1);
        Some(found)
    })
}

struct Walk<'a> {
    units: &'a [Unit],
    steps: u32,
}

impl Walk<'_> {
    fn one(&mut self, sought: &[char], at: usize) -> Option<Found> {
        let (first, unit) = (*sought.first()?, self.units[at]);
        let may_begin = match unit.class {
            Class::Between => false,
            Class::Latin => unit.begins && unit.character == first,
            Class::Sign if first.is_ascii_lowercase() => {
                readings(unit.character).iter().any(|syllable| char::from(syllable.initial()) == first)
            }
            Class::Sign => unit.character == first,
        };
        if !may_begin {
            return None;
        }
        self.go(sought, at, How::default()).map(|(to, how)| Found { from: at, to, how })
    }

    fn go(&mut self, sought: &[char], at: usize, how: How) -> Option<(usize, How)> {
        let Some((next, rest)) = sought.split_first() else {
            let begun = self.units.get(at).is_some_and(|unit| unit.class == Class::Latin && !unit.begins);
            return Some((at, How { begun, ..how }));
        };
        let unit = self.units.get(at)?;
        self.steps = self.steps.checked_sub(1)?;
        match unit.class {
            Class::Between => None,
            Class::Latin | Class::Sign if unit.character == *next => self.go(rest, at + 1, how),
            Class::Sign if next.is_ascii_lowercase() => self.read(sought, at, how),
            Class::Latin | Class::Sign => None,
        }
    }

    /// Letters for the sign here: in full, begun where the letters end, or its initial; in full is best.
    fn read(&mut self, sought: &[char], at: usize, how: How) -> Option<(usize, How)> {
        let full = How { read: how.read + 1, ..how };
        let short = How { short: true, ..full };
        let mut kept = None;
        for syllable in readings(self.units[at].character).iter() {
            let letters = syllable.letters();
            let common = sought.iter().zip(letters.chars()).take_while(|(one, other)| **one == *other).count();
            if common == 0 {
                continue;
            }
            if common == sought.len() {
                return Some((at + 1, full));
            }
            if common == letters.len()
                && let Some(found) = self.go(&sought[common..], at + 1, full)
            {
                if !found.1.short {
                    return Some(found);
                }
                kept = kept.or(Some(found));
            }
            let lengths = if letters.as_bytes().get(1) == Some(&b'h') { [2, 1] } else { [1, 0] };
            for length in lengths.into_iter().filter(|length| (1..=common).contains(length)) {
                kept = kept.or_else(|| self.go(&sought[length..], at + 1, short));
            }
        }
        kept
    }
}

/// Weighs documents by their texts; its buffers are used for one after the other.
#[derive(Debug, Default)]
pub(crate) struct Judge {
    units: Vec<Unit>,
    texts: Vec<(Field, Range<usize>)>,
}

impl Judge {
    /// What a document is worth; `None` when a phrase is not in it.
    pub(crate) fn document(&mut self, query: &Query, document: &Document) -> Option<u16> {
        self.texts(query, document.texts())
    }

    /// What texts are worth; `None` when a phrase is in none of them.
    pub(crate) fn texts<'a>(
        &mut self,
        query: &Query,
        texts: impl IntoIterator<Item = (Field, &'a str)>,
    ) -> Option<u16> {
        self.units.clear();
        self.texts.clear();
        for (field, text) in texts {
            let from = self.units.len();
            take_apart(text, &mut self.units);
            self.texts.push((field, from..self.units.len()));
        }
        query.phrases.iter().map(|phrase| self.phrase(phrase).map(u16::from)).sum()
    }

    fn phrase(&self, phrase: &Phrase) -> Option<u8> {
        let whole = self.best(&phrase.characters);
        if whole > 0 {
            return Some(whole);
        }
        let parts = phrase.runs.iter().map(|run| match run.characters.as_slice() {
            // Letters have no parts, and a lone run of them was the whole.
            _ if run.latin && phrase.runs.len() == 1 => 0,
            letters if run.latin => self.best(letters),
            [one] => self.best(&[*one]),
            signs => cover(&signs.windows(2).map(|pair| self.best(pair)).collect::<Vec<_>>()).max(self.best(signs)),
        });
        parts.min().filter(|worst| *worst > 0).map(|worst| worst.saturating_sub(PARTS).max(1))
    }

    /// What the best place is worth at which these characters stand; 0 when there is none.
    fn best(&self, sought: &[char]) -> u8 {
        let texts = self.texts.iter().map(|(field, place)| (*field, &self.units[place.clone()]));
        texts.map(|(field, units)| best_of(sought, units, field)).max().unwrap_or(0)
    }
}

fn best_of(sought: &[char], units: &[Unit], field: Field) -> u8 {
    let places = all(sought, units, field).map(|found| {
        let extra = if field == Field::Name { of_name(found, units) } else { 0 };
        (worth(field) + extra).saturating_sub(found.how.off())
    });
    places.max().unwrap_or(0)
}

fn of_name(found: Found, units: &[Unit]) -> u8 {
    let nothing = |units: &[Unit]| units.iter().all(|unit| unit.class == Class::Between);
    match (nothing(&units[..found.from]), nothing(&units[found.to..])) {
        (true, true) => WHOLE_NAME,
        (true, false) => BEGINNING,
        (false, _) => 0,
    }
}

impl Query {
    /// The parts of a text to be marked, as ranges of its bytes, ascending and apart: whole phrases where they stand,
    /// otherwise their parts.
    #[must_use]
    pub fn marks(&self, field: Field, text: &str) -> Vec<Range<usize>> {
        let mut units = Vec::new();
        take_apart(text, &mut units);
        let mut found: Vec<(usize, usize)> = Vec::new();
        for phrase in &self.phrases {
            let before = found.len();
            found.extend(all(&phrase.characters, &units, field).map(|found| (found.from, found.to)));
            if found.len() == before {
                parts(phrase, &units, field, &mut found);
            }
        }
        found.sort_unstable();
        let mut marks: Vec<Range<usize>> = Vec::new();
        for (from, to) in found {
            let next = Unit::span(&units[from], &units[to - 1]);
            match marks.last_mut() {
                Some(last) if next.start <= last.end => last.end = last.end.max(next.end),
                Some(_) | None => marks.push(next),
            }
        }
        marks
    }
}

/// Where the parts of a phrase stand that is nowhere whole.
fn parts(phrase: &Phrase, units: &[Unit], field: Field, found: &mut Vec<(usize, usize)>) {
    for run in &phrase.runs {
        let lengths = if run.latin || run.characters.len() < 2 { run.characters.len() } else { 2 };
        if run.latin && phrase.runs.len() == 1 {
            continue;
        }
        for part in run.characters.windows(lengths) {
            found.extend(all(part, units, field).map(|found| (found.from, found.to)));
        }
    }
}
