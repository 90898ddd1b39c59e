//! What a platform is opened with: its realm, how people sign in, its clock and its limits.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jixiang_model::{RealmId, UnixMillis};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::Enrolment;
use jixiang_statement::{Signed, VerifyingKey};
use jixiang_wire::limits;
use jixiang_wire::session::Staff;

/// The platform's own clock.
pub type Clock = Arc<dyn Fn() -> UnixMillis + Send + Sync>;

/// The clock of the machine.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixMillis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    })
}

/// What a realm is made from. It never changes for a data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founding {
    /// The instance id.
    pub instance: String,
    /// The first root key.
    pub root: VerifyingKey,
}

impl Founding {
    /// The realm's id.
    #[must_use]
    pub fn realm(&self) -> RealmId {
        RealmId::derive(&self.root.to_bytes(), &self.instance)
    }
}

/// Everything a platform is opened with.
#[derive(Clone)]
pub struct Options {
    /// The realm that it serves.
    pub founding: Founding,
    /// How people sign in.
    pub mode: Mode,
    /// Its clock.
    pub clock: Clock,
    /// Its limits.
    pub limits: Limits,
}

impl Options {
    /// The usual limits and the machine's clock.
    #[must_use]
    pub fn new(founding: Founding, mode: Mode) -> Self {
        Self { founding, mode, clock: system_clock(), limits: Limits::default() }
    }
}

/// How people sign in.
#[derive(Clone)]
pub enum Mode {
    /// With their office's account. This platform has no such sign-in of its own: only sessions that it knows already
    /// are accepted.
    Office,
    /// As one of the demo's staff, without any proof. Only for this machine.
    Demo(Demo),
}

/// The demonstration.
#[derive(Clone)]
pub struct Demo {
    /// Who can sign in.
    pub staff: Vec<Staff>,
    /// Who admits their devices at once; without one, enrolments wait for a key admin.
    pub enroller: Option<Arc<dyn Enroller>>,
}

/// Admits devices in place of a department's key admin. The platform has no key to do so itself.
pub trait Enroller: Send + Sync {
    /// Makes what has to be stored and appended so that the device is a member; nothing when it is one already.
    ///
    /// # Errors
    ///
    /// [`EnrollerError`] when the device is not to be admitted.
    fn admit(
        &self,
        chain: &Chain,
        realm: &Realm,
        enrolment: &Enrolment,
        now: UnixMillis,
    ) -> Result<Admitted, EnrollerError>;
}

/// What an [`Enroller`] made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Admitted {
    /// The objects that the statements name.
    pub objects: Vec<Vec<u8>>,
    /// The statements, in the order in which they are appended.
    pub statements: Vec<Signed>,
}

/// Why an [`Enroller`] did not admit a device: a sentence for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EnrollerError(pub String);

/// The limits that depend on the machine. Those that both sides know are in [`jixiang_wire::limits`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Requests per second and session, in the long run.
    pub rate: u32,
    /// Requests of a session at once before the rate holds.
    pub burst: u32,
    /// Requests per second and address without a session.
    pub stranger_rate: u32,
    /// Requests of an address without a session at once.
    pub stranger_burst: u32,
    /// Connections at once.
    pub connections: usize,
    /// How long a session lasts, in days.
    pub session_days: u64,
    /// What a request may take beside its body.
    pub request_time: Duration,
    /// How long a connection may be without a complete header.
    pub header_time: Duration,
    /// How long a body may stand still, in either direction.
    pub still_time: Duration,
    /// The rate at which a body has to arrive, in bytes per second.
    pub min_rate: u64,
    /// The bytes that a person may have sent without a statement that names them.
    pub unnamed_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rate: 200,
            burst: 1000,
            stranger_rate: 20,
            stranger_burst: 200,
            connections: 1024,
            session_days: 30,
            request_time: limits::REQUEST_TIME,
            header_time: limits::HEADER_TIME,
            still_time: Duration::from_secs(20),
            min_rate: limits::MIN_RATE,
            unnamed_bytes: 256 << 30,
        }
    }
}
