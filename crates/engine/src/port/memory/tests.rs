//! The ports in memory pass the suites that the real ones pass; that the platform does is in tests/province.

use super::{KeysState, MemoryKeys, MemoryStore};
use crate::port::conformance::keys::KeysHome;
use crate::port::conformance::store::StoreHome;
use crate::port::{Keys as _, KeysError, Store as _, StoreError, Table, Write};

impl StoreHome for MemoryStore {
    type Opened = Self;

    fn open(&self) -> Self {
        self.clone()
    }

    fn refuse(&self, table: Table, key: &[u8]) {
        Self::refuse(self, Some((table, key.to_vec())));
    }

    fn allow(&self) {
        Self::refuse(self, None);
    }
}

mod store {
    use super::*;

    crate::store_suite!(MemoryStore::new());
    crate::search_suite!(MemoryStore::new());

    #[test]
    fn a_full_disk_reads_and_a_failing_one_does_not() {
        let store = MemoryStore::new();
        let write = [Write::Put { table: Table::Meta, key: vec![1], value: vec![2] }];
        store.commit(&write).expect("it is kept");
        store.fail(Some(StoreError::Full));
        assert_eq!(store.commit(&write), Err(StoreError::Full));
        assert_eq!(store.read(Table::Meta, &[1]), Ok(Some(vec![2])));
        store.fail(Some(StoreError::Damaged));
        assert_eq!(store.read(Table::Meta, &[1]), Err(StoreError::Damaged));
        store.fail(None);
        assert_eq!(store.commit(&write), Ok(()));
    }
}

struct Places(MemoryKeys, MemoryKeys);

impl KeysHome for Places {
    type Opened = MemoryKeys;

    fn open(&self) -> MemoryKeys {
        self.0.clone()
    }

    fn other(&self) -> MemoryKeys {
        self.1.clone()
    }
}

mod keys {
    use super::*;

    crate::keys_suite!(Places(MemoryKeys::new(), MemoryKeys::new()));

    #[test]
    fn a_locked_place_is_not_an_empty_one() {
        let keys = MemoryKeys::new();
        keys.set(KeysState::Locked);
        assert_eq!(keys.load(), Err(KeysError::Locked));
        keys.set(KeysState::Absent);
        assert_eq!(keys.load(), Err(KeysError::Absent));
    }
}
