//! What people decide: requests, consents, answers, and the ten seconds in which an act can be undone.

use jixiang_contract::{DatasetId, MatterAct, MatterCard, MatterId, MatterVerb, RequestFields, StatementId};
use jixiang_model::{Date, Nonce, RequestState, ScopeId, UnixMillis};
use jixiang_statement::Text;
use jixiang_statement::payload::{Decision, Method, Payload};

use super::dataset_id;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::record::{Act, ActJob, JobId, JobKind, JobState, RequestOrder};
use crate::state::{Running, State};
use crate::view::matter::{Matter, is_over};
use crate::view::named;

/// An act of a window can be undone for so long before it is signed, in milliseconds.
pub(crate) const UNDO: u64 = 10_000;

/// When an act is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At once, before the answer.
    Now,
    /// Ten seconds later, unless it is undone.
    AfterUndo,
}

impl Engine {
    /// Asks for a dataset. It is signed at once; without the platform it waits in the outbox.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn request(
        &self,
        dataset: &DatasetId,
        fields: RequestFields,
        shown: &StatementId,
    ) -> Result<MatterId, Fault> {
        let (dataset, shown) = (dataset_id(dataset)?, statement_id(shown)?);
        let (nonce, drawn) = (self.draw(), self.draw());
        let ordered = self.state(move |state| {
            let (request, job) = state.order_request(dataset, &fields, shown, nonce, drawn)?;
            state.take(&job);
            Ok::<_, Fault>((request, job))
        });
        let (request, job) = ordered.await?;
        self.do_now(job).await?;
        Ok(MatterId(request.to_string()))
    }

    /// Writes an act down, and does it at once or when it can no longer be undone.
    ///
    /// # Errors
    ///
    /// [`Fault::Changed`] when something else was shown than stands now, [`Fault::NotAllowed`], [`Fault`].
    pub async fn act(
        &self,
        id: &MatterId,
        act: MatterAct,
        shown: &StatementId,
        when: When,
    ) -> Result<MatterCard, Fault> {
        let shown = statement_id(shown)?;
        let drawn = self.draw();
        let named = id.clone();
        let ordered = self.state(move |state| {
            let job = state.order_act(&named, act, shown, when, drawn)?;
            if when == When::Now {
                state.take(&job);
            }
            Ok::<_, Fault>(job)
        });
        let job = ordered.await?;
        match when {
            When::Now => self.do_now(job).await?,
            When::AfterUndo => self.inner.work.notify_one(),
        }
        self.matter(id).await
    }

    /// Undoes an act that is not signed yet, or takes one away that failed. Nothing is left of a first request.
    ///
    /// # Errors
    ///
    /// [`Fault::Signed`] when it is signed already.
    pub async fn undo(&self, id: &MatterId) -> Result<Option<MatterCard>, Fault> {
        let named = id.clone();
        self.state(move |state| state.undo(&named)).await?;
        match self.matter(id).await {
            Err(Fault::NotFound) => Ok(None),
            card => card.map(Some),
        }
    }

    /// Does an act that was written down and taken. What only waits for the platform stays in the outbox; what cannot be done is
    /// forgotten, and said.
    pub(super) async fn do_now(&self, job: JobId) -> Result<(), Fault> {
        match self.attempt_taken(job).await {
            Err(fault) if fault.mends() || fault.is_of_this_pc() => Err(fault),
            Err(fault) => {
                self.state(move |state| state.forget_act(&job)).await?;
                Err(fault)
            }
            Ok(()) => Ok(()),
        }
    }
}

