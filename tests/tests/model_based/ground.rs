//! What the eight sign with and what they sign: devices that the demo's authority admitted, and statements that are right
//! as they are made here. Nothing is sealed: neither platform nor reader opens anything.

use jixiang_model::{DepartmentId, KeyHash, Nonce, ObjectId, Proof, RealmId, ScopeId, StatementId, Suite};
use jixiang_model::{UnixMillis, VersionId};
use jixiang_seal::to_key::SEALED;
use jixiang_statement::list::{self, PackRow, SealPurpose, SealRow};
use jixiang_statement::payload::*;
use jixiang_statement::{Base64, SigningKey, Text};

use crate::reference::{self, Given, Letting};

/// An id of nothing that was ever signed.
pub(crate) const fn unknown(byte: u8) -> StatementId {
    StatementId::from_bytes([byte; 32])
}

/// A nonce of its own for everything that is opened during the run.
pub(crate) fn fresh(number: u64) -> Nonce {
    let mut bytes = [0x77; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Nonce::from_bytes(bytes)
}

/// A department: where its chain stands, and what is sealed to it.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) id: DepartmentId,
    pub(crate) head: StatementId,
    pub(crate) epoch: KeyHash,
}

/// What is the same in the whole run.
#[derive(Clone)]
pub(crate) struct Ground {
    pub(crate) realm: RealmId,
    pub(crate) offices: Vec<Place>,
    /// What is sealed to the group for unconditional sharing.
    pub(crate) group: KeyHash,
    pub(crate) start: UnixMillis,
    pub(crate) stock: Stock,
}

impl Ground {
    /// The department of this number, from 1.
    pub(crate) fn office(&self, number: u8) -> &Place {
        &self.offices[usize::from(number) - 1]
    }
}

/// The objects that all statements name: what is in them is no matter of who judges.
#[derive(Clone)]
pub(crate) struct Stock {
    pub(crate) objects: Vec<Vec<u8>>,
    columns: [ListRef; 2],
    body: ObjectRef,
    packs: ListRef,
    sealed: ObjectRef,
}

