//! Strict JSON: one reading of the bytes, or none (docs/format.md 1).
//!
//! The scan refuses what parsers disagree about (duplicate keys, floats, null, lone surrogates, depth) before serde
//! sees the bytes; what passes here has exactly one meaning.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How deep arrays and objects may stand within each other.
pub const MAX_DEPTH: usize = 8;
const MAX_INTEGER: u64 = (1 << 53) - 1;

/// What is wrong with a JSON text, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrictError {
    /// The text breaks a rule of the scan.
    #[error("{rule} (byte {at})")]
    Rule {
        /// The rule, as a sentence.
        rule: &'static str,
        /// The offset at which it is broken.
        at: usize,
    },
    /// The text is strict JSON but not of the expected shape.
    #[error("not of the expected shape: {0}")]
    Shape(String),
}

/// Parses strict JSON into `T`, which must itself refuse unknown fields.
///
/// Serde also takes a struct from an array of its fields in order. Such a text means the same and is spelled otherwise,
/// so what was read is held against the text once more, as values: objects are objects, in any order of their keys.
///
/// # Errors
///
/// [`StrictError`] when the bytes break a rule or do not have the shape of `T`.
pub fn parse<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, StrictError> {
    check(bytes)?;
    let shape = |error: serde_json::Error| StrictError::Shape(error.to_string());
    let parsed: T = serde_json::from_slice(bytes).map_err(shape)?;
    if serde_json::to_vec(&parsed).is_ok_and(|own| own == bytes) {
        // Spelled as this program spells it, as nearly everything is: there is nothing else to compare.
        return Ok(parsed);
    }
    let (text, read): (Value, Value) =
        (serde_json::from_slice(bytes).map_err(shape)?, serde_json::to_value(&parsed).map_err(shape)?);
    if text == read { Ok(parsed) } else { Err(StrictError::Shape("an array stands for an object".to_owned())) }
}

/// Checks the rules without building anything.
///
/// # Errors
///
/// [`StrictError::Rule`] with the first rule that is broken.
pub fn check(bytes: &[u8]) -> Result<(), StrictError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| StrictError::Rule { rule: "the text is UTF-8", at: error.valid_up_to() })?;
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    scan.space();
    if !matches!(scan.peek(), Some(b'{' | b'[')) {
        return scan.fail("the text is an object or an array");
    }
    scan.value(1)?;
    scan.space();
    if scan.peek().is_some() { scan.fail("nothing follows the value") } else { Ok(()) }
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn fail<T>(&self, rule: &'static str) -> Result<T, StrictError> {
        Err(StrictError::Rule { rule, at: self.at })
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8, rule: &'static str) -> Result<(), StrictError> {
        if self.peek() != Some(byte) {
            return self.fail(rule);
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<(), StrictError> {
        match self.peek() {
            Some(b'{' | b'[') if depth > MAX_DEPTH => self.fail("values stand at most eight deep"),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string(true).map(|_| ()),
            Some(b'0'..=b'9') => self.integer(),
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            _ => self.fail("a value is an object, an array, a string, an integer from 0 or a truth value"),
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), StrictError> {
        if !self.bytes[self.at..].starts_with(word) {
            return self.fail("a truth value is true or false");
        }
        self.at += word.len();
        Ok(())
    }

    fn integer(&mut self) -> Result<(), StrictError> {
        let start = self.at;
        let mut value = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        let leading_zero = self.bytes[start] == b'0' && self.at - start > 1;
        if leading_zero || value > MAX_INTEGER || matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return self.fail("a number is an integer from 0 to 2^53 - 1");
        }
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<(), StrictError> {
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.space();
            self.value(depth + 1)?;
            self.space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(());
            }
            self.take(b',', "items are separated by commas")?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), StrictError> {
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        let mut keys = BTreeSet::new();
        loop {
            self.space();
            let (start, end) = self.string(false)?;
            if !keys.insert((start..end).map(|i| self.bytes[i]).collect::<Vec<_>>()) {
                return self.fail("a key stands once in its object");
            }
            self.space();
            self.take(b':', "a colon follows a key")?;
            self.space();
            self.value(depth + 1)?;
            self.space();
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Ok(());
            }
            self.take(b',', "members are separated by commas")?;
        }
    }

    /// Scans a string and returns where its inside begins and ends. Keys have no escapes, so that equal keys have equal
    /// bytes.
    fn string(&mut self, escapes: bool) -> Result<(usize, usize), StrictError> {
        self.take(b'"', "a key is a string")?;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok((start, self.at - 1));
                }
                Some(b'\\') if escapes => self.escape()?,
                Some(b'\\') => return self.fail("a key has no escapes"),
                Some(0..=0x1f) => return self.fail("control characters in strings are escaped"),
                Some(_) => self.at += 1,
                None => return self.fail("a string ends"),
            }
        }
    }

    fn escape(&mut self) -> Result<(), StrictError> {
        self.at += 1;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                let unit = self.code_unit()?;
                if (0xDC00..0xE000).contains(&unit) {
                    return self.fail("surrogates stand in pairs");
                }
                if (0xD800..0xDC00).contains(&unit) {
                    self.take(b'\\', "surrogates stand in pairs")?;
                    if self.peek() != Some(b'u') || !(0xDC00..0xE000).contains(&self.code_unit()?) {
                        return self.fail("surrogates stand in pairs");
                    }
                }
            }
            _ => return self.fail("an escape is one of JSON's"),
        }
        Ok(())
    }

    /// Reads `uXXXX`.
    fn code_unit(&mut self) -> Result<u32, StrictError> {
        let digits = self.bytes.get(self.at + 1..self.at + 5).and_then(|digits| std::str::from_utf8(digits).ok());
        let hex = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        match hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
            Some(unit) => {
                self.at += 5;
                Ok(unit)
            }
            None => self.fail("an escape has four hexadecimal digits"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_parsers_disagree_about_is_refused() {
        let deep = format!("{}1{}", "[".repeat(9), "]".repeat(9));
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"\u0061":2}"#,
            "[1.0]",
            "[1e3]",
            "[-1]",
            "[null]",
            "[01]",
            "[9007199254740992]",
            r#"["\ud800"]"#,
            r#"["\ud800\u0041"]"#,
            r#"["\udc00"]"#,
            "[1,]",
            "{,}",
            "[1] 2",
            "",
            "1",
            "\"a\"",
            "[\"\u{1}\"]",
            r#"["\x"]"#,
            "[tru]",
            r#"["a]"#,
            "{\"a\" 1}",
            &deep,
            "[1",
            "\u{feff}[]",
        ] {
            assert!(check(text.as_bytes()).is_err(), "{text}");
        }
        assert!(check(b"[\"\xff\"]").is_err(), "not UTF-8");
    }

    #[test]
    fn plain_json_passes() {
        let deep = format!("{}1{}", "[".repeat(8), "]".repeat(8));
        for text in ["{}", "[]", r#" {"a":[1,2,{"b":"\ud83d\ude00 x"}],"c":true} "#, "[9007199254740991,0]", &deep] {
            assert_eq!(check(text.as_bytes()), Ok(()), "{text}");
        }
    }
}
