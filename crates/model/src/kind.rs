//! The kinds of statements, and the one table of who may sign which, where, and in which state (docs/format.md 0).
//!
//! Client and platform enforce this table from here; the page prints it, and a test holds the two together.

use std::fmt;
use std::str::FromStr;

use crate::{Role, Roles};

/// A kind of statement. The first word of its media type; each kind has a version of its own there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Opens a department.
    Genesis,
    /// Admits a device.
    Add,
    /// Removes a device and starts a new epoch.
    Remove,
    /// Sets the roles of a device.
    Roles,
    /// Ends a fork of a department chain and starts a new epoch.
    Recover,
    /// Replaces the root key.
    RootRotate,
    /// States the minimum suite and the group for unconditional sharing.
    Policy,
    /// Names the list of departments and people.
    Directory,
    /// Describes a dataset.
    Entry,
    /// Names the sealed content of a version.
    Record,
    /// Lets a version out.
    Release,
    /// Turns down what waits for the head.
    Decline,
    /// Ends a version.
    Retire,
    /// Asks for a dataset.
    Request,
    /// Lets a prepared statement out.
    Consent,
    /// Answers a request.
    Answer,
    /// Opens a dataset to a requester.
    Grant,
    /// Ends a grant.
    Revoke,
    /// Seals a key again for who may already have it.
    Reseal,
    /// Takes a request back.
    Withdraw,
    /// Sends content to departments and people.
    Delivery,
    /// Takes a delivery back.
    TakeBack,
    /// Proves that content was fetched and verified.
    Receipt,
    /// Dates a department's own view of its datasets.
    Heads,
}

/// The kind of place in which a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// The one scope of the realm.
    Realm,
    /// A department's chain.
    Department,
    /// A dataset.
    Dataset,
    /// A review of a dataset or request within one department.
    Review,
    /// The thread of a request.
    Request,
    /// The thread of a delivery.
    Delivery,
    /// A department's `heads`.
    Heads,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The kind.
    pub kind: Kind,
    /// Its word in the media type.
    pub word: &'static str,
    /// A signer needs one of these roles at the head that the statement names.
    pub signers: &'static [Role],
    /// Where the statement stands.
    pub homes: &'static [Home],
    /// The state of its scope in which it has an effect.
    pub before: &'static str,
    /// The fields of its payload beside `header`, in order; a `?` marks one that may be absent.
    pub fields: &'static [&'static str],
}

const STAFF: &[Role] = &[Role::Staff, Role::Head];
const HEAD: &[Role] = &[Role::Head];
const ADMIN: &[Role] = &[Role::KeyAdmin];
const ROOT: &[Role] = &[Role::Root];

macro_rules! rules {
    ($($kind:ident $word:literal $signers:expr, [$($home:ident)*], $before:literal, [$($field:literal)*];)*) => {
        impl Kind {
            /// Every kind, in the order of the table.
            pub const ALL: [Self; 24] = [$(Self::$kind),*];

            /// The row of this kind.
            #[must_use]
            pub const fn rule(self) -> Rule {
                match self {
                    $(Self::$kind => Rule {
                        kind: Self::$kind,
                        word: $word,
                        signers: $signers,
                        homes: &[$(Home::$home),*],
                        before: $before,
                        fields: &[$($field),*],
                    },)*
                }
            }
        }
    };
}

