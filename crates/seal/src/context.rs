//! Every context and info of the format, one function each, byte by byte (docs/format.md 6).
//!
//! All are length-prefixed lists that begin with a label of their own, so no two functions here ever give the same
//! bytes, and nothing sealed for one purpose, realm, suite or place opens for another.

use jixiang_model::{DepartmentId, DeviceId, KeyHash, RealmId, ScopeId, Suite, VersionId, length_prefixed};

use crate::{Extent, Purpose};

/// Where something is sealed: nothing sealed in one place opens in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The realm: pilot, production and demo never mix.
    pub realm: RealmId,
    /// The suite.
    pub suite: Suite,
    /// The dataset, or the thread of a delivery.
    pub scope: ScopeId,
}

impl Place {
    fn list(&self, label: &[u8], more: &[&[u8]]) -> Vec<u8> {
        let suite = self.suite.bytes();
        let mut items: Vec<&[u8]> = vec![label, self.realm.as_bytes(), &suite, self.scope.as_bytes()];
        items.extend_from_slice(more);
        length_prefixed(&items)
    }
}

/// `["jixiang/v1/chunk", realm, suite, scope]`: never version, pack or position, so that a chunk can be used again by a
/// later version of the same dataset.
#[must_use]
pub fn chunk(place: &Place) -> Vec<u8> {
    place.list(b"jixiang/v1/chunk", &[])
}

/// `["jixiang/v1/filler", realm, suite, scope]`: what follows the chunks of a pack.
#[must_use]
pub fn filler(place: &Place) -> Vec<u8> {
    place.list(b"jixiang/v1/filler", &[])
}

/// `["jixiang/v1/body", realm, suite, scope, version]`.
#[must_use]
pub fn body(place: &Place, version: &VersionId) -> Vec<u8> {
    place.list(b"jixiang/v1/body", &[version.as_bytes()])
}

/// `["jixiang/v1/cover", realm, suite, scope]`: the scope is the delivery.
#[must_use]
pub fn cover(place: &Place) -> Vec<u8> {
    place.list(b"jixiang/v1/cover", &[])
}

/// `["jixiang/v1/receipt", realm, suite, scope, version]`.
#[must_use]
pub fn receipt(place: &Place, version: &VersionId) -> Vec<u8> {
    place.list(b"jixiang/v1/receipt", &[version.as_bytes()])
}

/// `["jixiang/v1/generation", realm, suite, scope, generation, number]`: the step of the ratchet that arrives at
/// `number`.
#[must_use]
pub fn generation(place: &Place, generation: u64, number: u64) -> Vec<u8> {
    place.list(b"jixiang/v1/generation", &[&generation.to_be_bytes(), &number.to_be_bytes()])
}

/// `["jixiang/v1/wrap/version", realm, suite, scope, generation, number, version]`: a version key under K(g, n).
#[must_use]
pub fn wrapped_version(place: &Place, generation: u64, number: u64, version: &VersionId) -> Vec<u8> {
    let (generation, number) = (generation.to_be_bytes(), number.to_be_bytes());
    place.list(b"jixiang/v1/wrap/version", &[&generation, &number, version.as_bytes()])
}

/// `["jixiang/v1/wrap/device", realm, suite, device]`: a device's private keys under the key in the keyring.
#[must_use]
pub fn wrapped_device(realm: &RealmId, suite: Suite, device: &DeviceId) -> Vec<u8> {
    length_prefixed(&[b"jixiang/v1/wrap/device", realm.as_bytes(), &suite.bytes(), device.as_bytes()])
}

/// `["jixiang/v1/job", what, realm, suite, scope]`: what a writer derives from the seed of a job. Not part of the format.
pub(crate) fn job(place: &Place, what: &[u8]) -> Vec<u8> {
    let suite = place.suite.bytes();
    length_prefixed(&[b"jixiang/v1/job", what, place.realm.as_bytes(), &suite, place.scope.as_bytes()])
}

/// What a key is sealed for; all of it goes into the HPKE `info`, so a seal opens only where all of it is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealFor {
    /// What the key is and why it is sealed.
    pub purpose: Purpose,
    /// Realm, suite and the scope in which the seal is named.
    pub place: Place,
    /// The department of the device that seals; for root the department it opens.
    pub department: DepartmentId,
    /// The device that seals; for root the id of its key.
    pub device: DeviceId,
    /// Which version, versions or epoch the key opens.
    pub extent: Extent,
    /// The id of the request or delivery that the seal answers, if it answers one.
    pub answers: Option<ScopeId>,
}

/// `["jixiang/v1/seal", purpose, realm, suite, department, device, SHA-256 of the recipient's key, scope, extent,
/// answers]`, where `answers` is empty when the seal answers nothing.
#[must_use]
pub fn seal_info(seal: &SealFor, recipient: &KeyHash) -> Vec<u8> {
    let suite = seal.place.suite.bytes();
    let extent = seal.extent.bytes();
    let answers: &[u8] = seal.answers.as_ref().map_or(&[], |scope| scope.as_bytes());
    length_prefixed(&[
        b"jixiang/v1/seal",
        seal.purpose.word().as_bytes(),
        seal.place.realm.as_bytes(),
        &suite,
        seal.department.as_bytes(),
        seal.device.as_bytes(),
        recipient.as_bytes(),
        seal.place.scope.as_bytes(),
        &extent,
        answers,
    ])
}

/// A place for tests, with another scope for each number.
#[cfg(test)]
pub(crate) fn tests_place(number: u8) -> Place {
    Place { realm: RealmId::from_bytes([0x11; 32]), suite: Suite::One, scope: ScopeId::from_bytes([number; 32]) }
}
