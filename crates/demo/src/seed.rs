//! The first contents of a demo: policy, a genesis for every department, the registrar's roles, the directory.

use std::num::NonZero;
use std::thread;

use jixiang_model::{PersonId, Role, Roles, ScopeId, StatementId, Suite, UnixMillis};
use jixiang_seal::to_key::{Opens as _, SealPublicKey};
use jixiang_statement::list::{self, Directory, DirectoryDepartment, DirectoryPerson, SealPurpose, SealRow};
use jixiang_statement::payload::{
    Admission, DirectoryNotice, Enrolment, EnrolmentPayload, Epoch, Genesis, Policy, RolesChange,
};
use jixiang_statement::{Base64, Payload, Signed, Text};

use crate::authority::At;
use crate::keys::DepartmentKeys;
use crate::province::{Department, Office};
use crate::{Authority, DemoError, DemoStaff};

/// The person id of the authority's own devices.
const ADMIN: &str = "demo-authority";

/// What a new demo platform begins with. The same key folder gives the same bytes every time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// The objects that the statements name.
    pub objects: Vec<Vec<u8>>,
    /// The statements, in the order in which they are appended.
    pub statements: Vec<Signed>,
    /// The people who may sign in, as [`Authority::staff`] gives them.
    pub staff: Vec<DemoStaff>,
}

/// A department that has been opened.
struct Opened {
    genesis: Signed,
    objects: Vec<Vec<u8>>,
    epoch: SealPublicKey,
}

impl Authority {
    /// Makes the seed. `now` is the time of its statements the first time; afterwards the folder's own note of it is.
    ///
    /// # Errors
    ///
    /// [`DemoError::Folder`] when the time cannot be noted; the others are faults of the data file.
    pub fn seed(&self, now: UnixMillis) -> Result<Seed, DemoError> {
        let time = self.folder.seeded_at(now)?;
        let policy = self.policy(time)?;
        let (offices, others): (Vec<_>, Vec<_>) =
            self.departments.iter().partition(|department| department.office != Office::Open);
        let mut opened = self.open_all(&offices, policy.id(), time)?;
        let epochs: Vec<SealPublicKey> = opened.iter().map(|opened| opened.epoch.clone()).collect();
        for group in others {
            opened.push(self.open_department(group, &epochs, policy.id(), time)?);
        }
        let (directory, directory_object) = self.directory(&policy, &opened, time)?;

        let mut seed = Seed { objects: Vec::new(), statements: vec![policy], staff: self.staff() };
        for opened in opened {
            seed.objects.extend(opened.objects);
            seed.statements.push(opened.genesis);
        }
        seed.objects.push(directory_object);
        seed.statements.extend(directory);
        Ok(seed)
    }

    fn policy(&self, time: UnixMillis) -> Result<Signed, DemoError> {
        let at = At { department: None, head: None, prev: None, time };
        let group = self.departments.iter().find(|department| department.office == Office::Open);
        let policy = Payload::Policy(Policy {
            header: self.header(self.root.public().device(), ScopeId::realm(&self.realm), at),
            minimum_suite: Suite::One,
            province_open: group.map(|group| self.id_of(group)),
        });
        Ok(Signed::sign(&policy, &self.root)?)
    }

