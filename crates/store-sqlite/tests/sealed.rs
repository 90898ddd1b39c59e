//! What lies on the disk: nothing in clear, for the owner alone, opened by one key, refused when newer or damaged.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use jixiang_engine::port::{Store, StoreError, Table, WrapKey, Write};
use jixiang_store_sqlite::SqliteStore;
use tempfile::TempDir;

const KEY: WrapKey = WrapKey::from_bytes([0x3C; 32]);

fn home() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn open(home: &TempDir) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(home.path(), &KEY)
}

fn put(table: Table, key: &[u8], value: Vec<u8>) -> Write {
    Write::Put { table, key: key.to_vec(), value }
}

fn files(home: &Path) -> Vec<(String, Vec<u8>)> {
    fs::read_dir(home)
        .expect("the folder")
        .map(|entry| {
            let entry = entry.expect("a file");
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("its bytes"))
        })
        .collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn nothing_that_is_kept_lies_on_the_disk_in_clear() {
    let canary = "金丝雀-canary-7f3a9c51".as_bytes();
    let home = home();
    let store = open(&home).expect("a new store");
    for round in 0..50_u8 {
        let value = [canary, &[round], &vec![round; 20_000]].concat();
        let key = [canary, &[round]].concat();
        let batch = [put(Table::Secret, &key, value.clone()), put(Table::Meta, canary, value)];
        store.commit(&batch).expect("it is kept");
    }
    let rows = store.scan(Table::Secret, canary).expect("rows");
    assert_eq!(rows.len(), 50);
    store.commit(&[Write::DeletePrefix { table: Table::Secret, prefix: Vec::new() }]).expect("they are removed");
    let search = |when: &str| {
        for (name, bytes) in files(home.path()) {
            assert!(!holds(&bytes, canary), "{name} holds it in clear {when}");
            assert!(!holds(&bytes, KEY.as_bytes()), "{name} holds the key {when}");
            assert!(!holds(&bytes, b"SQLite format 3"), "{name} is not encrypted {when}");
            assert!(!holds(&bytes, b"CREATE TABLE"), "{name} shows its tables {when}");
        }
    };
    assert!(files(home.path()).iter().any(|(name, bytes)| name == "store.db-wal" && !bytes.is_empty()));
    search("while it is open");
    drop(store);
    search("after it was closed");
}

#[test]
fn only_the_owner_may_read_the_files() {
    let home = home();
    let store = open(&home).expect("a new store");
    store.commit(&[put(Table::Meta, b"k", vec![1])]).expect("it is kept");
    for entry in fs::read_dir(home.path()).expect("the folder") {
        let entry = entry.expect("a file");
        let mode = entry.metadata().expect("its mode").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", entry.file_name());
    }
}

#[test]
fn another_key_opens_nothing_and_harms_nothing() {
    let home = home();
    let store = open(&home).expect("a new store");
    store.commit(&[put(Table::Meta, b"k", vec![1])]).expect("it is kept");
    // Not closed: the journal has to survive the wrong key, too.
    let other = SqliteStore::open(home.path(), &WrapKey::from_bytes([0; 32]));
    assert_eq!(other.err(), Some(StoreError::Key));
    drop(store);
    let other = SqliteStore::open(home.path(), &WrapKey::from_bytes([0; 32]));
    assert_eq!(other.err(), Some(StoreError::Key));
    let store = open(&home).expect("the right key");
    assert_eq!(store.read(Table::Meta, b"k"), Ok(Some(vec![1])));
}

#[test]
fn a_file_that_is_no_store_is_not_opened() {
    let home = home();
    fs::write(home.path().join("store.db"), vec![b'x'; 8192]).expect("a file");
    assert_eq!(open(&home).err(), Some(StoreError::Key));
    assert_eq!(fs::read(home.path().join("store.db")).expect("it"), vec![b'x'; 8192]);
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_stays_as_it_is() {
    let home = home();
    drop(open(&home).expect("a new store"));
    let connection = rusqlite::Connection::open(home.path().join("store.db")).expect("the file");
    let key = format!("PRAGMA key = \"x'{}'\"; PRAGMA user_version = 7000;", hex::encode(KEY.as_bytes()));
    connection.execute_batch(&key).expect("a newer number");
    drop(connection);
    let before = fs::read(home.path().join("store.db")).expect("its bytes");
    assert_eq!(open(&home).err(), Some(StoreError::Newer));
    assert_eq!(fs::read(home.path().join("store.db")).expect("its bytes"), before);
}

#[test]
fn a_flipped_byte_is_found_where_it_is_read_and_never_returned() {
    let home = home();
    let store = open(&home).expect("a new store");
    for number in 0..40_u8 {
        store.commit(&[put(Table::Object, &[number], vec![number; 30_000])]).expect("it is kept");
    }
    drop(store);
    let path = home.path().join("store.db");
    let whole = fs::read(&path).expect("its bytes");
    // The first pages are the roots of other tables.
    for part in 3..32_usize {
        let mut bytes = whole.clone();
        let at = bytes.len() * part / 32;
        bytes[at] ^= 1;
        fs::write(&path, &bytes).expect("it is damaged");
        let Ok(store) = open(&home) else { continue };
        for number in 0..40_u8 {
            match store.read(Table::Object, &[number]) {
                Ok(value) => assert_eq!(value, Some(vec![number; 30_000]), "byte {at}"),
                Err(error) => assert_eq!(error, StoreError::Damaged, "byte {at}"),
            }
        }
        let rows = store.scan(Table::Object, b"");
        assert_eq!(rows.err(), Some(StoreError::Damaged), "byte {at}");
        drop(store);
    }
}

#[test]
fn a_store_that_was_not_closed_is_looked_through_and_goes_on() {
    let home = home();
    let store = open(&home).expect("a new store");
    store.commit(&[put(Table::Object, b"a", vec![5; 300_000])]).expect("it is kept");
    // The files as a power cut leaves them.
    let after_cut = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files(home.path()) {
        fs::write(after_cut.path().join(name), bytes).expect("a copy");
    }
    let again = open(&after_cut).expect("it opens");
    assert_eq!(again.read(Table::Object, b"a"), Ok(Some(vec![5; 300_000])));
}
