//! A review: what the staff of one department prepare for a dataset or a request, until their head lets it out or turns
//! it down (docs/format.md 4.7.2). It refuses every other department, and whatever belongs to another dataset or request.

use jixiang_model::{DepartmentId, Home, ScopeId, StatementId, UnixMillis};

use super::replay::{Place, Replay};
use super::request::wanted;
use super::signer::{self, Named, Signer};
use crate::payload::{Decline, InReview};
use crate::{Line, Placement, Refusal, Signed, Text};

/// What can be prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PreparedKind {
    /// The catalogue's fields of a dataset.
    Entry,
    /// A version of a dataset.
    Record,
    /// A request, by the requester.
    Request,
    /// An answer, by the provider.
    Answer,
}

/// A statement that waits for the head of its department, or waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The statement.
    pub statement: StatementId,
    /// What it is.
    pub kind: PreparedKind,
    /// Who prepared it.
    pub by: Signer,
    /// The preparer's claim of the time.
    pub at: UnixMillis,
    /// That a head turned it down. That a head let it out stands in the outer scope.
    pub declined: Option<Declined>,
}

/// A head's "no" to what was prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    /// The statement.
    pub statement: StatementId,
    /// The head.
    pub by: Signer,
    /// The head's claim of the time.
    pub at: UnixMillis,
    /// Why.
    pub reason: Text<500>,
}

/// The replay of one review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    place: Place,
    outer: ScopeId,
    department: DepartmentId,
    prepared: Vec<Prepared>,
}

impl Review {
    /// Opens the review with the first thing that is prepared in it.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when the statement opens no review, or not one of its signer's department.
    pub fn open(signed: &Signed, signer: Signer, named: &dyn Named) -> Result<Self, Refusal> {
        let outer = match InReview::of(signed)? {
            InReview::Entry(entry) => entry.dataset,
            InReview::Request(request) => request.request,
            InReview::Answer(_) if signed.header().prev.is_some() => return Err(Refusal::Prev),
            InReview::Answer(answer) => signer::request(named, &answer.request)?.0.request,
            InReview::Record(_) | InReview::Decline(_) => return Err(Refusal::State(signed.kind())),
        };
        let id = signed.header().scope;
        let department = signer.department;
        if id != ScopeId::review(&signed.header().realm, &department, &outer) {
            return Err(Refusal::Home(signed.kind()));
        }
        let mut review = Self { place: Place::empty(id), outer, department, prepared: Vec::new() };
        review.append(signed, signer, named)?;
        Ok(review)
    }

    /// The review's scope.
    #[must_use]
    pub const fn id(&self) -> ScopeId {
        self.place.id
    }

    /// The dataset or request that is reviewed.
    #[must_use]
    pub const fn outer(&self) -> ScopeId {
        self.outer
    }

    /// Whose review it is.
    #[must_use]
    pub const fn department(&self) -> &DepartmentId {
        &self.department
    }

    /// The order of the review.
    #[must_use]
    pub const fn line(&self) -> &Line {
        &self.place.line
    }

    /// What was prepared, in order.
    #[must_use]
    pub fn prepared(&self) -> &[Prepared] {
        &self.prepared
    }

    /// What was prepared with this statement.
    #[must_use]
    pub fn prepared_as(&self, statement: &StatementId) -> Option<&Prepared> {
        self.prepared.iter().find(|prepared| prepared.statement == *statement)
    }

    /// Takes the next statement.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not belong here; the review is unchanged then.
    pub fn append(&mut self, signed: &Signed, signer: Signer, named: &dyn Named) -> Result<Placement, Refusal> {
        self.replay(signed, signer, named)
    }

    /// Puts a statement at its place without effect ([`super::Thread::pass_over`]).
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not belong here; the review is unchanged then.
    pub fn pass_over(&mut self, signed: &Signed) -> Result<Placement, Refusal> {
        self.replay_without_effect(signed)
    }

    fn has(&self, kind: PreparedKind) -> bool {
        self.prepared.iter().any(|prepared| prepared.kind == kind)
    }

    /// Turns down what is not turned down yet.
    fn decline(&mut self, decline: &Decline, signed: &Signed, by: Signer) -> Result<(), Refusal> {
        let prepared = self.prepared.iter_mut().find(|prepared| prepared.statement == decline.names);
        let prepared = prepared.ok_or(Refusal::Names("names"))?;
        if prepared.declined.is_some() {
            return Err(Refusal::State(signed.kind()));
        }
        let (statement, at) = (signed.id(), decline.header.time);
        prepared.declined = Some(Declined { statement, by, at, reason: decline.reason.clone() });
        Ok(())
    }
}

impl Replay for Review {
    const HOME: Home = Home::Review;

    fn place(&mut self) -> &mut Place {
        &mut self.place
    }

    fn take(&mut self, signed: &Signed, signer: Signer, named: &dyn Named) -> Result<(), Refusal> {
        if signer.department != self.department {
            return Err(Refusal::Role(signed.kind()));
        }
        let kind = match InReview::of(signed)? {
            // That its dataset is the one of the review follows from the scope, which is made from it.
            InReview::Entry(_) => PreparedKind::Entry,
            InReview::Record(_) if self.has(PreparedKind::Entry) => PreparedKind::Record,
            InReview::Record(_) => return Err(Refusal::State(signed.kind())),
            InReview::Request(request) => {
                wanted(request, &self.department, named)?;
                PreparedKind::Request
            }
            InReview::Answer(answer) => {
                let (request, requester) = signer::request(named, &answer.request)?;
                if request.request != self.outer {
                    return Err(Refusal::Names("request"));
                }
                if wanted(request, &requester.department, named)?.provider != self.department {
                    return Err(Refusal::Role(signed.kind()));
                }
                PreparedKind::Answer
            }
            InReview::Decline(decline) => return self.decline(decline, signed, signer),
        };
        let (statement, at) = (signed.id(), signed.header().time);
        self.prepared.push(Prepared { statement, kind, by: signer, at, declined: None });
        Ok(())
    }
}
