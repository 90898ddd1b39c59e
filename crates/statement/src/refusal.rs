//! Why a statement does not count.

use jixiang_model::{Kind, StatementId};

use crate::KeyError;

/// The reason for which a statement, well formed as it is, has no effect. Client and platform use the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Made for another realm.
    #[error("the statement belongs to another realm")]
    Realm,
    /// In another suite than the root policy allows.
    #[error("the suite is below the minimum of the policy")]
    Suite,
    /// The signature is not by the device that the chain knows.
    #[error("the signature does not verify")]
    Signature,
    /// The signer is not a member of the department at the head it names.
    #[error("the signer is not a member of the department")]
    Member,
    /// The head that the signer names is not on the chain; the chain may have to be read again.
    #[error("the head that the statement names is not on the department's chain")]
    Head,
    /// The signer lacks every role that may sign this kind.
    #[error("the signer's roles do not allow a statement of the kind {0}")]
    Role(Kind),
    /// The signer was removed, and this statement is not among those that its removal still counts.
    #[error("the signer was removed before this statement")]
    Removed,
    /// The statement does not stand where its kind stands.
    #[error("a statement of the kind {0} does not stand in this scope")]
    Home(Kind),
    /// The scope is not in a state in which this kind has an effect.
    #[error("a statement of the kind {0} has no effect in this state")]
    State(Kind),
    /// A named id is not the one that is meant.
    #[error("the statement names something else: {0}")]
    Names(&'static str),
    /// A statement that it names is not here: not wrong, it waits for that one.
    #[error("the statement names {0}, which is not here")]
    Absent(StatementId),
    /// `prev` is not the newest statement of the scope.
    #[error("the statement does not follow the newest one of its scope")]
    Prev,
    /// Two statements follow the same one; both are kept and shown.
    #[error("two statements follow the same one; the other is {0}")]
    Fork(StatementId),
    /// The department's chain is forked and stands still until root signs `recover`.
    #[error("the department's chain is forked and waits for the root")]
    Frozen,
    /// An embedded enrolment is not valid.
    #[error("the enrolment is not valid")]
    Enrolment,
}

impl From<KeyError> for Refusal {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Key => Self::Enrolment,
            KeyError::Signature => Self::Signature,
        }
    }
}
