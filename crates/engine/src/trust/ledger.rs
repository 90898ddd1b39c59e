//! The verified ledger: statements go in as bytes in any order, and count or do not count.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jixiang_model::{DepartmentId, ObjectId, ScopeId, StatementId, UnixMillis};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::list::{self, Directory, DirectoryDepartment, Row as _, ScopeRow};
use jixiang_statement::payload::ListRef;
use jixiang_statement::thread::DeliveryThread;
use jixiang_statement::{Envelope, EnvelopeError, Signed, UnknownStatement};

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
    pub(super) threads: BTreeMap<ScopeId, Thread>,
    pub(super) lists: HashMap<ObjectId, Vec<ScopeRow>>,
    pub(super) directory: Option<Directory>,
    listed: HashMap<DepartmentId, usize>,
    pub(super) waiting: Vec<(Signed, UnixMillis)>,
    pub(super) wants: Wants,
    /// Scopes with a statement of a kind that this program does not know, by somebody who may be right.
    pub(super) stopped: BTreeSet<ScopeId>,
    /// What was handed out as [`Intake::Kept`] already.
    pub(super) kept: BTreeSet<StatementId>,
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
            kept: BTreeSet::new(),
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

    /// Takes statements in any order and says what became of each that could be judged; the rest waits.
    pub(crate) fn take(&mut self, incoming: impl IntoIterator<Item = (Vec<u8>, UnixMillis)>) -> Vec<Intake> {
        let (mut judged, mut unread) = (Vec::new(), Vec::new());
        for (bytes, at) in incoming {
            match (Signed::parse(&bytes), Envelope::parse(&bytes)) {
                (Ok(signed), _) => self.waiting.push((signed, at)),
                (Err(EnvelopeError::UnknownKind(named)), Ok(envelope)) => unread.push(Unread { envelope, named, at }),
                (Err(error), _) => {
                    judged.push(Intake::Refused { scope: None, statement: None, why: error.to_string() })
                }
            }
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

    pub(super) fn is_frozen(&self, department: &DepartmentId) -> bool {
        self.chains.get(department).is_some_and(|chain| chain.fork().is_some())
    }
}
