//! A desk for the suite: somebody who is signed in, with a device that the department has admitted, and the statements
//! that such a desk makes. What it seals opens nothing; the platform cannot see that.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use jixiang_model::{
    DepartmentId, Nonce, Object, ObjectId, PersonId, Proof, RealmId, ScopeId, StatementId, Suite, UnixMillis, VersionId,
};
use jixiang_seal::pack::PackSize;
use jixiang_seal::to_key::{Opens as _, SEALED};
use jixiang_seal::{DevicePrivateKey, Random};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::list::{self, PackRow, SealPurpose, SealRow};
use jixiang_statement::payload::{
    Content, Delivery, Enrolment, EnrolmentPayload, Header, ObjectRef, Payload, Receipt, Recipient, Step, TakeBack,
};
use jixiang_statement::{Base64, Signed, SigningKey, VerifyingKey};

use super::RemoteWorld;
use crate::port::{Account, Appended, FeedRow, Problem, Remote, RemoteError};
use std::time::Duration;

/// Bytes that differ each time they are asked for, in this process. Not for anything that has to be secret.
struct Fresh;

static NEXT: AtomicU64 = AtomicU64::new(1);

impl Random for Fresh {
    fn fill(&mut self, out: &mut [u8]) {
        let mut state = NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for byte in out {
            // Xorshift (Marsaglia 2003): spreads the counter over all bytes.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = state.to_le_bytes()[3];
        }
    }
}

/// So many bytes that no other object has.
pub(super) fn fresh(length: usize) -> Bytes {
    let mut bytes = vec![0; length];
    Fresh.fill(&mut bytes);
    bytes.into()
}

pub(super) fn fresh_32() -> [u8; 32] {
    let mut bytes = [0; 32];
    Fresh.fill(&mut bytes);
    bytes
}

/// Somebody at a PC.
pub(super) struct Desk<R> {
    pub(super) remote: R,
    pub(super) account: Account,
    key: SigningKey,
    pub(super) realm: RealmId,
    root: VerifyingKey,
}

/// A delivery and everything that it needs.
pub(super) struct Parcel {
    pub(super) opening: Signed,
    pub(super) objects: Vec<Bytes>,
    /// The sealed body.
    pub(super) body: ObjectRef,
    /// The receiver's sealed version key.
    pub(super) version: ObjectRef,
}

impl<R: Remote> Desk<R> {
    /// Signs in, enrols a new device, and finds it admitted.
    pub(super) async fn open<W: RemoteWorld<Client = R>>(world: &W, person: &PersonId) -> Self {
        let remote = world.client();
        let facts = remote.realm().await.expect("the realm");
        let root = VerifyingKey::from_bytes(&facts.demo_root.expect("a demo's root")).expect("a key");
        let session = remote.demo_sign_in(person).await.expect("a session");
        remote.use_session(Some(&session));
        let key = SigningKey::from_seed(&fresh_32());
        let desk = Self { remote, account: session.account, key, realm: facts.realm, root };
        desk.enrol().await;
        desk
    }

    async fn enrol(&self) {
        let payload = EnrolmentPayload {
            realm: self.realm,
            suite: Suite::One,
            department: self.account.department,
            person: self.account.person.clone(),
            sign: Base64(self.key.public().to_bytes().to_vec()),
            seal: Base64(DevicePrivateKey::draw(&mut Fresh).public().to_bytes()),
        };
        let enrolment = Enrolment::sign(&payload, &self.key);
        let bytes = Bytes::copy_from_slice(enrolment.bytes());
        self.remote.enrol(bytes.clone()).await.expect("the enrolment is taken");
        self.remote.enrol(bytes).await.expect("and taken again");
        let chain = self.chain_of(&self.account.department).await;
        let device = self.key.public().device();
        assert!(chain.member(&device).is_some(), "the device was not admitted");
    }

    /// All statements of a scope.
    pub(super) async fn scope(&self, scope: ScopeId) -> Result<Vec<Signed>, RemoteError> {
        let (mut statements, mut after) = (Vec::new(), 0);
        loop {
            let page = self.remote.scope(scope, after).await?;
            let parsed = page.statements.iter().map(|shown| Signed::parse(&shown.bytes).expect("a statement"));
            statements.extend(parsed);
            after = page.next;
            if !page.more {
                return Ok(statements);
            }
        }
    }

    pub(super) async fn replay_realm(&self) -> Realm {
        let mut realm = Realm::pinned(self.realm, self.root);
        for signed in self.scope(ScopeId::realm(&self.realm)).await.expect("the realm's scope") {
            let registrar = match signed.header().department {
                Some(department) => Some(self.replay(&realm, &department).await),
                None => None,
            };
            realm.append(&signed, |_| registrar.as_ref()).expect("the realm replays");
        }
        realm
    }

    /// As far as `realm` reaches: what the root signed about the department later is left out.
    async fn replay(&self, realm: &Realm, department: &DepartmentId) -> Chain {
        let statements = self.scope(ScopeId::department(department)).await.expect("a chain");
        let (genesis, rest) = statements.split_first().expect("a chain begins with its genesis");
        let mut chain = Chain::open(genesis, realm).expect("the genesis counts");
        for signed in rest {
            if chain.append(signed, realm).is_err() {
                break;
            }
        }
        chain
    }

    pub(super) async fn chain_of(&self, department: &DepartmentId) -> Chain {
        let realm = self.replay_realm().await;
        self.replay(&realm, department).await
    }

