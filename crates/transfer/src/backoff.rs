//! How long to wait before trying again: longer each time, never in step with others, and at least as long as the platform
//! asks.

use std::time::Duration;

use jixiang_seal::Random;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(60);
/// More than this a platform cannot ask for.
const MOST_ASKED: Duration = Duration::from_secs(900);

/// Counts failures in a row.
#[derive(Debug, Clone, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Something worked: the next failure is the first again.
    pub fn handle_success(&mut self) {
        self.failures = 0;
    }

    /// Something failed; `retry_after` is what the platform asked for. Returns how long to wait: between half and all of
    /// 0.5 s doubled with each failure up to 60 s, or what was asked (at most 15 minutes) and up to a tenth more.
    pub fn handle_failure(&mut self, retry_after: Option<Duration>, random: &mut dyn Random) -> Duration {
        let doubled = FIRST.saturating_mul(1 << self.failures.min(7)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let own = doubled / 2 + share(doubled / 2, random);
        let asked = retry_after.map_or(Duration::ZERO, |asked| {
            let asked = asked.min(MOST_ASKED);
            asked + share(asked / 10, random)
        });
        own.max(asked)
    }

    /// Failures since something worked.
    #[must_use]
    pub const fn failures(&self) -> u32 {
        self.failures
    }
}

/// A random part of `whole`.
fn share(whole: Duration, random: &mut dyn Random) -> Duration {
    let mut bytes = [0; 4];
    random.fill(&mut bytes);
    let fraction = f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX);
    whole.mul_f64(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Random for Always {
        fn fill(&mut self, out: &mut [u8]) {
            out.fill(self.0);
        }
    }

    #[test]
    fn waits_double_up_to_a_minute_and_begin_anew_after_success() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..9).map(|_| backoff.handle_failure(None, &mut Always(255)).as_millis()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
        backoff.handle_success();
        assert_eq!(backoff.handle_failure(None, &mut Always(0)), Duration::from_millis(250));
    }

    #[test]
    fn what_the_platform_asks_is_kept_within_reason() {
        let mut backoff = Backoff::default();
        let asked = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(backoff.handle_failure(asked(20), &mut Always(0)), Duration::from_secs(20));
        assert_eq!(backoff.handle_failure(asked(u64::MAX), &mut Always(255)), Duration::from_secs(990));
        assert!(backoff.handle_failure(asked(0), &mut Always(255)) >= Duration::from_secs(1));
    }
}
