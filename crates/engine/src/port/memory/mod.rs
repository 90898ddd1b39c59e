//! Every port in memory: real alternates, which pass the same suites as the ones with disks and sockets, for tests of
//! the engine and of whatever stands on it. They refuse to be lenient: what the real one would not do, these do not.

mod clock;
mod keys;
mod ledger;
mod notify;
mod platform;
mod remote;
mod store;
#[cfg(test)]
mod tests;

pub use clock::ManualClock;
pub use keys::{KeysState, MemoryKeys};
pub use notify::RecordingNotifier;
pub use platform::{Admitted, Member, MemoryPlatform};
pub use remote::{MemoryRemote, Reach};
pub use store::MemoryStore;
