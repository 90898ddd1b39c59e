//! The common header of every payload (docs/format.md 3).

use jixiang_model::{DepartmentId, DeviceId, Kind, RealmId, ScopeId, StatementId, Suite, UnixMillis};
use serde::{Deserialize, Serialize};

use super::rule;
use crate::opt;

/// What every statement says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The realm in which it means anything.
    pub realm: RealmId,
    /// The suite of everything it names.
    pub suite: Suite,
    /// The device that signs: SHA-256 of its key. For the root, of the root key.
    pub device: DeviceId,
    /// The signer's department; for the root the department that the statement is about, empty in the realm's scope.
    #[serde(with = "opt")]
    pub department: Option<DepartmentId>,
    /// The newest statement of the signer's department chain that the signer has verified; for the root, of the
    /// realm's scope. Empty where there is none.
    #[serde(with = "opt")]
    pub head: Option<StatementId>,
    /// The place in which it stands.
    pub scope: ScopeId,
    /// The statement before it in that place; empty for the first.
    #[serde(with = "opt")]
    pub prev: Option<StatementId>,
    /// Statements of this place that lost the race for theirs and never count.
    pub overrides: Vec<StatementId>,
    /// When, as the signer's clock said: a claim, never an order.
    pub time: UnixMillis,
    /// Reserved for the log; empty today.
    pub checkpoint: String,
}

impl Header {
    /// The rules of a header that need no other statement.
    pub(super) fn check(&self, kind: Kind) -> Result<(), &'static str> {
        rule(self.checkpoint.is_empty(), "checkpoint is reserved and empty")?;
        rule(self.overrides.len() <= 16, "at most 16 statements are overridden at once")?;
        let mut overrides = self.overrides.clone();
        overrides.sort_unstable();
        overrides.dedup();
        rule(overrides.len() == self.overrides.len(), "a statement is overridden once")?;
        let scope_is_realm = self.scope == ScopeId::realm(&self.realm);
        let realm_kind = matches!(kind.rule().homes, [jixiang_model::Home::Realm]);
        rule(
            scope_is_realm == realm_kind,
            "policy, root rotation and directory stand in the realm's scope, nothing else does",
        )?;
        let own_chain = self.department.as_ref().map(ScopeId::department);
        rule(
            (own_chain == Some(self.scope)) == matches!(kind.rule().homes, [jixiang_model::Home::Department]),
            "what changes a department stands in its chain, nothing else does",
        )?;
        rule(
            self.department.is_some() || matches!(kind, Kind::RootRotate | Kind::Policy),
            "a department is named outside the root's own statements",
        )?;
        rule(
            self.head.is_some() || kind.rule().signers.contains(&jixiang_model::Role::Root),
            "a signer names the head of its chain",
        )
    }
}

/// Reads the header of a payload of unknown kind, whatever else it holds.
#[derive(Deserialize)]
pub(crate) struct Probe {
    pub(crate) header: ProbeHeader,
}

#[derive(Deserialize)]
pub(crate) struct ProbeHeader {
    pub(crate) scope: ScopeId,
}
