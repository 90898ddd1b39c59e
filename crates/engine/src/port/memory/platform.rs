//! [`MemoryPlatform`]: a small honest platform that several clients share. It verifies what the reference platform
//! verifies and hands out what that hands out; it refuses statements of removed devices even where a list counts them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jixiang_model::{DepartmentId, PersonId, RealmId, UnixMillis};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::Enrolment;
use jixiang_statement::{Signed, VerifyingKey};
use tokio::sync::watch;

use super::MemoryRemote;
use super::ledger::{Ledger, Poster};
use crate::port::{Account, Clock, Problem, Staff};

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// What the list of desks shows.
    pub staff: Staff,
    /// Their department.
    pub department: DepartmentId,
}

/// What makes a device a member: objects to store and statements to append to its department's chain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Admitted {
    /// The objects that the statements name.
    pub objects: Vec<Vec<u8>>,
    /// The statements, in order.
    pub statements: Vec<Signed>,
}

/// Admits devices in place of a department's key admin; `None` lets them wait.
pub(super) type Admit = dyn Fn(&Chain, &Realm, &Enrolment, UnixMillis) -> Option<Admitted> + Send + Sync;

/// A platform in memory. Clones are the same platform.
#[derive(Clone)]
pub struct MemoryPlatform {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub(super) instance: String,
    pub(super) root: VerifyingKey,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) people: Vec<Member>,
    pub(super) admit: Option<Box<Admit>>,
    state: Mutex<State>,
    /// The newest position, for those who wait for news.
    pub(super) newest: watch::Sender<u64>,
}

pub(super) struct State {
    pub(super) ledger: Ledger,
    pub(super) sessions: BTreeMap<String, Account>,
}

impl MemoryPlatform {
    /// An empty platform of the realm of this root and instance, where these people can sign in. Devices are admitted by
    /// `admit`; without it they wait for ever.
    #[must_use]
    pub fn new(
        root: VerifyingKey,
        instance: &str,
        clock: Arc<dyn Clock>,
        people: Vec<Member>,
        admit: Option<Box<Admit>>,
    ) -> Self {
        let realm = RealmId::derive(&root.to_bytes(), instance);
        let state = State { ledger: Ledger::new(Realm::pinned(realm, root)), sessions: BTreeMap::new() };
        let shared = Shared {
            instance: instance.to_owned(),
            root,
            clock,
            people,
            admit,
            state: Mutex::new(state),
            newest: watch::Sender::new(0),
        };
        Self { shared: Arc::new(shared) }
    }

    /// A client of this platform, not signed in.
    #[must_use]
    pub fn client(&self) -> MemoryRemote {
        MemoryRemote::of(self.clone())
    }

    /// Stores objects and appends statements in the platform's own name, checked as everybody's are.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the first statement that does not count; those before it are there.
    pub fn import(&self, objects: &[Vec<u8>], statements: &[Signed]) -> Result<(), Problem> {
        let now = self.shared.clock.now();
        self.shared.change(|state| {
            for bytes in objects {
                state.ledger.store(bytes.clone().into(), None);
            }
            statements.iter().try_for_each(|signed| state.ledger.append(&Poster::Platform, signed, now).map(drop))
        })
    }
}

impl std::fmt::Debug for MemoryPlatform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemoryPlatform({} rows)", *self.shared.newest.borrow())
    }
}

impl Shared {
    /// Looks or changes, and wakes those who wait when there is something new.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let changed = change(&mut state);
        let newest = state.ledger.newest();
        drop(state);
        self.newest.send_if_modified(|known| std::mem::replace(known, newest) != newest);
        changed
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn member(&self, id: &PersonId) -> Option<&Member> {
        self.people.iter().find(|member| member.staff.id == *id)
    }
}
