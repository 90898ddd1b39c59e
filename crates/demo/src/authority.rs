//! The authority of the demo: root, key admin of every demo department and registrar in one, from one key folder.

use std::path::Path;

use jixiang_model::{DepartmentId, DeviceId, PersonId, RealmId, Roles, ScopeId, StatementId, Suite, UnixMillis, Uscc};
use jixiang_seal::to_key::{self, SealPublicKey};
use jixiang_seal::{Extent, Place, Purpose, context::SealFor};
use jixiang_statement::payload::ObjectRef;
use jixiang_statement::{Header, SigningKey, VerifyingKey};

use crate::DemoError;
use crate::folder::Folder;
use crate::keys::{DepartmentKeys, Master};
use crate::province::{self, Department};

/// The instance id of every demo. Two demos differ in their root, and so in their realm.
pub(crate) const INSTANCE: &str = "demo";

/// A person of the demo: the table that a demo sign-in knows people by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoStaff {
    /// The staff id, unique in the demo: `cz-li`.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their office within the department and their post.
    pub post: String,
    /// Their department.
    pub department: DepartmentId,
    /// Its credit code.
    pub uscc: Uscc,
    /// Its full name.
    pub department_name: String,
    /// The roles that their devices are admitted with.
    pub roles: Roles,
}

/// The demo authority.
pub struct Authority {
    pub(crate) folder: Folder,
    pub(crate) master: Master,
    pub(crate) root: SigningKey,
    pub(crate) realm: RealmId,
    pub(crate) departments: Vec<Department>,
}

impl Authority {
    /// Opens the key folder, creating it on first use with access for its owner alone.
    ///
    /// # Errors
    ///
    /// [`DemoError`] when the folder cannot be used, was tampered with or is open to others.
    pub fn open(key_folder: &Path) -> Result<Self, DemoError> {
        let folder = Folder::open(key_folder)?;
        let master = folder.master()?;
        let root = master.root();
        let realm = RealmId::derive(&root.public().to_bytes(), INSTANCE);
        let departments = province::departments()?;
        Ok(Self { folder, master, root, realm, departments })
    }

    /// The public key of the root, which clients of the demo pin at their first sign-in.
    #[must_use]
    pub fn realm_root(&self) -> VerifyingKey {
        self.root.public()
    }

    /// The realm of this demo.
    #[must_use]
    pub const fn realm(&self) -> RealmId {
        self.realm
    }

    /// The instance id of the demo, from which together with the root the realm follows.
    #[must_use]
    pub const fn instance(&self) -> &'static str {
        INSTANCE
    }

    /// Everybody in the demo's directory: first the people whom the data file names, such as `cz-li`, then all others.
    #[must_use]
    pub fn staff(&self) -> Vec<DemoStaff> {
        let everybody = self.departments.iter().flat_map(|department| {
            let id = self.id_of(department);
            department.people.iter().map(move |person| (department, id, person))
        });
        let mut everybody: Vec<_> = everybody.collect();
        everybody.sort_by_key(|(.., person)| person.origin);
        let staff = everybody.into_iter().map(|(department, id, person)| DemoStaff {
            id: person.id.clone(),
            name: person.name.clone(),
            post: person.post.clone(),
            department: id,
            uscc: department.uscc.clone(),
            department_name: department.name.clone(),
            roles: person.roles,
        });
        staff.collect()
    }

    pub(crate) fn id_of(&self, department: &Department) -> DepartmentId {
        DepartmentId::derive(&self.realm, &department.uscc, &self.master.nonce(&department.uscc))
    }

    pub(crate) fn keys_of(&self, department: &Department) -> DepartmentKeys {
        self.master.department(&self.realm, &department.uscc)
    }

    /// The header of a statement by `device` in `scope`.
    pub(crate) fn header(&self, device: DeviceId, scope: ScopeId, at: At) -> Header {
        Header {
            realm: self.realm,
            suite: Suite::One,
            device,
            department: at.department,
            head: at.head,
            scope,
            prev: at.prev,
            overrides: Vec::new(),
            time: at.time,
            checkpoint: String::new(),
        }
    }

    /// Seals a department's epoch to a key of a member, in the name of `device`.
    pub(crate) fn seal_epoch(
        &self,
        keys: &DepartmentKeys,
        epoch: &SealPublicKey,
        device: DeviceId,
        recipient: &SealPublicKey,
    ) -> Result<(Vec<u8>, ObjectRef), DemoError> {
        let seal = SealFor {
            purpose: Purpose::EpochToDevice,
            place: Place { realm: self.realm, suite: Suite::One, scope: ScopeId::department(&keys.id) },
            department: keys.id,
            device,
            extent: Extent::Epoch(epoch.hash()),
            answers: None,
        };
        let mut random = self.master.seal_stream(&keys.id, &device, &recipient.hash());
        let sealed = to_key::seal(&keys.epoch, &seal, recipient, &mut random)?;
        let reference = object(&sealed);
        Ok((sealed, reference))
    }
}

/// Where and when a statement is made.
#[derive(Clone, Copy)]
pub(crate) struct At {
    pub(crate) department: Option<DepartmentId>,
    pub(crate) head: Option<StatementId>,
    pub(crate) prev: Option<StatementId>,
    pub(crate) time: UnixMillis,
}

/// The reference of an object.
pub(crate) fn object(bytes: &[u8]) -> ObjectRef {
    ObjectRef {
        hash: jixiang_model::ObjectId::of(bytes),
        bytes: u32::try_from(bytes.len()).expect("the demo's objects are far below 8 MiB"),
    }
}
