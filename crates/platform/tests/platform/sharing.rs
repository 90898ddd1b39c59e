//! Datasets as clients would make them, but for the sealing. Each act is right as it is made here; a test spoils it by the
//! closure.

use jixiang_model::{Date, DepartmentId, KeyHash, Nonce, ScopeId, StatementId, VersionId};
use jixiang_statement::list::{self, PackRow};
use jixiang_statement::payload::*;
use jixiang_statement::{Base64, Header, Payload, Signed, Text};

use crate::world::{Device, GROUP, NOON, Office, World, header, reference};

/// A statement with the objects that it needs.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) signed: Signed,
    pub(crate) objects: Vec<Vec<u8>>,
}

impl From<Signed> for Made {
    fn from(signed: Signed) -> Self {
        Self { signed, objects: Vec::new() }
    }
}

impl Made {
    pub(crate) fn id(&self) -> StatementId {
        self.signed.id()
    }
}

/// Nothing is spoilt.
pub(crate) fn as_it_is<T>(_: &mut T) {}

/// A date so many days after the platform's noon.
pub(crate) fn in_days(days: u64) -> Date {
    NOON.plus_days(days).date()
}

/// Somebody who signs.
pub(crate) struct Desk<'a> {
    world: &'a World,
    office: &'a Office,
    device: &'a Device,
}

impl<'a> Desk<'a> {
    /// A person by their id, key admins too.
    pub(crate) fn of(world: &'a World, person: &str) -> Self {
        for office in &world.offices {
            let mut devices = std::iter::once(&office.admin).chain(&office.people);
            if let Some(device) = devices.find(|device| device.person.as_str() == person) {
                return Self { world, office, device };
            }
        }
        panic!("nobody is {person}");
    }

    pub(crate) fn department(&self) -> DepartmentId {
        self.office.id
    }

    pub(crate) fn header(&self, scope: ScopeId, prev: Option<StatementId>) -> Header {
        let mut header = header(self.world.realm, &self.device.key, scope);
        header.department = Some(self.office.id);
        header.head = Some(self.office.head());
        header.prev = prev;
        header
    }

    pub(crate) fn sign(&self, payload: Payload) -> Signed {
        Signed::sign(&payload, &self.device.key).unwrap()
    }

    fn epoch(&self) -> KeyHash {
        KeyHash::of(&self.office.epoch)
    }
}

/// A dataset of an office. `seed` makes it differ from every other.
pub(crate) struct Sharing<'a> {
    pub(crate) world: &'a World,
    pub(crate) id: ScopeId,
    pub(crate) review: ScopeId,
    nonce: Nonce,
    seed: u8,
}

/// Collects objects.
pub(crate) struct Shelf {
    of: String,
    objects: Vec<Vec<u8>>,
}

impl Shelf {
    pub(crate) fn new(of: String) -> Self {
        Self { of, objects: Vec::new() }
    }

    pub(crate) fn keep(&mut self, what: &str) -> ObjectRef {
        self.keep_bytes(format!("{what} of {}", self.of).into_bytes())
    }

    pub(crate) fn keep_bytes(&mut self, bytes: Vec<u8>) -> ObjectRef {
        let object = reference(&bytes);
        self.objects.push(bytes);
        object
    }

    pub(crate) fn seal(&mut self, what: &str, key: KeyHash) -> SealedKey {
        SealedKey { key, object: self.keep(what) }
    }

    pub(crate) fn made(self, signed: Signed) -> Made {
        Made { signed, objects: self.objects }
    }
}

impl<'a> Sharing<'a> {
    pub(crate) fn new(world: &'a World, office: &str, seed: u8) -> Self {
        let (nonce, department) = (Nonce::from_bytes([seed; 32]), world.office(office).id);
        let id = ScopeId::dataset(&world.realm, &department, &nonce);
        let review = ScopeId::review(&world.realm, &department, &id);
        Self { world, id, review, nonce, seed }
    }

