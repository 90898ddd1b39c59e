//! A small realm with real chains and signatures. Keys to seal to are fillers: the platform never opens anything.

use jixiang_model::{
    DepartmentId, Nonce, PersonId, RealmId, Role, Roles, ScopeId, StatementId, Suite, UnixMillis, Uscc,
};
use jixiang_model::{KeyHash, ObjectId};
use jixiang_platform::{Clock, Demo, Enroller, Founding, Limits, Mode, Options, Platform};
use jixiang_statement::list::{self, ScopeRow, SealPurpose, SealRow};
use jixiang_statement::payload::{
    Add, Admission, Enrolment, EnrolmentPayload, Epoch, Genesis, ListRef, ObjectRef, Policy, Remove, RolesChange,
    SealedKey,
};
use jixiang_statement::{Base64, Header, Payload, Signed, SigningKey, Text};
use jixiang_wire::session::{Department, Staff};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The platform's clock at the beginning.
pub(crate) const NOON: UnixMillis = UnixMillis(1_795_000_000_000);

/// A device of a person.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) key: SigningKey,
    pub(crate) seal: Vec<u8>,
    pub(crate) person: PersonId,
    pub(crate) department: DepartmentId,
    pub(crate) realm: RealmId,
}

impl Device {
    pub(crate) fn enrolment(&self) -> Enrolment {
        let payload = EnrolmentPayload {
            realm: self.realm,
            suite: Suite::One,
            department: self.department,
            person: self.person.clone(),
            sign: Base64(self.key.public().to_bytes().to_vec()),
            seal: Base64(self.seal.clone()),
        };
        Enrolment::sign(&payload, &self.key)
    }

    pub(crate) fn seal_hash(&self) -> KeyHash {
        KeyHash::of(&self.seal)
    }
}

/// A department with the statements of its chain.
pub(crate) struct Office {
    pub(crate) id: DepartmentId,
    pub(crate) uscc: Uscc,
    pub(crate) name: &'static str,
    pub(crate) admin: Device,
    pub(crate) epoch: Vec<u8>,
    pub(crate) chain: Vec<Signed>,
    pub(crate) people: Vec<Device>,
}

impl Office {
    pub(crate) fn head(&self) -> StatementId {
        self.chain.last().unwrap().id()
    }

    pub(crate) fn scope(&self) -> ScopeId {
        ScopeId::department(&self.id)
    }

    pub(crate) fn device(&self, person: &str) -> &Device {
        self.people.iter().find(|d| d.person.as_str() == person).unwrap()
    }
}

/// The group for unconditional sharing: an office without people.
pub(crate) const GROUP: &str = "开放";

/// The realm: root, policy, three departments and the group for unconditional sharing. 财政 has zhang (staff) and li
/// (head, too), 民政 wang and zhao, 住建 chen.
pub(crate) struct World {
    pub(crate) root: SigningKey,
    pub(crate) realm: RealmId,
    pub(crate) policy: Signed,
    pub(crate) offices: Vec<Office>,
    pub(crate) objects: Vec<Vec<u8>>,
}

impl World {
    pub(crate) fn new() -> Self {
        let root = SigningKey::from_seed(&[1; 32]);
        let realm = RealmId::derive(&root.public().to_bytes(), "test");
        let mut header = header(realm, &root, ScopeId::realm(&realm));
        header.department = None;
        let (uscc, nonce) = (uscc(40), Nonce::from_bytes([40; 32]));
        let group = DepartmentId::derive(&realm, &uscc, &nonce);
        let policy = Payload::Policy(Policy { header, minimum_suite: Suite::One, province_open: Some(group) });
        let policy = Signed::sign(&policy, &root).unwrap();
        let mut world = Self { root, realm, policy, offices: Vec::new(), objects: Vec::new() };
        world.open("财政", 10, &[("zhang", &[Role::Staff]), ("li", &[Role::Staff, Role::Head])]);
        world.open("民政", 20, &[("wang", &[Role::Staff]), ("zhao", &[Role::Staff, Role::Head])]);
        world.open("住建", 30, &[("chen", &[Role::Staff])]);
        world.open(GROUP, 40, &[]);
        world
    }

    pub(crate) fn office(&self, name: &str) -> &Office {
        self.offices.iter().find(|o| o.name == name).unwrap()
    }

