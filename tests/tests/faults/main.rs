//! Damage and want: a byte of any object that is not what was sealed, and disks that are full.
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

mod damage;
mod disk;
mod lost;
