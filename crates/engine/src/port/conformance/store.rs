//! The suite of [`Store`]: rows, order, batches that are whole or absent, values of any bytes, readers beside a writer.

use crate::port::{Store, StoreError, Table, Write};

/// A place in which a store is opened, closed and opened again.
pub trait StoreHome {
    /// The store.
    type Opened: Store;

    /// Opens what lies there. Called again only after the store before was dropped.
    fn open(&self) -> Self::Opened;

    /// From here on every write of this key fails inside the store, as if the disk had refused it.
    fn refuse(&self, table: Table, key: &[u8]);

    /// Ends [`StoreHome::refuse`].
    fn allow(&self);
}

/// Runs the suite: one test per sentence, each with a home of its own.
#[macro_export]
macro_rules! store_suite {
    ($home:expr) => {
        $crate::store_suite! { $home =>
            rows_are_read_as_they_were_written
            rows_survive_closing_and_opening
            a_batch_is_applied_in_order
            a_batch_that_fails_at_any_write_leaves_nothing
            scans_are_in_ascending_order_and_end_with_their_prefix
            tables_do_not_mix
            keys_and_values_are_any_bytes
            removing_a_prefix_removes_exactly_that
            values_of_8_mib_come_back
            readers_see_whole_batches_while_one_writes
            size_grows_with_what_is_kept
        }
    };
    ($home:expr => $($sentence:ident)*) => {$(
        #[test]
        fn $sentence() {
            $crate::port::conformance::store::$sentence(&$home);
        }
    )*};
}

fn put(table: Table, key: &[u8], value: &[u8]) -> Write {
    Write::Put { table, key: key.to_vec(), value: value.to_vec() }
}

fn delete(table: Table, key: &[u8]) -> Write {
    Write::Delete { table, key: key.to_vec() }
}

fn delete_prefix(table: Table, prefix: &[u8]) -> Write {
    Write::DeletePrefix { table, prefix: prefix.to_vec() }
}

fn keys(store: &impl Store, table: Table, prefix: &[u8]) -> Vec<Vec<u8>> {
    let rows = store.scan(table, prefix).expect("rows");
    rows.into_iter().map(|(key, _)| key).collect()
}

/// Reads, overwrites and removes; what is not there is `None` and no error.
///
/// # Panics
///
/// When the store does otherwise. So do all functions of this module.
pub fn rows_are_read_as_they_were_written(home: &impl StoreHome) {
    let store = home.open();
    assert_eq!(store.read(Table::Meta, b"k"), Ok(None));
    let steps = [(put(Table::Meta, b"k", b"one"), Some(b"one".to_vec()))]
        .into_iter()
        .chain([(put(Table::Meta, b"k", b"two"), Some(b"two".to_vec()))])
        .chain([(delete(Table::Meta, b"k"), None), (delete(Table::Meta, b"k"), None)]);
    for (write, expected) in steps {
        store.commit(&[write]).expect("it is kept");
        assert_eq!(store.read(Table::Meta, b"k"), Ok(expected));
    }
    store.commit(&[]).expect("an empty batch is nothing to do");
}

/// What was committed is there after the store was closed.
pub fn rows_survive_closing_and_opening(home: &impl StoreHome) {
    for round in 0..5_u8 {
        let store = home.open();
        let known: Vec<Vec<u8>> = (0..round).map(|number| vec![number]).collect();
        assert_eq!(keys(&store, Table::Job, b""), known);
        store.commit(&[put(Table::Job, &[round], &[round; 100])]).expect("it is kept");
    }
    assert_eq!(home.open().read(Table::Job, &[3]), Ok(Some(vec![3; 100])));
}

