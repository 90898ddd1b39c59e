//! Answers: JSON, and problems as RFC 9457 says.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jixiang_wire::problem::PROBLEM_TYPE;
use jixiang_wire::{Code, Problem};

use crate::Error;

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        problem(&self.problem())
    }
}

/// A problem as an answer.
pub(super) fn problem(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(problem).unwrap_or_default();
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_TYPE));
    if problem.code == Code::SignIn {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Too many requests: when there is room again, in seconds.
pub(super) fn later(seconds: u64) -> Response {
    let mut response = problem(&Problem::new(Code::Rate, "too many requests"));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}
