//! Admission of a demo device: `add` by the department's key admin and, for heads and the registrar, `roles` by root.
//!
//! In a real department a person compares the code of the enrolment first. The demo does not, which is one of the
//! reasons for which a client says DEMO on every screen.

use jixiang_model::{Role, Roles, ScopeId, UnixMillis};
use jixiang_seal::to_key::{Opens as _, SealPublicKey};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::{Add, Admission, Enrolment, RolesChange, SealedKey};
use jixiang_statement::{Base64, Payload, Signed, Text};

use crate::authority::At;
use crate::keys::DepartmentKeys;
use crate::people::Person;
use crate::{Authority, DemoError};

/// What an `add` may give; everything else comes by a `roles` statement of the root.
const BY_ADD: [Role; 2] = [Role::Staff, Role::KeyAdmin];

/// What has to be stored and appended so that a device is a member. Nothing, when it is one already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// The objects that the statements name.
    pub objects: Vec<Vec<u8>>,
    /// The statements, in the order in which they are appended to the department's chain.
    pub statements: Vec<Signed>,
}

impl Authority {
    /// Admits the device of a person of the directory. `chain` is their department's, `realm` the replayed realm, both as
    /// new as can be; `now` is the time of the statements. When only a part was appended before, the rest is made.
    ///
    /// # Errors
    ///
    /// [`DemoError`] when the person, the department or the realm is not the demo's, or the chain is out of its hands.
    pub fn admit(
        &self,
        chain: &Chain,
        realm: &Realm,
        enrolment: &Enrolment,
        now: UnixMillis,
    ) -> Result<Admitted, DemoError> {
        let (keys, person) = self.expected(chain, realm, enrolment)?;
        let device = enrolment.key().device();
        let mut admitted = Admitted { objects: Vec::new(), statements: Vec::new() };
        let mut prev = chain.head();
        let held = match chain.member(&device) {
            Some(member) if member.roles() == Roles::NONE => return Err(DemoError::Removed),
            // Whose roles somebody changed since keeps them, whatever the directory says.
            Some(member) if !member.is_as_admitted() => return Ok(admitted),
            Some(member) => member.roles(),
            None => {
                let (add, sealed) = self.add(&keys, chain, person, enrolment, now)?;
                prev = add.id();
                admitted.objects.push(sealed);
                admitted.statements.push(add);
                by_add(person)
            }
        };
        if !person.roles.within(held) {
            let at = At { department: Some(keys.id), head: realm.head(), prev: Some(prev), time: now };
            let roles = Payload::Roles(RolesChange {
                header: self.header(self.root.public().device(), ScopeId::department(&keys.id), at),
                member: device,
                roles: Roles::of(&held.iter().chain(person.roles.iter()).collect::<Vec<_>>()),
                scopes: None,
            });
            admitted.statements.push(Signed::sign(&roles, &self.root)?);
        }
        Ok(admitted)
    }

    /// Holds an enrolment to realm, department, chain and directory.
    fn expected(
        &self,
        chain: &Chain,
        realm: &Realm,
        enrolment: &Enrolment,
    ) -> Result<(DepartmentKeys, &Person), DemoError> {
        let payload = enrolment.payload();
        if payload.realm != self.realm || *realm.id() != self.realm {
            return Err(DemoError::Realm);
        }
        let department = self
            .departments
            .iter()
            .find(|department| self.id_of(department) == payload.department)
            .filter(|_| *chain.id() == payload.department)
            .ok_or(DemoError::Department)?;
        let person = department
            .people
            .iter()
            .find(|person| person.id == payload.person)
            .ok_or_else(|| DemoError::Person(payload.person.clone()))?;
        let keys = self.keys_of(department);
        let admin = chain.member(&keys.sign.public().device());
        let in_our_hands = chain.fork().is_none()
            && admin.is_some_and(|admin| admin.roles().has(Role::KeyAdmin))
            && chain.epoch().public == keys.epoch.public().to_bytes();
        if in_our_hands { Ok((keys, person)) } else { Err(DemoError::Chain) }
    }

    fn add(
        &self,
        keys: &DepartmentKeys,
        chain: &Chain,
        person: &Person,
        enrolment: &Enrolment,
        now: UnixMillis,
    ) -> Result<(Signed, Vec<u8>), DemoError> {
        let admin = keys.sign.public().device();
        let recipient = SealPublicKey::from_bytes(&enrolment.payload().seal.0)?;
        let (sealed, object) = self.seal_epoch(keys, &keys.epoch.public(), admin, &recipient)?;
        let head = Some(chain.head());
        let at = At { department: Some(keys.id), head, prev: head, time: now };
        let add = Payload::Add(Add {
            header: self.header(admin, ScopeId::department(&keys.id), at),
            admission: Admission {
                enrolment: Base64(enrolment.bytes().to_vec()),
                name: Text::lenient(&person.name),
                post: Text::lenient(&person.post),
                roles: by_add(person),
            },
            epoch: chain.epoch().number,
            seal: SealedKey { key: recipient.hash(), object },
        });
        Ok((Signed::sign(&add, &keys.sign)?, sealed))
    }
}

fn by_add(person: &Person) -> Roles {
    let roles: Vec<Role> = person.roles.iter().filter(|role| BY_ADD.contains(role)).collect();
    Roles::of(&roles)
}
