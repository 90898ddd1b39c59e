//! The ports in memory pass the suites that the real ones pass.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jixiang_demo::{Authority, Seed};
use jixiang_model::{PersonId, UnixMillis};

use super::{Admitted, KeysState, ManualClock, Member, MemoryKeys, MemoryPlatform, MemoryRemote, MemoryStore, Reach};
use crate::port::conformance::keys::KeysHome;
use crate::port::conformance::remote::RemoteWorld;
use crate::port::conformance::store::StoreHome;
use crate::port::{
    Clock as _, Keys as _, KeysError, Remote as _, RemoteError, Staff, Store as _, StoreError, Table, Write,
};

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

/// The keys of one demo province for all tests: the same folder gives the same bytes.
static PROVINCE: LazyLock<(Arc<Authority>, Seed)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let authority = Authority::open(&folder.path().join("keys")).expect("a demo authority");
    let seed = authority.seed(NOON).expect("a province");
    (Arc::new(authority), seed)
});

const NOON: UnixMillis = UnixMillis(1_795_000_000_000);

struct World {
    platform: MemoryPlatform,
    clock: ManualClock,
}

impl World {
    fn new() -> Self {
        let (authority, seed) = &*PROVINCE;
        let clock = ManualClock::at(NOON);
        let people = seed.staff.iter().map(|person| Member {
            staff: Staff {
                id: person.id.clone(),
                department: person.department_name.clone(),
                name: person.name.clone(),
                post: person.post.clone(),
            },
            department: person.department,
        });
        let admitting = Arc::clone(authority);
        let platform = MemoryPlatform::new(
            authority.realm_root(),
            authority.instance(),
            Arc::new(clock.clone()),
            people.collect(),
            Some(Box::new(move |chain, realm, enrolment, now| {
                let admitted = admitting.admit(chain, realm, enrolment, now).ok()?;
                let (objects, statements) = (admitted.objects, admitted.statements);
                Some(Admitted { objects, statements })
            })),
        );
        platform.import(&seed.objects, &seed.statements).expect("the province counts");
        Self { platform, clock }
    }
}

impl RemoteWorld for World {
    type Client = MemoryRemote;

    fn client(&self) -> MemoryRemote {
        self.platform.client()
    }

    fn people(&self) -> [PersonId; 3] {
        ["cz-li", "cc-zhao", "dsj-sun"].map(|id| id.parse().expect("an id"))
    }

    fn now(&self) -> UnixMillis {
        self.clock.now()
    }

    fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }
}

mod remote {
    use super::*;

    crate::remote_suite!(World::new());

    #[tokio::test]
    async fn a_lost_connection_ends_every_call_and_every_wait() {
        let world = World::new();
        let remote = world.client();
        let [person, ..] = world.people();
        let session = remote.demo_sign_in(&person).await.expect("a session");
        remote.use_session(Some(&session));
        let end = remote.feed(0, Duration::ZERO).await.expect("the feed");
        let gone = RemoteError::Offline("gone".to_owned());
        let cut = async { remote.set_reach(Reach::Fails(gone.clone())) };
        let (waited, ()) = tokio::join!(remote.feed(end.next, Duration::from_secs(20)), cut);
        assert_eq!(waited, Err(gone.clone()));
        assert_eq!(remote.realm().await, Err(gone));
        remote.set_reach(Reach::Open);
        remote.realm().await.expect("it is back");
    }
}
