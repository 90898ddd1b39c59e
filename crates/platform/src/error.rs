//! What can go wrong inside: a problem for the asker, or a failure of the machine.

use jixiang_statement::need::Unfit;
use jixiang_statement::{EnvelopeError, Refusal};
use jixiang_wire::{Code, Problem, RefusalCode};

/// Why the platform did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The asker is told.
    #[error("{}: {}", .0.code.word(), .0.detail)]
    Problem(Box<Problem>),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// The file system failed.
    #[error("the file system failed: {0}")]
    File(#[from] std::io::Error),
    /// Another process has the data folder.
    #[error("another platform uses the data folder")]
    InUse,
    /// What is stored is not what was stored: the data folder was changed from outside, or belongs to another realm.
    #[error("the data folder is not usable: {0}")]
    Damage(String),
}

impl Error {
    /// A problem with a sentence for logs.
    pub(crate) fn of(code: Code, detail: impl Into<String>) -> Self {
        Problem::new(code, detail).into()
    }

    /// A statement that does not count.
    pub(crate) fn refused(refusal: RefusalCode, detail: impl Into<String>) -> Self {
        Problem::refused(refusal, detail).into()
    }

    /// What the asker is told. Failures of the machine go to the log, not into the answer.
    pub(crate) fn problem(self) -> Problem {
        match self {
            Self::Problem(problem) => *problem,
            Self::Database(error) if is_full(&error) => Problem::new(Code::Full, "the ledger cannot grow"),
            Self::File(error) if error.kind() == std::io::ErrorKind::StorageFull => {
                Problem::new(Code::Full, "the store cannot grow")
            }
            Self::Database(error) => {
                tracing::error!(%error, "the database failed");
                Problem::new(Code::Internal, "the ledger failed")
            }
            Self::File(error) => {
                tracing::error!(%error, "the file system failed");
                Problem::new(Code::Internal, "the store failed")
            }
            Self::InUse => Problem::new(Code::Busy, "another platform uses the data folder"),
            Self::Damage(what) => {
                tracing::error!(%what, "the data folder is not usable");
                Problem::new(Code::Internal, "the ledger failed")
            }
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Problem::from(refusal).into()
    }
}

impl From<Unfit> for Error {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::List(what) => Self::refused(RefusalCode::List, what),
            Unfit::Seals(what) => Self::refused(RefusalCode::Seals, what),
            Unfit::Refused(refusal) => refusal.into(),
        }
    }
}

impl From<EnvelopeError> for Error {
    fn from(error: EnvelopeError) -> Self {
        let detail = error.to_string();
        match error {
            EnvelopeError::UnknownKind(_) => Self::refused(RefusalCode::UnknownKind, detail),
            EnvelopeError::Long
            | EnvelopeError::Json(_)
            | EnvelopeError::Form
            | EnvelopeError::Rule(_)
            | EnvelopeError::KeyId => Self::of(Code::Form, detail),
        }
    }
}

fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull)
}

/// Ends the program when the disk did not confirm what was written: after a failed fsync nobody knows what is stored,
/// and a second try would seem to succeed (TRUST.md 7).
pub(crate) fn confirmed<T, E>(result: Result<T, E>) -> Result<T, E>
where
    E: Unconfirmed + std::fmt::Display,
{
    if let Err(error) = &result
        && error.unconfirmed()
    {
        tracing::error!(%error, "fsync failed: the platform stops at once");
        std::process::abort();
    }
    result
}

/// An error that may mean that the disk did not confirm a write.
pub(crate) trait Unconfirmed {
    /// Whether it means that.
    fn unconfirmed(&self) -> bool;
}

impl Unconfirmed for rusqlite::Error {
    fn unconfirmed(&self) -> bool {
        let extended = self.sqlite_error().map(|error| error.extended_code);
        matches!(extended, Some(rusqlite::ffi::SQLITE_IOERR_FSYNC | rusqlite::ffi::SQLITE_IOERR_DIR_FSYNC))
    }
}

/// The error of a call that does nothing but fsync.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct SyncError(#[from] pub(crate) std::io::Error);

impl Unconfirmed for SyncError {
    fn unconfirmed(&self) -> bool {
        true
    }
}
