//! Who belongs to this department: admitted PCs, and those that wait for a key admin who compares their code.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{MemberId, Party, Role, Stamp};

/// The department's PCs, for its key admins and for everybody to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MembersView {
    /// Whether this PC may admit and remove.
    pub may_change: bool,
    /// Admitted PCs, oldest first.
    pub members: Vec<MemberRow>,
    /// PCs that wait for their admission, as the platform shows them; only a compared code makes one real.
    pub waiting: Vec<WaitingRow>,
}

/// An admitted PC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MemberRow {
    /// Its id.
    pub id: MemberId,
    /// Whose.
    pub party: Party,
    /// What it may do.
    pub roles: Vec<Role>,
    /// Whether it is this PC.
    pub own: bool,
    /// When it was admitted, says who did.
    pub admitted: Stamp,
}

/// A PC that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WaitingRow {
    /// Who says they are.
    pub party: Party,
    /// Whether the directory knows that person in this department.
    pub listed: bool,
    /// The code to compare, in its groups.
    pub code: Vec<String>,
}
