//! What went over the wire about datasets and requests, and members who sign what the program never would, with keys that
//! open what was sealed to their department.

use std::collections::HashMap;

use jixiang_model::{Kind, ObjectId, ScopeId, StatementId, Suite, VersionId};
use jixiang_seal::context::SealFor;
use jixiang_seal::job::{Job, JobSeed};
use jixiang_seal::to_key::{self, Opens, Sealable};
use jixiang_seal::wrap::{WrapFor, wrap_version};
use jixiang_seal::{EpochPrivateKey, Extent, GenerationKey, LineageSecret, Place, Purpose, VersionKey, ratchet};
use jixiang_statement::list::{self, PackRow};
use jixiang_statement::payload::{Content, Record, Release, SealedKey};
use jixiang_statement::{Base64, Envelope, Header, Payload, Signed};
use jixiang_transfer::{Known, Meta, Sealer};
use jixiang_wire::path;

use crate::desk::World;
use crate::dice::Dice;
use crate::liar::Asked;
use crate::registry::{Office, Pc, header, reference};

/// Statements and objects that clients sent, in order.
#[derive(Default)]
pub(crate) struct Papers {
    pub(crate) statements: Vec<Signed>,
    pub(crate) objects: HashMap<ObjectId, Vec<u8>>,
}

impl Papers {
    pub(crate) fn collect(&mut self, heard: Vec<Asked>) {
        for asked in heard.into_iter().filter(|asked| !asked.reads()) {
            if asked.path == path::STATEMENTS {
                self.statements.push(Signed::parse(&asked.body).expect("a statement"));
            } else if asked.path == path::object(&ObjectId::of(&asked.body)) {
                self.objects.insert(ObjectId::of(&asked.body), asked.body);
            }
        }
    }

    /// The newest statement of this kind.
    pub(crate) fn newest(&self, kind: Kind) -> &Signed {
        self.statements.iter().rfind(|signed| signed.kind() == kind).expect("it was sent")
    }

    /// All statements of this kind, oldest first.
    pub(crate) fn all(&self, kind: Kind) -> Vec<&Signed> {
        self.statements.iter().filter(|signed| signed.kind() == kind).collect()
    }

    /// The newest statement of a scope.
    pub(crate) fn head(&self, scope: &ScopeId) -> StatementId {
        self.statements.iter().rfind(|signed| signed.header().scope == *scope).expect("something stands there").id()
    }

    pub(crate) fn release(&self, number: u64) -> (&Signed, &Release) {
        let found = self.statements.iter().find_map(|signed| {
            let Payload::Release(release) = signed.payload() else { return None };
            (release.number == number).then_some((signed, release))
        });
        found.expect("it was released")
    }

    pub(crate) fn record(&self, id: &StatementId) -> (&Signed, &Record) {
        let signed = self.statements.iter().find(|signed| signed.id() == *id).expect("it was prepared");
        let Payload::Record(record) = signed.payload() else { panic!("a record") };
        (signed, record)
    }

    /// The statement with this id.
    pub(crate) fn statement(&self, id: &StatementId) -> &Signed {
        self.statements.iter().find(|signed| signed.id() == *id).expect("it was sent")
    }

    /// Opens what a statement sealed to an epoch.
    pub(crate) fn open<S: Sealable>(
        &self,
        epoch: &EpochPrivateKey,
        by: &Header,
        what: (Purpose, ScopeId, Extent, Option<ScopeId>),
        sealed: &SealedKey,
    ) -> S {
        let (purpose, scope, extent, answers) = what;
        let seal = SealFor {
            purpose,
            place: Place { realm: by.realm, suite: by.suite, scope },
            department: by.department.expect("a department"),
            device: by.device,
            extent,
            answers,
        };
        assert_eq!(sealed.key, epoch.public().hash(), "sealed to this epoch");
        to_key::open(&seal, epoch, &self.objects[&sealed.object.hash]).expect("it is for this epoch")
    }
}

/// What a dataset is sealed with, as any device of its provider learns it.
pub(crate) struct Keys {
    pub(crate) place: Place,
    pub(crate) lineage: LineageSecret,
    /// K(1, 1).
    pub(crate) first: GenerationKey,
}

impl Keys {
    pub(crate) fn of(papers: &Papers, office: &Office, dataset: ScopeId) -> Self {
        let (released, release) = papers.release(1);
        let (recorded, record) = papers.record(&release.record.expect("it has data"));
        let numbers = Extent::Numbers { generation: 1, from: 1, to: None };
        let lineage = record.lineage.as_ref().expect("the first record holds it");
        let start = release.start.as_ref().expect("the first release holds it");
        let by = recorded.header();
        Self {
            place: Place { realm: by.realm, suite: Suite::One, scope: dataset },
            lineage: papers.open(&office.epoch, by, (Purpose::Lineage, dataset, Extent::Scope, None), lineage),
            first: papers.open(&office.epoch, released.header(), (Purpose::Generation, dataset, numbers, None), start),
        }
    }

    /// A version key under K(generation, number), as if the first generation went on.
    pub(crate) fn wrap(&self, key: &VersionKey, generation: u64, number: u64, version: VersionId) -> Base64 {
        let under = ratchet::advance(&self.first, &self.place, 1, 1, number).expect("near");
        let at = WrapFor { place: self.place, generation, number, version };
        Base64(wrap_version(&under, &at, key).to_vec())
    }
}

/// The parts of a version, to be changed before they are named and signed.
#[derive(Clone)]
pub(crate) struct Version {
    pub(crate) id: VersionId,
    pub(crate) key: VersionKey,
    pub(crate) body: Vec<u8>,
    pub(crate) packs: Vec<Vec<u8>>,
}

