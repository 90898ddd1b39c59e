//! A department's chain: genesis, members, roles, epochs, and the question it answers: did this signer have the right?

use jixiang_model::{DepartmentId, DeviceId, Home, Kind, PersonId, Role, Roles, ScopeId, StatementId};

use super::{EpochKey, Member, Realm, Standing};
use crate::payload::{Genesis, Payload};
use crate::{Line, Placement, Refusal, Signed};

/// The replay of one department's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    id: DepartmentId,
    name: String,
    uscc: jixiang_model::Uscc,
    pub(super) line: Line,
    pub(super) members: Vec<Member>,
    pub(super) epochs: Vec<EpochKey>,
    pub(super) fork: Option<StatementId>,
    /// The place of the newest `recover`: it settled every fork up to there.
    pub(super) settled: Option<usize>,
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
        let id = signed.header().department.ok_or(Refusal::Names("department"))?;
        if signed.header().scope != ScopeId::department(&id) {
            return Err(Refusal::Home(signed.kind()));
        }
        let mut chain = Self::empty(id, genesis);
        chain.admit_device(&genesis.admission, signed, None)?;
        chain.start_epoch(&genesis.epoch, signed);
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
            settled: None,
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
        self.members.iter().filter(|member| member.roles() != Roles::NONE)
    }

    /// A device that is or was a member.
    #[must_use]
    pub fn member(&self, device: &DeviceId) -> Option<&Member> {
        self.members.iter().find(|member| member.device == *device)
    }

    /// The devices of a person now.
    pub fn devices_of<'a>(&'a self, person: &'a PersonId) -> impl Iterator<Item = &'a Member> {
        self.members().filter(move |member| member.person == *person)
    }

    /// The devices that were members at `head`, whatever happened later.
    ///
    /// # Errors
    ///
    /// [`Refusal::Head`] when `head` is not on the chain.
    pub fn members_at(&self, head: &StatementId) -> Result<Vec<&Member>, Refusal> {
        let place = self.line.position(head).ok_or(Refusal::Head)?;
        Ok(self.members.iter().filter(|member| member.roles_at(place) != Roles::NONE).collect())
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
        self.epochs.iter().rfind(|epoch| epoch.from <= place).ok_or(Refusal::Head)
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
    /// [`Refusal`] when it does not count; the chain is unchanged then. [`Refusal::Fork`] is an event of its own: somebody
    /// who may change the chain signed two statements for one place, so the chain is frozen from then on.
    pub fn append(&mut self, signed: &Signed, realm: &Realm) -> Result<Placement, Refusal> {
        realm.suits(signed)?;
        signed.stands_in(Home::Department, ScopeId::department(&self.id))?;
        match self.line.place(signed.id(), signed.header()) {
            Ok(Placement::Next) => {}
            Ok(known) => return Ok(known),
            Err(Refusal::Fork(other)) if self.is_settled(&other, signed.kind()) => {
                return Ok(Placement::Overridden);
            }
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

    /// Whether a `recover` has already chosen the statement `other` over any that is shown for the same place.
    fn is_settled(&self, other: &StatementId, shown: Kind) -> bool {
        let place = self.line.position(other);
        let before = |settled| place < Some(settled) || (place == Some(settled) && shown != Kind::Recover);
        self.settled.is_some_and(before)
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

    /// Answers whether the signer of a statement anywhere outside the chain had the right to sign it: a member of this
    /// department, in a role that allows the kind, at the head that the statement names.
    ///
    /// # Errors
    ///
    /// [`Refusal`] with the reason. [`Refusal::Head`] may mean that this chain has to be read again.
    pub fn authorise(&self, signed: &Signed, realm: &Realm) -> Result<(&Member, Standing), Refusal> {
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
        let member = self.member(&signed.header().device).ok_or(Refusal::Member)?;
        let roles = member.roles_at(place);
        if roles == Roles::NONE {
            return Err(Refusal::Member);
        }
        if !signed.kind().allows(roles) {
            return Err(Refusal::Role(signed.kind()));
        }
        signed.verify(&member.key)?;
        let lost = member.history.iter().find(|(from, roles, _)| *from > place && !signed.kind().allows(*roles));
        match lost {
            None => Ok((member, Standing::Counts)),
            Some((_, _, Some(list))) => Ok((member, Standing::UpTo(*list))),
            Some((_, _, None)) => Err(Refusal::Removed),
        }
    }
}
