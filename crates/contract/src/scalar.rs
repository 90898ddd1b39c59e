//! Ids, sizes and times as the window sees them. They are opaque here: nothing is parsed, nothing is computed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

text_id! {
    /// The id of a delivery: the scope of its thread, hexadecimal.
    DeliveryId;
    /// The id of a running or finished transfer on this PC; never leaves it.
    TransferId;
    /// The id of a person in the directory, e.g. the staff id `cz-li`.
    PersonId;
    /// Who can be picked in the sheet: a department or a person. Only the engine takes it apart.
    RecipientId;
    /// The id of a signed statement, hexadecimal.
    StatementId;
    /// The id of a dataset: its scope, hexadecimal.
    DatasetId;
    /// The id of a matter: a request by its scope, a publication by the statement that waits, hexadecimal.
    MatterId;
    /// The id of an admitted PC: its device, hexadecimal.
    MemberId;
    /// A date in UTC+8, written 2026-11-23; as a limit it lasts until its end.
    Day;
    /// Stands for a file or folder on this PC that a person dropped, pasted or chose. The path stays in the engine.
    Token;
}

/// A number of bytes, below 2^53 so that it is exact in TypeScript.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct ByteCount(pub u64);

/// A moment: milliseconds since 1970-01-01 UTC. A claim of whoever stated it, shown in UTC+8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct Stamp(pub u64);

/// A duration in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct Millis(pub u64);
