//! The verified ledger: statements go in as bytes in any order, and count or do not count.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jixiang_model::{DepartmentId, DeviceId, ObjectId, ScopeId, StatementId, UnixMillis};
use jixiang_statement::chain::{Chain, Realm, Standing};
use jixiang_statement::list::{self, Directory, DirectoryDepartment, Row as _, ScopeRow};
use jixiang_statement::payload::ListRef;
use jixiang_statement::thread::{self, Dataset, DeliveryThread, RequestThread, Review, Signer};
use jixiang_statement::{Envelope, EnvelopeError, Signed, UnknownStatement};

/// A scope outside the chains: its replay, and its statements in order with the time at which the platform took each.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub(super) thread: thread::Thread,
    pub(super) statements: Vec<(Signed, UnixMillis)>,
}

/// A delivery with the statements of its thread, in order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Thread<'a> {
    /// The replay.
    pub(crate) delivery: &'a DeliveryThread,
    /// The statements, with the time at which the platform took each.
    pub(crate) statements: &'a [(Signed, UnixMillis)],
}

/// Statements that others name, verified one by one: those of the own department's reviews, and those of other
/// departments' that were let out.
#[derive(Debug, Clone, Default)]
pub(super) struct Named(pub(super) HashMap<StatementId, (Signed, Signer)>);

impl thread::Named for Named {
    fn named(&self, id: &StatementId) -> Option<(&Signed, &Signer)> {
        self.0.get(id).map(|(signed, signer)| (signed, signer))
    }
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
    /// It is really by who it says, but cannot be judged before its department's chain is recovered or this program is
    /// newer. To be written down, so that it is judged then.
    Kept {
        /// Its scope.
        scope: ScopeId,
        /// The statement.
        id: StatementId,
        /// The bytes that were signed.
        bytes: Arc<[u8]>,
        /// When the platform took it.
        at: UnixMillis,
    },
    /// A statement of another department's review that was let out: really by who it says. To be written down.
    Named {
        /// The statement.
        id: StatementId,
        /// The bytes that were signed.
        bytes: Arc<[u8]>,
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
    /// Threads that have to be read whole, to see whether a statement lies before the last one that still counts.
    pub(crate) threads: BTreeSet<ScopeId>,
}

impl Wants {
    pub(crate) fn is_empty(&self) -> bool {
        self.departments.is_empty() && self.lists.is_empty() && self.threads.is_empty()
    }
}

/// A statement of a kind that this program does not know, until somebody's key shows who made it.
#[derive(Debug, Clone)]
pub(super) struct Unread {
    pub(super) envelope: Envelope,
    pub(super) named: UnknownStatement,
    pub(super) at: UnixMillis,
}

/// All that was verified, and what waits for more.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    pub(super) realm: Realm,
    pub(super) chains: HashMap<DepartmentId, Chain>,
    pub(super) threads: BTreeMap<ScopeId, Scope>,
    pub(super) named: Named,
    /// What was verified as named and is not handed out yet.
    pub(super) fresh_named: Vec<StatementId>,
    /// What came as named and was not verified yet.
    pub(super) offered: BTreeMap<StatementId, Signed>,
    pub(super) lists: HashMap<ObjectId, Vec<ScopeRow>>,
    pub(super) directory: Option<Directory>,
    listed: HashMap<DepartmentId, usize>,
    pub(super) waiting: Vec<(Signed, UnixMillis)>,
    pub(super) wants: Wants,
    /// Scopes with a statement of a kind that this program does not know, by somebody who may be right.
    pub(super) stopped: BTreeSet<ScopeId>,
    /// What was handed out as [`Intake::Kept`] already.
    pub(super) kept: BTreeSet<StatementId>,
    /// Scopes of which something counts as soon as what it follows or names is here.
    pub(super) gaps: BTreeSet<ScopeId>,
    /// Statements that lost their place to another one that counts: both are kept and shown.
    pub(super) forks: BTreeMap<ScopeId, Vec<(Signed, UnixMillis)>>,
    /// What became of statements beside the one that was judged.
    pub(super) beside: Vec<Intake>,
}

