//! What the steps of an append share: what a statement does, and the objects that it needs.

use jixiang_model::{DepartmentId, ObjectId, PersonId};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::{ListRef, ObjectRef};
use jixiang_statement::thread::DeliveryThread;

/// What a statement does to its scope.
pub(super) enum Effect {
    Realm(Box<Realm>),
    Chain(Box<Chain>),
    Thread(Box<DeliveryThread>),
}

/// What an object is needed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Use {
    /// Every reader of the scope reads it.
    Open,
    /// The sealed content of a delivery, until it ends.
    Content,
    /// A cover key of a delivery, for its recipient.
    Cover(Audience),
    /// A version key of a delivery, for its recipient.
    Version(Audience),
    /// A private half of a department's epoch, sealed to its members.
    Epoch(DepartmentId),
}

/// A recipient: a department, or one person of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Audience {
    pub(super) department: DepartmentId,
    pub(super) person: Option<PersonId>,
}

/// An object, its length as it was stated, and what for.
pub(super) struct Need {
    pub(super) object: ObjectId,
    pub(super) bytes: u32,
    pub(super) what: Use,
}

impl Need {
    pub(super) const fn of(object: ObjectRef, what: Use) -> Self {
        let ObjectRef { hash: object, bytes } = object;
        Self { object, bytes, what }
    }

    pub(super) const fn list(list: &ListRef, what: Use) -> Self {
        let ListRef { hash: object, bytes, .. } = *list;
        Self { object, bytes, what }
    }
}
