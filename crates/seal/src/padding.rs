//! Padding of bodies and covers, so that their size tells little (docs/format.md 12).

use crate::Malformed;
use crate::codec::Reader;

/// Nothing is padded to less than this.
const FLOOR: usize = 4096;

/// The padded length of `length` bytes: Padmé (Nikitin et al., "Reducing metadata leakage from encrypted files", 2019),
/// at least 4,096. With E = ⌊log2 length⌋ and S = ⌊log2 E⌋ + 1 the low E − S bits of the length are rounded up; the
/// overhead is at most 12 % and a size tells only its first few bits.
#[must_use]
pub const fn padded_length(length: usize) -> usize {
    if length <= FLOOR {
        return FLOOR;
    }
    let exponent = length.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1usize << (exponent - kept)) - 1;
    (length + mask) & !mask
}

/// Appends zeros up to the padded length, at most `cap`.
pub(crate) fn pad(bytes: &mut Vec<u8>, cap: usize) {
    let padded = padded_length(bytes.len()).min(cap);
    bytes.resize(padded, 0);
}

/// Checks that `reader` is at the padding of an input of `total` bytes, and that it is the padding of the rule.
pub(crate) fn check(reader: Reader<'_>, total: usize, cap: usize) -> Result<(), Malformed> {
    let used = total - reader.left();
    if padded_length(used).min(cap) != total {
        return Err(Malformed::Padding);
    }
    reader.zeros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_costs_at_most_an_eighth_and_never_shrinks() {
        for length in (0..9_000_000).step_by(997) {
            let padded = padded_length(length);
            assert!(padded >= length && padded >= FLOOR, "{length}");
            assert!(padded == FLOOR || padded - length <= length / 8, "{length} became {padded}");
            assert_eq!(padded_length(padded), padded, "{length} is padded once");
        }
    }
}
