//! One owner per home: an advisory lock on a file in it, which also says who the owner is. The operating system gives it
//! back however the owner ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};

const FILE: &str = "lock";
/// How often, and how long apart, a file is read whose owner is just writing its name.
const PATIENCE: (u32, Duration) = (50, Duration::from_millis(2));

/// Why a home could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// Another process has it.
    #[error("the home is in use by {program} (process {pid})")]
    InUse {
        /// The program's name, as it gave it.
        program: String,
        /// Its process id.
        pid: u32,
    },
    /// There is no space for its owner's name.
    #[error("the disk is full")]
    Full,
    /// The file could not be made, locked or written.
    #[error("the lock of the home cannot be used: {0}")]
    Other(String),
}

impl From<std::io::Error> for LockError {
    fn from(error: std::io::Error) -> Self {
        let full = matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded);
        if full { Self::Full } else { Self::Other(error.to_string()) }
    }
}

/// A home that belongs to this process until this is dropped.
#[derive(Debug)]
pub struct HomeLock {
    file: File,
}

impl HomeLock {
    /// Takes the home for `program`, whose name others are told. The folder must exist.
    ///
    /// # Errors
    ///
    /// [`LockError::InUse`] with the owner; [`LockError::Other`].
    pub fn take(home: &Path, program: &str) -> Result<Self, LockError> {
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(home.join(FILE))?;
        let (tries, pause) = PATIENCE;
        for _ in 0..tries {
            match file.try_lock() {
                Ok(()) => {
                    sign(&mut file, program)?;
                    return Ok(Self { file });
                }
                Err(TryLockError::Error(error)) => return Err(error.into()),
                Err(TryLockError::WouldBlock) => {}
            }
            if let Some((program, pid)) = owner(&mut file)?.filter(|(_, pid)| is_alive(*pid)) {
                return Err(LockError::InUse { program, pid });
            }
            std::thread::sleep(pause);
        }
        Err(LockError::Other("its owner does not say who it is".to_owned()))
    }
}

impl Drop for HomeLock {
    /// Given back by name, not by closing: a program that is just being started may hold a copy of the file.
    fn drop(&mut self) {
        let _emptied = self.file.set_len(0);
        let _given_back = self.file.unlock();
    }
}

/// An owner that was killed leaves its name behind until the next one has written its own.
fn is_alive(pid: u32) -> bool {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) != Err(Errno::SRCH))
}

/// The last line ends the record, so that half of one is not read.
fn sign(file: &mut File, program: &str) -> std::io::Result<()> {
    let name: String = program.chars().filter(|letter| !letter.is_control()).collect();
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "{name}\n{}\n", std::process::id())
}

fn owner(file: &mut File) -> std::io::Result<Option<(String, u32)>> {
    let mut text = String::new();
    file.rewind()?;
    file.take(4096).read_to_string(&mut text)?;
    let whole = text.strip_suffix('\n').and_then(|text| text.split_once('\n'));
    Ok(whole.and_then(|(program, pid)| Some((program.to_owned(), pid.parse().ok()?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_owner_is_told_who_the_first_is() {
        let home = tempfile::tempdir().expect("a folder");
        let held = HomeLock::take(home.path(), "jixiang\n").expect("it is free");
        let refused = HomeLock::take(home.path(), "jx").expect_err("it is taken");
        let (program, pid) = ("jixiang".to_owned(), std::process::id());
        assert_eq!(refused, LockError::InUse { program, pid });
        drop(held);
        let held = HomeLock::take(home.path(), "a name that is shorter or longer").expect("it is free again");
        assert!(HomeLock::take(home.path(), "jx").is_err());
        drop(held);
        HomeLock::take(home.path(), "jx").expect("it is free again");
    }

    #[test]
    fn the_name_of_an_owner_that_was_killed_is_not_told() {
        let home = tempfile::tempdir().expect("a folder");
        let dead = std::process::Command::new("true").spawn().and_then(|mut child| {
            let pid = child.id();
            child.wait().map(|_| pid)
        });
        let record = format!("dead\n{}\n", dead.expect("it ran"));
        std::fs::write(home.path().join(FILE), record).expect("left behind");
        let held = HomeLock::take(home.path(), "jixiang").expect("nobody has it");
        let refused = HomeLock::take(home.path(), "jx").expect_err("it is taken");
        assert!(matches!(refused, LockError::InUse { program, .. } if program == "jixiang"));
        drop(held);
        assert_eq!(std::fs::read(home.path().join(FILE)).expect("it"), b"");
    }

    #[test]
    fn another_home_is_another_lock() {
        let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let _held = HomeLock::take(one.path(), "jx").expect("it is free");
        HomeLock::take(other.path(), "jx").expect("it is free, too");
        assert!(matches!(HomeLock::take(&one.path().join("none"), "jx"), Err(LockError::Other(_))));
    }

    #[test]
    fn of_many_who_come_at_once_one_gets_it_and_every_other_learns_its_name() {
        let home = tempfile::tempdir().expect("a folder");
        for _ in 0..20 {
            let outcomes: Vec<_> = std::thread::scope(|scope| {
                let running: Vec<_> = (0..8).map(|_| scope.spawn(|| HomeLock::take(home.path(), "jx"))).collect();
                running.into_iter().map(|thread| thread.join().expect("no panic")).collect()
            });
            let owners = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            assert_eq!(owners, 1, "{outcomes:?}");
            for refused in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
                assert!(matches!(refused, LockError::InUse { program, .. } if program == "jx"));
            }
        }
    }
}