/// Later writes of a batch see and replace what earlier ones did.
pub fn a_batch_is_applied_in_order(home: &impl StoreHome) {
    let store = home.open();
    let batch = [
        put(Table::Mark, b"a1", b"old"),
        put(Table::Mark, b"a2", b"gone"),
        put(Table::Mark, b"b", b"stays"),
        delete_prefix(Table::Mark, b"a"),
        put(Table::Mark, b"a1", b"new"),
        put(Table::Mark, b"c", b"gone"),
        delete(Table::Mark, b"c"),
    ];
    store.commit(&batch).expect("it is kept");
    let rows = store.scan(Table::Mark, b"").expect("rows");
    let expected = [("a1", "new"), ("b", "stays")];
    assert_eq!(rows, expected.map(|(key, value)| (key.into(), value.into())));
}

/// A fault at every write of a batch, one after the other: nothing of the batch is there, and what was there stays.
pub fn a_batch_that_fails_at_any_write_leaves_nothing(home: &impl StoreHome) {
    let store = home.open();
    let before = [(b"d1".to_vec(), b"1".to_vec()), (b"d2".to_vec(), b"2".to_vec())];
    let seed: Vec<Write> = before.iter().map(|(key, value)| put(Table::Acked, key, value)).collect();
    store.commit(&seed).expect("there is something to lose");
    let batch = [
        put(Table::Acked, b"a", &[1; 5000]),
        put(Table::Acked, b"d1", b"changed"),
        delete(Table::Acked, b"d2"),
        put(Table::Acked, b"b", b"2"),
        put(Table::Acked, b"c", b"3"),
    ];
    for refused in [&b"a"[..], b"d1", b"d2", b"b", b"c"] {
        home.refuse(Table::Acked, refused);
        let error = store.commit(&batch).expect_err("one write fails");
        assert!(matches!(error, StoreError::Other(_) | StoreError::Full));
        assert_eq!(store.scan(Table::Acked, b"").expect("rows"), before);
        home.allow();
    }
    drop(store);
    let store = home.open();
    assert_eq!(store.scan(Table::Acked, b"").expect("rows"), before);
    store.commit(&batch).expect("nothing refuses any more");
    let expected: [&[u8]; 4] = [b"a", b"b", b"c", b"d1"];
    assert_eq!(keys(&store, Table::Acked, b""), expected);
}

/// Ascending by bytes, exactly the keys that begin so, also where the prefix ends in 0xFF.
pub fn scans_are_in_ascending_order_and_end_with_their_prefix(home: &impl StoreHome) {
    let store = home.open();
    let all: [&[u8]; 9] = [b"", b"\x00", b"a", b"a\x00", b"a\xFF", b"a\xFF\xFF", b"b", b"\xFF", b"\xFF\xFF\x01"];
    for key in all.iter().rev() {
        store.commit(&[put(Table::Event, key, key)]).expect("it is kept");
    }
    for prefix in [&b""[..], b"\x00", b"a", b"a\xFF", b"b", b"c", b"\xFF", b"\xFF\xFF"] {
        let expected: Vec<_> = all.iter().filter(|key| key.starts_with(prefix)).collect();
        let rows = store.scan(Table::Event, prefix).expect("rows");
        assert!(rows.iter().all(|(key, value)| key == value));
        let found: Vec<_> = rows.iter().map(|(key, _)| key.as_slice()).collect();
        assert_eq!(found, expected.into_iter().copied().collect::<Vec<_>>(), "{prefix:?}");
    }
}

/// The same key in every table is another row.
pub fn tables_do_not_mix(home: &impl StoreHome) {
    let store = home.open();
    let batch: Vec<Write> = Table::ALL.iter().map(|table| put(*table, b"same", table.name().as_bytes())).collect();
    store.commit(&batch).expect("it is kept");
    store.commit(&[delete(Table::Secret, b"same")]).expect("it is kept");
    for table in Table::ALL {
        let expected = (table != Table::Secret).then(|| table.name().as_bytes().to_vec());
        assert_eq!(store.read(table, b"same"), Ok(expected));
    }
}

