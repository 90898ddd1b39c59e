//! [`MemoryKeys`]: a place for secrets that ends with the process and can be locked.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::port::{Keys, KeysError, WrapKey};

/// In which state the place for secrets is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeysState {
    /// Open.
    #[default]
    Open,
    /// Locked: nothing is read or written.
    Locked,
    /// There is no such place.
    Absent,
}

/// A place for the secret of one home, in memory. Clones are the same place.
#[derive(Debug, Clone, Default)]
pub struct MemoryKeys(Arc<Mutex<(KeysState, Option<WrapKey>)>>);

impl MemoryKeys {
    /// An empty, open place.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Locks it, unlocks it, or takes it away. What it holds stays.
    pub fn set(&self, state: KeysState) {
        self.locked().0 = state;
    }

    fn locked(&self) -> MutexGuard<'_, (KeysState, Option<WrapKey>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<MutexGuard<'_, (KeysState, Option<WrapKey>)>, KeysError> {
        let place = self.locked();
        match place.0 {
            KeysState::Open => Ok(place),
            KeysState::Locked => Err(KeysError::Locked),
            KeysState::Absent => Err(KeysError::Absent),
        }
    }
}

impl Keys for MemoryKeys {
    fn load(&self) -> Result<Option<WrapKey>, KeysError> {
        Ok(self.open()?.1.clone())
    }

    fn save(&self, key: &WrapKey) -> Result<(), KeysError> {
        self.open()?.1 = Some(key.clone());
        Ok(())
    }

    fn is_file(&self) -> bool {
        false
    }
}
