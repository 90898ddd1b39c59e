//! What stands before every handler: host, session, rate, time, and headers that browsers heed.

use std::any::Any;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jixiang_wire::limits::MAX_HEADER;
use jixiang_wire::{Code, Problem};

use super::answer::{later, problem};
use super::asker::{Asker, token};
use crate::sessions::TokenHash;
use crate::{Error, Mode, Platform};

/// Nothing of ours is a page, is kept by a cache or is guessed to be of another type.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// Adds the security headers.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Finds the session, holds the asker to their rate, and notes who asks.
pub(super) async fn known(State(platform): State<Platform>, mut request: Request, next: Next) -> Response {
    if matches!(platform.options.mode, Mode::Demo(_)) && !is_for_this_machine(&request) {
        return Error::of(Code::Host, "the demonstration is asked by the name of this machine").into_response();
    }
    if size(&request) > MAX_HEADER {
        return Error::of(Code::Header, "the header is too long").into_response();
    }
    let now = platform.now();
    let hash = token(request.headers()).map(|token| TokenHash::of(&token));
    let session = hash.and_then(|hash| Some((hash, platform.sessions.find(&hash, now)?)));
    let taken = match &session {
        Some((hash, _)) => platform.signed_in.take(*hash, now),
        None => platform.strangers.take(address(&request), now),
    };
    if let Err(seconds) = taken {
        return later(seconds);
    }
    if let Some((_, me)) = session {
        request.extensions_mut().insert(Asker(me));
    }
    next.run(request).await
}

/// The bytes of path, query and headers.
fn size(request: &Request) -> usize {
    let uri = request.uri();
    let target = uri.path().len() + uri.query().map_or(0, str::len);
    let headers = request.headers().iter();
    target + headers.map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>()
}

fn address(request: &Request) -> IpAddr {
    request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip())
}

/// Whether the request names this machine, as a page in a browser that was lured here under another name would not.
fn is_for_this_machine(request: &Request) -> bool {
    let named = request.headers().get(header::HOST);
    let Some(host) = named.map(HeaderValue::to_str) else {
        return true;
    };
    let Some(Ok(uri)) = host.ok().map(|host| host.parse::<Uri>()) else {
        return false;
    };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Ends a request that takes too long. Objects and the stream have limits of their own.
pub(super) async fn in_time(State(platform): State<Platform>, request: Request, next: Next) -> Response {
    let limit = platform.options.limits.request_time;
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::of(Code::Slow, "the request took too long").into_response(),
    }
}

/// The answer of a handler that panicked. What it panicked with stays in the log.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    problem(&Problem::new(Code::Internal, "the platform failed"))
}
