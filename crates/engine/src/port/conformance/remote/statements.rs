//! Statements: taken once, one for each place, by whom they say, seen by their parties.

use bytes::Bytes;
use jixiang_model::{Object, ObjectId, StatementId};
use jixiang_statement::Signed;

use super::RemoteWorld;
use super::desk::{Desk, is, problem};
use crate::port::{Problem, Remote as _};

/// First those in the statement, then those in its lists; what was named is then there for the receiver.
pub async fn objects_that_are_named_are_sent_first(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (sender, receiver) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let parcel = sender.parcel(&receiver, world.now(), world.now().plus_days(7)).await;
    let mut rounds = 0;
    loop {
        let missing = match sender.append(&parcel.opening).await {
            Ok(_) => break,
            refused => problem(refused),
        };
        let Problem::Missing(ids) = missing else {
            panic!("objects are missing, not {missing:?}");
        };
        assert!(!ids.is_empty());
        for id in ids {
            let object = parcel.objects.iter().find(|object| ObjectId::of(object) == id);
            let object = object.expect("only objects that the statement names");
            sender.remote.put(Object::new(object.clone())).await.expect("it is taken");
        }
        rounds += 1;
        assert!(rounds <= 2, "what was sent is still missing");
    }
    assert!(rounds > 0);
    let body = parcel.body;
    let found = receiver.remote.get(body.hash, body.bytes).await.expect("it is the receiver's now");
    assert_eq!(ObjectId::of(&found), body.hash);
}

/// The same answer however often it is sent, and one row.
pub async fn a_statement_is_taken_once(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (sender, receiver) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let parcel = sender.parcel(&receiver, world.now(), world.now().plus_days(7)).await;
    let first = sender.send(&parcel).await;
    assert!(first.position > 0);
    for _ in 0..3 {
        assert_eq!(sender.append(&parcel.opening).await, Ok(first));
    }
    let (rows, _) = receiver.news(0).await;
    assert_eq!(rows.iter().filter(|row| is(row, &parcel.opening)).count(), 1);
    let scope = parcel.opening.header().scope;
    assert_eq!(sender.scope(scope).await.expect("the thread"), [parcel.opening]);
}

/// Of two statements on one place the first is taken; the second is told who won, names what it lost, and follows.
pub async fn a_lost_race_shows_the_winner(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (sender, receiver) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let parcel = sender.parcel(&receiver, world.now(), world.now().plus_days(7)).await;
    sender.send(&parcel).await;
    let opening = parcel.opening.id();
    let receipt = receiver.receipt(&parcel, opening).await;
    let lost = sender.take_back(&parcel, opening, &[]).await;
    receiver.append(&receipt).await.expect("the first is taken");
    let winners = vec![Bytes::copy_from_slice(receipt.bytes())];
    assert_eq!(problem(sender.append(&lost).await), Problem::Conflict(winners));
    let again = sender.take_back(&parcel, receipt.id(), &[lost.id()]).await;
    sender.append(&again).await.expect("the place after the winner");
    let refused = problem(sender.append(&lost).await);
    assert!(
        matches!(&refused, Problem::Refused(word) if word == "overridden"),
        "what was overridden never counts: {refused:?}"
    );
    let thread = sender.scope(parcel.opening.header().scope).await.expect("the thread");
    let ids: Vec<StatementId> = thread.iter().map(Signed::id).collect();
    assert_eq!(ids, [opening, receipt.id(), again.id()]);
}

/// Sender and receiver see all of it in feed and scope; for a stranger it is not there.
pub async fn a_thread_is_for_its_parties(world: &impl RemoteWorld) {
    let [from, to, other] = world.people();
    let (sender, receiver) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let stranger = Desk::open(world, &other).await;
    let parcel = sender.parcel(&receiver, world.now(), world.now().plus_days(7)).await;
    sender.send(&parcel).await;
    let receipt = receiver.receipt(&parcel, parcel.opening.id()).await;
    receiver.append(&receipt).await.expect("it is taken");
    let scope = parcel.opening.header().scope;
    for party in [&sender, &receiver] {
        let (rows, _) = party.news(0).await;
        let place = |signed: &Signed| rows.iter().position(|row| is(row, signed));
        let places = (place(&parcel.opening), place(&receipt));
        assert!(places.0.is_some() && places.0 < places.1, "{places:?}");
        let thread = party.scope(scope).await.expect("the thread");
        assert_eq!(thread, [parcel.opening.clone(), receipt.clone()]);
    }
    let (rows, _) = stranger.news(0).await;
    assert!(!rows.iter().any(|row| is(row, &parcel.opening) || is(row, &receipt)));
    assert_eq!(problem(stranger.scope(scope).await), Problem::Absent);
    let (body, version) = (parcel.body, parcel.version);
    for object in [body, version] {
        let refused = problem(stranger.remote.get(object.hash, object.bytes).await);
        assert_eq!(refused, Problem::Absent);
    }
    assert_eq!(problem(stranger.append(&receipt).await), Problem::Absent);
}

/// A statement is brought by whom it is from.
pub async fn a_statement_by_somebody_else_is_refused(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (sender, receiver) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let parcel = sender.parcel(&receiver, world.now(), world.now().plus_days(7)).await;
    for object in &parcel.objects {
        let put = receiver.remote.put(Object::new(object.clone())).await;
        put.expect("it is taken");
    }
    let refused = problem(receiver.append(&parcel.opening).await);
    assert_eq!(refused, Problem::Refused("poster".to_owned()));
    sender.send(&parcel).await;
}

/// Under another id, cut, by a role that may not, after something that is not there.
pub async fn a_statement_that_does_not_count_is_refused(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (sender, receiver) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let parcel = sender.parcel(&receiver, world.now(), world.now().plus_days(7)).await;
    sender.send(&parcel).await;
    let opening = parcel.opening.id();
    let take_back = sender.take_back(&parcel, opening, &[]).await;
    let bytes = Bytes::copy_from_slice(take_back.bytes());
    let other_id = StatementId::from_bytes([7; 32]);
    let refused = |outcome| matches!(problem(outcome), Problem::Refused(_));
    assert!(refused(sender.remote.append(other_id, bytes.clone()).await));
    let cut = bytes.slice(..bytes.len() - 1);
    assert!(refused(sender.remote.append(take_back.id(), cut).await));
    let by_receiver = receiver.take_back(&parcel, opening, &[]).await;
    assert!(refused(receiver.append(&by_receiver).await));
    let after_nothing = sender.take_back(&parcel, other_id, &[]).await;
    let told = problem(sender.append(&after_nothing).await);
    assert_eq!(told, Problem::Refused("unknown-prev".to_owned()));
    let thread = sender.scope(parcel.opening.header().scope).await.expect("the thread");
    assert_eq!(thread, [parcel.opening], "nothing of it was taken");
}
