//! The platform: ledger, store and sessions of one data folder, shared by all requests.

use std::fs::{self, File, TryLockError};
use std::net::IpAddr;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Mutex};

use jixiang_model::UnixMillis;
use jixiang_statement::Signed;
use tokio_util::sync::CancellationToken;

use crate::ledger::{Ledger, Poster, store_object};
use crate::limiter::Limiter;
use crate::objects::Store;
use crate::sessions::{Sessions, TokenHash};
use crate::{Error, Options};

/// A platform over one data folder. Clones share it; the folder is free again when the last one is gone.
#[derive(Clone)]
pub struct Platform(Arc<Inner>);

/// What all requests share.
pub struct Inner {
    pub(crate) options: Options,
    pub(crate) ledger: Ledger,
    pub(crate) store: Store,
    pub(crate) sessions: Sessions,
    pub(crate) strangers: Limiter<IpAddr>,
    pub(crate) signed_in: Limiter<TokenHash>,
    /// Admissions are made one at a time: each follows the newest statement of its chain.
    pub(crate) admitting: Mutex<()>,
    /// The platform ends: whoever waits for news is sent home.
    pub(crate) closing: CancellationToken,
    /// Held as long as the data folder is ours.
    _lock: File,
}

impl Deref for Platform {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Platform {
    /// Opens a data folder, creating it on first use. It is readable for its owner alone.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`] when another process has it, [`Error::Damage`] when it belongs to another realm or a newer
    /// program, and failures of the disk.
    pub fn open(data: &Path, options: Options) -> Result<Self, Error> {
        make_folder(data)?;
        let lock = File::create(data.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::InUse),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let store = Store::open(data)?;
        let ledger = Ledger::open(&data.join("ledger.sqlite"), &options.founding)?;
        let sessions = Sessions::open(&ledger, (options.clock)())?;
        let limits = &options.limits;
        Ok(Self(Arc::new(Inner {
            strangers: Limiter::new(limits.stranger_rate, limits.stranger_burst),
            signed_in: Limiter::new(limits.rate, limits.burst),
            admitting: Mutex::new(()),
            closing: CancellationToken::new(),
            _lock: lock,
            options,
            ledger,
            store,
            sessions,
        })))
    }

    /// Runs work that waits for the disk where it holds up no other request.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let platform = self.clone();
        match tokio::task::spawn_blocking(move || work(&platform)).await {
            Ok(done) => done,
            Err(failed) => match failed.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Error::of(jixiang_wire::Code::Busy, "the platform is ending")),
            },
        }
    }
}

impl Inner {
    /// Stores objects and appends statements in the platform's own name: the first contents of a realm, and what an
    /// enroller made. Signatures and chains are checked as for everybody. All statements are appended, or none; what is
    /// there already stays as it is.
    ///
    /// # Errors
    ///
    /// [`Error`] when a statement does not count, or the disk fails.
    pub fn import(&self, objects: &[Vec<u8>], statements: &[Signed]) -> Result<(), Error> {
        let now = self.now();
        let stored = self.store.put_all(objects)?;
        self.ledger.write(|transaction, _| {
            stored
                .iter()
                .zip(objects)
                .try_for_each(|(id, bytes)| store_object(transaction, id, bytes.len() as u64, None, now))
        })?;
        self.ledger.append(&self.store, &Poster::Platform, statements, now)?;
        Ok(())
    }

    /// Whether the ledger has no statement yet.
    ///
    /// # Errors
    ///
    /// [`Error`] when the database fails.
    pub fn is_empty(&self) -> Result<bool, Error> {
        self.ledger.read(|transaction| {
            let any: bool = transaction.query_row("SELECT EXISTS (SELECT 1 FROM feed)", [], |row| row.get(0))?;
            Ok(!any)
        })
    }

    /// The platform's own time.
    pub(crate) fn now(&self) -> UnixMillis {
        (self.options.clock)()
    }
}

#[cfg(unix)]
fn make_folder(data: &Path) -> Result<(), Error> {
    use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(data)?;
    fs::set_permissions(data, fs::Permissions::from_mode(0o700))?;
    Ok(())
}

#[cfg(not(unix))]
fn make_folder(data: &Path) -> Result<(), Error> {
    Ok(fs::create_dir_all(data)?)
}
