//! `jx`, the surface that other tools are written against: commands, lines, exit codes, and what arrives.
#![allow(clippy::print_stderr, reason = "a test of another size says which")]

mod content;
mod lists;
mod surface;
mod who;
