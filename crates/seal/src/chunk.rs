//! A chunk: a piece of a file, or a page, as its own message under its own key (docs/format.md 8).
//!
//! Key and content make the salt, so sealing the same bytes under the same key in the same place gives the same bytes
//! again, and a repeated nonce means a repeated plaintext. A chunk does not know the version, pack or position it is in.

use crate::chunked::{self, OpenError};
use crate::context::{self, Place};
use crate::kdf::Prf;
use crate::secret::{ChunkKey, hidden};

/// The longest plaintext of a chunk.
pub const LONGEST: usize = 1 << 20;

const SALT_LABEL: &[u8] = b"jixiang/v1/chunk/salt";

/// BLAKE3-256 of a chunk's plaintext.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChunkHash([u8; 32]);

impl ChunkHash {
    /// Takes the 32 bytes as they are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

// The hash of a guessable chunk says what it is.
hidden!(ChunkHash);

/// A plaintext with its hash, which is computed here so that no salt is ever made from a wrong one.
#[derive(Clone, Copy)]
pub struct Plain<'a> {
    bytes: &'a [u8],
    hash: ChunkHash,
}

impl<'a> Plain<'a> {
    /// Hashes `bytes`, at most [`LONGEST`].
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, hash: ChunkHash(blake3::hash(bytes).into()) }
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Their hash.
    #[must_use]
    pub const fn hash(&self) -> ChunkHash {
        self.hash
    }
}

/// Why a chunk does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// Not a message under this key in this place.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It opened, but the reference named other content.
    #[error("the chunk is not the one that was named")]
    Hash,
}

/// The context of all chunks in one place, made once.
#[derive(Clone)]
pub struct ChunkContext(Vec<u8>);

impl ChunkContext {
    /// The context of chunks in `place`.
    #[must_use]
    pub fn new(place: &Place) -> Self {
        Self(context::chunk(place))
    }

    /// Seals into `out`, which must be exactly [`chunked::sealed_length`] long.
    ///
    /// # Panics
    ///
    /// When `out` has another length: a mistake of the caller.
    pub fn seal(&self, key: &ChunkKey, plain: &Plain<'_>, out: &mut [u8]) {
        let prf = Prf::new(key.as_bytes());
        let salt = prf.salt(SALT_LABEL, plain.hash.as_bytes());
        chunked::seal_into(&prf, &salt, &self.0, plain.bytes, out);
    }

    /// Opens into `out`, which must be as long as the plaintext, and checks that it is the content with this hash.
    ///
    /// # Errors
    ///
    /// [`ChunkError`]; `out` is all zero then.
    pub fn open(&self, key: &ChunkKey, hash: &ChunkHash, sealed: &[u8], out: &mut [u8]) -> Result<(), ChunkError> {
        chunked::open_into(key.as_bytes(), &self.0, sealed, out)?;
        if blake3::hash(out) == *hash.as_bytes() {
            return Ok(());
        }
        out.fill(0);
        Err(ChunkError::Hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunked::sealed_length;
    use crate::chunked::witness;
    use crate::context::tests_place as place;

    fn seal(context: &ChunkContext, key: &ChunkKey, bytes: &[u8]) -> Vec<u8> {
        let mut out = vec![0; sealed_length(bytes.len())];
        context.seal(key, &Plain::new(bytes), &mut out);
        out
    }

    #[test]
    fn the_same_key_and_content_make_the_same_bytes_and_another_place_does_not_open_them() {
        let (here, there) = (ChunkContext::new(&place(1)), ChunkContext::new(&place(2)));
        let key = ChunkKey::from_bytes([9; 32]);
        let sealed = seal(&here, &key, b"content");
        assert_eq!(sealed, seal(&here, &key, b"content"));
        let hash = Plain::new(b"content").hash();
        let mut out = [0; 7];
        assert_eq!(here.open(&key, &hash, &sealed, &mut out), Ok(()));
        assert_eq!(&out, b"content");
        assert_eq!(there.open(&key, &hash, &sealed, &mut out), Err(OpenError::Commitment.into()));
    }

    #[test]
    fn a_chunk_that_opens_but_is_another_content_is_refused() {
        let context = ChunkContext::new(&place(1));
        let key = ChunkKey::from_bytes([9; 32]);
        let sealed = seal(&context, &key, b"content");
        let mut out = [1; 7];
        assert_eq!(context.open(&key, &Plain::new(b"CONTENT").hash(), &sealed, &mut out), Err(ChunkError::Hash));
        assert_eq!(out, [0; 7]);
    }

    #[test]
    fn a_million_seals_never_use_a_key_and_nonce_twice() {
        let context = ChunkContext::new(&place(1));
        let mut out = vec![0; sealed_length(8)];
        let seen = witness::watch(|| {
            for number in 0..1_000_000u64 {
                // 250 keys, each for four thousand contents: worse than life, where each key has one.
                let key = ChunkKey::from_bytes([(number % 250) as u8; 32]);
                context.seal(&key, &Plain::new(&number.to_be_bytes()), &mut out);
            }
        });
        assert_eq!((seen.seals, seen.repeats), (1_000_000, 0));
    }

    #[test]
    fn inner_chunks_and_seals_made_again_never_put_two_contents_under_one_nonce() {
        let context = ChunkContext::new(&place(1));
        let seen = witness::watch(|| {
            for round in 0..3u8 {
                for number in 0..50u8 {
                    let key = ChunkKey::from_bytes([number; 32]);
                    let bytes = vec![number.wrapping_mul(round / 2); 40_000];
                    seal(&context, &key, &bytes);
                }
            }
        });
        assert_eq!(seen.clashes, 0);
        assert!(seen.repeats >= 150, "rounds 0 and 1 sealed the same");
    }
}
