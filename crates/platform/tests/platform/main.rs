//! The platform as its clients meet it: through the router, and as a process that is killed.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test may fail where it stands")]

mod access;
mod append;
mod asking;
mod chains;
mod client;
mod datasets;
mod delivery;
mod enrolment;
mod guard;
mod hall;
mod kill;
mod matrix;
mod objects;
mod province;
mod reading;
mod removed;
mod requests;
mod sending;
mod server;
mod sharing;
mod site;
mod verify;
mod world;
