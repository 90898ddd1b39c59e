//! Sign-in, who this is, how it stands, and whether everything is sound.

use jixiang_client::{Client, ClientFault as Fault, Lost, Whose};
use jixiang_contract::{Connection, Ground, KeyStore, Person, PersonId, Stage, Subject, TransferState};
use serde_json::json;

use super::words;
use crate::out::Out;

/// Signs in and says whether this PC is admitted.
pub(crate) async fn sign_in(client: &Client, staff: Option<PersonId>, key_file: bool, out: &Out) -> Result<(), Fault> {
    let desk = client.engine().sign_in(staff.as_ref()).await?;
    let (state, me) = match &desk.stage {
        Stage::Ready { me, .. } => ("admitted", Some(me)),
        Stage::Admit { me, .. } => ("waiting", Some(me)),
        Stage::SignIn { .. } | Stage::Stopped { .. } => ("signed_out", None),
    };
    let id = me.map_or_else(String::new, |me| me.id.to_string());
    let mut object = json!({ "event": "signed_in", "id": id, "state": state, "demo": desk.ground == Ground::Demo });
    if key_file {
        object["key"] = json!("file");
        object["warning"] = json!("the wrapping key lies unwrapped in the home");
    }
    let who = me.map(person).unwrap_or_default();
    let warning = if key_file {
        "\n注意：密钥未加保护地存放在本目录中，仅供测试和服务器使用。"
    } else {
        ""
    };
    out.row(&object, &format!("{who}\n{}{warning}", if state == "admitted" { "已登记" } else { "等待登记" }));
    if let Stage::Admit { code, .. } = &desk.stage {
        out.row(
            &json!({ "event": "admission", "id": id, "state": "waiting", "code": code.join("-") }),
            &code.join("-"),
        );
    }
    Ok(())
}

fn person(me: &Person) -> String {
    format!("{} {} {}（{}）", me.department, me.post, me.name, me.id)
}

/// Whose home this is.
pub(crate) async fn whoami(client: &Client, out: &Out) -> Result<(), Fault> {
    let desk = client.engine().desk().await;
    let (state, me) = match desk.stage {
        Stage::Ready { me, .. } => ("admitted", me),
        Stage::Admit { me, .. } => ("waiting", me),
        Stage::SignIn { .. } => return Err(Fault::SignedOut),
        Stage::Stopped { .. } => return Err(Fault::Removed),
    };
    let object = json!({
        "id": me.id, "kind": "person", "state": state, "title": me.name, "department": me.department, "post": me.post,
        "roles": me.roles, "demo": desk.ground == Ground::Demo,
    });
    out.row(&object, &person(&me));
    Ok(())
}

/// How it stands with this home.
pub(crate) async fn status(client: &Client, out: &Out) -> Result<(), Fault> {
    let engine = client.engine();
    let online = engine.catch_up().await.is_ok();
    let transfers = engine.transfers().await;
    let unfinished = transfers.iter().filter(|row| !matches!(row.state, TransferState::Done { .. })).count();
    let settings = engine.settings().await?;
    let connection = match settings.platform.connection {
        Connection::Online { .. } if online => "online",
        Connection::Connecting | Connection::Online { .. } | Connection::Offline { .. } => "offline",
    };
    let inbox = engine.inbox().await;
    let object = json!({
        "id": "home", "kind": "home", "state": connection, "title": settings.platform.address,
        "transfers": unfinished, "arrived": inbox.arrived.len(), "sent": inbox.sent.len(),
        "store_bytes": settings.cache.used, "epoch": settings.department.epoch,
    });
    let said = if online { "已连接" } else { "未连接" };
    out.row(&object, &format!("{said} {}，未完成的传输 {unfinished}", settings.platform.address));
    Ok(())
}

/// A row of what was checked.
fn checked(out: &Out, id: &str, title: &str, good: bool, detail: &str) {
    let state = if good { "good" } else { "bad" };
    let object = json!({ "id": id, "kind": "check", "state": state, "title": title, "detail": detail });
    out.row(&object, &format!("{}  {title}  {detail}", if good { "正常" } else { "异常" }));
}

/// Checks what this program stands on, one row each.
pub(crate) async fn doctor(client: &Client, out: &Out) -> Result<(), Fault> {
    let engine = client.engine();
    let reach = engine.catch_up().await;
    let say = |id: &str, title: &str, good: bool, detail: String| checked(out, id, title, good, &detail);
    let settings = engine.settings().await?;
    let keys = match settings.device.store {
        KeyStore::System => "系统钥匙串",
        KeyStore::File => "本目录中的文件",
    };
    say("store", "本机数据", true, format!("{} 字节", settings.cache.used.0));
    say("keys", "密钥存放", true, keys.to_owned());
    say("root", "信任根", true, settings.root.fingerprint);
    let detail = reach.as_ref().err().map(ToString::to_string).unwrap_or_default();
    say("platform", "平台连接", reach.is_ok(), detail);
    let admitted = matches!(engine.stage().await, Stage::Ready { .. });
    say("device", "本机登记", admitted, settings.device.fingerprint);
    let skew = engine.clock_skew().await;
    let on_time = skew.is_none_or(|skew| skew.abs() <= 600_000);
    say("clock", "本机时间", on_time, skew.map_or_else(String::new, |skew| format!("与平台相差 {skew} 毫秒")));
    let failed = engine.transfers().await.iter().filter(|row| words::transfer(&row.state) == "failed").count();
    say("transfers", "传输", failed == 0, format!("失败 {failed} 项"));
    // Failed transfers say for themselves what to do; they are nothing that this program stands on.
    reach?;
    if !admitted {
        return Err(Fault::NotAdmitted);
    }
    kept(client, out).await?;
    if on_time { Ok(()) } else { Err(Fault::ClockWrong) }
}

/// Asks the platform whether it still has what this PC published, sent or holds; a row for each object that it has not.
async fn kept(client: &Client, out: &Out) -> Result<(), Fault> {
    let examined = client.engine().examine().await?;
    let (asked, lost) = (examined.asked, examined.lost);
    let detail = format!("核对 {asked} 个对象，缺 {} 个", lost.len());
    checked(out, "objects", "平台上的内容", lost.is_empty(), &detail);
    lost.iter().for_each(|lost| missing(lost, out));
    if lost.is_empty() { Ok(()) } else { Err(Fault::Lost) }
}

/// An object that the platform does not have, and what to do.
fn missing(lost: &Lost, out: &Out) {
    let (kind, id) = match &lost.subject {
        Subject::Dataset { id } => ("dataset", id.to_string()),
        Subject::Delivery { id } => ("delivery", id.to_string()),
    };
    let (whose, todo) = match lost.whose {
        Whose::Published => {
            ("published", "请在有原文件的电脑上把它作为新版本重新发布（jx publish 文件 --dataset 编号）。")
        }
        Whose::Held => ("held", "本机已收到的文件不受影响；请告诉提供部门重新发布。"),
        Whose::Sent => ("sent", "请重新发送；收件人已收到的文件不受影响。"),
        Whose::Received => ("received", "本机已收到的文件不受影响；本部门其他人还需要时，请发送方重新发送。"),
    };
    let (object, piece, title) = (lost.object.to_string(), lost.piece.word(), &lost.title);
    let row = json!({
        "id": id, "kind": kind, "state": "lost", "title": title, "version": lost.version, "whose": whose,
        "object": object, "part": piece, "detail": todo,
    });
    let version = lost.version.map(|version| format!(" v{version}")).unwrap_or_default();
    out.row(&row, &format!("缺失  {title}{version}  {id}  {piece} {object}\n      {todo}"));
}
