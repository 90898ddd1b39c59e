//! The state of one home and its owner's duties: it is loaded from the store, changed only together with the store, and
//! shown as view models.

mod intake;
mod jobs;
mod load;
mod picks;
mod rows;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jixiang_contract::{Connection, Event, MatterId, MatterStage, Place};
use jixiang_model::{ScopeId, StatementId, UnixMillis, VersionId};
use tokio::sync::mpsc::UnboundedSender;

use crate::fault::Fault;
use crate::port::{Clock, HandedOut, Store};
use crate::record::{Chosen, Device, Facts, JobId, Mark, Opened, Preview, Settings};
use crate::trust::{Ledger, Secrets};

pub(crate) use intake::Taken;
pub(crate) use jobs::Running;
pub(crate) use load::{ledger, load, secret_key, secrets};
pub(crate) use picks::{Pick, Picks};

/// Everything one home knows.
pub(crate) struct State {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Whose home it is; absent before the first sign-in.
    pub(crate) facts: Option<Facts>,
    /// The keys of this PC as stored.
    pub(crate) device: Option<Device>,
    /// The keys of this PC, unwrapped.
    pub(crate) secrets: Option<Secrets>,
    /// What was verified; present from the first sign-in on.
    pub(crate) ledger: Option<Ledger>,
    pub(crate) settings: Settings,
    /// Where the feed is read on.
    pub(crate) cursor: u64,
    pub(crate) jobs: BTreeMap<JobId, Running>,
    pub(crate) covers: HashMap<ScopeId, Opened>,
    pub(crate) marks: HashMap<ScopeId, Mark>,
    /// The first rows of versions of the own department, by their records.
    pub(crate) previews: HashMap<StatementId, Preview>,
    /// Newer versions of held datasets that were brought into the cache.
    pub(crate) ahead: HashMap<ScopeId, VersionId>,
    pub(crate) handed_out: HashMap<ScopeId, Vec<HandedOut>>,
    /// Datasets in the search index, each with the release as which it stands there.
    pub(crate) indexed: HashMap<ScopeId, StatementId>,
    /// Those of them that stand there without their columns, which are to be fetched.
    pub(crate) unread: BTreeSet<ScopeId>,
    pub(crate) recents: Vec<Chosen>,
    pub(crate) picks: Picks,
    pub(crate) connection: Connection,
    /// The platform does not know the session any more: the person has to sign in again.
    pub(crate) signed_out: bool,
    /// When the feed was last read to its end.
    pub(crate) synced: Option<UnixMillis>,
    /// How far the clock of this PC is from the platform's, in milliseconds, as last seen.
    pub(crate) skew: Option<i64>,
    /// Why nothing can be done here.
    pub(crate) stopped: Option<Fault>,
    /// Scopes of which something did not agree with its signature: the cover of a delivery, the directory of the realm, an
    /// epoch of the department. Not asked for again by themselves.
    pub(crate) spoiled: HashMap<ScopeId, UnixMillis>,
    /// Matters that wait here, of which the person knows; absent until the feed was read to its end once.
    pub(crate) told: Option<HashSet<(MatterId, MatterStage)>>,
    pub(crate) listeners: Vec<UnboundedSender<Event>>,
}

impl State {
    pub(crate) fn now(&self) -> UnixMillis {
        self.clock.now()
    }

    /// Tells every window that these places are stale.
    pub(crate) fn changed(&mut self, places: &[Place]) {
        self.announce(&Event::Changed { places: places.to_vec() });
    }

    /// Tells every window.
    pub(crate) fn announce(&mut self, event: &Event) {
        self.listeners.retain(|listener| listener.send(event.clone()).is_ok());
    }

    /// Notes how it stands with the platform.
    pub(crate) fn connected(&mut self, online: bool) {
        let now = jixiang_contract::Stamp(self.now().0);
        let next = match (self.connection, online) {
            (Connection::Online { .. }, true) | (Connection::Offline { .. }, false) => return,
            (_, true) => Connection::Online { since: now },
            (_, false) => Connection::Offline { since: now },
        };
        self.connection = next;
        self.changed(&[Place::Desk, Place::Settings]);
    }

    /// Notes whether the platform still knows the session.
    pub(crate) fn session_over(&mut self, over: bool) {
        if self.signed_out != over {
            self.signed_out = over;
            self.changed(&[Place::Desk, Place::Home, Place::Settings]);
        }
    }

    /// The verified ledger.
    pub(crate) fn ledger(&self) -> Result<&Ledger, Fault> {
        self.ledger.as_ref().ok_or(Fault::SignedOut)
    }

    /// Whose home it is.
    pub(crate) fn facts(&self) -> Result<&Facts, Fault> {
        self.facts.as_ref().ok_or(Fault::SignedOut)
    }

    /// The keys of this PC.
    pub(crate) fn secrets(&self) -> Result<&Secrets, Fault> {
        self.secrets.as_ref().ok_or(Fault::SignedOut)
    }
}
