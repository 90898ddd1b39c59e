//! A delivery 快传 and what follows it in its thread.

use jixiang_model::{Nonce, Proof, ScopeId, StatementId, UnixMillis};
use serde::{Deserialize, Serialize};

use super::parts::{Content, ListRef, ObjectRef, Recipient};
use super::{Header, rule};

/// Sends content to departments and people: the opening statement of its thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The common header; its scope is the delivery's id.
    pub header: Header,
    /// What the delivery's id is made new with.
    pub nonce: Nonce,
    /// The sealed content.
    pub content: Content,
    /// Title, note, names and sizes, sealed under the cover key.
    pub cover: ObjectRef,
    /// Who receives it; they see each other.
    pub recipients: Vec<Recipient>,
    /// Cover key and version key, sealed to every key of every recipient and to the sender's own devices: `seals` rows.
    pub seals: ListRef,
    /// After this instant honest clients and the platform hand nothing out any more.
    pub not_after: UnixMillis,
}

impl Delivery {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let department = self.header.department.ok_or("a delivery names its department")?;
        let id = ScopeId::delivery(&self.header.realm, &department, &self.nonce);
        rule(self.header.scope == id, "a delivery's id is made from its department and nonce")?;
        rule(self.header.prev.is_none() && self.header.overrides.is_empty(), "a delivery opens its thread")?;
        rule((1..=64).contains(&self.recipients.len()), "a delivery has 1 to 64 recipients")?;
        for (i, recipient) in self.recipients.iter().enumerate() {
            let same = |other: &Recipient| other.department == recipient.department && other.person == recipient.person;
            rule(!self.recipients[..i].iter().any(same), "a recipient is named once")?;
        }
        self.content.check()?;
        self.cover.check()?;
        self.seals.check()
    }
}

/// Takes a delivery back (sender).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// The common header.
    pub header: Header,
    /// The opening statement.
    pub delivery: StatementId,
}

impl TakeBack {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.header.prev.is_some(), "a delivery is taken back after it was sent")
    }
}

/// How far a receiver got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Everything was fetched and every byte verified (已核验).
    Verified,
    /// A person opened it (已打开).
    Opened,
}

/// Proves that content was fetched and verified (回执).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The common header.
    pub header: Header,
    /// The statement that names the content: a delivery or a record.
    pub record: StatementId,
    /// How far the receiver got.
    pub step: Step,
    /// HMAC of the tree hash under a key from the version key: only who opened the body can make it.
    pub proof: Proof,
}

impl Receipt {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.header.prev.is_some(), "a receipt follows what it is for")
    }
}
