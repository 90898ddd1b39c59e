//! What a statement does to its scope, by the same rules that every client replays.

use jixiang_model::{DepartmentId, Kind, ScopeId, StatementId, UnixMillis};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::outer::{self, Scopes as _};
use jixiang_statement::payload::Heads;
use jixiang_statement::thread::{Signer, Thread};
use jixiang_statement::{Payload, Placement, Refusal, Signed};
use jixiang_wire::RefusalCode;

use super::ground::Append;
use super::named::{self, Statements};
use super::{rows, threads};
use crate::Error;

/// The longest time for which a delivery is handed out, in days.
const MAX_DAYS: u64 = 366;

/// The most statements of one device in a delivery before it seals again.
const MOST_IN_DELIVERY: u64 = 100;

/// What a statement does.
pub(super) enum Effect {
    /// The realm is this from here on.
    Realm(Box<Realm>),
    /// The department's chain is this from here on.
    Chain(Box<Chain>),
    /// The delivery, dataset, request or review is this from here on.
    Thread(Box<Thread>),
    /// It dates a department's datasets.
    Heads(DepartmentId),
}

/// What a statement does, and the statements of other scopes that it names.
pub(super) struct Judged {
    pub(super) effect: Effect,
    pub(super) named: Statements,
    /// Those that may be read through it, in order.
    pub(super) names: Vec<StatementId>,
}

/// Judges a statement that is the next one of its scope and whose signer, if it is not the root, is established.
pub(super) fn judge(append: &mut Append<'_>, signed: &Signed, signer: Option<&Signer>) -> Result<Judged, Error> {
    let mut named = Statements::new();
    let names = named::add(&mut named, append.transaction, signed)?;
    let effect = match signed.payload() {
        Payload::Policy(_) | Payload::RootRotate(_) | Payload::Directory(_) => realm(append, signed)?,
        Payload::Genesis(_) => Effect::Chain(Box::new(Chain::open(signed, append.replay.realm())?)),
        Payload::Add(_) | Payload::Remove(_) | Payload::Roles(_) | Payload::Recover(_) => department(append, signed)?,
        Payload::Heads(heads) => dated(append, signed, heads, member(signed, signer)?)?,
        Payload::Entry(_)
        | Payload::Record(_)
        | Payload::Release(_)
        | Payload::Decline(_)
        | Payload::Retire(_)
        | Payload::Request(_)
        | Payload::Consent(_)
        | Payload::Answer(_)
        | Payload::Grant(_)
        | Payload::Revoke(_)
        | Payload::Reseal(_)
        | Payload::Withdraw(_)
        | Payload::Delivery(_)
        | Payload::TakeBack(_)
        | Payload::Receipt(_) => thread(append, signed, member(signed, signer)?, &named)?,
    };
    Ok(Judged { effect, named, names })
}

fn member<'a>(signed: &Signed, signer: Option<&'a Signer>) -> Result<&'a Signer, Error> {
    signer.ok_or_else(|| Refusal::Role(signed.kind()).into())
}

fn realm(append: &mut Append<'_>, signed: &Signed) -> Result<Effect, Error> {
    if let Some(department) = &signed.header().department {
        append.replay.load(append.transaction, department)?;
    }
    let mut realm = append.replay.realm().clone();
    let placement = realm.append(signed, |id| append.replay.chain(id))?;
    next(placement)?;
    Ok(Effect::Realm(Box::new(realm)))
}

fn department(append: &mut Append<'_>, signed: &Signed) -> Result<Effect, Error> {
    let department = signed.header().department.ok_or(Refusal::Names("department"))?;
    append.replay.load(append.transaction, &department)?;
    let chain = append.replay.chain(&department);
    let mut chain = chain.cloned().ok_or(Refusal::Home(signed.kind()))?;
    next(chain.append(signed, append.replay.realm())?)?;
    Ok(Effect::Chain(Box::new(chain)))
}

/// Delivery, dataset, request and review alike: the next statement of its thread, which fits other scopes, too.
fn thread(append: &Append<'_>, signed: &Signed, signer: &Signer, named: &Statements) -> Result<Effect, Error> {
    let thread = match append.thread(&signed.header().scope)? {
        None => Thread::open(signed, signer.clone(), named)?,
        Some(mut thread) => {
            next(thread.append(signed, signer.clone(), named)?)?;
            thread
        }
    };
    outer::fits(append, signed, &thread)?;
    limited(signed, &thread, append.now)?;
    few(append, signed, &thread)?;
    Ok(Effect::Thread(Box::new(thread)))
}

/// By the platform's own clock: the signer's time is only a claim.
fn limited(signed: &Signed, thread: &Thread, now: UnixMillis) -> Result<(), Error> {
    if let Payload::Delivery(delivery) = signed.payload()
        && !(delivery.not_after > now && delivery.not_after <= now.plus_days(MAX_DAYS))
    {
        return Err(Error::refused(RefusalCode::NotAfter, "the limit lies within the next 366 days"));
    }
    if let Payload::Grant(grant) = signed.payload()
        && grant.not_after <= now
    {
        return Err(Error::refused(RefusalCode::NotAfter, "the limit has passed"));
    }
    if let Payload::Release(release) = signed.payload()
        && let Some(leave) = release.cites.and_then(|cites| thread.dataset()?.standing_of(&cites))
        && leave.until.end() <= now
    {
        return Err(Error::refused(RefusalCode::NotAfter, "the leave has ended"));
    }
    Ok(())
}

/// A device seals again for another one of its person, which happens as often as a person gets another PC.
fn few(append: &Append<'_>, signed: &Signed, thread: &Thread) -> Result<(), Error> {
    let header = signed.header();
    let seals_again = signed.kind() == Kind::Reseal && thread.delivery().is_some();
    if seals_again && rows::signed_in(append.transaction, &header.device, &header.scope)? >= MOST_IN_DELIVERY {
        return Err(Error::refused(RefusalCode::State, "the device has said enough in this delivery"));
    }
    Ok(())
}

impl outer::Scopes for Append<'_> {
    type Error = Error;

    fn thread(&self, scope: &ScopeId) -> Result<Option<Thread>, Error> {
        let Some(head) = rows::head(self.transaction, scope)? else { return Ok(None) };
        if let Some(thread) = self.replay.cached().at(scope, &head) {
            return Ok(Some(thread));
        }
        let thread = threads::replay(self.transaction, scope)?;
        if let Some(thread) = &thread {
            self.replay.cached().keep(thread.clone());
        }
        Ok(thread)
    }

    fn is_named(&self, id: &StatementId) -> Result<bool, Error> {
        named::is_named(self.transaction, id)
    }
}

/// A department's own view of its datasets only moves on.
fn dated(append: &Append<'_>, signed: &Signed, heads: &Heads, signer: &Signer) -> Result<Effect, Error> {
    let newest = match signed.header().prev {
        Some(prev) => rows::signed(append.transaction, &prev)?,
        None => None,
    };
    let sequence = match newest.as_ref().map(|(newest, _)| newest.payload()) {
        Some(Payload::Heads(newest)) => newest.sequence,
        Some(_) | None => 0,
    };
    if heads.sequence > sequence {
        Ok(Effect::Heads(signer.department))
    } else {
        Err(Refusal::State(signed.kind()).into())
    }
}

/// The ledger has asked for the place already; whatever is not the next statement there has no effect here.
fn next(placement: Placement) -> Result<(), Error> {
    match placement {
        Placement::Next => Ok(()),
        Placement::Known | Placement::Overridden => Err(Refusal::Prev.into()),
    }
}
