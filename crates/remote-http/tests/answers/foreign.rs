//! Whoever answers instead of the platform, and a platform that does not keep its contract.

use std::time::Duration;

use bytes::Bytes;
use jixiang_engine::port::{Problem, Remote as _, RemoteError};
use jixiang_model::{Object, StatementId};

use super::server::{Act, Server};
use super::{answer, id, patient};

fn is_fault<T>(outcome: &Result<T, RemoteError>) -> bool {
    matches!(outcome, Err(RemoteError::Fault(_)))
}

#[tokio::test]
async fn what_is_no_http_is_a_fault() {
    for garbage in ["SSH-2.0-OpenSSH_9.2p1\r\n", "220 mail ESMTP\r\n", "{}\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n"] {
        let server = Server::start(Act::SayAndClose(garbage.as_bytes().to_vec())).await;
        let realm = patient(&server).realm().await;
        assert!(is_fault(&realm), "{garbage:?}: {realm:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_a_fault_and_is_not_followed() {
    let elsewhere = Server::start(Act::Say(answer("200 OK", "", b"{}"))).await;
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let location = format!("location: {}/v1/realm\r\n", elsewhere.url());
        let server = Server::start(Act::Say(answer(status, &location, b""))).await;
        let remote = patient(&server);
        assert!(is_fault(&remote.realm().await));
        assert!(is_fault(&remote.get(id(b"x"), 1).await));
        assert!(is_fault(&remote.put(Object::new(Bytes::from_static(b"x"))).await));
    }
    assert_eq!(elsewhere.heads(), [""; 0]);
}

#[tokio::test]
async fn the_page_of_a_captive_portal_is_a_fault() {
    let page = "<html><body>请登录网络</body></html>".as_bytes();
    for status in ["200 OK", "403 Forbidden", "404 Not Found", "500 Oh", "511 Network Authentication Required"] {
        let server = Server::start(Act::Say(answer(status, "content-type: text/html\r\n", page))).await;
        let remote = patient(&server);
        assert!(is_fault(&remote.realm().await), "{status}");
        assert!(is_fault(&remote.feed(0, Duration::ZERO).await), "{status}");
        let object = Bytes::from_static(page);
        assert!(is_fault(&remote.get(id(&object), u32::try_from(page.len()).expect("short")).await), "{status}");
        assert!(is_fault(&remote.put(Object::new(object)).await), "{status}: nothing was stored");
    }
    let server = Server::start(Act::Say(answer("502 Bad Gateway", "content-type: text/html\r\n", page))).await;
    assert!(matches!(patient(&server).realm().await, Err(RemoteError::Offline(_))));
}

#[tokio::test]
async fn who_asks_for_patience_is_told_for_how_long() {
    let problem = br#"{"type":"urn:jixiang:problem:rate","title":"t","status":429,"detail":"d","code":"rate"}"#;
    let json = "content-type: application/problem+json\r\n";
    let cases = [
        (answer("429 Slow", &format!("retry-after: 7\r\n{json}"), problem), Some(7)),
        (answer("429 Slow", json, problem), None),
        (answer("503 Busy", "retry-after: 3\r\n", b"<html>"), Some(3)),
        (
            answer(
                "503 Busy",
                "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:50:37 GMT\r\n",
                b"",
            ),
            Some(60),
        ),
    ];
    for (bytes, seconds) in cases {
        let server = Server::start(Act::Say(bytes)).await;
        let wait = seconds.map(Duration::from_secs);
        assert_eq!(patient(&server).realm().await, Err(RemoteError::Busy(wait)));
    }
}

#[tokio::test]
async fn a_problem_of_the_contract_is_told_with_what_it_carries() {
    let json = "content-type: application/problem+json\r\n";
    let problem = |code: &str, more: &str| {
        let status = 409;
        format!(r#"{{"type":"urn:x","title":"t","status":{status},"detail":"d","code":"{code}"{more}}}"#)
    };
    let id = id(b"x");
    let cases = [
        (problem("conflict", r#","winners":["{\"a\":1}"]"#), Problem::Conflict(vec![Bytes::from_static(b"{\"a\":1}")])),
        (problem("missing-objects", &format!(r#","missing":["{id}"]"#)), Problem::Missing(vec![id])),
        (problem("refused", r#","refusal":"frozen""#), Problem::Refused("frozen".to_owned())),
        (problem("taken-back", ""), Problem::TakenBack),
        (problem("sign-in", ""), Problem::SignedOut),
    ];
    for (body, expected) in cases {
        let server = Server::start(Act::Say(answer("409 Conflict", json, body.as_bytes()))).await;
        let told = patient(&server).append(StatementId::from_bytes([1; 32]), Bytes::from_static(b"{}")).await;
        assert_eq!(told, Err(RemoteError::Problem(expected)));
    }
    let server = Server::start(Act::Say(answer("409 Conflict", json, b"{}"))).await;
    assert!(is_fault(&patient(&server).realm().await));
}

#[tokio::test]
async fn answers_to_what_nobody_asked_are_faults() {
    let other = StatementId::from_bytes([2; 32]);
    let appended = format!(r#"{{"id":"{other}","position":1,"received_at":1}}"#);
    let server = Server::start(Act::Say(answer("201 Created", "", appended.as_bytes()))).await;
    let told = patient(&server).append(StatementId::from_bytes([1; 32]), Bytes::from_static(b"{}")).await;
    assert!(is_fault(&told), "{told:?}");
    let missing = format!(r#"{{"missing":["{}"]}}"#, id(b"other"));
    let server = Server::start(Act::Say(answer("200 OK", "", missing.as_bytes()))).await;
    assert!(is_fault(&patient(&server).missing(&[id(b"x")]).await));
    for page in [r#"{"rows":[],"next":3,"more":false}"#, r#"{"rows":[],"next":5,"more":true}"#] {
        let server = Server::start(Act::Say(answer("200 OK", "", page.as_bytes()))).await;
        assert!(is_fault(&patient(&server).feed(5, Duration::ZERO).await), "{page}");
    }
}

#[tokio::test]
async fn what_arrived_as_something_else_than_was_sent_is_no_refusal() {
    let object = Bytes::from_static(b"x");
    for (status, code) in [("422 Hash", "hash"), ("400 Malformed", "malformed")] {
        let problem = format!(r#"{{"type":"urn:x","title":"t","status":422,"detail":"d","code":"{code}"}}"#);
        let json = "content-type: application/problem+json\r\n";
        let server = Server::start(Act::Say(answer(status, json, problem.as_bytes()))).await;
        assert!(is_fault(&patient(&server).put(Object::new(object.clone())).await), "{code}");
        // What never had its form is refused for what it is.
        let told = patient(&server).append(StatementId::from_bytes([1; 32]), Bytes::from_static(b"{}")).await;
        assert!(matches!(told, Err(RemoteError::Problem(Problem::Refused(_)) | RemoteError::Integrity)), "{told:?}");
    }
}

#[tokio::test]
async fn an_answer_that_was_changed_on_its_way_is_a_fault() {
    let page = br#"{"rows":[],"next":5,"more":false}"#;
    let changed = br#"{"rows":[],"next":7,"more":false}"#;
    let digest = format!("content-digest: {}\r\n", jixiang_wire::digest::content_digest(page));
    let server = Server::start(Act::Say(answer("200 OK", &digest, page))).await;
    assert_eq!(patient(&server).feed(5, Duration::ZERO).await.expect("it is whole").next, 5);
    let server = Server::start(Act::Say(answer("200 OK", &digest, changed))).await;
    assert!(is_fault(&patient(&server).feed(5, Duration::ZERO).await));
}
