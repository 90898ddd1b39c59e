//! Asking and answering in words: requests, consents, returns, refusals, withdrawals, the end of a grant.

use jixiang_model::{Nonce, RequestState, Role, ScopeId, StatementId};
use jixiang_statement::Text;
use jixiang_statement::payload::{Answer, Consent, Decision, Payload, Request, Revoke, Withdraw};
use jixiang_statement::thread::RequestThread;

use super::Draft;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::record::RequestOrder;
use crate::state::State;
use crate::view::named;

impl Engine {
    /// The head lets out a request of their own department, or an answer.
    pub(super) async fn draft_consent(&self, request: ScopeId, names: StatementId) -> Result<Option<Draft>, Fault> {
        let consent = self.state(move |state| state.draft_consent(&request, names)).await?;
        match consent {
            Some(draft) => Ok(Some(draft)),
            // What was let out is an approval: the grant follows from the device that consented.
            None => self.draft_grant_after_answer(request).await,
        }
    }
}

impl State {
    /// A request of the own department by its id, in the own review.
    fn own_review_scope(&self, request: &ScopeId) -> Result<ScopeId, Fault> {
        let facts = self.facts()?;
        Ok(ScopeId::review(&facts.root.realm, &facts.department, request))
    }

    /// The thread of a request, once it is open.
    pub(super) fn request_thread(&self, request: &ScopeId) -> Result<&RequestThread, Fault> {
        self.ledger()?.request(request).ok_or(Fault::NotFound)
    }

    /// Asks, for the first time or again. A head's own act carries the consent with it.
    pub(super) fn draft_request(
        &self,
        id: &ScopeId,
        nonce: Nonce,
        dataset: ScopeId,
        entry: StatementId,
        order: RequestOrder,
    ) -> Result<Option<Draft>, Fault> {
        let review = self.own_review_scope(id)?;
        let thread = self.ledger()?.request(id);
        let known = self.ledger()?.review(&review).into_iter().flat_map(|review| review.prepared());
        let said = |request: &Request| {
            *request.basis == *order.basis
                && *request.scenario == *order.scenario
                && *request.extent == *order.extent
                && request.method == order.method
                && request.until == order.until
        };
        let consented = |statement: &StatementId| {
            thread.is_some_and(|thread| thread.asked().iter().any(|asked| asked.act.statement == *statement))
        };
        // The newest one that says exactly this, was not turned down, and was not consented to in an earlier round.
        let ledger = self.ledger()?;
        let mut prepared = known.filter(|prepared| {
            let request = named::request(ledger, &prepared.statement);
            prepared.declined.is_none() && request.is_some_and(|(request, _)| said(request))
        });
        let returned = thread.is_some_and(|thread| thread.state() == RequestState::Returned);
        match prepared.next_back().map(|prepared| prepared.statement) {
            Some(statement) if !(returned && consented(&statement)) => {
                let head = self.own_roles().has(Role::Head) && !consented(&statement);
                if head { self.draft_consent(id, statement) } else { Ok(None) }
            }
            Some(_) | None => {
                let request = *id;
                let payload = move |header| {
                    let RequestOrder { basis, scenario, extent, method, until } = order;
                    Payload::Request(Request {
                        header,
                        request,
                        nonce: Some(nonce),
                        dataset,
                        entry,
                        basis: Text::lenient(&basis),
                        scenario: Text::lenient(&scenario),
                        extent: Text::lenient(&extent),
                        method,
                        until,
                    })
                };
                Ok(Some(Draft::new(review, Vec::new(), payload)))
            }
        }
    }

    fn draft_consent(&self, request: &ScopeId, names: StatementId) -> Result<Option<Draft>, Fault> {
        if !self.own_roles().has(Role::Head) {
            return Err(Fault::NotAllowed);
        }
        let thread = self.ledger()?.request(request);
        let is_out = thread.is_some_and(|thread| {
            thread.asked().iter().any(|asked| asked.act.statement == names)
                || thread.answers().iter().any(|answer| answer.act.statement == names)
        });
        if is_out {
            return Ok(None);
        }
        let review = self.own_review_scope(request)?;
        let payload = move |header| Payload::Consent(Consent { header, review, names });
        Ok(Some(Draft::new(*request, Vec::new(), payload)))
    }

