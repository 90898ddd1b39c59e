//! The SQLite store passes the same suite as the store in memory.

use jixiang_engine::port::conformance::store::StoreHome;
use jixiang_engine::port::{Table, WrapKey};
use jixiang_store_sqlite::SqliteStore;
use rusqlite::Connection;
use tempfile::TempDir;

const KEY: [u8; 32] = [0xA5; 32];

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// A second way into the database, to make single writes fail inside it.
    fn inside(&self, sql: &str) {
        let connection = Connection::open(self.0.path().join("store.db")).expect("the file");
        let key = format!("PRAGMA key = \"x'{}'\"; {sql}", hex::encode(KEY));
        connection.execute_batch(&key).expect("the statement runs");
    }
}

impl StoreHome for Folder {
    type Opened = SqliteStore;

    fn open(&self) -> SqliteStore {
        SqliteStore::open(self.0.path(), &WrapKey::from_bytes(KEY)).expect("the store opens")
    }

    fn refuse(&self, table: Table, key: &[u8]) {
        let (name, key) = (table.name(), hex::encode(key));
        let refuse = format!("= x'{key}' BEGIN SELECT RAISE(ABORT, 'refused'); END;");
        self.inside(&format!(
            "CREATE TRIGGER refused_put BEFORE INSERT ON \"{name}\" WHEN NEW.key {refuse}
             CREATE TRIGGER refused_delete BEFORE DELETE ON \"{name}\" WHEN OLD.key {refuse}"
        ));
    }

    fn allow(&self) {
        self.inside("DROP TRIGGER refused_put; DROP TRIGGER refused_delete;");
    }
}

jixiang_engine::store_suite!(Folder::new());
jixiang_engine::search_suite!(Folder::new());
