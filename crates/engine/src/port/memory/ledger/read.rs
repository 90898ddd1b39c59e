//! Reading: a person's feed, one scope, and objects, with the note that a version key left.

use std::collections::BTreeMap;

use bytes::Bytes;
use jixiang_model::{DeviceId, ObjectId, RequestState, Role, ScopeId, StatementId, UnixMillis};
use jixiang_statement::Signed;
use jixiang_statement::need::{Audience, Use};
use jixiang_statement::thread::{DeliveryThread, GrantOf, ReleaseOf, RequestThread, Thread};
use jixiang_wire::limits::PAGE;

use super::{Entry, Ledger, Reader, Used, What};
use crate::port::{FeedPage, FeedRow, HandedOut, Problem, ScopePage, Shown};

/// What a person gets who asks for an object. Of several reasons the strongest holds; the order is that of strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Access {
    None,
    Expired,
    TakenBack,
    /// The version key of this delivery: it is noted that it left.
    HandsOut(ScopeId),
    Reads,
}

impl Ledger {
    pub(in crate::port::memory) fn feed(&self, reader: &Reader, since: u64, now: UnixMillis) -> FeedPage {
        let page = self.page(since, |entry| match &entry.what {
            What::Statement(signed) if self.is_fed(&signed.header().scope, reader) => {
                let Shown { bytes, named } = self.shown(signed);
                Some(FeedRow::Statement { at: entry.at, bytes, named })
            }
            What::HandedOut { delivery, to } if self.is_told(delivery, to, reader) => {
                Some(FeedRow::HandedOut(HandedOut {
                    delivery: *delivery,
                    department: to.department,
                    person: to.person.clone(),
                    at: entry.at,
                }))
            }
            What::Statement(_) | What::HandedOut { .. } => None,
        });
        FeedPage { rows: page.rows, next: page.next, more: page.more, clock: Some(now) }
    }

    pub(in crate::port::memory) fn scope(
        &self,
        reader: &Reader,
        scope: &ScopeId,
        after: u64,
    ) -> Result<ScopePage, Problem> {
        if !self.reads(scope, reader) {
            return Err(Problem::Absent);
        }
        let page = self.page(after, |entry| match &entry.what {
            What::Statement(signed) if signed.header().scope == *scope => Some(self.shown(signed)),
            What::Statement(_) | What::HandedOut { .. } => None,
        });
        Ok(ScopePage { statements: page.rows, next: page.next, more: page.more })
    }

    /// Where a device has signed, for a key admin of its department.
    pub(in crate::port::memory) fn signed_by(
        &mut self,
        reader: &Reader,
        device: &DeviceId,
    ) -> Option<Vec<(ScopeId, StatementId)>> {
        let chain = self.chain(&reader.department)?;
        let admin = chain.devices_of(&reader.person).any(|own| own.roles().has(Role::KeyAdmin));
        chain.member(device).filter(|_| admin)?;
        let mut newest = BTreeMap::new();
        for entry in &self.entries {
            if let What::Statement(signed) = &entry.what
                && signed.header().device == *device
            {
                newest.insert(signed.header().scope, signed.id());
            }
        }
        Some(newest.into_iter().collect())
    }

    fn shown(&self, signed: &Signed) -> Shown {
        let bytes = |signed: &Signed| Bytes::copy_from_slice(signed.bytes());
        Shown { bytes: bytes(signed), named: self.named_by(signed).into_iter().map(bytes).collect() }
    }

    fn page<T>(&self, after: u64, show: impl Fn(&Entry) -> Option<T>) -> Page<T> {
        let limit = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let after = after.min(self.newest());
        let rest = (1_u64..).zip(&self.entries).skip(usize::try_from(after).unwrap_or(usize::MAX));
        let mut found = rest.filter_map(|(position, entry)| Some((position, show(entry)?)));
        let rows: Vec<(u64, T)> = found.by_ref().take(limit).collect();
        let more = found.next().is_some();
        let last = rows.last().map(|(position, _)| *position);
        Page {
            next: last.filter(|_| more).unwrap_or_else(|| self.newest()),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            more,
        }
    }

    /// Who sent the delivery, and who fetched.
    fn is_told(&self, delivery: &ScopeId, to: &Reader, reader: &Reader) -> bool {
        let thread = self.threads.get(delivery).and_then(Thread::delivery);
        to == reader || thread.is_some_and(|thread| thread.sent_by(&reader.department, &reader.person))
    }

    /// Which of these a person has to send before a statement of theirs can name them.
    pub(in crate::port::memory) fn missing(
        &self,
        reader: &Reader,
        objects: &[ObjectId],
        now: UnixMillis,
    ) -> Vec<ObjectId> {
        let known = |id: &&ObjectId| self.decide(reader, id, now) == Access::Reads;
        objects.iter().filter(|id| !known(id)).copied().collect()
    }

