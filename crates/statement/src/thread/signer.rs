//! Who signed, and what a statement names: both established by the reader before a thread is asked. A thread refuses a
//! statement whose signer is another than its header says.

use std::collections::BTreeMap;

use jixiang_model::{DepartmentId, DeviceId, PersonId, Role, Roles, StatementId};

use crate::payload::{Answer, Entry, Payload, Record, Request};
use crate::{Refusal, Signed};

/// A signer whose right to sign was established by their department's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The device.
    pub device: DeviceId,
    /// Its department.
    pub department: DepartmentId,
    /// Its person.
    pub person: PersonId,
    /// Its roles at the head that the statement names.
    pub roles: Roles,
}

impl Signer {
    /// Holds the signer to the statement that they are said to have made.
    pub(super) fn made(&self, signed: &Signed) -> Result<(), Refusal> {
        let header = signed.header();
        if header.device != self.device || header.department != Some(self.department) {
            return Err(Refusal::Member);
        }
        if signed.kind().allows(self.roles) { Ok(()) } else { Err(Refusal::Role(signed.kind())) }
    }

    /// Whether the signer is a head of this department.
    pub(super) fn heads(&self, department: &DepartmentId) -> bool {
        self.department == *department && self.roles.has(Role::Head)
    }
}

/// Statements of other scopes that a statement names, read singly: the reader has checked id, signature, chain and role,
/// without following their `prev`.
pub trait Named {
    /// A named statement and its signer, when it is here.
    fn named(&self, id: &StatementId) -> Option<(&Signed, &Signer)>;
}

/// Nothing that could be named: for scopes whose statements name none of another.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Named for Nothing {
    fn named(&self, _: &StatementId) -> Option<(&Signed, &Signer)> {
        None
    }
}

impl Named for BTreeMap<StatementId, (Signed, Signer)> {
    fn named(&self, id: &StatementId) -> Option<(&Signed, &Signer)> {
        self.get(id).map(|(signed, signer)| (signed, signer))
    }
}

/// The ids of statements of other scopes whose content decides about this one: the entry and record of a release, what a
/// consent lets out, the request of an answer, the entry of a request. What these name in turn is needed too.
#[must_use]
pub fn names(signed: &Signed) -> Vec<StatementId> {
    if let Payload::Release(release) = signed.payload() {
        return std::iter::once(release.entry).chain(release.record).collect();
    }
    if let Payload::Consent(consent) = signed.payload() {
        return vec![consent.names];
    }
    if let Payload::Answer(answer) = signed.payload() {
        return vec![answer.request];
    }
    if let Payload::Request(request) = signed.payload() {
        return vec![request.entry];
    }
    Vec::new()
}

/// A named statement of whatever kind.
pub(super) fn find<'a>(named: &'a dyn Named, id: &StatementId) -> Result<(&'a Signed, &'a Signer), Refusal> {
    let (signed, signer) = named.named(id).ok_or(Refusal::Absent(*id))?;
    if signed.id() != *id {
        return Err(Refusal::Absent(*id));
    }
    signer.made(signed)?;
    Ok((signed, signer))
}

macro_rules! finders {
    ($($(#[$doc:meta])* $name:ident $kind:ident $word:literal;)*) => {$(
        $(#[$doc])*
        pub(super) fn $name<'a>(named: &'a dyn Named, id: &StatementId) -> Result<(&'a $kind, &'a Signer), Refusal> {
            let (signed, signer) = find(named, id)?;
            let Payload::$kind(payload) = signed.payload() else {
                return Err(Refusal::Names($word));
            };
            Ok((payload, signer))
        }
    )*};
}

finders! {
    /// A named entry.
    entry Entry "entry";
    /// A named record.
    record Record "record";
    /// A named request.
    request Request "request";
    /// A named answer.
    answer Answer "answer";
}
