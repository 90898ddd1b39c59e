//! Where the session goes, and where it does not show.

use bytes::Bytes;
use jixiang_engine::port::{Problem, Remote as _, RemoteError};
use jixiang_model::Object;
use std::time::Duration;

use super::server::{Act, Server};
use super::{answer, id, patient, session};

const TOKEN: &str = "Zm9vYmFyLXRoaXMtaXMtYS1zZWNyZXQtdG9rZW4tXzE";

fn token() -> String {
    TOKEN.chars().take(43).collect()
}

#[tokio::test]
async fn the_token_goes_with_what_needs_it_and_with_nothing_else() {
    let server = Server::start(Act::Say(answer("200 OK", "", b"{}"))).await;
    let remote = patient(&server);
    remote.use_session(Some(&session(&token())));
    drop(remote.realm().await);
    drop(remote.demo_staff().await);
    drop(remote.demo_sign_in(&"cz-li".parse().expect("an id")).await);
    drop(remote.feed(0, Duration::ZERO).await);
    drop(remote.put(Object::new(Bytes::from_static(b"x"))).await);
    remote.use_session(None);
    drop(remote.missing(&[id(b"x")]).await);
    let bearer = format!("authorization: bearer {}", token().to_lowercase());
    let with: Vec<bool> = server.heads().iter().map(|head| head.contains(&bearer)).collect();
    assert_eq!(with, [false, false, false, true, true, false]);
    for head in server.heads() {
        assert!(head.contains("user-agent: jixiang/"), "{head}");
        assert!(!head.contains("accept-encoding"), "{head}");
    }
}

#[tokio::test]
async fn an_object_goes_out_with_its_length() {
    let server = Server::start(Act::Say(answer("201 Created", "", b""))).await;
    let object = Bytes::from(vec![9; 3_000_000]);
    patient(&server).put(Object::new(object)).await.expect("it is taken");
    let heads = server.heads();
    assert!(heads[0].starts_with(&format!("put /v1/objects/{}", id(&vec![9; 3_000_000]))), "{}", heads[0]);
    assert!(heads[0].contains("content-length: 3000000"), "{}", heads[0]);
    assert!(!heads[0].contains("transfer-encoding"), "{}", heads[0]);
}

#[tokio::test]
async fn no_token_shows_in_errors_or_debug() {
    let closing = Server::start(Act::SayAndClose(b"HTTP/1.1 500 Oh\r\ncontent-length: 9\r\n\r\n".to_vec())).await;
    let remote = patient(&closing);
    remote.use_session(Some(&session(&token())));
    let shown = format!(
        "{remote:?} {:?} {:?} {:?}",
        remote.feed(0, Duration::ZERO).await,
        remote.get(id(b"x"), 1).await,
        session(&token())
    );
    assert!(!shown.contains(&token()), "{shown}");
    assert!(!shown.contains("127.0.0.1"), "{shown}");
}

#[tokio::test]
async fn what_is_no_token_is_not_sent() {
    let server = Server::start(Act::Say(answer("200 OK", "", b"{}"))).await;
    let remote = patient(&server);
    remote.use_session(Some(&session("short\r\nx-evil: 1")));
    drop(remote.missing(&[id(b"x")]).await);
    let heads = server.heads();
    assert!(!heads[0].contains("authorization") && !heads[0].contains("x-evil"), "{}", heads[0]);
}

#[tokio::test]
async fn a_session_that_ended_is_told_even_before_the_upload_is_over() {
    let body = br#"{"type":"urn:x","title":"t","status":401,"detail":"d","code":"sign-in"}"#;
    let refused = answer("401 Unauthorized", "content-type: application/problem+json\r\n", body);
    let server = Server::start(Act::Say(refused)).await;
    let object = Bytes::from(vec![9; 100_000]);
    let sent = patient(&server).put(Object::new(object)).await;
    assert_eq!(sent, Err(RemoteError::Problem(Problem::SignedOut)));
}

/// Tells this test binary that it runs with a proxy in its environment.
const PROXY: &str = "http_proxy";

#[tokio::test]
async fn no_proxy_is_asked_for_this_machine() {
    if std::env::var_os(PROXY).is_some_and(|proxy| proxy == "http://127.0.0.1:1") {
        let server = Server::start(Act::Say(answer("429 Slow", "", b""))).await;
        assert_eq!(patient(&server).realm().await, Err(RemoteError::Busy(None)));
        return;
    }
    let status = tokio::process::Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "sessions::no_proxy_is_asked_for_this_machine"])
        .env(PROXY, "http://127.0.0.1:1")
        .env_remove("no_proxy")
        .status()
        .await
        .expect("it runs");
    assert!(status.success());
}
