//! Cipher suites as plain data: an id and its parts (TRUST.md 2).

use serde::{Deserialize, Serialize};

/// A suite this program knows. Its number is in every header, info and context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub enum Suite {
    /// Suite 1: X-Wing, AES-256-GCM in chunked encryption with HKDF-SHA-512, Ed25519, SHA-256 and BLAKE3-256.
    One,
}

/// A number that names no suite this program knows; the program is older than the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("suite {0} is unknown")]
pub struct SuiteError(pub u16);

impl Suite {
    /// The number of the suite.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::One => 1,
        }
    }

    /// The number as it stands in infos and contexts: two bytes, big endian.
    #[must_use]
    pub const fn bytes(self) -> [u8; 2] {
        self.number().to_be_bytes()
    }
}

impl From<Suite> for u16 {
    fn from(suite: Suite) -> Self {
        suite.number()
    }
}

impl TryFrom<u16> for Suite {
    type Error = SuiteError;

    fn try_from(number: u16) -> Result<Self, SuiteError> {
        match number {
            1 => Ok(Self::One),
            other => Err(SuiteError(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_but_that_of_a_known_suite_is_unknown() {
        for number in 0..=u16::MAX {
            match Suite::try_from(number) {
                Ok(suite) => assert_eq!((suite, suite.bytes()), (Suite::One, [0, 1])),
                Err(error) => assert!(number != 1 && error == SuiteError(number)),
            }
        }
    }
}
