//! Two departments with staff and a head each, and the statements that they make: the provider is department 1, the
//! requester department 2.

use std::collections::BTreeMap;

use jixiang_model::{
    Date, DepartmentId, DeviceId, KeyHash, Nonce, ObjectId, PersonId, RealmId, Role, Roles, ScopeId, StatementId,
    Suite, UnixMillis, VersionId,
};
use jixiang_statement::payload::*;
use jixiang_statement::thread::{Signer, Thread};
use jixiang_statement::{Base64, Signed, SigningKey, Text};

use super::super::{RequestOf, Side};

pub(super) const REALM: RealmId = RealmId::from_bytes([0xa1; 32]);

pub(super) fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).expect("a text")
}

fn object(byte: u8) -> ObjectRef {
    ObjectRef { hash: ObjectId::from_bytes([byte; 32]), bytes: 100 }
}

fn list(byte: u8) -> ListRef {
    ListRef { hash: ObjectId::from_bytes([byte; 32]), count: 1, bytes: 100 }
}

fn sealed(byte: u8) -> SealedKey {
    SealedKey { key: KeyHash::from_bytes([byte; 32]), object: object(byte) }
}

pub(super) fn department(number: u8) -> DepartmentId {
    DepartmentId::from_bytes([number; 32])
}

/// A PC and who sits at it.
#[derive(Clone)]
pub(super) struct Desk {
    key: SigningKey,
    pub(super) signer: Signer,
}

fn desk(number: u8, seed: u8, person: &str, roles: &[Role]) -> Desk {
    let key = SigningKey::from_seed(&[seed; 32]);
    let device: DeviceId = key.public().device();
    let person: PersonId = person.parse().expect("an id");
    Desk { key, signer: Signer { device, department: department(number), person, roles: Roles::of(roles) } }
}

/// Staff of a department.
pub(super) fn staff(number: u8) -> Desk {
    desk(number, number, "wang", &[Role::Staff])
}

/// Its head.
pub(super) fn head(number: u8) -> Desk {
    desk(number, number + 100, "zhao", &[Role::Staff, Role::Head])
}

/// Everything that was signed, and the scopes that it made.
#[derive(Clone, Default)]
pub(super) struct World {
    papers: BTreeMap<StatementId, (Signed, Signer)>,
    scopes: BTreeMap<ScopeId, Thread>,
    signed: u64,
}

impl World {
    fn header(&mut self, desk: &Desk, scope: ScopeId) -> Header {
        self.signed += 1;
        Header {
            realm: REALM,
            suite: Suite::One,
            device: desk.signer.device,
            department: Some(desk.signer.department),
            head: Some(StatementId::from_bytes([9; 32])),
            scope,
            prev: self.scopes.get(&scope).and_then(|thread| thread.line().head()),
            overrides: Vec::new(),
            time: UnixMillis(date("2026-11-23").end().0 - 14 * 3_600_000 + self.signed),
            checkpoint: String::new(),
        }
    }

    fn put(&mut self, desk: &Desk, payload: Payload) -> StatementId {
        let signed = Signed::sign(&payload, &desk.key).expect("a statement");
        let (id, scope) = (signed.id(), signed.header().scope);
        self.papers.insert(id, (signed.clone(), desk.signer.clone()));
        if let Some(thread) = self.scopes.get_mut(&scope) {
            thread.append(&signed, desk.signer.clone(), &self.papers).expect("it belongs here");
        } else {
            let thread = Thread::open(&signed, desk.signer.clone(), &self.papers).expect("it opens its scope");
            self.scopes.insert(scope, thread);
        }
        id
    }

    pub(super) fn dataset() -> ScopeId {
        ScopeId::dataset(&REALM, &department(1), &Nonce::from_bytes([2; 32]))
    }

    pub(super) fn request() -> ScopeId {
        ScopeId::request(&REALM, &department(2), &Nonce::from_bytes([3; 32]))
    }

    fn review(number: u8, outer: &ScopeId) -> ScopeId {
        ScopeId::review(&REALM, &department(number), outer)
    }

    pub(super) fn entry(&mut self, desk: &Desk, class: ShareClass) -> StatementId {
        let header = self.header(desk, Self::review(1, &Self::dataset()));
        let condition = if class == ShareClass::Unconditional { "" } else { "按申请用途使用" };
        self.put(
            desk,
            Payload::Entry(Entry {
                header,
                dataset: Self::dataset(),
                nonce: Some(Nonce::from_bytes([2; 32])),
                code: None,
                name: text("部门预算"),
                subject: text("部门"),
                unit: text("预算处"),
                summary: text("各部门预算"),
                format_class: text("电子表格"),
                format: text("xlsx"),
                share_class: class,
                share_condition: text(condition),
                share_method: text("文件下载"),
                open_class: ShareClass::Withheld,
                open_condition: text(""),
                update_cycle: UpdateCycle::Yearly,
                published: date("2026-11-23"),
                related: Vec::new(),
                grade: text("一般"),
                category: text(""),
                theme: text(""),
                scenario: text(""),
                matter: text(""),
                spatial: text(""),
                period: text(""),
                system: text(""),
                secrecy_review: text(""),
                pia: text(""),
                columns: None,
            }),
        )
    }

    pub(super) fn record(&mut self, desk: &Desk, version: u8, base: Option<u8>) -> StatementId {
        let header = self.header(desk, Self::review(1, &Self::dataset()));
        let id = |byte: u8| VersionId::from_bytes([byte; 32]);
        self.put(
            desk,
            Payload::Record(Record {
                header,
                dataset: Self::dataset(),
                base: base.map(id),
                content: Content { version: id(version), body: object(0x31), packs: list(0x32) },
                key: sealed(0x33),
                lineage: base.is_none().then(|| sealed(0x34)),
            }),
        )
    }

