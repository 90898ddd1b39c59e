//! The PCs of the department.

use jixiang_client::{Client, ClientFault as Fault};
use jixiang_contract::{MemberId, MembersView, Role};
use serde_json::json;

use super::words;
use crate::args::{Member, MemberRole};
use crate::out::Out;

/// Lists, admits, removes.
pub(crate) async fn run(client: &Client, act: Member, out: &Out) -> Result<(), Fault> {
    let engine = client.engine();
    let members = match act {
        Member::List => engine.members().await?,
        Member::Admit { code, role } => {
            let roles = match role {
                MemberRole::Staff => vec![Role::Staff],
                MemberRole::Head => vec![Role::Staff, Role::Head],
                MemberRole::KeyAdmin => vec![Role::Staff, Role::KeyAdmin],
            };
            engine.admit(&code, roles).await?
        }
        Member::Remove { id } => engine.remove_member(&MemberId(id)).await?,
    };
    list(&members, out);
    Ok(())
}

fn list(members: &MembersView, out: &Out) {
    for member in &members.members {
        let party = words::party(&member.party);
        let object = json!({
            "id": member.id, "kind": "member", "state": "admitted", "title": party, "roles": member.roles,
            "own": member.own, "at": words::moment(member.admitted),
        });
        out.row(&object, &format!("{}  {party}", member.id));
    }
    for waiting in &members.waiting {
        let (party, code) = (words::party(&waiting.party), waiting.code.join("-"));
        let object = json!({
            "id": code, "kind": "member", "state": "waiting", "title": party, "listed": waiting.listed,
        });
        out.row(&object, &format!("{code}  {party}"));
    }
}
