//! What stands before every handler, and what is asked without a session.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use jixiang_platform::{Error, Limits, Mode, Options, Platform};
use jixiang_wire::path;
use jixiang_wire::session::{Me, Realm, StaffList};
use tempfile::tempdir;

use crate::client::Client;
use crate::site::Site;
use crate::world::{Hands, NOON, Setting, World};

#[tokio::test]
async fn everybody_learns_the_realm_and_nobody_elsewhere_its_root() {
    let site = Site::new();
    let stranger = Client::stranger(&site.platform);
    let realm: Realm = stranger.read(path::REALM).await.json();
    assert_eq!((realm.realm, realm.demo), (site.world.realm, true));
    assert_eq!(realm.root, None, "the router alone does not know who asks");
    let list: StaffList = stranger.read(path::DEMO_STAFF).await.json();
    assert_eq!(list.staff, site.world.staff());
    let openapi = stranger.read(path::OPENAPI).await;
    assert_eq!(openapi.body, jixiang_wire::document().into_bytes());
    let zhang = site.sign_in("zhang").await;
    let me: Me = zhang.read(path::ME).await.json();
    assert_eq!(me.person.as_str(), "zhang");
    assert_eq!(me.department, site.world.office("财政").id);
}

#[tokio::test]
async fn without_the_demo_nobody_signs_in_without_proof() {
    let (world, data) = (World::new(), tempdir().unwrap());
    let options = Options::new(world.founding(), Mode::Office);
    let platform = Platform::open(data.path(), options).unwrap();
    let stranger = Client::stranger(&platform);
    assert_eq!(stranger.read(path::DEMO_STAFF).await.problem(), "not-found");
    let body = r#"{"staff":"zhang"}"#.to_owned();
    let answer = stranger.post_json(path::DEMO_SIGN_IN, body).await;
    assert_eq!(answer.problem(), "not-found");
    let realm: Realm = stranger.read(path::REALM).await.json();
    assert!(!realm.demo);
}

#[tokio::test]
async fn a_folder_has_one_realm_and_one_process() {
    let site = Site::new();
    let open = |instance: &str| {
        let mut founding = site.world.founding();
        instance.clone_into(&mut founding.instance);
        Platform::open(site.data.path(), Options::new(founding, Mode::Office))
    };
    assert!(matches!(open("test").err(), Some(Error::InUse)));
    drop(site.platform);
    assert!(matches!(open("pilot").err(), Some(Error::Damage(_))));
    assert!(open("test").is_ok());
}

#[tokio::test]
async fn a_session_ends() {
    let clock = Hands::default();
    let setting = Setting { clock: clock.clone(), ..Setting::default() };
    let site = Site::with(setting);
    let zhang = site.sign_in("zhang").await;
    clock.set(NOON.plus_days(29));
    assert_eq!(zhang.read(path::ME).await.status, StatusCode::OK);
    clock.set(NOON.plus_days(30));
    assert_eq!(zhang.read(path::ME).await.problem(), "sign-in");
}

#[tokio::test]
async fn a_session_outlives_the_process_and_its_token_is_not_in_the_files() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let token = zhang.token.clone();
    drop(zhang);
    let site = site.reopen();
    let mut again = Client::stranger(&site.platform);
    again.token = token.clone();
    assert_eq!(again.read(path::ME).await.status, StatusCode::OK);
    for name in ["ledger.sqlite", "ledger.sqlite-wal"] {
        let bytes = std::fs::read(site.data.path().join(name)).unwrap_or_default();
        let token = token.as_deref().unwrap().as_bytes();
        assert!(!bytes.windows(token.len()).any(|window| window == token), "{name}");
    }
}

#[tokio::test]
async fn too_many_requests_wait() {
    let clock = Hands::default();
    let limits = Limits { rate: 1, burst: 3, ..Limits::default() };
    let setting = Setting { clock: clock.clone(), limits, ..Setting::default() };
    let site = Site::with(setting);
    let zhang = site.sign_in("zhang").await;
    for _ in 0..3 {
        assert_eq!(zhang.read(path::ME).await.status, StatusCode::OK);
    }
    let answer = zhang.read(path::ME).await;
    assert_eq!(answer.problem(), "rate");
    assert_eq!(answer.headers["retry-after"], "1");
    let wang = site.sign_in("wang").await;
    assert_eq!(wang.read(path::ME).await.status, StatusCode::OK);
    clock.set(jixiang_model::UnixMillis(NOON.0 + 1000));
    assert_eq!(zhang.read(path::ME).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_page_that_was_lured_here_is_turned_away() {
    let site = Site::new();
    let stranger = Client::stranger(&site.platform);
    for (host, status) in [
        ("127.0.0.1:8740", StatusCode::OK),
        ("localhost", StatusCode::OK),
        ("[::1]:1", StatusCode::OK),
        ("evil.example", StatusCode::MISDIRECTED_REQUEST),
        ("127.0.0.1.evil.example", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let request = Request::get(path::REALM).header("host", host);
        let answer = stranger.send(request, Body::empty()).await;
        assert_eq!(answer.status, status, "{host}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
}

#[tokio::test]
async fn other_paths_methods_and_types_are_problems_too() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    assert_eq!(zhang.read("/").await.problem(), "not-found");
    assert_eq!(zhang.read("/v1/objects/../ledger.sqlite").await.problem(), "not-found");
    assert_eq!(zhang.read("/v1/objects/%2e%2e").await.problem(), "not-found");
    let answer = zhang.send(Request::delete(path::ME), Body::empty()).await;
    assert_eq!(answer.problem(), "method");
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let request = Request::post(path::DEMO_SIGN_IN).header("content-type", "text/plain");
    let answer = zhang.send(request, Body::from("{}")).await;
    assert_eq!(answer.problem(), "media-type");
    let request = Request::get(path::ME).header("x-long", "x".repeat(16 * 1024));
    assert_eq!(zhang.send(request, Body::empty()).await.problem(), "header");
}
