//! One symmetric key under another: a version key under K(g, n), a device's private keys under the key in the keyring
//! (docs/format.md 11). Both are messages of chunked encryption with contexts of their own.

use jixiang_model::{DeviceId, RealmId, Suite, VersionId};
use zeroize::{Zeroize, Zeroizing};

use crate::chunked::{self, OpenError};
use crate::context::{self, Place};
use crate::kdf::Prf;
use crate::secret::{DevicePrivateKey, GenerationKey, SigningSeed, VersionKey, WrapKey};

const SALT_LABEL: &[u8] = b"jixiang/v1/wrap/salt";

/// Bytes of a wrapped version key.
pub const WRAPPED_VERSION: usize = chunked::sealed_length(32);
/// Bytes of the wrapped keys of a device.
pub const WRAPPED_DEVICE: usize = chunked::sealed_length(64);

fn wrap<const N: usize>(key: &[u8; 32], context: &[u8], secret: &[u8]) -> [u8; N] {
    let prf = Prf::new(key);
    let salt = prf.salt(SALT_LABEL, blake3::hash(secret).as_bytes());
    let mut out = [0; N];
    chunked::seal_into(&prf, &salt, context, secret, &mut out);
    out
}

/// Where in a dataset a wrapped version key stands: all of it is in the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrapFor {
    /// Realm, suite and dataset.
    pub place: Place,
    /// The generation g.
    pub generation: u64,
    /// The number n.
    pub number: u64,
    /// The version whose key it is.
    pub version: VersionId,
}

impl WrapFor {
    fn context(&self) -> Vec<u8> {
        context::wrapped_version(&self.place, self.generation, self.number, &self.version)
    }
}

/// The version key under K(g, n), as a release carries it.
#[must_use]
pub fn wrap_version(under: &GenerationKey, at: &WrapFor, key: &VersionKey) -> [u8; WRAPPED_VERSION] {
    wrap(under.as_bytes(), &at.context(), key.as_bytes())
}

/// Opens what [`wrap_version`] made.
///
/// # Errors
///
/// [`OpenError`] when it was wrapped under another key or for another place, or is damaged.
pub fn unwrap_version(under: &GenerationKey, at: &WrapFor, wrapped: &[u8]) -> Result<VersionKey, OpenError> {
    let mut key = Zeroizing::new([0; 32]);
    chunked::open_into(under.as_bytes(), &at.context(), wrapped, key.as_mut_slice())?;
    Ok(VersionKey::from_bytes(*key))
}

/// The private keys of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceKeys {
    /// With which it signs.
    pub signing: SigningSeed,
    /// With which it opens what is sealed to it.
    pub sealing: DevicePrivateKey,
}

/// The private keys of `device` under the key in the keyring, as the home stores them.
#[must_use]
pub fn wrap_device(
    under: &WrapKey,
    realm: &RealmId,
    suite: Suite,
    device: &DeviceId,
    keys: &DeviceKeys,
) -> [u8; WRAPPED_DEVICE] {
    let mut both = Zeroizing::new([0; 64]);
    both[..32].copy_from_slice(keys.signing.as_bytes());
    both[32..].copy_from_slice(keys.sealing.as_bytes());
    wrap(under.as_bytes(), &context::wrapped_device(realm, suite, device), both.as_slice())
}

/// Opens what [`wrap_device`] made.
///
/// # Errors
///
/// [`OpenError`] when it was wrapped under another key, for another device or realm, or is damaged.
pub fn unwrap_device(
    under: &WrapKey,
    realm: &RealmId,
    suite: Suite,
    device: &DeviceId,
    wrapped: &[u8],
) -> Result<DeviceKeys, OpenError> {
    let mut both = Zeroizing::new([0; 64]);
    let context = context::wrapped_device(realm, suite, device);
    chunked::open_into(under.as_bytes(), &context, wrapped, both.as_mut_slice())?;
    let mut half = [0; 32];
    half.copy_from_slice(&both[..32]);
    let signing = SigningSeed::from_bytes(half);
    half.copy_from_slice(&both[32..]);
    let sealing = DevicePrivateKey::from_bytes(half);
    half.zeroize();
    Ok(DeviceKeys { signing, sealing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests_place as place;

    fn at(number: u64) -> WrapFor {
        WrapFor { place: place(1), generation: 2, number, version: VersionId::from_bytes([5; 32]) }
    }

    #[test]
    fn a_version_key_opens_only_at_its_number() {
        let (under, key) = (GenerationKey::from_bytes([1; 32]), VersionKey::from_bytes([2; 32]));
        let wrapped = wrap_version(&under, &at(7), &key);
        assert_eq!(unwrap_version(&under, &at(7), &wrapped), Ok(key));
        assert_eq!(unwrap_version(&under, &at(8), &wrapped), Err(OpenError::Commitment));
        for byte in 0..wrapped.len() {
            let mut damaged = wrapped;
            damaged[byte] ^= 0x80;
            assert!(unwrap_version(&under, &at(7), &damaged).is_err(), "byte {byte}");
        }
        assert_eq!(unwrap_version(&under, &at(7), &wrapped[..103]), Err(OpenError::Length));
    }

    #[test]
    fn a_device_s_keys_open_only_for_the_device_and_realm() {
        let (realm, other) = (RealmId::from_bytes([1; 32]), RealmId::from_bytes([2; 32]));
        let (device, under) = (DeviceId::from_bytes([3; 32]), WrapKey::from_bytes([4; 32]));
        let keys =
            DeviceKeys { signing: SigningSeed::from_bytes([5; 32]), sealing: DevicePrivateKey::from_bytes([6; 32]) };
        let wrapped = wrap_device(&under, &realm, Suite::One, &device, &keys);
        assert_eq!(unwrap_device(&under, &realm, Suite::One, &device, &wrapped), Ok(keys));
        assert_eq!(unwrap_device(&under, &other, Suite::One, &device, &wrapped), Err(OpenError::Commitment));
    }
}
