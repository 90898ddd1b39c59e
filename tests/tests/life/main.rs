//! The life of a delivery in days and in bad weather: taken back, expired, nobody there yet, the platform gone and back,
//! a wrong clock.
#![allow(clippy::print_stderr, reason = "a figure is said, not asserted")]

mod clock;
mod offline;
mod soon;
mod take_back;
