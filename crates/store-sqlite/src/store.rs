//! [`SqliteStore`]: one writing connection behind a lock, readers that never wait for it, batches in one transaction.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use jixiang_engine::port::{Row, Store, StoreError, Table, WrapKey, Write};
use jixiang_engine::search::{SearchPage, SearchPlan};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use crate::failure::{breaks_the_disk, translate};
use crate::index::Index;
use crate::opening::Opening;

/// Reading connections that are kept for the next reader.
const KEPT_READERS: usize = 4;

/// The store of one home, in `store.db` below it.
pub struct SqliteStore {
    opening: Opening,
    writer: Mutex<Writer>,
    readers: Mutex<Vec<Connection>>,
    /// What lies in memory of the index; not there before it is needed and after a batch that failed. Whoever changes
    /// the index holds it from the first write to the end of the commit, so a reader sees both as they belong together.
    index: RwLock<Option<Index>>,
}

enum Writer {
    Open(Connection),
    /// A write or flush failed on the disk. What the file holds is uncertain until it is opened again.
    Failed,
}

impl SqliteStore {
    /// Opens the store of the home in this folder, or makes it. The folder must exist, belong to this program alone
    /// (its lock) and lie on a local disk.
    ///
    /// # Errors
    ///
    /// [`StoreError::Key`] when the key does not open it (or its first page is damaged), [`StoreError::Newer`],
    /// [`StoreError::Damaged`], [`StoreError::Full`], [`StoreError::Other`]. The file is as it was.
    pub fn open(home: &Path, key: &WrapKey) -> Result<Self, StoreError> {
        let opening = Opening::new(home, key);
        let writer = Mutex::new(Writer::Open(opening.writer()?));
        let readers = Mutex::new(Vec::new());
        Ok(Self { opening, writer, readers, index: RwLock::new(None) })
    }

    fn translate(&self, error: &rusqlite::Error) -> StoreError {
        translate(error, self.opening.folder())
    }

    /// Lends a reading connection. One that failed is not used again.
    fn reading<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let kept = lock(&self.readers).pop();
        let reader = kept.map_or_else(|| self.opening.reader(), Ok)?;
        let found = checked(&reader, read).map_err(|error| self.translate(&error))?;
        let mut readers = lock(&self.readers);
        if readers.len() < KEPT_READERS {
            readers.push(reader);
        }
        Ok(found)
    }
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SqliteStore")
    }
}

impl Store for SqliteStore {
    fn read(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = format!("SELECT value FROM \"{}\" WHERE key = ?1", table.name());
        self.reading(|reader| reader.prepare_cached(&sql)?.query_row(params![key], |row| row.get(0)).optional())
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Row>, StoreError> {
        let (bounds, end) = range(prefix);
        let sql = format!("SELECT key, value FROM \"{}\" WHERE {bounds} ORDER BY key", table.name());
        self.reading(|reader| {
            reader
                .prepare_cached(&sql)?
                .query_map(params![prefix, end], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }

    fn commit(&self, batch: &[Write]) -> Result<(), StoreError> {
        let mut writer = lock(&self.writer);
        let Writer::Open(connection) = &mut *writer else {
            return Err(StoreError::Other("an earlier write failed on the disk".to_owned()));
        };
        let done = if batch.iter().any(changes_index) {
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            // Whatever happens on the way, what is in memory is trusted again only after the commit.
            let mut changed = index.take();
            let done = apply_all(connection, batch, &mut changed);
            *index = changed.filter(|_| done.is_ok());
            done
        } else {
            apply_all(connection, batch, &mut None)
        };
        done.map_err(|error| {
            let told = self.translate(&error);
            if breaks_the_disk(&error) && told != StoreError::Full {
                *writer = Writer::Failed;
            }
            told
        })
    }

    fn search(&self, plan: &SearchPlan) -> Result<SearchPage, StoreError> {
        loop {
            let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(index) = &*index {
                return self.reading(|reader| index.search(reader, plan));
            }
            drop(index);
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            if index.is_none() {
                *index = Some(self.reading(Index::load)?);
            }
        }
    }

    fn size(&self) -> Result<u64, StoreError> {
        let mut bytes = 0;
        for file in self.opening.files() {
            match file.metadata() {
                Ok(metadata) => bytes += metadata.len(),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::Other(error.to_string())),
            }
        }
        Ok(bytes)
    }
}

/// A panic while the lock was held has rolled its transaction back, so the connection is as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads, and believes it only when every page was authentic: SQLCipher hands over a forged page as zeros and goes on,
/// which nobody notices when nothing but content lies on it. The pragma is evaluated while it is prepared, so it is
/// prepared each time.
fn checked<T>(reader: &Connection, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let found = read(reader)?;
    let status: String = reader.query_row("PRAGMA cipher_status", [], |row| row.get(0))?;
    if status == "1" {
        Ok(found)
    } else {
        Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), None))
    }
}

