//! The ports of the engine: everything it asks of the world. Each has a real implementation in a crate of its own and
//! one in memory here; both pass the same [`conformance`] suite.

mod clock;
pub mod conformance;
mod keys;
pub mod memory;
mod notify;
mod remote;
mod store;

pub use clock::{Clock, SystemClock};
pub use jixiang_seal::Random;
pub use keys::{Keys, KeysError, WrapKey};
pub use notify::Notifier;
pub use remote::{
    Account, Appended, FeedPage, FeedRow, HandedOut, Problem, RealmFacts, Remote, RemoteError, ScopePage, Session,
    Shown, Staff,
};
pub use store::{Row, Store, StoreError, Table, Write};
