//! Killed at any instant: client and platform, during a send and during a fetch, at instants spread by a seed over the
//! measured duration and at instants aimed at by what can be seen. What was ordered completes, nothing is doubled, nothing
//! is torn.
#![allow(clippy::print_stderr, reason = "what the kills met is part of the result")]

mod fetch;
mod scene;
mod send;
