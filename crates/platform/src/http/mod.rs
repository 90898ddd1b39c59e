//! The platform behind HTTP: the router, and one handler per operation of the contract.

mod answer;
mod asker;
mod body;
mod devices;
mod digest;
mod enrolments;
mod guard;
mod objects;
mod sessions;
mod statements;
mod stream;

use axum::Router;
use axum::http::header;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jixiang_wire::{Code, path};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{Error, Platform};

pub(crate) use digest::checkable;

/// The whole contract over a platform.
///
/// With [`crate::serve`] the connections are guarded, too; a test may call the router alone. Whoever serves it otherwise
/// adds `ConnectInfo<SocketAddr>`, or no client counts as being on this machine.
pub fn router(platform: Platform) -> Router {
    let quick = Router::new()
        .route(path::REALM, get(sessions::realm))
        .route(path::DEMO_STAFF, get(sessions::staff))
        .route(path::DEMO_SIGN_IN, post(sessions::sign_in))
        .route(path::ME, get(sessions::me))
        .route(path::ENROLMENTS, get(enrolments::waiting).post(enrolments::enrol))
        .route(path::DEVICE_SCOPES, get(devices::scopes))
        .route(path::STATEMENTS, get(statements::feed).post(statements::append))
        .route(path::SCOPE, get(statements::scope))
        .route(path::MISSING, post(objects::missing))
        .route(path::OPENAPI, get(openapi))
        .layer(from_fn_with_state(platform.clone(), guard::in_time));
    let long = Router::new()
        .route(path::STREAM, get(stream::stream))
        .route(path::OBJECT, get(objects::read).put(objects::store));
    quick
        .merge(long)
        .fallback(no_path)
        .method_not_allowed_fallback(no_method)
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(from_fn_with_state(platform.clone(), guard::known))
        .layer(from_fn(guard::headers))
        .with_state(platform)
}

async fn openapi() -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (json, jixiang_wire::document()).into_response()
}

async fn no_path() -> Error {
    Error::of(Code::NotFound, "no such path")
}

async fn no_method() -> Error {
    Error::of(Code::Method, "the path does not know this method")
}
