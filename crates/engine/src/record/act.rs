//! Acts: what a person decided, or what follows by itself, written down before anything of it is signed.

use jixiang_model::{Date, DeviceId, Nonce, Proof, Roles, ScopeId, StatementId, UnixMillis};
use jixiang_statement::payload::{Method, Step};
use serde::{Deserialize, Serialize};

/// An act that is ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActJob {
    /// The scope that it is about: a delivery, a dataset, a request, or the own department's chain.
    pub scope: ScopeId,
    /// What.
    pub act: Act,
    /// It is signed no earlier: until then it can be undone.
    pub due: UnixMillis,
    /// The newest statement that was shown when a person decided it; absent for what follows by itself.
    pub shown: Option<StatementId>,
}

/// The five fields of a request (Art. 20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestOrder {
    /// 使用依据.
    pub basis: String,
    /// 使用场景.
    pub scenario: String,
    /// 使用范围.
    pub extent: String,
    /// 共享方式.
    pub method: Method,
    /// 使用时限.
    pub until: Date,
}

/// What is done. Where it names statements, these are the ones that were shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Takes the delivery of the scope back.
    TakeBack,
    /// Confirms what was received: in the thread of a delivery or request.
    Receipt {
        /// The statement that names the content.
        record: StatementId,
        /// How far.
        step: Step,
        /// The keyed proof.
        proof: Proof,
    },
    /// Lets a version of the dataset out.
    Release {
        /// The entry.
        entry: StatementId,
        /// The record; absent for withheld data.
        record: Option<StatementId>,
        /// Leave for later versions.
        standing: Option<Date>,
    },
    /// Turns down what waits in the own review of the dataset or request.
    Decline {
        /// What.
        names: StatementId,
        /// Why.
        reason: String,
    },
    /// Asks for a dataset, the first time or again.
    Request {
        /// What the request's id is made new with; stands in the statement until the first consent.
        nonce: Nonce,
        /// The dataset.
        dataset: ScopeId,
        /// The entry that was shown.
        entry: StatementId,
        /// The fields.
        order: RequestOrder,
    },
    /// Lets a request or an answer out.
    Consent {
        /// Which.
        names: StatementId,
    },
    /// Agrees: a head's grant, or an answer of staff that waits for the head.
    Agree {
        /// The request statement.
        request: StatementId,
        /// Until the end of this date; otherwise as asked.
        until: Option<Date>,
        /// Conditions.
        conditions: String,
        /// Only that version.
        this_version: bool,
        /// The newest version when it was decided.
        #[serde(default)]
        number: u64,
    },
    /// Makes the grant that follows a head's consent to an approval.
    Grant,
    /// Returns a request.
    Return {
        /// The request statement.
        request: StatementId,
        /// Everything that is missing.
        missing: Vec<String>,
    },
    /// Refuses a request.
    Refuse {
        /// The request statement.
        request: StatementId,
        /// Why.
        reason: String,
    },
    /// Takes a request back.
    Withdraw {
        /// The request statement.
        request: StatementId,
        /// Why; may be empty.
        reason: String,
    },
    /// Ends a grant.
    Revoke {
        /// The grant.
        grant: StatementId,
        /// Why.
        reason: String,
    },
    /// Carries a grant on into a new key generation.
    Reseal {
        /// The generation.
        generation: u64,
    },
    /// Dates the department's datasets.
    Heads,
    /// Admits a PC whose code was compared.
    Admit {
        /// The exact bytes of its enrolment, hexadecimal.
        enrolment: String,
        /// What it may do.
        roles: Roles,
    },
    /// Removes a PC and starts a new epoch.
    Remove {
        /// The PC.
        device: DeviceId,
    },
}

impl Act {
    /// What waits in the review of a dataset or request, and is let out or turned down by it, where the act names it.
    #[must_use]
    pub fn decides_on(&self) -> Option<StatementId> {
        match self {
            Self::Release { entry, record, .. } => Some(record.unwrap_or(*entry)),
            Self::Decline { names, .. } | Self::Consent { names } => Some(*names),
            Self::TakeBack
            | Self::Receipt { .. }
            | Self::Request { .. }
            | Self::Agree { .. }
            | Self::Grant
            | Self::Return { .. }
            | Self::Refuse { .. }
            | Self::Withdraw { .. }
            | Self::Revoke { .. }
            | Self::Reseal { .. }
            | Self::Heads
            | Self::Admit { .. }
            | Self::Remove { .. } => None,
        }
    }

    /// Whether somebody else's statement of the same place may change what the act means: then it is shown again.
    #[must_use]
    pub const fn is_of_a_person(&self) -> bool {
        match self {
            Self::Receipt { .. } | Self::Reseal { .. } | Self::Heads | Self::Grant => false,
            Self::TakeBack
            | Self::Release { .. }
            | Self::Decline { .. }
            | Self::Request { .. }
            | Self::Consent { .. }
            | Self::Agree { .. }
            | Self::Return { .. }
            | Self::Refuse { .. }
            | Self::Withdraw { .. }
            | Self::Revoke { .. }
            | Self::Admit { .. }
            | Self::Remove { .. } => true,
        }
    }
}
