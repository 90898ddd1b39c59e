//! Where a request stands: the join of the thread that both departments read with the review that only the own one reads.
//! It refuses to show one side what the other has only prepared.

use jixiang_contract::MatterStage;
use jixiang_model::{PersonId, RequestState, ScopeId, StatementId, UnixMillis};
use jixiang_statement::payload::{Answer, Decision, Request};
use jixiang_statement::thread::{Named, Prepared, PreparedKind, RequestThread, Review, Signer};

use crate::view::named;

/// From which side a desk looks at a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Its department asks.
    Requester,
    /// Its department is asked.
    Provider,
}

/// A request as far as this desk knows it; at least one of thread and review is here.
#[derive(Clone, Copy)]
pub(crate) struct RequestOf<'a> {
    /// From which side.
    pub(crate) side: Side,
    /// What both departments read; absent before the first consent.
    pub(crate) thread: Option<&'a RequestThread>,
    /// What the own department prepared.
    pub(crate) review: Option<&'a Review>,
    /// Where named statements are found.
    pub(crate) named: &'a dyn Named,
}

/// What is asked for: who wrote it, when, and what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AskedFor<'a> {
    /// The request.
    pub(crate) request: &'a Request,
    /// Who wrote it.
    pub(crate) by: &'a Signer,
    /// When they did.
    pub(crate) at: UnixMillis,
}

impl<'a> RequestOf<'a> {
    /// The request's id.
    pub(crate) fn id(&self) -> Option<ScopeId> {
        self.thread.map(RequestThread::id).or_else(|| self.review.map(Review::outer))
    }

