//! Pages: where a long list of references or of files is cut into chunks of its own, by content and never by position,
//! so that an edit leaves most pages as they were (docs/format.md 10).

use crate::Malformed;
use crate::codec::Reader;
use crate::run::Run;
use crate::secret::LineageSecret;

/// A page that is not the last has at least this many items, unless the next item would make it too long.
pub const FEWEST: usize = 256;
/// A page has at most this many items.
pub const MOST: usize = crate::run::MOST_IN_PAGE;
/// Ten zero bits: a border after each 1,024 items on average.
const MASK: u16 = 0x03ff;
const FORM: u16 = 1;

/// Decides where pages end. Keyed, so that the platform cannot know borders from content it guesses.
pub struct Borders(LineageSecret);

impl Borders {
    /// Borders of one lineage.
    #[must_use]
    pub const fn new(lineage: LineageSecret) -> Self {
        Self(lineage)
    }

    /// Whether BLAKE3 of `hash`, keyed by the lineage secret, has ten zero low bits: its first two bytes, as a big-endian
    /// number, are a multiple of 1,024.
    #[must_use]
    pub fn is_border(&self, hash: &[u8; 32]) -> bool {
        let keyed = blake3::keyed_hash(self.0.as_bytes(), hash);
        let first = keyed.as_bytes().first_chunk().expect("a hash has 32 bytes");
        u16::from_be_bytes(*first) & MASK == 0
    }

    /// Whether a page of `count` items ends after the item with this hash.
    #[must_use]
    pub fn ends(&self, count: usize, hash: &[u8; 32]) -> bool {
        count >= MOST || (count >= FEWEST && self.is_border(hash))
    }
}

/// The plaintext of a page of references: `u16 form = 1 ‖ run`.
#[must_use]
pub fn encode(run: &Run) -> Vec<u8> {
    let mut out = FORM.to_be_bytes().to_vec();
    run.write(&mut out);
    out
}

/// Reads a page of references.
///
/// # Errors
///
/// [`Malformed`] when the bytes are anything but one run of 1 to 4,096 references.
pub fn decode(bytes: &[u8]) -> Result<Run, Malformed> {
    let mut reader = Reader::new(bytes);
    reader.form(FORM)?;
    let run = Run::read(&mut reader, MOST as u32)?;
    reader.end()?;
    if run.is_empty() { Err(Malformed::Limit) } else { Ok(run) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lengths(borders: &Borders, hashes: impl Iterator<Item = [u8; 32]>) -> Vec<usize> {
        let (mut pages, mut count) = (Vec::new(), 0);
        for hash in hashes {
            count += 1;
            if borders.ends(count, &hash) {
                pages.push(count);
                count = 0;
            }
        }
        pages
    }

    fn hashes(range: std::ops::Range<u32>) -> impl Iterator<Item = [u8; 32]> {
        range.map(|number| blake3::hash(&number.to_be_bytes()).into())
    }

    #[test]
    fn pages_keep_their_limits_and_their_average() {
        let pages = lengths(&Borders::new(LineageSecret::from_bytes([1; 32])), hashes(0..200_000));
        assert!(pages.iter().all(|length| (FEWEST..=MOST).contains(length)));
        let average = 200_000 / pages.len();
        assert!((1100..1500).contains(&average), "256 and then 1,024 on average: {average}");
    }

    #[test]
    fn pages_of_items_that_are_all_alike_end_by_number() {
        let pages = lengths(&Borders::new(LineageSecret::from_bytes([1; 32])), std::iter::repeat_n([7; 32], 10_000));
        assert!(pages.iter().all(|length| *length == FEWEST) || pages.iter().all(|length| *length == MOST));
    }

    #[test]
    fn items_put_in_front_move_few_borders() {
        let borders = Borders::new(LineageSecret::from_bytes([1; 32]));
        let ends = |range: std::ops::Range<u32>| {
            let (mut at, mut ends) = (range.start, std::collections::BTreeSet::new());
            for length in lengths(&borders, hashes(range)) {
                at += length as u32;
                ends.insert(at);
            }
            ends
        };
        let (whole, later) = (ends(0..100_000), ends(500..100_000));
        assert!(later.difference(&whole).count() <= 3, "borders fall together again after a few pages");
    }

    #[test]
    fn another_lineage_cuts_elsewhere() {
        let cut = |secret| lengths(&Borders::new(LineageSecret::from_bytes([secret; 32])), hashes(0..20_000));
        assert_ne!(cut(1), cut(2));
    }

    fn two_references() -> Vec<u8> {
        let mut run = Run::default();
        for number in 1..=2 {
            run.push(crate::run::ChunkRef {
                pack: jixiang_model::ObjectId::from_bytes([number; 32]),
                offset: 5,
                length: 6,
                key: crate::ChunkKey::from_bytes([number; 32]),
                hash: crate::chunk::ChunkHash::from_bytes([number; 32]),
            });
        }
        encode(&run)
    }

    proptest! {
        #[test]
        fn what_the_decoder_takes_it_writes_again(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = two_references();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if let Ok(run) = decode(&bytes) {
                prop_assert!(encode(&run) == bytes);
            }
        }

        #[test]
        fn a_page_that_is_cut_or_extended_is_refused(keep in any::<prop::sample::Index>(), more in 1usize..100) {
            let bytes = two_references();
            prop_assert!(decode(&bytes[..keep.index(bytes.len())]).is_err());
            let longer: Vec<u8> = bytes.iter().copied().chain(std::iter::repeat_n(0, more)).collect();
            prop_assert!(decode(&longer).is_err());
        }

        #[test]
        fn no_bytes_make_the_decoders_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), led in any::<bool>()) {
            let bytes = if led { [&[0, 1, 0, 0, 0][..], &bytes].concat() } else { bytes };
            let _ = decode(&bytes);
            let _ = crate::tree::decode_page(&bytes);
        }
    }
}
