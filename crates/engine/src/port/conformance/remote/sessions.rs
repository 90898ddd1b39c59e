//! Who is asked, and who asks.

use std::time::Duration;

use jixiang_model::{Object, ObjectId, RealmId, ScopeId};

use super::RemoteWorld;
use super::desk::{Desk, fresh, problem};
use crate::port::{Problem, Remote as _};

/// The realm follows from the root and the instance that are told with it.
///
/// # Panics
///
/// When the platform does otherwise. So do all functions of the suite.
pub async fn the_realm_is_told_before_anybody_signs_in(world: &impl RemoteWorld) {
    let remote = world.client();
    let facts = remote.realm().await.expect("the realm");
    let root = facts.demo_root.expect("a demo tells its root to this machine");
    assert_eq!(RealmId::derive(&root, &facts.instance), facts.realm);
    let staff = remote.demo_staff().await.expect("the desks");
    for person in world.people() {
        assert!(staff.iter().any(|desk| desk.id == person), "{person}");
    }
}

/// Nothing but the realm and the desks; with a session it is told, and without it no more.
pub async fn without_a_session_nothing_is_told(world: &impl RemoteWorld) {
    let [person, ..] = world.people();
    let remote = world.client();
    let realm = remote.realm().await.expect("the realm").realm;
    let session = remote.demo_sign_in(&person).await.expect("a session");
    let object = fresh(100);
    let id = ObjectId::of(&object);
    for signed_in in [false, true, false] {
        remote.use_session(signed_in.then_some(&session));
        let told = [
            remote.feed(0, Duration::ZERO).await.map(drop),
            remote.scope(ScopeId::realm(&realm), 0).await.map(drop),
            remote.missing(&[id]).await.map(drop),
            remote.put(Object::new(object.clone())).await,
            remote.get(id, 100).await.map(drop),
        ];
        for outcome in told {
            if signed_in {
                outcome.expect("the session is used");
            } else {
                assert_eq!(problem(outcome), Problem::SignedOut);
            }
        }
    }
}

/// Person and department of the account are those of the desk; nobody else can be signed in.
pub async fn signing_in_tells_who_it_is(world: &impl RemoteWorld) {
    let [person, other, _] = world.people();
    let remote = world.client();
    let account = remote.demo_sign_in(&person).await.expect("a session").account;
    assert_eq!(account.person, person);
    let staff = remote.demo_staff().await.expect("the desks");
    let desk = staff.iter().find(|desk| desk.id == person).expect("it is listed");
    assert_eq!((&account.department_name, &account.name, &account.post), (&desk.department, &desk.name, &desk.post));
    let nobody = "nobody-of-the-demo".parse().expect("an id");
    assert_eq!(problem(remote.demo_sign_in(&nobody).await), Problem::Absent);
    let (one, two) = (Desk::open(world, &person).await, Desk::open(world, &other).await);
    assert_ne!(one.account.department, two.account.department);
}
