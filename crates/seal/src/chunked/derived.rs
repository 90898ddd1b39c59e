//! The derived key, base nonce and commitment of one message, and the inner chunks under them.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::{COMMITMENT, HEADER, INNER, OpenError, SALT, SEALED_INNER, Salt, TAG};
use crate::kdf::Prf;

const KEY: usize = 32;
const NONCE: usize = 12;
const PREFIX: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";
/// More inner chunks than this no message has.
const LIMIT: u64 = 1 << 38;

struct Derived {
    aead: LessSafeKey,
    base_nonce: [u8; NONCE],
    commitment: [u8; COMMITMENT],
    #[cfg(test)]
    fingerprint: [u8; 16],
}

impl Derived {
    fn new(prf: &Prf, salt: &Salt, context: &[u8]) -> Self {
        let mut info = Vec::with_capacity(PREFIX.len() + SALT + context.len());
        info.extend_from_slice(PREFIX);
        info.extend_from_slice(salt);
        info.extend_from_slice(context);
        let mut okm = Zeroizing::new([0; KEY + NONCE + COMMITMENT]);
        prf.expand(&info, okm.as_mut_slice());
        let (key, rest) = okm.split_at(KEY);
        let (nonce, commitment) = rest.split_at(NONCE);
        let unbound = UnboundKey::new(&AES_256_GCM, key).expect("AES-256 takes 32 bytes");
        Self {
            aead: LessSafeKey::new(unbound),
            base_nonce: nonce.try_into().expect("split at the nonce's length"),
            commitment: commitment.try_into().expect("what is left is the commitment"),
            #[cfg(test)]
            fingerprint: super::witness::fingerprint(key),
        }
    }

    /// The base nonce with the index of the inner chunk, as a big-endian number, XORed into its end.
    fn nonce(&self, index: u64) -> [u8; NONCE] {
        assert!(index < LIMIT, "a message ends before 2^38 inner chunks");
        let mut nonce = self.base_nonce;
        for (byte, counter) in nonce[NONCE - 8..].iter_mut().zip(index.to_be_bytes()) {
            *byte ^= counter;
        }
        nonce
    }
}

/// Seals the inner chunks of one message, each index once.
pub(crate) struct Sealer(Derived);

impl Sealer {
    pub(crate) fn derive(prf: &Prf, salt: &Salt, context: &[u8]) -> Self {
        Self(Derived::new(prf, salt, context))
    }

    /// The first bytes of the message.
    pub(crate) fn header(&self, salt: &Salt) -> [u8; HEADER] {
        let mut header = [0; HEADER];
        header[..SALT].copy_from_slice(salt);
        header[SALT..].copy_from_slice(&self.0.commitment);
        header
    }

    /// Seals inner chunk `index` into `out`, which is 16 bytes longer than `piece`.
    pub(crate) fn seal_inner(&self, index: u64, piece: &[u8], out: &mut [u8]) {
        let nonce = self.0.nonce(index);
        #[cfg(test)]
        super::witness::sealing(self.0.fingerprint, nonce, piece);
        let (text, tag) = out.split_at_mut(piece.len());
        self.0
            .aead
            .seal_out_of_place_scatter(Nonce::assume_unique_for_key(nonce), Aad::empty(), piece, text, &[], tag)
            .expect("text and tag have the lengths that AES-GCM needs");
    }
}

/// Opens the inner chunks of one message, in any order; its commitment is already checked.
pub struct Opener(Derived);

impl Opener {
    /// Derives from key and context, and checks the commitment of the message that begins with `header`.
    ///
    /// # Errors
    ///
    /// [`OpenError::Commitment`] when the message was sealed under another key or with another context.
    pub fn derive(key: &[u8; 32], context: &[u8], header: &[u8; HEADER]) -> Result<Self, OpenError> {
        let (salt, commitment) = header.split_at(SALT);
        let salt = salt.try_into().expect("split at the salt's length");
        let derived = Derived::new(&Prf::new(key), salt, context);
        if bool::from(derived.commitment.ct_eq(commitment)) { Ok(Self(derived)) } else { Err(OpenError::Commitment) }
    }

    /// Opens inner chunk `index`, `sealed` with its tag, into `out`, which is 16 bytes shorter. A chunk that is not full
    /// is the last: when it opens, the length of the message is authentic.
    ///
    /// # Errors
    ///
    /// [`OpenError::Length`] when `sealed` is too long or short or does not go with `out`; [`OpenError::Damaged`] when it
    /// is not the inner chunk with this index. `out` is all zero then.
    pub fn open_inner(&self, index: u64, sealed: &[u8], out: &mut [u8]) -> Result<(), OpenError> {
        let fits = index < LIMIT && (TAG..=SEALED_INNER).contains(&sealed.len()) && sealed.len() == out.len() + TAG;
        if !fits {
            out.zeroize();
            return Err(OpenError::Length);
        }
        let (text, tag) = sealed.split_at(out.len());
        let nonce = Nonce::assume_unique_for_key(self.0.nonce(index));
        self.0.aead.open_separate_gather(nonce, Aad::empty(), text, tag, out).map_err(|_| {
            out.zeroize();
            OpenError::Damaged
        })
    }

    /// Where inner chunk `index` of a message of `sealed` bytes lies, and whether it is the last.
    ///
    /// # Errors
    ///
    /// [`OpenError::Length`] when no message has this length or this one has no such inner chunk.
    pub fn range(sealed: usize, index: usize) -> Result<(std::ops::Range<usize>, bool), OpenError> {
        let last = super::plain_length(sealed)? / INNER;
        if index > last {
            return Err(OpenError::Length);
        }
        let start = HEADER + index * SEALED_INNER;
        Ok((start..sealed.min(start + SEALED_INNER), index == last))
    }
}
