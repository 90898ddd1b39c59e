//! The realm, the demo's staff, and who is signed in.

use jixiang_model::{DepartmentId, PersonId, RealmId, Suite, UnixMillis, Uscc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Token;

/// Answer of `GET /v1/realm`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Realm {
    /// The realm's id. A client with a pinned root compares it with the one that it derives.
    #[schema(value_type = String)]
    pub realm: RealmId,
    /// The instance id, from which and the first root key the realm's id is made.
    pub instance: String,
    /// The suite of new statements.
    #[schema(value_type = u16)]
    pub suite: Suite,
    /// Whether this is the demonstration.
    pub demo: bool,
    /// The first root key in hexadecimal digits: in the demo only, and only to a client on the same machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
}

/// A department as the directory names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Department {
    /// Its id.
    #[schema(value_type = String)]
    pub id: DepartmentId,
    /// Its unified social credit code.
    #[schema(value_type = String)]
    pub uscc: Uscc,
    /// Its full name.
    pub name: String,
}

/// One of the demo's staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Staff {
    /// The person, and what they sign in with.
    #[schema(value_type = String)]
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their office and post.
    pub post: String,
    /// Their department.
    pub department: Department,
}

/// Answer of `GET /v1/demo/staff`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaffList {
    /// Everybody who can sign in.
    pub staff: Vec<Staff>,
}

/// Body of `POST /v1/demo/sign-in`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Who signs in.
    #[schema(value_type = String)]
    pub staff: PersonId,
}

/// Answer of `POST /v1/demo/sign-in`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedIn {
    /// The session's token.
    pub token: Token,
    /// When it ends.
    #[schema(value_type = u64)]
    pub expires: UnixMillis,
    /// Who is signed in.
    pub me: Me,
}

/// Who is signed in: what the platform believes. What the person may sign is said by the department's chain alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The person.
    #[schema(value_type = String)]
    pub person: PersonId,
    /// Their department.
    #[schema(value_type = String)]
    pub department: DepartmentId,
    /// Its unified social credit code.
    #[schema(value_type = String)]
    pub uscc: Uscc,
    /// Its full name.
    pub department_name: String,
    /// The person's name.
    pub name: String,
    /// The person's office and post.
    pub post: String,
}
