//! [`MemoryRemote`]: one client of a [`MemoryPlatform`], with a connection that can be taken away.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use jixiang_model::{DeviceId, Object, ObjectId, PersonId, ScopeId, StatementId};
use jixiang_statement::Signed;
use jixiang_statement::payload::Enrolment;
use jixiang_wire::Code;
use jixiang_wire::limits::{MAX_OBJECT, MAX_WAIT};
use jixiang_wire::problem::RefusalCode;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::MemoryPlatform;
use super::ledger::{Poster, Reader, refused_as};
use super::platform::{Admitted, Member};
use crate::port::{Account, Appended, FeedPage, Problem, RealmFacts, Remote, RemoteError, ScopePage, Session, Staff};

/// What the way to the platform is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// As it should be.
    Open,
    /// Every call fails so, those that wait at once.
    Fails(RemoteError),
    /// Every statement is refused so; everything else is as it should be.
    Refuses(Problem),
}

/// A client of a platform in memory, with a session of its own.
pub struct MemoryRemote {
    platform: MemoryPlatform,
    token: RwLock<Option<String>>,
    reach: watch::Sender<Reach>,
}

impl MemoryRemote {
    pub(super) fn of(platform: MemoryPlatform) -> Self {
        Self { platform, token: RwLock::new(None), reach: watch::Sender::new(Reach::Open) }
    }

    /// Takes the connection away, or gives it back.
    pub fn set_reach(&self, reach: Reach) {
        self.reach.send_replace(reach);
    }

    fn reached(&self) -> Result<(), RemoteError> {
        match &*self.reach.borrow() {
            Reach::Open | Reach::Refuses(_) => Ok(()),
            Reach::Fails(error) => Err(error.clone()),
        }
    }

    /// Who is signed in with the session that is used.
    fn reader(&self) -> Result<Reader, RemoteError> {
        self.reached()?;
        let token = self.token.read().unwrap_or_else(PoisonError::into_inner).clone();
        let account = self.platform.shared.change(|state| state.sessions.get(&token?).cloned());
        let account = account.ok_or(RemoteError::Problem(Problem::SignedOut))?;
        Ok(Reader { department: account.department, person: account.person })
    }

    fn begin(&self, member: &Member) -> Session {
        let account = Account {
            person: member.staff.id.clone(),
            department: member.department,
            department_name: member.staff.department.clone(),
            name: member.staff.name.clone(),
            post: member.staff.post.clone(),
        };
        self.platform.shared.change(|state| {
            // As long as a real one; the number makes it new.
            let token = format!("memory-{:036}", state.sessions.len());
            state.sessions.insert(token.clone(), account.clone());
            Session { token, account }
        })
    }

    /// Makes the device a member, where somebody is there to admit it.
    fn admit(&self, enrolment: &Enrolment) -> Result<(), Problem> {
        let shared = &self.platform.shared;
        let Some(admit) = &shared.admit else {
            return Ok(());
        };
        let department = enrolment.payload().department;
        let (chain, realm) = shared.change(|state| {
            let chain = state.ledger.chain(&department).cloned();
            (chain, state.ledger.realm().clone())
        });
        let admitted = chain.and_then(|chain| admit(&chain, &realm, enrolment, shared.clock.now()));
        match admitted {
            Some(Admitted { objects, statements }) => self.platform.import(&objects, &statements),
            None => Ok(()),
        }
    }
}

impl std::fmt::Debug for MemoryRemote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryRemote")
    }
}

#[async_trait]
impl Remote for MemoryRemote {
    async fn realm(&self) -> Result<RealmFacts, RemoteError> {
        self.reached()?;
        let shared = &self.platform.shared;
        Ok(RealmFacts {
            realm: shared.change(|state| *state.ledger.realm().id()),
            instance: shared.instance.clone(),
            demo_root: Some(shared.root.to_bytes()),
        })
    }

    async fn demo_staff(&self) -> Result<Vec<Staff>, RemoteError> {
        self.reached()?;
        let people = self.platform.shared.people.iter();
        Ok(people.map(|member| member.staff.clone()).collect())
    }

    async fn demo_sign_in(&self, staff: &PersonId) -> Result<Session, RemoteError> {
        self.reached()?;
        let member = self.platform.shared.member(staff);
        let member = member.ok_or(RemoteError::Problem(Problem::Absent))?;
        Ok(self.begin(member))
    }

    fn use_session(&self, session: Option<&Session>) {
        let token = session.map(|session| session.token.clone());
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = token;
    }

