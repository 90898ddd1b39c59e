//! An honest registry that works offline: root, key admins and the registrar of a small realm, with their keys in this
//! process and nowhere on the platform. What it signs is what the people of a real province would sign.

use jixiang_model::{
    DepartmentId, Nonce, ObjectId, PersonId, RealmId, Role, Roles, ScopeId, StatementId, Suite, UnixMillis, Uscc,
};
use jixiang_platform::{Founding, system_clock};
use jixiang_seal::to_key::{Opens as _, SealPublicKey};
use jixiang_seal::{DevicePrivateKey, EpochPrivateKey, Random as _};
use jixiang_statement::list::{Directory, DirectoryDepartment, DirectoryPerson};
use jixiang_statement::payload::{
    Admission, DirectoryNotice, Enrolment, EnrolmentPayload, Epoch, Genesis, ObjectRef, Policy, RolesChange,
};
use jixiang_statement::{Base64, Header, Payload, Signed, SigningKey, Text};
use jixiang_wire::session::{Department, Staff};

use crate::dice::Dice;

mod changes;

/// A PC whose keys lie in this process.
#[derive(Clone)]
pub(crate) struct Pc {
    pub(crate) sign: SigningKey,
    pub(crate) open: DevicePrivateKey,
    pub(crate) person: PersonId,
}

impl Pc {
    pub(crate) fn new(person: &str) -> Self {
        let mut seed = [0; 32];
        Dice.fill(&mut seed);
        let person = person.parse().expect("a person id");
        Self { sign: SigningKey::from_seed(&seed), open: DevicePrivateKey::draw(&mut Dice), person }
    }

    pub(crate) fn enrolment(&self, realm: RealmId, department: DepartmentId) -> Enrolment {
        let payload = EnrolmentPayload {
            realm,
            suite: Suite::One,
            department,
            person: self.person.clone(),
            sign: Base64(self.sign.public().to_bytes().to_vec()),
            seal: Base64(self.open.public().to_bytes()),
        };
        Enrolment::sign(&payload, &self.sign)
    }
}

/// A department with the keys of its admin and its chain so far.
#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) id: DepartmentId,
    pub(crate) uscc: Uscc,
    pub(crate) name: &'static str,
    pub(crate) people: &'static [&'static str],
    pub(crate) admin: Pc,
    pub(crate) epoch: EpochPrivateKey,
    pub(crate) chain: Vec<Signed>,
}

impl Office {
    pub(crate) fn scope(&self) -> ScopeId {
        ScopeId::department(&self.id)
    }

    pub(crate) fn head(&self) -> StatementId {
        self.chain.last().expect("a chain has its genesis").id()
    }
}

/// What is to be stored and appended.
#[derive(Default, Clone)]
pub(crate) struct Made {
    pub(crate) objects: Vec<Vec<u8>>,
    pub(crate) statements: Vec<Signed>,
}

/// The realm: root, policy, three departments and the bureau that names them.
#[derive(Clone)]
pub(crate) struct Registry {
    pub(crate) instance: &'static str,
    pub(crate) root: SigningKey,
    pub(crate) realm: RealmId,
    pub(crate) policy: Signed,
    pub(crate) offices: Vec<Office>,
    pub(crate) founded: Made,
}

pub(crate) const FINANCE: &str = "财政厅";
pub(crate) const CIVIL: &str = "民政厅";
pub(crate) const HOUSING: &str = "住建厅";
pub(crate) const BUREAU: &str = "数据局";
/// The group for unconditional sharing: its members are the other departments' epochs.
pub(crate) const GROUP: &str = "全省开放";

impl Registry {
    /// A new realm. Everybody in it has a desk at the platform and none has a PC yet.
    pub(crate) fn new() -> Self {
        let mut seed = [0; 32];
        Dice.fill(&mut seed);
        Self::of_root(SigningKey::from_seed(&seed), "test")
    }

