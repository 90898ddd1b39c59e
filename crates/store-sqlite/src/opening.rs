//! Opening connections: the file and its mode, the key, the settings that keep a row sealed and durable.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jixiang_engine::port::{StoreError, WrapKey};
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::failure::{translate, translate_first};
use crate::index::renew;
use crate::migrate::migrate;

/// Connections are opened one after another.
static ALONE: Mutex<()> = Mutex::new(());

/// The name of the database in a home.
const FILE: &str = "store.db";

/// Settings of every connection. `secure_delete` overwrites what is removed; `cell_size_check` finds damage early;
/// `trusted_schema` keeps a tampered schema from calling functions.
const SETTINGS: &str = "PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA temp_store = MEMORY;
    PRAGMA secure_delete = ON;
    PRAGMA cell_size_check = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA journal_size_limit = 16777216;";

/// What a reading connection keeps of the pages that it deciphered, in KiB: what one key read is read by the next.
const READER_CACHE_KIB: i64 = 4096;

/// Where the database lies and what opens it.
pub(crate) struct Opening {
    folder: PathBuf,
    file: PathBuf,
    key: WrapKey,
}

impl Opening {
    pub(crate) fn new(home: &Path, key: &WrapKey) -> Self {
        Self { folder: home.to_owned(), file: home.join(FILE), key: key.clone() }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files that the store may consist of.
    pub(crate) fn files(&self) -> [PathBuf; 2] {
        [self.file.clone(), self.journal()]
    }

    /// Opens the one connection that writes: makes the file where there is none, brings its shape up to date, and looks
    /// through all of it when it was not closed cleanly.
    pub(crate) fn writer(&self) -> Result<Connection, StoreError> {
        self.make_private_file()?;
        let was_closed = !self.journal().metadata().is_ok_and(|file| file.len() > 0);
        let mut connection = self.connect()?;
        if !was_closed {
            self.check(&connection)?;
        }
        migrate(&mut connection).map_err(|error| error.into_store_error(|error| translate(error, &self.folder)))?;
        renew(&mut connection).map_err(|error| translate(&error, &self.folder))?;
        Ok(connection)
    }

    /// Opens a connection that only reads.
    pub(crate) fn reader(&self) -> Result<Connection, StoreError> {
        let connection = self.connect()?;
        connection
            .pragma_update(None, "query_only", true)
            .and_then(|()| connection.pragma_update(None, "cache_size", -READER_CACHE_KIB))
            .map_err(|error| translate(&error, &self.folder))?;
        Ok(connection)
    }

    /// A file that nobody else may read; SQLite gives its journal the same mode.
    fn make_private_file(&self) -> Result<(), StoreError> {
        OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&self.file).map(drop).map_err(
            |error| {
                if error.kind() == std::io::ErrorKind::StorageFull {
                    StoreError::Full
                } else {
                    StoreError::Other(error.to_string())
                }
            },
        )
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        // SQLCipher sets itself up when the first key is given, and not safely for two threads at once: one of them is
        // told that its key is empty.
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(&self.file, flags).map_err(|error| translate(&error, &self.folder))?;
        connection
            .busy_timeout(Duration::from_secs(10))
            .and_then(|()| connection.execute_batch(&self.key_text()))
            .map_err(|error| translate(&error, &self.folder))?;
        // The first read shows whether the key opens the file.
        connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))
            .map_err(|error| translate_first(&error, &self.folder))?;
        connection.execute_batch(SETTINGS).map_err(|error| translate(&error, &self.folder))?;
        // Every table has a few statements of its own.
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }

    /// `PRAGMA key` with 32 raw bytes, so no password is derived from (zetetic.net/sqlcipher/sqlcipher-api, "PRAGMA key").
    fn key_text(&self) -> Zeroizing<String> {
        let mut digits = Zeroizing::new([0_u8; 64]);
        hex::encode_to_slice(self.key.as_bytes(), &mut digits[..]).expect("32 bytes are 64 digits");
        // Room for all of it at once: a buffer that grows leaves the key behind.
        let mut text = Zeroizing::new(String::with_capacity(128));
        // SQLCipher writes to stderr unless it is told not to; what fails is told by its codes.
        text.push_str("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'");
        digits.iter().for_each(|digit| text.push(char::from(*digit)));
        text.push_str("'\";");
        text
    }

    /// Reads every page and holds the tables to their order.
    fn check(&self, connection: &Connection) -> Result<(), StoreError> {
        let verdict: String = connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(|error| translate(&error, &self.folder))?;
        if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged) }
    }

    /// SQLite removes the journal when the last connection closes; one that is left was not closed.
    fn journal(&self) -> PathBuf {
        self.folder.join(format!("{FILE}-wal"))
    }
}
