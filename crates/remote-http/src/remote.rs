//! [`HttpRemote`]: the port, request by request.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use jixiang_engine::port::{
    Account, Appended, FeedPage, FeedRow, HandedOut, Problem, RealmFacts, Remote, RemoteError, ScopePage, Session,
    Shown, Staff,
};
use jixiang_model::{DeviceId, Object, ObjectId, PersonId, ScopeId, StatementId, UnixMillis};
use jixiang_statement::Signed;
use jixiang_wire::device::SignedList;
use jixiang_wire::feed::{self, Page, Position, What};
use jixiang_wire::object::{Ask, Missing, OBJECT_TYPE};
use jixiang_wire::statement::{self, ENVELOPE_TYPE, IDEMPOTENCY_KEY};
use jixiang_wire::{enrolment, limits, path, session};
use reqwest::header::{CONTENT_TYPE, DATE};
use reqwest::{Method, Response};

use crate::exchange::{Asked, Exchange};
use crate::{ConnectError, Patience, date};

/// So often an object is asked for whose bytes are not its own: what was changed on its way comes whole the next time, what
/// the platform has lost or damaged does not.
const ASKED: u32 = 3;

/// The platform at one address, over HTTP/1.1 and several connections.
pub struct HttpRemote {
    exchange: Exchange,
}

impl HttpRemote {
    /// The platform at `url`: `https://…`, or `http://…` on this machine. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`ConnectError`] when the text is no such address.
    pub fn new(url: &str) -> Result<Self, ConnectError> {
        Self::with_patience(url, Patience::default())
    }

    /// The same with other times than the usual ones.
    ///
    /// # Errors
    ///
    /// [`ConnectError`], as [`HttpRemote::new`].
    pub fn with_patience(url: &str, patience: Patience) -> Result<Self, ConnectError> {
        let exchange = Exchange::new(url, patience)?;
        Ok(Self { exchange })
    }

    async fn post_envelope(
        &self,
        path: &str,
        envelope: Bytes,
        key: Option<StatementId>,
    ) -> Result<Response, RemoteError> {
        let request = self.exchange.request(Method::POST, path, Asked::BySession).header(CONTENT_TYPE, ENVELOPE_TYPE);
        let request = match key {
            Some(id) => request.header(IDEMPOTENCY_KEY, id.to_string()),
            None => request,
        };
        self.exchange.ask(request.body(envelope)).await
    }

    async fn page(&self, path: &str, after: u64, wait: Duration) -> Result<(Page, Option<UnixMillis>), RemoteError> {
        let request = self.exchange.request(Method::GET, path, Asked::BySession);
        let response =
            if wait.is_zero() { self.exchange.ask(request).await? } else { self.exchange.wait(request, wait).await? };
        let clock = clock(&response);
        let page: Page = self.exchange.json(response).await?;
        let goes_on = page.next.0 > after || (page.next.0 == after && page.rows.is_empty() && !page.more);
        if goes_on { Ok((page, clock)) } else { Err(fault("the page leads back")) }
    }

    async fn ask_missing(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        let ask = Ask { ids: ids.to_vec() };
        let request = self.exchange.request(Method::POST, path::MISSING, Asked::BySession);
        let response = self.exchange.ask(request.json(&ask)).await.map_err(changed_on_the_way)?;
        let Missing { missing } = self.exchange.json(response).await?;
        if missing.iter().all(|id| ids.contains(id)) {
            Ok(missing)
        } else {
            Err(fault("objects are missing that nobody asked for"))
        }
    }
}

impl HttpRemote {
    async fn object(&self, object: ObjectId, exactly: usize) -> Result<Object<Bytes>, RemoteError> {
        let request = self.exchange.request(Method::GET, &path::object(&object), Asked::BySession);
        let response = self.exchange.wait(request, Duration::ZERO).await?;
        let found = self.exchange.bytes(response, exactly).await?;
        Object::check(object, found).ok_or(RemoteError::Integrity)
    }
}

impl std::fmt::Debug for HttpRemote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HttpRemote")
    }
}

