//! The platform as its clients meet it: through the router, and as a process that is killed.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test may fail where it stands")]

mod access;
mod append;
mod chains;
mod client;
mod delivery;
mod enrolment;
mod guard;
mod kill;
mod objects;
mod reading;
mod sending;
mod server;
mod world;
