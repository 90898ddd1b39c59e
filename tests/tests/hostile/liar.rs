//! The platform as an attacker runs it: the reference router on a real loopback socket, every answer of which may be
//! replaced before it leaves, and every question to which is written down.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use jixiang_model::{ObjectId, ScopeId, UnixMillis};
use jixiang_platform::{Demo, Mode, Options, Platform, router};
use jixiang_statement::Signed;
use jixiang_wire::feed::{Page, Row, What};
use jixiang_wire::{Code, Problem, path};
use tower::ServiceExt as _;

use crate::papers::Shown;
use crate::registry::{Made, Registry};

/// More than any message of the contract.
const MOST: usize = 16 << 20;

/// What a client asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    /// Whether it only reads.
    pub(crate) fn reads(&self) -> bool {
        self.method == Method::GET
    }

    /// Whether it reads this object.
    pub(crate) fn reads_object(&self, object: &ObjectId) -> bool {
        self.reads() && self.path == path::object(object)
    }

    /// Whether it reads the feed.
    pub(crate) fn reads_feed(&self) -> bool {
        self.reads() && self.path.starts_with(path::STATEMENTS)
    }

    /// Whether it reads this scope whole.
    pub(crate) fn reads_scope(&self, scope: &ScopeId) -> bool {
        self.reads() && self.path.starts_with(&format!("/v1/scopes/{scope}/"))
    }
}

/// What it is told.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// Whether the body never ends: the same again and again, for as long as somebody listens.
    pub(crate) endless: bool,
}

impl Told {
    /// Changes the JSON of the answer.
    pub(crate) fn json<T: serde::Serialize + serde::de::DeserializeOwned>(&mut self, change: impl FnOnce(&mut T)) {
        let mut json = serde_json::from_slice(&self.body).expect("an answer of the contract");
        change(&mut json);
        self.body = serde_json::to_vec(&json).expect("an answer of the contract");
    }

    /// Adds statements to a page, behind all others. The page has to lead on by itself.
    pub(crate) fn plant(&mut self, envelopes: &[Vec<u8>]) {
        let shown: Vec<Shown> = envelopes.iter().cloned().map(Shown::alone).collect();
        self.plant_shown(&shown);
    }

    /// As [`Told::plant`], with what each names beside it.
    pub(crate) fn plant_shown(&mut self, shown: &[Shown]) {
        let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).expect("an envelope is JSON");
        self.json(|page: &mut Page| {
            for shown in shown {
                let (what, named) = (What::Statement(text(&shown.envelope)), shown.named.iter().map(text).collect());
                page.rows.push(Row { position: page.next, at: UnixMillis(1), what, named });
            }
        });
    }

    /// Leaves statements out of a page.
    pub(crate) fn hide(&mut self, hidden: &[Signed]) {
        let is_hidden = |row: &Row| match &row.what {
            What::Statement(envelope) => hidden.iter().any(|signed| **signed.bytes() == *envelope.as_bytes()),
            What::HandedOut(_) => false,
        };
        self.json(|page: &mut Page| page.rows.retain(|row| !is_hidden(row)));
    }

    /// Answers bytes.
    pub(crate) fn give(&mut self, bytes: Vec<u8>) {
        self.status = StatusCode::OK;
        self.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(jixiang_wire::object::OBJECT_TYPE));
        self.body = bytes;
    }

    /// Says no, as the contract spells it.
    pub(crate) fn refuse(&mut self, code: Code) {
        self.status = StatusCode::from_u16(code.status()).expect("a status");
        self.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(jixiang_wire::problem::PROBLEM_TYPE));
        self.body = serde_json::to_vec(&Problem::new(code, "no")).expect("a problem");
    }
}

type Lie = Arc<dyn Fn(&Asked, &mut Told) + Send + Sync>;

#[derive(Clone)]
struct Desk {
    honest: Router,
    lie: Arc<Mutex<Option<Lie>>>,
    heard: Arc<Mutex<Vec<Asked>>>,
}

