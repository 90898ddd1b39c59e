//! Fixed keys and the parts that the tests' statements are made of; the statements themselves are in `kinds`.
#![allow(clippy::wildcard_enum_match_arm, reason = "payload() has chosen the group of kinds before")]

use jixiang_model::{
    Date, DepartmentId, KeyHash, Nonce, ObjectId, RealmId, Role, Roles, StatementId, Suite, UnixMillis, Uscc, VersionId,
};
use jixiang_statement::payload::*;
use jixiang_statement::{Base64, SigningKey, Text};

pub(crate) const TIME: UnixMillis = UnixMillis(1_795_400_000_000);

pub(crate) fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

/// The root of the tests' realm.
pub(crate) fn root() -> SigningKey {
    key(0xf0)
}

pub(crate) fn realm() -> RealmId {
    RealmId::derive(&root().public().to_bytes(), "test")
}

pub(crate) fn uscc() -> Uscc {
    Uscc::complete("11220000DEM000010").unwrap()
}

pub(crate) fn nonce(byte: u8) -> Nonce {
    Nonce::from_bytes([byte; 32])
}

pub(crate) fn department() -> DepartmentId {
    DepartmentId::derive(&realm(), &uscc(), &nonce(1))
}

pub(crate) fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).unwrap()
}

pub(crate) fn statement(byte: u8) -> StatementId {
    StatementId::from_bytes([byte; 32])
}

pub(crate) fn object(byte: u8) -> ObjectRef {
    ObjectRef { hash: ObjectId::of(&[byte]), bytes: 1168 }
}

pub(crate) fn list(byte: u8) -> ListRef {
    ListRef { hash: ObjectId::of(&[byte]), count: 1, bytes: 93 }
}

pub(crate) fn sealed(byte: u8) -> SealedKey {
    SealedKey { key: KeyHash::of(&[byte; 1216]), object: object(byte) }
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// An enrolment whose X-Wing key is 1,216 times `seal`.
pub(crate) fn enrolment(department: DepartmentId, person: &str, key: &SigningKey, seal: u8) -> Enrolment {
    let payload = EnrolmentPayload {
        realm: realm(),
        suite: Suite::One,
        department,
        person: person.parse().unwrap(),
        sign: Base64(key.public().to_bytes().to_vec()),
        seal: Base64(vec![seal; 1216]),
    };
    Enrolment::sign(&payload, key)
}

pub(crate) fn admission(enrolment: &Enrolment, roles: &[Role]) -> Admission {
    Admission {
        enrolment: Base64(enrolment.bytes().to_vec()),
        name: text("李国强"),
        post: text("预算处 处长"),
        roles: Roles::of(roles),
    }
}

/// An epoch whose public key is 1,216 times `public`.
pub(crate) fn epoch(number: u32, public: u8) -> Epoch {
    let previous = SealedKey { key: KeyHash::of(&[public; 1216]), object: object(public) };
    Epoch {
        number,
        public: Base64(vec![public; 1216]),
        seals: list(public),
        previous: (number > 1).then_some(previous),
    }
}

pub(crate) fn content() -> Content {
    Content { version: VersionId::from_bytes([0x51; 32]), body: object(0x52), packs: list(0x53) }
}

pub(crate) use crate::kinds::{signed, signer};
