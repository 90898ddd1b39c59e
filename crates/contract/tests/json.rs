//! What scripts and the window read is JSON; these are its exact shapes.

use jixiang_contract::{
    Act, ByteCount, Code, Command, Connection, DatasetId, DeliveryId, ErrorView, Language, Line, MatterId, Party,
    Severity, Stamp, TransferState, Words,
    command::{AskDesk, Open, SignIn},
};
use serde_json::{Value, json, to_value};

fn error() -> ErrorView {
    ErrorView {
        code: Code::Integrity,
        severity: Severity::Act,
        what: Words::new("有一段损坏", "A part is damaged"),
        safe: Words::new("没有写入", "Nothing was written"),
        todo: Words::new("再取一次", "Fetch again"),
        remedy: None,
        detail: None,
        at: Stamp(1),
    }
}

#[test]
fn the_lines_of_jx_are_those_that_scripts_are_written_against() {
    let sent = Line::Sent {
        delivery: DeliveryId::from("d1"),
        id: DeliveryId::from("d1"),
        state: "stored".to_owned(),
        bytes: ByteCount(3),
        sent_bytes: ByteCount(65_536),
    };
    assert_eq!(
        to_value(sent).expect("a line is JSON"),
        json!({"event": "sent", "delivery": "d1", "id": "d1", "state": "stored", "bytes": 3, "sent_bytes": 65_536})
    );
    let fetched = Line::Fetched {
        id: "d1".to_owned(),
        state: "verified".to_owned(),
        paths: vec!["a.csv".to_owned()],
        bytes: ByteCount(3),
        received_bytes: ByteCount(65_536),
        verified: true,
    };
    assert_eq!(
        to_value(fetched).expect("a line is JSON"),
        json!({"event": "fetched", "id": "d1", "state": "verified", "paths": ["a.csv"], "bytes": 3,
               "received_bytes": 65_536, "verified": true})
    );
    let published = Line::Published {
        dataset: DatasetId::from("s1"),
        id: DatasetId::from("s1"),
        version: None,
        bytes: ByteCount(3),
        sent_bytes: ByteCount(65_536),
        state: "awaiting_release".to_owned(),
    };
    assert_eq!(
        to_value(published).expect("a line is JSON"),
        json!({"event": "published", "dataset": "s1", "id": "s1", "bytes": 3, "sent_bytes": 65_536,
               "state": "awaiting_release"})
    );
    let requested =
        Line::Requested { request: MatterId::from("r1"), id: MatterId::from("r1"), state: "submitted".to_owned() };
    assert_eq!(
        to_value(requested).expect("a line is JSON"),
        json!({"event": "requested", "request": "r1", "id": "r1", "state": "submitted"})
    );
    assert_eq!(
        to_value(Line::Progress { done: ByteCount(1), total: ByteCount(2) }).expect("a line is JSON"),
        json!({"event": "progress", "done": 1, "total": 2})
    );
    assert_eq!(
        to_value(Line::failed(&error(), Language::Zh)).expect("a line is JSON"),
        json!({"event": "failed", "code": "integrity", "what": "有一段损坏", "safe": "没有写入", "todo": "再取一次"})
    );
}

#[test]
fn states_are_tagged_and_absent_values_are_left_out() {
    assert_eq!(to_value(Connection::Connecting).expect("JSON"), json!({"state": "connecting"}));
    assert_eq!(
        to_value(TransferState::Move { speed: ByteCount(9), left: None }).expect("JSON"),
        json!({"state": "move", "speed": 9})
    );
    assert_eq!(to_value(Act::TakeBack).expect("JSON"), json!("take-back"));
    assert_eq!(
        to_value(Party::Department { department: "财政厅".to_owned(), path: vec![] }).expect("JSON"),
        json!({"kind": "department", "department": "财政厅", "path": []})
    );
}

#[test]
fn arguments_are_read_strictly() {
    fn read<C: Command>(args: Value) -> Result<C, serde_json::Error> {
        serde_json::from_value(args)
    }
    assert_eq!(read::<AskDesk>(json!({})).expect("no arguments"), AskDesk {});
    assert_eq!(read::<SignIn>(json!({"demo_staff": null})).expect("nobody"), SignIn { demo_staff: None });
    assert!(read::<Open>(json!({"id": "d1", "item": -1})).is_err());
    assert!(read::<Open>(json!({"id": "d1", "item": null, "path": "/etc"})).is_err());
}

#[test]
fn every_code_is_written_as_it_is_named() {
    for code in Code::ALL {
        assert_eq!(to_value(code).expect("JSON"), json!(code.as_str()));
    }
}
