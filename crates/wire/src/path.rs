//! The paths, as templates for the router and filled in for a client.

use jixiang_model::{DeviceId, ObjectId, ScopeId};

use crate::feed::Position;

/// The realm and its suite. No sign-in.
pub const REALM: &str = "/v1/realm";
/// The staff of the demo. No sign-in.
pub const DEMO_STAFF: &str = "/v1/demo/staff";
/// Signs in one of the demo's staff.
pub const DEMO_SIGN_IN: &str = "/v1/demo/sign-in";
/// Who is signed in.
pub const ME: &str = "/v1/me";
/// Enrolments of devices.
pub const ENROLMENTS: &str = "/v1/enrolments";
/// Where a device of the own department has signed.
pub const DEVICE_SCOPES: &str = "/v1/devices/{device}/scopes";
/// The ledger: append, and the reader's feed.
pub const STATEMENTS: &str = "/v1/statements";
/// One scope, whole.
pub const SCOPE: &str = "/v1/scopes/{scope}/statements";
/// Says "there is more" (server-sent events).
pub const STREAM: &str = "/v1/stream";
/// Asks which objects have to be sent.
pub const MISSING: &str = "/v1/objects/missing";
/// One object.
pub const OBJECT: &str = "/v1/objects/{id}";
/// This contract as an OpenAPI document. No sign-in.
pub const OPENAPI: &str = "/v1/openapi.json";

/// The path of the scopes in which a device has signed, after `after`.
#[must_use]
pub fn device_scopes(device: &DeviceId, after: Option<&ScopeId>, limit: u32) -> String {
    let after = after.map(|after| format!("&after={after}")).unwrap_or_default();
    format!("/v1/devices/{device}/scopes?limit={limit}{after}")
}

/// The path of an object.
#[must_use]
pub fn object(id: &ObjectId) -> String {
    format!("/v1/objects/{id}")
}

/// The path of the reader's feed after `since`: at most `limit` rows; when there is none yet, the answer waits up to
/// `wait` seconds for one.
#[must_use]
pub fn feed(since: Position, limit: u32, wait: u32) -> String {
    let Position(since) = since;
    format!("{STATEMENTS}?since={since}&limit={limit}&wait={wait}")
}

/// The path of the statements of a scope after `after`.
#[must_use]
pub fn scope(scope: &ScopeId, after: Position, limit: u32) -> String {
    let Position(after) = after;
    format!("/v1/scopes/{scope}/statements?after={after}&limit={limit}")
}
