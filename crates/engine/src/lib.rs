//! The one orchestrator of the client: a thread that owns the state, the ports it asks, the flows that move bytes, and the
//! one place where errors become words. It refuses to know a window, a database, a socket or a keyring by name.

mod command;
mod engine;
mod fault;
mod files;
mod files_kind;
mod flow;
mod owner;
pub mod port;
pub mod record;
pub mod search;
mod state;
mod trust;
mod view;
mod words;

pub use command::{Examined, Lost, Moved, When};
pub use engine::{Config, Engine, PolicyRoot, Ports};
pub use fault::Fault;
pub use files_kind::harmless;
pub use view::entrusted::{Piece, Whose};
pub use view::picker::DirectoryRow;

/// The platform's address that a home was signed in to; `None` before the first sign-in.
///
/// # Errors
///
/// [`port::StoreError`].
pub fn signed_in_to(store: &dyn port::Store) -> Result<Option<String>, port::StoreError> {
    let facts: Option<record::Facts> = record::read(store, port::Table::Meta, record::home_key::FACTS)?;
    Ok(facts.map(|facts| facts.platform))
}
