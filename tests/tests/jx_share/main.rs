//! The lawful way with `jx` alone: two people on each side publish, find, ask, decide and receive, step by step and in
//! all its branches. What came out is judged by what `jx` said, by the files that arrived, and by the platform's ledger.
#![allow(clippy::print_stderr, reason = "what the kills met is part of the result")]

mod branch;
mod class;
mod delta;
mod hold;
mod illegal;
mod kill;
mod member;
mod way;
