//! Real programs as processes: the platform, `jx`, and what can be seen of them from outside.
//!
//! A test that uses it knows the command line, the lines of `--json`, and the files of the platform's data folder. It
//! refuses to reach into a program: what a program did is judged by what it said and by what it left behind.

pub mod aim;
pub mod clocks;
pub mod jx;
pub mod ledger;
pub mod matters;
pub mod papers;
pub mod running;
pub mod seed;
pub mod small_disk;

pub use crate::window::{PATIENCE, Result, Trouble, until, within};
pub use jx::{Jx, Said};
pub use ledger::Ledger;
pub use matters::Sides;
pub use running::Running;
