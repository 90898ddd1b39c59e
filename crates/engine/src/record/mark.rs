//! What this PC knows of its own about a delivery, and the record of what went wrong.

use std::path::PathBuf;

use jixiang_model::{DepartmentId, PersonId, ScopeId, StatementId, UnixMillis};
use serde::{Deserialize, Serialize};

use crate::port::HandedOut;

/// What happened with a delivery or a dataset on this PC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// When every byte was verified and stood under its final name.
    #[serde(default)]
    pub verified: Option<UnixMillis>,
    /// Where its files and folders were written, in the order of the cover.
    #[serde(default)]
    pub saved: Vec<PathBuf>,
    /// For a dataset: the number of the version that is here.
    #[serde(default)]
    pub version: Option<u64>,
    /// Content bytes of what is here.
    #[serde(default)]
    pub bytes: u64,
    /// When a person opened it.
    #[serde(default)]
    pub opened: Option<UnixMillis>,
    /// For the sender: whether the platform said that the key was out before it was taken back.
    #[serde(default)]
    pub handed_out_before_take_back: Option<bool>,
}

/// The inside of a cover, opened and verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The sender's title.
    pub title: String,
    /// The sender's note.
    pub note: String,
    /// Top files and folders.
    pub items: Vec<OpenedItem>,
    /// Files in all.
    pub files: u32,
    /// Content bytes in all.
    pub bytes: u64,
}

/// A file or folder at the top of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedItem {
    /// Its name, made safe.
    pub name: String,
    /// Content bytes.
    pub bytes: u64,
    /// For a folder, the files in it.
    pub folder: Option<u32>,
}

/// What the sender keeps to check receipts with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentSecret {
    /// The version key, hexadecimal.
    pub key: String,
    /// The tree hash, hexadecimal.
    pub tree: String,
}

/// Something was not what it should be; nothing of it was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityEvent {
    /// When it was noticed.
    pub at: UnixMillis,
    /// The scope, when it is known.
    pub scope: Option<ScopeId>,
    /// The statement, when there is one.
    pub statement: Option<StatementId>,
    /// The check that failed, for technicians: ids and words of the program only.
    pub check: String,
}

/// The platform's word that it handed out a version key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The delivery.
    pub delivery: ScopeId,
    /// The department.
    pub department: DepartmentId,
    /// The person.
    pub person: PersonId,
    /// When, by the platform's clock.
    pub at: UnixMillis,
}

impl From<Observation> for HandedOut {
    fn from(seen: Observation) -> Self {
        let Observation { delivery, department, person, at } = seen;
        Self { delivery, department, person, at }
    }
}

impl From<&HandedOut> for Observation {
    fn from(seen: &HandedOut) -> Self {
        Self { delivery: seen.delivery, department: seen.department, person: seen.person.clone(), at: seen.at }
    }
}
