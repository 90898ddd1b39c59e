//! A platform that lies to one reader: between the statements that it took it shows those that it refused.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request, State};
use axum::http::{Method, header};
use axum::response::Response;
use jixiang_model::UnixMillis;
use jixiang_platform::{Platform, router};
use jixiang_wire::feed::{FeedQuery, Page, Position, Row, What};
use jixiang_wire::path;
use tower::ServiceExt as _;

/// A statement that the platform refused, and where in its order it was put to it.
#[derive(Debug, Clone)]
pub(crate) struct Planted {
    pub(crate) after: Position,
    pub(crate) envelope: String,
    /// What it names, as an honest platform would show it beside.
    pub(crate) named: Vec<String>,
}

#[derive(Clone)]
struct Desk {
    honest: Router,
    planted: Arc<Mutex<VecDeque<Planted>>>,
}

/// Where one reader asks.
pub(crate) struct Relay {
    pub(crate) url: String,
    planted: Arc<Mutex<VecDeque<Planted>>>,
}

impl Relay {
    /// Serves the platform on loopback for as long as the runtime runs.
    pub(crate) async fn open(platform: &Platform) -> Self {
        let planted = Arc::default();
        let desk = Desk { honest: router(platform.clone()), planted: Arc::clone(&planted) };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(desk);
        let serve = axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>());
        tokio::spawn(async move { serve.await.unwrap() });
        Self { url, planted }
    }

    pub(crate) fn plant(&self, planted: Planted) {
        locked(&self.planted).push_back(planted);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(State(desk): State<Desk>, request: Request) -> Response {
    let feeds = request.method() == Method::GET && request.uri().path() == path::STATEMENTS;
    let asked = Query::<FeedQuery>::try_from_uri(request.uri()).ok().filter(|_| feeds);
    let honest = desk.honest.oneshot(request).await.unwrap();
    let Some(Query(asked)) = asked.filter(|_| honest.status().is_success()) else { return honest };
    let (mut parts, body) = honest.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let mut page: Page = serde_json::from_slice(&body).unwrap();
    // A page that leads nowhere shows nothing: a client sees that it would be shown the same for ever.
    if page.next > asked.since {
        lie(&mut page, &mut locked(&desk.planted));
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(serde_json::to_vec(&page).unwrap()))
}

/// Puts what is due into a page, each once and in its place: what was refused is judged by what stood then.
fn lie(page: &mut Page, planted: &mut VecDeque<Planted>) {
    let due = |planted: &Planted, before: Position| planted.after < before;
    let honest = std::mem::take(&mut page.rows);
    for row in honest {
        while planted.front().is_some_and(|planted| due(planted, row.position)) {
            page.rows.extend(planted.pop_front().map(shown));
        }
        page.rows.push(row);
    }
    while planted.front().is_some_and(|planted| !page.more || due(planted, page.next)) {
        page.rows.extend(planted.pop_front().map(shown));
    }
}

fn shown(planted: Planted) -> Row {
    let Planted { after, envelope, named } = planted;
    Row { position: after, at: UnixMillis(1), what: What::Statement(envelope), named }
}