rules! {
    Genesis "genesis" ROOT, [Department], "nothing", ["uscc" "name" "nonce" "admission" "epoch"];
    Add "add" ADMIN, [Department], "open", ["admission" "epoch" "seal"];
    Remove "remove" ADMIN, [Department], "open", ["removed" "scopes" "epoch"];
    Roles "roles" &[Role::Head, Role::Root], [Department], "open", ["member" "roles" "scopes?"];
    Recover "recover" ROOT, [Department], "open or frozen", ["removed" "scopes" "epoch"];
    RootRotate "root-rotate" ROOT, [Realm], "any", ["root"];
    Policy "policy" ROOT, [Realm], "any", ["minimum_suite" "province_open?"];
    Directory "directory" &[Role::Registrar], [Realm], "any", ["sequence" "list"];
    Entry "entry" STAFF, [Review], "draft", ["dataset" "nonce?" "code?" "name" "subject" "unit" "summary" "format_class" "format" "share_class" "share_condition" "share_method" "open_class" "open_condition" "update_cycle" "published" "related" "grade" "category" "theme" "scenario" "matter" "spatial" "period" "system" "secrecy_review" "pia" "columns?"];
    Record "record" STAFF, [Review], "draft", ["dataset" "base?" "content" "key" "lineage?"];
    Release "release" STAFF, [Dataset], "any", ["review" "entry" "record?" "number" "generation" "key?" "start?" "open?" "standing?" "cites?"];
    Decline "decline" HEAD, [Review], "awaiting consent", ["names" "reason"];
    Retire "retire" HEAD, [Dataset], "released", ["release" "reason"];
    Request "request" STAFF, [Review], "draft", ["request" "nonce?" "dataset" "entry" "basis" "scenario" "extent" "method" "until"];
    Consent "consent" HEAD, [Request], "nothing, returned or submitted", ["review" "names"];
    Answer "answer" STAFF, [Review Request], "submitted or answered", ["request" "decision" "reason" "missing" "conditions" "until?" "version?"];
    Grant "grant" HEAD, [Request], "submitted or answered", ["request" "consent" "dataset" "generation" "from" "to?" "requester" "requester_head" "conditions" "not_after" "key"];
    Revoke "revoke" HEAD, [Request], "agreed", ["grant" "reason"];
    Reseal "reseal" STAFF, [Request Delivery], "agreed or delivered", ["names" "generation?" "from?" "recipient" "keys"];
    Withdraw "withdraw" STAFF, [Request], "submitted, returned or answered", ["request" "reason"];
    Delivery "delivery" STAFF, [Delivery], "nothing", ["nonce" "content" "cover" "recipients" "seals" "not_after"];
    TakeBack "take-back" STAFF, [Delivery], "delivered", ["delivery"];
    Receipt "receipt" STAFF, [Request Delivery], "agreed, revoked or delivered", ["record" "step" "proof"];
    Heads "heads" STAFF, [Heads], "any", ["sequence" "list"];
}

impl Kind {
    /// The media type that is signed: `application/vnd.jixiang.<word>.v1+json`.
    #[must_use]
    pub fn media_type(self) -> String {
        format!("application/vnd.jixiang.{}.v1+json", self.rule().word)
    }

    /// The kind of this exact media type.
    #[must_use]
    pub fn of_media_type(text: &str) -> Option<Self> {
        let word = text.strip_prefix("application/vnd.jixiang.")?.strip_suffix(".v1+json")?;
        word.parse().ok()
    }

    /// Whether a signer with these roles may sign this kind.
    #[must_use]
    pub fn allows(self, roles: Roles) -> bool {
        Roles::of(self.rule().signers).meets(roles)
    }

    /// Whether only the root key may sign this kind.
    #[must_use]
    pub fn root_only(self) -> bool {
        self.rule().signers == ROOT
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule().word)
    }
}

/// A word that names no kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownKind;

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.rule().word == word).ok_or(UnknownKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_names_its_kind_and_no_other() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of_media_type(&kind.media_type()), Some(kind));
        }
        for text in ["application/vnd.jixiang.grant.v2+json", "application/vnd.jixiang..v1+json", "application/json"] {
            assert_eq!(Kind::of_media_type(text), None, "{text}");
        }
    }

    #[test]
    fn nobody_without_a_role_may_sign_anything() {
        assert!(Kind::ALL.iter().all(|kind| !kind.allows(Roles::NONE)));
    }

    #[test]
    fn only_root_and_heads_make_heads() {
        assert!(!Kind::Roles.allows(Roles::of(&[Role::Staff, Role::KeyAdmin, Role::Registrar])));
    }
}