    /// A device that is on no chain.
    pub(crate) fn device(&self, seed: u8, person: &str, department: DepartmentId) -> Device {
        Device {
            key: SigningKey::from_seed(&[seed; 32]),
            seal: vec![seed; 1216],
            person: person.parse().unwrap(),
            department,
            realm: self.realm,
        }
    }

    fn open(&mut self, name: &'static str, seed: u8, people: &[(&str, &[Role])]) {
        let uscc = uscc(seed);
        let nonce = Nonce::from_bytes([seed; 32]);
        let id = DepartmentId::derive(&self.realm, &uscc, &nonce);
        let admin = self.device(seed, &format!("admin-{seed}"), id);
        let epoch = vec![seed + 100; 1216];
        let sealed = self.keep(format!("epoch of {name} for admin").into_bytes());
        let row = |key, object| SealRow { recipient: 0, purpose: SealPurpose::Epoch, key, object };
        let mut rows = vec![row(admin.seal_hash(), sealed)];
        if name == GROUP {
            let members: Vec<_> = self.offices.iter().map(|office| (office.name, KeyHash::of(&office.epoch))).collect();
            for (member, key) in members {
                rows.push(row(key, self.keep(format!("epoch of {name} for {member}").into_bytes())));
            }
        }
        let seals = self.keep_seals(&rows);
        let mut header = header(self.realm, &self.root, ScopeId::department(&id));
        header.department = Some(id);
        header.head = Some(self.policy.id());
        let genesis = Payload::Genesis(Genesis {
            header,
            uscc: uscc.clone(),
            name: Text::lenient(name),
            nonce,
            admission: admission(&admin, &[Role::KeyAdmin]),
            epoch: Epoch { number: 1, public: Base64(epoch.clone()), seals, previous: None },
        });
        let chain = vec![Signed::sign(&genesis, &self.root).unwrap()];
        let office = Office { id, uscc, name, admin, epoch, chain, people: Vec::new() };
        self.offices.push(office);
        for (i, (person, roles)) in (1..).zip(people) {
            let device = self.device(seed + i, person, id);
            for signed in self.admit(name, &device, roles) {
                let office = self.offices.last_mut().unwrap();
                office.chain.push(signed);
            }
            self.offices.last_mut().unwrap().people.push(device);
        }
    }

    /// What admits a device, made by the key admin and, for a head, by the root.
    pub(crate) fn admit(&mut self, office: &str, device: &Device, roles: &[Role]) -> Vec<Signed> {
        let object = self.keep(format!("epoch for {}", device.key.public().device()).into_bytes());
        let office = self.office(office);
        let mut header = header(self.realm, &office.admin.key, office.scope());
        header.department = Some(office.id);
        header.head = Some(office.head());
        header.prev = header.head;
        let add = Payload::Add(Add {
            header,
            admission: admission(device, &[Role::Staff]),
            epoch: 1,
            seal: SealedKey { key: device.seal_hash(), object },
        });
        let add = Signed::sign(&add, &office.admin.key).unwrap();
        if !roles.contains(&Role::Head) {
            return vec![add];
        }
        let change = self.roles(office, add.id(), device, roles);
        vec![add, change]
    }

    /// A person of an office whose device was admitted and removed again before anything else happened.
    pub(crate) fn admit_and_remove(&mut self, office: &str, seed: u8, person: &str) {
        let device = self.device(seed, person, self.office(office).id);
        for signed in self.admit(office, &device, &[Role::Staff]) {
            self.office_mut(office).chain.push(signed);
        }
        let public = vec![seed + 100; 1216];
        let previous = self.keep(format!("first epoch of {office} under the second").into_bytes());
        let admin = self.office(office).admin.clone();
        let stay: Vec<Device> = std::iter::once(&admin).chain(&self.office(office).people).cloned().collect();
        let rows: Vec<SealRow> = stay
            .iter()
            .map(|stays| {
                let object = self.keep(format!("second epoch of {office} for {}", stays.person).into_bytes());
                SealRow { recipient: 0, purpose: SealPurpose::Epoch, key: stays.seal_hash(), object }
            })
            .collect();
        let seals = self.keep_seals(&rows);
        let (bytes, scopes) = list::encode::<ScopeRow>(&[]);
        self.objects.push(bytes);
        let mut header = header(self.realm, &admin.key, self.office(office).scope());
        header.department = Some(admin.department);
        header.head = Some(self.office(office).head());
        header.prev = header.head;
        let remove = Payload::Remove(Remove {
            header,
            removed: device.key.public().device(),
            scopes,
            epoch: Epoch {
                number: 2,
                public: Base64(public.clone()),
                seals,
                previous: Some(SealedKey { key: KeyHash::of(&public), object: previous }),
            },
        });
        let remove = Signed::sign(&remove, &admin.key).unwrap();
        let office = self.office_mut(office);
        office.chain.push(remove);
        office.people.push(device);
        office.epoch = public;
    }