    /// Another realm under the same root, like the pilot beside production.
    pub(crate) fn twin(&self) -> Self {
        Self::of_root(self.root.clone(), "pilot")
    }

    fn of_root(root: SigningKey, instance: &'static str) -> Self {
        let realm = RealmId::derive(&root.public().to_bytes(), instance);
        let header = header(realm, &root, ScopeId::realm(&realm));
        let policy = Payload::Policy(Policy { header, minimum_suite: Suite::One, province_open: None });
        let policy = Signed::sign(&policy, &root).expect("a policy");
        let founded = Made { objects: Vec::new(), statements: vec![policy.clone()] };
        let mut registry = Self { instance, root, realm, policy, offices: Vec::new(), founded };
        registry.open(FINANCE, "11220000000000011", &["li", "zhang"], &[]);
        registry.open(CIVIL, "11220000000000022", &["zhao", "wang"], &[]);
        registry.open(HOUSING, "11220000000000033", &["mallory"], &[]);
        registry.open(BUREAU, "11220000000000044", &["sun"], &[]);
        registry.found_group();
        registry.name_everybody();
        registry
    }

    /// The group for unconditional sharing, and the policy that names it.
    fn found_group(&mut self) {
        let members: Vec<SealPublicKey> = self.offices.iter().map(|office| office.epoch.public()).collect();
        self.open(GROUP, "11220000000000055", &[], &members);
        let (before, province_open) = (Some(self.policy.id()), Some(self.office(GROUP).id));
        let header =
            Header { head: before, prev: before, ..header(self.realm, &self.root, ScopeId::realm(&self.realm)) };
        let policy = Payload::Policy(Policy { header, minimum_suite: Suite::One, province_open });
        self.policy = Signed::sign(&policy, &self.root).expect("a policy");
        self.founded.statements.push(self.policy.clone());
    }

    pub(crate) fn founding(&self) -> Founding {
        Founding { instance: self.instance.to_owned(), root: self.root.public() }
    }

    pub(crate) fn office(&self, name: &str) -> &Office {
        self.offices.iter().find(|office| office.name == name).expect("an office of the realm")
    }

    pub(super) fn office_mut(&mut self, name: &str) -> &mut Office {
        self.offices.iter_mut().find(|office| office.name == name).expect("an office of the realm")
    }

    /// The office of a person.
    pub(crate) fn office_of(&self, person: &str) -> &Office {
        self.offices.iter().find(|office| office.people.contains(&person)).expect("a person of the realm")
    }

    pub(crate) fn staff(&self) -> Vec<Staff> {
        let desks = self.offices.iter().flat_map(|office| office.people.iter().map(move |person| (office, *person)));
        let staff = desks.map(|(office, person)| Staff {
            id: person.parse().expect("a person id"),
            name: person.to_owned(),
            post: "科员".to_owned(),
            department: Department { id: office.id, uscc: office.uscc.clone(), name: office.name.to_owned() },
        });
        staff.collect()
    }