/// Every byte in keys and values, empty ones, and long keys.
pub fn keys_and_values_are_any_bytes(home: &impl StoreHome) {
    let store = home.open();
    let every: Vec<u8> = (0..=255).collect();
    let long = every.repeat(8);
    let mut rows: Vec<(Vec<u8>, Vec<u8>)> = every.iter().map(|byte| (vec![*byte], vec![*byte, 0])).collect();
    rows.push((Vec::new(), b"of the empty key".to_vec()));
    rows.push((b"empty".to_vec(), Vec::new()));
    rows.push((long, every));
    let batch: Vec<Write> = rows.iter().map(|(key, value)| put(Table::Statement, key, value)).collect();
    store.commit(&batch).expect("it is kept");
    for (key, value) in &rows {
        assert_eq!(store.read(Table::Statement, key), Ok(Some(value.clone())));
    }
    rows.sort_unstable();
    assert_eq!(store.scan(Table::Statement, b""), Ok(rows));
}

/// The neighbours of a removed prefix stay; an empty prefix empties the table and no other.
pub fn removing_a_prefix_removes_exactly_that(home: &impl StoreHome) {
    let store = home.open();
    let all: [&[u8]; 6] = [b"a", b"b", b"b\x00", b"b\xFF\xFF", b"c", b"\xFF"];
    let mut batch: Vec<Write> = all.iter().map(|key| put(Table::Recent, key, b"")).collect();
    batch.push(put(Table::Meta, b"b", b""));
    store.commit(&batch).expect("it is kept");
    store.commit(&[delete_prefix(Table::Recent, b"b")]).expect("it is kept");
    let left: [&[u8]; 3] = [b"a", b"c", b"\xFF"];
    assert_eq!(keys(&store, Table::Recent, b""), left);
    store.commit(&[delete_prefix(Table::Recent, b"")]).expect("it is kept");
    assert!(keys(&store, Table::Recent, b"").is_empty());
    assert_eq!(keys(&store, Table::Meta, b"").len(), 1);
}

/// The largest object of the platform, twice in one batch.
pub fn values_of_8_mib_come_back(home: &impl StoreHome) {
    let big: Vec<u8> = (0..8 * 1024 * 1024_u32).map(|at| at.to_le_bytes()[usize::from(at % 3 == 0)]).collect();
    let store = home.open();
    let batch = [put(Table::Object, b"a", &big), put(Table::Object, b"b", &big)];
    store.commit(&batch).expect("it is kept");
    drop(store);
    let store = home.open();
    let found = store.read(Table::Object, b"b").expect("a row").expect("it");
    assert!(found == big, "8 MiB do not come back as they were");
}

/// Readers on threads of their own never see half of a batch.
pub fn readers_see_whole_batches_while_one_writes(home: &impl StoreHome) {
    const BATCHES: u32 = 60;
    let store = home.open();
    let pair = |number: u32| {
        let value = number.to_be_bytes();
        [put(Table::Mark, b"left", &value), put(Table::Mark, b"right", &value)]
    };
    store.commit(&pair(0)).expect("it is kept");
    std::thread::scope(|scope| {
        let store = &store;
        for _ in 0..4 {
            scope.spawn(move || {
                let mut newest = Vec::new();
                while newest != BATCHES.to_be_bytes() {
                    let rows = store.scan(Table::Mark, b"").expect("rows");
                    let [(_, left), (_, right)] = rows.as_slice() else {
                        panic!("there are two rows");
                    };
                    assert_eq!(left, right, "half of a batch");
                    assert!(*left >= newest, "an older state after a newer one");
                    newest.clone_from(left);
                }
            });
        }
        for number in 1..=BATCHES {
            store.commit(&pair(number)).expect("it is kept");
        }
    });
}

/// Five megabytes more are seen in the size.
pub fn size_grows_with_what_is_kept(home: &impl StoreHome) {
    let store = home.open();
    store.commit(&[put(Table::Object, b"a", &[1; 1000])]).expect("it is kept");
    let before = store.size().expect("a size");
    store.commit(&[put(Table::Object, b"b", &[2; 5_000_000])]).expect("it is kept");
    let after = store.size().expect("a size");
    assert!(before >= 1000, "{before}");
    assert!(after >= before + 5_000_000, "{before} to {after}");
}
