//! Who asks: the signed-in person of a request, and whether they are on this machine.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jixiang_wire::session::Me;
use jixiang_wire::{Code, Token};

use crate::ledger::Reader;
use crate::{Error, Platform, sessions};

/// The signed-in person. Without a session there is none, and the request ends.
#[derive(Debug, Clone)]
pub(super) struct Asker(pub(super) Me);

impl Asker {
    pub(super) fn reader(&self) -> Reader {
        sessions::reader(&self.0)
    }
}

impl FromRequestParts<Platform> for Asker {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &Platform) -> Result<Self, Error> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Error::of(Code::SignIn, "there is no session"))
    }
}

/// The other end of the connection, where it is known.
#[derive(Debug, Clone, Copy)]
pub(super) enum Peer {
    /// A process on this machine.
    Here,
    /// Another machine, or nobody knows.
    Elsewhere,
}

impl FromRequestParts<Platform> for Peer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &Platform) -> Result<Self, Error> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(match address {
            Some(ConnectInfo(address)) if address.ip().is_loopback() => Self::Here,
            Some(_) | None => Self::Elsewhere,
        })
    }
}

/// The token of the request's header.
pub(super) fn token(headers: &HeaderMap) -> Option<Token> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::parse(token.trim())).flatten()
}
