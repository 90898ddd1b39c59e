//! The OpenAPI document, made from the types of this crate. Nothing here runs: each function stands for one operation.
#![expect(dead_code, reason = "utoipa reads an operation from a function; the platform's handlers are elsewhere")]

use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::device::{SignedList, SignedQuery};
use crate::enrolment::{Enrolled, WaitingList};
use crate::feed::{FeedQuery, More, Page, ScopeQuery};
use crate::object::{Ask, Missing};
use crate::session::{Me, Realm, SignIn, SignedIn, StaffList};
use crate::statement::Appended;
use crate::{Problem, path};

/// The contract as an OpenAPI document, in JSON with a line feed at its end.
///
/// # Panics
///
/// Never: the document is made of strings, numbers and lists.
#[must_use]
pub fn document() -> String {
    let mut text = Contract::openapi().to_pretty_json().expect("a document of strings, numbers and lists serialises");
    text.push('\n');
    text
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "吉享 platform",
        description = "A ledger of signed statements and a store of sealed objects. See docs/platform-api.md.",
        version = "1",
        license(name = "MulanPSL-2.0", identifier = "MulanPSL-2.0")
    ),
    paths(
        realm, staff, sign_in, me, enrol, waiting, signed, append, feed, scope, stream, missing, put_object, object, openapi
    ),
    components(schemas(Problem)),
    modifiers(&Bearer)
)]
struct Contract;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let scheme =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("The token of the sign-in.")).build();
        document.components.get_or_insert_default().add_security_scheme("session", SecurityScheme::Http(scheme));
    }
}

/// The realm.
#[utoipa::path(get, path = path::REALM, responses((status = 200, body = Realm), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn realm() {}

/// The demo's staff.
#[utoipa::path(get, path = path::DEMO_STAFF, responses((status = 200, body = StaffList), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn staff() {}

/// Signs in one of the demo's staff; only in the demo.
#[utoipa::path(post, path = path::DEMO_SIGN_IN, request_body = SignIn,
    responses((status = 200, body = SignedIn), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn sign_in() {}

/// Who is signed in.
#[utoipa::path(get, path = path::ME, security(("session" = [])),
    responses((status = 200, body = Me), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn me() {}

/// Asks for the admission of a device of the signed-in person.
#[utoipa::path(post, path = path::ENROLMENTS, security(("session" = [])),
    request_body(content = String, content_type = "application/vnd.dsse.envelope.v1+json"),
    responses((status = 200, body = Enrolled), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn enrol() {}

/// What waits for the key admins of the asker's department; only for them.
#[utoipa::path(get, path = path::ENROLMENTS, security(("session" = [])),
    responses((status = 200, body = WaitingList), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn waiting() {}

/// Where a device of the own department has signed; only for its key admins.
#[utoipa::path(get, path = path::DEVICE_SCOPES, security(("session" = [])),
    params(("device" = String, Path, description = "The device's id.", pattern = "^[0-9a-f]{64}$"), SignedQuery),
    responses((status = 200, body = SignedList), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn signed() {}

/// Appends a statement of the signed-in person.
#[utoipa::path(post, path = path::STATEMENTS, security(("session" = [])),
    params(("idempotency-key" = String, Header, description = "The statement's id.", pattern = "^[0-9a-f]{64}$")),
    request_body(content = String, content_type = "application/vnd.dsse.envelope.v1+json"),
    responses((status = 201, body = Appended), (status = 200, body = Appended, description = "It was there already."),
        (status = "default", body = Problem, content_type = "application/problem+json")))]
fn append() {}

/// The reader's feed, in the order of arrival.
#[utoipa::path(get, path = path::STATEMENTS, security(("session" = [])), params(FeedQuery),
    responses((status = 200, body = Page), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn feed() {}

/// The statements of one scope. Absent and not visible are the same answer.
#[utoipa::path(get, path = path::SCOPE, security(("session" = [])),
    params(("scope" = String, Path, description = "The scope's id.", pattern = "^[0-9a-f]{64}$"), ScopeQuery),
    responses((status = 200, body = Page), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn scope() {}

/// Server-sent events: one whenever there is more to read. Polling is the fallback.
#[utoipa::path(get, path = path::STREAM, security(("session" = [])),
    responses((status = 200, body = More, content_type = "text/event-stream"), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn stream() {}

/// Which of these objects have to be sent.
#[utoipa::path(post, path = path::MISSING, security(("session" = [])), request_body = Ask,
    responses((status = 200, body = Missing), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn missing() {}

/// Stores an object of at most 8 MiB. Its id is the BLAKE3-256 of its bytes.
#[utoipa::path(put, path = path::OBJECT, security(("session" = [])),
    params(("id" = String, Path, description = "The object's id.", pattern = "^[0-9a-f]{64}$"),
        ("content-length" = u64, Header, description = "Required.")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "Stored."), (status = 200, description = "You had sent it, or could read it, before."),
        (status = "default", body = Problem, content_type = "application/problem+json")))]
fn put_object() {}

/// Reads an object.
#[utoipa::path(get, path = path::OBJECT, security(("session" = [])),
    params(("id" = String, Path, description = "The object's id.", pattern = "^[0-9a-f]{64}$")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", body = Problem, content_type = "application/problem+json")))]
fn object() {}

/// This document.
#[utoipa::path(get, path = path::OPENAPI, responses((status = 200, description = "The document.", content_type = "application/json")))]
fn openapi() {}
