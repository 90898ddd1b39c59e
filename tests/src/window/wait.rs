//! Waits for a condition, with a deadline that says what was missing; it refuses to wait for mere time.

use std::thread;
use std::time::{Duration, Instant};

use super::{Result, Trouble};

/// How long anything may take that a person would call immediate. Generous, because the machines that run tests are small.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// Looks until `look` finds something, for at most [`PATIENCE`].
///
/// # Errors
/// `look`'s own trouble at once; or, at the deadline, that `what` did not happen.
pub fn until<T>(what: &str, look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    within(PATIENCE, what, look)
}

/// Looks until `look` finds something, for at most `limit`.
///
/// # Errors
/// `look`'s own trouble at once; or, at the deadline, that `what` did not happen.
pub fn within<T>(limit: Duration, what: &str, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        if Instant::now() >= deadline {
            return Err(Trouble::new(format!("waited {} s in vain for {what}", limit.as_secs())));
        }
        // Other processes change what we look at, and none of them can wake us.
        thread::park_timeout(LOOK_EVERY);
    }
}
