//! Choosing the instant at which a process is killed: by time, spread by a seed, or by what can be seen of its work.

use std::time::{Duration, Instant};

use super::Result;
use super::running::{Life, Running};

/// How often the work of others is looked at while aiming.
const LOOK: Duration = Duration::from_micros(300);

/// `count` instants within `span`, one in each of `count` equal parts of it, where in its part by `seed`.
#[must_use]
pub fn spread(span: Duration, count: u32, seed: u64) -> Vec<Duration> {
    let mut state = seed;
    let part = span / count.max(1);
    (0..count)
        .map(|at| {
            let within = u32::try_from(next(&mut state) % 1000).unwrap_or_default();
            part * at + part * within / 1000
        })
        .collect()
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, everywhere.
pub fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Lets a process run until something can be seen, or to its end if that comes before.
///
/// # Errors
/// `seen`'s own trouble.
pub fn run_until(running: &mut Running, mut seen: impl FnMut() -> Result<bool>) -> Result<Life> {
    let deadline = Instant::now() + 4 * super::PATIENCE;
    while !seen()? {
        if running.run_for(LOOK) == Life::Ended || Instant::now() > deadline {
            return Ok(Life::Ended);
        }
    }
    Ok(Life::Runs)
}
