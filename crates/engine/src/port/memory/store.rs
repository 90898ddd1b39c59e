//! [`MemoryStore`]: the store of a home that ends with the process, with faults to order.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::port::{Row, Store, StoreError, Table, Write};

/// A store in memory. Clones are openings of the same "disk": a clone that is made after another was dropped finds what
/// that one committed.
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Disk>>);

#[derive(Default)]
struct Disk {
    rows: BTreeMap<(Table, Vec<u8>), Vec<u8>>,
    refused: Option<(Table, Vec<u8>)>,
    fault: Option<StoreError>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From here on each commit that would write this key fails; `None` ends it.
    pub fn refuse(&self, key: Option<(Table, Vec<u8>)>) {
        self.disk().refused = key;
    }

    /// From here on every call fails with this; `None` ends it. Reads go on when the disk is only full.
    pub fn fail(&self, fault: Option<StoreError>) {
        self.disk().fault = fault;
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readable(&self) -> Result<MutexGuard<'_, Disk>, StoreError> {
        let disk = self.disk();
        match &disk.fault {
            None | Some(StoreError::Full) => Ok(disk),
            Some(fault) => Err(fault.clone()),
        }
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryStore")
    }
}

impl Disk {
    fn rows(&self, table: Table, prefix: &[u8]) -> impl Iterator<Item = (&[u8], &Vec<u8>)> {
        let from = Bound::Included((table, prefix.to_vec()));
        let rows = self.rows.range((from, Bound::Unbounded));
        let prefix = prefix.to_vec();
        rows.take_while(move |((of, key), _)| *of == table && key.starts_with(&prefix))
            .map(|((_, key), value)| (key.as_slice(), value))
    }

    fn refuses(&self, write: &Write) -> bool {
        self.refused.as_ref().is_some_and(|(refused, at)| match write {
            Write::Put { table, key, .. } | Write::Delete { table, key } => table == refused && key == at,
            Write::DeletePrefix { table, prefix } => table == refused && at.starts_with(prefix),
        })
    }

    fn apply(&mut self, write: &Write) {
        match write {
            Write::Put { table, key, value } => {
                self.rows.insert((*table, key.clone()), value.clone());
            }
            Write::Delete { table, key } => {
                self.rows.remove(&(*table, key.clone()));
            }
            Write::DeletePrefix { table, prefix } => {
                let keys: Vec<_> = self.rows(*table, prefix).map(|(key, _)| key.to_vec()).collect();
                for key in keys {
                    self.rows.remove(&(*table, key));
                }
            }
        }
    }
}

impl Store for MemoryStore {
    fn read(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.readable()?.rows.get(&(table, key.to_vec())).cloned())
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Row>, StoreError> {
        let disk = self.readable()?;
        let rows = disk.rows(table, prefix);
        Ok(rows.map(|(key, value)| (key.to_vec(), value.clone())).collect())
    }

    fn commit(&self, batch: &[Write]) -> Result<(), StoreError> {
        let mut disk = self.disk();
        if let Some(fault) = &disk.fault {
            return Err(fault.clone());
        }
        if batch.iter().any(|write| disk.refuses(write)) {
            return Err(StoreError::Other("a write was refused".to_owned()));
        }
        batch.iter().for_each(|write| disk.apply(write));
        Ok(())
    }

    fn size(&self) -> Result<u64, StoreError> {
        let disk = self.readable()?;
        let bytes = disk.rows.iter().map(|((_, key), value)| key.len() + value.len());
        Ok(bytes.sum::<usize>() as u64)
    }
}
