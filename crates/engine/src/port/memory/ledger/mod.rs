//! The ledger of the platform in memory: every scope in its order, one winner for each place, who may see what.

mod append;
mod needs;
mod read;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use jixiang_model::{DepartmentId, ObjectId, PersonId, ScopeId, StatementId, UnixMillis};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::thread::DeliveryThread;
use jixiang_statement::{Line, Refusal, Signed};
use jixiang_wire::problem::RefusalCode;

use crate::port::Problem;
use words::Use;

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reader {
    pub(super) department: DepartmentId,
    pub(super) person: PersonId,
}

/// Who brings a statement.
pub(super) enum Poster {
    Person(Reader),
    Platform,
}

/// A row of the order of arrival; its position is its index and one.
struct Entry {
    at: UnixMillis,
    what: What,
}

enum What {
    Statement(Box<Signed>),
    HandedOut { delivery: ScopeId, to: Reader },
}

pub(super) struct Ledger {
    realm: Realm,
    chains: BTreeMap<DepartmentId, Chain>,
    threads: BTreeMap<ScopeId, DeliveryThread>,
    entries: Vec<Entry>,
    lines: BTreeMap<ScopeId, Line>,
    positions: BTreeMap<StatementId, u64>,
    objects: BTreeMap<ObjectId, Bytes>,
    sent: BTreeSet<(ObjectId, Reader)>,
    uses: BTreeMap<ObjectId, Vec<(ScopeId, Use)>>,
}

impl Ledger {
    pub(super) fn new(realm: Realm) -> Self {
        Self {
            realm,
            chains: BTreeMap::new(),
            threads: BTreeMap::new(),
            entries: Vec::new(),
            lines: BTreeMap::new(),
            positions: BTreeMap::new(),
            objects: BTreeMap::new(),
            sent: BTreeSet::new(),
            uses: BTreeMap::new(),
        }
    }

    pub(super) fn newest(&self) -> u64 {
        self.entries.len() as u64
    }

    pub(super) const fn realm(&self) -> &Realm {
        &self.realm
    }

    pub(super) fn chain(&self, department: &DepartmentId) -> Option<&Chain> {
        self.chains.get(department)
    }

    /// Keeps an object under the hash of its bytes, and who sent it.
    pub(super) fn store(&mut self, bytes: Bytes, by: Option<&Reader>) {
        let id = ObjectId::of(&bytes);
        self.objects.entry(id).or_insert(bytes);
        if let Some(reader) = by {
            self.sent.insert((id, reader.clone()));
        }
    }

    fn push(&mut self, at: UnixMillis, what: What) -> u64 {
        self.entries.push(Entry { at, what });
        self.newest()
    }

    /// Everybody reads realm and chains; a delivery is for its sender and its recipients.
    fn reads(&self, scope: &ScopeId, reader: &Reader) -> bool {
        match self.threads.get(scope) {
            None => self.lines.contains_key(scope),
            Some(thread) => is_party(thread, reader),
        }
    }

    /// What comes without asking: the realm, the own department's chain, deliveries.
    fn is_fed(&self, scope: &ScopeId, reader: &Reader) -> bool {
        *scope == ScopeId::realm(self.realm.id())
            || *scope == ScopeId::department(&reader.department)
            || self.threads.get(scope).is_some_and(|thread| is_party(thread, reader))
    }
}

fn is_party(thread: &DeliveryThread, reader: &Reader) -> bool {
    thread.sent_by(&reader.department, &reader.person)
        || thread.recipients_of(&reader.department, &reader.person).next().is_some()
}

/// A refusal in the words of the wire contract.
fn refused(refusal: Refusal) -> Problem {
    let told = jixiang_wire::Problem::from(refusal);
    told.refusal.map_or_else(|| Problem::Refused(told.code.word().to_owned()), refused_as)
}

pub(super) fn refused_as(code: RefusalCode) -> Problem {
    let word = serde_json::to_value(code).ok();
    let word = word.as_ref().and_then(|word| word.as_str());
    Problem::Refused(word.unwrap_or_default().to_owned())
}