/// The lying platform.
pub(crate) struct Liar {
    pub(crate) url: String,
    pub(crate) platform: Platform,
    desk: Desk,
    _data: tempfile::TempDir,
}

impl Liar {
    /// Opens a platform with what the registry founded, and serves it. It holds no key that opens anything.
    pub(crate) async fn open(registry: &Registry) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let mode = Mode::Demo(Demo { staff: registry.staff(), enroller: None });
        let platform = Platform::open(data.path(), Options::new(registry.founding(), mode)).expect("opens");
        platform.import(&registry.founded.objects, &registry.founded.statements).expect("what the registry founded");
        let desk = Desk { honest: router(platform.clone()), lie: Arc::default(), heard: Arc::default() };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(answer).with_state(desk.clone());
        let serve = axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>());
        tokio::spawn(async move { serve.await.expect("serves") });
        Self { url, platform, desk, _data: data }
    }

    /// From here on every answer goes through `lie`.
    pub(crate) fn lie(&self, lie: impl Fn(&Asked, &mut Told) + Send + Sync + 'static) {
        *locked(&self.desk.lie) = Some(Arc::new(lie));
    }

    /// Is honest again.
    pub(crate) fn be_honest(&self) {
        *locked(&self.desk.lie) = None;
    }

    /// Asks the honest platform for an object in a person's name: what it answers to reading it, and whether it calls it
    /// missing.
    pub(crate) async fn asks_for(&self, person: &str, object: &ObjectId) -> (u16, bool) {
        let ask = async |method: Method, path: &str, token: Option<&str>, body: String| {
            let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1");
            if let Some(token) = token {
                request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
            }
            let request =
                request.header(header::CONTENT_TYPE, "application/json").header(header::CONTENT_LENGTH, body.len());
            let mut request = request.body(Body::from(body)).expect("a request");
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
            let answer = self.desk.honest.clone().oneshot(request).await.expect("the router always answers");
            let status = answer.status().as_u16();
            let bytes = to_bytes(answer.into_body(), MOST).await.expect("a body of the contract");
            (status, serde_json::from_slice::<serde_json::Value>(&bytes).unwrap_or_default())
        };
        let staff = format!(r#"{{"staff":"{person}"}}"#);
        let (_, signed_in) = ask(Method::POST, path::DEMO_SIGN_IN, None, staff).await;
        let token = signed_in["token"].as_str().expect("a session");
        let (read, _) = ask(Method::GET, &path::object(object), Some(token), String::new()).await;
        let ids = format!(r#"{{"ids":["{object}"]}}"#);
        let (_, missing) = ask(Method::POST, path::MISSING, Some(token), ids).await;
        (read, missing["missing"].as_array().expect("a list").len() == 1)
    }

    /// What was asked since this was last called.
    pub(crate) fn heard(&self) -> Vec<Asked> {
        std::mem::take(&mut locked(&self.desk.heard))
    }

    /// Takes what a registry made.
    pub(crate) fn import(&self, made: &Made) {
        self.platform.import(&made.objects, &made.statements).expect("an honest registry made it");
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST).await.expect("a body of the contract");
    let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let asked = Asked { method: parts.method.clone(), path, body: body.to_vec() };
    let honest = desk.honest.clone().oneshot(Request::from_parts(parts, Body::from(body))).await;
    let (mut parts, body) = honest.expect("the router always answers").into_parts();
    let body = to_bytes(body, MOST).await.expect("a body of the contract").to_vec();
    let mut told = Told { status: parts.status, headers: parts.headers, body, endless: false };
    let lie = locked(&desk.lie).clone();
    if let Some(lie) = lie {
        lie(&asked, &mut told);
    }
    locked(&desk.heard).push(asked);
    told.headers.remove(header::CONTENT_LENGTH);
    (parts.status, parts.headers) = (told.status, told.headers);
    let body = if told.endless {
        Body::from_stream(futures_util::stream::repeat_with(move || Ok::<_, std::io::Error>(told.body.clone())))
    } else {
        Body::from(told.body)
    };
    Response::from_parts(parts, body)
}
