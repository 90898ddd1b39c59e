//! A dataset that this department was let into, or provides: fetching a version, opening it, showing it.

use std::path::PathBuf;

use jixiang_contract::{DatasetId, TransferId};
use jixiang_model::{RequestState, ScopeId};

use super::dataset_id;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::record::{FetchJob, FetchVersion, JobId};
use crate::state::State;
use crate::view::grants::{covers, own_to};
use crate::view::matter::RequestOf;

impl Engine {
    /// Writes the order to fetch a version down: the newest that may be fetched, or this one. `folder` instead of the
    /// folder for received files, if given.
    ///
    /// # Errors
    ///
    /// [`Fault::NoGrant`] when no request lets this department have it.
    pub async fn fetch_dataset(
        &self,
        id: &DatasetId,
        version: Option<u32>,
        folder: Option<PathBuf>,
    ) -> Result<TransferId, Fault> {
        let (id, drawn) = (dataset_id(id)?, self.draw());
        let engine = self.clone();
        let job = self
            .state(move |state| {
                let folder = folder.unwrap_or_else(|| engine.downloads(state));
                state.order_fetch_version(id, version.map(u64::from), folder, drawn)
            })
            .await?;
        self.inner.work.notify_one();
        Ok(TransferId(job.to_string()))
    }

    /// The path of what was received of a dataset: its only file, or the folder of all.
    ///
    /// # Errors
    ///
    /// [`Fault::TypeNotOpened`], [`Fault::NotFound`].
    pub async fn open_dataset(&self, id: &DatasetId) -> Result<PathBuf, Fault> {
        let id = dataset_id(id)?;
        self.state(move |state| state.item_to_open(&id, None)).await
    }

    /// What was received of a dataset was opened: it is on record as a receipt, once.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn note_dataset_opened(&self, id: &DatasetId) -> Result<(), Fault> {
        self.note_scope_opened(dataset_id(id)?).await
    }

    /// The path to show in the file manager.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`] when nothing of it is on this PC any more.
    pub async fn reveal_dataset(&self, id: &DatasetId) -> Result<PathBuf, Fault> {
        let saved = self.saved_dataset(id).await?;
        saved.into_iter().next().filter(|path| path.exists()).ok_or(Fault::NotFound)
    }

    /// Where a version of a dataset was saved on this PC.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`].
    pub async fn saved_dataset(&self, id: &DatasetId) -> Result<Vec<PathBuf>, Fault> {
        let id = dataset_id(id)?;
        self.state(move |state| state.marks.get(&id).map(|mark| mark.saved.clone()).ok_or(Fault::NotFound)).await
    }
}

impl State {
    fn order_fetch_version(
        &mut self,
        dataset: ScopeId,
        number: Option<u64>,
        folder: PathBuf,
        drawn: [u8; 32],
    ) -> Result<JobId, Fault> {
        let known = self.ledger()?.dataset(&dataset).ok_or(Fault::NotFound)?;
        let latest = known.latest_version().ok_or(Fault::Withheld)?.number;
        if let Some(number) = number {
            let release = known.released(number).ok_or(Fault::NotFound)?;
            release.record.as_ref().ok_or(Fault::Withheld)?;
        }
        let own = *known.provider() == self.facts()?.department;
        let version = if own {
            FetchVersion { number: number.unwrap_or(latest), request: None }
        } else {
            let (request, number) = self.way_to(&dataset, number).ok_or(Fault::NoGrant)?;
            FetchVersion { number, request: Some(request) }
        };
        let fetch = FetchJob { scope: dataset, version: Some(version), folder, placing: None, received_bytes: 0 };
        self.order_fetch_job(fetch, 0, drawn)
    }

    /// By which request this department may fetch a version of a dataset now: this one, or the newest that it may have.
    pub(crate) fn way_to(&self, dataset: &ScopeId, number: Option<u64>) -> Option<(ScopeId, u64)> {
        let all = self.requests_here();
        let Some(number) = number else {
            return self.fetchable(&all, dataset).map(|found| (found.request, found.release.number));
        };
        let release = self.ledger.as_ref()?.dataset(dataset)?.released(number)?;
        let now = self.now();
        let opens = |request: &RequestOf<'_>| {
            let thread = request.thread.filter(|thread| thread.state() == RequestState::Agreed);
            request.ends().is_some_and(|ends| now < ends) && thread.is_some_and(|thread| covers(thread, release))
        };
        let request = own_to(&all, dataset).find(opens)?;
        Some((request.thread?.id(), number))
    }
}
