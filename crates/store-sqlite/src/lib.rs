//! The store of a home: one encrypted, durable database file (SQLCipher). It refuses to know what its rows mean, to
//! write anything in clear, and to say that a batch is kept before it would survive a power cut.
//!
//! - Sealed: every page of `store.db` and of its journal is encrypted and authenticated under the home's wrapping key
//!   (SQLCipher 4 settings: AES-256-CBC with HMAC-SHA-512 per page); temporary tables stay in memory.
//! - Durable: write-ahead journal with `synchronous=FULL`, so the journal is on the disk when a commit returns.
//! - One owner: a home has one process ([`SqliteStore`] does not lock it; the home's own lock does), so there is one
//!   writing connection, and readers of their own that never wait for it.
//!
//! What it cannot do: tell a wrong key from damage to the first page. Both are [`StoreError::Key`].
//!
//! [`StoreError::Key`]: jixiang_engine::port::StoreError::Key

mod failure;
mod index;
mod migrate;
mod opening;
mod store;

pub use store::SqliteStore;
