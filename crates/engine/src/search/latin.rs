//! What typed letters may mean: the beginning of a Latin word, syllables of pinyin, initials, or both mixed (`bianzhi`,
//! `bz`, `bzhi`, `bianz`). It refuses to decide: every reading that can be is looked for.

use super::rank::{BEGUN, INITIALS as SHORTENED, PINYIN};
use super::syllables::Syllable;
use super::term::{INITIALS, Term, TermRange, WORD};
use super::way::{Rule, Way};

/// The most steps that are tried, readings that come of them, and readings that are looked for.
const MOST_STEPS: u32 = 600;
const MOST_READINGS: usize = 64;
const MOST_WAYS: usize = 6;

/// A typed piece that stands for one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    /// A whole syllable.
    Whole(Syllable),
    /// An initial: one letter, or zh, ch, sh.
    Initial(&'a str),
    /// The beginning of a syllable that is still being typed: the last piece, two letters or more.
    Begun((Syllable, Syllable)),
}

impl Piece<'_> {
    fn initial(&self) -> u8 {
        match self {
            Self::Whole(syllable) | Self::Begun((syllable, _)) => syllable.initial(),
            Self::Initial(letters) => letters.as_bytes()[0],
        }
    }
}

/// The ways in which typed letters and digits are looked for.
pub(crate) fn ways(typed: &[char]) -> Vec<Way> {
    let word = &typed[..typed.len().min(WORD)];
    let one = |term, off| Way::one(TermRange::one(term), off);
    let letters: String = typed.iter().collect();
    let mut ways = vec![one(Term::word(word), 0), one(Term::beginning(word), BEGUN)];
    if letters.bytes().all(|letter| letter.is_ascii_lowercase()) {
        let mut readings = Reader::read(&letters);
        // The fewer signs, the likelier.
        readings.sort_by_key(Vec::len);
        ways.extend(readings.iter().take(MOST_WAYS).flat_map(|reading| way(reading)));
    }
    ways
}

/// Tries out what letters may be.
struct Reader<'a> {
    steps: u32,
    before: Vec<Piece<'a>>,
    found: Vec<Vec<Piece<'a>>>,
}

impl<'a> Reader<'a> {
    /// The readings of the letters, those of long pieces first.
    fn read(letters: &'a str) -> Vec<Vec<Piece<'a>>> {
        let mut reader = Self { steps: MOST_STEPS, before: Vec::new(), found: Vec::new() };
        reader.rest(letters);
        reader.found
    }

    fn rest(&mut self, letters: &'a str) {
        if letters.is_empty() {
            self.found.push(self.before.clone());
            return;
        }
        if letters.len() > 1
            && let Some(range) = Syllable::beginning(letters)
        {
            self.go_on(Piece::Begun(range), "");
        }
        // A syllable that ends the letters is one that is begun, too.
        for length in (2..letters.len().min(7)).rev() {
            if let Some(syllable) = Syllable::named(&letters[..length]) {
                self.go_on(Piece::Whole(syllable), &letters[length..]);
            }
        }
        for length in [2, 1] {
            let initial = letters.get(..length).filter(|initial| match length {
                1 => Syllable::beginning(initial).is_some(),
                _ => ["zh", "ch", "sh"].contains(initial) && letters.len() > 2,
            });
            if let Some(initial) = initial {
                self.go_on(Piece::Initial(initial), &letters[length..]);
            }
        }
    }

    fn go_on(&mut self, piece: Piece<'a>, rest: &'a str) {
        if self.steps > 0 && self.found.len() < MOST_READINGS {
            self.steps -= 1;
            self.before.push(piece);
            self.rest(rest);
            self.before.pop();
        }
    }
}

/// The ways to look for one reading.
fn way(reading: &[Piece<'_>]) -> Vec<Way> {
    match reading {
        [] => Vec::new(),
        [Piece::Initial(letter)] => vec![Way::one(TermRange::one(Term::initial(letter.as_bytes()[0])), PINYIN)],
        [Piece::Whole(one)] => vec![Way::one(TermRange::syllable((*one, *one)), PINYIN)],
        [Piece::Begun(range)] => vec![Way::one(TermRange::syllable(*range), PINYIN)],
        [..] => syllables(reading).map_or_else(|| vec![shortened(reading)], |way| vec![way]),
    }
}

/// Syllables alone, the last one perhaps only begun.
fn syllables(reading: &[Piece<'_>]) -> Option<Way> {
    let atoms = reading.windows(2).map(|pair| match pair {
        [Piece::Whole(first), Piece::Whole(second)] => Some(TermRange::syllables(*first, (*second, *second))),
        [Piece::Whole(first), Piece::Begun(range)] => Some(TermRange::syllables(*first, *range)),
        [Piece::Whole(first), Piece::Initial(letters)] if letters.len() == 1 => {
            Syllable::beginning(letters).map(|range| TermRange::syllables(*first, range))
        }
        [..] => None,
    });
    // An initial in the middle is one that shortens; only the last may be a syllable that is begun.
    let atoms: Option<Vec<TermRange>> = atoms.collect();
    atoms.map(|atoms| Way { atoms, rule: Rule::Together, off: PINYIN })
}

/// Initials in a row, and beside them the syllables that were typed in full.
fn shortened(reading: &[Piece<'_>]) -> Way {
    let initials: Vec<u8> = reading.iter().map(Piece::initial).collect();
    let rows = initials.windows(INITIALS.min(initials.len())).map(TermRange::initials);
    let full = reading.iter().filter_map(|piece| match piece {
        Piece::Whole(one) => Some(TermRange::syllable((*one, *one))),
        Piece::Begun(range) => Some(TermRange::syllable(*range)),
        Piece::Initial(_) => None,
    });
    Way { atoms: rows.chain(full).collect(), rule: Rule::Together, off: SHORTENED }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(letters: &str) -> Vec<String> {
        let found = Reader::read(letters);
        let piece = |piece: &Piece<'_>| match piece {
            Piece::Whole(syllable) => syllable.letters().to_owned(),
            Piece::Initial(letters) => (*letters).to_owned(),
            Piece::Begun((from, _)) => format!("{}~", from.letters()),
        };
        found.iter().map(|reading| reading.iter().map(piece).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn letters_are_read_in_every_way_that_can_be() {
        assert_eq!(readings("bz"), ["b z"]);
        assert_eq!(readings("zhb"), ["zh b", "z h b"]);
        let all = readings("bianzhi");
        for expected in ["bian zhi~", "bi an zhi~"] {
            assert!(all.contains(&expected.to_owned()), "{expected}: {all:?}");
        }
        assert!(all.iter().all(|reading| reading.replace([' ', '~'], "") == "bianzhi"), "{all:?}");
        assert!(readings("bzhi").contains(&"b zhi~".to_owned()));
        assert!(readings("bianz").contains(&"bian z".to_owned()));
        assert_eq!(readings("xian")[0], "xian~");
        assert!(readings("xian").contains(&"xi an~".to_owned()));
        assert!(readings("ivu").is_empty());
    }

    #[test]
    fn long_input_is_cut_short_instead_of_tried_out() {
        assert!(ways(&['a'; 64]).len() <= 2 + MOST_WAYS);
        let long: Vec<char> = "na".repeat(32).chars().collect();
        assert!((3..=2 + MOST_WAYS).contains(&ways(&long).len()));
    }
}
