//! A client of the router, without a network.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use jixiang_model::ObjectId;
use jixiang_platform::{Platform, router};
use jixiang_statement::Signed;
use jixiang_wire::feed::{Page, Position, What};
use jixiang_wire::object::Missing;
use jixiang_wire::session::SignedIn;
use jixiang_wire::statement::{Appended, ENVELOPE_TYPE, IDEMPOTENCY_KEY};
use jixiang_wire::{Problem, path};
use serde::de::DeserializeOwned;
use tower::ServiceExt as _;

use crate::sending::Sending;

/// One signed-in person.
pub(crate) struct Client {
    router: Router,
    pub(crate) token: Option<String>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The problem's code as its word, and with `refused` why.
    pub(crate) fn problem(&self) -> String {
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        match problem.refusal {
            Some(refusal) => format!("{} {refusal:?}", problem.code.word()),
            None => problem.code.word().to_owned(),
        }
    }
}

impl Client {
    pub(crate) fn stranger(platform: &Platform) -> Self {
        Self { router: router(platform.clone()), token: None }
    }

    pub(crate) async fn sign_in(platform: &Platform, staff: &str) -> Self {
        let mut client = Self::stranger(platform);
        let body = format!(r#"{{"staff":"{staff}"}}"#);
        let answer = client.post_json(path::DEMO_SIGN_IN, body).await;
        let signed_in: SignedIn = answer.json();
        client.token = Some(signed_in.token.reveal().to_owned());
        client
    }

    pub(crate) async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = match &self.token {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        };
        let request: Request<Body> = request.body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    pub(crate) async fn read(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    pub(crate) async fn post_json(&self, path: &str, body: String) -> Answer {
        let request = Request::post(path).header("content-type", "application/json");
        self.send(request, body.into()).await
    }

    pub(crate) async fn post_envelope(&self, path: &str, key: String, bytes: &[u8]) -> Answer {
        let request = Request::post(path).header("content-type", ENVELOPE_TYPE).header(IDEMPOTENCY_KEY, key);
        self.send(request, bytes.to_vec().into()).await
    }

    pub(crate) async fn append(&self, signed: &Signed) -> Answer {
        self.post_envelope(path::STATEMENTS, signed.id().to_string(), signed.bytes()).await
    }

    /// Appends what has to be accepted.
    pub(crate) async fn appended(&self, signed: &Signed) -> Appended {
        let answer = self.append(signed).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()
    }

    pub(crate) async fn put(&self, bytes: &[u8]) -> Answer {
        self.put_as(&ObjectId::of(bytes), bytes).await
    }

    pub(crate) async fn put_as(&self, id: &ObjectId, bytes: &[u8]) -> Answer {
        let request =
            Request::builder().method(Method::PUT).uri(path::object(id)).header("content-length", bytes.len());
        self.send(request, bytes.to_vec().into()).await
    }

    pub(crate) async fn object(&self, id: &ObjectId) -> Answer {
        self.read(&path::object(id)).await
    }

    pub(crate) async fn missing(&self, ids: &[ObjectId]) -> Vec<ObjectId> {
        let body = serde_json::json!({ "ids": ids }).to_string();
        let missing: Missing = self.post_json(path::MISSING, body).await.json();
        missing.missing
    }

    /// Sends a delivery's objects and then itself.
    pub(crate) async fn deliver(&self, sending: &Sending) -> Appended {
        self.put_all(sending).await;
        self.appended(&sending.signed()).await
    }

    pub(crate) async fn put_all(&self, sending: &Sending) {
        for object in &sending.objects {
            let answer = self.put(object).await;
            assert!(answer.status.is_success(), "{}", answer.problem());
        }
    }

    pub(crate) async fn feed(&self, since: Position) -> Page {
        self.read(&path::feed(since, 500, 0)).await.json()
    }

    /// The whole feed: statements as their ids, observations as the person.
    pub(crate) async fn rows(&self) -> Vec<String> {
        let page = self.feed(Position(0)).await;
        assert!(!page.more);
        page.rows.iter().map(|row| short(&row.what)).collect()
    }
}

/// A row as one word.
pub(crate) fn short(what: &What) -> String {
    match what {
        What::Statement(envelope) => {
            let signed = Signed::parse(envelope.as_bytes()).unwrap();
            signed.id().to_string()
        }
        What::HandedOut(handed_out) => format!("handed out to {}", handed_out.person),
    }
}
