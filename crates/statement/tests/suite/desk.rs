//! People at their desks, and the statements that they make for datasets and requests: right ones, to be bent by a test.

use std::collections::BTreeMap;

use jixiang_model::{DepartmentId, Kind, Nonce, PersonId, Role, Roles, ScopeId, StatementId, Suite, VersionId};
use jixiang_statement::payload::*;
use jixiang_statement::thread::{Signer, Thread};
use jixiang_statement::{Base64, Payload, Placement, Refusal, Signed, SigningKey};

use crate::sample::{self, date, key, list, sealed, statement, text};

/// One device of one person of a department.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) key: SigningKey,
    pub(crate) signer: Signer,
}

/// The department of this number.
pub(crate) fn department(number: u8) -> DepartmentId {
    DepartmentId::from_bytes([number; 32])
}

/// A device with this signing seed, of a person with these roles.
pub(crate) fn desk(department: DepartmentId, device: u8, person: &str, roles: &[Role]) -> Desk {
    let key = key(device);
    let person: PersonId = person.parse().unwrap();
    let signer = Signer { device: key.public().device(), department, person, roles: Roles::of(roles) };
    Desk { key, signer }
}

/// Staff of the department, with a device made of its number.
pub(crate) fn staff(number: u8) -> Desk {
    desk(department(number), number, "wang", &[Role::Staff])
}

/// Its head, with another device.
pub(crate) fn head(number: u8) -> Desk {
    desk(department(number), number + 100, "zhao", &[Role::Staff, Role::Head])
}

impl Desk {
    /// The header of a statement after `prev`.
    pub(crate) fn header(&self, scope: ScopeId, prev: Option<StatementId>) -> Header {
        Header {
            realm: sample::realm(),
            suite: Suite::One,
            device: self.signer.device,
            department: Some(self.signer.department),
            head: Some(statement(0x11)),
            scope,
            prev,
            overrides: Vec::new(),
            time: sample::TIME,
            checkpoint: String::new(),
        }
    }

    /// This person's review of a dataset or request.
    pub(crate) fn review(&self, outer: &ScopeId) -> ScopeId {
        ScopeId::review(&sample::realm(), &self.signer.department, outer)
    }

    pub(crate) fn sign(&self, payload: Payload) -> Signed {
        Signed::sign(&payload, &self.key).unwrap()
    }
}

/// Every statement that was made, by id: what can be named.
#[derive(Clone, Default)]
pub(crate) struct Papers(pub(crate) BTreeMap<StatementId, (Signed, Signer)>);

impl Papers {
    /// Signs, and keeps the statement among those that can be named.
    pub(crate) fn keep(&mut self, desk: &Desk, payload: Payload) -> Signed {
        let signed = desk.sign(payload);
        self.0.insert(signed.id(), (signed.clone(), desk.signer.clone()));
        signed
    }

    pub(crate) fn signer(&self, signed: &Signed) -> Signer {
        self.0[&signed.id()].1.clone()
    }

    pub(crate) fn open(&self, signed: &Signed) -> Result<Thread, Refusal> {
        Thread::open(signed, self.signer(signed), &self.0)
    }

    /// Taken, or refused without a trace.
    pub(crate) fn append(&self, thread: &mut Thread, signed: &Signed) -> Result<Placement, Refusal> {
        let before = thread.clone();
        let placed = thread.append(signed, self.signer(signed), &self.0);
        assert!(placed.is_ok() || *thread == before, "a refused statement leaves no trace");
        placed
    }
}

/// The first dataset of the department.
pub(crate) fn dataset(number: u8) -> ScopeId {
    ScopeId::dataset(&sample::realm(), &department(number), &Nonce::from_bytes([2; 32]))
}

/// The first request of the department.
pub(crate) fn request(number: u8) -> ScopeId {
    ScopeId::request(&sample::realm(), &department(number), &Nonce::from_bytes([3; 32]))
}

pub(crate) fn version(byte: u8) -> VersionId {
    VersionId::from_bytes([byte; 32])
}

/// The payload of the sample statement of a kind.
macro_rules! sample_of {
    ($kind:ident) => {{
        let Payload::$kind(payload) = crate::kinds::payload(Kind::$kind) else { panic!("the kind that was asked for") };
        payload
    }};
}

