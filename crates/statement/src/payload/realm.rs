//! What holds for a whole realm: root key, policy, directory (scope "realm").

use jixiang_model::{DepartmentId, Suite};
use serde::{Deserialize, Serialize};

use super::parts::ListRef;
use super::{Header, rule};
use crate::{Base64, VerifyingKey};

/// Replaces the root key (root). The realm stays the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootRotate {
    /// The common header.
    pub header: Header,
    /// The Ed25519 public key of the next root.
    pub root: Base64,
}

impl RootRotate {
    /// The next root's key.
    ///
    /// # Errors
    ///
    /// The broken rule, as a sentence.
    pub fn key(&self) -> Result<VerifyingKey, &'static str> {
        let bytes = <[u8; 32]>::try_from(&self.root.0[..]).map_err(|_| "an Ed25519 key has 32 bytes")?;
        VerifyingKey::from_bytes(&bytes).map_err(|_| "a root key is a usable Ed25519 key")
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.header.department.is_none(), "a root rotation is about no single department")?;
        self.key().map(|_| ())
    }
}

/// The root policy (root): what no server may lower.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The common header.
    pub header: Header,
    /// No statement of a lower suite counts.
    pub minimum_suite: Suite,
    /// The group whose epoch every department holds, for unconditional sharing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province_open: Option<DepartmentId>,
}

impl Policy {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.header.department.is_none(), "the policy is about no single department")
    }
}

/// Names the directory list: departments, their tree, their people (registrar).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryNotice {
    /// The common header.
    pub header: Header,
    /// One more each time.
    pub sequence: u64,
    /// The list: a strict JSON object ([`crate::list::Directory`]).
    pub list: ListRef,
}

impl DirectoryNotice {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.sequence >= 1, "directories count from 1")?;
        self.list.check()
    }
}
