//! Names made safe on the way out: the only way from a name inside a body to a name on a disk (TRUST.md 4,
//! docs/format.md 15).
//!
//! What comes out is one ordinary component on Windows, Linux and macOS. It keeps what it can of the name and never
//! says where it came from; creating files without following links is for the caller.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

/// The longest name that comes out, in bytes of UTF-8.
pub const LONGEST: usize = 255;

/// An ending after the last dot is kept when a name is shortened, if it has at most this many bytes with the dot.
const LONGEST_ENDING: usize = 32;

/// The longest ` (number)`.
const LONGEST_NUMBER: usize = 13;

/// Makes one name safe. The result is not empty, at most 255 bytes, in NFC, and safe already: made safe again it is the
/// same.
///
/// - Separators and what Windows forbids (`/ \ : * ? " < > |`) become `_`.
/// - Controls, bidi controls, zero-width and other format characters, line separators and noncharacters vanish.
/// - Spaces at both ends and dots at the end vanish.
/// - Names of devices (`CON`, `nul.txt`, `COM1`, `LPT²`, …) get a `_` in front.
/// - What is too long loses the end of its stem and keeps its ending.
#[must_use]
pub fn safe_name(name: &str) -> String {
    let mut safe = cleaned(name);
    // Shortening may uncover a space or dot at the end, so both rules run until nothing changes.
    loop {
        let next = unreserved(trimmed(&shortened(&safe, LONGEST)));
        if next == safe {
            return safe;
        }
        safe = next;
    }
}

fn cleaned(name: &str) -> String {
    let kept = name.chars().filter(|c| !vanishes(*c)).map(|c| if forbidden(c) { '_' } else { c });
    // Removing a character may bring two together that compose; NFC comes last. No composition makes a forbidden one.
    kept.nfc().collect()
}

const fn forbidden(c: char) -> bool {
    matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

/// Characters that are not seen, or change how others are seen.
fn vanishes(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

fn trimmed(name: &str) -> &str {
    name.trim_start_matches(char::is_whitespace).trim_end_matches(|c: char| c == '.' || c.is_whitespace())
}

fn unreserved(name: &str) -> String {
    if name.is_empty() {
        return "_".into();
    }
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(char::is_whitespace);
    let mut safe = String::with_capacity(name.len() + 1);
    if reserved(&stem.to_uppercase()) {
        safe.push('_');
    }
    safe.push_str(name);
    safe
}

/// The device names of Windows, in upper case, without what follows the first dot.
fn reserved(stem: &str) -> bool {
    if matches!(stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$") {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    number.is_some_and(|number| {
        let mut chars = number.chars();
        let digit = chars.next().is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'));
        digit && chars.next().is_none()
    })
}

/// The name within `limit` bytes: the stem is cut at a character, the ending stays.
fn shortened(name: &str, limit: usize) -> String {
    if name.len() <= limit {
        return name.to_owned();
    }
    let (stem, ending) = parts(name);
    let mut end = limit.saturating_sub(ending.len()).min(stem.len());
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", trimmed(&stem[..end]))
}

/// Stem and ending; a name without a short ending is all stem.
fn parts(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= LONGEST_ENDING => name.split_at(dot),
        Some(_) | None => (name, ""),
    }
}

/// The names already given in one folder on disk; no two are the same after case folding.
#[derive(Debug, Default)]
pub struct SafeFolder {
    taken: HashSet<String>,
    next: HashMap<String, u32>,
}

impl SafeFolder {
    /// Notes a name that is already on the disk, so that nothing new takes it.
    pub fn occupy(&mut self, on_disk: &str) {
        self.taken.insert(folded(on_disk));
    }

    /// Makes a name safe and different from all before it in this folder: `表.csv`, `表 (2).csv`, …
    #[must_use]
    pub fn give(&mut self, name: &str) -> String {
        let safe = safe_name(name);
        if self.taken.insert(folded(&safe)) {
            return safe;
        }
        let (stem, ending) = parts(&safe);
        // Names whose beginnings are alike count together, or long names that differ only at their ends would each try
        // all numbers of the others.
        let key = folded(&shortened(stem, LONGEST - ending.len() - LONGEST_NUMBER)) + ending;
        let mut number = self.next.get(&key).copied().unwrap_or(2);
        loop {
            let suffix = format!(" ({number}){ending}");
            let stem = shortened(stem, LONGEST - suffix.len());
            let candidate = format!("{stem}{suffix}");
            number += 1;
            if self.taken.insert(folded(&candidate)) {
                self.next.insert(key, number);
                return candidate;
            }
        }
    }
}