#[async_trait]
impl Remote for HttpRemote {
    async fn realm(&self) -> Result<RealmFacts, RemoteError> {
        let request = self.exchange.request(Method::GET, path::REALM, Asked::ByAnybody);
        let response = self.exchange.ask(request).await?;
        let realm: session::Realm = self.exchange.json(response).await?;
        // Only a platform on this machine may say what to trust, and only for the demo.
        let root = realm.root.filter(|_| self.exchange.is_on_this_machine());
        let demo_root = root.map(|text| root_key(&text)).transpose()?;
        Ok(RealmFacts { realm: realm.realm, instance: realm.instance, demo_root })
    }

    async fn demo_staff(&self) -> Result<Vec<Staff>, RemoteError> {
        let request = self.exchange.request(Method::GET, path::DEMO_STAFF, Asked::ByAnybody);
        let response = self.exchange.ask(request).await?;
        let list: session::StaffList = self.exchange.json(response).await?;
        let staff = list.staff.into_iter().map(|staff| Staff {
            id: staff.id,
            department: staff.department.name,
            name: staff.name,
            post: staff.post,
        });
        Ok(staff.collect())
    }

    async fn demo_sign_in(&self, staff: &PersonId) -> Result<Session, RemoteError> {
        let sign_in = session::SignIn { staff: staff.clone() };
        let request = self.exchange.request(Method::POST, path::DEMO_SIGN_IN, Asked::ByAnybody);
        let response = self.exchange.ask(request.json(&sign_in)).await?;
        let signed_in: session::SignedIn = self.exchange.json(response).await?;
        let me = signed_in.me;
        Ok(Session {
            token: signed_in.token.reveal().to_owned(),
            account: Account {
                person: me.person,
                department: me.department,
                department_name: me.department_name,
                name: me.name,
                post: me.post,
            },
        })
    }

    fn use_session(&self, session: Option<&Session>) {
        self.exchange.use_token(session.map(|session| session.token.as_str()));
    }

    async fn enrol(&self, enrolment: Bytes) -> Result<(), RemoteError> {
        let response = self.post_envelope(path::ENROLMENTS, enrolment, None).await?;
        let _: enrolment::Enrolled = self.exchange.json(response).await?;
        Ok(())
    }

    async fn enrolments(&self) -> Result<Vec<Bytes>, RemoteError> {
        let request = self.exchange.request(Method::GET, path::ENROLMENTS, Asked::BySession);
        let response = self.exchange.ask(request).await?;
        let list: enrolment::WaitingList = self.exchange.json(response).await?;
        Ok(list.enrolments.into_iter().map(|waiting| Bytes::from(waiting.enrolment)).collect())
    }

    async fn signed_by(&self, device: &DeviceId) -> Result<Vec<(ScopeId, StatementId)>, RemoteError> {
        let mut scopes: Vec<(ScopeId, StatementId)> = Vec::new();
        loop {
            let after = scopes.last().map(|(scope, _)| *scope);
            let path = path::device_scopes(device, after.as_ref(), limits::PAGE);
            let response = self.exchange.ask(self.exchange.request(Method::GET, &path, Asked::BySession)).await?;
            let list: SignedList = self.exchange.json(response).await?;
            let fresh = list.scopes.iter().map(|row| row.scope);
            // Ascending ids come to an end; anything else is no answer.
            if !after.into_iter().chain(fresh).is_sorted_by(|before, next| before < next) {
                return Err(fault("the scopes of a device are out of order"));
            }
            let ends = !list.more || list.scopes.is_empty();
            scopes.extend(list.scopes.into_iter().map(|row| (row.scope, row.newest)));
            if ends {
                return Ok(scopes);
            }
        }
    }

    async fn append(&self, id: StatementId, envelope: Bytes) -> Result<Appended, RemoteError> {
        let is_sound = Signed::parse(&envelope).is_ok_and(|signed| signed.id() == id);
        let posted = self.post_envelope(path::STATEMENTS, envelope, Some(id)).await;
        let response = posted.map_err(|error| if is_sound { changed_on_the_way(error) } else { error })?;
        let appended: statement::Appended = self.exchange.json(response).await?;
        if appended.id != id {
            return Err(fault("another statement was acknowledged"));
        }
        Ok(Appended {
            position: appended.position.0,
            at: appended.received_at,
            handed_out: appended.handed_out.unwrap_or_default(),
        })
    }

