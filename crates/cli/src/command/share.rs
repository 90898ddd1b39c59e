//! Datasets: publishing, finding, looking, fetching.

use std::path::PathBuf;

use jixiang_client::{Client, ClientFault as Fault};
use jixiang_contract::{
    ByteCount, CatalogueQuery, DatasetId, DeliveryId, Held, Line, MatterStage, PublishDraft, PublishOrder, ShareClass,
    Span, UpdateCycle,
};
use serde_json::json;

use super::deliver::{confirm, give_up, run};
use super::{deliver, words};
use crate::args::{Class, Cycle, Publish};
use crate::out::Out;

/// Publishes and waits until everything that this desk can sign is signed.
pub(crate) async fn publish(client: &Client, order: Publish, out: &Out) -> Result<(), Fault> {
    let engine = client.engine();
    let paths = order.paths.iter().map(std::path::absolute).collect::<Result<Vec<_>, _>>();
    let paths = paths.map_err(|error| Fault::Usage(error.to_string()))?;
    let tokens: Vec<_> = engine.pick_paths(paths).await.into_iter().map(|picked| picked.token).collect();
    let dataset = order.dataset.clone().map(DatasetId);
    let draft = engine.publish_draft(tokens.clone(), dataset.clone()).await?;
    let order = filled(order, draft, tokens, dataset);
    let (id, transfer) = engine.publish(order).await?;
    if let Err(fault) = run(client, &transfer, out).await {
        return Err(give_up(client, &transfer, fault).await);
    }
    let moved = engine.moved(&transfer).await?;
    // Grants that are carried on, and the dated list, are written down; if they cannot be handed in now, the next command
    // does it.
    let followed = engine.drain().await;
    let (state, version) = match engine.published(&id).await? {
        (MatterStage::Released, version) => ("released", version),
        (_, _) => ("awaiting_release", None),
    };
    let line = Line::Published {
        dataset: id.clone(),
        id: id.clone(),
        version,
        bytes: ByteCount(moved.content),
        sent_bytes: ByteCount(moved.travelled),
        state: state.to_owned(),
    };
    let said = if state == "released" { "已发布" } else { "已送审" };
    out.event(&line, &format!("{said} {id}"));
    match followed {
        Err(fault) if !fault.mends() => Err(fault),
        _ => Ok(()),
    }
}

fn filled(
    order: Publish,
    draft: PublishDraft,
    tokens: Vec<jixiang_contract::Token>,
    dataset: Option<DatasetId>,
) -> PublishOrder {
    let mut fields = draft.fields;
    if let Some(title) = order.title {
        fields.title = title;
    }
    if let Some(summary) = order.summary {
        fields.summary = summary;
    }
    if let Some(class) = order.class {
        fields.class = match class {
            Class::Unconditional => ShareClass::Unconditional,
            Class::Conditional => ShareClass::Conditional,
            Class::Withheld => ShareClass::Withheld,
        };
        if fields.class == ShareClass::Withheld {
            // A condition is no statute.
            fields.condition.clear();
        }
    }
    if let Some(text) = order.condition.or(order.statute) {
        fields.condition = text;
    }
    if let Some(cycle) = order.cycle {
        fields.cycle = match cycle {
            Cycle::RealTime => UpdateCycle::RealTime,
            Cycle::Daily => UpdateCycle::Daily,
            Cycle::Weekly => UpdateCycle::Weekly,
            Cycle::Monthly => UpdateCycle::Monthly,
            Cycle::Quarterly => UpdateCycle::Quarterly,
            Cycle::HalfYearly => UpdateCycle::HalfYearly,
            Cycle::Yearly => UpdateCycle::Yearly,
            Cycle::Other => UpdateCycle::Other,
        };
    }
    let standing_until = order.standing_until.map(jixiang_contract::Day);
    PublishOrder { tokens, dataset, fields, facts: draft.facts, standing_until }
}

/// Searches the catalogue.
pub(crate) async fn search(
    client: &Client,
    words: String,
    department: Option<String>,
    limit: u32,
    out: &Out,
) -> Result<(), Fault> {
    let engine = client.engine();
    let path = match department {
        Some(department) => engine.department_path(department).await?,
        None => Vec::new(),
    };
    let (mut offset, mut left) = (0, limit);
    while left > 0 {
        let query = CatalogueQuery {
            words: words.clone(),
            path: path.clone(),
            classes: Vec::new(),
            cycles: Vec::new(),
            offset,
        };
        let page = engine.search_catalogue(query).await?;
        let rows = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        for row in page.rows.iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
            let (title, text) = (plain(&row.name), plain(&row.text));
            let provider = words::party(&row.provider);
            let object = json!({
                "id": row.id, "kind": "dataset", "state": held(row.held), "title": title, "text": text,
                "provider": provider, "class": row.class, "cycle": row.cycle, "updated": words::moment(row.updated),
            });
            out.row(&object, &format!("{}  {title}  {provider}", row.id));
        }
        offset += rows;
        left = left.saturating_sub(rows);
        if rows == 0 || offset >= page.found {
            break;
        }
    }
    Ok(())
}

fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

const fn held(held: Held) -> &'static str {
    match held {
        Held::No => "none",
        Held::Own => "own",
        Held::Asked => "asked",
        Held::Granted => "granted",
        Held::Here => "here",
    }
}

/// A dataset with its versions, grants and receipts.
pub(crate) async fn show(client: &Client, id: &DatasetId, out: &Out) -> Result<(), Fault> {
    let page = client.engine().dataset(id).await?;
    let object = json!({
        "id": page.id, "kind": "dataset", "state": page.way, "title": page.name, "summary": page.summary,
        "provider": words::party(&page.provider), "class": page.class, "condition": page.condition,
        "facts": page.facts, "columns": page.columns, "versions": page.versions, "grants": page.grants,
        "holding": page.holding, "waiting": page.waiting,
    });
    let mut text = format!("{}\n{}\n{}", page.name, words::party(&page.provider), page.summary);
    for version in &page.versions {
        text.push_str(&format!("\n第 {} 版  {}", version.number, words::moment(version.at)));
    }
    for grant in &page.grants {
        text.push_str(&format!("\n{}  至 {}", words::party(&grant.party), grant.until));
    }
    out.row(&object, &text);
    Ok(())
}

/// Fetches, verifies and confirms: a delivery, a dataset, or what a request was agreed for.
pub(crate) async fn fetch(
    client: &Client,
    id: &str,
    version: Option<u32>,
    to: Option<PathBuf>,
    out: &Out,
) -> Result<(), Fault> {
    let engine = client.engine();
    let Some(dataset) = engine.dataset_named(id).await else {
        return deliver::fetch(client, &DeliveryId(id.to_owned()), to, out).await;
    };
    let to = to.map(std::path::absolute).transpose().map_err(|error| Fault::Usage(error.to_string()))?;
    let transfer = engine.fetch_dataset(&dataset, version, to).await?;
    if let Err(fault) = run(client, &transfer, out).await {
        let over = matches!(fault, Fault::NoGrant | Fault::Expired | Fault::NotFound | Fault::TakenBack);
        return Err(if over { give_up(client, &transfer, fault).await } else { fault });
    }
    let paths = engine.saved_dataset(&dataset).await?;
    confirm(client, dataset.to_string(), &transfer, paths, out).await
}
