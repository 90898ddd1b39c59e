//! An object that a statement needs, and what for: the words that the other steps share.

use jixiang_model::{DepartmentId, ObjectId, PersonId};
use jixiang_statement::payload::{ListRef, ObjectRef};

/// Those of a scope's readers for whom an object is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Audience {
    /// Their department.
    pub(crate) department: DepartmentId,
    /// One person of it, or all.
    pub(crate) person: Option<PersonId>,
}

/// What an object is needed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Use {
    /// Every reader of the scope reads it.
    Open,
    /// The sealed content of a delivery: readers of the scope, until it ends.
    Content,
    /// A cover key of a delivery.
    Cover(Audience),
    /// A version key of a delivery.
    Version(Audience),
    /// A private half of a department's epoch, sealed to its own members.
    Epoch(DepartmentId),
}

/// An object and what it is needed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Need {
    /// The object.
    pub(crate) object: ObjectId,
    /// Its length, as the statement says.
    pub(crate) bytes: u32,
    /// What for.
    pub(crate) what: Use,
}

impl Need {
    pub(super) const fn of(object: ObjectRef, what: Use) -> Self {
        Self { object: object.hash, bytes: object.bytes, what }
    }

    pub(super) const fn list(list: &ListRef, what: Use) -> Self {
        Self { object: list.hash, bytes: list.bytes, what }
    }
}
