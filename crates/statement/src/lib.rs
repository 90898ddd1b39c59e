//! What is signed: DSSE envelopes, the strict payload of every kind, and the replay of chains and threads.
//!
//! This crate does no I/O, reads no clock and knows no secret but a signing key. It refuses to interpret anything whose
//! bytes are not exactly what docs/format.md says: what was signed is stored, sent and shown as it is.

pub mod chain;
mod envelope;
mod key;
mod line;
pub mod list;
pub mod need;
mod opt;
pub mod outer;
pub mod payload;
mod refusal;
mod strict;
mod text;
pub mod thread;

pub use envelope::{Envelope, EnvelopeError, MAX_ENVELOPE, MAX_PAYLOAD, Signed, UnknownStatement, pae};
pub use key::{KeyError, SigningKey, VerifyingKey};
pub use line::{Line, Placement};
pub use payload::{Header, Payload};
pub use refusal::Refusal;
pub use strict::{MAX_DEPTH, StrictError, check as check_json, parse as parse_json};
pub use text::{Base64, Text, TextError};
