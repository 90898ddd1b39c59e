//! Departments and persons as they are shown: department path and post first, then the person, never a bare name.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::PersonId;

/// What a device may do in its department. Staff is what everyone may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 经办人.
    Staff,
    /// 负责人: head of the department's sharing office.
    Head,
    /// 密钥管理员: admits PCs.
    KeyAdmin,
    /// 目录登记员 of the data bureau.
    Registrar,
}

/// Whose desk this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Person {
    /// The person's id in the directory.
    pub id: PersonId,
    /// The department's full name, e.g. 长春市财政局.
    pub department: String,
    /// The organisation tree from the top down to the department, e.g. 吉林省, 长春市, 财政局.
    pub path: Vec<String>,
    /// The person's name.
    pub name: String,
    /// The person's post, e.g. 预算处处长.
    pub post: String,
    /// Roles of this PC's device, replayed from the department's chain.
    pub roles: Vec<Role>,
}

/// The other side of an act: a whole department or one person in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Party {
    /// Every admitted PC of the department.
    Department {
        /// The department's full name.
        department: String,
        /// The organisation tree from the top down to the department.
        path: Vec<String>,
    },
    /// The PCs of one person.
    Person {
        /// The department's full name.
        department: String,
        /// The organisation tree from the top down to the department.
        path: Vec<String>,
        /// The person's name.
        name: String,
        /// The person's post.
        post: String,
    },
}