    pub(super) fn header(
        &self,
        scope: ScopeId,
        head: StatementId,
        prev: Option<StatementId>,
        time: UnixMillis,
    ) -> Header {
        Header {
            realm: self.realm,
            suite: Suite::One,
            device: self.key.public().device(),
            department: Some(self.account.department),
            head: Some(head),
            scope,
            prev,
            overrides: Vec::new(),
            time,
            checkpoint: String::new(),
        }
    }

    /// Makes a delivery to the person at another desk.
    pub(super) async fn parcel(&self, to: &Self, time: UnixMillis, not_after: UnixMillis) -> Parcel {
        let (own, theirs) =
            (self.chain_of(&self.account.department).await, self.chain_of(&to.account.department).await);
        let (body, pack, cover) = (fresh(2048), fresh(PackSize::Kib64.bytes()), fresh(512));
        let (mut objects, mut rows) = (vec![body.clone(), pack.clone(), cover.clone()], Vec::new());
        let ways = [(0, &theirs, &to.account.person), (SealRow::OWN, &own, &self.account.person)];
        for (recipient, chain, person) in ways {
            for device in chain.devices_of(person) {
                for purpose in [SealPurpose::Cover, SealPurpose::Version] {
                    let sealed = fresh(SEALED);
                    let (key, object) = (device.seal_hash(), reference(&sealed));
                    rows.push(SealRow { recipient, purpose, key, object });
                    objects.push(sealed);
                }
            }
        }
        let version = rows
            .iter()
            .find(|row| row.recipient == 0 && row.purpose == SealPurpose::Version)
            .expect("the receiver has a device")
            .object;
        let pack = PackRow { object: ObjectId::of(&pack), bytes: reference(&pack).bytes };
        let ((packs_object, packs), (seals_object, seals)) = (list::encode(&[pack]), list::encode(&rows));
        objects.extend([packs_object.into(), seals_object.into()]);
        let nonce = Nonce::from_bytes(fresh_32());
        let scope = ScopeId::delivery(&self.realm, &self.account.department, &nonce);
        let content = Content { version: VersionId::from_bytes(fresh_32()), body: reference(&body), packs };
        let delivery = Delivery {
            header: self.header(scope, own.head(), None, time),
            nonce,
            content,
            cover: reference(&cover),
            recipients: vec![Recipient {
                department: to.account.department,
                head: theirs.head(),
                person: Some(to.account.person.clone()),
            }],
            seals,
            not_after,
        };
        Parcel { opening: self.sign(&Payload::Delivery(delivery)), body: reference(&body), objects, version }
    }

    /// Sends the objects of a parcel and appends its statement.
    pub(super) async fn send(&self, parcel: &Parcel) -> Appended {
        for object in &parcel.objects {
            let put = self.remote.put(Object::new(object.clone())).await;
            put.expect("the object is taken");
        }
        self.append(&parcel.opening).await.expect("the delivery is taken")
    }

    pub(super) async fn append(&self, signed: &Signed) -> Result<Appended, RemoteError> {
        let envelope = Bytes::copy_from_slice(signed.bytes());
        self.remote.append(signed.id(), envelope).await
    }

    pub(super) async fn take_back(&self, parcel: &Parcel, prev: StatementId, overrides: &[StatementId]) -> Signed {
        let mut header = self.following(parcel, prev).await;
        header.overrides = overrides.to_vec();
        let delivery = parcel.opening.id();
        self.sign(&Payload::TakeBack(TakeBack { header, delivery }))
    }

    pub(super) async fn receipt(&self, parcel: &Parcel, prev: StatementId) -> Signed {
        let receipt = Receipt {
            header: self.following(parcel, prev).await,
            record: parcel.opening.id(),
            step: Step::Verified,
            proof: Proof::from_bytes(fresh_32()),
        };
        self.sign(&Payload::Receipt(receipt))
    }

    async fn following(&self, parcel: &Parcel, prev: StatementId) -> Header {
        let chain = self.chain_of(&self.account.department).await;
        let opening = parcel.opening.header();
        self.header(opening.scope, chain.head(), Some(prev), opening.time)
    }

    pub(super) fn sign(&self, payload: &Payload) -> Signed {
        Signed::sign(payload, &self.key).expect("the suite keeps the rules of the kinds")
    }

    /// Reads the feed to its end; the rows after `since` and where to read on.
    pub(super) async fn news(&self, since: u64) -> (Vec<FeedRow>, u64) {
        let (mut rows, mut next) = (Vec::new(), since);
        loop {
            let page = self.remote.feed(next, Duration::ZERO).await.expect("the feed");
            rows.extend(page.rows);
            next = page.next;
            if !page.more {
                return (rows, next);
            }
        }
    }
}

pub(super) fn reference(bytes: &[u8]) -> ObjectRef {
    ObjectRef { hash: ObjectId::of(bytes), bytes: u32::try_from(bytes.len()).expect("the suite's objects are small") }
}

/// Whether a row of the feed is this statement.
pub(super) fn is(row: &FeedRow, signed: &Signed) -> bool {
    match row {
        FeedRow::Statement { bytes, .. } => bytes[..] == signed.bytes()[..],
        FeedRow::HandedOut(_) => false,
    }
}

/// The problem of a call that has to fail with one.
pub(super) fn problem<T: std::fmt::Debug>(outcome: Result<T, RemoteError>) -> Problem {
    match outcome.expect_err("the platform says no") {
        RemoteError::Problem(problem) => problem,
        error @ (RemoteError::Offline(_)
        | RemoteError::Busy(_)
        | RemoteError::Full
        | RemoteError::Fault(_)
        | RemoteError::Integrity) => {
            panic!("the platform did not say why: {error}")
        }
    }
}
