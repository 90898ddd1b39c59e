//! Everything that can go wrong for a person, as the engine knows it. Turned into words in one place ([`crate::words`]).

use std::io;
use std::time::Duration;

use jixiang_contract::Code;
use jixiang_statement::Refusal;

use crate::port::{Clock as _, KeysError, Problem, RemoteError, StoreError, SystemClock};

/// Why an act of a person or a job could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The place for secrets.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The platform.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// Bytes, hashes or signatures do not agree. The word names the check; it is for technicians.
    #[error("integrity: {0}")]
    Integrity(String),
    /// The platform does not have everything that it keeps for this PC.
    #[error("the platform lost something that it kept for this PC")]
    Lost,
    /// Another program owns the home.
    #[error("the home is in use by {program} ({pid})")]
    HomeInUse {
        /// Its name.
        program: String,
        /// Its process.
        pid: u32,
    },
    /// No policy names a platform and a root.
    #[error("no policy")]
    PolicyMissing,
    /// The policy cannot be used.
    #[error("the policy cannot be used: {0}")]
    PolicyInvalid(String),
    /// The platform is not the one that this home trusts.
    #[error("another realm or root than the pinned one")]
    RootMismatch,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut,
    /// The platform refused the sign-in.
    #[error("the sign-in was refused")]
    SignInRefused,
    /// This PC waits for its admission.
    #[error("this PC is not admitted yet")]
    NotAdmitted,
    /// This PC was removed.
    #[error("this PC was removed from its department")]
    Removed,
    /// A recipient's keys do not agree with the register.
    #[error("the keys of {0} do not verify")]
    KeyMismatch(String),
    /// A department's chain is forked.
    #[error("the chain of {0} is frozen")]
    ChainFrozen(String),
    /// A recipient has no PC.
    #[error("{0} has no admitted PC")]
    NoDevice(String),
    /// Nobody is named so.
    #[error("nobody is named {0}")]
    UnknownRecipient(String),
    /// Several are named so.
    #[error("several are named {0}")]
    AmbiguousRecipient(String),
    /// Made by a newer program.
    #[error("made by a newer program")]
    UpdateNeeded,
    /// A source cannot be read.
    #[error("a source cannot be read")]
    Unreadable(String),
    /// A source changed while it was read.
    #[error("a source changed while it was read")]
    ChangedWhileReading(String),
    /// The token is not known.
    #[error("the token is not known any more")]
    TokenGone,
    /// Too many files or bytes.
    #[error("more than one delivery can hold")]
    TooLarge,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The folder for received files cannot be written.
    #[error("the folder for received files cannot be written")]
    FolderRefused,
    /// The clock of this PC is wrong.
    #[error("the clock of this PC is wrong")]
    ClockWrong,
    /// The delivery has expired.
    #[error("the delivery has expired")]
    Expired,
    /// The delivery was taken back.
    #[error("the delivery was taken back")]
    TakenBack,
    /// It is too late to take it back, or it is not this desk's to take back.
    #[error("it cannot be taken back")]
    TooLate,
    /// It is signed, and may be on the ledger: it can be neither undone nor ended any more.
    #[error("it is signed already")]
    Signed,
    /// The time for which a grant was made is over.
    #[error("the grant is over")]
    GrantOver,
    /// Something of the act is signed and stands, and the rest cannot follow.
    #[error("a part of the act stands, the rest cannot follow")]
    Halfway,
    /// There is nothing with this id.
    #[error("there is nothing with this id")]
    NotFound,
    /// The file's type is not opened directly.
    #[error("files of this type are not opened directly")]
    TypeNotOpened,
    /// The desktop has no program that opens it.
    #[error("no program opened it")]
    NoProgram,
    /// What was shown has changed since.
    #[error("what was shown has changed")]
    Changed,
    /// The act is not for this person, or not in this state.
    #[error("the act is not allowed here")]
    NotAllowed,
    /// The data is withheld by a statute.
    #[error("the data is withheld")]
    Withheld,
    /// A field of an order is missing or cannot be used; its name.
    #[error("the field {0} is missing or cannot be used")]
    Field(&'static str),
    /// Another dataset of the department has this name.
    #[error("another dataset is called {0}")]
    NameTaken(String),
    /// No request lets this department fetch it.
    #[error("no grant")]
    NoGrant,
    /// The code names no PC that waits.
    #[error("no PC that waits has this code")]
    UnknownCode,
    /// The person stopped it.
    #[error("it was stopped")]
    Cancelled,
    /// The command was used wrongly.
    #[error("{0}")]
    Usage(String),
    /// A setting that the administrator set.
    #[error("set by the administrator")]
    Locked,
    /// A fault of this program.
    #[error("internal: {0}")]
    Internal(String),
}