    /// Gives an object to a person, and notes it when it is the version key of a delivery.
    pub(in crate::port::memory) fn fetch(
        &mut self,
        reader: &Reader,
        object: &ObjectId,
        now: UnixMillis,
    ) -> Result<Bytes, Problem> {
        let bytes = self.objects.get(object).cloned().ok_or(Problem::Absent);
        match self.decide(reader, object, now) {
            Access::None => Err(Problem::Absent),
            Access::Expired => Err(Problem::Expired),
            Access::TakenBack => Err(Problem::TakenBack),
            Access::Reads => bytes,
            Access::HandsOut(delivery) => {
                self.note(&delivery, reader, now);
                bytes
            }
        }
    }

    fn note(&mut self, scope: &ScopeId, reader: &Reader, now: UnixMillis) {
        let noted = self
            .entries
            .iter()
            .any(|entry| matches!(&entry.what, What::HandedOut { delivery, to } if delivery == scope && to == reader));
        if !noted {
            let (delivery, to) = (*scope, reader.clone());
            self.push(now, What::HandedOut { delivery, to });
        }
    }

    /// Decides what a person gets who asks for an object.
    pub(super) fn decide(&self, reader: &Reader, object: &ObjectId, now: UnixMillis) -> Access {
        if self.sent.contains(&(*object, reader.clone())) {
            return Access::Reads;
        }
        let uses = self.uses.get(object).into_iter().flatten();
        uses.map(|used| self.access(reader, used, now)).max().unwrap_or(Access::None)
    }

    fn access(&self, reader: &Reader, used: &Used, now: UnixMillis) -> Access {
        let Used { scope, statement, what } = used;
        let thread = self.threads.get(scope).and_then(Thread::delivery);
        let ended = || thread.and_then(|thread| ended(thread, reader, now));
        match what {
            Use::Open if self.reads(scope, reader) => Access::Reads,
            Use::Content if self.reads(scope, reader) => ended().unwrap_or(Access::Reads),
            Use::Own(department) | Use::Record(department) if *department == reader.department => Access::Reads,
            Use::Record(_) => self.granted(reader, statement, now),
            Use::Cover(audience) if has(audience, reader) => Access::Reads,
            Use::Version(audience) if has(audience, reader) => {
                if thread.is_some_and(|thread| thread.sent_by(&reader.department, &reader.person)) {
                    Access::Reads
                } else {
                    ended().unwrap_or(Access::HandsOut(*scope))
                }
            }
            Use::Open | Use::Content | Use::Own(_) | Use::Cover(_) | Use::Version(_) => Access::None,
        }
    }

    /// What a department gets of a record that another one provides: what its grants, and its agreements about open
    /// versions, cover of the releases that name the record.
    fn granted(&self, reader: &Reader, record: &StatementId, now: UnixMillis) -> Access {
        let requests = self.threads.values().filter_map(Thread::request);
        let own = requests.filter(|request| *request.requester() == reader.department);
        own.map(|request| self.given(request, record, now)).max().unwrap_or(Access::None)
    }

    fn given(&self, request: &RequestThread, record: &StatementId, now: UnixMillis) -> Access {
        let covers = |release: &&ReleaseOf| match request.grant() {
            Some(GrantOf { grant, .. }) => (grant.from..=grant.to.unwrap_or(u64::MAX)).contains(&release.number),
            None => release.open.is_some() && request.state() == RequestState::Agreed,
        };
        let not_after =
            request.grant().map_or_else(|| request.current().request.until.end(), |given| given.grant.not_after);
        let Some(dataset) = self.threads.get(&request.dataset()).and_then(Thread::dataset) else {
            return Access::None;
        };
        let of_record = |release: &&ReleaseOf| release.record.as_ref().is_some_and(|it| it.statement == *record);
        let releases = dataset.releases().iter().filter(of_record).filter(covers);
        let access = releases.map(|release| {
            if request.revoked().is_some() || dataset.retired(&release.statement).is_some() {
                Access::TakenBack
            } else if now > not_after {
                Access::Expired
            } else {
                Access::Reads
            }
        });
        access.max().unwrap_or(Access::None)
    }
}

/// A page of anything.
struct Page<T> {
    rows: Vec<T>,
    next: u64,
    more: bool,
}

fn has(audience: &Audience, reader: &Reader) -> bool {
    audience.department == reader.department && audience.person.as_ref().is_none_or(|person| *person == reader.person)
}

/// Why the content does not leave any more; the sender always reads it.
fn ended(thread: &DeliveryThread, reader: &Reader, now: UnixMillis) -> Option<Access> {
    if thread.sent_by(&reader.department, &reader.person) {
        None
    } else if thread.taken_back().is_some() {
        Some(Access::TakenBack)
    } else if now > thread.delivery().not_after {
        Some(Access::Expired)
    } else {
        None
    }
}