    pub(super) fn release(
        &mut self,
        desk: &Desk,
        number: u64,
        entry: StatementId,
        record: Option<StatementId>,
    ) -> StatementId {
        let header = self.header(desk, Self::dataset());
        let first = number == 1 && record.is_some();
        let entry_says = self.papers[&entry].0.payload().clone();
        let Payload::Entry(described) = entry_says else { panic!("an entry") };
        let open = described.share_class == ShareClass::Unconditional && record.is_some();
        self.put(
            desk,
            Payload::Release(Release {
                header,
                review: Self::review(1, &Self::dataset()),
                entry,
                record,
                number,
                generation: 1,
                key: record.map(|_| Base64(vec![0x56; 104])),
                start: first.then(|| sealed(0x57)),
                open: open.then(|| sealed(0x58)),
                standing: None,
                cites: None,
            }),
        )
    }

    /// A head turns down what was prepared for the dataset or the request.
    pub(super) fn decline(&mut self, desk: &Desk, outer: &ScopeId, names: StatementId) -> StatementId {
        let number = desk.signer.department.as_bytes()[0];
        let header = self.header(desk, Self::review(number, outer));
        self.put(desk, Payload::Decline(Decline { header, names, reason: text("缺少依据") }))
    }

    pub(super) fn ask(&mut self, desk: &Desk, entry: StatementId, until: &str) -> StatementId {
        let header = self.header(desk, Self::review(2, &Self::request()));
        let nonce = self.scope(&header.scope).is_none().then(|| Nonce::from_bytes([3; 32]));
        self.put(
            desk,
            Payload::Request(Request {
                header,
                request: Self::request(),
                nonce,
                dataset: Self::dataset(),
                entry,
                basis: text("《中华人民共和国审计法》"),
                scenario: text("预算执行审计"),
                extent: text("审计组六人"),
                method: Method::File,
                until: date(until),
            }),
        )
    }

    pub(super) fn consent(&mut self, desk: &Desk, names: StatementId) -> StatementId {
        let number = desk.signer.department.as_bytes()[0];
        let header = self.header(desk, Self::request());
        let review = Self::review(number, &Self::request());
        self.put(desk, Payload::Consent(Consent { header, review, names }))
    }

    /// An answer: in the provider's review, or at once.
    pub(super) fn answer(&mut self, desk: &Desk, at_once: bool, to: StatementId, decision: Decision) -> StatementId {
        let scope = if at_once { Self::request() } else { Self::review(1, &Self::request()) };
        let header = self.header(desk, scope);
        let missing = if decision == Decision::Return { vec![text("使用范围")] } else { Vec::new() };
        let (reason, conditions) = (text("理由"), text("不得转给第三方"));
        self.put(
            desk,
            Payload::Answer(Answer {
                header,
                request: to,
                decision,
                reason,
                missing,
                conditions,
                until: None,
                version: None,
            }),
        )
    }

    pub(super) fn grant(&mut self, desk: &Desk, to: Option<u64>, not_after: &str) -> StatementId {
        let (request, consent) = {
            let current = self.thread().current();
            (current.act.statement, current.consent.statement)
        };
        let header = self.header(desk, Self::request());
        let conditions = text("不得转给第三方");
        self.put(
            desk,
            Payload::Grant(Grant {
                header,
                request,
                consent,
                dataset: Self::dataset(),
                generation: 1,
                from: 1,
                to,
                requester: department(2),
                requester_head: StatementId::from_bytes([8; 32]),
                conditions,
                not_after: date(not_after).end(),
                key: sealed(0x61),
            }),
        )
    }

    pub(super) fn revoke(&mut self, desk: &Desk, grant: StatementId) -> StatementId {
        let header = self.header(desk, Self::request());
        self.put(desk, Payload::Revoke(Revoke { header, grant, reason: text("用途已完成") }))
    }

    pub(super) fn withdraw(&mut self, desk: &Desk, request: StatementId) -> StatementId {
        let header = self.header(desk, Self::request());
        self.put(desk, Payload::Withdraw(Withdraw { header, request, reason: text("") }))
    }

    pub(super) fn receipt(&mut self, desk: &Desk, record: StatementId) -> StatementId {
        let header = self.header(desk, Self::request());
        let proof = Proof::from_bytes([7; 32]);
        self.put(desk, Payload::Receipt(Receipt { header, record, step: Step::Verified, proof }))
    }

    fn scope(&self, id: &ScopeId) -> Option<&Thread> {
        self.scopes.get(id)
    }

    pub(super) fn thread(&self) -> &jixiang_statement::thread::RequestThread {
        self.scope(&Self::request()).and_then(Thread::request).expect("it was submitted")
    }

    /// The dataset as it was released.
    pub(super) fn released(&self) -> Option<&jixiang_statement::thread::Dataset> {
        self.scope(&Self::dataset()).and_then(Thread::dataset)
    }

    /// The request as a side sees it.
    pub(super) fn seen_by(&self, side: Side) -> RequestOf<'_> {
        let number = if side == Side::Provider { 1 } else { 2 };
        let review = self.scope(&Self::review(number, &Self::request())).and_then(Thread::review);
        let thread = self.scope(&Self::request()).and_then(Thread::request);
        RequestOf { side, thread, review, named: &self.papers }
    }

    /// What was prepared to be published.
    pub(super) fn publications(&self) -> Vec<super::super::PublicationOf<'_>> {
        let review = self.scope(&Self::review(1, &Self::dataset())).and_then(Thread::review).expect("it was prepared");
        super::super::publications(review, self.released(), &self.papers)
    }
}
