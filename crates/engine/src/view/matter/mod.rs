//! Matters 事项: publications that wait for a head and requests on their way, as this desk sees them. Nothing here decides;
//! a matter stands where signed statements put it.

mod card;
pub(crate) mod clock;
mod pending;
mod publication;
mod request;
mod row;
#[cfg(test)]
mod tests;
mod verbs;

use jixiang_contract::{MatterId, MatterVerb};
use jixiang_model::{RequestState, Role, ScopeId, StatementId};
use jixiang_statement::thread::{PreparedKind, Review};

use crate::fault::Fault;
use crate::state::{Running, State};
use crate::trust::Ledger;

pub(crate) use card::{fields, last_day};
pub(crate) use publication::{PublicationOf, entry_prepared, publications};
pub(crate) use request::{RequestOf, Side};
pub(crate) use row::{Piles, urgency};
use verbs::{Facts, Seat};

/// What a matter is, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Matter {
    /// A version that was prepared, or an entry of withheld data.
    Publication {
        /// The dataset.
        dataset: ScopeId,
        /// The entry.
        entry: StatementId,
        /// The record; absent for withheld data.
        record: Option<StatementId>,
    },
    /// A request.
    Request(ScopeId),
}

impl Matter {
    /// The id by which the window asks for it.
    pub(crate) fn id(&self) -> MatterId {
        match self {
            Self::Publication { entry, record, .. } => MatterId(record.unwrap_or(*entry).to_string()),
            Self::Request(id) => MatterId(id.to_string()),
        }
    }
}

impl PublicationOf<'_> {
    /// The matter.
    pub(crate) const fn matter(&self) -> Matter {
        Matter::Publication { dataset: self.dataset, entry: self.entry_id, record: self.record }
    }
}

impl State {
    /// Finds a matter by its id.
    pub(crate) fn matter_of(&self, id: &MatterId) -> Result<Matter, Fault> {
        let scope: ScopeId = id.as_str().parse().map_err(|_| Fault::NotFound)?;
        if self.request_at(&scope).is_some() || self.queued_request(&scope).is_some() {
            return Ok(Matter::Request(scope));
        }
        let statement: StatementId = id.as_str().parse().map_err(|_| Fault::NotFound)?;
        self.publication_at(&statement).map(|publication| publication.matter()).ok_or(Fault::NotFound)
    }

    /// The newest statement that says where a matter stands; what a person saw is what they act on.
    pub(crate) fn shown_of(&self, matter: &Matter) -> Option<StatementId> {
        match matter {
            Matter::Publication { entry, record, .. } => Some(record.unwrap_or(*entry)),
            Matter::Request(id) => self.request_at(id)?.shown(),
        }
    }

    /// The own department's review of a dataset or request.
    pub(crate) fn own_review(&self, outer: &ScopeId) -> Option<&Review> {
        let facts = self.facts.as_ref()?;
        self.ledger.as_ref()?.review(&ScopeId::review(&facts.root.realm, &facts.department, outer))
    }