impl State {
    fn order_request(
        &mut self,
        dataset: ScopeId,
        fields: &RequestFields,
        shown: jixiang_model::StatementId,
        nonce: [u8; 32],
        drawn: [u8; 32],
    ) -> Result<(ScopeId, JobId), Fault> {
        let known = self.ledger()?.dataset(&dataset).ok_or(Fault::NotFound)?;
        let latest = known.latest();
        let facts = self.facts()?;
        if *known.provider() == facts.department {
            return Err(Fault::NotAllowed);
        }
        if latest.record.is_none() {
            return Err(Fault::Withheld);
        }
        if latest.entry != shown {
            return Err(Fault::Changed);
        }
        let order = order(fields, self.now().date())?;
        let nonce = Nonce::from_bytes(nonce);
        let request = ScopeId::request(&facts.root.realm, &facts.department, &nonce);
        let act = Act::Request { nonce, dataset, entry: shown, order };
        let same = self.queued_requests().filter(|(_, queued)| queued.dataset == dataset);
        let failed = only_failed(same.map(|(_, queued)| queued.running))?;
        let job = self.new_job(drawn, JobKind::Act(ActJob { scope: request, act, due: self.now(), shown: None }));
        let id = job.id;
        self.order_instead(&failed, job)?;
        Ok((request, id))
    }

    fn order_act(
        &mut self,
        id: &MatterId,
        act: MatterAct,
        shown: jixiang_model::StatementId,
        when: When,
        drawn: [u8; 32],
    ) -> Result<JobId, Fault> {
        let (matter, verb) = (self.matter_of(id)?, verb_of(&act));
        let (scope, act) = match &matter {
            Matter::Publication { dataset, entry, record } => (*dataset, publication_act(*entry, *record, act)?),
            Matter::Request(request) => (*request, self.request_act(request, act)?),
        };
        let due = match when {
            When::Now => self.now(),
            When::AfterUndo => UnixMillis(self.now().0 + UNDO),
        };
        let job = ActJob { scope, act, due, shown: Some(shown) };
        if self.shown_of(&matter) != Some(shown) {
            return Err(Fault::Changed);
        }
        if !self.verbs_of(&matter).contains(&verb) {
            return Err(Fault::NotAllowed);
        }
        let failed = only_failed(self.orders_on(matter))?;
        let job = self.new_job(drawn, JobKind::Act(job));
        let id = job.id;
        self.order_instead(&failed, job)?;
        Ok(id)
    }

    /// An act on a request, with the statements that are meant.
    fn request_act(&self, id: &ScopeId, act: MatterAct) -> Result<Act, Fault> {
        let thread = self.ledger()?.request(id);
        let current = thread.map(|thread| thread.current().act.statement);
        let current = || current.ok_or(Fault::NotAllowed);
        Ok(match act {
            MatterAct::Consent {} => Act::Consent { names: self.lets_out(id)? },
            MatterAct::Decline { reason } => {
                Act::Decline { names: self.waits_for_head(id)?, reason: filled(reason, "退回理由")? }
            }
            MatterAct::Agree { until, condition, this_version } => {
                let until = until.map(|day| day.as_str().parse::<Date>()).transpose();
                let until = until.map_err(|_| Fault::Field("使用时限"))?;
                let asked = thread.map(|thread| thread.current().request.until);
                self.are_ahead(until.into_iter().chain(asked))?;
                let dataset = thread.and_then(|thread| self.ledger().ok()?.dataset(&thread.dataset()));
                let newest = dataset.ok_or(Fault::NotAllowed)?.latest_version().ok_or(Fault::Withheld)?;
                let number = newest.number;
                Act::Agree { request: current()?, until, conditions: condition, this_version, number }
            }
            MatterAct::Return { missing } => {
                let missing: Vec<String> = missing.into_iter().filter(|missing| !missing.trim().is_empty()).collect();
                if missing.is_empty() {
                    return Err(Fault::Field("补正内容"));
                }
                Act::Return { request: current()?, missing }
            }
            MatterAct::Refuse { reason } => {
                Act::Refuse { request: current()?, reason: filled(reason, "不同意的理由")? }
            }
            MatterAct::Withdraw { reason } => Act::Withdraw { request: current()?, reason },
            MatterAct::Resubmit { fields } => {
                let (nonce, dataset, entry) = self.resubmitted(id)?;
                Act::Request { nonce, dataset, entry, order: order(&fields, self.now().date())? }
            }
            MatterAct::Revoke { reason } => {
                let grant = thread.and_then(|thread| thread.grant()).ok_or(Fault::NotAllowed)?;
                Act::Revoke { grant: grant.act.statement, reason: filled(reason, "终止理由")? }
            }
        })
    }

