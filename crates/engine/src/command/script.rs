//! What scripts ask beyond the window: running a transfer in the foreground, figures, the directory.

use std::path::PathBuf;

use jixiang_contract::{DatasetId, DeliveryId, HistoryLine, MatterStage, RecipientId, TransferId};
use jixiang_model::ScopeId;

use super::{dataset_id, delivery_id, job_id};
use crate::engine::Engine;
use crate::fault::Fault;
use crate::record::JobKind;
use crate::view::picker::DirectoryRow;

/// How much a transfer has moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Content bytes.
    pub content: u64,
    /// Padded object bytes, without headers.
    pub travelled: u64,
}

impl Engine {
    /// Runs one transfer to its end or first fault, for callers without a background; progress comes as events.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn run_transfer(&self, id: &TransferId) -> Result<(), Fault> {
        self.attempt_once(job_id(id)?).await
    }

    /// Announces progress while a caller without a background runs transfers. Must be called within a Tokio runtime.
    pub fn announce_progress(&self) {
        tokio::spawn(self.clone().announce());
    }

    /// How much a transfer has moved: content bytes, and padded object bytes that travelled.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`].
    pub async fn moved(&self, id: &TransferId) -> Result<Moved, Fault> {
        let id = job_id(id)?;
        self.state(move |state| {
            let job = &state.jobs.get(&id).ok_or(Fault::NotFound)?.job;
            let travelled = match &job.kind {
                JobKind::Send(send) => send.sent_bytes,
                JobKind::Fetch(fetch) => fetch.received_bytes,
                JobKind::Publish(publish) => publish.sent_bytes,
                JobKind::Act(_) => 0,
            };
            Ok(Moved { content: job.total, travelled })
        })
        .await
    }

    /// Where a delivery was saved on this PC.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`].
    pub async fn saved(&self, id: &DeliveryId) -> Result<Vec<PathBuf>, Fault> {
        let id = delivery_id(id)?;
        self.state(move |state| state.marks.get(&id).map(|mark| mark.saved.clone()).ok_or(Fault::NotFound)).await
    }

    /// Departments of the directory that fit the words, best first.
    pub async fn departments(&self, words: String, most: usize) -> Vec<DirectoryRow> {
        self.state(move |state| state.directory_rows(&words, most, false)).await
    }

    /// People of the directory that fit the words, best first.
    pub async fn people(&self, words: String, most: usize) -> Vec<DirectoryRow> {
        self.state(move |state| state.directory_rows(&words, most, true)).await
    }

    /// The one recipient that is meant: a staff id, a unified social credit code, or a name with exactly one match.
    ///
    /// # Errors
    ///
    /// [`Fault::UnknownRecipient`], [`Fault::AmbiguousRecipient`].
    pub async fn resolve(&self, who: String) -> Result<RecipientId, Fault> {
        self.state(move |state| state.resolve(&who)).await
    }

    /// The transfer of a delivery that is not finished.
    pub async fn transfer_of(&self, id: &DeliveryId) -> Option<TransferId> {
        let id = delivery_id(id).ok()?;
        self.state(move |state| state.transfer_of(&id).map(|running| TransferId(running.job.id.to_string()))).await
    }

    /// How the newest publication of an own dataset stands, and the newest version that is out.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`].
    pub async fn published(&self, id: &DatasetId) -> Result<(MatterStage, Option<u32>), Fault> {
        let id = dataset_id(id)?;
        self.state(move |state| {
            let newest = state.publications_of(&id).pop().ok_or(Fault::NotFound)?;
            let version = state.ledger()?.dataset(&id).map(|dataset| dataset.latest().number);
            Ok((newest.stage(), version.and_then(|number| u32::try_from(number).ok())))
        })
        .await
    }

    /// The dataset that is meant: by its id, or by a request of this department for it.
    pub async fn dataset_named(&self, text: &str) -> Option<DatasetId> {
        let scope: ScopeId = text.parse().ok()?;
        self.state(move |state| {
            let ledger = state.ledger().ok()?;
            // A request that no head has let out yet names its dataset, too.
            let asked = state.request_at(&scope).and_then(|request| request.asked_for());
            let dataset = asked.map_or(scope, |asked| asked.request.dataset);
            ledger.dataset(&dataset).map(|dataset| DatasetId(dataset.id().to_string()))
        })
        .await
    }

    /// What was signed about a delivery, dataset or request, oldest first.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`].
    pub async fn history_of(&self, text: &str) -> Result<Vec<HistoryLine>, Fault> {
        let scope: ScopeId = text.parse().map_err(|_| Fault::NotFound)?;
        self.state(move |state| state.history(&scope)).await
    }

    /// The place of a department in the organisation tree: by its code, or a name with exactly one match.
    ///
    /// # Errors
    ///
    /// [`Fault::UnknownRecipient`], [`Fault::AmbiguousRecipient`].
    pub async fn department_path(&self, who: String) -> Result<Vec<String>, Fault> {
        self.state(move |state| {
            let chosen = crate::view::picker::parse(&state.resolve(&who)?)?;
            Ok(state.path(&chosen.department))
        })
        .await
    }
}
