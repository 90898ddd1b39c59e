//! Puts engine and adapters together, once, for the window, `jx` and the tests. It refuses to hold state or rules of its
//! own: what is decided here is only which home, which policy, which place for the wrapping key.

mod home;
mod policy;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jixiang_engine::port::{KeysError, Notifier, Random, Store, SystemClock};
use jixiang_engine::{Config, Fault, PolicyRoot, Ports};
use jixiang_os::opener::{OpenError, Opener};
use jixiang_os::{DesktopNotifier, HomeLock, OsRandom};
use jixiang_remote_http::HttpRemote;
use jixiang_store_sqlite::SqliteStore;

pub use jixiang_contract as contract;
pub use jixiang_engine::port::Clock;
pub use jixiang_engine::{DirectoryRow, Engine, Fault as ClientFault, Lost, When, Whose, harmless};
pub use jixiang_os::clipboard;
pub use jixiang_os::core_dumps_off;

/// What a program says when it opens a home.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The home; the user's data folder otherwise.
    pub home: Option<PathBuf>,
    /// The administrator's policy file; `JIXIANG_POLICY` or `/etc/jixiang/policy.toml` otherwise.
    pub policy: Option<PathBuf>,
    /// The platform's address, where neither policy nor home say it.
    pub platform: Option<String>,
    /// Keeps the wrapping key unwrapped in the home: for tests and servers only.
    pub key_file: bool,
    /// Tells the desktop what arrived. A script that reads an inbox is no occasion for it.
    pub notices: bool,
    /// The program's name, as others are told who owns the home.
    pub program: &'static str,
}

/// An open home: the engine, and the lock that makes this process its owner.
pub struct Client {
    engine: Engine,
    opener: Opener,
    home: PathBuf,
    _lock: HomeLock,
}

impl Client {
    /// Opens a home, making it when it is not there.
    ///
    /// # Errors
    ///
    /// [`Fault`] with its sentence: in use, no secret service, no policy, a damaged store.
    pub fn open(options: &Options) -> Result<Self, Fault> {
        Self::open_by(options, Arc::new(SystemClock))
    }

    /// As [`Client::open`], by another clock than the system's: for what happens only after days.
    ///
    /// # Errors
    ///
    /// As [`Client::open`].
    pub fn open_by(options: &Options, clock: Arc<dyn Clock>) -> Result<Self, Fault> {
        let policy = policy::read(options.policy.as_deref())?;
        let home = home::make(options.home.clone())?;
        let lock = home::take(&home, options.program)?;
        if options.platform.is_none() && policy.is_none() && home::is_new(&home) {
            // Nobody has signed in here: nothing is asked of the secret service, and no key is made.
            return Err(Fault::PolicyMissing);
        }
        let (wrap, key_file) = home::wrap_key(&home, options.key_file)?;
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&home, &wrap)?);
        let known = jixiang_engine::signed_in_to(&*store)?;
        let named = options.platform.clone().or_else(|| policy.as_ref().map(|policy| policy.platform.clone()));
        let platform = known.or(named).ok_or(Fault::PolicyMissing)?;
        let remote = HttpRemote::new(&platform).map_err(|error| Fault::PolicyInvalid(error.to_string()))?;
        let ports = Ports {
            store,
            remote: Arc::new(remote),
            clock,
            notifier: notifier(options.notices),
            random: || Box::new(OsRandom) as Box<dyn Random + Send>,
        };
        let config = Config {
            platform: Some(platform),
            root: policy.as_ref().map(|policy| PolicyRoot { key: policy.root, instance: policy.instance.clone() }),
            downloads_by_policy: policy.and_then(|policy| policy.downloads),
            downloads: jixiang_os::save_folder().unwrap_or_else(|| home.join("received")),
            cache: home.join("cache"),
            machine: home::machine(),
            key_file,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let engine = Engine::open(ports, config, wrap)?;
        Ok(Self { engine, opener: Opener::system(), home, _lock: lock })
    }

    /// The engine.
    #[must_use]
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The folder of the home.
    #[must_use]
    pub const fn home(&self) -> &PathBuf {
        &self.home
    }

    /// Hands a document to the system's program for it.
    ///
    /// # Errors
    ///
    /// [`Fault::TypeNotOpened`] for anything else, [`Fault::NotFound`], [`Fault::NoProgram`].
    pub fn open_path(&self, path: &Path) -> Result<(), Fault> {
        if path.is_dir() {
            return self.reveal_path(path);
        }
        self.opener.open(path).map_err(|error| match error {
            OpenError::Type | OpenError::Link => Fault::TypeNotOpened,
            OpenError::Absent => Fault::NotFound,
            OpenError::NoProgram => Fault::NoProgram,
        })
    }

    /// Shows a file or folder in the file manager.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`].
    pub fn reveal_path(&self, path: &Path) -> Result<(), Fault> {
        self.opener.reveal(path).map_err(|_| Fault::NotFound)
    }
}

/// The folder of a home: the named one, the one of the environment, the user's. It is made when it is not there.
///
/// # Errors
///
/// [`Fault`] when it cannot be made.
pub fn home_folder(named: Option<PathBuf>) -> Result<PathBuf, Fault> {
    home::make(named)
}

/// An id of this home that several programs of one desktop can share a place under.
///
/// # Errors
///
/// [`Fault`] when the folder is not there.
pub fn home_id(home: &Path) -> Result<String, Fault> {
    jixiang_os::HomeId::of(home).map(|id| id.to_string()).map_err(|error| Fault::Internal(error.kind().to_string()))
}

/// A desktop that is told nothing.
struct Quiet;

impl Notifier for Quiet {
    fn show(&self, _notice: &contract::Notice, _language: contract::Language, _clicked: Box<dyn FnOnce() + Send>) {}
}

fn notifier(notices: bool) -> Arc<dyn Notifier> {
    if notices { Arc::new(DesktopNotifier) } else { Arc::new(Quiet) }
}

/// Whether a fault is about the place for secrets, where `--key-file` is an answer for tests and servers.
#[must_use]
pub const fn wants_key_file(fault: &Fault) -> bool {
    matches!(fault, Fault::Keys(KeysError::Absent))
}

/// A moment in UTC+8, RFC 3339 to the second.
#[must_use]
pub fn moment(at: jixiang_contract::Stamp) -> String {
    jixiang_model::UnixMillis(at.0).to_string()
}
