//! The platform over HTTP: requests as the wire contract says, answers held to it. It refuses to send a session in clear
//! over a network, to follow where an answer leads, to take more bytes than were announced or wait for them forever, and
//! to trust what comes back: that is the engine's work.
//!
//! An answer that is none of the contract (a captive portal's page, a proxy's) is a fault, a connection that breaks or
//! stands still is offline: the difference decides whether a person or time can mend it.

mod address;
mod answer;
mod body;
mod date;
mod exchange;
mod failure;
mod pace;
mod patience;
mod remote;

pub use address::AddressError;
pub use exchange::ConnectError;
pub use patience::Patience;
pub use remote::HttpRemote;
