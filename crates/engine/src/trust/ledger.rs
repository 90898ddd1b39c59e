//! The verified ledger: statements go in as bytes in any order, and count or do not count.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jixiang_model::{DepartmentId, Home, ObjectId, ScopeId, StatementId, UnixMillis};
use jixiang_statement::chain::{Chain, Realm, Standing};
use jixiang_statement::list::{self, Directory, DirectoryDepartment, Row as _, ScopeRow};
use jixiang_statement::payload::ListRef;
use jixiang_statement::thread::{DeliveryThread, Signer};
use jixiang_statement::{EnvelopeError, Placement, Refusal, Signed};

/// A delivery with the statements of its thread, in order.
#[derive(Debug, Clone)]
pub(crate) struct Thread {
    /// The replay.
    pub(crate) delivery: DeliveryThread,
    /// The statements, with the time at which the platform took each.
    pub(crate) statements: Vec<(Signed, UnixMillis)>,
}

/// What became of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Intake {
    /// It counts and was new: it is to be written down at this place of its scope.
    Counts {
        /// Its scope.
        scope: ScopeId,
        /// Its place there.
        place: usize,
        /// The statement.
        id: StatementId,
        /// The bytes that were signed.
        bytes: Arc<[u8]>,
        /// When the platform took it.
        at: UnixMillis,
    },
    /// It never counts. Kept on record.
    Refused {
        /// Its scope, when it could be read.
        scope: Option<ScopeId>,
        /// Its id, when it could be read.
        statement: Option<StatementId>,
        /// Why.
        why: String,
    },
}

/// What has to be fetched before waiting statements can be judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wants {
    /// Departments whose chains have to be read, or read again.
    pub(crate) departments: BTreeSet<DepartmentId>,
    /// Lists of what still counts after a removal.
    pub(crate) lists: BTreeMap<ObjectId, u32>,
}

impl Wants {
    pub(crate) fn is_empty(&self) -> bool {
        self.departments.is_empty() && self.lists.is_empty()
    }
}

enum Verdict {
    Next { place: usize },
    Known,
    Wait,
    Refuse(Refusal),
}

/// All that was verified, and what waits for more.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    realm: Realm,
    chains: HashMap<DepartmentId, Chain>,
    threads: BTreeMap<ScopeId, Thread>,
    lists: HashMap<ObjectId, Vec<ScopeRow>>,
    directory: Option<Directory>,
    listed: HashMap<DepartmentId, usize>,
    waiting: Vec<(Signed, UnixMillis)>,
    wants: Wants,
    /// Scopes with a statement of a kind that this program does not know.
    stopped: BTreeSet<ScopeId>,
}

impl Ledger {
    /// A ledger of which nothing is known but the pinned root.
    pub(crate) fn new(realm: Realm) -> Self {
        Self {
            realm,
            chains: HashMap::new(),
            threads: BTreeMap::new(),
            lists: HashMap::new(),
            directory: None,
            listed: HashMap::new(),
            waiting: Vec::new(),
            wants: Wants::default(),
            stopped: BTreeSet::new(),
        }
    }

    pub(crate) fn chain(&self, department: &DepartmentId) -> Option<&Chain> {
        self.chains.get(department)
    }

    pub(crate) fn thread(&self, delivery: &ScopeId) -> Option<&Thread> {
        self.threads.get(delivery)
    }

    pub(crate) fn threads(&self) -> impl Iterator<Item = &Thread> {
        self.threads.values()
    }

    pub(crate) const fn directory(&self) -> Option<&Directory> {
        self.directory.as_ref()
    }

    /// A department's row of the directory.
    pub(crate) fn listed(&self, department: &DepartmentId) -> Option<&DirectoryDepartment> {
        self.directory
            .as_ref()?
            .departments
            .get(*self.listed.get(department)?)
    }

    pub(crate) const fn wants(&self) -> &Wants {
        &self.wants
    }

    pub(crate) fn is_stopped(&self, scope: &ScopeId) -> bool {
        self.stopped.contains(scope)
    }

    /// The directory list that the newest notice names and that is not here yet.
    pub(crate) fn wanted_directory(&self) -> Option<ListRef> {
        let notice = self.realm.directory()?;
        self.directory.is_none().then_some(notice.list)
    }

    /// Takes the directory list; it must be the one that the registrar signed.
    pub(crate) fn take_directory(&mut self, bytes: &[u8]) -> Result<(), list::ListError> {
        let notice = self.realm.directory().ok_or(list::ListError::Other)?;
        let directory = Directory::decode(bytes, &notice.list)?;
        self.listed = directory
            .departments
            .iter()
            .enumerate()
            .map(|(at, row)| (row.id, at))
            .collect();
        self.directory = Some(directory);
        Ok(())
    }

