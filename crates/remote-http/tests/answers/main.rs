//! Answers that no platform gives: garbage, pages of others, broken, endless and slow ones. Each has its error, none
//! hangs, and the session goes to the platform alone.

mod broken;
mod foreign;
mod server;
mod sessions;

use std::time::Duration;

use jixiang_engine::port::Session;
use jixiang_model::{DepartmentId, ObjectId};
use jixiang_remote_http::{HttpRemote, Patience};
use server::Server;

/// Short enough for a test, long enough for a busy machine.
const SHORT: Patience = Patience {
    connect: Duration::from_secs(5),
    answer: Duration::from_millis(700),
    silence: Duration::from_millis(500),
    rate: 10_000,
};

fn remote(server: &Server) -> HttpRemote {
    HttpRemote::with_patience(&server.url(), SHORT).expect("an address on this machine")
}

/// A patient client, where the times are not what is looked at.
fn patient(server: &Server) -> HttpRemote {
    HttpRemote::new(&server.url()).expect("an address on this machine")
}

fn session(token: &str) -> Session {
    let account = jixiang_engine::port::Account {
        person: "cz-li".parse().expect("an id"),
        department: DepartmentId::from_bytes([1; 32]),
        department_name: "吉林省财政厅".to_owned(),
        name: "李".to_owned(),
        post: "厅长".to_owned(),
    };
    Session { token: token.to_owned(), account }
}

fn id(bytes: &[u8]) -> ObjectId {
    ObjectId::of(bytes)
}

/// A whole answer with its length.
fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}
