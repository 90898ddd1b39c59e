//! What was signed about a delivery, a dataset or a request, oldest first: the statements that both sides read, and for
//! the own department what it prepared for them.

use std::collections::{HashSet, VecDeque};

use jixiang_contract::{Act, HistoryLine, Stamp, StatementId};
use jixiang_model::{Kind, ScopeId, UnixMillis};
use jixiang_statement::Signed;
use jixiang_statement::payload::{Answer, Decision, Payload, Step};
use jixiang_statement::thread::{self, Dataset, DeliveryThread, RequestThread, Review};

use super::matter::PublicationOf;
use super::plain;
use crate::fault::Fault;
use crate::state::State;
use crate::trust::Ledger;

/// A statement of a history, in which order it came, and whether it did anything.
struct Said<'a> {
    signed: &'a Signed,
    order: UnixMillis,
    counts: bool,
}

impl State {
    /// What was signed about a delivery, dataset or request.
    pub(crate) fn history(&self, id: &ScopeId) -> Result<Vec<HistoryLine>, Fault> {
        if self.needs_update(id) {
            return Err(Fault::UpdateNeeded);
        }
        let said = self.said(id)?;
        let lines: Vec<HistoryLine> = said.iter().filter_map(|said| self.line(id, said)).collect();
        if lines.is_empty() { Err(Fault::NotFound) } else { Ok(lines) }
    }

    /// What was signed about one publication.
    pub(crate) fn history_of_publication(&self, publication: &PublicationOf<'_>) -> Vec<HistoryLine> {
        let Ok(said) = self.said(&publication.dataset) else { return Vec::new() };
        let about = [Some(publication.entry_id), publication.record];
        let about = |id: &jixiang_model::StatementId| about.contains(&Some(*id));
        let concerns = |said: &&Said<'_>| {
            let declines =
                if let Payload::Decline(decline) = said.signed.payload() { about(&decline.names) } else { false };
            let releases = publication.release.is_some_and(|release| release.statement == said.signed.id());
            declines || releases || about(&said.signed.id())
        };
        said.iter().filter(concerns).filter_map(|said| self.line(&publication.dataset, said)).collect()
    }

    fn said(&self, id: &ScopeId) -> Result<Vec<Said<'_>>, Fault> {
        let ledger = self.ledger()?;
        let counting = counting(ledger, id);
        let mut all = in_order(ledger, id, &counting);
        // What was signed for a place that another statement has is shown, too: nothing that somebody said is lost.
        let forks = ledger.forks(id).iter();
        all.extend(forks.map(|(signed, at)| Said { signed, order: when(signed, *at), counts: false }));
        let own = self.own_review(id).map(Review::id);
        if let Some(request) = ledger.request(id) {
            // What the other side let out of its review is not in a scope of this desk.
            all = with_named(ledger, request, self.is_requester(request), all);
        }
        let prepared = own.map(|review| in_order(ledger, &review, &counting)).unwrap_or_default();
        Ok(merged(prepared, all))
    }

    fn is_requester(&self, request: &RequestThread) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.department == *request.requester())
    }

    fn line(&self, scope: &ScopeId, said: &Said<'_>) -> Option<HistoryLine> {
        let header = said.signed.header();
        let department = header.department?;
        let person = self.chain(&department)?.member(&header.device)?.person.clone();
        Some(HistoryLine {
            act: act(said.signed.payload())?,
            who: self.person_name(&department, &person).0,
            department: self.department_name(&department),
            at: Stamp(header.time.0),
            statement: StatementId(said.signed.id().to_string()),
            words: words(said.signed.payload()),
            version: self.version_named(scope, said.signed).map(plain::small),
            without_effect: !said.counts,
        })
    }

    /// The version that a statement is about.
    fn version_named(&self, scope: &ScopeId, signed: &Signed) -> Option<u64> {
        let ledger = self.ledger.as_ref()?;
        let asked = || ledger.request(scope).and_then(|request| ledger.dataset(&request.dataset()));
        let dataset = ledger.dataset(scope).or_else(asked);
        let of_record = |record: &jixiang_model::StatementId| {
            let lets_out =
                |release: &&thread::ReleaseOf| release.record.as_ref().is_some_and(|r| r.statement == *record);
            dataset?.releases().iter().find(lets_out).map(|release| release.number)
        };
        let of_release = |id: &jixiang_model::StatementId| {
            dataset?.releases().iter().find(|release| release.statement == *id).map(|release| release.number)
        };
        let payload = signed.payload();
        if let Payload::Answer(answer) = payload {
            return answer.version;
        }
        if let Payload::Grant(grant) = payload {
            return grant.to;
        }
        if let Payload::Receipt(receipt) = payload {
            return of_record(&receipt.record);
        }
        if let Payload::Retire(retire) = payload {
            return of_release(&retire.release);
        }
        of_release(&signed.id()).or_else(|| of_record(&signed.id()))
    }
}

