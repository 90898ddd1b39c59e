//! Roles of a device within its department, and the root above all departments (TRUST.md 3).

use serde::{Deserialize, Serialize};

/// What a signer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 经办人: prepares, sends, requests, receives.
    Staff,
    /// 负责人: consents to what leaves and to what is asked for. Made only by root or another head.
    Head,
    /// 密钥管理员: admits and removes devices of the department.
    KeyAdmin,
    /// 登记员 of the data bureau: signs the directory list. Made only by root.
    Registrar,
    /// The registry's root key. Never a device's role: it is not in any `roles` list.
    Root,
}

impl Role {
    /// Every role, in the order in which lists of roles are written.
    pub const ALL: [Self; 5] = [Self::Staff, Self::Head, Self::KeyAdmin, Self::Registrar, Self::Root];

    const fn bit(self) -> u8 {
        match self {
            Self::Staff => 1,
            Self::Head => 2,
            Self::KeyAdmin => 4,
            Self::Registrar => 8,
            Self::Root => 16,
        }
    }
}

/// A set of roles. In payloads a list in the order of [`Role::ALL`], without repetition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Role>", into = "Vec<Role>")]
pub struct Roles(u8);

impl Roles {
    /// No role at all.
    pub const NONE: Self = Self(0);

    /// The set of these roles.
    #[must_use]
    pub fn of(roles: &[Role]) -> Self {
        Self(roles.iter().fold(0, |set, role| set | role.bit()))
    }

    /// Whether the set has this role.
    #[must_use]
    pub const fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether the two sets share a role.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether every role of `self` is in `other`.
    #[must_use]
    pub const fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// The roles, in order.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }
}

impl From<Roles> for Vec<Role> {
    fn from(roles: Roles) -> Self {
        roles.iter().collect()
    }
}

impl TryFrom<Vec<Role>> for Roles {
    type Error = &'static str;

    fn try_from(list: Vec<Role>) -> Result<Self, Self::Error> {
        let set = Self::of(&list);
        if set.has(Role::Root) {
            return Err("root is not a device's role");
        }
        if Vec::from(set) != list {
            return Err("roles are listed in order and once");
        }
        Ok(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_roles_has_one_spelling_and_never_the_root() {
        for bits in 0..16_u8 {
            let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| role.bit() & bits != 0).collect();
            let set = Roles::of(&roles);
            assert_eq!((Vec::from(set), Roles::try_from(roles)), (set.iter().collect(), Ok(set)));
        }
        for wrong in [&[Role::Head, Role::Staff][..], &[Role::Staff, Role::Staff], &[Role::Root]] {
            assert!(Roles::try_from(wrong.to_vec()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn sets_meet_and_contain_as_sets_do() {
        let (staff, both) = (Roles::of(&[Role::Staff]), Roles::of(&[Role::Staff, Role::Head]));
        assert!(staff.within(both) && !both.within(staff) && Roles::NONE.within(staff));
        assert!(staff.meets(both) && !staff.meets(Roles::NONE) && !staff.has(Role::Head));
    }
}