    /// Catalogue fields. The first one of the review holds the nonce.
    pub(crate) fn entry(&self, by: &str, prev: Option<StatementId>, spoil: impl FnOnce(&mut Entry)) -> Made {
        let by = Desk::of(self.world, by);
        let mut shelf = Shelf::new(format!("dataset {}", self.seed));
        let at = prev.map(|id| id.to_string()).unwrap_or_default();
        let columns = format!(r#"[{{"name":"column {} {at}","type":"C","description":""}}]"#, self.seed);
        let columns = shelf.keep_bytes(columns.into_bytes());
        let shared = (ShareClass::Conditional, Text::lenient("按申请用途使用"));
        let header = by.header(self.review, prev);
        let mut entry = Entry::new(header, self.id, Text::lenient("事业单位编制情况"), shared);
        entry.nonce = prev.is_none().then_some(self.nonce);
        entry.columns = Some(ListRef { hash: columns.hash, count: 1, bytes: columns.bytes });
        spoil(&mut entry);
        shelf.made(by.sign(Payload::Entry(entry)))
    }

    /// Sealed content. Version 1 has no base, every later one the version before it.
    pub(crate) fn record(&self, by: &str, prev: StatementId, version: u8, spoil: impl FnOnce(&mut Record)) -> Made {
        let by = Desk::of(self.world, by);
        let mut shelf = Shelf::new(format!("version {version} of dataset {}", self.seed));
        let (body, pack) = (shelf.keep("body"), shelf.keep("pack"));
        let (packs, list) = list::encode(&[PackRow { object: pack.hash, bytes: pack.bytes }]);
        shelf.keep_bytes(packs);
        let key = shelf.seal("version key", by.epoch());
        let mut record = Record {
            header: by.header(self.review, Some(prev)),
            dataset: self.id,
            base: (version > 1).then(|| self.version(version - 1)),
            content: Content { version: self.version(version), body, packs: list },
            key,
            lineage: (version == 1).then(|| shelf.seal("lineage secret", by.epoch())),
        };
        spoil(&mut record);
        shelf.made(by.sign(Payload::Record(record)))
    }

    fn version(&self, version: u8) -> VersionId {
        let mut bytes = [version; 32];
        bytes[0] = self.seed;
        VersionId::from_bytes(bytes)
    }

    /// Lets a version out in the first generation. A record makes it a version; the first one starts the generation.
    pub(crate) fn release(
        &self,
        by: &str,
        prev: Option<StatementId>,
        number: u64,
        entry: &Made,
        record: Option<&Made>,
        spoil: impl FnOnce(&mut Release),
    ) -> Made {
        let by = Desk::of(self.world, by);
        let mut shelf = Shelf::new(format!("release {number} of dataset {}", self.seed));
        let start = (number == 1 && record.is_some()).then(|| shelf.seal("generation key", by.epoch()));
        let mut release = Release {
            header: by.header(self.id, prev),
            review: ScopeId::review(&self.world.realm, &by.department(), &self.id),
            entry: entry.id(),
            record: record.map(Made::id),
            number,
            generation: 1,
            key: record.map(|_| Base64(vec![7; 104])),
            start,
            open: None,
            standing: None,
            cites: None,
        };
        spoil(&mut release);
        shelf.made(by.sign(Payload::Release(release)))
    }

    /// The generation key of a release, sealed to the group for unconditional sharing.
    pub(crate) fn open_key(&self, number: u64) -> (SealedKey, Vec<u8>) {
        let bytes = format!("open key of release {number} of dataset {}", self.seed).into_bytes();
        let key = KeyHash::of(&self.world.office(GROUP).epoch);
        (SealedKey { key, object: reference(&bytes) }, bytes)
    }

    pub(crate) fn retire(&self, by: &str, prev: StatementId, release: StatementId) -> Made {
        let by = Desk::of(self.world, by);
        let header = by.header(self.id, Some(prev));
        by.sign(Payload::Retire(Retire { header, release, reason: Text::lenient("停止") })).into()
    }
}

/// A head turns down what stands in a review.
pub(crate) fn decline(world: &World, by: &str, review: ScopeId, prev: StatementId, names: StatementId) -> Made {
    let by = Desk::of(world, by);
    let header = by.header(review, Some(prev));
    by.sign(Payload::Decline(Decline { header, names, reason: Text::lenient("不妥") })).into()
}