/// Everything in one transaction; an error on the way drops it, which rolls it back.
fn apply_all(connection: &mut Connection, batch: &[Write], index: &mut Option<Index>) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for write in batch {
        apply(&transaction, write, index)?;
    }
    if let Some(index) = index {
        index.finish(&transaction)?;
    }
    transaction.commit()
}

const fn changes_index(write: &Write) -> bool {
    match write {
        Write::Index { .. } | Write::Unindex { .. } => true,
        Write::Put { .. } | Write::Delete { .. } | Write::DeletePrefix { .. } => false,
    }
}

/// The index as this transaction sees it.
fn loaded<'a>(index: &'a mut Option<Index>, transaction: &Transaction<'_>) -> rusqlite::Result<&'a mut Index> {
    match index {
        Some(index) => Ok(index),
        None => Ok(index.insert(Index::load(transaction)?)),
    }
}

fn apply(transaction: &Transaction<'_>, write: &Write, index: &mut Option<Index>) -> rusqlite::Result<()> {
    match write {
        Write::Put { table, key, value } => {
            let sql = format!(
                "INSERT INTO \"{}\" (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                table.name()
            );
            transaction.prepare_cached(&sql)?.execute(params![key, value])
        }
        Write::Delete { table, key } => {
            let sql = format!("DELETE FROM \"{}\" WHERE key = ?1", table.name());
            transaction.prepare_cached(&sql)?.execute(params![key])
        }
        Write::DeletePrefix { table, prefix } => {
            let (bounds, end) = range(prefix);
            let sql = format!("DELETE FROM \"{}\" WHERE {bounds}", table.name());
            transaction.prepare_cached(&sql)?.execute(params![prefix, end])
        }
        Write::Index { id, document } => {
            return loaded(index, transaction)?.put(transaction, id, document);
        }
        Write::Unindex { id } => return loaded(index, transaction)?.remove(transaction, id),
    }
    .map(drop)
}

/// The keys that begin with `prefix`, as a condition on `key` with the prefix as `?1` and the second value as `?2`.
/// Where nothing can follow (no prefix, or 0xFF alone) the second value is not compared.
fn range(prefix: &[u8]) -> (&'static str, Vec<u8>) {
    let end = after(prefix);
    let bounds = if end.is_empty() { "key >= ?1 AND ?2 IS NOT NULL" } else { "key >= ?1 AND key < ?2" };
    (bounds, end)
}

/// The first key after all keys that begin with `prefix`; empty when there is none.
fn after(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if let Some(next) = last.checked_add(1) {
            end.push(next);
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(key: &[u8], bytes: usize) -> Write {
        Write::Put { table: Table::Object, key: key.to_vec(), value: vec![7; bytes] }
    }

    #[test]
    fn the_end_of_a_prefix_is_the_next_key_of_its_length_or_shorter() {
        assert_eq!(after(b"ab"), b"ac");
        assert_eq!(after(&[1, 0xFF, 0xFF]), [2]);
        assert!(after(&[0xFF, 0xFF]).is_empty());
        assert!(after(b"").is_empty());
    }

    #[test]
    fn the_library_is_one_without_the_journal_bug_and_encrypts() {
        // A write-ahead journal could be corrupted before 3.51.3 (sqlite.org/releaselog).
        assert!(rusqlite::version_number() >= 3_051_003);
        let connection = Connection::open_in_memory().expect("a database in memory");
        let version: String = connection.query_row("PRAGMA cipher_version", [], |row| row.get(0)).expect("SQLCipher");
        assert!(version.starts_with('4'), "{version}");
    }

    #[test]
    fn a_full_disk_changes_nothing_and_room_makes_it_work_again() {
        let home = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(home.path(), &WrapKey::from_bytes([1; 32])).expect("a new store");
        let limit = |pages: i64| {
            let Writer::Open(connection) = &*lock(&store.writer) else {
                panic!("the disk did not fail");
            };
            // As if the disk ended there: SQLite answers with the same code.
            connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).expect("a limit");
        };
        store.commit(&[put(b"a", 10)]).expect("there is room");
        limit(40);
        let batch = [put(b"b", 10), put(b"c", 1_000_000)];
        assert_eq!(store.commit(&batch), Err(StoreError::Full));
        assert_eq!(store.scan(Table::Object, b"").expect("rows").len(), 1);
        limit(1_000_000);
        store.commit(&batch).expect("there is room again");
        assert_eq!(store.scan(Table::Object, b"").expect("rows").len(), 3);
    }

    #[test]
    fn after_a_failed_disk_nothing_is_promised_until_it_is_opened_again() {
        let home = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(home.path(), &WrapKey::from_bytes([1; 32])).expect("a new store");
        store.commit(&[put(b"a", 10)]).expect("there is room");
        *lock(&store.writer) = Writer::Failed;
        assert!(matches!(store.commit(&[put(b"b", 10)]), Err(StoreError::Other(_))));
        drop(store);
        let store = SqliteStore::open(home.path(), &WrapKey::from_bytes([1; 32])).expect("the store");
        store.commit(&[put(b"b", 10)]).expect("it writes again");
    }
}
