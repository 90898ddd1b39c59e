//! Acts of this desk that are written down and not on the ledger yet.

use jixiang_contract::{MatterVerb, PendingAct, Stamp, TransferId};
use jixiang_model::{ScopeId, UnixMillis};

use super::Matter;
use crate::record::{Act, ActJob, JobKind, JobState, RequestOrder};
use crate::state::{Running, State};

/// A first request that no statement bears out yet.
pub(crate) struct QueuedRequest<'a> {
    /// The dataset.
    pub(crate) dataset: ScopeId,
    /// The entry that was shown.
    pub(crate) entry: jixiang_model::StatementId,
    /// The fields.
    pub(crate) order: &'a RequestOrder,
    /// When it was ordered.
    pub(crate) at: UnixMillis,
    /// The job that asks.
    pub(crate) running: &'a Running,
}

impl State {
    /// The acts on a matter that are not done, in the order in which they were ordered.
    pub(crate) fn orders_on(&self, matter: Matter) -> impl DoubleEndedIterator<Item = &Running> {
        self.jobs.values().filter(move |running| match &running.job.kind {
            JobKind::Act(job) => running.job.ended().is_none() && verb(&job.act).is_some() && is_about(job, &matter),
            JobKind::Send(_) | JobKind::Fetch(_) | JobKind::Publish(_) => false,
        })
    }

    /// The newest act on a matter that is not done.
    pub(crate) fn pending_act(&self, matter: &Matter) -> Option<&Running> {
        self.orders_on(*matter).next_back()
    }

    /// That act as a card shows it.
    pub(crate) fn pending(&self, matter: &Matter) -> Option<PendingAct> {
        let running = self.pending_act(matter)?;
        let JobKind::Act(job) = &running.job.kind else { return None };
        let error = match &running.job.state {
            JobState::Fail(error) => Some(error.clone()),
            JobState::Run | JobState::Pause | JobState::Done(_) => {
                running.stalled.as_ref().map(|(_, error)| error.clone())
            }
        };
        let job_id = running.is_failed().then(|| TransferId(running.job.id.to_string()));
        let may_undo = running.may_be_forgotten();
        Some(PendingAct { verb: verb(&job.act)?, until: Stamp(job.due.0), error, may_undo, job: job_id })
    }

    /// Until when an act on a matter can be undone, while it can.
    pub(crate) fn undo_until(&self, matter: &Matter) -> Option<Stamp> {
        let running = self.pending_act(matter)?;
        let JobKind::Act(job) = &running.job.kind else { return None };
        let waits = matches!(running.job.state, JobState::Run) && job.due > self.now();
        waits.then_some(Stamp(job.due.0))
    }

    /// A first request that is ordered and not on the ledger yet.
    pub(crate) fn queued_request(&self, id: &ScopeId) -> Option<QueuedRequest<'_>> {
        self.queued_requests().find(|(scope, _)| scope == id).map(|(_, queued)| queued)
    }

    /// Every such request, in the order in which they were ordered.
    pub(crate) fn queued_requests(&self) -> impl Iterator<Item = (ScopeId, QueuedRequest<'_>)> {
        self.jobs.values().filter(|running| running.job.ended().is_none()).filter_map(|running| {
            let JobKind::Act(ActJob { scope, act: Act::Request { dataset, entry, order, .. }, .. }) = &running.job.kind
            else {
                return None;
            };
            let queued = QueuedRequest { dataset: *dataset, entry: *entry, order, at: running.job.ordered, running };
            self.request_at(scope).is_none().then_some((*scope, queued))
        })
    }
}

/// Whether an act is about a matter.
fn is_about(job: &ActJob, matter: &Matter) -> bool {
    match matter {
        Matter::Request(id) => job.scope == *id,
        Matter::Publication { dataset, entry, record } => {
            job.scope == *dataset && job.act.decides_on() == Some(record.unwrap_or(*entry))
        }
    }
}

/// The verb that a person chose; none for what follows by itself and for what is no matter.
const fn verb(act: &Act) -> Option<MatterVerb> {
    match act {
        Act::Release { .. } | Act::Consent { .. } => Some(MatterVerb::Consent),
        Act::Decline { .. } => Some(MatterVerb::Decline),
        Act::Request { .. } => Some(MatterVerb::Resubmit),
        Act::Agree { .. } | Act::Grant => Some(MatterVerb::Agree),
        Act::Return { .. } => Some(MatterVerb::Return),
        Act::Refuse { .. } => Some(MatterVerb::Refuse),
        Act::Withdraw { .. } => Some(MatterVerb::Withdraw),
        Act::Revoke { .. } => Some(MatterVerb::Revoke),
        Act::TakeBack
        | Act::Receipt { .. }
        | Act::Reseal { .. }
        | Act::Heads
        | Act::Admit { .. }
        | Act::Remove { .. } => None,
    }
}