    async fn feed(&self, since: u64, wait: Duration) -> Result<FeedPage, RemoteError> {
        let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).min(limits::MAX_WAIT);
        let path = path::feed(Position(since), limits::PAGE, seconds);
        let wait = Duration::from_secs(seconds.into());
        let (page, clock) = self.page(&path, since, wait).await?;
        Ok(FeedPage { rows: page.rows.into_iter().map(feed_row).collect(), next: page.next.0, more: page.more, clock })
    }

    async fn scope(&self, scope: ScopeId, after: u64) -> Result<ScopePage, RemoteError> {
        let path = path::scope(&scope, Position(after), limits::PAGE);
        let (page, _) = self.page(&path, after, Duration::ZERO).await?;
        let statements = page.rows.into_iter().filter_map(|row| match row.what {
            What::Statement(envelope) => Some(Shown { bytes: envelope.into(), named: named(row.named) }),
            What::HandedOut(_) => None,
        });
        Ok(ScopePage { statements: statements.collect(), next: page.next.0, more: page.more })
    }

    async fn missing(&self, objects: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        let mut missing = Vec::new();
        for ids in objects.chunks(limits::MAX_MISSING) {
            missing.extend(self.ask_missing(ids).await?);
        }
        Ok(missing)
    }

    async fn put(&self, object: Object<Bytes>) -> Result<(), RemoteError> {
        let request = self
            .exchange
            .request(Method::PUT, &path::object(&object.id()), Asked::BySession)
            .header(CONTENT_TYPE, OBJECT_TYPE);
        let response = self.exchange.send(request, object.into_bytes()).await.map_err(changed_on_the_way)?;
        self.exchange.nothing(response).await
    }

    async fn get(&self, object: ObjectId, bytes: u32) -> Result<Object<Bytes>, RemoteError> {
        if u64::from(bytes) > limits::MAX_OBJECT {
            return Err(RemoteError::Integrity);
        }
        let exactly = usize::try_from(bytes).map_err(|_| RemoteError::Integrity)?;
        for _ in 1..ASKED {
            match self.object(object, exactly).await {
                Err(RemoteError::Integrity) => {}
                answer => return answer,
            }
        }
        self.object(object, exactly).await
    }

    fn round_trip(&self) -> Option<Duration> {
        self.exchange.round_trip()
    }

    fn limit(&self, bytes_per_second: Option<u64>) {
        self.exchange.limit(bytes_per_second);
    }
}

/// What was sent holds its form, its hash and its signature. When the platform finds that it does not, something in between
/// changed it: it is sent again, and nobody is told that it was refused.
fn changed_on_the_way(error: RemoteError) -> RemoteError {
    const OF_THE_BYTES: [&str; 3] = ["malformed", "form", "signature"];
    match error {
        RemoteError::Integrity => fault("what was sent arrived as something else"),
        RemoteError::Problem(Problem::Refused(word)) if OF_THE_BYTES.contains(&word.as_str()) => {
            fault("what was sent arrived as something else")
        }
        other @ (RemoteError::Offline(_)
        | RemoteError::Busy(_)
        | RemoteError::Full
        | RemoteError::Fault(_)
        | RemoteError::Problem(_)) => other,
    }
}

fn feed_row(row: feed::Row) -> FeedRow {
    match row.what {
        What::Statement(envelope) => FeedRow::Statement { at: row.at, bytes: envelope.into(), named: named(row.named) },
        What::HandedOut(told) => FeedRow::HandedOut(HandedOut {
            delivery: told.delivery,
            department: told.department,
            person: told.person,
            at: row.at,
        }),
    }
}

fn named(envelopes: Vec<String>) -> Vec<Bytes> {
    envelopes.into_iter().map(Bytes::from).collect()
}

/// The platform's clock, to the second: the one header that every answer has.
fn clock(response: &Response) -> Option<UnixMillis> {
    date::parse(response.headers().get(DATE)?.to_str().ok()?)
}

fn root_key(text: &str) -> Result<[u8; 32], RemoteError> {
    let mut key = [0; 32];
    hex::decode_to_slice(text, &mut key).map_err(|_| fault("the root key is none"))?;
    Ok(key)
}

fn fault(why: &str) -> RemoteError {
    RemoteError::Fault(why.to_owned())
}
