//! Requests as clients would make them, but for the sealing. Each act is right as it is made here; a test spoils it by the
//! closure.

use jixiang_model::{DepartmentId, KeyHash, Nonce, Proof, ScopeId, StatementId};
use jixiang_statement::list::{self, SealPurpose, SealRow};
use jixiang_statement::payload::*;
use jixiang_statement::{Payload, Text};

use crate::sharing::{Desk, Made, Sharing, Shelf, in_days};
use crate::world::{NOON, Office, World};

/// A request of an office for a dataset. `seed` makes it differ from every other.
pub(crate) struct Asking<'a> {
    world: &'a World,
    dataset: ScopeId,
    requester: DepartmentId,
    pub(crate) id: ScopeId,
    pub(crate) review: ScopeId,
    nonce: Nonce,
    seed: u8,
}

impl<'a> Asking<'a> {
    pub(crate) fn new(sharing: &Sharing<'a>, office: &str, seed: u8) -> Self {
        let world = sharing.world;
        let (nonce, requester) = (Nonce::from_bytes([seed; 32]), world.office(office).id);
        let id = ScopeId::request(&world.realm, &requester, &nonce);
        let review = ScopeId::review(&world.realm, &requester, &id);
        Self { world, dataset: sharing.id, requester, id, review, nonce, seed }
    }

    /// The review of the answers, at an office that provides.
    pub(crate) fn answers(&self, office: &str) -> ScopeId {
        ScopeId::review(&self.world.realm, &self.world.office(office).id, &self.id)
    }

    pub(crate) fn request(
        &self,
        by: &str,
        prev: Option<StatementId>,
        entry: &Made,
        spoil: impl FnOnce(&mut Request),
    ) -> Made {
        let by = Desk::of(self.world, by);
        let mut request = Request {
            header: by.header(self.review, prev),
            request: self.id,
            nonce: prev.is_none().then_some(self.nonce),
            dataset: self.dataset,
            entry: entry.id(),
            basis: Text::lenient("职责"),
            scenario: Text::lenient("核对"),
            extent: Text::lenient("本处"),
            method: Method::File,
            until: in_days(300),
        };
        spoil(&mut request);
        by.sign(Payload::Request(request)).into()
    }

    /// A head of either side lets out what stands in the review of their department.
    pub(crate) fn consent(&self, by: &str, prev: Option<StatementId>, names: StatementId) -> Made {
        let by = Desk::of(self.world, by);
        let header = by.header(self.id, prev);
        let review = ScopeId::review(&self.world.realm, &by.department(), &self.id);
        by.sign(Payload::Consent(Consent { header, review, names })).into()
    }

    /// An answer in a scope: the review of the provider, or the thread.
    pub(crate) fn answer(
        &self,
        by: &str,
        scope: ScopeId,
        prev: Option<StatementId>,
        request: StatementId,
        spoil: impl FnOnce(&mut Answer),
    ) -> Made {
        let by = Desk::of(self.world, by);
        let mut answer = Answer {
            header: by.header(scope, prev),
            request,
            decision: Decision::Approve,
            reason: Text::lenient("理由"),
            missing: Vec::new(),
            conditions: Text::default(),
            until: None,
            version: None,
        };
        spoil(&mut answer);
        by.sign(Payload::Answer(answer)).into()
    }

    /// From version 1 of the first generation until revoked.
    pub(crate) fn grant(
        &self,
        by: &str,
        prev: StatementId,
        request: StatementId,
        consent: StatementId,
        spoil: impl FnOnce(&mut Grant),
    ) -> Made {
        let by = Desk::of(self.world, by);
        let requester = self.requester();
        let mut shelf = Shelf::new(format!("request {}", self.seed));
        let mut grant = Grant {
            header: by.header(self.id, Some(prev)),
            request,
            consent,
            dataset: self.dataset,
            generation: 1,
            from: 1,
            to: None,
            requester: requester.id,
            requester_head: requester.head(),
            conditions: Text::default(),
            not_after: NOON.plus_days(200),
            key: shelf.seal("grant key", KeyHash::of(&requester.epoch)),
        };
        spoil(&mut grant);
        shelf.made(by.sign(Payload::Grant(grant)))
    }

    fn requester(&self) -> &Office {
        self.world.offices.iter().find(|office| office.id == self.requester).unwrap()
    }

    /// Carries a grant on into a generation.
    pub(crate) fn reseal(
        &self,
        by: &str,
        prev: StatementId,
        grant: StatementId,
        (generation, from): (u64, u64),
        spoil: impl FnOnce(&mut Reseal, &mut Vec<SealRow>),
    ) -> Made {
        let by = Desk::of(self.world, by);
        let requester = self.requester();
        let mut shelf = Shelf::new(format!("generation {generation} of request {}", self.seed));
        let object = shelf.keep("generation key");
        let key = KeyHash::of(&requester.epoch);
        let mut rows = vec![SealRow { recipient: 0, purpose: SealPurpose::Generation, key, object }];
        let mut reseal = Reseal {
            header: by.header(self.id, Some(prev)),
            names: grant,
            generation: Some(generation),
            from: Some(from),
            recipient: Recipient { department: requester.id, head: requester.head(), person: None },
            keys: list::encode(&rows).1,
        };
        spoil(&mut reseal, &mut rows);
        let (bytes, keys) = list::encode(&rows);
        shelf.keep_bytes(bytes);
        reseal.keys = keys;
        shelf.made(by.sign(Payload::Reseal(reseal)))
    }

    pub(crate) fn revoke(&self, by: &str, prev: StatementId, grant: StatementId) -> Made {
        let by = Desk::of(self.world, by);
        let header = by.header(self.id, Some(prev));
        by.sign(Payload::Revoke(Revoke { header, grant, reason: Text::lenient("用途已变") })).into()
    }

    pub(crate) fn withdraw(&self, by: &str, prev: StatementId, request: StatementId) -> Made {
        let by = Desk::of(self.world, by);
        let header = by.header(self.id, Some(prev));
        by.sign(Payload::Withdraw(Withdraw { header, request, reason: Text::default() })).into()
    }

    pub(crate) fn receipt(&self, by: &str, prev: StatementId, record: StatementId) -> Made {
        let by = Desk::of(self.world, by);
        let header = by.header(self.id, Some(prev));
        let (step, proof) = (Step::Verified, Proof::from_bytes([9; 32]));
        by.sign(Payload::Receipt(Receipt { header, record, step, proof })).into()
    }
}
