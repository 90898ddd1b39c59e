//! What stands in the index: numbers for neighbours of signs, syllables, initials and Latin words, so ordered that
//! everything that begins alike lies together. It refuses to keep places: what must stand together is looked for as a
//! neighbourhood, and the few best hits are held to their text.

use super::document::{Document, Field, Fields};
use super::pinyin::{Readings, readings};
use super::syllables::Syllable;
use super::text::{Class, Unit, take_apart};

/// How many columns of a document are indexed, and how many characters of one text.
const MOST_COLUMNS: usize = 500;
const MOST_CHARACTERS: usize = 1000;
/// How many characters of a Latin word are indexed.
pub(crate) const WORD: usize = 8;
/// How many initials in a row are one term.
pub(crate) const INITIALS: usize = 3;

/// A term of the index: below 2^51.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(u64);

const KIND: u32 = 48;

impl Term {
    /// The bits that a term takes.
    pub const BITS: u32 = KIND + 3;

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    const fn new(kind: u64, payload: u64) -> Self {
        Self(kind << KIND | payload)
    }

    /// A sign and the one behind it; `None` where the run of signs ends.
    pub(crate) fn pair(first: char, second: Option<char>) -> Self {
        Self::new(1, sign(first) << 18 | second.map_or(0, sign))
    }

    fn syllable(one: Syllable) -> Self {
        Self::new(2, u64::from(one.0))
    }

    fn syllables(first: Syllable, second: Syllable) -> Self {
        Self::new(3, u64::from(first.0) << 10 | u64::from(second.0))
    }

    /// One initial.
    pub(crate) fn initial(letter: u8) -> Self {
        Self::new(4, letter_number(letter))
    }

    /// Initials in a row; fewer where the run ends.
    fn initials(letters: &[u8]) -> Self {
        Self::new(5, initials_number(letters, 0))
    }

    /// A Latin word, as far as it is indexed.
    pub(crate) fn word(letters: &[char]) -> Self {
        Self::new(6, word_number(letters))
    }

    /// Every Latin word that begins so. A term of its own: codes begin alike and end all differently.
    pub(crate) fn beginning(letters: &[char]) -> Self {
        Self::new(7, word_number(letters))
    }
}

/// Terms from one to another, both included: a term, or everything that begins alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TermRange {
    /// The first.
    pub from: Term,
    /// The last.
    pub to: Term,
}

impl TermRange {
    /// Every term.
    pub const ALL: Self = Self { from: Term(0), to: Term((1 << Term::BITS) - 1) };

    /// One term alone.
    #[must_use]
    pub const fn one(term: Term) -> Self {
        Self { from: term, to: term }
    }

    /// A sign, whatever follows it.
    pub(crate) fn sign(character: char) -> Self {
        let first = sign(character) << 18;
        Self { from: Term::new(1, first), to: Term::new(1, first | 0x3_FFFF) }
    }

    /// One of these syllables.
    pub(crate) fn syllable((from, to): (Syllable, Syllable)) -> Self {
        Self { from: Term::syllable(from), to: Term::syllable(to) }
    }

    /// A syllable and one of these behind it.
    pub(crate) fn syllables(first: Syllable, (from, to): (Syllable, Syllable)) -> Self {
        Self { from: Term::syllables(first, from), to: Term::syllables(first, to) }
    }

    /// At most [`INITIALS`] initials in a row, whatever follows them.
    pub(crate) fn initials(letters: &[u8]) -> Self {
        Self { from: Term::initials(letters), to: Term::new(5, initials_number(letters, 31)) }
    }
}

/// 18 bits hold every plane that has letters; a character beyond shares the number of another.
fn sign(character: char) -> u64 {
    u64::from(u32::from(character)) & 0x3_FFFF
}

/// 1 to 26 for a to z.
fn letter_number(letter: u8) -> u64 {
    u64::from(letter.saturating_sub(b'a')) + 1
}

fn initials_number(letters: &[u8], rest: u64) -> u64 {
    (0..INITIALS).fold(0, |number, at| number << 5 | letters.get(at).map_or(rest, |letter| letter_number(*letter)))
}

