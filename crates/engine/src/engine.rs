//! The engine of one home: the ports, the owner of the state, and the handle that windows and commands hold.

use std::path::PathBuf;
use std::sync::Arc;

use jixiang_contract::Event;
use jixiang_seal::{Random, WrapKey};
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::fault::Fault;
use crate::files::Cache;
use crate::owner::Owner;
use crate::port::{Clock, Notifier, Remote, Session, Store};
use crate::state::{self, State};

/// Everything the engine asks of the world.
pub struct Ports {
    /// What survives.
    pub store: Arc<dyn Store>,
    /// The platform.
    pub remote: Arc<dyn Remote>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The desktop.
    pub notifier: Arc<dyn Notifier>,
    /// A source of randomness for each use.
    pub random: fn() -> Box<dyn Random + Send>,
}

/// The root that the administrator's policy pins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRoot {
    /// The first root's Ed25519 public key.
    pub key: [u8; 32],
    /// The instance id.
    pub instance: String,
}

/// How this home is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// The platform's address.
    pub platform: Option<String>,
    /// The root of the policy; without one only a demo platform on loopback is signed in to.
    pub root: Option<PolicyRoot>,
    /// The folder for received files as the policy sets it.
    pub downloads_by_policy: Option<PathBuf>,
    /// The folder for received files when nobody set one.
    pub downloads: PathBuf,
    /// The folder of the sealed packs that are kept on this PC.
    pub cache: PathBuf,
    /// The name of this PC.
    pub machine: String,
    /// Whether the wrapping key lies in a file of the home.
    pub key_file: bool,
    /// The version of the program.
    pub version: String,
}

pub(crate) struct Inner {
    pub(crate) ports: Ports,
    pub(crate) owner: Owner<State>,
    pub(crate) config: Config,
    pub(crate) wrap: WrapKey,
    pub(crate) cache: Cache,
    /// Told when a job is new, resumed or to be tried again.
    pub(crate) work: Notify,
    /// Told when the feed should be read at once.
    pub(crate) look: Notify,
    /// Told when there may be newer versions of what is held.
    pub(crate) newer: Notify,
    /// Told when what waits for the platform should be tried again at once.
    pub(crate) retry: Notify,
}

/// A handle to the engine. Cheap to clone; the engine ends with the last one.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

impl Engine {
    /// Loads the home and is ready to answer. Nothing is asked of the network yet.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store cannot be read with this key.
    pub fn open(ports: Ports, config: Config, wrap: WrapKey) -> Result<Self, Fault> {
        let state = state::load(ports.store.clone(), ports.clock.clone(), Some(&wrap))?;
        if let Some(facts) = &state.facts {
            ports.remote.use_session(Some(&Session { token: facts.token.clone(), account: facts.account() }));
        }
        let owner = Owner::start(state).map_err(|error| Fault::Internal(error.to_string()))?;
        let cache = Cache::of(&config.cache);
        let (work, look, newer, retry) = (Notify::new(), Notify::new(), Notify::new(), Notify::new());
        let inner = Inner { ports, owner, config, wrap, cache, work, look, newer, retry };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Everything the windows should know from here on.
    pub async fn listen(&self) -> UnboundedReceiver<Event> {
        let (sender, receiver) = unbounded_channel();
        self.state(move |state| state.listeners.push(sender)).await;
        receiver
    }

    /// Runs `task` with the state.
    pub(crate) async fn state<R: Send + 'static>(&self, task: impl FnOnce(&mut State) -> R + Send + 'static) -> R {
        self.inner.owner.with(task).await
    }

    pub(crate) fn remote(&self) -> &Arc<dyn Remote> {
        &self.inner.ports.remote
    }

    pub(crate) fn random(&self) -> Box<dyn Random + Send> {
        (self.inner.ports.random)()
    }

    /// Draws 32 bytes.
    pub(crate) fn draw(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.random().fill(&mut bytes);
        bytes
    }

    /// The folder for received files.
    pub(crate) fn downloads(&self, state: &State) -> PathBuf {
        let config = &self.inner.config;
        let chosen = config.downloads_by_policy.clone().or_else(|| state.settings.downloads.clone());
        chosen.unwrap_or_else(|| config.downloads.clone())
    }
}
