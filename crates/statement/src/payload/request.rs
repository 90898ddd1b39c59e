//! A request 共享申请: asking, consenting, answering, granting and ending (DOMAIN.md 1).

use jixiang_model::{Date, DepartmentId, Nonce, ScopeId, StatementId, UnixMillis};
use serde::{Deserialize, Serialize};

use super::parts::{ListRef, Recipient, SealedKey};
use super::{Header, rule};
use crate::Text;

/// How data is shared 共享方式 (decree, article 22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// 服务接口
    Interface,
    /// 批量交换
    Batch,
    /// 文件下载
    File,
}

/// Asks for a dataset. Stands in the requester's review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The common header.
    pub header: Header,
    /// The request's id: the scope of its thread.
    pub request: ScopeId,
    /// What the id is made new with; in the first statement only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Nonce>,
    /// The dataset.
    pub dataset: ScopeId,
    /// The entry that was shown when it was asked for.
    pub entry: StatementId,
    /// 使用依据
    pub basis: Text<500>,
    /// 使用场景
    pub scenario: Text<500>,
    /// 使用范围
    pub extent: Text<500>,
    /// 共享方式
    pub method: Method,
    /// 使用时限, until the end of this date, UTC+8.
    pub until: Date,
}

impl Request {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let department = self.header.department.ok_or("a request names its department")?;
        if let Some(nonce) = &self.nonce {
            let id = ScopeId::request(&self.header.realm, &department, nonce);
            rule(id == self.request, "a request's id is made from its department and nonce")?;
        }
        let review = ScopeId::review(&self.header.realm, &department, &self.request);
        rule(self.header.scope == review, "a request stands in its review until the head consents")?;
        rule(self.header.prev.is_some() || self.nonce.is_some(), "the first statement of a request holds its nonce")?;
        let stated = !self.basis.is_blank() && !self.scenario.is_blank() && !self.extent.is_blank();
        rule(stated, "a request states basis, scenario and extent")
    }
}

/// Lets a prepared statement out (head).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The common header; its scope is the request's thread.
    pub header: Header,
    /// The review in which the prepared statement stands.
    pub review: ScopeId,
    /// The prepared statement: a request or an answer.
    pub names: StatementId,
}

impl Consent {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let department = self.header.department.ok_or("consent names its department")?;
        let review = ScopeId::review(&self.header.realm, &department, &self.header.scope);
        rule(self.review == review, "consent names the review of its own department")
    }
}

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// 同意
    Approve,
    /// 补正: all that is missing, at once (article 21).
    Return,
    /// 不同意, with the reason (article 21).
    Refuse,
    /// 延期, with the bureau's consent (article 21).
    Extend,
}

/// Answers a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The common header; the provider's review when a head still has to consent, else the request's thread.
    pub header: Header,
    /// The request statement that is answered.
    pub request: StatementId,
    /// What is answered.
    pub decision: Decision,
    /// Why; required to refuse and to extend.
    pub reason: Text<500>,
    /// Everything that is missing; required to return.
    pub missing: Vec<Text<255>>,
    /// Conditions of an approval.
    pub conditions: Text<500>,
    /// Until the end of this date, UTC+8, when the approval is limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The one version that is approved; absent for this and later ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
}

impl Answer {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(
            self.missing.len() <= 32 && self.missing.iter().all(|m| !m.is_blank()),
            "at most 32 things are missing, each in words",
        )?;
        match self.decision {
            Decision::Approve => Ok(()),
            Decision::Return => rule(!self.missing.is_empty(), "to return is to say what is missing"),
            Decision::Refuse | Decision::Extend => rule(!self.reason.is_blank(), "a reason is given"),
        }
    }
}

/// Opens a dataset to a requester (head of the provider).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The common header.
    pub header: Header,
    /// The final request statement.
    pub request: StatementId,
    /// The consent of the requester's head to it.
    pub consent: StatementId,
    /// The dataset.
    pub dataset: ScopeId,
    /// The key generation g.
    pub generation: u64,
    /// The first version.
    pub from: u64,
    /// The last version; absent until revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<u64>,
    /// The requester's department.
    pub requester: DepartmentId,
    /// The newest statement of its chain that the provider had verified: it says which epoch is meant.
    pub requester_head: StatementId,
    /// Conditions, as the requester sees them.
    pub conditions: Text<500>,
    /// After this instant honest clients remove the keys.
    pub not_after: UnixMillis,
    /// K(g, from), or the version key of the one version, sealed to the requester's epoch.
    pub key: SealedKey,
}

impl Grant {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.generation >= 1 && self.from >= 1, "versions and generations count from 1")?;
        rule(self.to.is_none_or(|to| to >= self.from), "the last version is not before the first")?;
        self.key.check()
    }
}

/// Ends a grant (head of the provider).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// The common header.
    pub header: Header,
    /// The grant.
    pub grant: StatementId,
    /// Why.
    pub reason: Text<500>,
}

impl Revoke {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(!self.reason.is_blank(), "a reason is given")
    }
}

/// Seals a key again for who may already have it: after a new epoch or generation, or for another device of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reseal {
    /// The common header.
    pub header: Header,
    /// The grant or delivery that it carries on, never widening it.
    pub names: StatementId,
    /// The new key generation, for a grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<u64>,
    /// The first version under it, for a grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// For whom.
    pub recipient: Recipient,
    /// The sealed keys: `seals` rows.
    pub keys: ListRef,
}

impl Reseal {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.generation.is_some() == self.from.is_some(), "a generation comes with its first version")?;
        self.keys.check()
    }
}

/// Takes a request back (requester).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// The common header.
    pub header: Header,
    /// The request statement.
    pub request: StatementId,
    /// Why; may be empty.
    pub reason: Text<500>,
}

impl Withdraw {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.header.prev.is_some(), "a request is withdrawn after it was submitted")
    }
}