/// The statements of a scope, each not before the one it follows.
fn in_order<'a>(ledger: &'a Ledger, scope: &ScopeId, counting: &HashSet<jixiang_model::StatementId>) -> Vec<Said<'a>> {
    let mut newest = UnixMillis(0);
    let said = ledger.statements(scope).iter().map(|(signed, at)| {
        newest = newest.max(when(signed, *at));
        Said { signed, order: newest, counts: counting.contains(&signed.id()) }
    });
    said.collect()
}

/// When the platform took it; for what it has not said yet, when it was signed.
fn when(signed: &Signed, at: UnixMillis) -> UnixMillis {
    if at.0 == 0 { signed.header().time } else { at }
}

/// Puts what a consent names before it, where the own review does not hold it.
fn with_named<'a>(ledger: &'a Ledger, request: &RequestThread, asks: bool, said: Vec<Said<'a>>) -> Vec<Said<'a>> {
    let of_others = |consent: &Signed| {
        let own_side = (consent.header().department == Some(*request.requester())) == asks;
        let named = thread::names(consent).into_iter().next()?;
        if own_side { None } else { ledger.named(&named).map(|(signed, _)| signed) }
    };
    let mut all = Vec::with_capacity(said.len() + 2);
    for said in said {
        let named = if said.signed.kind() == Kind::Consent { of_others(said.signed) } else { None };
        all.extend(named.map(|signed| Said { signed, order: said.order, counts: said.counts }));
        all.push(said);
    }
    all
}

/// Two lists in one order, by time where nothing else is known: what was prepared comes before what lets it out, and an
/// answer after the consent to what it answers.
fn merged<'a>(prepared: Vec<Said<'a>>, outer: Vec<Said<'a>>) -> Vec<Said<'a>> {
    let mut all = Vec::with_capacity(prepared.len() + outer.len());
    let (mut prepared, mut outer) = (VecDeque::from(prepared), VecDeque::from(outer));
    while let (Some(one), Some(other)) = (prepared.front(), outer.front()) {
        let let_out = thread::names(other.signed);
        let answered = if let Payload::Answer(answer) = one.signed.payload() { Some(answer.request) } else { None };
        let prepared_first = if prepared.iter().any(|said| let_out.contains(&said.signed.id())) {
            true
        } else if answered.is_some_and(|request| outer.iter().any(|said| thread::names(said.signed).contains(&request)))
        {
            false
        } else {
            one.order <= other.order
        };
        all.extend(if prepared_first { prepared.pop_front() } else { outer.pop_front() });
    }
    all.extend(prepared);
    all.extend(outer);
    all
}

/// The statements of a scope, and of the own review of it, that did something.
fn counting(ledger: &Ledger, id: &ScopeId) -> HashSet<jixiang_model::StatementId> {
    let mut all = HashSet::new();
    if let Some(thread) = ledger.thread(id) {
        all.extend(of_delivery(thread.delivery, thread.statements));
    }
    if let Some(dataset) = ledger.dataset(id) {
        all.extend(of_dataset(dataset));
    }
    if let Some(request) = ledger.request(id) {
        all.extend(of_request(request));
    }
    let reviews = ledger.reviews().filter(|review| review.outer() == *id);
    for prepared in reviews.flat_map(Review::prepared) {
        all.insert(prepared.statement);
        all.extend(prepared.declined.as_ref().map(|declined| declined.statement));
    }
    all
}

fn of_delivery(thread: &DeliveryThread, said: &[(Signed, UnixMillis)]) -> Vec<jixiang_model::StatementId> {
    let receipts = thread.receipts().iter().map(|receipt| receipt.statement);
    let resealed = said.iter().map(|(signed, _)| signed).filter(|signed| signed.kind() == Kind::Reseal).map(Signed::id);
    let taken_back = thread.taken_back().map(|(statement, _)| statement);
    std::iter::once(thread.opening()).chain(taken_back).chain(receipts).chain(resealed).collect()
}

