//! SQLite as the ledger uses it: one connection that writes, a few that read, and numbered migrations.

use std::cmp::Ordering;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};

use crate::Error;

/// The first release without a bug by which a checkpoint could corrupt a database in WAL mode (TRUST.md 7).
const OLDEST_SQLITE: i32 = 3_051_003;

/// The schema, step by step. A released step never changes.
const MIGRATIONS: &[&str] = &[
    include_str!("0001_ledger.sql"),
    include_str!("0002_datasets.sql"),
    include_str!("0003_feeds.sql"),
    include_str!("0004_standing.sql"),
    include_str!("0005_enrolments.sql"),
    include_str!("0006_overrides.sql"),
    include_str!("0007_unnamed.sql"),
];

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
    // A table that others refer to is made anew only while nobody looks where they refer to. That they still do is asked
    // afterwards.
    connection.pragma_update(None, "foreign_keys", false)?;
    for (number, sql) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", number + 1)?;
        if transaction.prepare("PRAGMA foreign_key_check")?.exists([])? {
            return Err(Error::Damage("a row of the ledger refers to nothing".to_owned()));
        }
        transaction.commit()?;
    }
    connection.pragma_update(None, "foreign_keys", true)?;
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

    /// Readers of a ledger that another process may be writing. Nothing is changed, so it has to be of this program's schema
    /// already.
    pub(crate) fn of_another(path: &Path) -> Result<Self, Error> {
        if !path.is_file() {
            return Err(Error::Damage("it has no ledger".to_owned()));
        }
        let readers = Self::new(path);
        let done: usize =
            readers.read(|transaction| Ok(transaction.pragma_query_value(None, "user_version", |row| row.get(0))?))?;
        match done.cmp(&MIGRATIONS.len()) {
            Ordering::Equal => Ok(readers),
            Ordering::Less => Err(Error::Damage("the ledger is of an older program: serve it once".to_owned())),
            Ordering::Greater => Err(Error::Damage("the ledger is of a newer program".to_owned())),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a ledger of the first schema held: a statement in a delivery, an object of an epoch, a note.
    const BEFORE: &str = "
        INSERT INTO feed VALUES (1, 10), (2, 11);
        INSERT INTO statements VALUES (1, x'01', x'05', x'', x'00', x'02', x'03', 'zhang', '[]');
        INSERT INTO readers VALUES (x'05', x'03', 'zhang', 1), (x'05', x'04', '', 1);
        INSERT INTO deliveries VALUES (x'05', x'03', 'zhang', 99, 0);
        INSERT INTO handed_out VALUES (2, x'05', x'04', 'wang');
        INSERT INTO objects VALUES (x'06', 1, 10);
        INSERT INTO uses VALUES (x'06', 1, 'epoch', x'05', x'03', '');
        PRAGMA user_version = 1;";

    #[test]
    fn a_ledger_of_the_first_schema_is_brought_up_to_date() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ledger.sqlite");
        let old = Connection::open(&path).expect("a database");
        old.execute_batch(&[MIGRATIONS[0], BEFORE].concat()).expect("the first schema");
        drop(old);
        let ledger = open(&path).expect("it is brought up to date");
        let all = |sql: &str| -> Vec<String> {
            let mut query = ledger.prepare(sql).expect("a query");
            let rows = query.query_map([], |row| row.get(0)).expect("rows");
            rows.map(|row| row.expect("a row")).collect()
        };
        let feeds = all("SELECT hex(department) || person || position FROM feeds ORDER BY 1");
        assert_eq!(feeds, ["03zhang1", "03zhang2", "041", "04wang2"]);
        assert_eq!(all("SELECT what FROM uses"), ["own"]);
        assert_eq!(all("SELECT hex(id) || stands FROM statements"), ["01counts"]);
        let dangling = ledger.execute("INSERT INTO named VALUES (9, 0, x'09')", []);
        assert!(dangling.is_err(), "rows refer to rows that there are, again");
    }
}