impl Ledger {
    /// A ledger of which nothing is known but the pinned root.
    pub(crate) fn new(realm: Realm) -> Self {
        Self {
            realm,
            chains: HashMap::new(),
            threads: BTreeMap::new(),
            named: Named::default(),
            fresh_named: Vec::new(),
            offered: BTreeMap::new(),
            lists: HashMap::new(),
            directory: None,
            listed: HashMap::new(),
            waiting: Vec::new(),
            wants: Wants::default(),
            stopped: BTreeSet::new(),
            kept: BTreeSet::new(),
            gaps: BTreeSet::new(),
            forks: BTreeMap::new(),
            beside: Vec::new(),
        }
    }

    pub(crate) fn chain(&self, department: &DepartmentId) -> Option<&Chain> {
        self.chains.get(department)
    }

    pub(crate) fn thread(&self, delivery: &ScopeId) -> Option<Thread<'_>> {
        self.threads.get(delivery).and_then(Scope::as_delivery)
    }

    /// Every delivery.
    pub(crate) fn threads(&self) -> impl Iterator<Item = Thread<'_>> {
        self.threads.values().filter_map(Scope::as_delivery)
    }

    pub(crate) fn dataset(&self, id: &ScopeId) -> Option<&Dataset> {
        self.threads.get(id)?.thread.dataset()
    }

    pub(crate) fn datasets(&self) -> impl Iterator<Item = &Dataset> {
        self.threads.values().filter_map(|scope| scope.thread.dataset())
    }

    pub(crate) fn request(&self, id: &ScopeId) -> Option<&RequestThread> {
        self.threads.get(id)?.thread.request().filter(|request| self.asks_the_provider(request))
    }

    pub(crate) fn requests(&self) -> impl Iterator<Item = &RequestThread> {
        let requests = self.threads.values().filter_map(|scope| scope.thread.request());
        requests.filter(|request| self.asks_the_provider(request))
    }

    /// A request names its provider by an entry, and anybody can sign an entry that speaks of another department's dataset.
    /// Whoever does not provide the dataset cannot let anybody into it: such a request is none.
    fn asks_the_provider(&self, request: &RequestThread) -> bool {
        self.dataset(&request.dataset()).is_none_or(|dataset| dataset.provider() == request.provider())
    }

    /// A review of the own department.
    pub(crate) fn review(&self, id: &ScopeId) -> Option<&Review> {
        self.threads.get(id)?.thread.review()
    }

    pub(crate) fn reviews(&self) -> impl Iterator<Item = &Review> {
        self.threads.values().filter_map(|scope| scope.thread.review())
    }

    /// The statements of a scope in order, with the time at which the platform took each.
    pub(crate) fn statements(&self, scope: &ScopeId) -> &[(Signed, UnixMillis)] {
        self.threads.get(scope).map(|scope| scope.statements.as_slice()).unwrap_or_default()
    }

    /// What really was signed for a place of this scope that another statement has.
    pub(crate) fn forks(&self, scope: &ScopeId) -> &[(Signed, UnixMillis)] {
        self.forks.get(scope).map(Vec::as_slice).unwrap_or_default()
    }

    /// Scopes that have to be read whole, because something of them is not here that the rest follows or names.
    pub(crate) const fn gaps(&self) -> &BTreeSet<ScopeId> {
        &self.gaps
    }

    /// The newest statement of a scope outside the chains.
    pub(crate) fn head_of(&self, scope: &ScopeId) -> Option<StatementId> {
        self.threads.get(scope)?.thread.line().head()
    }

    /// A verified statement of a review, by its id.
    pub(crate) fn named(&self, id: &StatementId) -> Option<(&Signed, &Signer)> {
        self.named.0.get(id).map(|(signed, signer)| (signed, signer))
    }

    pub(crate) const fn directory(&self) -> Option<&Directory> {
        self.directory.as_ref()
    }

    /// A department's row of the directory.
    pub(crate) fn listed(&self, department: &DepartmentId) -> Option<&DirectoryDepartment> {
        self.directory.as_ref()?.departments.get(*self.listed.get(department)?)
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
        self.listed = directory.departments.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        self.directory = Some(directory);
        Ok(())
    }

    /// Takes a list that was verified and stored before. It is named by its hash, so its bytes are enough.
    pub(crate) fn remember_list(&mut self, bytes: &[u8]) {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let rows = bytes.len().saturating_sub(ScopeRow::LABEL.len()) / ScopeRow::LENGTH;
        let count = u32::try_from(rows).unwrap_or(u32::MAX);
        let named = ListRef { hash: ObjectId::of(bytes), count, bytes: length };
        if let Ok(rows) = list::decode::<ScopeRow>(bytes, &named) {
            self.lists.insert(named.hash, rows);
        }
    }

    /// Remembers statements that came beside those that name them; each is verified when something needs it.
    pub(crate) fn offer(&mut self, named: impl IntoIterator<Item = Vec<u8>>) {
        for bytes in named {
            match Signed::parse(&bytes) {
                Ok(signed) if self.named.0.contains_key(&signed.id()) => {}
                Ok(signed) => {
                    self.offered.insert(signed.id(), signed);
                }
                Err(error) => {
                    self.beside.push(Intake::Refused { scope: None, statement: None, why: error.to_string() })
                }
            }
        }
    }

    /// Takes statements in any order and says what became of each that could be judged; the rest waits.
    pub(crate) fn take(&mut self, incoming: impl IntoIterator<Item = (Vec<u8>, UnixMillis)>) -> Vec<Intake> {
        let (mut judged, mut unread) = (Vec::new(), Vec::new());
        for (bytes, at) in incoming {
            let error = match Signed::parse(&bytes) {
                Ok(signed) => {
                    self.waiting.push((signed, at));
                    continue;
                }
                Err(EnvelopeError::UnknownKind(named)) => match Envelope::parse(&bytes) {
                    Ok(envelope) => {
                        unread.push(Unread { envelope, named, at });
                        continue;
                    }
                    Err(error) => error,
                },
                Err(error) => error,
            };
            judged.push(Intake::Refused { scope: None, statement: None, why: error.to_string() });
        }
        self.judge_waiting(&mut judged);
        judged.extend(unread.into_iter().map(|unread| self.judge_unread(unread)));
        judged
    }

    /// Departments whose chains are frozen and of whose statements some wait for the recovery.
    pub(crate) fn frozen(&self) -> BTreeSet<DepartmentId> {
        let departments = self.waiting.iter().filter_map(|(signed, _)| signed.header().department);
        departments.filter(|department| self.is_frozen(department)).collect()
    }

    /// Whether a statement outside the chains still counts; none when it is not by a member of this department who had the
    /// right to sign it.
    pub(crate) fn is_by(&self, department: &DepartmentId, signed: &Signed) -> Option<bool> {
        let (_, standing) = self.chains.get(department)?.authorise(signed, &self.realm).ok()?;
        Some(matches!(standing, Standing::Counts))
    }

    /// The scopes in which a device signed, each with its newest statement there.
    pub(crate) fn signed_by(&self, device: &DeviceId) -> Vec<ScopeRow> {
        let newest = |(scope, known): (&ScopeId, &Scope)| {
            let newest = known.statements.iter().rfind(|(signed, _)| signed.header().device == *device)?;
            Some(ScopeRow { scope: *scope, newest: newest.0.id() })
        };
        self.threads.iter().filter_map(newest).collect()
    }

    /// Whether anything that counts is known of a scope outside the chains.
    pub(crate) fn knows(&self, scope: &ScopeId) -> bool {
        self.threads.contains_key(scope)
    }

    /// The policy's group for unconditional sharing.
    pub(crate) fn province_open(&self) -> Option<DepartmentId> {
        self.realm.policy()?.province_open
    }

    pub(super) fn is_frozen(&self, department: &DepartmentId) -> bool {
        self.chains.get(department).is_some_and(|chain| chain.fork().is_some())
    }
}

impl Scope {
    fn as_delivery(&self) -> Option<Thread<'_>> {
        self.thread.delivery().map(|delivery| Thread { delivery, statements: &self.statements })
    }
}
