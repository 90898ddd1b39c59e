//! Whole jobs over a network that hurts. Whatever it does: what was ordered completes once the network is calm, or was refused
//! in words and can be ordered again; what is published can be fetched bit for bit, nothing is half visible, nothing is
//! done twice, and nothing lies in the clear.
//!
//! `JIXIANG_FAULTS` says how many requests are hurt in all, `JIXIANG_FAULT_SEED` repeats what a failure names.
#![allow(clippy::print_stderr, reason = "what the faults met is part of the result")]

mod deliver;
mod fire;
mod rounds;
mod share;
