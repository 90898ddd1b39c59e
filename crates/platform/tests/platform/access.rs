//! The matrix of who may read what.

use axum::http::StatusCode;
use jixiang_model::ObjectId;
use jixiang_statement::list::{SealPurpose, SealRow};
use jixiang_wire::feed::Position;
use jixiang_wire::path;

use crate::client::Client;
use crate::sending::{Sending, To};
use crate::site::Site;

/// To all of 民政, and to chen of 住建.
const TO: &[To] = &[To("民政", None), To("住建", Some("chen"))];

#[tokio::test]
async fn each_object_is_for_those_who_are_meant() {
    let site = Site::new();
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    site.sign_in("zhang").await.deliver(&sending).await;
    let (own, civil, chen) = (SealRow::OWN, 0, 1);
    let content = &sending.delivery.content;
    let everyone: &[&str] = &["zhang", "wang", "zhao", "admin-20", "chen"];
    let matrix: [(&str, ObjectId, &[&str]); 11] = [
        ("body", content.body.hash, everyone),
        ("pack list", content.packs.hash, everyone),
        ("pack", sending.pack, everyone),
        ("cover", sending.delivery.cover.hash, everyone),
        ("seals", sending.delivery.seals.hash, everyone),
        ("own cover key", sending.key(own, SealPurpose::Cover), &["zhang"]),
        ("own version key", sending.key(own, SealPurpose::Version), &["zhang"]),
        ("department's cover key", sending.key(civil, SealPurpose::Cover), &["zhang", "wang", "zhao", "admin-20"]),
        ("department's version key", sending.key(civil, SealPurpose::Version), &["zhang", "wang", "zhao", "admin-20"]),
        ("person's cover key", sending.key(chen, SealPurpose::Cover), &["zhang", "chen"]),
        ("person's version key", sending.key(chen, SealPurpose::Version), &["zhang", "chen"]),
    ];
    for staff in site.world.staff() {
        let client = site.sign_in(staff.id.as_str()).await;
        for (what, object, readers) in &matrix {
            let expected = if readers.contains(&staff.id.as_str()) { StatusCode::OK } else { StatusCode::NOT_FOUND };
            let answer = client.object(object).await;
            assert_eq!(answer.status, expected, "{what} for {}", staff.id);
        }
    }
}

#[tokio::test]
async fn a_thread_is_for_its_parties_and_looks_absent_to_all_others() {
    let site = Site::new();
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    site.sign_in("zhang").await.deliver(&sending).await;
    let id = sending.signed().id().to_string();
    let thread = path::scope(&sending.scope(), Position(0), 10);
    let absent = path::scope(&jixiang_model::ScopeId::from_bytes([5; 32]), Position(0), 10);
    for staff in site.world.staff() {
        let client = site.sign_in(staff.id.as_str()).await;
        let party = ["zhang", "wang", "zhao", "admin-20", "chen"].contains(&staff.id.as_str());
        assert_eq!(client.rows().await.contains(&id), party, "feed of {}", staff.id);
        let answer = client.read(&thread).await;
        if party {
            assert_eq!(answer.status, StatusCode::OK, "thread for {}", staff.id);
        } else {
            assert_eq!(answer.body, client.read(&absent).await.body, "{}", staff.id);
        }
    }
}

#[tokio::test]
async fn sealed_epochs_are_for_their_department_and_their_lists_for_all() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let chen = site.sign_in("chen").await;
    let (sealed, list) = (&site.world.objects[0], &site.world.objects[1]);
    assert_eq!(zhang.object(&ObjectId::of(sealed)).await.body, *sealed);
    assert_eq!(chen.object(&ObjectId::of(sealed)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(chen.object(&ObjectId::of(list)).await.body, *list);
}

#[tokio::test]
async fn nothing_is_for_strangers() {
    let site = Site::new();
    let mut stranger = Client::stranger(&site.platform);
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    for token in [None, Some("A".repeat(43)), Some("x".to_owned())] {
        stranger.token = token;
        let answers = [
            stranger.read(path::ME).await,
            stranger.read(path::STATEMENTS).await,
            stranger.read(path::STREAM).await,
            stranger.read(path::ENROLMENTS).await,
            stranger.read(&path::scope(&sending.scope(), Position(0), 1)).await,
            stranger.object(&sending.pack).await,
            stranger.put(b"x").await,
            stranger.append(&sending.signed()).await,
            stranger.post_json(path::MISSING, r#"{"ids":[]}"#.to_owned()).await,
        ];
        for answer in answers {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
            assert_eq!(answer.problem(), "sign-in");
        }
    }
}
