//! What goes wrong between two steps: nothing of it may keep a person from going on.

use jixiang_contract::Stage;

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
