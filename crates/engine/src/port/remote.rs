//! The platform, as the engine asks it. Nothing that comes back is trusted before the engine has verified it.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use jixiang_model::{DepartmentId, DeviceId, Object, ObjectId, PersonId, RealmId, ScopeId, StatementId, UnixMillis};

/// What the platform says of its realm, before anybody has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealmFacts {
    /// The realm it claims to serve.
    pub realm: RealmId,
    /// The instance id in the realm's derivation.
    pub instance: String,
    /// The root's public key: only from a demo platform, only over loopback.
    pub demo_root: Option<[u8; 32]>,
}

/// A desk of the demo province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The staff id.
    pub id: PersonId,
    /// The department's full name.
    pub department: String,
    /// The person's name.
    pub name: String,
    /// The person's post.
    pub post: String,
}

/// Who signed in, as the platform says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The person.
    pub person: PersonId,
    /// The department.
    pub department: DepartmentId,
    /// The department's full name.
    pub department_name: String,
    /// The person's name.
    pub name: String,
    /// The person's post.
    pub post: String,
}

/// A signed-in session.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// The bearer token; never logged.
    pub token: String,
    /// Who signed in.
    pub account: Account,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session(of {})", self.account.person)
    }
}

/// The platform has taken a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Its place in the platform's order: a cursor, not evidence.
    pub position: u64,
    /// When, by the platform's clock.
    pub at: UnixMillis,
    /// For a take-back: whether the version key had been handed out before.
    pub handed_out: bool,
}

/// A statement of a scope, with those of other scopes that may be read through it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The envelope.
    pub bytes: Bytes,
    /// The envelopes of statements that it names, each to be verified by itself.
    pub named: Vec<Bytes>,
}

/// One row of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedRow {
    /// A statement that this person may see.
    Statement {
        /// When the platform took it.
        at: UnixMillis,
        /// The envelope.
        bytes: Bytes,
        /// The envelopes of statements of other scopes that it names, each to be verified by itself.
        named: Vec<Bytes>,
    },
    /// What the platform says it handed out: its word, unsigned.
    HandedOut(HandedOut),
}

/// The platform handed a version key to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOut {
    /// The delivery.
    pub delivery: ScopeId,
    /// The department.
    pub department: DepartmentId,
    /// The person.
    pub person: PersonId,
    /// When.
    pub at: UnixMillis,
}

/// A page of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPage {
    /// The rows, in the platform's order.
    pub rows: Vec<FeedRow>,
    /// Where the next page begins.
    pub next: u64,
    /// Whether there is more now.
    pub more: bool,
    /// The platform's clock when it answered.
    pub clock: Option<UnixMillis>,
}

/// A page of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopePage {
    /// The statements, in the platform's order.
    pub statements: Vec<Shown>,
    /// Where the next page begins.
    pub next: u64,
    /// Whether there is more now.
    pub more: bool,
}

/// Why the platform did not do it. It shows as a code alone: what came along with it may hold names and purposes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Somebody else's statement took the place; these follow ours in the scope.
    #[error("conflict")]
    Conflict(Vec<Bytes>),
    /// Objects that the statement names are not there.
    #[error("missing-objects")]
    Missing(Vec<ObjectId>),
    /// Refused, with the code of the reason.
    #[error("{0}")]
    Refused(String),
    /// The delivery, or the grant, has expired.
    #[error("expired")]
    Expired,
    /// Who gave it took it back: the delivery, the grant, the version.
    #[error("taken-back")]
    TakenBack,
    /// It is not there, or not for this person.
    #[error("not-found")]
    Absent,
    /// The session is over.
    #[error("sign-in")]
    SignedOut,
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemoteError {
    /// No connection, or it broke: tried again by itself.
    #[error("the platform cannot be reached: {0}")]
    Offline(String),
    /// The platform asks for patience.
    #[error("the platform is busy")]
    Busy(Option<Duration>),
    /// The platform has no room left.
    #[error("the platform's disk is full")]
    Full,
    /// The platform failed, or answered something that is no answer.
    #[error("the platform answered nonsense: {0}")]
    Fault(String),
    /// The platform said no, and why.
    #[error("the platform refused: {0}")]
    Problem(Problem),
    /// What it sent is not what was asked for: another hash, another length.
    #[error("what the platform sent is not what was asked for")]
    Integrity,
}

/// The platform.
#[async_trait]
pub trait Remote: Send + Sync + 'static {
    /// Asks for the realm.
    async fn realm(&self) -> Result<RealmFacts, RemoteError>;
    /// Lists the desks of a demo platform.
    async fn demo_staff(&self) -> Result<Vec<Staff>, RemoteError>;
    /// Signs in at a demo platform.
    async fn demo_sign_in(&self, staff: &PersonId) -> Result<Session, RemoteError>;
    /// Uses this session's token from here on; `None` signs out.
    fn use_session(&self, session: Option<&Session>);
    /// Hands in an enrolment.
    async fn enrol(&self, enrolment: Bytes) -> Result<(), RemoteError>;
    /// The envelopes of enrolments that wait for this department's key admins; only these may ask.
    async fn enrolments(&self) -> Result<Vec<Bytes>, RemoteError>;
    /// Where a device of the own department has signed, and its newest statement there, as the platform says; only key
    /// admins may ask.
    async fn signed_by(&self, device: &DeviceId) -> Result<Vec<(ScopeId, StatementId)>, RemoteError>;
    /// Appends a statement once, however often it is sent.
    async fn append(&self, id: StatementId, envelope: Bytes) -> Result<Appended, RemoteError>;
    /// Reads the feed. With `wait`, answers when there is something or the time is over.
    async fn feed(&self, since: u64, wait: Duration) -> Result<FeedPage, RemoteError>;
    /// Reads one scope.
    async fn scope(&self, scope: ScopeId, after: u64) -> Result<ScopePage, RemoteError>;
    /// Which of these objects the platform does not hold for this person.
    async fn missing(&self, objects: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError>;
    /// Stores an object.
    async fn put(&self, object: Object<Bytes>) -> Result<(), RemoteError>;
    /// Fetches an object of exactly this many bytes and checks its hash.
    async fn get(&self, object: ObjectId, bytes: u32) -> Result<Object<Bytes>, RemoteError>;
    /// The last round trip that was measured.
    fn round_trip(&self) -> Option<Duration>;
    /// From here on objects move at most so many bytes per second, all together.
    fn limit(&self, bytes_per_second: Option<u64>);
}
