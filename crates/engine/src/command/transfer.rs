//! Pausing, going on, ending, and whether anything goes on.

use jixiang_contract::TransferId;

use super::job_id;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::record::JobState;

impl Engine {
    /// Whether something is under way that ends without a person: a transfer that is neither paused nor failed, or an act
    /// that is written down and not signed yet.
    pub async fn is_working(&self) -> bool {
        self.state(|state| state.jobs.values().any(|running| matches!(running.job.state, JobState::Run))).await
    }

    /// Pauses a transfer.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn pause(&self, id: &TransferId) -> Result<(), Fault> {
        let id = job_id(id)?;
        self.state(move |state| state.pause(&id)).await
    }

    /// Goes on with a paused, stalled or failed transfer, now.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn resume(&self, id: &TransferId) -> Result<(), Fault> {
        let id = job_id(id)?;
        self.state(move |state| state.resume(&id)).await?;
        self.inner.work.notify_one();
        self.inner.retry.notify_waiters();
        Ok(())
    }

    /// Ends a transfer for good.
    ///
    /// # Errors
    ///
    /// [`Fault::Signed`] when a signed statement may already be on the ledger.
    pub async fn cancel(&self, id: &TransferId) -> Result<(), Fault> {
        let id = job_id(id)?;
        self.state(move |state| state.cancel(&id)).await
    }
}
