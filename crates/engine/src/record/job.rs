//! Jobs: what was ordered and is not done. A job is in the store before anything of it happens; whoever opens the home
//! next goes on with it.

use std::fmt;
use std::path::PathBuf;

use jixiang_contract::ErrorView;
use jixiang_model::{Date, DepartmentId, Nonce, PersonId, Proof, ScopeId, StatementId, UnixMillis, VersionId};
use jixiang_statement::payload::Content;
use serde::{Deserialize, Serialize};

use super::act::ActJob;
use super::entry::EntryFields;

/// The id of a job: 16 random bytes. Never leaves this PC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobId([u8; 16]);

impl JobId {
    /// Takes the bytes as they are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl From<JobId> for String {
    fn from(id: JobId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for JobId {
    type Error = hex::FromHexError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

/// A file or folder that is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A path on this PC. It is only read.
    Path(PathBuf),
    /// A picture from the clipboard, kept in the encrypted store until it is sent.
    Kept {
        /// The name it gets.
        name: String,
        /// The row of [`Table::Object`](crate::port::Table::Object).
        row: String,
        /// Its length in bytes.
        bytes: u64,
    },
}

/// A recipient as the person chose it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Chosen {
    /// The department.
    pub department: DepartmentId,
    /// One person of it; otherwise the whole department.
    pub person: Option<PersonId>,
}

/// Send this to them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendJob {
    /// The delivery's id, made from `nonce`.
    pub delivery: ScopeId,
    /// What the id is made new with.
    pub nonce: Nonce,
    /// What is sent.
    pub sources: Vec<Source>,
    /// The title.
    pub title: String,
    /// The note.
    pub note: String,
    /// To whom.
    pub to: Vec<Chosen>,
    /// The last instant.
    pub not_after: UnixMillis,
    /// What all keys of the content are derived from, hexadecimal: a job that goes on makes the same packs again.
    pub seed: String,
    /// The signed delivery, hexadecimal, once it exists: from then on exactly this is appended.
    #[serde(default)]
    pub signed: Option<String>,
    /// Padded object bytes that travelled so far.
    #[serde(default)]
    pub sent_bytes: u64,
}

impl fmt::Debug for SendJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SendJob(of {})", self.delivery)
    }
}

/// A verified delivery on its way to its final names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placing {
    /// The top files and folders, by their names in the hidden folder, and their final names.
    pub names: Vec<(String, String)>,
    /// The proof of the receipt.
    pub proof: Proof,
}

/// Fetch a delivery, or a version of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchJob {
    /// The delivery or dataset.
    pub scope: ScopeId,
    /// Which version of the dataset; absent for a delivery.
    #[serde(default)]
    pub version: Option<FetchVersion>,
    /// The folder it is written to.
    pub folder: PathBuf,
    /// What is left to do when every byte is verified: written down before anything gets its final name.
    #[serde(default)]
    pub placing: Option<Placing>,
    /// Padded object bytes that travelled so far.
    #[serde(default)]
    pub received_bytes: u64,
}

/// A released version of a dataset, and by which request it is had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchVersion {
    /// Its number.
    pub number: u64,
    /// The request; absent for the provider's own.
    pub request: Option<ScopeId>,
}

/// Seals and carries a version of a dataset, then signs what the catalogue says of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishJob {
    /// The dataset's id, made from `nonce`.
    pub dataset: ScopeId,
    /// What the id is made new with; stands in every entry until the first release.
    pub nonce: Nonce,
    /// What is published; empty for withheld data.
    pub sources: Vec<Source>,
    /// What the catalogue says.
    pub entry: EntryFields,
    /// The version that this one was made from.
    pub base: Option<VersionId>,
    /// What all keys of the content are derived from, hexadecimal: a job that goes on makes the same packs again.
    pub seed: String,
    /// The head's leave for later versions.
    pub standing: Option<Date>,
    /// The sealed content, once it is on the platform.
    #[serde(default)]
    pub content: Option<Content>,
    /// The entry, once it is on the ledger.
    #[serde(default)]
    pub entry_id: Option<StatementId>,
    /// The record, once it is on the ledger.
    #[serde(default)]
    pub record_id: Option<StatementId>,
    /// Padded object bytes that travelled so far.
    #[serde(default)]
    pub sent_bytes: u64,
}

impl fmt::Debug for PublishJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublishJob(of {})", self.dataset)
    }
}

/// What a job does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Sends.
    Send(SendJob),
    /// Fetches.
    Fetch(FetchJob),
    /// Publishes.
    Publish(Box<PublishJob>),
    /// Signs.
    Act(ActJob),
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It runs, or waits for its turn or the platform.
    Run,
    /// The person paused it.
    Pause,
    /// A person must act.
    Fail(ErrorView),
    /// It is done; kept until the end of the day for the list.
    Done(UnixMillis),
}

/// A job with everything a restart needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// When it was ordered.
    pub ordered: UnixMillis,
    /// What it does.
    pub kind: JobKind,
    /// Where it stands.
    pub state: JobState,
    /// Content bytes done, as last written down.
    #[serde(default)]
    pub done: u64,
    /// Content bytes in all, as far as known.
    #[serde(default)]
    pub total: u64,
    /// The statement on its way, and those that lost the race for its place.
    #[serde(default)]
    pub flight: Flight,
}

/// A signed statement between the pen and the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flight {
    /// The exact bytes that are appended, hexadecimal: written down before they leave.
    #[serde(default)]
    pub signed: Option<String>,
    /// Earlier ones of this job that lost the race for their place; the next one overrides them.
    #[serde(default)]
    pub lost: Vec<StatementId>,
    /// Those of this job that are on the ledger.
    #[serde(default)]
    pub landed: Vec<StatementId>,
}

impl Job {
    /// The delivery, dataset, request, review or department that it is about.
    #[must_use]
    pub const fn scope(&self) -> &ScopeId {
        match &self.kind {
            JobKind::Send(job) => &job.delivery,
            JobKind::Fetch(job) => &job.scope,
            JobKind::Publish(job) => &job.dataset,
            JobKind::Act(job) => &job.scope,
        }
    }

    /// When it may be taken up.
    #[must_use]
    pub const fn due(&self) -> UnixMillis {
        match &self.kind {
            JobKind::Act(job) => job.due,
            JobKind::Send(_) | JobKind::Fetch(_) | JobKind::Publish(_) => UnixMillis(0),
        }
    }

    /// When it was done, if it is.
    #[must_use]
    pub const fn ended(&self) -> Option<UnixMillis> {
        match &self.state {
            JobState::Done(at) => Some(*at),
            JobState::Run | JobState::Pause | JobState::Fail(_) => None,
        }
    }

    /// Whether it moves bytes and is shown among the transfers.
    #[must_use]
    pub const fn is_transfer(&self) -> bool {
        matches!(self.kind, JobKind::Send(_) | JobKind::Fetch(_) | JobKind::Publish(_))
    }
}