fn of_dataset(dataset: &Dataset) -> Vec<jixiang_model::StatementId> {
    let releases = dataset.releases().iter();
    let retired = releases.clone().filter_map(|release| dataset.retired(&release.statement)).map(|end| end.statement);
    releases.map(|release| release.statement).chain(retired).collect()
}

fn of_request(request: &RequestThread) -> Vec<jixiang_model::StatementId> {
    let consents = request.asked().iter().map(|asked| asked.consent.statement);
    let answers = request.answers().iter().map(|a| a.consent.as_ref().unwrap_or(&a.act).statement);
    let grant = request.grant().map(|grant| grant.act.statement);
    let ended = request.withdrawn().or_else(|| request.revoked()).map(|ended| ended.act.statement);
    let reseals = request.reseals().iter().map(|reseal| reseal.act.statement);
    let receipts = request.receipts().iter().map(|receipt| receipt.statement);
    consents.chain(answers).chain(grant).chain(ended).chain(reseals).chain(receipts).collect()
}

/// The act of a statement; none for what changes a realm or a department.
fn act(payload: &Payload) -> Option<Act> {
    match payload {
        Payload::Delivery(_) => Some(Act::Delivery),
        Payload::TakeBack(_) => Some(Act::TakeBack),
        Payload::Receipt(receipt) => Some(match receipt.step {
            Step::Verified => Act::Receipt,
            Step::Opened => Act::Opened,
        }),
        Payload::Reseal(_) => Some(Act::Reseal),
        Payload::Entry(_) => Some(Act::Entry),
        Payload::Record(_) => Some(Act::Record),
        Payload::Release(_) => Some(Act::Release),
        Payload::Decline(_) => Some(Act::Decline),
        Payload::Retire(_) => Some(Act::Retire),
        Payload::Request(_) => Some(Act::Request),
        Payload::Consent(_) => Some(Act::Consent),
        Payload::Answer(answer) => Some(match answer.decision {
            Decision::Approve => Act::Approve,
            Decision::Return => Act::Return,
            Decision::Refuse => Act::Refuse,
            Decision::Extend => Act::Extend,
        }),
        Payload::Grant(_) => Some(Act::Grant),
        Payload::Revoke(_) => Some(Act::Revoke),
        Payload::Withdraw(_) => Some(Act::Withdraw),
        Payload::Genesis(_)
        | Payload::Add(_)
        | Payload::Remove(_)
        | Payload::Roles(_)
        | Payload::Recover(_)
        | Payload::RootRotate(_)
        | Payload::Policy(_)
        | Payload::Directory(_)
        | Payload::Heads(_) => None,
    }
}

/// What a statement says in words of its signer.
fn words(payload: &Payload) -> Option<String> {
    let words = match payload {
        Payload::Decline(decline) => decline.reason.to_string(),
        Payload::Retire(retire) => retire.reason.to_string(),
        Payload::Request(request) => request.scenario.to_string(),
        Payload::Answer(answer) => of_answer(answer),
        Payload::Grant(grant) => grant.conditions.to_string(),
        Payload::Revoke(revoke) => revoke.reason.to_string(),
        Payload::Withdraw(withdraw) => withdraw.reason.to_string(),
        Payload::Genesis(_)
        | Payload::Add(_)
        | Payload::Remove(_)
        | Payload::Roles(_)
        | Payload::Recover(_)
        | Payload::RootRotate(_)
        | Payload::Policy(_)
        | Payload::Directory(_)
        | Payload::Entry(_)
        | Payload::Record(_)
        | Payload::Release(_)
        | Payload::Consent(_)
        | Payload::Reseal(_)
        | Payload::Delivery(_)
        | Payload::TakeBack(_)
        | Payload::Receipt(_)
        | Payload::Heads(_) => String::new(),
    };
    Some(words).filter(|words| !words.trim().is_empty())
}

fn of_answer(answer: &Answer) -> String {
    match answer.decision {
        Decision::Approve => answer.conditions.to_string(),
        Decision::Return => answer.missing.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"),
        Decision::Refuse | Decision::Extend => answer.reason.to_string(),
    }
}