impl Stock {
    pub(crate) fn new() -> Self {
        let (body, sealed) = (b"a body".to_vec(), vec![0x5e; SEALED]);
        let pack = b"a pack".to_vec();
        let (packs, listed) = list::encode(&[PackRow { object: ObjectId::of(&pack), bytes: length(&pack) }]);
        let columns = ["单位名称", "编制数"]
            .map(|name| format!(r#"[{{"name":"{name}","type":"C","description":""}}]"#).into_bytes());
        let described = |bytes: &Vec<u8>| ListRef { hash: ObjectId::of(bytes), count: 1, bytes: length(bytes) };
        Self {
            columns: [described(&columns[0]), described(&columns[1])],
            body: reference(&body),
            packs: listed,
            sealed: reference(&sealed),
            objects: [body, sealed, pack, packs].into_iter().chain(columns).collect(),
        }
    }

    /// The list of a reseal for a department: one key, sealed to its epoch.
    pub(crate) fn resealed(&self, to: &Place) -> (Vec<u8>, ListRef) {
        let purpose = SealPurpose::Generation;
        list::encode(&[SealRow { recipient: 0, purpose, key: to.epoch, object: self.sealed }])
    }
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

fn reference(bytes: &[u8]) -> ObjectRef {
    ObjectRef { hash: ObjectId::of(bytes), bytes: length(bytes) }
}

/// Who signs: a device, its department, and the ground that they stand on.
pub(crate) struct Pen<'a> {
    pub(crate) key: &'a SigningKey,
    pub(crate) office: &'a Place,
    pub(crate) ground: &'a Ground,
}

impl Pen<'_> {
    /// The header of a statement after `prev`.
    pub(crate) fn header(&self, scope: ScopeId, prev: Option<StatementId>, time: UnixMillis) -> Header {
        Header {
            realm: self.ground.realm,
            suite: Suite::One,
            device: self.key.public().device(),
            department: Some(self.office.id),
            head: Some(self.office.head),
            scope,
            prev,
            overrides: Vec::new(),
            time,
            checkpoint: String::new(),
        }
    }

    fn review(&self, outer: &ScopeId) -> ScopeId {
        ScopeId::review(&self.ground.realm, &self.office.id, outer)
    }

    fn sealed_to(&self, key: KeyHash) -> SealedKey {
        SealedKey { key, object: self.ground.stock.sealed }
    }

    pub(crate) fn entry(&self, header: Header, dataset: ScopeId, nonce: Nonce, class: u8, columns: u8) -> Entry {
        let share_class = match class {
            reference::OPEN => ShareClass::Unconditional,
            reference::CONDITIONAL => ShareClass::Conditional,
            _ => ShareClass::Withheld,
        };
        Entry {
            header,
            dataset,
            nonce: Some(nonce),
            code: None,
            name: Text::lenient("事业单位编制情况"),
            subject: Text::default(),
            unit: Text::default(),
            summary: Text::lenient("摘要"),
            format_class: Text::default(),
            format: Text::lenient("csv"),
            share_class,
            share_condition: Text::lenient("按申请用途使用"),
            share_method: Text::default(),
            open_class: ShareClass::Withheld,
            open_condition: Text::default(),
            update_cycle: UpdateCycle::Other,
            published: self.ground.start.date(),
            related: Vec::new(),
            grade: Text::lenient("一般"),
            category: Text::default(),
            theme: Text::default(),
            scenario: Text::default(),
            matter: Text::default(),
            spatial: Text::default(),
            period: Text::default(),
            system: Text::default(),
            secrecy_review: Text::default(),
            pia: Text::default(),
            columns: Some(self.ground.stock.columns[usize::from(columns)]),
        }
    }

    pub(crate) fn record(&self, header: Header, dataset: ScopeId, version: u8, base: Option<u8>) -> Record {
        let made = |number: u8| VersionId::from_bytes([number; 32]);
        let Stock { body, packs, .. } = self.ground.stock;
        Record {
            header,
            dataset,
            base: base.map(made),
            content: Content { version: made(version), body, packs },
            key: self.sealed_to(self.office.epoch),
            lineage: base.is_none().then(|| self.sealed_to(self.office.epoch)),
        }
    }

    pub(crate) fn release(
        &self,
        header: Header,
        dataset: ScopeId,
        (entry, record): (StatementId, Option<StatementId>),
        cites: Option<StatementId>,
        what: &Letting,
    ) -> Release {
        let start = self.ground.start;
        let until = |to_come| if to_come { start.plus_days(400) } else { UnixMillis(start.0 - 300 * 86_400_000) };
        Release {
            header,
            review: self.review(&dataset),
            entry,
            record,
            number: what.number,
            generation: what.generation,
            key: record.map(|_| Base64(vec![0x56; 104])),
            start: what.start.then(|| self.sealed_to(self.office.epoch)),
            open: what.open.then(|| self.sealed_to(self.ground.group)),
            standing: what.leave.map(|to_come| Standing { until: until(to_come).date() }),
            cites,
        }
    }

    pub(crate) fn decline(&self, header: Header, names: StatementId) -> Decline {
        Decline { header, names, reason: Text::lenient("退回") }
    }

    pub(crate) fn retire(&self, header: Header, release: StatementId) -> Retire {
        Retire { header, release, reason: Text::lenient("停更") }
    }

    /// `names`: the request's id and nonce, the dataset, the entry.
    pub(crate) fn request(&self, header: Header, names: (ScopeId, Nonce, ScopeId, StatementId)) -> Request {
        let (request, nonce, dataset, entry) = names;
        Request {
            header,
            request,
            nonce: Some(nonce),
            dataset,
            entry,
            basis: Text::lenient("职责"),
            scenario: Text::lenient("核对"),
            extent: Text::lenient("本处"),
            method: Method::File,
            until: self.ground.start.plus_days(100).date(),
        }
    }

    pub(crate) fn consent(&self, header: Header, names: StatementId) -> Consent {
        Consent { review: self.review(&header.scope), header, names }
    }

    pub(crate) fn answer(
        &self,
        header: Header,
        request: StatementId,
        decision: reference::Decision,
        version: Option<u64>,
    ) -> Answer {
        let decision = match decision {
            reference::Decision::Approve => Decision::Approve,
            reference::Decision::Return => Decision::Return,
            reference::Decision::Refuse => Decision::Refuse,
            reference::Decision::Extend => Decision::Extend,
        };
        Answer {
            header,
            request,
            decision,
            reason: Text::lenient("理由"),
            missing: vec![Text::lenient("红头文件")],
            conditions: Text::lenient("不得转给第三方"),
            until: None,
            version,
        }
    }

    /// `names`: the request statement, the consent to it, the dataset.
    pub(crate) fn grant(
        &self,
        header: Header,
        names: (StatementId, StatementId, ScopeId),
        requester: u8,
        given: Given,
    ) -> Grant {
        let (request, consent, dataset) = names;
        let to = self.ground.office(requester);
        Grant {
            header,
            request,
            consent,
            dataset,
            generation: given.generation,
            from: given.from,
            to: given.only.then_some(given.from),
            requester: to.id,
            requester_head: to.head,
            conditions: Text::lenient("不得转给第三方"),
            not_after: self.ground.start.plus_days(50),
            key: self.sealed_to(to.epoch),
        }
    }

    pub(crate) fn revoke(&self, header: Header, grant: StatementId) -> Revoke {
        Revoke { header, grant, reason: Text::lenient("用途已变") }
    }

    pub(crate) fn withdraw(&self, header: Header, request: StatementId) -> Withdraw {
        Withdraw { header, request, reason: Text::default() }
    }

    pub(crate) fn reseal(
        &self,
        header: Header,
        grant: StatementId,
        requester: u8,
        (generation, from): (u64, u64),
    ) -> Reseal {
        let to = self.ground.office(requester);
        Reseal {
            header,
            names: grant,
            generation: Some(generation),
            from: Some(from),
            recipient: Recipient { department: to.id, head: to.head, person: None },
            keys: self.ground.stock.resealed(to).1,
        }
    }

    pub(crate) fn receipt(&self, header: Header, record: StatementId, opened: bool) -> Receipt {
        let step = if opened { Step::Opened } else { Step::Verified };
        Receipt { header, record, step, proof: Proof::from_bytes([0x65; 32]) }
    }
}
