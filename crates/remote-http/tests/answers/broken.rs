//! Connections that break or stand still are offline; bytes that are not what was announced are never returned.

use std::time::Duration;

use bytes::Bytes;
use jixiang_engine::port::{Remote as _, RemoteError};
use jixiang_model::Object;
use tokio::time::timeout;

use super::server::{Act, Server};
use super::{answer, id, patient, remote};

/// Nothing here may take this long.
const HANGS: Duration = Duration::from_secs(20);

fn is_offline<T>(outcome: &Result<T, RemoteError>) -> bool {
    matches!(outcome, Err(RemoteError::Offline(_)))
}

#[tokio::test]
async fn nobody_there_or_gone_at_once_is_offline() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", gone.local_addr().expect("its address"));
    drop(gone);
    let nobody = jixiang_remote_http::HttpRemote::new(&url).expect("an address");
    assert!(is_offline(&nobody.realm().await));
    let server = Server::start(Act::SayAndClose(Vec::new())).await;
    assert!(is_offline(&patient(&server).realm().await));
}

#[tokio::test]
async fn an_answer_that_is_cut_is_offline_and_gives_nothing() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n";
    let cut = [&head[..], &[b'x'; 50]].concat();
    let server = Server::start(Act::SayAndClose(cut)).await;
    let remote = patient(&server);
    assert!(is_offline(&remote.get(id(&[b'x'; 100]), 100).await));
    assert!(is_offline(&remote.realm().await));
}

#[tokio::test]
async fn an_answer_that_stands_still_is_offline() {
    let stalls = [
        Vec::new(),
        b"HTTP/1.1 200".to_vec(),
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nxxxxx".to_vec(),
        b"HTTP/1.1 500 Oh\r\ncontent-type: application/problem+json\r\ncontent-length: 9\r\n\r\n{".to_vec(),
    ];
    for stall in stalls {
        let server = Server::start(Act::SayAndStall(stall.clone())).await;
        let remote = remote(&server);
        let object = timeout(HANGS, remote.get(id(b"x"), 100)).await.expect("it ends");
        assert!(is_offline(&object), "{object:?}");
        let realm = timeout(HANGS, remote.realm()).await.expect("it ends");
        assert!(is_offline(&realm), "{realm:?}");
    }
}

#[tokio::test]
async fn one_byte_now_and_then_is_offline() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n".to_vec();
    let server = Server::start(Act::Drip(head, vec![b'x'; 100_000], Duration::from_millis(20))).await;
    let remote = remote(&server);
    let object = timeout(HANGS, remote.get(id(b"x"), 100_000)).await.expect("it ends");
    assert_eq!(object, Err(RemoteError::Offline("the answer is too slow".to_owned())));
    let endless = b"HTTP/1.1 200 OK\r\nx-y: ".to_vec();
    let server = Server::start(Act::Drip(endless, vec![b'x'; 100_000], Duration::from_millis(20))).await;
    let realm = timeout(HANGS, super::remote(&server).realm()).await.expect("it ends");
    assert!(is_offline(&realm), "{realm:?}");
}

#[tokio::test]
async fn an_object_of_another_length_or_hash_is_refused_unread() {
    let object = vec![b'x'; 1000];
    let chunked = |body: &[u8]| {
        let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let size = format!("{:x}\r\n", body.len());
        [&head[..], size.as_bytes(), body, b"\r\n0\r\n\r\n"].concat()
    };
    let huge = b"HTTP/1.1 200 OK\r\ncontent-length: 1099511627776\r\n\r\nx".to_vec();
    for wrong in [
        answer("200 OK", "", &object[..999]),
        answer("200 OK", "", &[b'x'; 1001]),
        answer("200 OK", "", b""),
        answer("200 OK", "", &[b'y'; 1000]),
        chunked(&object[..999]),
        chunked(&[b'x'; 1001]),
        chunked(&[b'y'; 1000]),
        huge,
    ] {
        let server = Server::start(Act::Say(wrong)).await;
        let found = timeout(HANGS, patient(&server).get(id(&object), 1000)).await.expect("it ends");
        assert_eq!(found, Err(RemoteError::Integrity));
    }
    for right in [answer("200 OK", "", &object), chunked(&object)] {
        let server = Server::start(Act::Say(right)).await;
        let found = patient(&server).get(id(&object), 1000).await;
        assert_eq!(found, Ok(Object::new(Bytes::from(object.clone()))));
    }
    let beyond = b"HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\n\r\nx".to_vec();
    let server = Server::start(Act::Say(beyond)).await;
    let found = patient(&server).get(id(&object), 1000).await;
    assert!(matches!(found, Err(RemoteError::Fault(_))), "{found:?}");
}

#[tokio::test]
async fn what_was_changed_on_its_way_is_asked_for_again_and_what_is_damaged_not_for_ever() {
    let object = vec![b'x'; 1000];
    let (right, wrong) = (answer("200 OK", "", &object), answer("200 OK", "", &[b'y'; 1000]));
    let server = Server::start(Act::SayInTurn(vec![wrong.clone(), wrong.clone(), right])).await;
    let found = patient(&server).get(id(&object), 1000).await;
    assert_eq!(found, Ok(Object::new(Bytes::from(object.clone()))));
    let server = Server::start(Act::Say(wrong)).await;
    assert_eq!(patient(&server).get(id(&object), 1000).await, Err(RemoteError::Integrity));
    assert_eq!(server.heads().len(), 3);
}

#[tokio::test]
async fn endless_answers_are_cut() {
    let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let chunk = [&b"100000\r\n"[..], &vec![b' '; 0x10_0000], b"\r\n"].concat();
    let server = Server::start(Act::Repeat(head, chunk)).await;
    let remote = patient(&server);
    assert_eq!(remote.get(id(b"x"), 3_000_000).await, Err(RemoteError::Integrity));
    let realm = timeout(HANGS, remote.realm()).await.expect("it ends");
    assert_eq!(realm, Err(RemoteError::Fault("the answer is longer than allowed".to_owned())));
    let headers = Act::Repeat(b"HTTP/1.1 200 OK\r\n".to_vec(), b"x-y: z\r\n".repeat(1000));
    let server = Server::start(headers).await;
    let realm = timeout(HANGS, patient(&server).realm()).await.expect("it ends");
    assert!(matches!(realm, Err(RemoteError::Fault(_))), "{realm:?}");
}

#[tokio::test]
async fn an_upload_that_nobody_takes_is_offline() {
    let server = Server::start(Act::SayAndStall(Vec::new())).await;
    let object = Bytes::from(vec![7; 8 * 1024 * 1024]);
    let sent = timeout(HANGS, remote(&server).put(Object::new(object))).await.expect("it ends");
    assert!(is_offline(&sent), "{sent:?}");
}

#[tokio::test]
async fn a_long_poll_may_take_as_long_as_was_asked_for() {
    let page = answer("200 OK", "", br#"{"rows":[],"next":7,"more":false}"#);
    let server = Server::start(Act::Later(Duration::from_millis(1200), page)).await;
    let remote = remote(&server);
    let waited = remote.feed(7, Duration::from_secs(2)).await.expect("an empty page");
    assert_eq!((waited.next, waited.more), (7, false));
    assert!(is_offline(&remote.feed(7, Duration::ZERO).await));
}
