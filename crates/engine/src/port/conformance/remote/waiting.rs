//! Waiting for news, and what the platform itself has to tell.

use std::time::Duration;

use super::RemoteWorld;
use super::desk::{Desk, is};
use crate::port::{FeedRow, Remote as _};
use tokio::time::{Instant, timeout};

/// Who waits is told as soon as there is something, not when the time is over.
pub async fn a_wait_ends_with_the_first_news(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (sender, receiver) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let parcel = sender.parcel(&receiver, world.now(), world.now().plus_days(7)).await;
    let (_, cursor) = receiver.news(0).await;
    let wait = receiver.remote.feed(cursor, Duration::from_secs(20));
    let (page, appended) = tokio::join!(timeout(Duration::from_secs(15), wait), sender.send(&parcel));
    let page = page.expect("before the time is over").expect("the feed");
    assert!(page.rows.iter().any(|row| is(row, &parcel.opening)));
    assert!(page.next >= appended.position);
}

/// Nothing comes: an empty page when the time is over, and the same cursor or a later one.
pub async fn a_wait_without_news_ends_in_time(world: &impl RemoteWorld) {
    let [person, ..] = world.people();
    let desk = Desk::open(world, &person).await;
    let (_, cursor) = desk.news(0).await;
    let started = Instant::now();
    let page = timeout(Duration::from_secs(15), desk.remote.feed(cursor, Duration::from_secs(1))).await;
    let page = page.expect("in time").expect("the feed");
    assert!(page.rows.is_empty() && !page.more);
    assert!(page.next >= cursor);
    assert!(started.elapsed() >= Duration::from_millis(900), "it did not wait");
    let clock = page.clock.expect("the platform's clock");
    let apart = clock.since(world.now()).max(world.now().since(clock));
    assert!(apart <= 5 * 60 * 1000, "{clock} is not the platform's clock");
}

/// The version key leaves: sender and receiver are told once, however often it is fetched; the sender's own fetch and
/// that of other objects are nothing to tell.
pub async fn what_was_handed_out_is_told(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (sender, receiver) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let parcel = sender.parcel(&receiver, world.now(), world.now().plus_days(7)).await;
    sender.send(&parcel).await;
    let (_, cursor) = sender.news(0).await;
    let (version, body) = (parcel.version, parcel.body);
    sender.remote.get(version.hash, version.bytes).await.expect("the sender's own");
    receiver.remote.get(body.hash, body.bytes).await.expect("the body");
    assert_eq!(sender.news(cursor).await.0, []);
    for _ in 0..3 {
        receiver.remote.get(version.hash, version.bytes).await.expect("the version key");
    }
    for told in [&sender, &receiver] {
        let (rows, _) = told.news(cursor).await;
        let [FeedRow::HandedOut(handed_out)] = &rows[..] else {
            panic!("one row, not {rows:?}");
        };
        assert_eq!(handed_out.delivery, parcel.opening.header().scope);
        assert_eq!(handed_out.person, receiver.account.person);
        assert_eq!(handed_out.department, receiver.account.department);
    }
}
