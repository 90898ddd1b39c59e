//! Parts that several payloads share: references to objects and lists, sealed keys, recipients, content.

use jixiang_model::{DepartmentId, KeyHash, ObjectId, PersonId, StatementId, VersionId};
use serde::{Deserialize, Serialize};

use super::rule;
use crate::opt;

/// The largest object of the platform, in bytes (docs/format.md 1.2).
pub(super) const MAX_OBJECT: u32 = 8 * 1024 * 1024;

/// An object by its hash, and its exact length in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectRef {
    /// BLAKE3-256 of the bytes.
    pub hash: ObjectId,
    /// Their number.
    pub bytes: u32,
}

impl ObjectRef {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule((1..=MAX_OBJECT).contains(&self.bytes), "an object has 1 byte to 8 MiB")
    }
}

/// A list object by its hash, the number of its rows and its exact length ([`crate::list`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRef {
    /// BLAKE3-256 of the bytes.
    pub hash: ObjectId,
    /// The number of rows.
    pub count: u32,
    /// The number of bytes.
    pub bytes: u32,
}

impl ListRef {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule((1..=MAX_OBJECT).contains(&self.bytes), "a list object has 1 byte to 8 MiB")
    }
}

/// A key sealed to a public key: the object that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedKey {
    /// SHA-256 of the public key that it is sealed to.
    pub key: KeyHash,
    /// The sealed bytes.
    pub object: ObjectRef,
}

impl SealedKey {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        self.object.check()
    }
}

/// The sealed content of a version or delivery: one signature binds all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Drawn at random; in the context of the body.
    pub version: VersionId,
    /// The sealed body.
    pub body: ObjectRef,
    /// The packs that the content needs, as the platform counts them.
    pub packs: ListRef,
}

impl Content {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        self.body.check()?;
        self.packs.check()
    }
}

/// Who receives a delivery: a department, or one person of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The department.
    pub department: DepartmentId,
    /// The newest statement of its chain that the sender had verified: it says which keys are meant.
    pub head: StatementId,
    /// One person of it; empty for the department as a whole.
    #[serde(with = "opt")]
    pub person: Option<PersonId>,
}
