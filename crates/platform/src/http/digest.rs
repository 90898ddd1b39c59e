//! Answers that can be checked: JSON leaves with its digest, so that a reader takes nothing for an answer that was changed
//! on its way. Objects have their hash for a name and need none.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jixiang_wire::Code;
use jixiang_wire::digest::{CONTENT_DIGEST, content_digest};

use crate::Error;

/// Adds the digest to an answer of JSON.
pub(crate) async fn checkable(request: Request, next: Next) -> Response {
    let has_body = *request.method() != Method::HEAD;
    let response = next.run(request).await;
    let media = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !has_body || !media.is_some_and(|media| media.contains("json")) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // A handler made all of it before it answered.
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return Error::of(Code::Internal, "the answer broke off").into_response();
    };
    if let Ok(value) = HeaderValue::try_from(content_digest(&body)) {
        parts.headers.insert(HeaderName::from_static(CONTENT_DIGEST), value);
    }
    Response::from_parts(parts, Body::from(body))
}
