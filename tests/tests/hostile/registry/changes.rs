//! What changes a department: admissions, removals, recoveries, and the seals of its epochs; also as somebody would make
//! them who has no right to.

use jixiang_model::{DepartmentId, DeviceId, Role, Roles, ScopeId, StatementId, Suite};
use jixiang_seal::context::SealFor;
use jixiang_seal::to_key::{self, Opens as _, SealPublicKey};
use jixiang_seal::{EpochPrivateKey, Extent, Place, Purpose};
use jixiang_statement::list::{self, ScopeRow, SealPurpose, SealRow};
use jixiang_statement::payload::{
    Add, Enrolment, Epoch, Genesis, ListRef, ObjectRef, Recover, Remove, RolesChange, SealedKey,
};
use jixiang_statement::{Base64, Header, Payload, Signed, SigningKey};

use super::{Made, Office, Pc, Registry, admission, reference};
use crate::dice::{Dice, by_hand};

impl Registry {
    /// The private half of an epoch, sealed to keys in the name of `by`; answers the list of the seals.
    pub(super) fn seal_epoch(
        &self,
        department: DepartmentId,
        by: &SigningKey,
        epoch: &EpochPrivateKey,
        to: &[SealPublicKey],
        made: &mut Made,
    ) -> ListRef {
        let purpose = SealPurpose::Epoch;
        let rows = to.iter().map(|key| SealRow {
            recipient: 0,
            purpose,
            key: key.hash(),
            object: self.seal_epoch_to(department, by, epoch, epoch, key, made),
        });
        let rows: Vec<SealRow> = rows.collect();
        let (list, named) = list::encode(&rows);
        made.objects.push(list);
        named
    }

    /// Seals `secret` as if it were the private half of `epoch`: by hand where it is not, because the program's own
    /// function refuses to.
    pub(crate) fn seal_epoch_to(
        &self,
        department: DepartmentId,
        by: &SigningKey,
        epoch: &EpochPrivateKey,
        secret: &EpochPrivateKey,
        to: &SealPublicKey,
        made: &mut Made,
    ) -> ObjectRef {
        let what = SealFor {
            purpose: Purpose::EpochToDevice,
            place: Place { realm: self.realm, suite: Suite::One, scope: ScopeId::department(&department) },
            department,
            device: by.public().device(),
            extent: Extent::Epoch(epoch.public().hash()),
            answers: None,
        };
        let sealed = by_hand(secret, &what, to);
        let object = reference(&sealed);
        made.objects.push(sealed);
        object
    }

    /// What admits a PC, as `signer` would make it on the head of the office's chain.
    pub(crate) fn admission_by(&self, signer: &SigningKey, office: &str, enrolment: &Enrolment) -> Made {
        self.admission_with(signer, office, enrolment, &[Role::Staff], &self.office(office).epoch)
    }

    /// The same with other roles than staff, or another secret than the private half of the office's epoch.
    pub(crate) fn admission_with(
        &self,
        signer: &SigningKey,
        office: &str,
        enrolment: &Enrolment,
        roles: &[Role],
        secret: &EpochPrivateKey,
    ) -> Made {
        let office = self.office(office);
        let mut made = Made::default();
        let key = SealPublicKey::from_bytes(&enrolment.payload().seal.0).expect("a key");
        let object = self.seal_epoch_to(office.id, signer, &office.epoch, secret, &key, &mut made);
        let number = self.epoch_number(office);
        let seal = SealedKey { key: key.hash(), object };
        let header = self.chain_header(office, signer);
        let add = Add { header, admission: admission(enrolment, roles), epoch: number, seal };
        made.statements.push(Signed::sign(&Payload::Add(add), signer).expect("an add"));
        made
    }

    fn epoch_number(&self, office: &Office) -> u32 {
        let starts = |signed: &&Signed| {
            matches!(signed.payload(), Payload::Genesis(_) | Payload::Remove(_) | Payload::Recover(_))
        };
        u32::try_from(office.chain.iter().filter(starts).count()).expect("few epochs")
    }

    /// Admits a PC: what the key admin signs after comparing the code.
    pub(crate) fn admit(&mut self, office: &str, enrolment: &Enrolment) -> Made {
        let made = self.admission_by(&self.office(office).admin.sign, office, enrolment);
        self.chained(office, made)
    }