/// An entry of the department's first dataset, by its desk.
pub(crate) fn entry(desk: &Desk, prev: Option<StatementId>, class: ShareClass) -> Entry {
    let dataset = ScopeId::dataset(&sample::realm(), &desk.signer.department, &Nonce::from_bytes([2; 32]));
    let header = desk.header(desk.review(&dataset), prev);
    Entry { header, dataset, nonce: Some(Nonce::from_bytes([2; 32])), share_class: class, ..sample_of!(Entry) }
}

/// A record of that dataset.
pub(crate) fn record(desk: &Desk, prev: StatementId, number: u8, base: Option<u8>) -> Record {
    let sample = sample_of!(Record);
    let dataset = ScopeId::dataset(&sample::realm(), &desk.signer.department, &Nonce::from_bytes([2; 32]));
    Record {
        header: desk.header(desk.review(&dataset), Some(prev)),
        dataset,
        base: base.map(version),
        content: Content { version: version(number), ..sample.content },
        lineage: base.is_none().then(|| sealed(0x55)),
        ..sample
    }
}

/// A release of that dataset in generation 1, without leave.
pub(crate) fn release(
    desk: &Desk,
    prev: Option<StatementId>,
    entry: &Signed,
    record: Option<&Signed>,
    number: u64,
) -> Release {
    let Payload::Entry(described) = entry.payload() else { panic!("an entry") };
    let open = described.share_class == ShareClass::Unconditional && record.is_some();
    Release {
        header: desk.header(described.dataset, prev),
        review: desk.review(&described.dataset),
        entry: entry.id(),
        record: record.map(Signed::id),
        number,
        generation: 1,
        key: record.map(|_| Base64(vec![0x56; 104])),
        start: (number == 1 && record.is_some()).then(|| sealed(0x57)),
        open: open.then(|| sealed(0x58)),
        standing: None,
        cites: None,
    }
}

/// A request for what `entry` describes, as the first of its thread.
pub(crate) fn asking(desk: &Desk, prev: Option<StatementId>, entry: &Signed) -> Request {
    let Payload::Entry(described) = entry.payload() else { panic!("an entry") };
    let request = ScopeId::request(&sample::realm(), &desk.signer.department, &Nonce::from_bytes([3; 32]));
    Request {
        header: desk.header(desk.review(&request), prev),
        request,
        nonce: Some(Nonce::from_bytes([3; 32])),
        dataset: described.dataset,
        entry: entry.id(),
        ..sample_of!(Request)
    }
}

/// A head's consent to what was prepared for this request.
pub(crate) fn consent(desk: &Desk, request: ScopeId, prev: Option<StatementId>, names: StatementId) -> Consent {
    Consent { header: desk.header(request, prev), review: desk.review(&request), names }
}

/// An answer in this scope: no limit, every version.
pub(crate) fn answer(
    desk: &Desk,
    scope: ScopeId,
    prev: Option<StatementId>,
    request: StatementId,
    decision: Decision,
) -> Answer {
    let header = desk.header(scope, prev);
    Answer { header, request, decision, reason: text("理由"), until: None, version: None, ..sample_of!(Answer) }
}

/// A grant from version 1 until revoked, of department 1's dataset to department 2.
pub(crate) fn grant(desk: &Desk, scope: ScopeId, prev: StatementId, asked: (StatementId, StatementId)) -> Grant {
    Grant {
        header: desk.header(scope, Some(prev)),
        request: asked.0,
        consent: asked.1,
        dataset: dataset(1),
        generation: 1,
        from: 1,
        to: None,
        requester: department(2),
        not_after: date("2027-03-31").end(),
        ..sample_of!(Grant)
    }
}

/// A reseal of a grant to a department.
pub(crate) fn reseal(
    desk: &Desk,
    scope: ScopeId,
    prev: StatementId,
    grant: StatementId,
    to: u8,
    (generation, from): (u64, u64),
) -> Reseal {
    Reseal {
        header: desk.header(scope, Some(prev)),
        names: grant,
        generation: Some(generation),
        from: Some(from),
        recipient: Recipient { department: department(to), head: statement(0x1a), person: None },
        keys: list(0x66),
    }
}

/// A receipt for a record.
pub(crate) fn receipt(desk: &Desk, scope: ScopeId, prev: StatementId, record: StatementId, step: Step) -> Receipt {
    Receipt { header: desk.header(scope, Some(prev)), record, step, ..sample_of!(Receipt) }
}
