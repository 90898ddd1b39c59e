//! What stands in the thread of a request, as a screen and a history need it: who, when, and the payload as it was
//! signed.

use jixiang_model::{StatementId, UnixMillis};

use super::super::signer::Signer;
use crate::Text;
use crate::payload::{Answer, Grant, Request, Reseal, ShareClass};

/// A statement that counts, who made it, and their claim of the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The statement.
    pub statement: StatementId,
    /// Who made it.
    pub by: Signer,
    /// When, as their clock said.
    pub at: UnixMillis,
}

/// A request that the requester's head let out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedOf {
    /// The request statement: who wrote it.
    pub act: Act,
    /// The head's consent.
    pub consent: Act,
    /// What it asks for and why.
    pub request: Request,
    /// The sharing class of the entry that it names.
    pub class: ShareClass,
}

/// An answer that counts: by the provider's head, or of a decision that staff may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerOf {
    /// The answer statement: who wrote it.
    pub act: Act,
    /// The head's consent, when it was prepared in the provider's review.
    pub consent: Option<Act>,
    /// Decision, reason, what is missing, conditions.
    pub answer: Answer,
}

/// The grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantOf {
    /// The grant statement.
    pub act: Act,
    /// What is granted.
    pub grant: Grant,
}

/// A grant carried on into a new key generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResealOf {
    /// The reseal statement.
    pub act: Act,
    /// The generation and the seals.
    pub reseal: Reseal,
    /// The key generation.
    pub generation: u64,
    /// The first version under it.
    pub from: u64,
}

/// A withdrawal, or the end of the grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedOf {
    /// The statement that ended it.
    pub act: Act,
    /// Why; a withdrawal needs no reason.
    pub reason: Text<500>,
}
