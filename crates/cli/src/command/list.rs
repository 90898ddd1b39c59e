//! Lists: one object per row.

use jixiang_client::{Client, ClientFault as Fault, DirectoryRow};
use jixiang_contract::{DeliveryId, InboxRow, Party};
use serde_json::json;

use super::words;
use crate::out::Out;

/// Departments or people.
pub(crate) fn directory(rows: Vec<DirectoryRow>, out: &Out) {
    for row in rows {
        let state = words::reach(row.reach);
        let (kind, department, path, title, post) = match &row.party {
            Party::Department { department, path } => ("department", department, path, department, None),
            Party::Person { department, path, name, post } => ("person", department, path, name, Some(post)),
        };
        let object = json!({
            "id": row.id, "kind": kind, "state": state, "title": title, "department": department,
            "path": path.join(" / "), "post": post.map_or("", String::as_str),
        });
        out.row(&object, &format!("{}  {}  {}", row.id, words::party(&row.party), path.join(" / ")));
    }
}

/// What arrived.
pub(crate) async fn inbox(client: &Client, all: bool, out: &Out) -> Result<(), Fault> {
    let inbox = client.engine().inbox().await;
    let done = inbox.done.iter().filter(|row| all && row.direction == jixiang_contract::Direction::Receive);
    inbox.arrived.iter().chain(done).for_each(|row| delivery(row, out));
    Ok(())
}

/// What was sent.
pub(crate) async fn sent(client: &Client, out: &Out) -> Result<(), Fault> {
    let inbox = client.engine().inbox().await;
    let done = inbox.done.iter().filter(|row| row.direction == jixiang_contract::Direction::Send);
    inbox.sent.iter().chain(done).for_each(|row| delivery(row, out));
    Ok(())
}

fn delivery(row: &InboxRow, out: &Out) {
    let state = words::standing(&row.standing);
    let parties: Vec<String> = row.parties.iter().map(words::party).collect();
    let direction = match row.direction {
        jixiang_contract::Direction::Send => "sent",
        jixiang_contract::Direction::Receive => "received",
    };
    let object = json!({
        "id": row.id, "kind": "delivery", "state": state, "title": row.title, "direction": direction,
        "parties": parties, "bytes": row.bytes, "at": words::moment(row.at),
    });
    let text = format!("{}  {}  {}  {}  {}", row.id, words::moment(row.at), state, parties.join("，"), row.title);
    out.row(&object, &text);
}

/// What this PC holds.
pub(crate) async fn holdings(client: &Client, out: &Out) -> Result<(), Fault> {
    for row in client.engine().my_data().await.held {
        let paths = client.engine().saved(&row.id).await.unwrap_or_default();
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let object = json!({
            "id": row.id, "kind": "delivery", "state": "verified", "title": row.title,
            "from": words::party(&row.from), "bytes": row.bytes, "verified": words::moment(row.verified),
            "until": words::moment(row.until), "paths": paths,
        });
        out.row(&object, &format!("{}  {}  {}", row.id, words::moment(row.verified), row.title));
    }
    Ok(())
}

/// Transfers.
pub(crate) async fn transfers(client: &Client, out: &Out) -> Result<(), Fault> {
    for row in client.engine().transfers().await {
        let state = words::transfer(&row.state);
        let code = match &row.state {
            jixiang_contract::TransferState::Fail { error } | jixiang_contract::TransferState::Stall { error, .. } => {
                error.code.as_str()
            }
            jixiang_contract::TransferState::Wait
            | jixiang_contract::TransferState::Move { .. }
            | jixiang_contract::TransferState::Pause
            | jixiang_contract::TransferState::Done { .. } => "",
        };
        let kind = match row.direction {
            jixiang_contract::Direction::Send => "send",
            jixiang_contract::Direction::Receive => "fetch",
        };
        let object = json!({
            "id": row.id, "kind": kind, "state": state, "title": row.title, "delivery": row.delivery,
            "done": row.done, "total": row.total, "code": code,
        });
        out.row(&object, &format!("{}  {kind}  {state}  {}/{}  {}", row.id, row.done.0, row.total.0, row.title));
    }
    Ok(())
}

/// What was signed about a delivery.
pub(crate) async fn history(client: &Client, id: &DeliveryId, out: &Out) -> Result<(), Fault> {
    for line in client.engine().history(id).await? {
        let act = serde_json::to_value(line.act).expect("an act is a word");
        let at = words::moment(line.at);
        let text = format!("{at}  {}  {} {}", act.as_str().unwrap_or_default(), line.department, line.who);
        let object = json!({
            "act": act, "who": line.who, "department": line.department, "at": at, "statement": line.statement,
        });
        out.row(&object, &text);
    }
    Ok(())
}
