//! What a statement has to fit in other scopes than its own, for whoever holds them all in one order: a request asks for
//! what is released, nobody lets out what was declined or declines what is out, a grant gives versions that there are.
//! It refuses what only the order of arrival can tell; a client, which has no such order, cannot repeat the check.

use jixiang_model::{Kind, RequestState, ScopeId, StatementId};

use crate::payload::{Answer, Consent, Grant, Payload, Request, Reseal, ShareClass};
use crate::thread::{Dataset, DeliveryThread, ReleaseOf, RequestThread, Thread};
use crate::{Refusal, Signed};

/// All scopes, in the order of arrival.
pub trait Scopes {
    /// Why something could not be read, or does not fit.
    type Error: From<Refusal>;

    /// What a scope has come to, if it is a thread.
    ///
    /// # Errors
    ///
    /// Whatever hinders reading it.
    fn thread(&self, scope: &ScopeId) -> Result<Option<Thread>, Self::Error>;

    /// Whether a statement of another scope that counts names this one.
    ///
    /// # Errors
    ///
    /// Whatever hinders reading it.
    fn is_named(&self, id: &StatementId) -> Result<bool, Self::Error>;
}

/// Holds a statement to the scopes around its own, which `thread` is after it.
///
/// # Errors
///
/// [`Refusal`] when it does not fit, or whatever hindered reading.
pub fn fits<S: Scopes>(scopes: &S, signed: &Signed, thread: &Thread) -> Result<(), S::Error> {
    brings_something(signed, thread)?;
    if let Payload::Request(request) = signed.payload() {
        return is_offered(scopes, request);
    }
    if let Payload::Answer(answer) = signed.payload() {
        return thread.review().map_or(Ok(()), |review| answers(scopes, signed, &review.outer(), answer));
    }
    if let Payload::Decline(decline) = signed.payload() {
        return if scopes.is_named(&decline.names)? { Err(Refusal::State(signed.kind()).into()) } else { Ok(()) };
    }
    if let Payload::Release(release) = signed.payload() {
        for id in std::iter::once(&release.entry).chain(&release.record) {
            not_declined(scopes, &release.review, id)?;
        }
        return Ok(());
    }
    let Some(request) = thread.request() else {
        return Ok(());
    };
    if let Payload::Consent(consent) = signed.payload() {
        return lets_out(scopes, request, consent);
    }
    if let Payload::Grant(grant) = signed.payload() {
        return Ok(gives(&dataset(scopes, &grant.dataset)?, grant)?);
    }
    if let Payload::Reseal(reseal) = signed.payload() {
        return Ok(carries_on(&dataset(scopes, &request.dataset())?, reseal)?);
    }
    if let Payload::Receipt(receipt) = signed.payload() {
        let dataset = dataset(scopes, &request.dataset())?;
        let is_it = |release: &ReleaseOf| release.record.as_ref().is_some_and(|it| it.statement == receipt.record);
        return Ok(holds(dataset.releases().iter().any(is_it), "record")?);
    }
    Ok(())
}

/// A reader keeps the place of a receipt that its device gave before, and of a second take-back: whoever orders the scope
/// takes neither, or anybody who takes part could make it as long as they like with them.
fn brings_something(signed: &Signed, thread: &Thread) -> Result<(), Refusal> {
    let receipts = match thread {
        Thread::Delivery(delivery) => delivery.receipts(),
        Thread::Request(request) => request.receipts(),
        Thread::Dataset(_) | Thread::Review(_) => return Ok(()),
    };
    let back = thread.delivery().and_then(DeliveryThread::taken_back).map(|(id, _)| id);
    let newest = receipts.last().map(|receipt| receipt.statement);
    let repeats = (signed.kind() == Kind::Receipt && newest != Some(signed.id()))
        || (signed.kind() == Kind::TakeBack && back != Some(signed.id()));
    if repeats { Err(Refusal::State(signed.kind())) } else { Ok(()) }
}

fn holds(fits: bool, what: &'static str) -> Result<(), Refusal> {
    if fits { Ok(()) } else { Err(Refusal::Names(what)) }
}

fn dataset<S: Scopes>(scopes: &S, scope: &ScopeId) -> Result<Dataset, S::Error> {
    let thread = scopes.thread(scope)?;
    Ok(thread.as_ref().and_then(Thread::dataset).cloned().ok_or(Refusal::Names("dataset"))?)
}

/// The entry that a request names is released and says of the sharing class what holds now: data that became conditional
/// since is not agreed by an entry that says otherwise.
fn is_offered<S: Scopes>(scopes: &S, request: &Request) -> Result<(), S::Error> {
    let dataset = dataset(scopes, &request.dataset)?;
    let released = dataset.releases().iter().find(|release| release.entry == request.entry);
    let offered = released.is_some_and(|release| release.class == dataset.latest().class);
    Ok(holds(offered && dataset.latest().class != ShareClass::Withheld, "entry")?)
}

/// An answer is prepared while the request that it answers waits for one.
fn answers<S: Scopes>(scopes: &S, signed: &Signed, request: &ScopeId, answer: &Answer) -> Result<(), S::Error> {
    let thread = scopes.thread(request)?;
    let request = thread.as_ref().and_then(Thread::request).ok_or(Refusal::Names("request"))?;
    holds(request.current().act.statement == answer.request, "request")?;
    if request.state() != RequestState::Submitted {
        return Err(Refusal::State(signed.kind()).into());
    }
    match answer.version {
        None => Ok(()),
        Some(number) => {
            let dataset = dataset(scopes, &request.dataset())?;
            Ok(holds(version(&dataset, number).is_some(), "version")?)
        }
    }
}

/// What a head lets out was not turned down, and a request still asks for what is offered.
fn lets_out<S: Scopes>(scopes: &S, request: &RequestThread, consent: &Consent) -> Result<(), S::Error> {
    not_declined(scopes, &consent.review, &consent.names)?;
    let current = request.current();
    if current.act.statement == consent.names { is_offered(scopes, &current.request) } else { Ok(()) }
}

fn not_declined<S: Scopes>(scopes: &S, review: &ScopeId, id: &StatementId) -> Result<(), S::Error> {
    let thread = scopes.thread(review)?;
    let review = thread.as_ref().and_then(Thread::review);
    let prepared = review.and_then(|review| review.prepared_as(id));
    Ok(holds(prepared.is_some_and(|prepared| prepared.declined.is_none()), "declined")?)
}

/// A released version with data that nobody ended.
fn version(dataset: &Dataset, number: u64) -> Option<&ReleaseOf> {
    let release = dataset.released(number)?;
    (release.record.is_some() && dataset.retired(&release.statement).is_none()).then_some(release)
}

fn gives(dataset: &Dataset, grant: &Grant) -> Result<(), Refusal> {
    let first = version(dataset, grant.from).ok_or(Refusal::Names("from"))?;
    holds(first.generation == grant.generation, "generation")?;
    holds(grant.to.is_none_or(|to| dataset.released(to).is_some()), "to")
}

fn carries_on(dataset: &Dataset, reseal: &Reseal) -> Result<(), Refusal> {
    let first = reseal.from.and_then(|from| dataset.released(from)).ok_or(Refusal::Names("from"))?;
    holds(reseal.generation == Some(first.generation), "generation")
}
