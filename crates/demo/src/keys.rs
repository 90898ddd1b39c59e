//! Every key of the demo, derived from one secret: a restart, or a kill in the middle, gives the same keys again.

use jixiang_model::{DepartmentId, DeviceId, KeyHash, Nonce, RealmId, Uscc, length_prefixed};
use jixiang_seal::{DevicePrivateKey, EpochPrivateKey, Random};
use jixiang_statement::SigningKey;
use zeroize::Zeroizing;

/// The context of BLAKE3's key derivation; nothing else is ever derived under it.
const CONTEXT: &str = "jixiang 2026-11-23 demo authority";

/// The one secret of a demo.
pub(crate) struct Master(Zeroizing<[u8; 32]>);

impl Master {
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        <[u8; 32]>::try_from(bytes).ok().map(Zeroizing::new).map(Self)
    }

    fn derive(&self, label: &str, parts: &[&[u8]]) -> blake3::Hasher {
        let mut items = vec![label.as_bytes()];
        items.extend_from_slice(parts);
        let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
        hasher.update(&self.0[..]).update(&length_prefixed(&items));
        hasher
    }

    fn secret(&self, label: &str, parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.derive(label, parts).finalize().into())
    }

    /// The key of the root.
    pub(crate) fn root(&self) -> SigningKey {
        SigningKey::from_seed(&self.secret("root", &[]))
    }

    /// The nonce that a department of the demo is opened with. Not a secret, but as unknown as one before it is used.
    pub(crate) fn nonce(&self, uscc: &Uscc) -> Nonce {
        Nonce::from_bytes(*self.secret("nonce", &[uscc.as_str().as_bytes()]))
    }

    /// The keys that the authority holds for a department.
    pub(crate) fn department(&self, realm: &RealmId, uscc: &Uscc) -> DepartmentKeys {
        let code: &[&[u8]] = &[uscc.as_str().as_bytes()];
        DepartmentKeys {
            id: DepartmentId::derive(realm, uscc, &self.nonce(uscc)),
            sign: SigningKey::from_seed(&self.secret("admin/sign", code)),
            open: DevicePrivateKey::from_bytes(*self.secret("admin/seal", code)),
            epoch: EpochPrivateKey::from_bytes(*self.secret("epoch/1", code)),
        }
    }

    /// The randomness of one seal. The parts are all that differs between the infos of the demo's seals (whose epoch, who
    /// seals it, to which key), so no two seals share it, and the same seal made again has the same bytes.
    pub(crate) fn seal_stream(&self, sealed: &DepartmentId, device: &DeviceId, recipient: &KeyHash) -> Stream {
        let parts: &[&[u8]] = &[sealed.as_bytes(), device.as_bytes(), recipient.as_bytes()];
        Stream(Zeroizing::new(self.derive("seal", parts).finalize_xof()))
    }
}

/// What the authority holds for one department: its key admin's device and its first epoch.
pub(crate) struct DepartmentKeys {
    pub(crate) id: DepartmentId,
    pub(crate) sign: SigningKey,
    pub(crate) open: DevicePrivateKey,
    pub(crate) epoch: EpochPrivateKey,
}

/// Derived randomness.
pub(crate) struct Stream(Zeroizing<blake3::OutputReader>);

impl Random for Stream {
    fn fill(&mut self, out: &mut [u8]) {
        self.0.fill(out);
    }
}