impl Version {
    pub(crate) fn seal(place: Place, lineage: &LineageSecret, text: &str) -> Self {
        let job = Job::dataset(place, &JobSeed::draw(&mut Dice), lineage.clone());
        let (id, key) = (job.version(), job.version_key().clone());
        let mut sealer = Sealer::new(job, Known::default());
        sealer.handle_file(Meta { depth: 0, name: "planted.csv".to_owned(), modified: 7 }).expect("in turn");
        sealer.handle_bytes(text.repeat(3000).as_bytes()).expect("in a file");
        sealer.handle_file_end().expect("in a file");
        let (packs, sealed) = sealer.finish().expect("a small version");
        let packs = packs.into_iter().map(|pack| pack.object.into_bytes()).collect();
        Self { id, key, body: sealed.body.bytes, packs }
    }

    /// A version that was honestly published.
    pub(crate) fn published(papers: &Papers, office: &Office, record: &StatementId) -> Self {
        let (signed, record) = papers.record(record);
        let extent = Extent::Version(record.content.version);
        let what = (Purpose::VersionToProvider, record.dataset, extent, None);
        let key = papers.open(&office.epoch, signed.header(), what, &record.key);
        let listed = &record.content.packs;
        let rows: Vec<PackRow> = list::decode(&papers.objects[&listed.hash], listed).expect("a list of packs");
        Self {
            id: record.content.version,
            key,
            body: papers.objects[&record.content.body.hash].clone(),
            packs: rows.iter().map(|row| papers.objects[&row.object].clone()).collect(),
        }
    }

    fn content(&self, objects: &mut Vec<Vec<u8>>) -> Content {
        let rows = self.packs.iter().map(|pack| reference(pack));
        let rows: Vec<PackRow> = rows.map(|object| PackRow { object: object.hash, bytes: object.bytes }).collect();
        let (listed, packs) = list::encode(&rows);
        objects.extend(self.packs.iter().cloned());
        objects.extend([self.body.clone(), listed]);
        Content { version: self.id, body: reference(&self.body), packs }
    }
}

/// A member whose keys lie in this process, at the head that the chain has now.
pub(crate) struct Forger {
    pub(crate) pc: Pc,
    pub(crate) office: Office,
}

impl Forger {
    pub(crate) fn new(world: &World, pc: &Pc) -> Self {
        Self { pc: pc.clone(), office: world.registry.office_of(pc.person.as_str()).clone() }
    }

    pub(crate) fn header(&self, realm: jixiang_model::RealmId, scope: ScopeId, prev: Option<StatementId>) -> Header {
        let (department, head) = (Some(self.office.id), Some(self.office.head()));
        Header { department, head, prev, ..header(realm, &self.pc.sign, scope) }
    }

    pub(crate) fn sign(&self, payload: &Payload) -> Signed {
        Signed::sign(payload, &self.pc.sign).expect("it keeps the rules of its kind")
    }

    /// Signs whatever JSON says, rules or not.
    pub(crate) fn sign_text(&self, kind: Kind, payload: Vec<u8>) -> Vec<u8> {
        Envelope::sign(&kind.media_type(), payload, &self.pc.sign).bytes().to_vec()
    }

    /// A record of a version, as staff would prepare it.
    pub(crate) fn record(&self, keys: &Keys, version: &Version, base: VersionId, objects: &mut Vec<Vec<u8>>) -> Signed {
        let dataset = keys.place.scope;
        let review = ScopeId::review(&keys.place.realm, &self.office.id, &dataset);
        // What stands before it is followed by nobody who reads it singly.
        let header = self.header(keys.place.realm, review, Some(StatementId::from_bytes([3; 32])));
        let seal = SealFor {
            purpose: Purpose::VersionToProvider,
            place: keys.place,
            department: self.office.id,
            device: header.device,
            extent: Extent::Version(version.id),
            answers: None,
        };
        let public = self.office.epoch.public();
        let sealed = to_key::seal(&version.key, &seal, &public, &mut Dice).expect("a key");
        let key = SealedKey { key: public.hash(), object: reference(&sealed) };
        let content = version.content(objects);
        objects.push(sealed);
        self.sign(&Payload::Record(Record { header, dataset, base: Some(base), content, key, lineage: None }))
    }

    /// A release, as a head would sign it, spoilt.
    pub(crate) fn release(
        &self,
        keys: &Keys,
        prev: StatementId,
        named: (StatementId, StatementId),
        number: u64,
        key: Base64,
        spoil: impl FnOnce(&mut Release),
    ) -> Signed {
        let (entry, record) = named;
        let dataset = keys.place.scope;
        let mut release = Release {
            header: self.header(keys.place.realm, dataset, Some(prev)),
            review: ScopeId::review(&keys.place.realm, &self.office.id, &dataset),
            entry,
            record: Some(record),
            number,
            generation: 1,
            key: Some(key),
            start: None,
            open: None,
            standing: None,
            cites: None,
        };
        spoil(&mut release);
        self.sign(&Payload::Release(release))
    }
}

/// A statement with those of other scopes that the platform shows beside it.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) envelope: Vec<u8>,
    pub(crate) named: Vec<Vec<u8>>,
}

impl Shown {
    pub(crate) fn new(signed: &Signed, named: &[&Signed]) -> Self {
        let named = named.iter().map(|signed| signed.bytes().to_vec()).collect();
        Self { envelope: signed.bytes().to_vec(), named }
    }

    pub(crate) fn alone(envelope: Vec<u8>) -> Self {
        Self { envelope, named: Vec::new() }
    }
}
