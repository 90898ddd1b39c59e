//! The demo province: its offices and people, its key folder, and the authority that signs and admits for all of them.
//!
//! It exists for `--demo` alone and is the one exception to "the platform cannot open content": it holds the root, a key
//! admin's device and the epoch of every demo department (docs/threat-model.md). It refuses to admit anybody who is not
//! in its own directory, to work for another realm, and to keep its keys where others may read them. Nothing here is
//! linked by the platform's library, only by its binary.

mod admit;
mod authority;
mod data;
mod error;
mod folder;
mod keys;
mod people;
mod province;
mod seed;

pub use admit::Admitted;
pub use authority::{Authority, DemoStaff};
pub use error::DemoError;
pub use seed::Seed;
