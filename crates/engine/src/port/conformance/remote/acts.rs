//! Datasets and requests as the desks of the suite make them. What is sealed opens nothing; the platform cannot see that.

use bytes::Bytes;
use jixiang_model::{
    DepartmentId, KeyHash, Nonce, Object, ObjectId, Proof, ScopeId, StatementId, UnixMillis, VersionId,
};
use jixiang_seal::pack::PackSize;
use jixiang_seal::to_key::SEALED;
use jixiang_statement::list::{self, PackRow};
use jixiang_statement::payload::{
    Consent, Content, Decline, Entry, Grant, Header, Method, ObjectRef, Payload, Receipt, Record, Release, Request,
    Revoke, SealedKey, ShareClass, Step,
};
use jixiang_statement::{Base64, Signed, Text};

use super::desk::{Desk, fresh, fresh_32, reference};
use crate::port::{Appended, Remote, RemoteError};

/// A statement with the objects that it needs.
pub(super) struct Made {
    pub(super) signed: Signed,
    objects: Vec<Bytes>,
}

impl Made {
    const fn alone(signed: Signed) -> Self {
        Self { signed, objects: Vec::new() }
    }

    pub(super) fn id(&self) -> StatementId {
        self.signed.id()
    }
}

impl<R: Remote> Desk<R> {
    /// Sends objects and statement.
    pub(super) async fn bring(&self, made: &Made) -> Result<Appended, RemoteError> {
        for object in &made.objects {
            let put = self.remote.put(Object::new(object.clone())).await;
            put.expect("the object is taken");
        }
        self.append(&made.signed).await
    }

    async fn next(&self, scope: ScopeId, prev: Option<StatementId>, time: UnixMillis) -> Header {
        let head = self.chain_of(&self.account.department).await.head();
        self.header(scope, head, prev, time)
    }

    async fn epoch(&self, department: &DepartmentId) -> KeyHash {
        KeyHash::of(&self.chain_of(department).await.epoch().public)
    }

    async fn seal(&self, to: &DepartmentId, objects: &mut Vec<Bytes>) -> SealedKey {
        let sealed = fresh(SEALED);
        let object = reference(&sealed);
        objects.push(sealed);
        SealedKey { key: self.epoch(to).await, object }
    }
}

/// A dataset with its first version, by the desk of a head.
pub(super) struct Offer<'a, R> {
    desk: &'a Desk<R>,
    pub(super) id: ScopeId,
    pub(super) review: ScopeId,
    nonce: Nonce,
    time: UnixMillis,
}

/// What was published.
pub(super) struct Published {
    pub(super) entry: Made,
    pub(super) record: Made,
    pub(super) release: Made,
    /// The sealed body.
    pub(super) body: ObjectRef,
}

impl<'a, R: Remote> Offer<'a, R> {
    pub(super) fn new(desk: &'a Desk<R>, time: UnixMillis) -> Self {
        let nonce = Nonce::from_bytes(fresh_32());
        let id = ScopeId::dataset(&desk.realm, &desk.account.department, &nonce);
        let review = ScopeId::review(&desk.realm, &desk.account.department, &id);
        Self { desk, id, review, nonce, time }
    }

    pub(super) async fn entry(&self, class: ShareClass) -> Made {
        let header = self.desk.next(self.review, None, self.time).await;
        let shared = (class, Text::lenient("按申请用途使用"));
        let mut entry = Entry::new(header, self.id, Text::lenient("事业单位编制情况"), shared);
        entry.nonce = Some(self.nonce);
        Made::alone(self.desk.sign(&Payload::Entry(entry)))
    }

    pub(super) async fn record(&self, entry: &Made) -> (Made, ObjectRef) {
        let (body, pack) = (fresh(2048), fresh(PackSize::Kib64.bytes()));
        let row = PackRow { object: ObjectId::of(&pack), bytes: reference(&pack).bytes };
        let (list, packs) = list::encode(&[row]);
        let body_at = reference(&body);
        let mut objects = vec![body, pack, list.into()];
        let own = self.desk.account.department;
        let record = Record {
            header: self.desk.next(self.review, Some(entry.id()), self.time).await,
            dataset: self.id,
            base: None,
            content: Content { version: VersionId::from_bytes(fresh_32()), body: body_at, packs },
            key: self.desk.seal(&own, &mut objects).await,
            lineage: Some(self.desk.seal(&own, &mut objects).await),
        };
        (Made { signed: self.desk.sign(&Payload::Record(record)), objects }, body_at)
    }

