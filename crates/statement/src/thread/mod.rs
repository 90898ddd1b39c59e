//! Scopes of departments that deal with each other: what a delivery, a dataset, a review and a request have come to, by
//! replay of their own statements and of what these name. A statement that is refused leaves no trace.

mod dataset;
mod delivery;
mod replay;
mod request;
mod review;
mod signer;

pub use dataset::{Dataset, RecordOf, ReleaseOf, RetireOf};
pub use delivery::{DeliveryThread, ReceiptOf};
pub use request::{Act, AnswerOf, AskedOf, EndedOf, GrantOf, RequestThread, ResealOf};
pub use review::{Declined, Prepared, PreparedKind, Review};
pub use signer::{Named, Nothing, Signer, names};

use jixiang_model::ScopeId;

use crate::payload::Opening;
use crate::{Line, Placement, Refusal, Signed};

/// The replay of one scope that is neither the realm's nor a department's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "threads live in maps, one each")]
pub enum Thread {
    /// A delivery.
    Delivery(DeliveryThread),
    /// A dataset.
    Dataset(Dataset),
    /// A request.
    Request(RequestThread),
    /// A review.
    Review(Review),
}

/// Does the same with whichever thread it is.
macro_rules! each {
    ($self:ident, $thread:ident => $act:expr) => {
        match $self {
            Thread::Delivery($thread) => $act,
            Thread::Dataset($thread) => $act,
            Thread::Request($thread) => $act,
            Thread::Review($thread) => $act,
        }
    };
}

impl Thread {
    /// Opens a scope with its first statement.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when the statement opens nothing, [`Refusal::State`] when its kind never does, [`Refusal::Prev`] when
    /// it is not the first, [`Refusal::Absent`] while something that it names is not here.
    pub fn open(signed: &Signed, signer: Signer, named: &dyn Named) -> Result<Self, Refusal> {
        match Opening::of(signed).map_err(|_| Refusal::State(signed.kind()))? {
            Opening::Delivery(_) => DeliveryThread::open(signed, signer).map(Self::Delivery),
            Opening::Release(_) => Dataset::open(signed, signer, named).map(Self::Dataset),
            Opening::Consent(_) => RequestThread::open(signed, signer, named).map(Self::Request),
            Opening::Entry(_) | Opening::Request(_) | Opening::Answer(_) => {
                Review::open(signed, signer, named).map(Self::Review)
            }
        }
    }

    /// Takes the next statement. Where it has no effect it keeps its place.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not belong here; the thread is unchanged then.
    pub fn append(&mut self, signed: &Signed, signer: Signer, named: &dyn Named) -> Result<Placement, Refusal> {
        match self {
            Self::Delivery(thread) => thread.append(signed, signer),
            Self::Dataset(thread) => thread.append(signed, signer, named),
            Self::Request(thread) => thread.append(signed, signer, named),
            Self::Review(thread) => thread.append(signed, signer, named),
        }
    }

    /// Puts a statement at its place without effect: its device really signed it, but was removed since and the list of
    /// that removal does not count it. Without it nobody who comes later would reach what follows.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not belong here; the thread is unchanged then.
    pub fn pass_over(&mut self, signed: &Signed) -> Result<Placement, Refusal> {
        each!(self, thread => thread.pass_over(signed))
    }

    /// The order of the scope.
    #[must_use]
    pub const fn line(&self) -> &Line {
        each!(self, thread => thread.line())
    }

    /// The scope.
    #[must_use]
    pub const fn id(&self) -> ScopeId {
        each!(self, thread => thread.id())
    }

    /// The delivery, if it is one.
    #[must_use]
    pub const fn delivery(&self) -> Option<&DeliveryThread> {
        if let Self::Delivery(thread) = self { Some(thread) } else { None }
    }

    /// The dataset, if it is one.
    #[must_use]
    pub const fn dataset(&self) -> Option<&Dataset> {
        if let Self::Dataset(thread) = self { Some(thread) } else { None }
    }

    /// The request, if it is one.
    #[must_use]
    pub const fn request(&self) -> Option<&RequestThread> {
        if let Self::Request(thread) = self { Some(thread) } else { None }
    }

    /// The review, if it is one.
    #[must_use]
    pub const fn review(&self) -> Option<&Review> {
        if let Self::Review(thread) = self { Some(thread) } else { None }
    }
}
