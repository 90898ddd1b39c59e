//! What a request says: bodies within their limits, strict JSON, strict queries.

use axum::body::to_bytes;
use axum::extract::{Query, Request};
use axum::http::{HeaderMap, Uri, header};
use bytes::Bytes;
use jixiang_wire::limits::{MAX_BODY, MAX_ENVELOPE, MAX_PAGE, PAGE};
use jixiang_wire::{Code, statement};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Error;

/// Reads a JSON body.
pub(super) async fn json<T: DeserializeOwned + Serialize>(request: Request) -> Result<T, Error> {
    is_of_type(request.headers(), &["application/json"])?;
    let body = read(request, MAX_BODY).await?;
    jixiang_statement::parse_json(&body).map_err(|error| Error::of(Code::Malformed, error.to_string()))
}

/// Reads the bytes of an envelope.
pub(super) async fn envelope(request: Request) -> Result<Bytes, Error> {
    is_of_type(request.headers(), &[statement::ENVELOPE_TYPE, "application/json"])?;
    read(request, MAX_ENVELOPE).await
}

async fn read(request: Request, limit: u64) -> Result<Bytes, Error> {
    let too_large = || Error::of(Code::TooLarge, format!("at most {limit} bytes are taken"));
    if length(request.headers())?.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    to_bytes(request.into_body(), limit).await.map_err(|_| too_large())
}

/// The `Content-Length`, when there is one.
pub(super) fn length(headers: &HeaderMap) -> Result<Option<u64>, Error> {
    let Some(value) = headers.get(header::CONTENT_LENGTH) else {
        return Ok(None);
    };
    let length = value.to_str().ok().and_then(|text| text.parse().ok());
    length.map(Some).ok_or_else(|| Error::of(Code::Malformed, "Content-Length is a number"))
}

fn is_of_type(headers: &HeaderMap, types: &[&str]) -> Result<(), Error> {
    let value = headers.get(header::CONTENT_TYPE);
    let value = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim();
    if types.iter().any(|known| essence.eq_ignore_ascii_case(known)) {
        Ok(())
    } else {
        Err(Error::of(Code::MediaType, format!("the body is of the type {}", types.join(" or "))))
    }
}

/// Reads the query.
pub(super) fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Error> {
    Query::try_from_uri(uri).map(|Query(query)| query).map_err(|error| Error::of(Code::Malformed, error.to_string()))
}

/// Reads an id from the path. What is no id names nothing.
pub(super) fn id<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::of(Code::NotFound, "the path names no id"))
}

/// The rows of a page.
pub(super) fn page(limit: Option<u32>) -> Result<u32, Error> {
    let limit = limit.unwrap_or(PAGE);
    if (1..=MAX_PAGE).contains(&limit) {
        Ok(limit)
    } else {
        Err(Error::of(Code::Malformed, format!("a page has 1 to {MAX_PAGE} rows")))
    }
}
