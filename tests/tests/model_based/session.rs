//! A person's session at the real platform: its router asked without a network, its ledger in a real database.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{Method, Request, StatusCode};
use jixiang_model::{ObjectId, ScopeId};
use jixiang_platform::{Platform, router};
use jixiang_statement::payload::Enrolment;
use jixiang_statement::{Envelope, Signed};
use jixiang_wire::feed::{Page, Position, What};
use jixiang_wire::session::SignedIn;
use jixiang_wire::statement::{Appended, ENVELOPE_TYPE, IDEMPOTENCY_KEY};
use jixiang_wire::{Code, Problem, path};
use tower::ServiceExt as _;

/// What the platform said to a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// It is in the ledger now.
    Taken(Position),
    /// It was there before.
    Known,
    /// Another statement has its place.
    Conflict,
    /// It is not taken, and why.
    Refused(String),
}

pub(crate) struct Session {
    router: Router,
    token: String,
}

impl Session {
    pub(crate) async fn sign_in(platform: &Platform, staff: &str) -> Self {
        let mut session = Self { router: router(platform.clone()), token: String::new() };
        let request = Request::post(path::DEMO_SIGN_IN).header("content-type", "application/json");
        let (status, body) = session.ask(request, format!(r#"{{"staff":"{staff}"}}"#).into()).await;
        assert!(status.is_success(), "{staff}: {}", String::from_utf8_lossy(&body));
        let signed_in: SignedIn = serde_json::from_slice(&body).unwrap();
        session.token = signed_in.token.reveal().to_owned();
        session
    }

    async fn ask(&self, request: Builder, body: Vec<u8>) -> (StatusCode, Vec<u8>) {
        let request = request.header("host", "127.0.0.1").header("content-length", body.len());
        let request = match self.token.as_str() {
            "" => request,
            token => request.header("authorization", format!("Bearer {token}")),
        };
        let answer = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = answer.status();
        (status, to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec())
    }

    async fn hand_in(&self, path: &str, key: String, envelope: &[u8]) -> (StatusCode, Vec<u8>) {
        let request = Request::post(path).header("content-type", ENVELOPE_TYPE).header(IDEMPOTENCY_KEY, key);
        self.ask(request, envelope.to_vec()).await
    }

    pub(crate) async fn enrol(&self, enrolment: &Enrolment) {
        let (status, body) = self.hand_in(path::ENROLMENTS, enrolment.id().to_string(), enrolment.bytes()).await;
        assert!(status.is_success(), "{}", String::from_utf8_lossy(&body));
    }

    pub(crate) async fn put(&self, bytes: &[u8]) {
        let request = Request::builder().method(Method::PUT).uri(path::object(&ObjectId::of(bytes)));
        let (status, body) = self.ask(request, bytes.to_vec()).await;
        assert!(status.is_success(), "{}", String::from_utf8_lossy(&body));
    }

    /// The statements of a scope as they stand.
    pub(crate) async fn scope(&self, scope: &ScopeId) -> Vec<Signed> {
        let (status, body) = self.ask(Request::get(path::scope(scope, Position(0), 500)), Vec::new()).await;
        assert!(status.is_success(), "{}", String::from_utf8_lossy(&body));
        let page: Page = serde_json::from_slice(&body).unwrap();
        assert!(!page.more, "a scope of the tests is one page");
        let statements = page.rows.iter().filter_map(|row| match &row.what {
            What::Statement(envelope) => Some(Signed::parse(envelope.as_bytes()).unwrap()),
            What::HandedOut(_) => None,
        });
        statements.collect()
    }

    /// The end of the ledger, from a place in it.
    pub(crate) async fn newest(&self, mut since: Position) -> Position {
        loop {
            let (status, body) = self.ask(Request::get(path::feed(since, 500, 0)), Vec::new()).await;
            assert!(status.is_success(), "{}", String::from_utf8_lossy(&body));
            let page: Page = serde_json::from_slice(&body).unwrap();
            since = page.next;
            if !page.more {
                return since;
            }
        }
    }

    /// Puts a statement to the platform. What is no judgement of the statement fails the test.
    pub(crate) async fn append(&self, envelope: &Envelope) -> Said {
        let id = jixiang_model::StatementId::from_bytes(envelope.digest()).to_string();
        let (status, body) = self.hand_in(path::STATEMENTS, id, envelope.bytes()).await;
        match status {
            StatusCode::CREATED => {
                let appended: Appended = serde_json::from_slice(&body).unwrap();
                Said::Taken(appended.position)
            }
            StatusCode::OK => Said::Known,
            _ => {
                let problem: Problem = serde_json::from_slice(&body).unwrap();
                match problem.code {
                    Code::Conflict => Said::Conflict,
                    Code::Refused | Code::NotFound | Code::Form | Code::UnknownPrev => {
                        Said::Refused(format!("{} {:?}", problem.code.word(), problem.refusal))
                    }
                    other => panic!("{other:?}: {}", String::from_utf8_lossy(&body)),
                }
            }
        }
    }
}