    /// The prepared statement of a request that waits for the own head.
    fn waits_for_head(&self, id: &ScopeId) -> Result<jixiang_model::StatementId, Fault> {
        if let Some(thread) = self.ledger()?.request(id) {
            if *thread.provider() == self.facts()?.department && thread.state() == RequestState::Submitted {
                let answer = self.prepared_answer(id, &thread.current().act.statement)?;
                let answer =
                    answer.filter(|(_, answer)| matches!(answer.decision, Decision::Approve | Decision::Refuse));
                return answer.map(|(statement, _)| statement).ok_or(Fault::NotAllowed);
            }
            if *thread.provider() == self.facts()?.department && thread.state() == RequestState::Answered {
                // The consent stands; the grant that follows it is still missing.
                return thread.answer().map(|answer| answer.act.statement).ok_or(Fault::NotAllowed);
            }
        }
        self.prepared_request(id)?.ok_or(Fault::NotAllowed)
    }

    /// What waits for the own head, if its last day has not passed: what is let out then could never be granted.
    fn lets_out(&self, id: &ScopeId) -> Result<jixiang_model::StatementId, Fault> {
        let statement = self.waits_for_head(id)?;
        let asked = self.ledger()?.request(id).map(|thread| thread.current().request.until);
        match self.ledger()?.named(&statement).map(|(signed, _)| signed.payload()) {
            Some(Payload::Answer(answer)) if answer.decision == Decision::Approve => {
                self.are_ahead(answer.until.into_iter().chain(asked))?;
            }
            Some(Payload::Request(request)) => self.are_ahead([request.until])?,
            Some(_) | None => {}
        }
        Ok(statement)
    }

    fn are_ahead(&self, days: impl IntoIterator<Item = Date>) -> Result<(), Fault> {
        let today = self.now().date();
        if days.into_iter().all(|day| day >= today) { Ok(()) } else { Err(Fault::Field("使用时限")) }
    }

    /// The request statement that the own staff prepared, nobody turned down, and nobody consented to.
    pub(crate) fn prepared_request(&self, id: &ScopeId) -> Result<Option<jixiang_model::StatementId>, Fault> {
        let facts = self.facts()?;
        let review = ScopeId::review(&facts.root.realm, &facts.department, id);
        let ledger = self.ledger()?;
        let thread = ledger.request(id);
        let is_out = |statement: &jixiang_model::StatementId| {
            thread.is_some_and(|thread| thread.asked().iter().any(|asked| asked.act.statement == *statement))
        };
        let prepared = ledger.review(&review).and_then(|review| review.prepared().last());
        let prepared = prepared.filter(|prepared| {
            prepared.kind == jixiang_statement::thread::PreparedKind::Request && prepared.declined.is_none()
        });
        Ok(prepared.map(|prepared| prepared.statement).filter(|statement| !is_out(statement)))
    }

    /// Nonce, dataset and entry of a request of the own department.
    fn resubmitted(&self, id: &ScopeId) -> Result<(Nonce, ScopeId, jixiang_model::StatementId), Fault> {
        let facts = self.facts()?;
        let review = ScopeId::review(&facts.root.realm, &facts.department, id);
        let ledger = self.ledger()?;
        let prepared = ledger.review(&review).into_iter().flat_map(|review| review.prepared());
        let mut requests = prepared.filter_map(|prepared| Some(named::request(ledger, &prepared.statement)?.0));
        let request = requests.next_back().ok_or(Fault::NotAllowed)?;
        let nonce = request.nonce.ok_or(Fault::NotAllowed)?;
        // What is asked for again is the dataset as it stands now.
        let entry = ledger.dataset(&request.dataset).map_or(request.entry, |dataset| dataset.latest().entry);
        Ok((nonce, request.dataset, entry))
    }

    fn undo(&mut self, id: &MatterId) -> Result<(), Fault> {
        // Several publications of one dataset may wait; each act says which of them was shown.
        let (scope, about) = match self.matter_of(id)? {
            Matter::Publication { dataset, entry, record } => (dataset, Some(record.unwrap_or(entry))),
            Matter::Request(request) => (request, None),
        };
        let of_a_person = |act: &ActJob| act.shown.is_some() || matches!(act.act, Act::Request { .. });
        let of_it = |act: &ActJob| of_a_person(act) && (about.is_none() || act.shown == about);
        let waits = self.jobs.values().rfind(|running| {
            let act = matches!(&running.job.kind, JobKind::Act(act) if act.scope == scope && of_it(act));
            act && running.job.ended().is_none() && running.may_be_forgotten()
        });
        let job = waits.map(|running| running.job.id).ok_or(Fault::Signed)?;
        self.forget_act(&job)
    }

