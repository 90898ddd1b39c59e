//! Randomness, and seals that the program's own functions refuse to make.

use std::convert::Infallible;

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem, XWing};
use hpke::{Deserializable as _, OpModeS, Serializable as _};
use jixiang_seal::context::{SealFor, seal_info};
use jixiang_seal::to_key::SealPublicKey;
use jixiang_seal::{EpochPrivateKey, Random};
use rand_core::{TryCryptoRng, TryRng};

/// The operating system's randomness.
pub(crate) struct Dice;

impl Random for Dice {
    fn fill(&mut self, out: &mut [u8]) {
        getrandom::fill(out).expect("the system has randomness");
    }
}

impl TryRng for Dice {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.fill(out);
        Ok(())
    }
}

impl TryCryptoRng for Dice {}

/// HPKE as docs/format.md 5 says, for whatever secret.
pub(crate) fn by_hand(secret: &EpochPrivateKey, what: &SealFor, to: &SealPublicKey) -> Vec<u8> {
    let info = seal_info(what, &to.hash());
    let key = <XWing as Kem>::PublicKey::from_bytes(&to.to_bytes()).expect("a key of the suite");
    let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, XWing>(
        &OpModeS::Base,
        &key,
        &info,
        secret.as_bytes(),
        &[],
        &mut Dice,
    )
    .expect("a key of the suite");
    [encapsulated.to_bytes().as_slice(), &ciphertext].concat()
}
