//! A department's chain: genesis, members, roles, epochs, and the question it answers: did this signer have the right?

use jixiang_model::{DepartmentId, DeviceId, KeyHash, PersonId, Role, Roles, ScopeId, StatementId};

use super::Realm;
use crate::payload::{Admission, Enrolment, Epoch, Genesis, ListRef, Payload, RolesChange};
use crate::{Line, Placement, Refusal, Signed, VerifyingKey};

/// A device of a department, as the chain says at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The device.
    pub device: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The person's office and post.
    pub post: String,
    /// The key that signs.
    pub key: VerifyingKey,
    /// The X-Wing public key that is sealed to.
    pub seal: Vec<u8>,
    /// The roles at each point where they changed: the place in the chain from which they hold, and the list that
    /// counts what was signed in roles lost there.
    history: Vec<(usize, Roles, Option<ListRef>)>,
}

impl Member {
    /// The roles at the end of the chain; none when the device was removed.
    #[must_use]
    pub fn roles(&self) -> Roles {
        self.history
            .last()
            .map_or(Roles::NONE, |(_, roles, _)| *roles)
    }

    /// The hash of the key that is sealed to.
    #[must_use]
    pub fn seal_hash(&self) -> KeyHash {
        KeyHash::of(&self.seal)
    }

    fn roles_at(&self, place: usize) -> Roles {
        self.history
            .iter()
            .rfind(|(from, ..)| *from <= place)
            .map_or(Roles::NONE, |(_, roles, _)| *roles)
    }
}

/// The public key of an epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochKey {
    /// Its number, from 1.
    pub number: u32,
    /// The X-Wing public key.
    pub public: Vec<u8>,
    /// The statement that started it.
    pub started: StatementId,
    /// The sealed private halves.
    pub seals: ListRef,
    /// The private half of the epoch before, sealed to this one.
    pub previous: Option<crate::payload::SealedKey>,
    from: usize,
}

/// Whether a statement by a member counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Counts,
    /// The signer was removed or lost the role later: it counts only at or before the row of its scope in this list.
    UpTo(ListRef),
}

/// The replay of one department's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    id: DepartmentId,
    name: String,
    uscc: jixiang_model::Uscc,
    line: Line,
    members: Vec<Member>,
    epochs: Vec<EpochKey>,
    fork: Option<StatementId>,
}

impl Chain {
    /// Opens a chain with its genesis.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it is no genesis of this realm by its root.
    pub fn open(signed: &Signed, realm: &Realm) -> Result<Self, Refusal> {
        let Payload::Genesis(genesis) = signed.payload() else {
            return Err(Refusal::State(signed.kind()));
        };
        realm.authorise_root(signed)?;
        let id = signed
            .header()
            .department
            .ok_or(Refusal::Names("department"))?;
        if signed.header().scope != ScopeId::department(&id) {
            return Err(Refusal::Home(signed.kind()));
        }
        let mut chain = Self::empty(id, genesis);
        chain.admit_device(&genesis.admission, signed)?;
        chain.start_epoch(&genesis.epoch, signed.id())?;
        chain.line.push(signed.id(), signed.header());
        Ok(chain)
    }

    fn empty(id: DepartmentId, genesis: &Genesis) -> Self {
        Self {
            id,
            name: genesis.name.to_string(),
            uscc: genesis.uscc.clone(),
            line: Line::default(),
            members: Vec::new(),
            epochs: Vec::new(),
            fork: None,
        }
    }

    /// The department.
    #[must_use]
    pub const fn id(&self) -> &DepartmentId {
        &self.id
    }

    /// Its full name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its code.
    #[must_use]
    pub const fn uscc(&self) -> &jixiang_model::Uscc {
        &self.uscc
    }

    /// The order of its statements.
    #[must_use]
    pub const fn line(&self) -> &Line {
        &self.line
    }

    /// The newest statement.
    ///
    /// # Panics
    ///
    /// Never: a chain begins with its genesis.
    #[must_use]
    pub fn head(&self) -> StatementId {
        self.line.head().expect("a chain begins with its genesis")
    }

