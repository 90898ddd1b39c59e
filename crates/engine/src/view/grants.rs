//! What a request lets its department have, and who has what of a dataset. It refuses to count a key that nobody sealed.

use jixiang_contract::{GrantRow, GrantState, Stamp};
use jixiang_model::{RequestState, ScopeId, UnixMillis};
use jixiang_statement::payload::Step;
use jixiang_statement::thread::{Dataset, ReleaseOf, RequestThread};

use super::matter::{Matter, RequestOf, Side, last_day};
use super::plain;
use crate::state::State;

/// A version that may be fetched now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fetchable<'a> {
    /// By this request.
    pub(crate) request: ScopeId,
    /// The newest version that it covers.
    pub(crate) release: &'a ReleaseOf,
    /// The first instant at which it is over.
    pub(crate) ends: UnixMillis,
}

/// Whether a request that was agreed to opens a version: by its grant, as it was carried on, or because the version is
/// open to all.
pub(crate) fn covers(thread: &RequestThread, release: &ReleaseOf) -> bool {
    if release.record.is_none() {
        return false;
    }
    let granted = thread.grant().is_some_and(|granted| {
        let grant = &granted.grant;
        let number = release.number;
        let carried = thread.reseals().iter().any(|r| r.generation == release.generation && r.from <= number);
        let keyed = grant.to.is_some() || release.generation == grant.generation || carried;
        grant.from <= number && grant.to.is_none_or(|to| number <= to) && keyed
    });
    granted || release.open.is_some()
}

/// The newest version that such a request opens and that its provider has not ended.
pub(crate) fn newest<'a>(dataset: &'a Dataset, thread: &RequestThread) -> Option<&'a ReleaseOf> {
    let lives = |release: &&ReleaseOf| dataset.retired(&release.statement).is_none();
    dataset.releases().iter().filter(lives).rfind(|release| covers(thread, release))
}

/// The requests of this department to a dataset, among all of its requests.
pub(crate) fn own_to<'a, 'b>(
    all: &'b [RequestOf<'a>],
    dataset: &'b ScopeId,
) -> impl DoubleEndedIterator<Item = RequestOf<'a>> + 'b {
    let asks = |request: &&RequestOf<'a>| {
        request.side == Side::Requester && request.asked_for().is_some_and(|asked| asked.request.dataset == *dataset)
    };
    all.iter().filter(asks).copied()
}

impl State {
    /// The newest version of a dataset that this department may fetch, among these requests of it, and by which.
    pub(crate) fn fetchable<'a>(&'a self, all: &[RequestOf<'a>], id: &ScopeId) -> Option<Fetchable<'a>> {
        let dataset = self.ledger.as_ref()?.dataset(id)?;
        let now = self.now();
        let by = |request: RequestOf<'a>| {
            let thread = request.thread.filter(|thread| thread.state() == RequestState::Agreed)?;
            let ends = request.ends().filter(|ends| now < *ends)?;
            Some(Fetchable { request: thread.id(), release: newest(dataset, thread)?, ends })
        };
        own_to(all, id).filter_map(by).max_by_key(|fetchable| (fetchable.release.number, fetchable.ends))
    }

    /// Who can open a dataset of this department, or could, by these requests: newest first.
    pub(crate) fn grants_of(&self, all: &[RequestOf<'_>], dataset: &Dataset) -> Vec<GrantRow> {
        let to = all.iter().filter(|request| request.side == Side::Provider);
        let mut rows: Vec<(UnixMillis, GrantRow)> = to
            .filter_map(|request| {
                let thread = request.thread.filter(|thread| thread.dataset() == dataset.id())?;
                Some((agreed_at(thread)?, self.grant_row(dataset, request, thread)?))
            })
            .collect();
        rows.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn grant_row(&self, dataset: &Dataset, request: &RequestOf<'_>, thread: &RequestThread) -> Option<GrantRow> {
        let number = |record: &jixiang_model::StatementId| {
            let lets_out = |release: &&ReleaseOf| release.record.as_ref().is_some_and(|r| r.statement == *record);
            dataset.releases().iter().find(lets_out).map(|release| release.number)
        };
        let verified = thread.receipts().iter().filter(|receipt| receipt.step == Step::Verified);
        Some(GrantRow {
            request: Matter::Request(thread.id()).id(),
            party: self.department_party(thread.requester()),
            until: last_day(request.ends()?),
            version: thread.grant().and_then(|granted| granted.grant.to).map(plain::small),
            confirmed: verified.filter_map(|receipt| number(&receipt.record)).max().map(plain::small),
            state: self.grant_state(request),
        })
    }

    /// Whether what was agreed to still lives.
    pub(crate) fn grant_state(&self, request: &RequestOf<'_>) -> GrantState {
        let revoked = request.thread.and_then(RequestThread::revoked);
        match (revoked, request.ends()) {
            (Some(ended), _) => GrantState::Revoked { at: Stamp(ended.act.at.0) },
            (None, Some(ends)) if self.now() >= ends => GrantState::Expired,
            (None, _) => GrantState::Lives,
        }
    }
}

/// When a request was agreed to; for unconditional data when it was submitted. Nothing for what never was.
fn agreed_at(thread: &RequestThread) -> Option<UnixMillis> {
    let granted = thread.grant().map(|granted| granted.act.at);
    granted.or_else(|| (thread.state() == RequestState::Agreed).then(|| thread.current().consent.at))
}
