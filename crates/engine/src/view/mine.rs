//! The page 我的数据: what this department published and who has it, what this PC may fetch or holds, and deliveries that
//! were kept.

use std::collections::BTreeSet;

use jixiang_contract::{
    ByteCount, DatasetId, DeliveryId, GrantState, HeldDatasetRow, HeldRow, MatterStage, MyData, PublishedRow, Stamp,
    TransferId,
};
use jixiang_model::{RequestState, ScopeId, UnixMillis};
use jixiang_statement::thread::{Dataset, Review};

use super::matter::{RequestOf, Side, last_day};
use super::{grants, plain};
use crate::record::{JobKind, JobState};
use crate::state::State;

impl State {
    /// What this department published and what this PC holds.
    pub(crate) fn my_data(&self) -> MyData {
        let requests = self.requests_here();
        MyData {
            published: self.published(&requests),
            datasets: self.datasets_of_others(&requests),
            held: self.held_deliveries(),
        }
    }

    /// Datasets of the own department, newest release first; what was not released yet comes before.
    fn published(&self, all: &[RequestOf<'_>]) -> Vec<PublishedRow> {
        let Some(ledger) = &self.ledger else { return Vec::new() };
        let released = ledger.datasets().filter(|dataset| self.is_own(dataset.provider())).map(Dataset::id);
        let prepared = ledger.reviews().map(Review::outer);
        let ids: BTreeSet<ScopeId> = released.chain(prepared).collect();
        let mut rows: Vec<PublishedRow> = ids.iter().filter_map(|id| self.published_row(all, id)).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.version.as_ref().map_or(Stamp(u64::MAX), |version| version.at)));
        rows
    }

    fn published_row(&self, all: &[RequestOf<'_>], id: &ScopeId) -> Option<PublishedRow> {
        let (entry, provider) = self.entry_of(id)?;
        if !self.is_own(&provider) {
            return None;
        }
        let dataset = self.ledger.as_ref()?.dataset(id);
        Some(PublishedRow {
            id: DatasetId(id.to_string()),
            name: entry.name.to_string(),
            class: plain::class(entry.share_class),
            version: dataset.map(|dataset| self.version_row(dataset, dataset.latest())),
            waiting: self.waiting_of(id).into_iter().next(),
            transfer: self.publishing(id),
            grants: dataset.map(|dataset| self.grants_of(all, dataset)).unwrap_or_default(),
        })
    }

    /// Whether another dataset of this department has a name, or what is being published would give it one: names are unique
    /// within their provider (DOMAIN.md 2).
    pub(crate) fn is_name_taken(&self, name: &str, dataset: &ScopeId) -> bool {
        let has = |id: &ScopeId, other: &str| id != dataset && other == name;
        let listed = self.ledger.iter().flat_map(|ledger| ledger.datasets());
        let mut own = listed.filter(|known| self.is_own(known.provider()) && !known.is_over()).map(Dataset::id);
        let publications = self.publications_here();
        let mut waiting = publications.iter().filter(|publication| publication.stage() == MatterStage::AwaitsRelease);
        let ordered = self.jobs.values().any(|running| match &running.job.kind {
            JobKind::Publish(job) => running.job.ended().is_none() && has(&job.dataset, &job.entry.name),
            JobKind::Send(_) | JobKind::Fetch(_) | JobKind::Act(_) => false,
        });
        ordered
            || own.any(|id| has(&id, &self.dataset_name(&id)))
            || waiting.any(|publication| has(&publication.dataset, &publication.entry.name.to_string()))
    }

    /// The transfer of a publication that is on its way.
    fn publishing(&self, id: &ScopeId) -> Option<TransferId> {
        let running = self.jobs.values().rfind(|running| {
            let publishes = matches!(&running.job.kind, JobKind::Publish(job) if job.dataset == *id);
            publishes && !matches!(running.job.state, JobState::Done(_))
        })?;
        Some(TransferId(running.job.id.to_string()))
    }

    /// Datasets of other departments that may be fetched or are here, by their names.
    fn datasets_of_others(&self, all: &[RequestOf<'_>]) -> Vec<HeldDatasetRow> {
        let mut ids: BTreeSet<ScopeId> = BTreeSet::new();
        for request in all {
            let agreed = request.thread.filter(|thread| {
                request.side == Side::Requester
                    && matches!(thread.state(), RequestState::Agreed | RequestState::Revoked)
            });
            ids.extend(agreed.map(jixiang_statement::thread::RequestThread::dataset));
        }
        let mut rows: Vec<HeldDatasetRow> = ids.iter().filter_map(|id| self.held_dataset_row(all, id)).collect();
        rows.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        rows
    }

    fn held_dataset_row(&self, all: &[RequestOf<'_>], id: &ScopeId) -> Option<HeldDatasetRow> {
        let dataset = self.ledger.as_ref()?.dataset(id)?;
        let holding = self.holding(all, id);
        let fetchable = self.fetchable(all, id);
        let mut requests = grants::own_to(all, id).filter(was_agreed);
        let by = match &fetchable {
            Some(fetchable) => requests.find(|request| request.id() == Some(fetchable.request)),
            None => requests.max_by_key(RequestOf::ends),
        }?;
        let state = self.grant_state(&by);
        if state != GrantState::Lives && holding.is_none() {
            return None;
        }
        let covered = by.thread.and_then(|thread| grants::newest(dataset, thread)).map(|release| release.number);
        let newest = fetchable.map(|fetchable| fetchable.release.number).or(covered);
        let held = holding.as_ref().map(|holding| holding.version);
        let ends = by.ends()?;
        Some(HeldDatasetRow {
            id: DatasetId(id.to_string()),
            name: self.dataset_name(id),
            provider: self.department_party(dataset.provider()),
            newest: if state == GrantState::Lives { newest.map(plain::small).or(held)? } else { held? },
            until: last_day(ends),
            due: self.days_left(ends),
            holding,
            state,
        })
    }

    fn held_deliveries(&self) -> Vec<HeldRow> {
        let ledger = self.ledger.iter().flat_map(|ledger| ledger.threads());
        let mut held: Vec<HeldRow> = ledger
            .filter_map(|thread| {
                let id = thread.delivery.id();
                let verified = self.marks.get(&id)?.verified?;
                let opened = self.covers.get(&id)?;
                Some(HeldRow {
                    id: DeliveryId(id.to_string()),
                    title: opened.title.clone(),
                    from: self.sender(thread),
                    bytes: ByteCount(opened.bytes),
                    verified: Stamp(verified.0),
                    until: Stamp(last_instant(thread.delivery.delivery().not_after)),
                })
            })
            .collect();
        held.sort_by_key(|row| std::cmp::Reverse(row.verified));
        held
    }
}

const fn last_instant(end: UnixMillis) -> u64 {
    end.0.saturating_sub(1)
}

fn was_agreed(request: &RequestOf<'_>) -> bool {
    let state = request.thread.map(jixiang_statement::thread::RequestThread::state);
    matches!(state, Some(RequestState::Agreed | RequestState::Revoked))
}
