//! SQLite as the ledger uses it: one connection that writes, a few that read, and numbered migrations.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};

use crate::Error;

/// The first release without a bug by which a checkpoint could corrupt a database in WAL mode (TRUST.md 7).
const OLDEST_SQLITE: i32 = 3_051_003;

/// The schema, step by step. A released step never changes.
const MIGRATIONS: &[&str] =
    &[include_str!("0001_ledger.sql"), include_str!("0002_datasets.sql"), include_str!("0003_feeds.sql")];

/// Opens the connection that writes, and brings the schema up to date.
pub(crate) fn open(path: &Path) -> Result<Connection, Error> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(Error::Damage(format!("SQLite {} is too old", rusqlite::version())));
    }
    let mut connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    settle(&connection)?;
    migrate(&mut connection)?;
    Ok(connection)
}

fn settle(connection: &Connection) -> Result<(), Error> {
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn migrate(connection: &mut Connection) -> Result<(), Error> {
    let done: usize = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if done > MIGRATIONS.len() {
        return Err(Error::Damage("the ledger is of a newer program".to_owned()));
    }
    for (number, sql) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", number + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Connections that only read. Each reader sees what was committed before it began.
pub(crate) struct Readers {
    path: std::path::PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// Readers of the database at `path`, opened when they are needed.
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), idle: Mutex::new(Vec::new()) }
    }

    /// Reads in one transaction.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let idle = self.lock().pop();
        let mut connection = idle.map_or_else(|| self.connect(), Ok)?;
        let transaction = connection.transaction()?;
        let answer = work(&transaction);
        transaction.finish()?;
        self.lock().push(connection);
        answer
    }

    fn connect(&self) -> Result<Connection, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        settle(&connection)?;
        Ok(connection)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
