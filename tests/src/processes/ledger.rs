//! What the platform has: the statements of its ledger and the files of its objects, read as an administrator could.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use super::{Result, Trouble};

/// A platform's ledger, opened for reading while the platform runs.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    data: PathBuf,
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl Ledger {
    /// Opens the ledger of a data folder.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(data: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(data.join("ledger.sqlite"), flags)?;
        connection.busy_timeout(super::PATIENCE)?;
        Ok(Self { connection, data: data.to_owned() })
    }

    /// How many statements it has.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn len(&self) -> Result<u64> {
        Ok(self.connection.prepare_cached("SELECT COUNT(*) FROM statements")?.query_row([], |row| row.get(0))?)
    }

    /// Whether it has none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// The kinds of all statements of a scope, in order: `delivery`, `receipt`, `take-back`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn kinds_of(&self, scope: &str) -> Result<Vec<String>> {
        let mut query = self.connection.prepare_cached(
            "SELECT CAST(envelope AS TEXT) FROM statements WHERE lower(hex(scope)) = ?1 ORDER BY position",
        )?;
        let envelopes = query.query_map([scope], |row| row.get::<_, String>(0))?;
        envelopes.map(|envelope| kind(&envelope?)).collect()
    }

    /// The deliveries that it has, as their ids.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn deliveries(&self) -> Result<Vec<String>> {
        let mut query = self.connection.prepare_cached("SELECT lower(hex(scope)) FROM deliveries")?;
        let ids = query.query_map([], |row| row.get(0))?;
        Ok(ids.collect::<std::result::Result<_, _>>()?)
    }

    /// How many objects it knows. Quicker than looking at the files.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn objects_known(&self) -> Result<usize> {
        let count: u32 =
            self.connection.prepare_cached("SELECT COUNT(*) FROM objects")?.query_row([], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// The files of all objects.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn objects(&self) -> Result<BTreeSet<PathBuf>> {
        let mut files = BTreeSet::new();
        for folder in fs::read_dir(self.data.join("objects"))? {
            for file in fs::read_dir(folder?.path())? {
                files.insert(file?.path());
            }
        }
        Ok(files)
    }

    /// What arrives just now, or was left by a kill.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn incoming(&self) -> Result<usize> {
        Ok(fs::read_dir(self.data.join("incoming"))?.count())
    }
}

/// The kind in `application/vnd.jixiang.KIND.v1+json`.
fn kind(envelope: &str) -> Result<String> {
    let odd = || Trouble::new(format!("no envelope: {envelope}"));
    let envelope: Value = serde_json::from_str(envelope).map_err(|_| odd())?;
    let kind = envelope["payloadType"]
        .as_str()
        .and_then(|kind| kind.strip_prefix("application/vnd.jixiang."))
        .and_then(|kind| kind.strip_suffix(".v1+json"));
    kind.map(str::to_owned).ok_or_else(odd)
}