impl Fault {
    /// Whether it mends itself: the job is tried again without a person.
    #[must_use]
    pub fn mends(&self) -> bool {
        matches!(
            self,
            Self::Remote(RemoteError::Offline(_) | RemoteError::Busy(_) | RemoteError::Full | RemoteError::Fault(_))
                | Self::NotAdmitted
        )
    }

    /// How long the platform asked to be left alone, if it did.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        if let Self::Remote(RemoteError::Busy(after)) = self { *after } else { None }
    }

    /// Whether the same job can be done once this PC is in order again: space, folder, sign-in. Not the clock: what was
    /// ordered by a wrong one has a wrong limit.
    #[must_use]
    pub fn is_of_this_pc(&self) -> bool {
        is_of_this_pc(self.view_now().code)
    }

    /// Whether the platform said no to a statement for good: it is not on the ledger.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(self, Self::Remote(RemoteError::Problem(_)) | Self::Expired | Self::TakenBack | Self::NotFound)
    }

    /// The fault as a person reads it, now.
    #[must_use]
    pub fn view_now(&self) -> jixiang_contract::ErrorView {
        self.view(SystemClock.now())
    }

    /// A failure while a file was written.
    #[must_use]
    pub fn writing(error: &io::Error) -> Self {
        let full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        if full { Self::DiskFull } else { Self::FolderRefused }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Expired => Self::Expired,
            Problem::TakenBack => Self::TakenBack,
            Problem::Absent => Self::NotFound,
            Problem::SignedOut => Self::SignedOut,
            other @ (Problem::Conflict(_) | Problem::Missing(_) | Problem::Refused(_)) => {
                Self::Remote(RemoteError::Problem(other))
            }
        }
    }
}

/// Whether a fault of this code is about the state of this PC.
pub(crate) const fn is_of_this_pc(code: Code) -> bool {
    matches!(code, Code::DiskFull | Code::FolderRefused | Code::SignedOut)
}

/// The platform's answer as a fault of the act: problems that concern the person get their own words.
pub(crate) fn of_remote(error: RemoteError) -> Fault {
    match error {
        RemoteError::Problem(problem) => problem.into(),
        RemoteError::Integrity => Fault::Integrity("object".to_owned()),
        other @ (RemoteError::Offline(_) | RemoteError::Busy(_) | RemoteError::Full | RemoteError::Fault(_)) => {
            Fault::Remote(other)
        }
    }
}

/// The platform's answer about an object that a verified statement names. That it is not there is damage like any other:
/// the platform took the statement only with all its objects.
pub(crate) fn of_object(error: RemoteError) -> Fault {
    let fault = of_remote(error);
    if fault == Fault::NotFound { Fault::Integrity("object".to_owned()) } else { fault }
}

/// A recipient's chain as a fault, with the recipient's name.
pub(crate) fn of_chain(refusal: Refusal, who: &str) -> Fault {
    match refusal {
        Refusal::Frozen | Refusal::Fork(_) => Fault::ChainFrozen(who.to_owned()),
        Refusal::Realm
        | Refusal::Suite
        | Refusal::Signature
        | Refusal::Member
        | Refusal::Head
        | Refusal::Role(_)
        | Refusal::Removed
        | Refusal::Home(_)
        | Refusal::State(_)
        | Refusal::Names(_)
        | Refusal::Absent(_)
        | Refusal::Prev
        | Refusal::Enrolment => Fault::KeyMismatch(who.to_owned()),
    }
}
