//! Key generations: K(g, n + 1) follows from K(g, n) and never the other way, so a grant "from n" opens nothing earlier
//! (TRUST.md 4, docs/format.md 11).

use zeroize::Zeroizing;

use crate::context::{self, Place};
use crate::kdf::Prf;
use crate::secret::GenerationKey;

/// More steps than this are never taken at once: a number so far ahead is an attack, not a version.
pub const FARTHEST: u64 = 1_000_000;

/// The number asked for is before the one at hand, or absurdly far after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("version {wanted} is not reached from version {at}")]
pub struct OutOfReach {
    /// The number at hand.
    pub at: u64,
    /// The number asked for.
    pub wanted: u64,
}

/// K(g, `wanted`) from K(g, `at`): HKDF-Expand-SHA-512 once for each number on the way, with the context of the number it
/// arrives at.
///
/// # Errors
///
/// [`OutOfReach`] when `wanted` is before `at` or more than [`FARTHEST`] after it.
pub fn advance(
    key: &GenerationKey,
    place: &Place,
    generation: u64,
    at: u64,
    wanted: u64,
) -> Result<GenerationKey, OutOfReach> {
    if wanted.checked_sub(at).is_none_or(|steps| steps > FARTHEST) {
        return Err(OutOfReach { at, wanted });
    }
    let mut bytes = Zeroizing::new(*key.as_bytes());
    for number in at..wanted {
        let info = context::generation(place, generation, number + 1);
        bytes = Prf::new(&bytes).expand_32(&info);
    }
    Ok(GenerationKey::from_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests_place as place;

    #[test]
    fn steps_add_up_and_depend_on_place_and_generation() {
        let first = GenerationKey::from_bytes([1; 32]);
        let third = advance(&first, &place(1), 1, 4, 6);
        let second = advance(&first, &place(1), 1, 4, 5).expect("one step");
        assert_eq!(advance(&second, &place(1), 1, 5, 6), third);
        assert_ne!(advance(&first, &place(2), 1, 4, 6), third);
        assert_ne!(advance(&first, &place(1), 2, 4, 6), third);
        assert_eq!(advance(&first, &place(1), 1, 4, 4), Ok(first));
    }

    #[test]
    fn there_is_no_way_back_and_no_endless_way() {
        let key = GenerationKey::from_bytes([1; 32]);
        assert_eq!(advance(&key, &place(1), 1, 4, 3), Err(OutOfReach { at: 4, wanted: 3 }));
        assert!(advance(&key, &place(1), 1, 0, u64::MAX).is_err());
    }
}
