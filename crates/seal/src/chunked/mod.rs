//! C2SP `chunked-encryption@v1` with AEAD_AES_256_GCM and SHA-512 ("Cobblestone-256"): the one way in which bytes are
//! sealed under a symmetric key (docs/format.md 7, c2sp.org/chunked-encryption).
//!
//! A message is `salt (24) ‖ commitment (32) ‖ inner chunks`. Each inner chunk is 16 KiB of plaintext and a 16-byte tag;
//! the last one is always shorter than 16 KiB and may be empty, which is how truncation shows. Key, base nonce and
//! commitment come from HKDF-Expand over key, salt and context; the commitment is checked before anything is decrypted.
//! Nobody outside this crate chooses a salt: it is made from key and content, or drawn for a stream.

mod derived;
mod stream;

#[cfg(test)]
mod published;
#[cfg(test)]
mod second;
#[cfg(test)]
pub(crate) mod witness;

pub use derived::Opener;
pub use stream::{OpenStream, SealStream};

pub(crate) use derived::Sealer;

use zeroize::Zeroize;

use crate::kdf::Prf;

/// Plaintext bytes of a full inner chunk.
pub const INNER: usize = 16_384;
/// Bytes of a tag.
pub const TAG: usize = 16;
/// Bytes of the commitment.
pub const COMMITMENT: usize = 32;
/// Bytes before the first inner chunk.
pub const HEADER: usize = SALT + COMMITMENT;
/// Bytes of a full inner chunk with its tag.
pub const SEALED_INNER: usize = INNER + TAG;

pub use crate::kdf::{SALT, Salt};

/// Why a message does not open. The first two say nothing about which byte is wrong, and nobody outside is told more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// No message has this length: it is cut, or extended.
    #[error("no sealed message has this length")]
    Length,
    /// The commitment is not that of this key and context.
    #[error("sealed under another key or for another place")]
    Commitment,
    /// An inner chunk is not what was sealed.
    #[error("the sealed bytes are damaged")]
    Damaged,
}

/// The length of the sealed message of `plain` bytes.
#[must_use]
pub const fn sealed_length(plain: usize) -> usize {
    HEADER + plain + TAG * (plain / INNER + 1)
}

/// The length of the plaintext in a sealed message of `sealed` bytes.
///
/// # Errors
///
/// [`OpenError::Length`] when no message has this length.
pub const fn plain_length(sealed: usize) -> Result<usize, OpenError> {
    let Some(inner) = sealed.checked_sub(HEADER) else {
        return Err(OpenError::Length);
    };
    match (inner % SEALED_INNER).checked_sub(TAG) {
        Some(last) => Ok(inner / SEALED_INNER * INNER + last),
        None => Err(OpenError::Length),
    }
}

/// Seals `plaintext` into `out`, which must be exactly [`sealed_length`] long.
pub(crate) fn seal_into(prf: &Prf, salt: &Salt, context: &[u8], plaintext: &[u8], out: &mut [u8]) {
    assert_eq!(out.len(), sealed_length(plaintext.len()), "the caller sized `out` with sealed_length");
    let (header, mut rest) = out.split_at_mut(HEADER);
    let sealer = Sealer::derive(prf, salt, context);
    header.copy_from_slice(&sealer.header(salt));
    let full = plaintext.len() / INNER;
    for index in 0..=full {
        let piece = &plaintext[index * INNER..plaintext.len().min((index + 1) * INNER)];
        let (sealed, after) = rest.split_at_mut(piece.len() + TAG);
        sealer.seal_inner(index as u64, piece, sealed);
        rest = after;
    }
}

/// Opens a whole message into `out`, which must be exactly [`plain_length`] long.
///
/// # Errors
///
/// [`OpenError`]; `out` is all zero then, so that no unverified byte leaves.
pub fn open_into(key: &[u8; 32], context: &[u8], sealed: &[u8], out: &mut [u8]) -> Result<(), OpenError> {
    let opened = open_inners(key, context, sealed, out);
    if opened.is_err() {
        out.zeroize();
    }
    opened
}

fn open_inners(key: &[u8; 32], context: &[u8], sealed: &[u8], out: &mut [u8]) -> Result<(), OpenError> {
    if plain_length(sealed.len())? != out.len() {
        return Err(OpenError::Length);
    }
    let (header, inners) = sealed.split_first_chunk::<HEADER>().ok_or(OpenError::Length)?;
    let opener = Opener::derive(key, context, header)?;
    let full = out.len() / INNER;
    for index in 0..=full {
        let start = index * SEALED_INNER;
        let inner = &inners[start..inners.len().min(start + SEALED_INNER)];
        let start = index * INNER;
        let end = out.len().min(start + INNER);
        opener.open_inner(index as u64, inner, &mut out[start..end])?;
    }
    Ok(())
}
