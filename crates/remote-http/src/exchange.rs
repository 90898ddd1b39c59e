//! One exchange: a request with its session, an answer in time, and either what the contract promises or why not.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use jixiang_engine::port::RemoteError;
use jixiang_wire::digest::{self, CONTENT_DIGEST};
use jixiang_wire::problem::PROBLEM_TYPE;
use jixiang_wire::{Problem, Token, limits};
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::address::{Address, Reach};
use crate::answer::{foreign, retry_after, told};
use crate::body::{self, Unread};
use crate::failure::translate;
use crate::pace::Pace;
use crate::{AddressError, Patience};

/// Connections that are kept open: uploads go over several, because one HTTP/2 connection would cap them.
const KEPT: usize = 8;
/// An unused connection is closed after this time.
const IDLE: Duration = Duration::from_secs(55);
/// A connection on which nothing moves is probed after this time.
const PROBE: Duration = Duration::from_secs(20);

/// Why there is no client for an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The address is none.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The HTTP client could not be made: the system's certificates cannot be read.
    #[error("the connection cannot be prepared: {0}")]
    Client(String),
}

/// Whether a request carries the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Before anybody has signed in.
    ByAnybody,
    /// As who is signed in.
    BySession,
}

/// The client of one platform.
pub(crate) struct Exchange {
    address: Address,
    client: Client,
    patience: Patience,
    /// `Bearer` and the token, marked as not to be shown.
    session: RwLock<Option<HeaderValue>>,
    round_trip: RwLock<Option<Duration>>,
    pace: Arc<Pace>,
}