    /// Takes a list that was verified and stored before. It is named by its hash, so its bytes are enough.
    pub(crate) fn remember_list(&mut self, bytes: &[u8]) {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let rows = bytes.len().saturating_sub(ScopeRow::LABEL.len()) / ScopeRow::LENGTH;
        let count = u32::try_from(rows).unwrap_or(u32::MAX);
        let named = ListRef {
            hash: ObjectId::of(bytes),
            count,
            bytes: length,
        };
        if let Ok(rows) = list::decode::<ScopeRow>(bytes, &named) {
            self.lists.insert(named.hash, rows);
        }
    }

    /// Takes statements in any order and says what became of each that could be judged; the rest waits.
    pub(crate) fn take(
        &mut self,
        incoming: impl IntoIterator<Item = (Vec<u8>, UnixMillis)>,
    ) -> Vec<Intake> {
        let mut judged = Vec::new();
        for (bytes, at) in incoming {
            match Signed::parse(&bytes) {
                Ok(signed) => self.waiting.push((signed, at)),
                Err(error) => judged.push(self.misread(&error)),
            }
        }
        self.judge_waiting(&mut judged);
        judged
    }

    fn misread(&mut self, error: &EnvelopeError) -> Intake {
        let (scope, statement) = match error {
            EnvelopeError::UnknownKind(unknown) => {
                self.stopped.extend(unknown.scope);
                (unknown.scope, Some(unknown.id))
            }
            EnvelopeError::Long
            | EnvelopeError::Json(_)
            | EnvelopeError::Form
            | EnvelopeError::Rule(_)
            | EnvelopeError::KeyId => (None, None),
        };
        Intake::Refused {
            scope,
            statement,
            why: error.to_string(),
        }
    }

    /// Judges what waits, again and again while something becomes known.
    fn judge_waiting(&mut self, judged: &mut Vec<Intake>) {
        loop {
            self.wants = Wants::default();
            let before = self.waiting.len();
            for (signed, at) in std::mem::take(&mut self.waiting) {
                match self.judge(&signed, at) {
                    Verdict::Next { place } => judged.push(Intake::Counts {
                        scope: signed.header().scope,
                        place,
                        id: signed.id(),
                        bytes: signed.bytes().clone(),
                        at,
                    }),
                    Verdict::Known => {}
                    Verdict::Wait => self.waiting.push((signed, at)),
                    Verdict::Refuse(refusal) => judged.push(Intake::Refused {
                        scope: Some(signed.header().scope),
                        statement: Some(signed.id()),
                        why: refusal.to_string(),
                    }),
                }
            }
            if self.waiting.len() == before || self.waiting.is_empty() {
                return;
            }
        }
    }

    /// Gives up on what still waits after everything that it wanted was fetched.
    pub(crate) fn refuse_waiting(&mut self) -> Vec<Intake> {
        self.wants = Wants::default();
        let refuse = |(signed, _): (Signed, UnixMillis)| Intake::Refused {
            scope: Some(signed.header().scope),
            statement: Some(signed.id()),
            why: "what it names is not to be had".to_owned(),
        };
        std::mem::take(&mut self.waiting)
            .into_iter()
            .map(refuse)
            .collect()
    }

    fn judge(&mut self, signed: &Signed, at: UnixMillis) -> Verdict {
        let scope = signed.header().scope;
        if self.stopped.contains(&scope) {
            return Verdict::Wait;
        }
        let homes = signed.kind().rule().homes;
        if homes == [Home::Realm] {
            return self.judge_realm(signed);
        }
        if homes == [Home::Department] {
            return self.judge_department(signed);
        }
        if homes.contains(&Home::Delivery) {
            return self.judge_delivery(signed, at);
        }
        Verdict::Refuse(Refusal::Home(signed.kind()))
    }

    fn judge_realm(&mut self, signed: &Signed) -> Verdict {
        let chains = &self.chains;
        match self
            .realm
            .append(signed, |department| chains.get(department))
        {
            Ok(Placement::Next) => {
                if signed.kind() == jixiang_model::Kind::Directory {
                    self.directory = None;
                }
                Verdict::Next {
                    place: self.realm.length() - 1,
                }
            }
            Ok(Placement::Known | Placement::Overridden) => Verdict::Known,
            Err(refusal) => self.wait_or_refuse(refusal, signed.header().department),
        }
    }

    fn judge_department(&mut self, signed: &Signed) -> Verdict {
        let Some(department) = signed.header().department else {
            return Verdict::Refuse(Refusal::Names("department"));
        };
        let Some(chain) = self.chains.get_mut(&department) else {
            return match Chain::open(signed, &self.realm) {
                Ok(chain) => {
                    self.chains.insert(department, chain);
                    Verdict::Next { place: 0 }
                }
                Err(Refusal::State(_) | Refusal::Head) => Verdict::Wait,
                Err(refusal) => Verdict::Refuse(refusal),
            };
        };
        match chain.append(signed, &self.realm) {
            Ok(Placement::Next) => Verdict::Next {
                place: chain.line().entries().len() - 1,
            },
            Ok(Placement::Known | Placement::Overridden) => Verdict::Known,
            Err(Refusal::State(jixiang_model::Kind::Genesis) | Refusal::Prev | Refusal::Head) => {
                Verdict::Wait
            }
            Err(refusal) => Verdict::Refuse(refusal),
        }
    }

