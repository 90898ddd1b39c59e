//! Texts of people in payloads: bounded, and without characters that make one text look like another (TRUST.md D14).

use std::fmt;
use std::ops::Deref;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// More characters than the field holds.
    #[error("the text is longer than {0} characters")]
    Long(usize),
    /// A control, bidirectional or invisible character.
    #[error("the text holds a control or invisible character")]
    Character,
}

/// A text of at most `MAX` characters (Unicode scalar values). Line feeds are its only control characters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Checks `text`.
    ///
    /// # Errors
    ///
    /// [`TextError`] when it is too long or holds a forbidden character.
    pub fn new(text: impl Into<String>) -> Result<Self, TextError> {
        let text = text.into();
        if text.chars().count() > MAX {
            return Err(TextError::Long(MAX));
        }
        if text.chars().any(misleads) {
            return Err(TextError::Character);
        }
        Ok(Self(text))
    }

    /// The text with forbidden characters left out and cut to `MAX`: for what a person typed or a file is called.
    #[must_use]
    pub fn lenient(text: &str) -> Self {
        Self(text.chars().filter(|c| !misleads(*c)).take(MAX).collect())
    }

    /// Whether it says nothing: empty, or white space alone.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Whether it can stand as a name: it says something, in one line, and no space begins or ends it.
    #[must_use]
    pub fn is_name(&self) -> bool {
        !self.is_blank() && self.0.trim() == self.0 && !self.0.contains('\n')
    }
}

/// Whether a character changes how its neighbours look or is not seen at all: controls but the line feed, everything with
/// the property `Default_Ignorable_Code_Point` (Unicode 16.0), separators of lines and paragraphs, annotations, and the
/// blank Braille pattern.
fn misleads(c: char) -> bool {
    let invisible = matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}');
    invisible || (c.is_control() && c != '\n')
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> Serialize for Text<MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Bytes in canonical padded base64 (RFC 4648, section 4): one spelling per byte string.
#[derive(Clone, PartialEq, Eq, Default, Hash)]
pub struct Base64(pub Vec<u8>);

impl Base64 {
    /// Decodes the canonical spelling.
    pub(crate) fn decode(text: &str) -> Option<Self> {
        STANDARD.decode(text).ok().map(Self)
    }

    /// The canonical spelling.
    pub(crate) fn encode(&self) -> String {
        STANDARD.encode(&self.0)
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.encode())
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::decode(&text).ok_or_else(|| serde::de::Error::custom("canonical padded base64 is expected"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_mislead_are_refused_or_left_out() {
        for bad in [
            "a\u{202e}b",
            "a\u{200b}b",
            "a\tb",
            "a\u{feff}b",
            "\u{2066}x",
            "a\u{3164}",
            "a\u{fe0f}",
            "a\u{e0100}",
            "a\u{2800}",
            "a\r\nb",
        ] {
            assert_eq!(Text::<9>::new(bad), Err(TextError::Character), "{bad:?}");
        }
        assert_eq!(&*Text::<4>::lenient("编\u{202e}制人员表"), "编制人员");
        assert_eq!(Text::<2>::new("三个字"), Err(TextError::Long(2)));
    }

    #[test]
    fn a_name_is_one_line_without_spaces_around_it() {
        assert!(Text::<9>::lenient("张 三").is_name());
        for bad in ["", " ", "\u{3000}", "张三 ", "\u{3000}张三", "张三\n李四"] {
            assert!(!Text::<9>::lenient(bad).is_name(), "{bad:?}");
        }
    }

    #[test]
    fn base64_has_one_spelling() {
        assert!(Base64::decode("YQ==").is_some());
        for bad in ["YQ", "YR==", "YQ== ", "YQ=\n=", "Y_=="] {
            assert!(Base64::decode(bad).is_none(), "{bad}");
        }
    }
}
