//! [`ManualClock`]: a clock that stands still until somebody moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jixiang_model::UnixMillis;

use crate::port::Clock;

/// A clock that shows what it was set to. Clones are the same clock.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<AtomicU64>);

impl ManualClock {
    /// A clock that shows this instant.
    #[must_use]
    pub fn at(now: UnixMillis) -> Self {
        Self(Arc::new(AtomicU64::new(now.0)))
    }

    /// Sets it, forwards or back: the clock of a PC may do both.
    pub fn set(&self, now: UnixMillis) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    /// Moves it forward.
    pub fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.load(Ordering::SeqCst))
    }
}
