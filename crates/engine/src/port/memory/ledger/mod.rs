//! The ledger of the platform in memory: every scope in its order, one winner for each place, who may see what.

mod append;
mod needs;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use jixiang_model::{DepartmentId, ObjectId, PersonId, ScopeId, StatementId, UnixMillis};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::need::{Unfit, Use};
use jixiang_statement::thread::{DeliveryThread, Signer, Thread};
use jixiang_statement::{Line, Refusal, Signed};
use jixiang_wire::problem::RefusalCode;

use crate::port::Problem;

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
    threads: BTreeMap<ScopeId, Thread>,
    /// What members signed, with those who did.
    statements: BTreeMap<StatementId, (Signed, Signer)>,
    /// What statements of other scopes name.
    named: BTreeSet<StatementId>,
    entries: Vec<Entry>,
    lines: BTreeMap<ScopeId, Line>,
    positions: BTreeMap<StatementId, u64>,
    objects: BTreeMap<ObjectId, Bytes>,
    sent: BTreeSet<(ObjectId, Reader)>,
    uses: BTreeMap<ObjectId, Vec<Used>>,
}

/// What a statement of a scope needs an object for.
struct Used {
    scope: ScopeId,
    statement: StatementId,
    what: Use,
}

impl Ledger {
    pub(super) fn new(realm: Realm) -> Self {
        Self {
            realm,
            chains: BTreeMap::new(),
            threads: BTreeMap::new(),
            statements: BTreeMap::new(),
            named: BTreeSet::new(),
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

    /// Everybody reads realm, chains, heads and datasets; a delivery is for its sender and its recipients, a request for
    /// the departments on both sides, a review for its own.
    fn reads(&self, scope: &ScopeId, reader: &Reader) -> bool {
        match self.threads.get(scope) {
            None => self.lines.contains_key(scope),
            Some(Thread::Dataset(_)) => true,
            Some(Thread::Delivery(delivery)) => is_party(delivery, reader),
            Some(Thread::Request(request)) => [request.requester(), request.provider()].contains(&&reader.department),
            Some(Thread::Review(review)) => *review.department() == reader.department,
        }
    }

    /// What comes without asking: the realm, the own department's chain and heads, every thread that may be read.
    fn is_fed(&self, scope: &ScopeId, reader: &Reader) -> bool {
        *scope == ScopeId::realm(self.realm.id())
            || *scope == ScopeId::department(&reader.department)
            || *scope == ScopeId::heads(self.realm.id(), &reader.department)
            || (self.threads.contains_key(scope) && self.reads(scope, reader))
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

/// A problem on its way out of the rules that are shared with every other platform.
pub(super) struct Told(Problem);

impl From<Refusal> for Told {
    fn from(refusal: Refusal) -> Self {
        Self(refused(refusal))
    }
}

impl From<Unfit> for Told {
    fn from(unfit: Unfit) -> Self {
        Self(match unfit {
            Unfit::List(_) => refused_as(RefusalCode::List),
            Unfit::Seals(_) => refused_as(RefusalCode::Seals),
            Unfit::Refused(refusal) => refused(refusal),
        })
    }
}
