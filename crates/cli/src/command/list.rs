//! Lists: one object per row.

use jixiang_client::{Client, ClientFault as Fault, DirectoryRow};
use jixiang_contract::{InboxItem, InboxRow, MatterRow, Party, Subject};
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

/// What waits here, and what arrived.
pub(crate) async fn inbox(client: &Client, all: bool, out: &Out) -> Result<(), Fault> {
    let inbox = client.engine().inbox().await;
    inbox.decide.iter().for_each(|row| matter(row, out));
    inbox.arrived.iter().for_each(|row| delivery(row, out));
    let received = |item: &&InboxItem| match item {
        InboxItem::Delivery { row } => row.direction == jixiang_contract::Direction::Receive,
        InboxItem::Matter { .. } => true,
    };
    inbox.done.iter().filter(|_| all).filter(received).for_each(|item| either(item, out));
    Ok(())
}

/// What was sent, published and asked for.
pub(crate) async fn sent(client: &Client, out: &Out) -> Result<(), Fault> {
    let inbox = client.engine().inbox().await;
    let sent = |item: &&InboxItem| match item {
        InboxItem::Delivery { row } => row.direction == jixiang_contract::Direction::Send,
        InboxItem::Matter { .. } => false,
    };
    inbox.sent.iter().chain(inbox.done.iter().filter(sent)).for_each(|item| either(item, out));
    Ok(())
}

fn either(item: &InboxItem, out: &Out) {
    match item {
        InboxItem::Delivery { row } => delivery(row, out),
        InboxItem::Matter { row } => matter(row, out),
    }
}

fn matter(row: &MatterRow, out: &Out) {
    let (kind, state) = (words::matter_kind(row.kind), words::stage(row.stage));
    let due = row.due.map(|due| serde_json::to_value(due).expect("a due date is JSON"));
    let object = json!({
        "id": row.id, "kind": kind, "state": state, "title": row.title, "party": words::party(&row.party),
        "at": words::moment(row.at), "due": due,
    });
    let text =
        format!("{}  {}  {kind}  {state}  {}  {}", row.id, words::moment(row.at), words::party(&row.party), row.title);
    out.row(&object, &text);
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
    let mine = client.engine().my_data().await;
    for row in mine.datasets {
        let Some(holding) = &row.holding else { continue };
        let paths = client.engine().saved_dataset(&row.id).await.unwrap_or_default();
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let object = json!({
            "id": row.id, "kind": "dataset", "state": if holding.newer { "outdated" } else { "current" },
            "title": row.name, "from": words::party(&row.provider), "bytes": holding.bytes, "version": holding.version,
            "verified": words::moment(holding.verified), "until": row.until, "paths": paths,
        });
        out.row(&object, &format!("{}  v{}  {}", row.id, holding.version, row.name));
    }
    for row in mine.held {
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
        let (kind, subject) = match (&row.subject, row.direction) {
            (Subject::Delivery { id }, jixiang_contract::Direction::Send) => ("send", id.to_string()),
            (Subject::Delivery { id }, jixiang_contract::Direction::Receive) => ("fetch", id.to_string()),
            (Subject::Dataset { id }, jixiang_contract::Direction::Send) => ("publish", id.to_string()),
            (Subject::Dataset { id }, jixiang_contract::Direction::Receive) => ("fetch", id.to_string()),
        };
        let object = json!({
            "id": row.id, "kind": kind, "state": state, "title": row.title, "delivery": subject,
            "done": row.done, "total": row.total, "code": code,
        });
        out.row(&object, &format!("{}  {kind}  {state}  {}/{}  {}", row.id, row.done.0, row.total.0, row.title));
    }
    Ok(())
}

/// What was signed about a delivery, dataset or request.
pub(crate) async fn history(client: &Client, id: &str, out: &Out) -> Result<(), Fault> {
    for line in client.engine().history_of(id).await? {
        let act = serde_json::to_value(line.act).expect("an act is a word");
        let at = words::moment(line.at);
        let said = line.words.as_deref().unwrap_or_default();
        let text = format!("{at}  {}  {} {}  {said}", act.as_str().unwrap_or_default(), line.department, line.who);
        let mut object = json!({
            "act": act, "who": line.who, "department": line.department, "at": at, "statement": line.statement,
        });
        if let (Some(object), Some(said)) = (object.as_object_mut(), &line.words) {
            object.insert("words".to_owned(), json!(said));
        }
        if let (Some(object), Some(version)) = (object.as_object_mut(), line.version) {
            object.insert("version".to_owned(), json!(version));
        }
        if let (Some(object), true) = (object.as_object_mut(), line.without_effect) {
            object.insert("without_effect".to_owned(), json!(true));
        }
        out.row(&object, &text);
    }
    Ok(())
}
