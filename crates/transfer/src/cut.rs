//! Where files are cut into chunks: at borders that the content makes (FastCDC, Xia et al. 2016), so that an edit moves
//! only the cuts beside it and what was there before is found again.
//!
//! Nothing in the format depends on it: a reader takes any cut. Every device of a department must cut alike, or a later
//! version shares nothing with an earlier one, so the numbers and the table below are written down (docs/format.md 17).

use jixiang_seal::LineageSecret;

/// A chunk has at least this many bytes unless the file ends. No border is looked for in them, which also halves the work.
const SHORTEST: usize = 8 << 10;
/// Up to here borders are rare, beyond it frequent, so that most chunks end near here.
const USUAL: usize = 16 << 10;
/// A chunk ends here at the latest.
const LONGEST: usize = 64 << 10;
/// A border before [`USUAL`]: 15 zero bits. The uppermost bits of the sum are those that the last 64 bytes decide.
const RARE: u64 = !0 << (64 - 15);
/// A border after it: 11 zero bits.
const FREQUENT: u64 = !0 << (64 - 11);

/// Finds borders with a rolling sum of one number per byte value; the numbers are drawn from the lineage secret, so that
/// borders tell nothing about the content to whoever does not have it.
///
/// On a table of 1 GiB chunks had 17 KiB on average: references are 0.43 % of the content, and 10,000 single rows edited
/// all over it touched 16.9 % of its bytes.
pub(crate) struct Cutter {
    gear: Box<[u64; 256]>,
}

impl Cutter {
    /// Cuts as every device that has this secret.
    #[must_use]
    pub(crate) fn new(lineage: &LineageSecret) -> Self {
        let mut bytes = [0; 256 * 8];
        blake3::Hasher::new_keyed(lineage.as_bytes()).update(b"jixiang/v1/cut").finalize_xof().fill(&mut bytes);
        let mut gear = Box::new([0; 256]);
        for (number, eight) in gear.iter_mut().zip(bytes.as_chunks().0) {
            *number = u64::from_be_bytes(*eight);
        }
        Self { gear }
    }

    /// The longest chunk it makes, and so the most it must see to decide.
    #[must_use]
    pub(crate) const fn longest(&self) -> usize {
        LONGEST
    }

    /// The length of the chunk at the front of `bytes`; nothing while more must be seen. With `at_end` the file ends with
    /// `bytes`, and whatever is there is cut.
    #[must_use]
    pub(crate) fn cut(&self, bytes: &[u8], at_end: bool) -> Option<usize> {
        let seen = &bytes[..bytes.len().min(LONGEST)];
        let mut sum = 0;
        if seen.len() > SHORTEST {
            let (rare, frequent) = seen.split_at(seen.len().min(USUAL));
            if let Some(length) = self.border(&rare[SHORTEST..], RARE, &mut sum) {
                return Some(SHORTEST + length);
            }
            if let Some(length) = self.border(frequent, FREQUENT, &mut sum) {
                return Some(USUAL + length);
            }
        }
        if seen.len() == LONGEST {
            return Some(LONGEST);
        }
        (at_end && !seen.is_empty()).then_some(seen.len())
    }

    /// The number of bytes up to and with the first border.
    fn border(&self, bytes: &[u8], mask: u64, sum: &mut u64) -> Option<usize> {
        for (before, byte) in bytes.iter().enumerate() {
            *sum = (*sum << 1).wrapping_add(self.gear[usize::from(*byte)]);
            if *sum & mask == 0 {
                return Some(before + 1);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn cutter(secret: u8) -> Cutter {
        Cutter::new(&LineageSecret::from_bytes([secret; 32]))
    }

    fn noise(length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        blake3::Hasher::new().update(b"noise").finalize_xof().fill(&mut bytes);
        bytes
    }

    /// The borders of a whole file, 0 and its end included.
    fn borders(cutter: &Cutter, bytes: &[u8]) -> Vec<usize> {
        let mut at = vec![0];
        let mut from = 0;
        while let Some(length) = cutter.cut(&bytes[from..], true) {
            from += length;
            at.push(from);
        }
        at
    }

    fn pieces<'a>(cutter: &Cutter, bytes: &'a [u8]) -> Vec<&'a [u8]> {
        borders(cutter, bytes).windows(2).map(|ends| &bytes[ends[0]..ends[1]]).collect()
    }

    /// Bytes of pieces that the earlier version does not have.
    fn new_bytes(cutter: &Cutter, earlier: &[u8], later: &[u8]) -> usize {
        let known: HashSet<&[u8]> = pieces(cutter, earlier).into_iter().collect();
        pieces(cutter, later).into_iter().filter(|piece| !known.contains(piece)).map(<[u8]>::len).sum()
    }

    #[test]
    fn chunks_keep_their_limits_and_their_average() {
        let bytes = noise(16 << 20);
        let lengths: Vec<usize> = pieces(&cutter(1), &bytes).iter().map(|piece| piece.len()).collect();
        let (last, rest) = lengths.split_last().expect("there are pieces");
        assert!(rest.iter().all(|length| (SHORTEST..=LONGEST).contains(length)) && *last <= LONGEST);
        let average = bytes.len() / lengths.len();
        assert!((16_000..18_500).contains(&average), "{average}");
    }

    #[test]
    fn an_edit_an_insertion_and_a_removal_cost_only_the_chunks_beside_them() {
        let (cutter, earlier) = (cutter(1), noise(8 << 20));
        let mut edited = earlier.clone();
        edited[3_000_000] ^= 1;
        let inserted = [b"a few rows more".as_slice(), &earlier].concat();
        let removed = [&earlier[..5_000_000], &earlier[5_100_000..]].concat();
        for (what, later) in [("edited", &edited), ("inserted", &inserted), ("removed", &removed)] {
            let new = new_bytes(&cutter, &earlier, later);
            assert!((1..=3 * LONGEST).contains(&new), "{what}: {new}");
        }
    }

    #[test]
    fn another_lineage_cuts_elsewhere() {
        let bytes = noise(2 << 20);
        let one: HashSet<usize> = borders(&cutter(1), &bytes).into_iter().collect();
        let common = borders(&cutter(2), &bytes).into_iter().filter(|at| one.contains(at)).count();
        assert!(common <= 4, "begin, end, and chance: {common}");
    }

    #[test]
    fn bytes_that_are_all_alike_are_cut_too() {
        let lengths: Vec<usize> = pieces(&cutter(1), &vec![0; 1 << 20]).iter().map(|piece| piece.len()).collect();
        assert!(lengths.iter().all(|length| *length == lengths[0]), "{lengths:?}");
    }

    proptest! {
        #[test]
        fn a_border_depends_on_what_is_before_it_only(length in 1usize..200_000, more in 0usize..100_000) {
            let (cutter, bytes) = (cutter(1), noise(length + more));
            let early = cutter.cut(&bytes[..length], false);
            if let Some(border) = early {
                prop_assert_eq!(cutter.cut(&bytes, false), Some(border));
                prop_assert_eq!(cutter.cut(&bytes[..border], true), Some(border));
                prop_assert_eq!(cutter.cut(&bytes[..border - 1], false), None);
            } else {
                prop_assert!(length < LONGEST);
                prop_assert_eq!(cutter.cut(&bytes[..length], true), Some(length));
            }
        }
    }
}
