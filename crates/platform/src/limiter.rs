//! Rates: each session or address has a bucket that fills steadily and is emptied by requests.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use jixiang_model::UnixMillis;

/// The most buckets that are kept; when there are more, the full ones are forgotten.
const MOST: usize = 10_000;

/// A rate for many askers.
pub(crate) struct Limiter<K> {
    /// Requests per second.
    rate: f64,
    /// Requests at once.
    burst: f64,
    buckets: Mutex<HashMap<K, Bucket>>,
}

/// What an asker has left.
#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: UnixMillis,
}

impl<K: Eq + Hash> Limiter<K> {
    /// A limiter with a long-run rate per second and a burst.
    pub(crate) fn new(rate: u32, burst: u32) -> Self {
        Self { rate: f64::from(rate), burst: f64::from(burst), buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one request of `asker`.
    ///
    /// # Errors
    ///
    /// The seconds after which there is room again, at least one.
    pub(crate) fn take(&self, asker: K, now: UnixMillis) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST {
            buckets.retain(|_, bucket| self.filled(*bucket, now) < self.burst);
        }
        let bucket = buckets.entry(asker).or_insert(Bucket { left: self.burst, at: now });
        let left = self.filled(*bucket, now);
        let at = bucket.at.max(now);
        *bucket = Bucket { left, at };
        if left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        let seconds = ((1.0 - left) / self.rate).ceil().max(1.0);
        Err(seconds as u64)
    }

    fn filled(&self, bucket: Bucket, now: UnixMillis) -> f64 {
        let seconds = now.since(bucket.at) as f64 / 1000.0;
        (bucket.left + seconds * self.rate).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let limiter = Limiter::new(2, 3);
        let at = |millis: u64| UnixMillis(1_000_000 + millis);
        assert!((0..3).all(|_| limiter.take("a", at(0)).is_ok()));
        assert_eq!(limiter.take("a", at(0)), Err(1));
        assert_eq!(limiter.take("b", at(0)), Ok(()), "another asker has a bucket of their own");
        assert_eq!(limiter.take("a", at(500)), Ok(()));
        assert_eq!(limiter.take("a", at(500)), Err(1));
        assert_eq!(limiter.take("a", at(0)), Err(1), "a clock that goes back fills nothing");
    }
}
