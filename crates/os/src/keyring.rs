//! [`DesktopKeys`]: the wrapping key in the desktop's own place for secrets (the secret service of the session bus; the
//! credential store of Windows). Every call may wait for a person who unlocks it, so each runs on a thread of its own and
//! is given up after a while.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use jixiang_engine::port::{Keys, KeysError, WrapKey};
use keyring::{Entry, Error};
use zeroize::Zeroizing;

use crate::HomeId;

/// The name under which people see the entry in their keyring.
const APPLICATION: &str = "jixiang";
/// How long somebody may take to unlock the keyring.
const PATIENCE: Duration = Duration::from_secs(30);

/// The entry of one home in the desktop's keyring. The secret is exactly the 32 bytes.
///
/// Where the desktop has no place for secrets when this process asks first, the process keeps getting
/// [`KeysError::Absent`] until it is started again.
#[derive(Debug, Clone)]
pub struct DesktopKeys {
    user: String,
    patience: Duration,
}

impl DesktopKeys {
    /// The entry of this home.
    #[must_use]
    pub fn of(home: HomeId) -> Self {
        Self { user: home.to_string(), patience: PATIENCE }
    }

    /// The same entry, given up after another time than 30 seconds.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Removes the key, if there is one: what the home holds can never be opened again.
    ///
    /// # Errors
    ///
    /// [`KeysError`].
    pub fn forget(&self) -> Result<(), KeysError> {
        match self.ask(|entry| entry.delete_credential()) {
            Err(Failed::Told(Error::NoEntry)) => Ok(()),
            answer => answer.map_err(Failed::into_keys_error),
        }
    }

    /// Asks on a thread of its own. A thread that waits longer than we do goes on waiting for the person; what it gets
    /// then is dropped (and wiped).
    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, Failed> {
        let (answer, answered) = channel();
        let user = self.user.clone();
        std::thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                let told = Entry::new(APPLICATION, &user).and_then(|entry| question(&entry));
                // Nobody listens any more when the time was over.
                let _unheard = answer.send(told);
            })
            .map_err(|error| Failed::Here(error.to_string()))?;
        match answered.recv_timeout(self.patience) {
            Ok(told) => told.map_err(Failed::Told),
            Err(RecvTimeoutError::Timeout) => Err(Failed::Silent),
            Err(RecvTimeoutError::Disconnected) => Err(Failed::Here("the keyring's thread ended".to_owned())),
        }
    }

    fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, KeysError> {
        match self.ask(|entry| entry.get_secret().map(Zeroizing::new)) {
            Ok(secret) => Ok(Some(secret)),
            Err(Failed::Told(Error::NoEntry)) => Ok(None),
            Err(failed) => Err(failed.into_keys_error()),
        }
    }
}

impl Keys for DesktopKeys {
    fn load(&self) -> Result<Option<WrapKey>, KeysError> {
        let Some(secret) = self.read()? else {
            return Ok(None);
        };
        let key = <[u8; 32]>::try_from(&secret[..]).map_err(|_| KeysError::Damaged)?;
        Ok(Some(WrapKey::from_bytes(key)))
    }

    fn save(&self, key: &WrapKey) -> Result<(), KeysError> {
        let secret = Zeroizing::new(*key.as_bytes());
        self.ask(move |entry| entry.set_secret(&secret[..])).map_err(Failed::into_keys_error)?;
        // A key that does not come back would lock its home for ever.
        if self.load()?.as_ref() == Some(key) { Ok(()) } else { Err(KeysError::Damaged) }
    }

    fn is_file(&self) -> bool {
        false
    }
}

/// Why there is no answer.
enum Failed {
    /// The keyring said so.
    Told(Error),
    /// It said nothing in time.
    Silent,
    /// We could not ask.
    Here(String),
}

impl Failed {
    fn into_keys_error(self) -> KeysError {
        match self {
            Self::Silent => KeysError::Locked,
            Self::Here(why) => KeysError::Other(why),
            Self::Told(Error::NoStorageAccess(_)) => KeysError::Locked,
            Self::Told(Error::NoDefaultStore) => KeysError::Absent,
            Self::Told(
                Error::Ambiguous(_) | Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_),
            ) => KeysError::Damaged,
            Self::Told(error) if is_absent(&error) => KeysError::Absent,
            Self::Told(error) => KeysError::Other(error.to_string()),
        }
    }
}

/// Whether nobody on the bus answers for secrets. The keyring passes the bus's own words on.
fn is_absent(error: &Error) -> bool {
    let words = error.to_string();
    ["ServiceUnknown", "not provided by any", "Disconnected", "NameHasNoOwner"].iter().any(|sign| words.contains(sign))
}
