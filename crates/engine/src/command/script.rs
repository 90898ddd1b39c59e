//! What scripts ask beyond the window: running a transfer in the foreground, figures, the directory.

use std::path::PathBuf;

use jixiang_contract::{DeliveryId, RecipientId, TransferId};

use super::{delivery_id, job_id};
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
                JobKind::TakeBack(_) | JobKind::Receipt(_) => 0,
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
}
