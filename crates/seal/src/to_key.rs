//! Seal a secret to a public key: HPKE base mode, single shot, X-Wing, HKDF-SHA256, AES-256-GCM (docs/format.md 5).
//!
//! A seal says nothing about who made it; the signed statement that names it does. What it is for is in the `info`, so
//! that it opens only as what it was sealed for. Sealed is always one 32-byte secret: every seal has the same length.

use std::fmt;

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem, XWing};
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use jixiang_model::KeyHash;
use zeroize::{Zeroize, Zeroizing};

use crate::context::{SealFor, seal_info};
use crate::purpose::Carried;
use crate::random::Lent;
use crate::secret::{CoverKey, DevicePrivateKey, EpochPrivateKey, GenerationKey, LineageSecret, VersionKey};
use crate::{Extent, Random};

/// Bytes of an X-Wing public key.
pub const PUBLIC_KEY: usize = 1216;
/// Bytes of an encapsulation.
const ENCAPSULATED: usize = 1120;
/// Bytes of every seal: encapsulation, one 32-byte secret, tag.
pub const SEALED: usize = ENCAPSULATED + 32 + 16;

/// Why nothing was sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The bytes are not an X-Wing public key.
    #[error("not a public key of this suite")]
    PublicKey,
    /// Purpose, extent and the type of the secret do not go together: a mistake of the caller.
    #[error("this purpose does not carry this secret")]
    Purpose,
    /// Sealed for something else, to another key, damaged, or not of the right length.
    #[error("the seal does not open")]
    Open,
}

/// The X-Wing public key of a device or an epoch. Only a verified chain says whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct SealPublicKey(Box<<XWing as Kem>::PublicKey>);

impl SealPublicKey {
    /// Checks and takes the 1,216 bytes.
    ///
    /// # Errors
    ///
    /// [`KeyError::PublicKey`] when they are not a public key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        <XWing as Kem>::PublicKey::from_bytes(bytes).map(|key| Self(Box::new(key))).map_err(|_| KeyError::PublicKey)
    }

    /// The 1,216 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }

    /// SHA-256 of the bytes: how infos and lists name the key.
    #[must_use]
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(&self.0.to_bytes())
    }
}

impl fmt::Debug for SealPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealPublicKey({:?})", self.hash())
    }
}

mod sealed {
    pub trait Private {}
}

/// A private X-Wing key: of a device or of an epoch.
pub trait Opens: sealed::Private {
    /// The seed as stored and sealed.
    #[doc(hidden)]
    fn seed(&self) -> &[u8; 32];

    /// The public key that goes with it.
    #[must_use]
    fn public(&self) -> SealPublicKey {
        SealPublicKey(Box::new(XWing::sk_to_pk(&private(self.seed()))))
    }
}

fn private(seed: &[u8; 32]) -> <XWing as Kem>::PrivateKey {
    <XWing as Kem>::PrivateKey::from_bytes(seed).expect("a private X-Wing key is any 32 bytes")
}

macro_rules! opens {
    ($($name:ident)*) => {$(
        impl sealed::Private for $name {}
        impl Opens for $name {
            fn seed(&self) -> &[u8; 32] {
                self.as_bytes()
            }
        }
    )*};
}

opens!(EpochPrivateKey DevicePrivateKey);

/// A secret that is sealed to keys.
pub trait Sealable: Sized {
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "what a type carries is settled here and nowhere else")]
    const CARRIED: Carried;

    #[doc(hidden)]
    fn secret(&self) -> &[u8; 32];

    #[doc(hidden)]
    fn from_secret(bytes: [u8; 32]) -> Self;

    /// Whether the secret is the one that the extent names, as far as the secret itself can tell.
    #[doc(hidden)]
    fn is_of(&self, _extent: &Extent) -> bool {
        true
    }
}

macro_rules! sealable {
    ($($name:ident $carried:ident)*) => {$(
        impl Sealable for $name {
            #[expect(private_interfaces, reason = "what a type carries is settled here and nowhere else")]
            const CARRIED: Carried = Carried::$carried;

            fn secret(&self) -> &[u8; 32] {
                self.as_bytes()
            }

            fn from_secret(bytes: [u8; 32]) -> Self {
                Self::from_bytes(bytes)
            }
        }
    )*};
}

sealable!(VersionKey Version LineageSecret Lineage GenerationKey Generation CoverKey Cover);

impl Sealable for EpochPrivateKey {
    #[expect(private_interfaces, reason = "what a type carries is settled here and nowhere else")]
    const CARRIED: Carried = Carried::Epoch;

    fn secret(&self) -> &[u8; 32] {
        self.as_bytes()
    }

    fn from_secret(bytes: [u8; 32]) -> Self {
        Self::from_bytes(bytes)
    }

    /// An epoch's private key must make the public key that the chain states.
    fn is_of(&self, extent: &Extent) -> bool {
        *extent == Extent::Epoch(self.public().hash())
    }
}

fn fits<S: Sealable>(seal: &SealFor) -> Result<(), KeyError> {
    let fits = seal.purpose.carries() == S::CARRIED && seal.extent.fits(seal.purpose);
    if fits { Ok(()) } else { Err(KeyError::Purpose) }
}

/// Seals `secret` to `recipient`: encapsulation ‖ ciphertext, [`SEALED`] bytes.
///
/// # Errors
///
/// [`KeyError::Purpose`] when the purpose carries another type of secret, or its extent does not go with it or with the
/// secret; [`KeyError::PublicKey`] when the recipient's key cannot be encapsulated to.
pub fn seal<S: Sealable>(
    secret: &S,
    seal: &SealFor,
    recipient: &SealPublicKey,
    random: &mut dyn Random,
) -> Result<Vec<u8>, KeyError> {
    fits::<S>(seal)?;
    if !secret.is_of(&seal.extent) {
        return Err(KeyError::Purpose);
    }
    let info = seal_info(seal, &recipient.hash());
    let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, XWing>(
        &OpModeS::Base,
        &recipient.0,
        &info,
        secret.secret(),
        &[],
        &mut Lent(random),
    )
    .map_err(|_| KeyError::PublicKey)?;
    let mut out = encapsulated.to_bytes().to_vec();
    out.extend_from_slice(&ciphertext);
    Ok(out)
}

/// Opens a seal with the private key of its recipient.
///
/// # Errors
///
/// [`KeyError::Purpose`] as in [`seal`]; [`KeyError::Open`] when the seal has another length, was made for anything else,
/// or holds another epoch's key than the extent names.
pub fn open<S: Sealable>(seal: &SealFor, recipient: &impl Opens, sealed: &[u8]) -> Result<S, KeyError> {
    fits::<S>(seal)?;
    if sealed.len() != SEALED {
        return Err(KeyError::Open);
    }
    let (encapsulated, ciphertext) = sealed.split_at(ENCAPSULATED);
    let encapsulated = <XWing as Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| KeyError::Open)?;
    let info = seal_info(seal, &recipient.public().hash());
    let opened = hpke::single_shot_open::<AesGcm256, HkdfSha256, XWing>(
        &OpModeR::Base,
        &private(recipient.seed()),
        &encapsulated,
        &info,
        ciphertext,
        &[],
    );
    let opened = Zeroizing::new(opened.map_err(|_| KeyError::Open)?);
    let mut bytes = <[u8; 32]>::try_from(opened.as_slice()).map_err(|_| KeyError::Open)?;
    let secret = S::from_secret(bytes);
    bytes.zeroize();
    if secret.is_of(&seal.extent) { Ok(secret) } else { Err(KeyError::Open) }
}
