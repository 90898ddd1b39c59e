//! The platform in memory passes the suite that the real one passes.

use std::time::Duration;

use jixiang_engine::port::conformance::remote::RemoteWorld;
use jixiang_engine::port::memory::{MemoryRemote, Reach};
use jixiang_engine::port::{Clock as _, Remote as _, RemoteError};
use jixiang_model::{PersonId, UnixMillis};

use crate::world::Province;

impl RemoteWorld for Province {
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

jixiang_engine::remote_suite!(Province::new());

#[tokio::test]
async fn a_lost_connection_ends_every_call_and_every_wait() {
    let world = Province::new();
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