    async fn enrol(&self, enrolment: Bytes) -> Result<(), RemoteError> {
        let reader = self.reader()?;
        let enrolment = Enrolment::parse(&enrolment).map_err(|_| told(Code::Form))?;
        let payload = enrolment.payload();
        if payload.department != reader.department || payload.person != reader.person {
            return Err(RemoteError::Problem(refused_as(RefusalCode::Poster)));
        }
        self.admit(&enrolment).map_err(RemoteError::Problem)
    }

    async fn enrolments(&self) -> Result<Vec<Bytes>, RemoteError> {
        // Everybody is admitted as they come: nobody ever waits.
        self.reader()?;
        Ok(Vec::new())
    }

    async fn signed_by(&self, device: &DeviceId) -> Result<Vec<(ScopeId, StatementId)>, RemoteError> {
        let reader = self.reader()?;
        let signed = self.platform.shared.change(|state| state.ledger.signed_by(&reader, device));
        signed.ok_or(RemoteError::Problem(Problem::Absent))
    }

    async fn append(&self, id: StatementId, envelope: Bytes) -> Result<Appended, RemoteError> {
        let reader = self.reader()?;
        if let Reach::Refuses(problem) = &*self.reach.borrow() {
            return Err(RemoteError::Problem(problem.clone()));
        }
        let signed = Signed::parse(&envelope).map_err(|_| told(Code::Form))?;
        if signed.id() != id {
            return Err(told(Code::Malformed));
        }
        let now = self.platform.shared.clock.now();
        let poster = Poster::Person(reader);
        let appended = self.platform.shared.change(|state| state.ledger.append(&poster, &signed, now));
        appended.map_err(RemoteError::Problem)
    }

    async fn feed(&self, since: u64, wait: Duration) -> Result<FeedPage, RemoteError> {
        let until = Instant::now() + wait.min(Duration::from_secs(MAX_WAIT.into()));
        let (mut newest, mut reach) = (self.platform.shared.newest.subscribe(), self.reach.subscribe());
        loop {
            let reader = self.reader()?;
            let now = self.platform.shared.clock.now();
            newest.mark_unchanged();
            let page = self.platform.shared.change(|state| state.ledger.feed(&reader, since, now));
            if !page.rows.is_empty() || wait.is_zero() {
                return Ok(page);
            }
            let changed = async {
                tokio::select! {
                    changed = newest.changed() => changed,
                    changed = reach.changed() => changed,
                }
            };
            if timeout_at(until, changed).await.is_err() {
                return Ok(page);
            }
        }
    }

    async fn scope(&self, scope: ScopeId, after: u64) -> Result<ScopePage, RemoteError> {
        let reader = self.reader()?;
        let page = self.platform.shared.change(|state| state.ledger.scope(&reader, &scope, after));
        page.map_err(RemoteError::Problem)
    }

    async fn missing(&self, objects: &[ObjectId]) -> Result<Vec<ObjectId>, RemoteError> {
        let reader = self.reader()?;
        let now = self.platform.shared.clock.now();
        Ok(self.platform.shared.change(|state| state.ledger.missing(&reader, objects, now)))
    }

    async fn put(&self, object: Object<Bytes>) -> Result<(), RemoteError> {
        let bytes = object.into_bytes();
        let reader = self.reader()?;
        if bytes.len() as u64 > MAX_OBJECT {
            return Err(told(Code::TooLarge));
        }
        self.platform.shared.change(|state| state.ledger.store(bytes, Some(&reader)));
        Ok(())
    }

    async fn get(&self, object: ObjectId, bytes: u32) -> Result<Object<Bytes>, RemoteError> {
        let reader = self.reader()?;
        let now = self.platform.shared.clock.now();
        let found = self.platform.shared.change(|state| state.ledger.fetch(&reader, &object, now));
        let found = found.map_err(RemoteError::Problem)?;
        let found = Object::check(object, found).filter(|found| found.len() as u64 == u64::from(bytes));
        found.ok_or(RemoteError::Integrity)
    }

    /// There is no way to measure.
    fn round_trip(&self) -> Option<Duration> {
        None
    }

    /// Nothing takes time here.
    fn limit(&self, _bytes_per_second: Option<u64>) {}
}

/// A code of the contract that is a refusal to the engine.
fn told(code: Code) -> RemoteError {
    RemoteError::Problem(Problem::Refused(code.word().to_owned()))
}