    pub(super) async fn release(&self, entry: &Made, record: &Made, class: ShareClass) -> Made {
        let mut objects = Vec::new();
        let open = match class {
            ShareClass::Unconditional => {
                let realm = self.desk.replay_realm().await;
                let group = realm.policy().and_then(|policy| policy.province_open).expect("the demo has a group");
                Some(self.desk.seal(&group, &mut objects).await)
            }
            ShareClass::Conditional | ShareClass::Withheld => None,
        };
        let release = Release {
            header: self.desk.next(self.id, None, self.time).await,
            review: self.review,
            entry: entry.id(),
            record: Some(record.id()),
            number: 1,
            generation: 1,
            key: Some(Base64(fresh(104).to_vec())),
            start: Some(self.desk.seal(&self.desk.account.department, &mut objects).await),
            open,
            standing: None,
            cites: None,
        };
        Made { signed: self.desk.sign(&Payload::Release(release)), objects }
    }

    /// All of it, taken by the platform.
    pub(super) async fn publish(&self, class: ShareClass) -> Published {
        let entry = self.entry(class).await;
        let (record, body) = self.record(&entry).await;
        let release = self.release(&entry, &record, class).await;
        for made in [&entry, &record, &release] {
            self.desk.bring(made).await.expect("it is taken");
        }
        Published { entry, record, release, body }
    }

    pub(super) async fn decline(&self, made: &Made) -> Made {
        let header = self.desk.next(self.review, Some(made.id()), self.time).await;
        let decline = Decline { header, names: made.id(), reason: Text::lenient("不妥") };
        Made::alone(self.desk.sign(&Payload::Decline(decline)))
    }
}

/// A request by the desk of a head.
pub(super) struct Ask<'a, R> {
    desk: &'a Desk<R>,
    dataset: ScopeId,
    pub(super) id: ScopeId,
    pub(super) review: ScopeId,
    nonce: Nonce,
    time: UnixMillis,
}

impl<'a, R: Remote> Ask<'a, R> {
    pub(super) fn new(desk: &'a Desk<R>, offer: &Offer<'_, R>) -> Self {
        let nonce = Nonce::from_bytes(fresh_32());
        let id = ScopeId::request(&desk.realm, &desk.account.department, &nonce);
        let review = ScopeId::review(&desk.realm, &desk.account.department, &id);
        Self { desk, dataset: offer.id, id, review, nonce, time: offer.time }
    }

    pub(super) async fn request(&self, entry: StatementId) -> Made {
        let request = Request {
            header: self.desk.next(self.review, None, self.time).await,
            request: self.id,
            nonce: Some(self.nonce),
            dataset: self.dataset,
            entry,
            basis: Text::lenient("职责"),
            scenario: Text::lenient("核对"),
            extent: Text::lenient("本处"),
            method: Method::File,
            until: self.time.date().plus_days(300),
        };
        Made::alone(self.desk.sign(&Payload::Request(request)))
    }

    pub(super) async fn consent(&self, request: &Made) -> Made {
        let header = self.desk.next(self.id, None, self.time).await;
        let consent = Consent { header, review: self.review, names: request.id() };
        Made::alone(self.desk.sign(&Payload::Consent(consent)))
    }

    /// Request and consent, taken by the platform.
    pub(super) async fn submit(&self, entry: &Made) -> (Made, Made) {
        let request = self.request(entry.id()).await;
        let consent = self.consent(&request).await;
        for made in [&request, &consent] {
            self.desk.bring(made).await.expect("it is taken");
        }
        (request, consent)
    }

    /// The provider's head agrees until revoked.
    pub(super) async fn grant(&self, provider: &Desk<R>, (request, consent): &(Made, Made), days: u64) -> Made {
        let requester = self.desk.account.department;
        let mut objects = Vec::new();
        let grant = Grant {
            header: provider.next(self.id, Some(consent.id()), self.time).await,
            request: request.id(),
            consent: consent.id(),
            dataset: self.dataset,
            generation: 1,
            from: 1,
            to: None,
            requester,
            requester_head: provider.chain_of(&requester).await.head(),
            conditions: Text::default(),
            not_after: self.time.plus_days(days),
            key: provider.seal(&requester, &mut objects).await,
        };
        Made { signed: provider.sign(&Payload::Grant(grant)), objects }
    }

    pub(super) async fn revoke(&self, provider: &Desk<R>, grant: &Made) -> Made {
        let header = provider.next(self.id, Some(grant.id()), self.time).await;
        let revoke = Revoke { header, grant: grant.id(), reason: Text::lenient("用途已变") };
        Made::alone(provider.sign(&Payload::Revoke(revoke)))
    }

    pub(super) async fn receipt(&self, prev: &Made, record: &Made) -> Made {
        let header = self.desk.next(self.id, Some(prev.id()), self.time).await;
        let proof = Proof::from_bytes(fresh_32());
        let receipt = Receipt { header, record: record.id(), step: Step::Verified, proof };
        Made::alone(self.desk.sign(&Payload::Receipt(receipt)))
    }
}
