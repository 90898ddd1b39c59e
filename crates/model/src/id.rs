//! Ids: 32 bytes, shown as 64 lower-case hexadecimal digits, derived from their owner so that nobody can take another's
//! (docs/format.md 3).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::{Uscc, length_prefixed};

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is 64 lower-case hexadecimal digits")]
pub struct IdError;

fn parse(text: &str) -> Result<[u8; 32], IdError> {
    let canonical = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let mut bytes = [0; 32];
    if !canonical || hex::decode_to_slice(text, &mut bytes).is_err() {
        return Err(IdError);
    }
    Ok(bytes)
}

fn digest(items: &[&[u8]]) -> [u8; 32] {
    Sha256::digest(length_prefixed(items)).into()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// Takes the 32 bytes as they are.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The 32 bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), &hex::encode(self.0)[..12])
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                parse(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// One instance of the platform under one root: SHA-256 over first root key and instance id. Nothing signed or
    /// sealed in one realm means anything in another (TRUST.md 1).
    RealmId;
    /// A department 机构: SHA-256 over realm, unified social credit code and nonce.
    DepartmentId;
    /// A place in which statements form one chain: the realm, a department, a dataset, a thread.
    ScopeId;
    /// A device 设备: SHA-256 of its Ed25519 public key, the `keyid` of everything it signs.
    DeviceId;
    /// The hash of a public key that is sealed to: SHA-256 of its bytes.
    KeyHash;
    /// An enrolment: SHA-256 of its PAE.
    EnrolmentId;
    /// A statement: SHA-256 of its PAE.
    StatementId;
    /// A stored object: BLAKE3-256 of its bytes.
    ObjectId;
    /// One version of a dataset or the content of a delivery: drawn at random.
    VersionId;
    /// 32 random bytes that make a derived id new.
    Nonce;
    /// The keyed proof of a receipt: HMAC over the tree hash.
    Proof;
}

impl RealmId {
    /// The realm of a first root key and an instance id (TRUST.md 1); a later root does not change it.
    #[must_use]
    pub fn derive(first_root_key: &[u8; 32], instance: &str) -> Self {
        Self(digest(&[b"jixiang/v1/realm", first_root_key, instance.as_bytes()]))
    }
}

impl DepartmentId {
    /// The id of the department with this code, opened with this nonce.
    #[must_use]
    pub fn derive(realm: &RealmId, uscc: &Uscc, nonce: &Nonce) -> Self {
        Self(digest(&[b"jixiang/v1/department", &realm.0, uscc.as_str().as_bytes(), &nonce.0]))
    }
}

impl ScopeId {
    /// The scope of policy, root rotation and directory.
    #[must_use]
    pub fn realm(realm: &RealmId) -> Self {
        Self(digest(&[b"jixiang/v1/scope/realm", &realm.0]))
    }

    /// The scope of a department's own `heads` statements.
    #[must_use]
    pub fn heads(realm: &RealmId, department: &DepartmentId) -> Self {
        Self(digest(&[b"jixiang/v1/scope/heads", &realm.0, &department.0]))
    }

    /// The chain of a department: its id.
    #[must_use]
    pub const fn department(department: &DepartmentId) -> Self {
        Self(department.0)
    }

    /// A dataset, opened by its provider with this nonce.
    #[must_use]
    pub fn dataset(realm: &RealmId, provider: &DepartmentId, nonce: &Nonce) -> Self {
        Self(digest(&[b"jixiang/v1/dataset", &realm.0, &provider.0, &nonce.0]))
    }

    /// A request, opened by the requester with this nonce.
    #[must_use]
    pub fn request(realm: &RealmId, requester: &DepartmentId, nonce: &Nonce) -> Self {
        Self(digest(&[b"jixiang/v1/request", &realm.0, &requester.0, &nonce.0]))
    }

    /// A delivery, opened by the sender with this nonce.
    #[must_use]
    pub fn delivery(realm: &RealmId, sender: &DepartmentId, nonce: &Nonce) -> Self {
        Self(digest(&[b"jixiang/v1/delivery", &realm.0, &sender.0, &nonce.0]))
    }

    /// The review in which the staff of `department` prepare what stands in `outer` later.
    ///
    /// TRUST.md derives a review from the id alone; the department is part of it here because a request is reviewed on
    /// both sides, by requester and provider, and neither may read the other's review.
    #[must_use]
    pub fn review(realm: &RealmId, department: &DepartmentId, outer: &Self) -> Self {
        Self(digest(&[b"jixiang/v1/review", &realm.0, &department.0, &outer.0]))
    }
}

impl KeyHash {
    /// The hash by which infos and lists name a public key.
    #[must_use]
    pub fn of(public_key: &[u8]) -> Self {
        Self(Sha256::digest(public_key).into())
    }
}

impl DeviceId {
    /// The id of the device that signs with this Ed25519 public key.
    #[must_use]
    pub fn of(public_key: &[u8; 32]) -> Self {
        Self(Sha256::digest(public_key).into())
    }
}

impl ObjectId {
    /// The name of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).into())
    }
}

/// A person 人员 within a department, as the directory names them: 1 to 64 of `a–z 0–9 -`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(String);

impl PersonId {
    /// The text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PersonId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(IdError) }
    }
}

impl Serialize for PersonId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PersonId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = ObjectId::of(b"x");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_uppercase().parse::<ObjectId>(), Err(IdError));
        assert_eq!("00".parse::<ObjectId>(), Err(IdError));
    }

    #[test]
    fn a_person_id_is_short_and_plain() {
        for right in ["cz-li", "a", "0", &"x".repeat(64)] {
            assert_eq!(right.parse::<PersonId>().map(|id| id.to_string()), Ok(right.to_owned()));
        }
        for wrong in ["", "Cz-li", "cz li", "cz_li", "李", &"x".repeat(65)] {
            assert_eq!(wrong.parse::<PersonId>(), Err(IdError), "{wrong}");
        }
    }

    #[test]
    fn ids_of_different_labels_realms_or_owners_never_meet() {
        let realm = RealmId::derive(&[1; 32], "demo");
        let other = RealmId::derive(&[1; 32], "pilot");
        let owner = DepartmentId::from_bytes([2; 32]);
        let nonce = Nonce::from_bytes([3; 32]);
        let ids = [
            ScopeId::dataset(&realm, &owner, &nonce),
            ScopeId::request(&realm, &owner, &nonce),
            ScopeId::delivery(&realm, &owner, &nonce),
            ScopeId::delivery(&other, &owner, &nonce),
            ScopeId::delivery(&realm, &DepartmentId::from_bytes([4; 32]), &nonce),
            ScopeId::realm(&realm),
            ScopeId::heads(&realm, &owner),
            ScopeId::review(&realm, &owner, &ScopeId::from_bytes([3; 32])),
        ];
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
    }
}