    /// Opens the departments in order, on every core: each needs two key pairs, a seal and two signatures.
    fn open_all(
        &self,
        departments: &[&Department],
        policy: StatementId,
        time: UnixMillis,
    ) -> Result<Vec<Opened>, DemoError> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let share = departments.len().div_ceil(cores).max(1);
        let open = |share: &[&Department]| -> Result<Vec<Opened>, DemoError> {
            share.iter().map(|department| self.open_department(department, &[], policy, time)).collect()
        };
        thread::scope(|scope| {
            let running: Vec<_> = departments.chunks(share).map(|share| scope.spawn(move || open(share))).collect();
            let mut opened = Vec::with_capacity(departments.len());
            for share in running {
                opened.extend(share.join().expect("opening a department does not panic")?);
            }
            Ok(opened)
        })
    }

    /// Genesis of one department. Its epoch is sealed to its first device and, for a group, to `members`.
    fn open_department(
        &self,
        department: &Department,
        members: &[SealPublicKey],
        policy: StatementId,
        time: UnixMillis,
    ) -> Result<Opened, DemoError> {
        let keys = self.keys_of(department);
        let (root, epoch) = (self.root.public().device(), keys.epoch.public());
        let device = keys.open.public();
        let mut objects = Vec::with_capacity(members.len() + 2);
        let mut rows = Vec::with_capacity(members.len() + 1);
        for recipient in std::iter::once(&device).chain(members) {
            let (sealed, object) = self.seal_epoch(&keys, &epoch, root, recipient)?;
            rows.push(SealRow { recipient: 0, purpose: SealPurpose::Epoch, key: recipient.hash(), object });
            objects.push(sealed);
        }
        let (list, seals) = list::encode(&rows);
        objects.push(list);
        let at = At { department: Some(keys.id), head: Some(policy), prev: None, time };
        let genesis = Payload::Genesis(Genesis {
            header: self.header(root, ScopeId::department(&keys.id), at),
            uscc: department.uscc.clone(),
            name: Text::lenient(&department.name),
            nonce: self.master.nonce(&department.uscc),
            admission: self.own_admission(&keys, &device),
            epoch: Epoch { number: 1, public: Base64(epoch.to_bytes()), seals, previous: None },
        });
        Ok(Opened { genesis: Signed::sign(&genesis, &self.root)?, objects, epoch })
    }

    /// The admission of the authority's own device in a department.
    fn own_admission(&self, keys: &DepartmentKeys, device: &SealPublicKey) -> Admission {
        let person: PersonId = ADMIN.parse().expect("a constant of the right form");
        let enrolment = EnrolmentPayload {
            realm: self.realm,
            suite: Suite::One,
            department: keys.id,
            person,
            sign: Base64(keys.sign.public().to_bytes().to_vec()),
            seal: Base64(device.to_bytes()),
        };
        Admission {
            enrolment: Base64(Enrolment::sign(&enrolment, &keys.sign).bytes().to_vec()),
            name: Text::lenient("演示授权机构"),
            post: Text::lenient("密钥管理员"),
            roles: Roles::of(&[Role::KeyAdmin]),
        }
    }

    /// The registrar's roles and the directory that it signs.
    fn directory(
        &self,
        policy: &Signed,
        opened: &[Opened],
        time: UnixMillis,
    ) -> Result<([Signed; 2], Vec<u8>), DemoError> {
        let bureau = self.departments.iter().zip(opened).find(|(d, _)| d.office == Office::DataBureau);
        let (bureau, opened) = bureau.ok_or_else(|| DemoError::Data("there is no data bureau".to_owned()))?;
        let keys = self.keys_of(bureau);
        let registrar = keys.sign.public().device();
        let genesis = Some(opened.genesis.id());
        let at = At { department: Some(keys.id), head: Some(policy.id()), prev: genesis, time };
        let roles = Payload::Roles(RolesChange {
            header: self.header(self.root.public().device(), ScopeId::department(&keys.id), at),
            member: registrar,
            roles: Roles::of(&[Role::KeyAdmin, Role::Registrar]),
            scopes: None,
        });
        let roles = Signed::sign(&roles, &self.root)?;
        let (object, list) = self.directory_list(time).encode();
        let at = At { head: Some(roles.id()), prev: Some(policy.id()), ..at };
        let notice = Payload::Directory(DirectoryNotice {
            header: self.header(registrar, ScopeId::realm(&self.realm), at),
            sequence: 1,
            list,
        });
        Ok(([roles, Signed::sign(&notice, &keys.sign)?], object))
    }

    fn directory_list(&self, time: UnixMillis) -> Directory {
        let mut directory = Directory { date: time.date(), departments: Vec::new(), people: Vec::new() };
        for department in &self.departments {
            let id = self.id_of(department);
            directory.departments.push(DirectoryDepartment {
                id,
                uscc: department.uscc.clone(),
                name: Text::lenient(&department.name),
                path: Text::lenient(&department.path),
                division: Text::lenient(&department.division),
            });
            directory.people.extend(department.people.iter().map(|person| DirectoryPerson {
                id: person.id.clone(),
                department: id,
                name: Text::lenient(&person.name),
                post: Text::lenient(&person.post),
            }));
        }
        directory
    }
}