    fn open(&mut self, name: &'static str, code: &str, people: &'static [&'static str], members: &[SealPublicKey]) {
        let uscc = Uscc::complete(code).expect("a code");
        let mut nonce = [0; 32];
        Dice.fill(&mut nonce);
        let nonce = Nonce::from_bytes(nonce);
        let id = DepartmentId::derive(&self.realm, &uscc, &nonce);
        let (admin, epoch) = (Pc::new("admin"), EpochPrivateKey::draw(&mut Dice));
        let mut made = Made::default();
        let keys = [&[admin.open.public()], members].concat();
        let seals = self.seal_epoch(id, &self.root, &epoch, &keys, &mut made);
        let genesis = Payload::Genesis(Genesis {
            header: Header {
                department: Some(id),
                head: Some(self.policy.id()),
                ..header(self.realm, &self.root, ScopeId::department(&id))
            },
            uscc: uscc.clone(),
            name: Text::lenient(name),
            nonce,
            admission: admission(&admin.enrolment(self.realm, id), &[Role::KeyAdmin]),
            epoch: Epoch { number: 1, public: Base64(epoch.public().to_bytes()), seals, previous: None },
        });
        let genesis = Signed::sign(&genesis, &self.root).expect("a genesis");
        self.founded.objects.extend(made.objects);
        self.founded.statements.push(genesis.clone());
        self.offices.push(Office { id, uscc, name, people, admin, epoch, chain: vec![genesis] });
    }

    /// The registrar's role and the directory.
    fn name_everybody(&mut self) {
        let bureau = self.office(BUREAU).clone();
        let change = Payload::Roles(RolesChange {
            header: self.root_header(&bureau),
            member: bureau.admin.sign.public().device(),
            roles: Roles::of(&[Role::KeyAdmin, Role::Registrar]),
            scopes: None,
        });
        let change = Signed::sign(&change, &self.root).expect("roles");
        self.office_mut(BUREAU).chain.push(change.clone());
        let (object, notice) = self.directory(&bureau.admin.sign, BUREAU, 1, Some(self.policy.id()), None);
        self.founded.objects.push(object);
        self.founded.statements.extend([change, notice]);
    }

    /// A directory, and the notice of it by `signer` of `office`. `ghost` is a person who works nowhere.
    pub(crate) fn directory(
        &self,
        signer: &SigningKey,
        office: &str,
        sequence: u64,
        prev: Option<StatementId>,
        ghost: Option<&str>,
    ) -> (Vec<u8>, Signed) {
        let by = self.office(office);
        let person = |office: &Office, person: &str| DirectoryPerson {
            id: person.parse().expect("a person id"),
            department: office.id,
            name: Text::lenient(person),
            post: Text::lenient("科员"),
        };
        let people = self.offices.iter().flat_map(|office| office.people.iter().map(|name| person(office, name)));
        let ghosts = ghost.into_iter().map(|name| person(&self.offices[0], name));
        let named = self.offices.iter().filter(|office| !office.people.is_empty());
        let departments = named.map(|office| DirectoryDepartment {
            id: office.id,
            uscc: office.uscc.clone(),
            name: Text::lenient(office.name),
            path: Text::lenient(office.name),
            division: Text::lenient("220000"),
        });
        let (date, people) = (now().date(), people.chain(ghosts).collect());
        let directory = Directory { date, departments: departments.collect(), people };
        let (object, list) = directory.encode();
        let header = Header {
            department: Some(by.id),
            head: Some(by.head()),
            prev,
            ..header(self.realm, signer, ScopeId::realm(&self.realm))
        };
        let notice = Payload::Directory(DirectoryNotice { header, sequence, list });
        (object, Signed::sign(&notice, signer).expect("a notice"))
    }

    pub(super) fn root_header(&self, office: &Office) -> Header {
        Header {
            department: Some(office.id),
            head: Some(self.policy.id()),
            prev: Some(office.head()),
            ..header(self.realm, &self.root, office.scope())
        }
    }

    /// The header of the next statement of an office's chain.
    pub(crate) fn chain_header(&self, office: &Office, signer: &SigningKey) -> Header {
        let head = Some(office.head());
        Header { department: Some(office.id), head, prev: head, ..header(self.realm, signer, office.scope()) }
    }
}

pub(crate) fn admission(enrolment: &Enrolment, roles: &[Role]) -> Admission {
    Admission {
        enrolment: Base64(enrolment.bytes().to_vec()),
        name: Text::lenient(enrolment.payload().person.as_str()),
        post: Text::lenient("科员"),
        roles: Roles::of(roles),
    }
}

/// A header with everything empty that may be.
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
        time: now(),
        checkpoint: String::new(),
    }
}

pub(crate) fn reference(bytes: &[u8]) -> ObjectRef {
    ObjectRef { hash: ObjectId::of(bytes), bytes: u32::try_from(bytes.len()).expect("a small object") }
}

pub(crate) fn now() -> UnixMillis {
    system_clock()()
}
