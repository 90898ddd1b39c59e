//! Why the demo authority does not do what it is asked.

use std::path::PathBuf;

use jixiang_model::PersonId;
use jixiang_seal::to_key;
use jixiang_statement::EnvelopeError;

/// What is wrong.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The key folder cannot be read or written.
    #[error("the demo's key folder cannot be used: {}: {source}", path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file of the key folder is not what this program wrote there.
    #[error("{} is not what was written there; move the key folder away to begin a new demo", .0.display())]
    Damaged(PathBuf),
    /// Others than the owner may read the keys.
    #[error("{} can be read by others than its owner", .0.display())]
    Exposed(PathBuf),
    /// The system gives no randomness for a new key folder.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
    /// The data file of the province contradicts itself: a fault of the program.
    #[error("the data of the demo province is wrong: {0}")]
    Data(String),
    /// The enrolment, the realm or the chain belongs to another realm.
    #[error("this is not the demo's realm")]
    Realm,
    /// The department is not one of the demo, or the chain is not the one of the enrolment's department.
    #[error("this is not a department of the demo")]
    Department,
    /// Nobody of this name is in the department's part of the directory.
    #[error("{0} is not in the demo's directory of this department")]
    Person(PersonId),
    /// The chain is forked, or the demo authority is no longer its key admin, or does not hold its epoch.
    #[error("the department's chain is out of the demo authority's hands")]
    Chain,
    /// The device was a member and was removed; a new one has to be enrolled.
    #[error("the device was removed from its department")]
    Removed,
    /// A statement would not have been well formed.
    #[error(transparent)]
    Statement(#[from] EnvelopeError),
    /// A key could not be sealed.
    #[error(transparent)]
    Seal(#[from] to_key::KeyError),
}