    /// Forgets an act; one that is signed may be on the ledger and stays.
    fn forget_act(&mut self, id: &JobId) -> Result<(), Fault> {
        let Some(running) = self.jobs.get(id) else {
            return Ok(());
        };
        let flight = &running.job.flight;
        if matches!(running.job.state, JobState::Done(_)) || flight.signed.is_some() {
            return Ok(());
        }
        self.end_job(id, Vec::new())?;
        self.changed(&[jixiang_contract::Place::Inbox, jixiang_contract::Place::Home, jixiang_contract::Place::Desk]);
        Ok(())
    }
}

/// What a card must offer for an act to be ordered.
const fn verb_of(act: &MatterAct) -> MatterVerb {
    match act {
        MatterAct::Consent {} => MatterVerb::Consent,
        MatterAct::Decline { .. } => MatterVerb::Decline,
        MatterAct::Agree { .. } => MatterVerb::Agree,
        MatterAct::Return { .. } => MatterVerb::Return,
        MatterAct::Refuse { .. } => MatterVerb::Refuse,
        MatterAct::Withdraw { .. } => MatterVerb::Withdraw,
        MatterAct::Resubmit { .. } => MatterVerb::Resubmit,
        MatterAct::Revoke { .. } => MatterVerb::Revoke,
    }
}

/// An act on a publication.
fn publication_act(
    entry: jixiang_model::StatementId,
    record: Option<jixiang_model::StatementId>,
    act: MatterAct,
) -> Result<Act, Fault> {
    match act {
        MatterAct::Consent {} => Ok(Act::Release { entry, record, standing: None }),
        MatterAct::Decline { reason } => {
            Ok(Act::Decline { names: record.unwrap_or(entry), reason: filled(reason, "退回理由")? })
        }
        MatterAct::Agree { .. }
        | MatterAct::Return { .. }
        | MatterAct::Refuse { .. }
        | MatterAct::Withdraw { .. }
        | MatterAct::Resubmit { .. }
        | MatterAct::Revoke { .. } => Err(Fault::NotAllowed),
    }
}

/// Those of these acts that came to nothing and make room for the next one; it is not ordered while another goes on.
fn only_failed<'a>(acts: impl Iterator<Item = &'a Running>) -> Result<Vec<JobId>, Fault> {
    acts.map(|running| if is_over(running) { Ok(running.job.id) } else { Err(Fault::NotAllowed) }).collect()
}

fn filled(text: String, field: &'static str) -> Result<String, Fault> {
    if text.trim().is_empty() { Err(Fault::Field(field)) } else { Ok(text.trim().to_owned()) }
}

/// The five fields, all of them stated (Art. 20), for a time that is not over.
fn order(fields: &RequestFields, today: Date) -> Result<RequestOrder, Fault> {
    let text = |text: &str, field: &'static str| {
        let text = Text::<500>::lenient(text.trim());
        if text.is_blank() { Err(Fault::Field(field)) } else { Ok(text.to_string()) }
    };
    Ok(RequestOrder {
        basis: text(&fields.basis, "使用依据")?,
        scenario: text(&fields.scenario, "使用场景")?,
        extent: text(&fields.scope, "使用范围")?,
        method: match fields.method {
            jixiang_contract::ShareMethod::Interface => Method::Interface,
            jixiang_contract::ShareMethod::Batch => Method::Batch,
            jixiang_contract::ShareMethod::File => Method::File,
        },
        until: fields.until.as_str().parse().ok().filter(|until| *until >= today).ok_or(Fault::Field("使用时限"))?,
    })
}

fn statement_id(id: &StatementId) -> Result<jixiang_model::StatementId, Fault> {
    id.as_str().parse().map_err(|_| Fault::NotFound)
}
