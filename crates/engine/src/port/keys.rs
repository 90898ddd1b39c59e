//! Where the one key lies that wraps this home's device keys and opens its database.

pub use jixiang_seal::WrapKey;

/// Why the key could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// There is no secret service on this desktop.
    #[error("there is no secret service")]
    Absent,
    /// It is locked, or did not answer in time.
    #[error("the secret service is locked or does not answer")]
    Locked,
    /// It answered with something else than a key of this home.
    #[error("the secret service holds no usable key for this home")]
    Damaged,
    /// It failed in another way.
    #[error("the secret service failed: {0}")]
    Other(String),
}

/// The operating system's place for secrets. Calls may block on an unlock prompt, so they are made on threads of their
/// own and given up after a while.
pub trait Keys: Send + Sync + 'static {
    /// Reads the wrapping key of this home; `None` when there is none yet.
    ///
    /// # Errors
    ///
    /// [`KeysError`]; a locked service is an error, never an absent key.
    fn load(&self) -> Result<Option<WrapKey>, KeysError>;

    /// Writes the wrapping key of this home.
    ///
    /// # Errors
    ///
    /// [`KeysError`]; the key is not used then.
    fn save(&self, key: &WrapKey) -> Result<(), KeysError>;

    /// Whether the key lies in a file of the home instead of the system's place for secrets.
    fn is_file(&self) -> bool;
}