    /// A request in which this department takes part.
    pub(crate) fn request_at(&self, id: &ScopeId) -> Option<RequestOf<'_>> {
        let (ledger, facts) = (self.ledger.as_ref()?, self.facts.as_ref()?);
        let (thread, review) = (ledger.request(id), self.own_review(id));
        let side = match thread {
            Some(thread) if *thread.requester() == facts.department => Side::Requester,
            Some(thread) if *thread.provider() == facts.department => Side::Provider,
            Some(_) => return None,
            None if review.is_some_and(is_of_request) => Side::Requester,
            None => return None,
        };
        Some(RequestOf { side, thread, review, named: ledger })
    }

    /// Every request in which this department takes part.
    pub(crate) fn requests_here(&self) -> Vec<RequestOf<'_>> {
        let Some(ledger) = &self.ledger else { return Vec::new() };
        let threads = ledger.requests().map(jixiang_statement::thread::RequestThread::id);
        let unsent =
            ledger.reviews().filter(|review| is_of_request(review) && ledger.request(&review.outer()).is_none());
        let ids: Vec<ScopeId> = threads.chain(unsent.map(Review::outer)).collect();
        ids.iter().filter_map(|id| self.request_at(id)).collect()
    }

    /// Everything that this department prepared to publish.
    pub(crate) fn publications_here(&self) -> Vec<PublicationOf<'_>> {
        let Some(ledger) = &self.ledger else { return Vec::new() };
        self.own_datasets(ledger).flat_map(|review| of_review(ledger, review)).collect()
    }

    /// What this department prepared to publish of one dataset, in order.
    pub(crate) fn publications_of(&self, dataset: &ScopeId) -> Vec<PublicationOf<'_>> {
        let Some(ledger) = &self.ledger else { return Vec::new() };
        self.own_review(dataset).map(|review| of_review(ledger, review)).unwrap_or_default()
    }

    /// The publication that this statement names.
    pub(crate) fn publication_at(&self, statement: &StatementId) -> Option<PublicationOf<'_>> {
        let ledger = self.ledger.as_ref()?;
        let mut reviews = self.own_datasets(ledger).filter(|review| review.prepared_as(statement).is_some());
        of_review(ledger, reviews.next()?).into_iter().find(|publication| publication.id() == *statement)
    }

    /// The reviews of the own department's datasets.
    fn own_datasets<'a>(&'a self, ledger: &'a Ledger) -> impl Iterator<Item = &'a Review> {
        let own = self.facts.as_ref().map(|facts| facts.department);
        ledger.reviews().filter(move |review| Some(*review.department()) == own && is_of_dataset(review))
    }

    /// Whether a publication is still being signed by this PC, so that nobody has to decide about it yet.
    pub(crate) fn is_under_way(&self, publication: &PublicationOf<'_>) -> bool {
        self.jobs.values().any(|running| match &running.job.kind {
            crate::record::JobKind::Publish(job) => {
                let named = publication
                    .record
                    .map_or(job.entry_id == Some(publication.entry_id), |record| job.record_id == Some(record));
                named && matches!(running.job.state, crate::record::JobState::Run)
            }
            crate::record::JobKind::Send(_) | crate::record::JobKind::Fetch(_) | crate::record::JobKind::Act(_) => {
                false
            }
        })
    }

    fn seat_of_publication(&self, publication: &PublicationOf<'_>) -> Seat {
        let started = self.facts.as_ref().is_some_and(|facts| facts.person == publication.prepared.by.person);
        Seat { started, ..self.seat() }
    }

    fn seat_of_request(&self, request: &RequestOf<'_>) -> Seat {
        let person = self.facts.as_ref().map(|facts| &facts.person);
        let started = person.is_some_and(|person| request.started_by(person));
        let answered = person.is_some_and(|person| request.answered_by(person));
        Seat { started, answered, ..self.seat() }
    }

    fn seat(&self) -> Seat {
        let roles = self.own_roles();
        let head = roles.has(Role::Head);
        Seat { works: head || roles.has(Role::Staff), head, started: false, answered: false }
    }

    fn facts_of(&self, request: &RequestOf<'_>) -> Facts {
        let state = request.thread.map(jixiang_statement::thread::RequestThread::state);
        Facts {
            stage: request.stage(self.now()),
            open: matches!(state, Some(RequestState::Submitted | RequestState::Returned | RequestState::Answered)),
            granted: request.thread.is_some_and(|thread| thread.grant().is_some()),
            lacks_grant: request.lacks_grant(),
        }
    }

    /// What this desk can do with a matter now: nothing while an act of it is on its way.
    pub(crate) fn verbs_of(&self, matter: &Matter) -> Vec<MatterVerb> {
        if self.orders_on(*matter).any(|running| !is_over(running)) {
            return Vec::new();
        }
        match matter {
            Matter::Publication { entry, record, .. } => self
                .publication_at(&record.unwrap_or(*entry))
                .map(|publication| verbs::of_publication(publication.stage(), self.seat_of_publication(&publication))),
            Matter::Request(id) => self.request_at(id).map(|request| {
                verbs::of_request(request.side, self.facts_of(&request), self.seat_of_request(&request))
            }),
        }
        .unwrap_or_default()
    }
}

/// Whether an act that is not done came to nothing, and the next one takes its place.
pub(crate) fn is_over(running: &Running) -> bool {
    running.is_failed() && running.may_be_forgotten()
}

fn of_review<'a>(ledger: &'a Ledger, review: &'a Review) -> Vec<PublicationOf<'a>> {
    publications(review, ledger.dataset(&review.outer()), ledger)
}

fn is_of_request(review: &Review) -> bool {
    review.prepared().iter().any(|prepared| prepared.kind == PreparedKind::Request)
}

fn is_of_dataset(review: &Review) -> bool {
    review.prepared().iter().any(|prepared| prepared.kind == PreparedKind::Entry)
}