fn word_number(letters: &[char]) -> u64 {
    let numbers = letters.iter().map(|letter| match letter {
        '0'..='9' => u64::from(*letter) - u64::from('0') + 1,
        _ => u64::from(*letter).saturating_sub(u64::from('a')) + 11,
    });
    numbers.take(WORD).fold(0, |number, next| number << 6 | next)
}

/// The terms of a document, each once with the fields that it stands in, ascending.
#[must_use]
pub fn terms(document: &Document) -> Vec<(Term, Fields)> {
    let mut collector = Collector { units: Vec::new(), packed: Vec::with_capacity(1024) };
    let mut columns = 0;
    for (field, text) in document.texts() {
        columns += usize::from(field == Field::Column);
        if field != Field::Column || columns <= MOST_COLUMNS {
            collector.take(field, text);
        }
    }
    let Collector { mut packed, .. } = collector;
    packed.sort_unstable();
    let mut terms: Vec<(Term, Fields)> = Vec::with_capacity(packed.len());
    for number in packed {
        let (term, fields) = (Term(number >> Fields::BITS), Fields::from_bits(number as u8));
        match terms.last_mut() {
            Some((last, of)) if *last == term => *of = of.or(fields),
            Some(_) | None => terms.push((term, fields)),
        }
    }
    terms
}

struct Collector {
    units: Vec<Unit>,
    /// Term and fields in one number, which sorts fast.
    packed: Vec<u64>,
}

impl Collector {
    fn add(&mut self, term: Term, fields: Fields) {
        self.packed.push(term.0 << Fields::BITS | u64::from(fields.bits()));
    }

    fn take(&mut self, field: Field, text: &str) {
        self.units.clear();
        take_apart(text, &mut self.units);
        self.units.truncate(MOST_CHARACTERS);
        let first = self.units.iter().position(|unit| unit.class != Class::Between);
        // The readings of the sign here and of the two behind it move along.
        let mut ahead = [Readings::default(); INITIALS];
        for (at, next) in ahead.iter_mut().enumerate().skip(1) {
            *next = self.readings(at - 1);
        }
        for at in 0..self.units.len() {
            ahead.rotate_left(1);
            ahead[INITIALS - 1] = self.readings(at + INITIALS - 1);
            let fields = Fields::of(field);
            let fields = if field == Field::Name && first == Some(at) { fields.or(Fields::START) } else { fields };
            match self.units[at].class {
                Class::Sign => self.sign(at, &ahead, field, fields),
                Class::Latin if self.units[at].begins => self.word(at, fields),
                Class::Latin | Class::Between => {}
            }
        }
    }

    fn readings(&self, at: usize) -> Readings {
        match self.units.get(at) {
            Some(Unit { class: Class::Sign, character, .. }) => readings(*character),
            Some(_) | None => Readings::default(),
        }
    }

    fn sign(&mut self, at: usize, ahead: &[Readings; INITIALS], field: Field, fields: Fields) {
        let behind = self.units.get(at + 1).filter(|unit| unit.class == Class::Sign);
        let pair = Term::pair(self.units[at].character, behind.map(|unit| unit.character));
        self.add(pair, fields);
        for one in ahead[0].iter() {
            ahead[1].iter().for_each(|next| self.add(Term::syllables(one, next), fields));
            if field != Field::Summary {
                self.add(Term::syllable(one), fields);
                self.add(Term::initial(one.initial()), fields);
                self.initials(one.initial(), &ahead[1..], fields);
            }
        }
    }

    /// Every way to shorten the signs ahead.
    fn initials(&mut self, one: u8, ahead: &[Readings], fields: Fields) {
        if ahead[0].is_empty() {
            self.add(Term::initials(&[one]), fields);
        }
        for second in ahead[0].iter() {
            if ahead[1].is_empty() {
                self.add(Term::initials(&[one, second.initial()]), fields);
            }
            for third in ahead[1].iter() {
                self.add(Term::initials(&[one, second.initial(), third.initial()]), fields);
            }
        }
    }

    fn word(&mut self, at: usize, fields: Fields) {
        let mut word = ['\0'; WORD];
        let units = self.units[at..].iter().take_while(|unit| unit.class == Class::Latin);
        let many = word.iter_mut().zip(units).map(|(letter, unit)| *letter = unit.character).count();
        (1..=many).for_each(|length| self.add(Term::beginning(&word[..length]), fields));
        self.add(Term::word(&word[..many]), fields);
    }
}
