//! Appending, and reading the feed and scopes.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use jixiang_model::{ScopeId, StatementId};
use jixiang_statement::Signed;
use jixiang_wire::Code;
use jixiang_wire::feed::{FeedQuery, Page, ScopeQuery};
use jixiang_wire::limits::MAX_WAIT;
use jixiang_wire::statement::{Appended, IDEMPOTENCY_KEY};

use super::asker::Asker;
use super::body;
use crate::ledger::{Outcome, Poster, Reader, pages};
use crate::{Error, Platform};

/// `POST /v1/statements`
pub(super) async fn append(
    State(platform): State<Platform>,
    asker: Asker,
    request: Request,
) -> Result<(StatusCode, Json<Appended>), Error> {
    let key = idempotency_key(request.headers())?;
    let bytes = body::envelope(request).await?;
    let outcome = platform
        .work(move |platform| {
            let signed = Signed::parse(&bytes)?;
            if signed.id() != key {
                return Err(Error::of(Code::Malformed, "Idempotency-Key is the statement's id"));
            }
            let poster = Poster::Person(asker.reader());
            let statements = [signed];
            let mut outcomes = platform.ledger.append(&platform.store, &poster, &statements, platform.now())?;
            outcomes.pop().ok_or_else(|| Error::Damage("an append has an outcome".to_owned()))
        })
        .await?;
    Ok(match outcome {
        Outcome::Taken(appended) => {
            tracing::info!(statement = %appended.id, position = appended.position.0, "taken");
            (StatusCode::CREATED, Json(appended))
        }
        Outcome::Known(appended) => (StatusCode::OK, Json(appended)),
    })
}

fn idempotency_key(headers: &HeaderMap) -> Result<StatementId, Error> {
    let value = headers.get(IDEMPOTENCY_KEY);
    let key = value.and_then(|value| value.to_str().ok()?.parse().ok());
    key.ok_or_else(|| Error::of(Code::Malformed, "Idempotency-Key is the statement's id"))
}

/// `GET /v1/statements`
pub(super) async fn feed(State(platform): State<Platform>, asker: Asker, uri: Uri) -> Result<Json<Page>, Error> {
    let query: FeedQuery = body::query(&uri)?;
    let limit = body::page(query.limit)?;
    let wait = query.wait.unwrap_or(0);
    if wait > MAX_WAIT {
        return Err(Error::of(Code::Malformed, format!("nobody waits longer than {MAX_WAIT} seconds")));
    }
    let deadline = tokio::time::Instant::now() + Duration::from_secs(u64::from(wait));
    let mut news = platform.ledger.watch();
    loop {
        news.mark_unchanged();
        let page = read(&platform, asker.reader(), query, limit).await?;
        if !page.rows.is_empty() || wait == 0 {
            return Ok(Json(page));
        }
        tokio::select! {
            changed = news.changed() => if changed.is_err() { return Ok(Json(page)); },
            () = tokio::time::sleep_until(deadline) => return Ok(Json(page)),
            () = platform.closing.cancelled() => return Ok(Json(page)),
        }
    }
}

async fn read(platform: &Platform, reader: Reader, query: FeedQuery, limit: u32) -> Result<Page, Error> {
    platform
        .work(move |platform| platform.ledger.read(|transaction| pages::feed(transaction, &reader, query.since, limit)))
        .await
}

/// `GET /v1/scopes/{scope}/statements`
pub(super) async fn scope(
    State(platform): State<Platform>,
    asker: Asker,
    Path(scope): Path<String>,
    uri: Uri,
) -> Result<Json<Page>, Error> {
    let scope: ScopeId = body::id(&scope)?;
    let query: ScopeQuery = body::query(&uri)?;
    let limit = body::page(query.limit)?;
    let reader = asker.reader();
    let page = platform
        .work(move |platform| {
            platform.ledger.read(|transaction| pages::scope(transaction, &reader, &scope, query.after, limit))
        })
        .await?;
    Ok(Json(page))
}