    fn judge_delivery(&mut self, signed: &Signed, at: UnixMillis) -> Verdict {
        let scope = signed.header().scope;
        let signer = match self.signer(signed) {
            Ok(Some(signer)) => signer,
            Ok(None) => return Verdict::Wait,
            Err(Refusal::Removed) => return self.pass_over(signed, at),
            Err(refusal) => return Verdict::Refuse(refusal),
        };
        let Some(thread) = self.threads.get_mut(&scope) else {
            return match DeliveryThread::open(signed, signer) {
                Ok(delivery) => {
                    self.threads.insert(
                        scope,
                        Thread {
                            delivery,
                            statements: vec![(signed.clone(), at)],
                        },
                    );
                    Verdict::Next { place: 0 }
                }
                Err(Refusal::State(_)) => Verdict::Wait,
                Err(refusal) => Verdict::Refuse(refusal),
            };
        };
        if signed.id() == thread.delivery.opening() {
            return Verdict::Known;
        }
        match thread.delivery.append(signed, signer) {
            Ok(Placement::Next) => {
                thread.statements.push((signed.clone(), at));
                Verdict::Next {
                    place: thread.statements.len() - 1,
                }
            }
            Ok(Placement::Known | Placement::Overridden) => Verdict::Known,
            Err(Refusal::Prev) => Verdict::Wait,
            Err(refusal) => Verdict::Refuse(refusal),
        }
    }

    /// Keeps the place of a statement that does not count, so that what follows it can be judged.
    fn pass_over(&mut self, signed: &Signed, at: UnixMillis) -> Verdict {
        let Some(thread) = self.threads.get_mut(&signed.header().scope) else {
            return Verdict::Refuse(Refusal::Removed);
        };
        match thread.delivery.pass_over(signed) {
            Ok(Placement::Next) => {
                thread.statements.push((signed.clone(), at));
                Verdict::Next {
                    place: thread.statements.len() - 1,
                }
            }
            Ok(Placement::Known | Placement::Overridden) => Verdict::Known,
            Err(Refusal::Prev) => Verdict::Wait,
            Err(refusal) => Verdict::Refuse(refusal),
        }
    }

    /// Establishes the signer by the department's chain. `None` when the chain, or a list, has to be fetched first.
    fn signer(&mut self, signed: &Signed) -> Result<Option<Signer>, Refusal> {
        let department = signed
            .header()
            .department
            .ok_or(Refusal::Names("department"))?;
        let Some(chain) = self.chains.get(&department) else {
            self.wants.departments.insert(department);
            return Ok(None);
        };
        let (member, standing) = match chain.authorise(signed, &self.realm) {
            Ok(authorised) => authorised,
            Err(Refusal::Head) => {
                self.wants.departments.insert(department);
                return Ok(None);
            }
            Err(refusal) => return Err(refusal),
        };
        let head = signed.header().head.ok_or(Refusal::Head)?;
        let signer = Signer {
            device: member.device,
            department,
            person: member.person.clone(),
            roles: member.roles_at_head(chain, &head),
        };
        match standing {
            Standing::Counts => Ok(Some(signer)),
            Standing::UpTo(list) => self
                .counts_up_to(signed, list)
                .map(|counts| counts.then_some(signer)),
        }
    }

    /// Whether a statement of a removed device stands at or before the row of its scope.
    fn counts_up_to(&mut self, signed: &Signed, list: ListRef) -> Result<bool, Refusal> {
        let Some(rows) = self.lists.get(&list.hash) else {
            self.wants.lists.insert(list.hash, list.bytes);
            return Ok(false);
        };
        let scope = signed.header().scope;
        let row = rows
            .iter()
            .find(|row| row.scope == scope)
            .ok_or(Refusal::Removed)?;
        let passed = self
            .threads
            .get(&scope)
            .and_then(|thread| thread.delivery.line().position(&row.newest));
        if passed.is_some() && row.newest != signed.id() {
            Err(Refusal::Removed)
        } else {
            Ok(true)
        }
    }

    fn wait_or_refuse(&mut self, refusal: Refusal, department: Option<DepartmentId>) -> Verdict {
        match refusal {
            Refusal::Head | Refusal::Prev => {
                self.wants.departments.extend(department);
                Verdict::Wait
            }
            other => Verdict::Refuse(other),
        }
    }
}
