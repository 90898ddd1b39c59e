//! Requests and decisions. Each act is signed at once: scripts have no second thoughts.

use jixiang_client::{Client, ClientFault as Fault, When};
use jixiang_contract::{DatasetId, Day, Line, MatterAct, MatterCard, MatterId, RequestFields, ShareMethod};

use super::words;
use crate::args::{Asked, Decision, Mended, Method};
use crate::out::Out;

/// Asks for a dataset.
pub(crate) async fn request(client: &Client, dataset: &DatasetId, asked: Asked, out: &Out) -> Result<(), Fault> {
    let engine = client.engine();
    let shown = engine.request_draft(dataset).await?.shown;
    let fields = RequestFields {
        basis: asked.basis,
        scenario: asked.scenario,
        scope: asked.scope,
        method: method(asked.method),
        until: Day(asked.until),
    };
    let request = engine.request(dataset, fields, &shown).await?;
    let card = engine.matter(&request).await?;
    requested(&request, &card, out);
    Ok(())
}

/// Submits a returned or declined request again.
pub(crate) async fn resubmit(client: &Client, id: &str, mended: Mended, out: &Out) -> Result<(), Fault> {
    let engine = client.engine();
    let id = engine.matter_named(id).await?;
    let card = engine.matter(&id).await?;
    let mut fields = card.request.clone().ok_or(Fault::NotAllowed)?;
    let set = |field: &mut String, text: Option<String>| {
        if let Some(text) = text {
            *field = text;
        }
    };
    set(&mut fields.basis, mended.basis);
    set(&mut fields.scenario, mended.scenario);
    set(&mut fields.scope, mended.scope);
    set(&mut fields.until.0, mended.until);
    if let Some(chosen) = mended.method {
        fields.method = method(chosen);
    }
    let card = engine.act(&id, MatterAct::Resubmit { fields }, &card.shown, When::Now).await?;
    requested(&id, &card, out);
    Ok(())
}

fn requested(request: &MatterId, card: &MatterCard, out: &Out) {
    let state = words::stage(card.stage).to_owned();
    let said = format!("{state} {request}");
    out.event(&Line::Requested { request: request.clone(), id: request.clone(), state }, &said);
}

/// Decides.
pub(crate) async fn act(client: &Client, decision: Decision, out: &Out) -> Result<(), Fault> {
    let engine = client.engine();
    let (id, act) = matter_act(decision);
    let id = engine.matter_named(&id).await?;
    let shown = engine.matter(&id).await?.shown;
    let card = engine.act(&id, act, &shown, When::Now).await?;
    // What follows by itself is written down: a grant that is carried on, the dated list of the datasets.
    let followed = engine.drain().await;
    let state = words::stage(card.stage).to_owned();
    let said = format!("{state} {id}");
    out.event(&Line::Done { id: id.to_string(), state }, &said);
    match followed {
        Err(fault) if !fault.mends() => Err(fault),
        _ => Ok(()),
    }
}

/// The act of a decision, and the name of what it is about.
fn matter_act(decision: Decision) -> (String, MatterAct) {
    match decision {
        Decision::Consent { id } => (id, MatterAct::Consent {}),
        Decision::Decline { id, reason } => (id, MatterAct::Decline { reason }),
        Decision::Agree { id, until, condition, this_version } => {
            (id, MatterAct::Agree { until: until.map(Day), condition, this_version })
        }
        Decision::Return { id, missing } => (id, MatterAct::Return { missing }),
        Decision::Refuse { id, reason } => (id, MatterAct::Refuse { reason }),
        Decision::Withdraw { id, reason } => (id, MatterAct::Withdraw { reason }),
        Decision::Revoke { id, reason } => (id, MatterAct::Revoke { reason }),
    }
}

const fn method(method: Method) -> ShareMethod {
    match method {
        Method::Interface => ShareMethod::Interface,
        Method::Batch => ShareMethod::Batch,
        Method::File => ShareMethod::File,
    }
}
