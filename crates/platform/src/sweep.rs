//! Sweeping: what was sent and is named by no statement after 30 days is removed. It never touches what a statement names.

use std::time::Duration;

use jixiang_model::UnixMillis;

use crate::ledger::unnamed;
use crate::platform::Inner;
use crate::{Error, Platform};

/// How long what was sent waits for a statement that names it.
const DAYS: u64 = 30;

/// How long the sweeper rests.
const REST: Duration = Duration::from_secs(24 * 60 * 60);

/// Uploads that are swept in one transaction.
const TOGETHER: usize = 256;

impl Inner {
    /// Removes uploads that no statement named for 30 days, and says how many objects are gone. Files go before the
    /// transaction is over: what a kill leaves is an object without its file, which is missing and sent again.
    ///
    /// # Errors
    ///
    /// Failures of the database and of the disk.
    pub fn sweep(&self) -> Result<u64, Error> {
        let before = UnixMillis(self.now().0.saturating_sub(UnixMillis(0).plus_days(DAYS).0));
        let mut swept = 0;
        loop {
            let (old, gone) = self.ledger.write(|transaction, _| {
                let forgotten = unnamed::forget(transaction, before, TOGETHER)?;
                forgotten.gone.iter().try_for_each(|object| self.store.remove(object))?;
                Ok((forgotten.uploads, forgotten.gone.len()))
            })?;
            swept += gone as u64;
            if old < TOGETHER {
                return Ok(swept);
            }
        }
    }
}

/// Sweeps once a day until the platform ends.
pub(crate) async fn daily(platform: Platform) {
    let closing = platform.closing.clone();
    loop {
        match platform.work(Inner::sweep).await {
            Ok(0) => {}
            Ok(objects) => tracing::info!(objects, "uploads that nothing named were removed"),
            Err(error) => tracing::error!(%error, "sweeping failed"),
        }
        tokio::select! {
            () = tokio::time::sleep(REST) => {}
            () = closing.cancelled() => return,
        }
    }
}