    /// What was made for the chain of an office stands there from here on.
    pub(crate) fn chained(&mut self, office: &str, made: Made) -> Made {
        self.office_mut(office).chain.extend(made.statements.iter().cloned());
        made
    }

    /// The root gives a member these roles.
    pub(crate) fn promote(&mut self, office: &str, member: DeviceId, roles: &[Role]) -> Made {
        let known = self.office(office);
        let roles = Roles::of(roles);
        let change = RolesChange { header: self.root_header(known), member, roles, scopes: None };
        let change = Signed::sign(&Payload::Roles(change), &self.root).expect("roles");
        self.chained(office, Made { objects: Vec::new(), statements: vec![change] })
    }

    /// Removes a PC. `rows` are its statements that still count.
    pub(crate) fn remove(&mut self, office: &str, pc: &Pc, rows: &[ScopeRow]) -> Made {
        let signer = &self.office(office).admin.sign;
        let made = self.removal_by(signer, office, pc, rows, &EpochPrivateKey::draw(&mut Dice));
        self.chained(office, made)
    }

    /// A removal with `epoch` as the next one, as `signer` would make it.
    pub(crate) fn removal_by(
        &self,
        signer: &SigningKey,
        office: &str,
        pc: &Pc,
        rows: &[ScopeRow],
        epoch: &EpochPrivateKey,
    ) -> Made {
        let office = self.office(office);
        let mut made = Made::default();
        let epoch = self.next_epoch(office, signer, epoch, Some(pc), &mut made);
        let (list, scopes) = list::encode(rows);
        made.objects.push(list);
        let header = self.chain_header(office, signer);
        let removed = pc.sign.public().device();
        let remove = Payload::Remove(Remove { header, removed, scopes, epoch });
        made.statements.push(Signed::sign(&remove, signer).expect("a removal"));
        made
    }

    /// The root ends a fork: the chain goes on after what this registry knows of it, `other` never counts.
    pub(crate) fn recover(&mut self, office: &str, other: StatementId) -> Made {
        let known = self.office(office).clone();
        let mut made = Made::default();
        let epoch = self.next_epoch(&known, &self.root, &EpochPrivateKey::draw(&mut Dice), None, &mut made);
        let (list, scopes) = list::encode::<ScopeRow>(&[]);
        made.objects.push(list);
        let header = Header { overrides: vec![other], ..self.root_header(&known) };
        let recover = Payload::Recover(Recover { header, removed: Vec::new(), scopes, epoch });
        made.statements.push(Signed::sign(&recover, &self.root).expect("a recovery"));
        self.chained(office, made)
    }

    fn next_epoch(
        &self,
        office: &Office,
        by: &SigningKey,
        epoch: &EpochPrivateKey,
        without: Option<&Pc>,
        made: &mut Made,
    ) -> Epoch {
        let mut stay = office.members();
        stay.retain(|(device, _)| without.is_none_or(|pc| pc.sign.public().device() != *device));
        let stay: Vec<SealPublicKey> = stay.into_iter().map(|(_, key)| key).collect();
        let seals = self.seal_epoch(office.id, by, epoch, &stay, made);
        let older = vec![7; to_key::SEALED];
        let object = reference(&older);
        made.objects.push(older);
        let public = epoch.public();
        let previous = Some(SealedKey { key: public.hash(), object });
        Epoch { number: self.epoch_number(office) + 1, public: Base64(public.to_bytes()), seals, previous }
    }
}

impl Office {
    /// The PCs that are members at the end of its chain, with what is sealed to.
    fn members(&self) -> Vec<(DeviceId, SealPublicKey)> {
        let mut members = Vec::new();
        for signed in &self.chain {
            if let Payload::Genesis(Genesis { admission, .. }) | Payload::Add(Add { admission, .. }) = signed.payload()
            {
                let enrolment = Enrolment::parse(&admission.enrolment.0).expect("an enrolment");
                let key = SealPublicKey::from_bytes(&enrolment.payload().seal.0).expect("a key");
                members.push((enrolment.key().device(), key));
            } else if let Payload::Remove(remove) = signed.payload() {
                members.retain(|(device, _)| *device != remove.removed);
            }
        }
        members
    }
}
