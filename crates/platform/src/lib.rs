//! The reference platform: a ledger of signed statements and a store of sealed objects behind HTTP.
//!
//! It checks signature, chain, role and state before it takes a statement, and who may read before it gives anything.
//! It holds no key that opens content and links nothing that could: what it cannot read it cannot lose to anybody.

mod db;
mod error;
mod http;
mod ledger;
mod limiter;
mod objects;
mod options;
mod patient;
mod platform;
mod serve;
mod sessions;
mod sweep;
pub mod verify;

pub use error::Error;
pub use http::router;
pub use options::{Admitted, Clock, Demo, Enroller, EnrollerError, Founding, Limits, Mode, Options, system_clock};
pub use platform::Platform;
pub use serve::serve;
