//! What is said of an object that is lost or damaged: ids, words of the contract and figures, nothing else.

use std::fmt;

use jixiang_model::{Kind, ObjectId, StatementId};
use serde::{Serialize, Serializer};

use super::part::{Part, Thread};
use crate::ledger::living;

/// What is wrong with an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// There is no file.
    Lost,
    /// The file has another length, or other bytes.
    Damaged,
    /// The disk does not give the file.
    Unreadable,
}

/// An object that cannot be served as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which.
    pub object: ObjectId,
    /// What is wrong with it.
    pub state: State,
    /// The bytes that it has.
    pub expected: u64,
    /// The bytes of its file, when there is one.
    pub found: Option<u64>,
    /// Whether its file was moved to `set-aside/`.
    pub set_aside: bool,
    /// Who needs it, oldest first.
    pub needed_by: Vec<Needing>,
}

/// A statement that needs an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Needing {
    /// Which.
    pub statement: StatementId,
    /// Its kind.
    #[serde(serialize_with = "word")]
    pub kind: Kind,
    /// What the object is to it.
    pub part: Part,
    /// What it belongs to.
    #[serde(flatten)]
    pub thread: Thread,
}

impl Needing {
    pub(super) fn of(object: &ObjectId, needing: &living::Needing) -> Self {
        Self {
            statement: needing.statement,
            kind: needing.signed.kind(),
            part: Part::of(object, &needing.signed, &needing.what),
            thread: Thread::of(&needing.signed),
        }
    }
}

fn word<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(kind)
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lost => "lost",
            Self::Damaged => "damaged",
            Self::Unreadable => "unreadable",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { object, state, expected, found, set_aside, needed_by } = self;
        write!(f, "{state} {object}, {expected} bytes")?;
        if let Some(found) = found.filter(|found| found != expected) {
            write!(f, ", found {found}")?;
        }
        if *set_aside {
            f.write_str(", set aside")?;
        }
        for Needing { statement, kind, part, thread } in needed_by {
            write!(f, "\n  {part} of the {kind} {statement} in {thread}")?;
        }
        Ok(())
    }
}
