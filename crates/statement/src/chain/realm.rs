//! The realm's own scope: which root key signs, what the policy demands, which directory is the newest.

use jixiang_model::{DepartmentId, DeviceId, Home, RealmId, ScopeId, StatementId, Suite};

use super::{Chain, Standing};
use crate::payload::{DirectoryNotice, InRealm, Policy};
use crate::{Line, Placement, Refusal, Signed, VerifyingKey};

/// A root key and the place from which it signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootAt {
    key: VerifyingKey,
    /// The number of realm statements before it: 0 for the pinned root.
    from: usize,
}

/// The replay of the realm's scope, from the pinned root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Realm {
    id: RealmId,
    line: Line,
    roots: Vec<RootAt>,
    policy: Option<Policy>,
    directory: Option<DirectoryNotice>,
}

impl Realm {
    /// A realm of which nothing is known but its pinned root.
    #[must_use]
    pub fn pinned(id: RealmId, root: VerifyingKey) -> Self {
        Self { id, line: Line::default(), roots: vec![RootAt { key: root, from: 0 }], policy: None, directory: None }
    }

    /// The realm's id.
    #[must_use]
    pub const fn id(&self) -> &RealmId {
        &self.id
    }

    /// The newest statement of the realm's scope.
    #[must_use]
    pub fn head(&self) -> Option<StatementId> {
        self.line.head()
    }

    /// How many statements its scope has.
    #[must_use]
    pub fn length(&self) -> usize {
        self.line.entries().len()
    }

    /// The policy in force.
    #[must_use]
    pub const fn policy(&self) -> Option<&Policy> {
        self.policy.as_ref()
    }

    /// The newest directory notice.
    #[must_use]
    pub const fn directory(&self) -> Option<&DirectoryNotice> {
        self.directory.as_ref()
    }

    /// Takes the next statement of the realm's scope. `chain` knows the registrar's department.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not count; the realm is unchanged then.
    pub fn append<'a>(
        &mut self,
        signed: &Signed,
        chain: impl Fn(&DepartmentId) -> Option<&'a Chain>,
    ) -> Result<Placement, Refusal> {
        self.suits(signed)?;
        signed.stands_in(Home::Realm, ScopeId::realm(&self.id))?;
        match self.line.place(signed.id(), signed.header()) {
            Ok(Placement::Next) => {}
            Ok(known) => return Ok(known),
            // Two statements on one place are an event; an unsigned text beside one is not.
            Err(Refusal::Fork(other)) => {
                self.may_sign(signed, chain)?;
                return Err(Refusal::Fork(other));
            }
            Err(refusal) => return Err(refusal),
        }
        let standing = self.may_sign(signed, chain)?;
        self.take(signed, standing)?;
        self.line.push(signed.id(), signed.header());
        Ok(Placement::Next)
    }

    /// Whether the root or a registrar made the statement, at the head that it names.
    fn may_sign<'a>(
        &self,
        signed: &Signed,
        chain: impl Fn(&DepartmentId) -> Option<&'a Chain>,
    ) -> Result<Standing, Refusal> {
        if signed.kind().root_only() {
            if signed.header().head != signed.header().prev {
                return Err(Refusal::Head);
            }
            self.authorise_root(signed)?;
            return Ok(Standing::Counts);
        }
        let department = signed.header().department.as_ref().ok_or(Refusal::Member)?;
        let chain = chain(department).ok_or(Refusal::Head)?;
        Ok(chain.authorise(signed, self)?.1)
    }

    fn take(&mut self, signed: &Signed, standing: Standing) -> Result<(), Refusal> {
        match InRealm::of(signed)? {
            InRealm::RootRotate(rotate) => {
                let key = rotate.key().map_err(|_| Refusal::Names("root"))?;
                self.roots.push(RootAt { key, from: self.line.entries().len() + 1 });
                Ok(())
            }
            InRealm::Policy(policy) => {
                self.policy = Some(policy.clone());
                Ok(())
            }
            InRealm::Directory(notice) => self.take_directory(notice, signed, standing),
        }
    }

    /// The directory of a registrar who was removed since keeps its place without effect, so that whoever replays the
    /// realm later still reaches what follows it. The next registrar signs a new one.
    fn take_directory(&mut self, notice: &DirectoryNotice, signed: &Signed, standing: Standing) -> Result<(), Refusal> {
        let newest = self.directory.as_ref().map_or(0, |known| known.sequence);
        match standing {
            Standing::UpTo(_) => Ok(()),
            Standing::Counts if notice.sequence > newest => {
                self.directory = Some(notice.clone());
                Ok(())
            }
            Standing::Counts => Err(Refusal::State(signed.kind())),
        }
    }

    /// Checks a statement that the root signed about a department: by the root that was newest at the realm head that
    /// the statement names.
    ///
    /// # Errors
    ///
    /// [`Refusal::Head`] when that head is not known here, [`Refusal::Signature`].
    pub fn authorise_root(&self, signed: &Signed) -> Result<(), Refusal> {
        self.suits(signed)?;
        let seen = match signed.header().head {
            None => 0,
            Some(head) => self.line.position(&head).ok_or(Refusal::Head)? + 1,
        };
        let root = self.roots.iter().rfind(|root| root.from <= seen).ok_or(Refusal::Signature)?;
        Ok(signed.verify(&root.key)?)
    }

    /// The keys that are or were roots of this realm.
    pub fn root_keys(&self) -> impl Iterator<Item = &VerifyingKey> {
        self.roots.iter().map(|root| &root.key)
    }

    /// Whether a device id is a root of this realm, past or present.
    #[must_use]
    pub fn is_root(&self, device: &DeviceId) -> bool {
        self.roots.iter().any(|root| root.key.device() == *device)
    }

    /// The lowest suite that counts.
    #[must_use]
    pub fn minimum_suite(&self) -> Suite {
        self.policy.as_ref().map_or(Suite::One, |policy| policy.minimum_suite)
    }

    /// Holds any statement to realm and suite.
    pub(super) fn suits(&self, signed: &Signed) -> Result<(), Refusal> {
        if signed.header().realm != self.id {
            return Err(Refusal::Realm);
        }
        if signed.header().suite < self.minimum_suite() { Err(Refusal::Suite) } else { Ok(()) }
    }
}
