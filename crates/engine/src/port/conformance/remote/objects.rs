//! Objects: under their hash, for those who may read them, until they are not handed out any more.

use std::time::Duration;

use jixiang_model::{Object, ObjectId};

use super::RemoteWorld;
use super::desk::{Desk, fresh, problem};
use crate::port::{Problem, Remote as _, RemoteError};

const DAY: Duration = Duration::from_secs(86_400);

/// Put once or twice, from one byte to 8 MiB; under another hash never.
pub async fn an_object_is_kept_under_its_hash(world: &impl RemoteWorld) {
    let [person, ..] = world.people();
    let desk = Desk::open(world, &person).await;
    for length in [1, 100, 65_536, 8 * 1024 * 1024_u32] {
        let object = fresh(usize::try_from(length).expect("it fits"));
        let id = ObjectId::of(&object);
        assert_eq!(desk.remote.missing(&[id]).await, Ok(vec![id]));
        for _ in 0..2 {
            desk.remote.put(Object::new(object.clone())).await.expect("it is taken");
        }
        assert_eq!(desk.remote.missing(&[id]).await, Ok(vec![]));
        let found = desk.remote.get(id, length).await.expect("it is given");
        assert!(*found == *object, "{length} bytes come back changed");
    }
}

/// Another length than the object has is never given.
pub async fn what_is_asked_for_is_what_comes(world: &impl RemoteWorld) {
    let [person, ..] = world.people();
    let desk = Desk::open(world, &person).await;
    let object = fresh(1000);
    let id = ObjectId::of(&object);
    desk.remote.put(Object::new(object)).await.expect("it is taken");
    for length in [0, 1, 999, 1001, 8 * 1024 * 1024] {
        assert_eq!(desk.remote.get(id, length).await, Err(RemoteError::Integrity), "{length}");
    }
    // More ids than one question may hold, in the order of the question.
    let mut ids: Vec<ObjectId> = (0..2500_u32).map(|number| ObjectId::of(&number.to_be_bytes())).collect();
    ids.insert(1700, id);
    let missing = desk.remote.missing(&ids).await.expect("an answer");
    ids.remove(1700);
    assert_eq!(missing, ids);
}

/// What somebody else sent is not there for a stranger, and whether it is there is not told.
pub async fn what_others_sent_is_absent_and_missing(world: &impl RemoteWorld) {
    let [person, other, _] = world.people();
    let (desk, stranger) = (Desk::open(world, &person).await, Desk::open(world, &other).await);
    let object = fresh(500);
    let id = ObjectId::of(&object);
    assert_eq!(problem(stranger.remote.get(id, 500).await), Problem::Absent);
    desk.remote.put(Object::new(object.clone())).await.expect("it is taken");
    assert_eq!(problem(stranger.remote.get(id, 500).await), Problem::Absent);
    assert_eq!(stranger.remote.missing(&[id]).await, Ok(vec![id]));
    stranger.remote.put(Object::new(object.clone())).await.expect("who has the bytes sends them, too");
    assert_eq!(stranger.remote.get(id, 500).await, Ok(Object::new(object)));
}

/// Before the first fetch, and after it: the receiver gets nothing more, the sender everything, and the platform says
/// which of the two it was.
pub async fn a_take_back_ends_the_handing_out(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (sender, receiver) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    for fetched in [false, true] {
        let parcel = sender.parcel(&receiver, world.now(), world.now().plus_days(7)).await;
        sender.send(&parcel).await;
        let (version, body) = (parcel.version, parcel.body);
        if fetched {
            receiver.remote.get(version.hash, version.bytes).await.expect("the version key");
            receiver.remote.get(body.hash, body.bytes).await.expect("the body");
        }
        let take_back = sender.take_back(&parcel, parcel.opening.id(), &[]).await;
        let taken = sender.append(&take_back).await.expect("it is taken back");
        assert_eq!(taken.handed_out, fetched);
        assert_eq!(sender.append(&take_back).await, Ok(taken), "the answer stays the same");
        for object in [version, body] {
            let refused = problem(receiver.remote.get(object.hash, object.bytes).await);
            assert_eq!(refused, Problem::TakenBack);
            sender.remote.get(object.hash, object.bytes).await.expect("the sender still reads it");
        }
    }
}

/// Up to the limit, by the platform's clock, and not after it.
pub async fn a_delivery_that_expired_is_not_handed_out(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (sender, receiver) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let parcel = sender.parcel(&receiver, world.now(), world.now().plus_days(2)).await;
    sender.send(&parcel).await;
    let (version, body) = (parcel.version, parcel.body);
    world.pass(DAY);
    receiver.remote.get(body.hash, body.bytes).await.expect("there is a day left");
    world.pass(DAY + Duration::from_secs(1));
    for object in [version, body] {
        let refused = problem(receiver.remote.get(object.hash, object.bytes).await);
        assert_eq!(refused, Problem::Expired);
    }
    sender.remote.get(body.hash, body.bytes).await.expect("the sender still reads it");
    let late = sender.parcel(&receiver, world.now(), world.now()).await;
    for object in &late.objects {
        sender.remote.put(Object::new(object.clone())).await.expect("it is taken");
    }
    let refused = problem(sender.append(&late.opening).await);
    assert_eq!(refused, Problem::Refused("not-after".to_owned()));
}
