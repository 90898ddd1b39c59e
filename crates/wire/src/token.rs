//! The bearer token of a session: shown to nobody, wiped when dropped.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// 32 random bytes in base64url without padding. Goes into `Authorization: Bearer …` and nowhere else.
#[derive(Clone, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, example = "43 characters of base64url")]
pub struct Token(Zeroizing<String>);

impl Token {
    /// The number of characters.
    pub const LENGTH: usize = 43;

    /// Takes a text that has the form of a token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits =
            text.len() == Self::LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        fits.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text, for the header.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a token"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_shown() {
        let text = "a".repeat(Token::LENGTH);
        let token = Token::parse(&text).expect("the form of a token");
        assert!(!format!("{token:?}").contains('a'));
        assert_eq!(Token::parse("short"), None);
        assert_eq!(Token::parse(&"=".repeat(Token::LENGTH)), None);
    }
}
