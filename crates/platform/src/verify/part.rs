//! What an object is to a statement that needs it, and what the statement belongs to. It refuses to look into the object:
//! the statement alone says it.

use std::fmt;

use jixiang_model::{DepartmentId, ObjectId, RealmId, ScopeId};
use jixiang_statement::payload::{Content, Epoch, ListRef, Payload, SealedKey};
use jixiang_statement::{Header, Signed};
use serde::Serialize;

macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident $word:literal;)*) => {
        /// What an object is to a statement.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        pub enum Part {
            $($(#[$doc])* #[serde(rename = $word)] $part,)*
        }

        impl fmt::Display for Part {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$part => $word,)* })
            }
        }
    };
}

parts! {
    /// The sealed body of a version or delivery.
    Body "body";
    /// The list of the packs of a version or delivery.
    PackList "pack-list";
    /// Sealed chunks.
    Pack "pack";
    /// The sealed cover of a delivery.
    Cover "cover";
    /// The list of sealed keys.
    SealList "seal-list";
    /// A sealed cover key.
    CoverKey "cover-key";
    /// A sealed version key.
    VersionKey "version-key";
    /// The sealed lineage secret of a dataset.
    LineageSecret "lineage-secret";
    /// A sealed generation key.
    GenerationKey "generation-key";
    /// The generation key, sealed to the group for unconditional sharing.
    OpenKey "open-key";
    /// The sealed key of a grant.
    GrantKey "grant-key";
    /// The columns of an entry.
    Columns "columns";
    /// The private half of an epoch, sealed to a device or department.
    Epoch "epoch";
    /// The private half of the epoch before, sealed to the new one.
    PreviousEpoch "previous-epoch";
    /// The list of what still counts after a removal.
    ScopeList "scope-list";
    /// The directory.
    Directory "directory";
    /// The list of what a department confirms.
    HeadList "head-list";
}

impl Part {
    /// What an object is to the statement that needs it; `what` is the word of its use.
    pub(super) fn of(object: &ObjectId, signed: &Signed, what: &str) -> Self {
        match signed.payload() {
            Payload::Genesis(genesis) => of_epoch(object, &genesis.epoch),
            Payload::Remove(remove) => of_removal(object, &remove.epoch, &remove.scopes),
            Payload::Recover(recover) => of_removal(object, &recover.epoch, &recover.scopes),
            Payload::Add(_) => Self::Epoch,
            Payload::Roles(_) => Self::ScopeList,
            Payload::Directory(_) => Self::Directory,
            Payload::Heads(_) => Self::HeadList,
            Payload::Entry(_) => Self::Columns,
            Payload::Record(record) if record.key.object.hash == *object => Self::VersionKey,
            Payload::Record(record) if is(record.lineage.as_ref(), object) => Self::LineageSecret,
            Payload::Record(record) => of_content(object, &record.content),
            Payload::Release(release) if is(release.start.as_ref(), object) => Self::GenerationKey,
            Payload::Release(release) if is(release.open.as_ref(), object) => Self::OpenKey,
            Payload::Release(_) => Self::Columns,
            Payload::Grant(_) => Self::GrantKey,
            Payload::Reseal(reseal) if reseal.keys.hash == *object => Self::SealList,
            Payload::Reseal(reseal) if reseal.generation.is_some() => Self::GenerationKey,
            Payload::Delivery(delivery) if delivery.cover.hash == *object => Self::Cover,
            Payload::Delivery(delivery) if delivery.seals.hash == *object => Self::SealList,
            Payload::Reseal(_) | Payload::Delivery(_) if what == "cover" => Self::CoverKey,
            Payload::Reseal(_) | Payload::Delivery(_) if what == "version" => Self::VersionKey,
            Payload::Delivery(delivery) => of_content(object, &delivery.content),
            // The rest names no object.
            Payload::Reseal(_)
            | Payload::RootRotate(_)
            | Payload::Policy(_)
            | Payload::Decline(_)
            | Payload::Retire(_)
            | Payload::Request(_)
            | Payload::Consent(_)
            | Payload::Answer(_)
            | Payload::Revoke(_)
            | Payload::Withdraw(_)
            | Payload::TakeBack(_)
            | Payload::Receipt(_) => Self::Pack,
        }
    }
}

fn is(key: Option<&SealedKey>, object: &ObjectId) -> bool {
    key.is_some_and(|key| key.object.hash == *object)
}

fn of_epoch(object: &ObjectId, epoch: &Epoch) -> Part {
    if epoch.seals.hash == *object {
        Part::SealList
    } else if is(epoch.previous.as_ref(), object) {
        Part::PreviousEpoch
    } else {
        Part::Epoch
    }
}

fn of_removal(object: &ObjectId, epoch: &Epoch, scopes: &ListRef) -> Part {
    if scopes.hash == *object { Part::ScopeList } else { of_epoch(object, epoch) }
}

fn of_content(object: &ObjectId, content: &Content) -> Part {
    if content.body.hash == *object {
        Part::Body
    } else if content.packs.hash == *object {
        Part::PackList
    } else {
        Part::Pack
    }
}

/// What a statement belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "of", content = "id", rename_all = "kebab-case")]
pub enum Thread {
    /// The realm.
    Realm(RealmId),
    /// A department: its chain or its heads.
    Department(DepartmentId),
    /// A dataset: itself or its review.
    Dataset(ScopeId),
    /// A request: itself or its reviews.
    Request(ScopeId),
    /// A delivery.
    Delivery(ScopeId),
}

impl Thread {
    /// What a statement belongs to.
    pub(super) fn of(signed: &Signed) -> Self {
        let header = signed.header();
        match signed.payload() {
            Payload::RootRotate(_) | Payload::Policy(_) | Payload::Directory(_) => Self::Realm(header.realm),
            Payload::Genesis(_)
            | Payload::Add(_)
            | Payload::Remove(_)
            | Payload::Roles(_)
            | Payload::Recover(_)
            | Payload::Heads(_) => of_department(header),
            Payload::Entry(entry) => Self::Dataset(entry.dataset),
            Payload::Record(record) => Self::Dataset(record.dataset),
            Payload::Release(_) | Payload::Retire(_) | Payload::Decline(_) => Self::Dataset(header.scope),
            Payload::Reseal(reseal) if reseal.generation.is_none() => Self::Delivery(header.scope),
            Payload::Request(request) => Self::Request(request.request),
            Payload::Consent(_)
            | Payload::Answer(_)
            | Payload::Grant(_)
            | Payload::Revoke(_)
            | Payload::Reseal(_)
            | Payload::Withdraw(_) => Self::Request(header.scope),
            Payload::Delivery(_) | Payload::TakeBack(_) | Payload::Receipt(_) => Self::Delivery(header.scope),
        }
    }
}

fn of_department(header: &Header) -> Thread {
    header.department.map_or(Thread::Realm(header.realm), Thread::Department)
}

impl fmt::Display for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Realm(id) => write!(f, "the realm {id}"),
            Self::Department(id) => write!(f, "the department {id}"),
            Self::Dataset(id) => write!(f, "the dataset {id}"),
            Self::Request(id) => write!(f, "the request {id}"),
            Self::Delivery(id) => write!(f, "the delivery {id}"),
        }
    }
}
