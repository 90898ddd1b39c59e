//! No memory of this program is left on the disk when it crashes: keys and content are in it (TRUST.md 6).

use rustix::process::{Resource, Rlimit, setrlimit};

/// Forbids core dumps of this process and of what it starts. Called first thing in `main`.
///
/// The limit is one byte, not none: the kernel runs a crash collector that is given as a pipe in `core_pattern` even at
/// a limit of 0, and at 1 it does not (linux, fs/coredump.c); a core file of one byte is never written.
///
/// # Errors
///
/// What the operating system said; the program may go on.
pub fn core_dumps_off() -> std::io::Result<()> {
    let limit = Rlimit { current: Some(1), maximum: Some(1) };
    Ok(setrlimit(Resource::Core, limit)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_in_force_and_cannot_be_raised() {
        core_dumps_off().expect("a lower limit is always allowed");
        let limit = rustix::process::getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(1), Some(1)));
        core_dumps_off().expect("and again");
    }
}
