//! What is believed: the realm, the chains and the threads that were verified down to the pinned root. Nothing else is
//! ever shown as somebody's word.

mod judge;
mod ledger;
mod removed;
mod secrets;
mod verdict;

pub(crate) use ledger::{Intake, Ledger, Thread, Wants};
pub(crate) use secrets::{DeviceKeys, EpochSource, OwnKey, Secrets};
