//! What goes wrong between two steps: nothing of it may keep a person from going on.

use jixiang_contract::{Stage, TransferState};
use jixiang_engine::Fault;
use jixiang_engine::port::Remote as _;

use crate::world::World;

#[tokio::test]
async fn a_home_opens_again_after_a_sign_in_that_was_interrupted() {
    let world = World::new();
    let home = world.home("cz-li");
    let person = "cz-li".parse().expect("an id");
    home.open().sign_in_as(Some(person)).await.expect("a session, and nothing read yet");
    let engine = home.open();
    engine.catch_up().await.expect("the feed is read from its beginning");
    assert!(matches!(engine.desk().await.stage, Stage::Ready { .. }));
}

#[tokio::test]
async fn whose_session_ended_signs_in_again_as_the_same_person_and_everything_goes_on() {
    let world = World::new();
    let li = world.desk("cz-li").await;
    let (_, transfer) = li.order_version(None, 3, |_| {}).await;
    li.home.remote.use_session(None);
    assert_eq!(li.engine.run_transfer(&transfer).await, Err(Fault::SignedOut));
    let Stage::SignIn { staff, .. } = li.engine.desk().await.stage else { panic!("nobody is signed in") };
    assert_eq!(staff.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["cz-li"]);
    assert_eq!(li.engine.sign_in(Some(&"cc-zhao".into())).await.err(), Some(Fault::SignInRefused));
    let desk = li.engine.sign_in(None).await.expect("the owner need not be named");
    assert!(matches!(desk.stage, Stage::Ready { .. }));
    assert_eq!(li.engine.transfers().await[0].state, TransferState::Wait);
    li.engine.run_transfer(&transfer).await.expect("it goes on");
}
