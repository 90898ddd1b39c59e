//! Statements as an attacker and as a second implementation meet them: one binary, so that it links once.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod chain;
mod dataset;
mod desk;
mod fields;
mod forks;
mod granted;
mod kinds;
mod limits;
mod matrix;
mod mutation;
mod page;
mod realm;
mod request;
mod review;
mod roles;
mod sample;
mod snapshot;
mod thread;
mod vectors;
mod world;
