//! A text as it is compared: characters without the differences of width and case, each with its place in the original.
//! It refuses to know words: Chinese has no spaces, so its neighbours are what counts.

use std::ops::Range;

/// What a character is for the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A sign that stands for itself: Chinese, Hangul and every other letter beyond a to z.
    Sign,
    /// One of a to z and 0 to 9: compared by words and their beginnings.
    Latin,
    /// Everything between: spaces, punctuation.
    Between,
}

/// One character of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    /// As it is compared.
    pub(crate) character: char,
    /// What it is.
    pub(crate) class: Class,
    /// Whether a Latin word begins with it: after something else, at a change between letters and digits, at a capital
    /// after a small letter.
    pub(crate) begins: bool,
    from: u32,
    to: u32,
}

impl Unit {
    /// The bytes from this unit to that one, in the original text.
    pub(crate) fn span(from: &Self, to: &Self) -> Range<usize> {
        from.from as usize..to.to as usize
    }
}

/// The characters that nearly every text is made of; the tables of Unicode are slow.
const COMMON: std::ops::RangeInclusive<char> = '\u{4E00}'..='\u{9FFF}';

/// Full width becomes half width, capitals become small.
pub(crate) fn fold(character: char) -> char {
    if COMMON.contains(&character) {
        return character;
    }
    let narrow = match u32::from(character) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(character),
        0x3000 => ' ',
        _ => character,
    };
    if narrow.is_ascii() { narrow.to_ascii_lowercase() } else { narrow.to_lowercase().next().unwrap_or(narrow) }
}

/// What a folded character is.
pub(crate) fn class(folded: char) -> Class {
    if folded.is_ascii_alphanumeric() {
        Class::Latin
    } else if COMMON.contains(&folded) || folded.is_alphanumeric() {
        Class::Sign
    } else {
        Class::Between
    }
}

/// Takes a text apart, after what is in `units` already.
pub(crate) fn take_apart(text: &str, units: &mut Vec<Unit>) {
    let mut before: Option<(char, Class)> = None;
    for (from, original) in text.char_indices() {
        let character = fold(original);
        let class = class(character);
        let begins = class == Class::Latin
            && before.is_none_or(|(last, of)| {
                of != Class::Latin
                    || last.is_ascii_digit() != character.is_ascii_digit()
                    || (last.is_lowercase() && original.is_uppercase())
            });
        let (start, end) = (from, from + original.len_utf8());
        // A text of an entry is far below 4 GiB.
        units.push(Unit { character, class, begins, from: start as u32, to: end as u32 });
        before = Some((if class == Class::Latin { narrow(original) } else { original }, class));
    }
}

/// Half width with its case, to see a capital after a small letter.
fn narrow(original: char) -> char {
    let code = u32::from(original);
    if (0xFF01..=0xFF5E).contains(&code) { char::from_u32(code - 0xFEE0).unwrap_or(original) } else { original }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut units = Vec::new();
        take_apart(text, &mut units);
        units.iter().map(|unit| unit.character).collect()
    }

    fn words(text: &str) -> String {
        let mut units = Vec::new();
        take_apart(text, &mut units);
        units.iter().map(|unit| if unit.begins { '^' } else { '.' }).collect()
    }

    #[test]
    fn width_and_case_make_no_difference() {
        assert_eq!(folded("ＧＤＰ２０２３　Ａb"), "gdp2023 ab");
        assert_eq!(folded("编制（数）"), "编制(数)");
    }

    #[test]
    fn latin_words_begin_after_other_things_at_digits_and_at_capitals() {
        assert_eq!(words("person_idCard2023年a"), "^......^.^...^....^");
    }

    #[test]
    fn places_are_those_of_the_original() {
        let mut units = Vec::new();
        take_apart("Ａ编b", &mut units);
        assert_eq!(Unit::span(&units[1], &units[2]), 3..7);
    }
}