/// Equal for names that a file system may take for the same: upper case and back, which folds `ß` and `ſ` too, in NFC.
fn folded(name: &str) -> String {
    name.to_uppercase().to_lowercase().nfd().flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in ["表.csv", "2026年一季度 报表（终稿）.xlsx", "a.tar.gz", ".gitignore", "👩‍👩", "Größe"]
        {
            let expected: String = name.chars().filter(|c| *c != '\u{200d}').collect();
            assert_eq!(safe_name(name), expected);
        }
    }

    #[test]
    fn no_name_is_a_way_out_or_a_device() {
        for (name, safe) in [
            ("", "_"),
            (".", "_"),
            ("..", "_"),
            ("...", "_"),
            ("../../etc/passwd", ".._.._etc_passwd"),
            ("..\\..\\x", ".._.._x"),
            ("C:\\x", "C__x"),
            ("x:stream", "x_stream"),
            ("CON", "_CON"),
            ("con.txt", "_con.txt"),
            ("Com1.a.b", "_Com1.a.b"),
            ("LPT²", "_LPT²"),
            ("nul .txt", "_nul .txt"),
            ("COM10", "COM10"),
            ("CONSOLE", "CONSOLE"),
            ("a. . .", "a"),
            ("  a ", "a"),
            ("a\0b\nc", "abc"),
            ("\u{202e}fdp.exe", "fdp.exe"),
            ("a\u{200b}b\u{feff}", "ab"),
            ("C\u{200b}ON", "_CON"),
            ("e\u{301}", "é"),
            ("\u{3000}全角\u{3000}", "全角"),
        ] {
            assert_eq!(safe_name(name), safe, "{name:?}");
        }
    }

    #[test]
    fn long_names_keep_their_ending() {
        let safe = safe_name(&format!("{}.xlsx", "报".repeat(200)));
        assert!(safe.len() <= LONGEST && safe.ends_with("报.xlsx"));
        assert_eq!(safe_name(&"x".repeat(300)).len(), LONGEST);
        let odd = safe_name(&format!("{}{}", "x".repeat(254), ". y"));
        assert_eq!(odd, safe_name(&odd));
    }

    #[test]
    fn names_that_a_file_system_takes_for_the_same_get_numbers() {
        let mut folder = SafeFolder::default();
        folder.occupy("Report.CSV");
        let given: Vec<_> =
            ["report.csv", "REPORT.csv", "report (2).csv", "a/b", "a_b", "Straße", "STRASSE", "é", "e\u{301}"]
                .into_iter()
                .map(|name| folder.give(name))
                .collect();
        let expected = [
            "report (2).csv",
            "REPORT (3).csv",
            "report (2) (2).csv",
            "a_b",
            "a_b (2)",
            "Straße",
            "STRASSE (2)",
            "é",
            "é (2)",
        ];
        assert_eq!(given, expected);
    }

    #[test]
    fn many_equal_or_nearly_equal_names_do_not_take_long() {
        let mut folder = SafeFolder::default();
        let equal = (0..20_000).map(|_| "x".repeat(255));
        let nearly = (0..20_000).map(|number| format!("{}{:05}", "y".repeat(250), number / 2));
        let given: HashSet<_> = equal.chain(nearly).map(|name| folder.give(&name)).collect();
        assert_eq!(given.len(), 40_000);
    }

    fn is_safe(name: &str) -> bool {
        !name.is_empty()
            && name.len() <= LONGEST
            && !name.chars().any(|c| forbidden(c) || vanishes(c))
            && !name.ends_with(['.', ' '])
            && name.nfc().eq(name.chars())
            && !reserved(&name.split('.').next().unwrap_or("").trim_end().to_uppercase())
    }

    #[test]
    fn every_single_character_comes_out_safe() {
        for c in (0..=0x0010_ffff).filter_map(char::from_u32) {
            let safe = safe_name(&format!("a{c}"));
            assert!(is_safe(&safe), "U+{:04X} became {safe:?}", u32::from(c));
        }
    }

    proptest! {
        #[test]
        fn every_name_comes_out_safe_and_stays(name in "\\PC{0,400}|[./\\\\ ]{0,9}|(con|nul|com[0-9¹²³]|aux)[ .a-z]{0,9}|.{250,260}") {
            let safe = safe_name(&name);
            prop_assert!(is_safe(&safe), "{:?} became {:?}", name, safe);
            prop_assert_eq!(safe_name(&safe), safe);
        }

        #[test]
        fn arbitrary_characters_come_out_safe(name in prop::collection::vec(any::<char>(), 0..300)) {
            let safe = safe_name(&name.into_iter().collect::<String>());
            prop_assert!(is_safe(&safe), "{:?}", safe);
            prop_assert_eq!(safe_name(&safe), safe);
        }

        #[test]
        fn a_folder_gives_each_name_once(names in prop::collection::vec("[aAbB./ ()2]{0,6}|x{250,256}", 0..60)) {
            let mut folder = SafeFolder::default();
            let mut seen = HashSet::new();
            for name in names {
                let given = folder.give(&name);
                prop_assert!(is_safe(&given), "{:?}", given);
                prop_assert!(seen.insert(folded(&given)), "{:?} twice", given);
            }
        }
    }
}