impl Exchange {
    pub(crate) fn new(url: &str, patience: Patience) -> Result<Self, ConnectError> {
        let address = Address::parse(url)?;
        let client = Client::builder()
            .user_agent(concat!("jixiang/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .http1_only()
            .connect_timeout(patience.connect)
            .pool_max_idle_per_host(KEPT)
            .pool_idle_timeout(IDLE)
            .tcp_keepalive(PROBE)
            .tcp_nodelay(true);
        let client = match address.reach() {
            // A proxy is for the network, and `localhost` is not for a name server to say.
            Reach::ThisMachine => client.no_proxy().resolve_to_addrs("localhost", &[([127, 0, 0, 1], 0).into()]),
            Reach::Network => client.https_only(true),
        };
        let client = client.build().map_err(|error| ConnectError::Client(error.without_url().to_string()))?;
        let (session, round_trip) = (RwLock::default(), RwLock::default());
        Ok(Self { address, client, patience, session, round_trip, pace: Arc::default() })
    }

    /// Uses this token from here on. A text that is no token is none: the platform will ask to sign in.
    pub(crate) fn use_token(&self, token: Option<&str>) {
        let bearer = token.and_then(Token::parse).and_then(|token| {
            let mut value = HeaderValue::try_from(format!("Bearer {}", token.reveal())).ok()?;
            value.set_sensitive(true);
            Some(value)
        });
        *self.session.write().unwrap_or_else(PoisonError::into_inner) = bearer;
    }

    /// From here on objects move at most so many bytes per second.
    pub(crate) fn limit(&self, bytes_per_second: Option<u64>) {
        self.pace.limit(bytes_per_second);
    }

    pub(crate) fn is_on_this_machine(&self) -> bool {
        self.address.reach() == Reach::ThisMachine
    }

    pub(crate) fn round_trip(&self) -> Option<Duration> {
        *self.round_trip.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn request(&self, method: Method, path: &str, asked: Asked) -> RequestBuilder {
        let request = self.client.request(method, self.address.join(path));
        let session = self.session.read().unwrap_or_else(PoisonError::into_inner);
        match (asked, session.as_ref()) {
            (Asked::BySession, Some(bearer)) => request.header(AUTHORIZATION, bearer),
            (Asked::BySession, None) | (Asked::ByAnybody, _) => request,
        }
    }

    /// Sends a request without a body, or with a small one, and measures the round trip.
    pub(crate) async fn ask(&self, request: RequestBuilder) -> Result<Response, RemoteError> {
        let started = Instant::now();
        let response = self.wait(request, Duration::ZERO).await;
        if response.is_ok() {
            let mut measured = self.round_trip.write().unwrap_or_else(PoisonError::into_inner);
            *measured = Some(started.elapsed());
        }
        response
    }

    /// Sends a request that the platform may answer so much later.
    pub(crate) async fn wait(&self, request: RequestBuilder, wait: Duration) -> Result<Response, RemoteError> {
        let answer = timeout(self.patience.answer + wait, request.send()).await;
        let response = answer.map_err(|_| silent())?.map_err(translate)?;
        self.succeeded(response).await
    }

    /// Sends a request with a large body, for as long as its pieces are taken.
    pub(crate) async fn send(&self, request: RequestBuilder, bytes: Bytes) -> Result<Response, RemoteError> {
        let length = bytes.len();
        let (body, mut moving) = body::telling(bytes, self.pace.clone());
        // With its length announced, the body is not sent in chunks.
        let answer = request.header(CONTENT_LENGTH, length).body(body).send();
        let mut answer = std::pin::pin!(answer);
        let started = Instant::now();
        loop {
            let moved = tokio::select! {
                answer = &mut answer => return self.succeeded(answer.map_err(translate)?).await,
                moved = timeout(self.patience.silence, moving.changed()) => moved,
            };
            match moved {
                Ok(Ok(())) if !self.patience.is_over(*moving.borrow(), started.elapsed()) => {}
                Ok(Ok(())) => {
                    return Err(RemoteError::Offline("the upload is too slow".to_owned()));
                }
                Ok(Err(_)) => break,
                Err(_) => return Err(RemoteError::Offline("the upload stands still".to_owned())),
            }
        }
        // All of it was taken, at least by this machine; what is under way may go on at the lowest rate.
        let rest = self.patience.answer + self.patience.for_bytes(length);
        let answer = timeout(rest, answer).await.map_err(|_| silent())?;
        self.succeeded(answer.map_err(translate)?).await
    }

    /// An answer with a body that the contract describes.
    pub(crate) async fn json<T: DeserializeOwned>(&self, response: Response) -> Result<T, RemoteError> {
        let most = usize::try_from(limits::MAX_ANSWER).unwrap_or(usize::MAX);
        let told = response.headers().get(CONTENT_DIGEST).and_then(|value| value.to_str().ok()).map(str::to_owned);
        match body::read(response, most, &self.patience, None).await {
            // Read as it is, it could name another row, or none: what is skipped once is never asked for again.
            Ok(bytes) if told.is_some_and(|told| !digest::agrees(&told, &bytes)) => {
                Err(RemoteError::Fault("the answer was changed on its way".to_owned()))
            }
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|_| RemoteError::Fault("the answer is not what the contract says".to_owned())),
            Err(Unread::Long) => Err(RemoteError::Fault("the answer is longer than allowed".to_owned())),
            Err(Unread::Failed(error)) => Err(error),
        }
    }

    /// An answer that only says yes.
    pub(crate) async fn nothing(&self, response: Response) -> Result<(), RemoteError> {
        match body::read(response, 0, &self.patience, None).await {
            Ok(_) => Ok(()),
            Err(Unread::Long) => Err(RemoteError::Fault("the answer is not what the contract says".to_owned())),
            Err(Unread::Failed(error)) => Err(error),
        }
    }

    /// An answer of exactly so many bytes.
    pub(crate) async fn bytes(&self, response: Response, exactly: usize) -> Result<Bytes, RemoteError> {
        if response.content_length().is_some_and(|announced| announced != exactly as u64) {
            return Err(RemoteError::Integrity);
        }
        match body::read(response, exactly, &self.patience, Some(&self.pace)).await {
            Ok(bytes) if bytes.len() == exactly => Ok(bytes.into()),
            Ok(_) | Err(Unread::Long) => Err(RemoteError::Integrity),
            Err(Unread::Failed(error)) => Err(error),
        }
    }

    /// The answer if it is a success, otherwise what it says.
    async fn succeeded(&self, response: Response) -> Result<Response, RemoteError> {
        let status = response.status();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        if matches!(status.as_u16(), 200 | 201 | 202 | 204) {
            // A captive portal says 200 to everything; nothing of the contract is text for people.
            let is_page = header(CONTENT_TYPE).is_some_and(|value| value.trim_start().starts_with("text/"));
            return if is_page { Err(foreign(status.as_u16(), None)) } else { Ok(response) };
        }
        let wait = retry_after(header(RETRY_AFTER), header(DATE));
        let is_problem = header(CONTENT_TYPE).is_some_and(|value| value.starts_with(PROBLEM_TYPE));
        if !is_problem || status.is_redirection() {
            return Err(foreign(status.as_u16(), wait));
        }
        let problem: Problem = self.json(response).await?;
        Err(told(problem, wait))
    }
}

fn silent() -> RemoteError {
    RemoteError::Offline("no answer in time".to_owned())
}