    /// Returns a request: everything that is missing, at once.
    pub(super) fn draft_return(
        &self,
        id: &ScopeId,
        request: StatementId,
        missing: &[String],
    ) -> Result<Option<Draft>, Fault> {
        let thread = self.request_thread(id)?;
        if thread.answers().iter().any(|a| a.answer.request == request && a.answer.decision == Decision::Return) {
            return Ok(None);
        }
        let missing = missing.iter().map(|missing| Text::lenient(missing)).collect();
        Ok(Some(answer(*id, request, Decision::Return, Text::default(), missing)))
    }

    /// Refuses: a head at once, staff for their head to consent.
    pub(super) fn draft_refusal(
        &self,
        id: &ScopeId,
        request: StatementId,
        reason: &str,
    ) -> Result<Option<Draft>, Fault> {
        let head = self.own_roles().has(Role::Head);
        if self.is_answered(id, &request, Decision::Refuse)? {
            return Ok(None);
        }
        let scope = if head { *id } else { self.own_review_scope(id)? };
        Ok(Some(answer(scope, request, Decision::Refuse, Text::lenient(reason), Vec::new())))
    }

    /// Whether this answer to this request stands in the thread, or was prepared and not turned down.
    pub(super) fn is_answered(&self, id: &ScopeId, request: &StatementId, decision: Decision) -> Result<bool, Fault> {
        let thread = self.request_thread(id)?;
        let given = thread.answers().iter();
        if given.map(|answer| &answer.answer).any(|a| a.request == *request && a.decision == decision) {
            return Ok(true);
        }
        Ok(self.prepared_answer(id, request)?.is_some_and(|(_, answer)| answer.decision == decision))
    }

    /// The answer to this request that the own staff prepared and nobody turned down.
    pub(crate) fn prepared_answer(
        &self,
        id: &ScopeId,
        request: &StatementId,
    ) -> Result<Option<(StatementId, &Answer)>, Fault> {
        let review = self.own_review_scope(id)?;
        let ledger = self.ledger()?;
        let prepared = ledger.review(&review).into_iter().flat_map(|review| review.prepared());
        let mut answers = prepared.filter(|prepared| prepared.declined.is_none()).filter_map(|prepared| {
            let (answer, _) = named::answer(ledger, &prepared.statement)?;
            (answer.request == *request).then_some((prepared.statement, answer))
        });
        Ok(answers.next_back())
    }

    /// The requester takes the request back.
    pub(super) fn draft_withdrawal(
        &self,
        id: &ScopeId,
        request: StatementId,
        reason: &str,
    ) -> Result<Option<Draft>, Fault> {
        if self.request_thread(id)?.withdrawn().is_some() {
            return Ok(None);
        }
        let reason = Text::lenient(reason);
        let payload = move |header| Payload::Withdraw(Withdraw { header, request, reason });
        Ok(Some(Draft::new(*id, Vec::new(), payload)))
    }

    /// The provider's head ends the grant.
    pub(super) fn draft_revocation(
        &self,
        id: &ScopeId,
        grant: StatementId,
        reason: &str,
    ) -> Result<Option<Draft>, Fault> {
        if self.request_thread(id)?.revoked().is_some() {
            return Ok(None);
        }
        let reason = Text::lenient(reason);
        let payload = move |header| Payload::Revoke(Revoke { header, grant, reason });
        Ok(Some(Draft::new(*id, Vec::new(), payload)))
    }
}

/// An answer without conditions.
fn answer(
    scope: ScopeId,
    request: StatementId,
    decision: Decision,
    reason: Text<500>,
    missing: Vec<Text<255>>,
) -> Draft {
    let conditions = Text::default();
    let (until, version) = (None, None);
    Draft::new(scope, Vec::new(), move |header| {
        Payload::Answer(Answer { header, request, decision, reason, missing, conditions, until, version })
    })
}
