//! How fast objects may move: one speed for all connections together, in both directions, which a person sets. Questions
//! and statements are small and never wait for it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// The line in which pieces of objects stand.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<Line>);

#[derive(Debug, Default)]
struct Line {
    /// Bytes per second; none when there is no limit.
    limit: Option<u64>,
    /// When the last piece that was let through has had its time.
    free: Option<Instant>,
}

impl Pace {
    /// From here on at most so many bytes per second.
    pub(crate) fn limit(&self, bytes_per_second: Option<u64>) {
        let mut line = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        line.limit = bytes_per_second;
    }

    /// Waits until a piece of so many bytes may go.
    pub(crate) async fn turn(&self, bytes: usize) {
        let pause = self.book(Instant::now(), bytes);
        if !pause.is_zero() {
            sleep(pause).await;
        }
    }

    fn book(&self, now: Instant, bytes: usize) -> Duration {
        let mut line = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(limit) = line.limit else {
            line.free = None;
            return Duration::ZERO;
        };
        let start = line.free.map_or(now, |free| free.max(now));
        line.free = Some(start + Duration::from_secs_f64(bytes as f64 / limit.max(1) as f64));
        start - now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIECE: usize = 64 << 10;

    #[test]
    fn without_a_limit_nothing_waits() {
        let pace = Pace::default();
        let now = Instant::now();
        assert!((0..1000).all(|_| pace.book(now, PIECE).is_zero()));
    }

    #[test]
    fn all_connections_together_keep_the_speed_and_a_rest_is_not_saved_up() {
        let pace = Pace::default();
        pace.limit(Some(1 << 20));
        let now = Instant::now();
        let pauses: Vec<Duration> = (0..33).map(|_| pace.book(now, PIECE)).collect();
        assert!(pauses[0].is_zero());
        assert_eq!(pauses[16], Duration::from_secs(1), "16 pieces are a megabyte");
        assert_eq!(pauses[32], Duration::from_secs(2));
        let later = now + Duration::from_secs(3600);
        assert!(pace.book(later, PIECE).is_zero());
        assert!(!pace.book(later, PIECE).is_zero(), "an hour of rest is not a burst");
    }

    #[test]
    fn a_limit_that_is_lifted_counts_at_once() {
        let pace = Pace::default();
        pace.limit(Some(1));
        let now = Instant::now();
        pace.book(now, PIECE);
        pace.limit(None);
        assert!(pace.book(now, PIECE).is_zero());
        pace.limit(Some(1 << 20));
        assert!(pace.book(now, PIECE).is_zero(), "what was booked at the old speed is forgotten");
    }
}
