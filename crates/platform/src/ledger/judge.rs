//! What a statement does to its scope, by the same rules that every client replays.

use jixiang_model::{DepartmentId, Kind, ScopeId, UnixMillis};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::{Delivery, Heads};
use jixiang_statement::thread::{DeliveryThread, Signer};
use jixiang_statement::{Payload, Placement, Refusal, Signed};
use jixiang_wire::RefusalCode;

use super::ground::{Append, not_found};
use super::rows;
use crate::Error;

/// The longest time for which a delivery is handed out, in days.
const MAX_DAYS: u64 = 366;

/// What a statement does.
pub(super) enum Effect {
    /// The realm is this from here on.
    Realm(Box<Realm>),
    /// The department's chain is this from here on.
    Chain(Box<Chain>),
    /// It opens a delivery.
    Opens(Box<DeliveryThread>),
    /// It follows in a delivery's thread.
    Follows,
    /// It dates a department's datasets.
    Heads(DepartmentId),
}

/// Judges a statement that is the next one of its scope and whose signer, if it is not the root, is established.
pub(super) fn judge(append: &mut Append<'_>, signed: &Signed, signer: Option<&Signer>) -> Result<Effect, Error> {
    match signed.payload() {
        Payload::Policy(_) | Payload::RootRotate(_) | Payload::Directory(_) => realm(append, signed),
        Payload::Genesis(_) => {
            let chain = Chain::open(signed, append.replay.realm())?;
            Ok(Effect::Chain(Box::new(chain)))
        }
        Payload::Add(_) | Payload::Remove(_) | Payload::Roles(_) | Payload::Recover(_) => department(append, signed),
        Payload::Delivery(delivery) => open(append, signed, delivery, member(signed, signer)?),
        Payload::TakeBack(_) | Payload::Receipt(_) | Payload::Reseal(_) => {
            follow(append, signed, member(signed, signer)?)
        }
        Payload::Heads(heads) => dated(append, signed, heads, member(signed, signer)?),
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
        | Payload::Withdraw(_) => Err(Refusal::State(signed.kind()).into()),
    }
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

fn open(append: &mut Append<'_>, signed: &Signed, delivery: &Delivery, sender: &Signer) -> Result<Effect, Error> {
    not_after(delivery.not_after, append.now)?;
    for recipient in &delivery.recipients {
        append.replay.load(append.transaction, &recipient.department)?;
        let chain = append.replay.chain(&recipient.department);
        let chain = chain.ok_or(Refusal::Names("recipient"))?;
        chain.epoch_at(&recipient.head).map_err(|_| Refusal::Names("recipient head"))?;
    }
    let thread = DeliveryThread::open(signed, sender.clone())?;
    Ok(Effect::Opens(Box::new(thread)))
}

/// By the platform's own clock: the signer's time is only a claim.
fn not_after(not_after: UnixMillis, now: UnixMillis) -> Result<(), Error> {
    if not_after > now && not_after <= now.plus_days(MAX_DAYS) {
        return Ok(());
    }
    Err(Error::refused(RefusalCode::NotAfter, "the limit lies within the next 366 days"))
}

fn follow(append: &Append<'_>, signed: &Signed, signer: &Signer) -> Result<Effect, Error> {
    let thread = thread(append, &signed.header().scope)?;
    let Some(mut thread) = thread else {
        return Err(not_found());
    };
    next(thread.append(signed, signer.clone())?)?;
    Ok(Effect::Follows)
}

/// The replay of a delivery's thread, if the scope is one.
pub(super) fn thread(append: &Append<'_>, scope: &ScopeId) -> Result<Option<DeliveryThread>, Error> {
    let statements = rows::thread(append.transaction, scope)?;
    let mut statements = statements.into_iter();
    let Some((opening, sender)) = statements.next() else {
        return Ok(None);
    };
    if opening.kind() != Kind::Delivery {
        return Ok(None);
    }
    let damage = |refusal: Refusal| Error::Damage(format!("thread {scope}: {refusal}"));
    let mut thread = DeliveryThread::open(&opening, sender).map_err(damage)?;
    for (signed, signer) in statements {
        thread.append(&signed, signer).map_err(damage)?;
    }
    Ok(Some(thread))
}

/// A department's own view of its datasets only moves on.
fn dated(append: &Append<'_>, signed: &Signed, heads: &Heads, signer: &Signer) -> Result<Effect, Error> {
    let before = rows::statements(append.transaction, &signed.header().scope, jixiang_wire::feed::Position(u64::MAX))?;
    let newest = before.last().map(|(_, signed)| signed.payload());
    let sequence = match newest {
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
