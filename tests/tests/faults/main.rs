//! Damage and want: a byte of any object that is not what was sealed, and disks that are full.

mod damage;
mod disk;
mod lost;