    fn office_mut(&mut self, name: &str) -> &mut Office {
        self.offices.iter_mut().find(|office| office.name == name).unwrap()
    }

    /// The root gives a device of an office its roles.
    pub(crate) fn roles(&self, office: &Office, prev: StatementId, device: &Device, roles: &[Role]) -> Signed {
        let mut header = header(self.realm, &self.root, office.scope());
        header.department = Some(office.id);
        header.head = Some(self.policy.id());
        header.prev = Some(prev);
        let change = Payload::Roles(RolesChange {
            header,
            member: device.key.public().device(),
            roles: Roles::of(roles),
            scopes: None,
        });
        Signed::sign(&change, &self.root).unwrap()
    }

    fn keep(&mut self, bytes: Vec<u8>) -> ObjectRef {
        let object = reference(&bytes);
        self.objects.push(bytes);
        object
    }

    fn keep_seals(&mut self, rows: &[SealRow]) -> ListRef {
        let (bytes, list) = list::encode(rows);
        self.objects.push(bytes);
        list
    }

    pub(crate) fn founding(&self) -> Founding {
        Founding { instance: "test".to_owned(), root: self.root.public() }
    }

    pub(crate) fn staff(&self) -> Vec<Staff> {
        let people = self.offices.iter().filter(|office| office.name != GROUP).flat_map(|office| {
            let admin = std::iter::once(&office.admin);
            admin.chain(&office.people).map(move |device| (office, device))
        });
        people
            .map(|(office, device)| Staff {
                id: device.person.clone(),
                name: device.person.to_string(),
                post: "科员".to_owned(),
                department: Department { id: office.id, uscc: office.uscc.clone(), name: office.name.to_owned() },
            })
            .collect()
    }

    /// Opens a platform over `data`; a new one gets the realm and all chains.
    pub(crate) fn platform(&self, data: &Path, setting: Setting) -> Platform {
        let demo = Demo { staff: self.staff(), enroller: setting.enroller };
        let options = Options {
            founding: self.founding(),
            mode: Mode::Demo(demo),
            clock: setting.clock.clock(),
            limits: setting.limits,
        };
        let platform = Platform::open(data, options).unwrap();
        let mut statements = vec![self.policy.clone()];
        statements.extend(self.offices.iter().flat_map(|office| office.chain.clone()));
        platform.import(&self.objects, &statements).unwrap();
        platform
    }
}

/// What differs from test to test.
#[derive(Default)]
pub(crate) struct Setting {
    pub(crate) clock: Hands,
    pub(crate) limits: Limits,
    pub(crate) enroller: Option<Arc<dyn Enroller>>,
}

/// The hands of a clock that a test moves.
#[derive(Clone)]
pub(crate) struct Hands(Arc<AtomicU64>);

impl Default for Hands {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(NOON.0)))
    }
}

impl Hands {
    pub(crate) fn set(&self, to: UnixMillis) {
        self.0.store(to.0, Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> Clock {
        let hands = self.0.clone();
        Arc::new(move || UnixMillis(hands.load(Ordering::SeqCst)))
    }
}

fn uscc(seed: u8) -> Uscc {
    Uscc::complete(&format!("112200000000000{seed}")).unwrap()
}

pub(crate) fn admission(device: &Device, roles: &[Role]) -> Admission {
    Admission {
        enrolment: Base64(device.enrolment().bytes().to_vec()),
        name: Text::lenient(device.person.as_str()),
        post: Text::lenient("科员"),
        roles: Roles::of(roles),
    }
}

/// A header with everything that is empty in the first statement of a scope.
pub(crate) fn header(realm: RealmId, key: &SigningKey, scope: ScopeId) -> Header {
    Header {
        realm,
        suite: Suite::One,
        device: key.public().device(),
        department: None,
        head: None,
        scope,
        prev: None,
        overrides: Vec::new(),
        time: NOON,
        checkpoint: String::new(),
    }
}

pub(crate) fn reference(bytes: &[u8]) -> ObjectRef {
    ObjectRef { hash: ObjectId::of(bytes), bytes: u32::try_from(bytes.len()).unwrap() }
}