    /// The devices that are members now.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members
            .iter()
            .filter(|member| member.roles() != Roles::NONE)
    }

    /// A device that is or was a member.
    #[must_use]
    pub fn member(&self, device: &DeviceId) -> Option<&Member> {
        self.members.iter().find(|member| member.device == *device)
    }

    /// The devices of a person now.
    pub fn devices_of<'a>(&'a self, person: &'a PersonId) -> impl Iterator<Item = &'a Member> {
        self.members()
            .filter(move |member| member.person == *person)
    }

    /// The devices that were members at `head`, whatever happened later.
    ///
    /// # Errors
    ///
    /// [`Refusal::Head`] when `head` is not on the chain.
    pub fn members_at(&self, head: &StatementId) -> Result<Vec<&Member>, Refusal> {
        let place = self.line.position(head).ok_or(Refusal::Head)?;
        Ok(self
            .members
            .iter()
            .filter(|member| member.roles_at(place) != Roles::NONE)
            .collect())
    }

    /// The current epoch.
    ///
    /// # Panics
    ///
    /// Never: genesis starts the first.
    #[must_use]
    pub fn epoch(&self) -> &EpochKey {
        self.epochs.last().expect("genesis starts the first epoch")
    }

    /// The epoch that was current at `head`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Head`] when `head` is not on the chain.
    pub fn epoch_at(&self, head: &StatementId) -> Result<&EpochKey, Refusal> {
        let place = self.line.position(head).ok_or(Refusal::Head)?;
        self.epochs
            .iter()
            .rfind(|epoch| epoch.from <= place)
            .ok_or(Refusal::Head)
    }

    /// All epochs, oldest first.
    #[must_use]
    pub fn epochs(&self) -> &[EpochKey] {
        &self.epochs
    }

    /// The second of two statements on one place, when the chain stands still because of it.
    #[must_use]
    pub const fn fork(&self) -> Option<StatementId> {
        self.fork
    }

    /// Takes the next statement of the chain.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not count. [`Refusal::Fork`] is an event of its own: the statement is valid where it
    /// claims to stand, so the chain is frozen from then on.
    pub fn append(&mut self, signed: &Signed, realm: &Realm) -> Result<Placement, Refusal> {
        realm.suits(signed)?;
        if signed.header().scope != ScopeId::department(&self.id)
            || signed.header().department != Some(self.id)
        {
            return Err(Refusal::Home(signed.kind()));
        }
        match self.line.place(signed.id(), signed.header()) {
            Ok(Placement::Next) => {}
            Ok(known) => return Ok(known),
            Err(Refusal::Fork(other)) => return Err(self.fork_by(signed, realm, other)),
            Err(refusal) => return Err(refusal),
        }
        if self.fork.is_some() && !matches!(signed.payload(), Payload::Recover(_)) {
            return Err(Refusal::Frozen);
        }
        self.may_change(signed, realm)?;
        self.change(signed)?;
        self.line.push(signed.id(), signed.header());
        Ok(Placement::Next)
    }

    /// A statement beside another one: it freezes the chain only when its signature shows that a member or the root
    /// really made it.
    fn fork_by(&mut self, signed: &Signed, realm: &Realm, other: StatementId) -> Refusal {
        match self.may_change(signed, realm) {
            Ok(()) => {
                self.fork = Some(signed.id());
                Refusal::Fork(other)
            }
            Err(refusal) => refusal,
        }
    }

    fn may_change(&self, signed: &Signed, realm: &Realm) -> Result<(), Refusal> {
        let by_root = realm.is_root(&signed.header().device);
        if by_root && signed.kind().rule().signers.contains(&Role::Root) {
            return realm.authorise_root(signed);
        }
        if signed.header().head != signed.header().prev {
            return Err(Refusal::Head);
        }
        match self.check_signer(signed)?.1 {
            Standing::Counts => Ok(()),
            Standing::UpTo(_) => Err(Refusal::Removed),
        }
    }

    fn change(&mut self, signed: &Signed) -> Result<(), Refusal> {
        let id = signed.id();
        match signed.payload() {
            Payload::Add(add) => {
                let epoch = self.epoch();
                if add.epoch != epoch.number {
                    return Err(Refusal::Names("epoch"));
                }
                self.admit_device(&add.admission, signed)
            }
            Payload::Remove(remove) => {
                self.next_epoch(&remove.epoch)?;
                self.drop_device(&remove.removed, remove.scopes)?;
                self.start_epoch(&remove.epoch, id)
            }
            Payload::Roles(change) => self.change_roles(change, signed),
            Payload::Recover(recover) => {
                self.next_epoch(&recover.epoch)?;
                if let Some(fork) = self.fork
                    && !signed.header().overrides.contains(&fork)
                {
                    return Err(Refusal::Names("overrides"));
                }
                for device in &recover.removed {
                    self.drop_device(device, recover.scopes)?;
                }
                self.fork = None;
                self.start_epoch(&recover.epoch, id)
            }
            other => Err(Refusal::Home(other.kind())),
        }
    }

    fn admit_device(&mut self, admission: &Admission, signed: &Signed) -> Result<(), Refusal> {
        let enrolment = Enrolment::parse(&admission.enrolment.0).map_err(|_| Refusal::Enrolment)?;
        let payload = enrolment.payload();
        let device = enrolment.key().device();
        let fits = payload.realm == signed.header().realm
            && payload.suite == signed.header().suite
            && payload.department == self.id
            && self.member(&device).is_none();
        if !fits {
            return Err(Refusal::Enrolment);
        }
        self.members.push(Member {
            device,
            person: payload.person.clone(),
            name: admission.name.to_string(),
            post: admission.post.to_string(),
            key: *enrolment.key(),
            seal: payload.seal.0.clone(),
            history: vec![(self.line.entries().len(), admission.roles, None)],
        });
        Ok(())
    }

    fn drop_device(&mut self, device: &DeviceId, scopes: ListRef) -> Result<(), Refusal> {
        let place = self.line.entries().len();
        let member = self
            .members
            .iter_mut()
            .find(|m| m.device == *device && m.roles() != Roles::NONE);
        member
            .ok_or(Refusal::Names("device"))?
            .history
            .push((place, Roles::NONE, Some(scopes)));
        Ok(())
    }

    fn change_roles(&mut self, change: &RolesChange, signed: &Signed) -> Result<(), Refusal> {
        let place = self.line.entries().len();
        let by_head = self.member(&signed.header().device).is_some();
        let member = self
            .members
            .iter_mut()
            .find(|m| m.device == change.member && m.roles() != Roles::NONE);
        let member = member.ok_or(Refusal::Names("member"))?;
        let registrar = |roles: Roles| roles.has(Role::Registrar);
        if by_head && registrar(member.roles()) != registrar(change.roles) {
            return Err(Refusal::Role(signed.kind()));
        }
        if change.roles == Roles::NONE {
            return Err(Refusal::Names("roles"));
        }
        if member.roles().within(change.roles) == change.scopes.is_some() {
            return Err(Refusal::Names("scopes"));
        }
        member.history.push((place, change.roles, change.scopes));
        Ok(())
    }

    fn next_epoch(&self, epoch: &Epoch) -> Result<(), Refusal> {
        let current = self.epoch();
        let seals_it = epoch
            .previous
            .as_ref()
            .is_some_and(|seal| seal.key == KeyHash::of(&epoch.public.0));
        if epoch.number == current.number + 1 && seals_it {
            Ok(())
        } else {
            Err(Refusal::Names("epoch"))
        }
    }

    fn start_epoch(&mut self, epoch: &Epoch, started: StatementId) -> Result<(), Refusal> {
        if self
            .epochs
            .iter()
            .any(|known| known.public == epoch.public.0)
        {
            return Err(Refusal::Names("epoch"));
        }
        self.epochs.push(EpochKey {
            number: epoch.number,
            public: epoch.public.0.clone(),
            started,
            seals: epoch.seals,
            previous: epoch.previous,
            from: self.line.entries().len(),
        });
        Ok(())
    }

    /// Answers whether the signer of a statement anywhere outside the chain had the right to sign it: a member of this
    /// department, in a role that allows the kind, at the head that the statement names.
    ///
    /// # Errors
    ///
    /// [`Refusal`] with the reason. [`Refusal::Head`] may mean that this chain has to be read again.
    pub fn authorise(
        &self,
        signed: &Signed,
        realm: &Realm,
    ) -> Result<(&Member, Standing), Refusal> {
        realm.suits(signed)?;
        if signed.header().department != Some(self.id) {
            return Err(Refusal::Names("department"));
        }
        if self.fork.is_some() {
            return Err(Refusal::Frozen);
        }
        self.check_signer(signed)
    }

    fn check_signer(&self, signed: &Signed) -> Result<(&Member, Standing), Refusal> {
        let head = signed.header().head.ok_or(Refusal::Head)?;
        let place = self.line.position(&head).ok_or(Refusal::Head)?;
        let member = self
            .member(&signed.header().device)
            .ok_or(Refusal::Member)?;
        let roles = member.roles_at(place);
        if roles == Roles::NONE {
            return Err(Refusal::Member);
        }
        if !signed.kind().allows(roles) {
            return Err(Refusal::Role(signed.kind()));
        }
        signed.verify(&member.key)?;
        let lost = member
            .history
            .iter()
            .find(|(from, roles, _)| *from > place && !signed.kind().allows(*roles));
        match lost {
            None => Ok((member, Standing::Counts)),
            Some((_, _, Some(list))) => Ok((member, Standing::UpTo(*list))),
            Some((_, _, None)) => Err(Refusal::Removed),
        }
    }
}
