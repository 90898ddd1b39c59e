//! How long the platform may take. No limit is on a whole long poll or a whole object: what counts is that bytes move.

use std::time::Duration;

use jixiang_wire::limits;

/// The times after which a connection counts as broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until a connection stands, TLS included.
    pub connect: Duration,
    /// Until the header of an answer is there, beside the time for which the platform was asked to wait.
    pub answer: Duration,
    /// Between two pieces of a body, in either direction; also the time after which [`Patience::rate`] counts.
    pub silence: Duration,
    /// The lowest rate of a body, in bytes per second.
    pub rate: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(20),
            silence: Duration::from_secs(15),
            rate: limits::MIN_RATE,
        }
    }
}

impl Patience {
    /// Whether so many bytes in this time are too few.
    pub(crate) fn is_over(&self, bytes: usize, in_time: Duration) -> bool {
        let counted = in_time.saturating_sub(self.silence).as_millis();
        let due = counted.saturating_mul(u128::from(self.rate)) / 1000;
        due > bytes as u128
    }

    /// The longest that a body of this length may take in all.
    pub(crate) fn for_bytes(&self, bytes: usize) -> Duration {
        let seconds = (bytes as u64).checked_div(self.rate).unwrap_or_default();
        self.silence + Duration::from_secs(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_may_begin_slowly_and_must_keep_the_rate_afterwards() {
        let patience = Patience { silence: Duration::from_secs(10), rate: 1000, ..Patience::default() };
        let over = |bytes, seconds| patience.is_over(bytes, Duration::from_secs(seconds));
        assert!(!over(0, 10));
        assert!(over(999, 11));
        assert!(!over(1000, 11));
        assert!(over(60_000, 600));
        assert!(!over(590_000, 600));
        assert_eq!(patience.for_bytes(5000), Duration::from_secs(15));
    }
}
