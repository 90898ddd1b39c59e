//! The unified social credit code 统一社会信用代码 that names a department (GB 32100).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// An 18-character code whose check character is right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc(String);

/// Why a text is not a unified social credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsccError {
    /// Not 18 characters of the alphabet of GB 32100.
    #[error("a unified social credit code has 18 characters of 0-9 and A-Y without I, O, S, V, Z")]
    Form,
    /// The last character does not follow from the others.
    #[error("the check character of the unified social credit code is wrong")]
    Check,
}

impl Uscc {
    /// Completes 17 characters with their check character.
    ///
    /// # Errors
    ///
    /// [`UsccError::Form`] when they are not 17 characters of the alphabet.
    pub fn complete(first_17: &str) -> Result<Self, UsccError> {
        let check = check_character(first_17.as_bytes())?;
        Ok(Self(format!("{first_17}{check}")))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// (31 − sum mod 31) mod 31 with weights 3^i mod 31.
fn check_character(first_17: &[u8]) -> Result<char, UsccError> {
    if first_17.len() != 17 {
        return Err(UsccError::Form);
    }
    let (mut sum, mut weight) = (0, 1);
    for byte in first_17 {
        let value = ALPHABET.iter().position(|known| known == byte).ok_or(UsccError::Form)?;
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    Ok(char::from(ALPHABET[(31 - sum % 31) % 31]))
}

impl FromStr for Uscc {
    type Err = UsccError;

    fn from_str(text: &str) -> Result<Self, UsccError> {
        let (first, last) = text.split_at_checked(17).ok_or(UsccError::Form)?;
        if last.len() != 1 {
            return Err(UsccError::Form);
        }
        let complete = Self::complete(first)?;
        if complete.0 == text { Ok(complete) } else { Err(UsccError::Check) }
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Uscc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Uscc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_is_right_and_any_other_check_character_is_wrong() {
        assert!("91350100M000100Y43".parse::<Uscc>().is_ok());
        for last in ALPHABET {
            let text = format!("91350100M000100Y4{}", char::from(*last));
            assert_eq!(text.parse::<Uscc>().is_ok(), *last == b'3', "{text}");
        }
    }

    #[test]
    fn a_code_of_another_form_is_refused() {
        for text in ["", "91350100M000100Y4", "91350100M000100Y433", "91350100I000100Y43", "９1350100M000100Y43"] {
            assert_eq!(text.parse::<Uscc>(), Err(UsccError::Form), "{text}");
        }
    }
}