    /// The newest request that was prepared and that no head let out, while one may be let out.
    pub(crate) fn draft(&self) -> Option<&'a Prepared> {
        let review = self.review.filter(|_| self.side == Side::Requester)?;
        if self.thread.is_some_and(|thread| thread.state() != RequestState::Returned) {
            return None;
        }
        let newest = review.prepared().iter().rfind(|prepared| prepared.kind == PreparedKind::Request)?;
        let mut asked = self.thread.into_iter().flat_map(RequestThread::asked);
        let is_out = asked.any(|asked| asked.act.statement == newest.statement);
        (!is_out).then_some(newest)
    }

    /// The newest answer to the request in force that was prepared and that the head neither let out nor turned down.
    pub(crate) fn prepared_answer(&self) -> Option<(&'a Prepared, &'a Answer)> {
        let review = self.review.filter(|_| self.side == Side::Provider)?;
        let thread = self.thread.filter(|thread| thread.state() == RequestState::Submitted)?;
        let current = thread.current().act.statement;
        let waits = |prepared: &&Prepared| prepared.kind == PreparedKind::Answer && prepared.declined.is_none();
        review.prepared().iter().rev().filter(waits).find_map(|prepared| {
            let (answer, _) = named::answer(self.named, &prepared.statement)?;
            (answer.request == current).then_some((prepared, answer))
        })
    }

    /// Whether a head's consent to an approval stands and the grant that follows it does not.
    pub(crate) fn lacks_grant(&self) -> bool {
        self.thread.is_some_and(|thread| thread.state() == RequestState::Answered)
    }

    /// The request that the card is about: the one that waits for the own head, else the one in force.
    pub(crate) fn asked_for(&self) -> Option<AskedFor<'a>> {
        if let Some(draft) = self.draft() {
            let (request, by) = named::request(self.named, &draft.statement)?;
            return Some(AskedFor { request, by, at: draft.at });
        }
        let current = self.thread?.current();
        Some(AskedFor { request: &current.request, by: &current.act.by, at: current.act.at })
    }

    /// The first instant at which an agreed request is over.
    pub(crate) fn ends(&self) -> Option<UnixMillis> {
        let thread = self.thread?;
        let until = thread.current().request.until.end();
        Some(thread.grant().map_or(until, |grant| grant.grant.not_after))
    }

    /// Where it stands on this desk, at this time.
    pub(crate) fn stage(&self, now: UnixMillis) -> MatterStage {
        if let Some(draft) = self.draft() {
            return if draft.declined.is_some() { MatterStage::Declined } else { MatterStage::AwaitsConsent };
        }
        let Some(thread) = self.thread else { return MatterStage::Declined };
        match thread.state() {
            RequestState::Submitted if self.prepared_answer().is_some() => MatterStage::AwaitsAnswer,
            RequestState::Answered if self.side == Side::Provider => MatterStage::AwaitsAnswer,
            RequestState::Submitted | RequestState::Answered => MatterStage::Submitted,
            RequestState::Returned => MatterStage::Returned,
            RequestState::Agreed if self.ends().is_some_and(|ends| now >= ends) => MatterStage::Expired,
            RequestState::Agreed => MatterStage::Agreed,
            RequestState::Refused => MatterStage::Refused,
            RequestState::Withdrawn => MatterStage::Withdrawn,
            RequestState::Revoked => MatterStage::Revoked,
        }
    }

    /// When it came to this stage, as who signed says.
    pub(crate) fn since(&self, now: UnixMillis) -> Option<UnixMillis> {
        if let Some(draft) = self.draft() {
            return Some(draft.declined.as_ref().map_or(draft.at, |declined| declined.at));
        }
        let thread = self.thread?;
        if self.stage(now) == MatterStage::Expired {
            return self.ends();
        }
        let prepared = self.prepared_answer().map(|(prepared, _)| prepared.at);
        prepared.or_else(|| decisions(thread).last().map(|(_, _, at)| *at))
    }

    /// The newest statement that says where it stands: what waits for the own head, else what the thread says, else what
    /// the own head said. Receipts and keys that are carried on change nothing.
    pub(crate) fn shown(&self) -> Option<StatementId> {
        if let Some(draft) = self.draft() {
            return Some(draft.declined.as_ref().map_or(draft.statement, |declined| declined.statement));
        }
        if let Some((prepared, _)) = self.prepared_answer() {
            return Some(prepared.statement);
        }
        decisions(self.thread?).last().map(|(_, statement, _)| *statement)
    }

    /// Whether a person of the requester's department wrote any of its requests.
    pub(crate) fn started_by(&self, person: &PersonId) -> bool {
        let review = self.review.filter(|_| self.side == Side::Requester);
        let mut prepared = review.into_iter().flat_map(Review::prepared);
        let mut asked = self.thread.filter(|_| self.side == Side::Requester).into_iter().flat_map(RequestThread::asked);
        prepared.any(|prepared| prepared.kind == PreparedKind::Request && prepared.by.person == *person)
            || asked.any(|asked| asked.act.by.person == *person)
    }

    /// Whether this person prepared the answer that waits.
    pub(crate) fn answered_by(&self, person: &PersonId) -> bool {
        self.prepared_answer().is_some_and(|(prepared, _)| prepared.by.person == *person)
    }
}

/// What was decided in a thread, in order: its place, the statement and the signer's claim of the time.
fn decisions(thread: &RequestThread) -> Vec<(usize, StatementId, UnixMillis)> {
    let consents = thread.asked().iter().map(|asked| &asked.consent);
    let answers = thread.answers().iter().map(|answer| answer.consent.as_ref().unwrap_or(&answer.act));
    let grant = thread.grant().map(|grant| &grant.act);
    let ended = thread.withdrawn().or_else(|| thread.revoked()).map(|ended| &ended.act);
    let acts = consents.chain(answers).chain(grant).chain(ended);
    let placed = acts.filter_map(|act| Some((thread.line().position(&act.statement)?, act.statement, act.at)));
    let mut placed: Vec<_> = placed.collect();
    placed.sort_unstable_by_key(|(place, ..)| *place);
    placed
}

/// Times during which a request was returned, in order.
pub(crate) fn pauses(thread: &RequestThread) -> Vec<jixiang_model::Pause> {
    let returned = thread.answers().iter().filter(|answer| answer.answer.decision == Decision::Return);
    let pause = |returned: &jixiang_statement::thread::AnswerOf| {
        let of = thread.asked().iter().position(|asked| asked.act.statement == returned.answer.request)?;
        let until = thread.asked().get(of + 1).map(|again| again.consent.at);
        Some(jixiang_model::Pause { from: returned.act.at, until })
    };
    returned.filter_map(pause).collect()
}
