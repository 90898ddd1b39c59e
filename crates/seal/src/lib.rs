//! What is sealed: suites, sealing to a key, chunked encryption, chunks, packs, pages, body, key generations and safe
//! names, byte by byte as docs/format.md 5 to 15 says.
//!
//! This crate does no I/O, reads no clock and draws no randomness: secrets are drawn from a [`Random`] that the caller
//! hands in. It signs nothing and trusts nothing it parses: every decoder is strict, knows each length before it
//! allocates, and treats its input as written by an attacker.

pub mod body;
pub mod chunk;
pub mod chunked;
mod codec;
pub mod context;
pub mod cover;
pub mod job;
mod kdf;
pub mod pack;
mod pack_size;
mod padding;
pub mod page;
mod purpose;
mod random;
pub mod ratchet;
pub mod receipt;
mod reference;
pub mod run;
pub mod safe_name;
mod secret;
pub mod to_key;
pub mod tree;
pub mod wrap;

pub use codec::Malformed;
pub use context::Place;
pub use padding::padded_length;
pub use purpose::{Extent, Purpose};
pub use random::Random;
pub use secret::{
    ChunkKey, CoverKey, DevicePrivateKey, EpochPrivateKey, GenerationKey, LineageSecret, SigningSeed, VersionKey,
    WrapKey,
};
