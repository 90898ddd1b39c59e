//! HMAC-SHA-512 and HKDF-Expand-SHA-512 (RFC 2104, RFC 5869) under one 32-byte key that is set up once.
//!
//! Built on `aws-lc-rs` HMAC rather than its HKDF: a chunk needs a salt and 76 derived bytes from the same key, and the
//! key's two compressions are then paid once instead of three times.

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

/// Bytes of a message's salt (C2SP chunked-encryption@v1).
pub const SALT: usize = 24;

/// The salt of a message. It must not repeat under one key unless context and plaintext repeat too.
pub type Salt = [u8; SALT];

/// Bytes of one HMAC-SHA-512.
const BLOCK: usize = 64;

/// A 32-byte key, ready for HMAC and HKDF-Expand. It must be uniformly random: there is no Extract step.
pub(crate) struct Prf(hmac::Key);

impl Prf {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA512, key))
    }

    /// HMAC-SHA-512 of `data`.
    pub(crate) fn mac(&self, data: &[u8]) -> Zeroizing<[u8; BLOCK]> {
        let mut out = Zeroizing::new([0; BLOCK]);
        hmac::sign_to_buffer(&self.0, data, out.as_mut_slice()).expect("the buffer holds one HMAC-SHA-512");
        out
    }

    /// HKDF-Expand: fills `out`, at most 255 × 64 bytes.
    pub(crate) fn expand(&self, info: &[u8], out: &mut [u8]) {
        let mut message = Zeroizing::new(Vec::with_capacity(BLOCK + info.len() + 1));
        let mut counter = 0u8;
        for part in out.chunks_mut(BLOCK) {
            counter = counter.checked_add(1).expect("the format derives at most 76 bytes at once");
            message.extend_from_slice(info);
            message.push(counter);
            let block = self.mac(&message);
            part.copy_from_slice(&block[..part.len()]);
            message.clear();
            message.extend_from_slice(block.as_slice());
        }
    }

    /// The first 32 bytes of HKDF-Expand.
    pub(crate) fn expand_32(&self, info: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut out = Zeroizing::new([0; 32]);
        self.expand(info, out.as_mut_slice());
        out
    }

    /// The salt that key and content make: the first 24 bytes of HMAC-SHA-512(key, label ‖ BLAKE3(plaintext)).
    ///
    /// With it a repeated (key, salt) means the same plaintext and so the same bytes, also after a crash.
    pub(crate) fn salt(&self, label: &[u8], plaintext_hash: &[u8; 32]) -> Salt {
        let mut data = Vec::with_capacity(label.len() + plaintext_hash.len());
        data.extend_from_slice(label);
        data.extend_from_slice(plaintext_hash);
        let mac = self.mac(&data);
        let mut salt = [0; 24];
        salt.copy_from_slice(&mac[..24]);
        salt
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::hkdf;

    use super::*;

    struct Length(usize);

    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }

    #[test]
    fn expand_gives_the_bytes_of_the_library_s_own_hkdf() {
        let key = [0x42; 32];
        let prk = hkdf::Prk::new_less_safe(hkdf::HKDF_SHA512, &key);
        for length in [1, 32, 63, 64, 65, 76, 128, 200] {
            let (mut ours, mut theirs) = (vec![0; length], vec![0; length]);
            Prf::new(&key).expand(b"some info", &mut ours);
            let info: [&[u8]; 1] = [b"some info"];
            prk.expand(&info, Length(length)).and_then(|okm| okm.fill(&mut theirs)).expect("a short length");
            assert_eq!(ours, theirs, "{length} bytes");
        }
    }
}
