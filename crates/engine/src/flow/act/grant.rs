//! Agreeing: a grant by a head, an approval prepared by staff, and carrying a grant on into a new key generation.

use jixiang_model::{Date, DepartmentId, KeyHash, RequestState, Role, ScopeId, StatementId, UnixMillis};
use jixiang_seal::{Extent, Purpose};
use jixiang_statement::Text;
use jixiang_statement::list::{self, SealPurpose, SealRow};
use jixiang_statement::payload::{Answer, Decision, Grant, Payload, Recipient, Reseal, SealedKey};

use super::Draft;
use super::sealed::object_ref;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::record::Chosen;
use crate::state::State;

/// Who holds the keys of a generation of a dataset.
pub(crate) struct Holder {
    /// By which request.
    pub(crate) request: ScopeId,
    /// The department.
    pub(crate) requester: DepartmentId,
    /// The head of its chain that says which epoch it was sealed to.
    pub(crate) head: StatementId,
    /// The generation.
    pub(crate) generation: u64,
    /// Whether the grant still holds.
    pub(crate) lives: bool,
}

/// What a person agreed to.
pub(super) struct Agreed {
    /// Until the end of this date; otherwise as asked.
    pub(super) until: Option<Date>,
    /// Conditions.
    pub(super) conditions: String,
    /// The newest version that was shown.
    pub(super) from: u64,
    /// Only this version.
    pub(super) only: Option<u64>,
}

/// What a reseal will say, before its key.
struct Carried {
    /// The grant.
    names: StatementId,
    dataset: ScopeId,
    requester: DepartmentId,
    from: u64,
    to: Option<u64>,
}

/// What a grant will say, before its key.
#[derive(Clone)]
struct Terms {
    request: StatementId,
    consent: StatementId,
    dataset: ScopeId,
    requester: DepartmentId,
    generation: u64,
    from: u64,
    to: Option<u64>,
    record: StatementId,
    conditions: Text<500>,
    not_after: UnixMillis,
}

impl Engine {
    /// A head grants at once; staff prepare an approval.
    pub(super) async fn draft_agreement(
        &self,
        id: ScopeId,
        request: StatementId,
        agreed: Agreed,
    ) -> Result<Option<Draft>, Fault> {
        let head = self.state(|state| state.own_roles().has(Role::Head)).await;
        if !head {
            return self.state(move |state| state.draft_approval(&id, request, &agreed)).await;
        }
        let terms = self.state(move |state| state.terms(&id, &agreed)).await?;
        self.draft_grant(id, terms).await
    }

    /// The grant that follows a head's consent to an approval, as the approval says.
    pub(super) async fn draft_grant_after_answer(&self, id: ScopeId) -> Result<Option<Draft>, Fault> {
        let terms = self.state(move |state| state.terms_of_answer(&id)).await?;
        self.draft_grant(id, terms).await
    }

    async fn draft_grant(&self, id: ScopeId, terms: Option<Terms>) -> Result<Option<Draft>, Fault> {
        let Some(terms) = terms else {
            return Ok(None);
        };
        let (head, epoch) = self.epoch_of(terms.requester).await?;
        let Terms { dataset, generation, from, to, .. } = terms;
        let sealed = if to == Some(from) {
            let (key, record) = (self.own_version_key(terms.record).await?, terms.record);
            let what = self.state(move |state| {
                let extent = Extent::Version(state.record(&record)?.content.version);
                state.seal_by_me(Purpose::GrantVersion, state.place_of(&dataset)?, extent, Some(id))
            });
            self.seal_to(&key, &what.await?, &epoch)?
        } else {
            let key = self.own_generation_key(dataset, generation, from).await?;
            let extent = Extent::Numbers { generation, from, to };
            let what = self
                .state(move |state| state.seal_by_me(Purpose::GrantFrom, state.place_of(&dataset)?, extent, Some(id)));
            self.seal_to(&key, &what.await?, &epoch)?
        };
        let key = SealedKey { key: KeyHash::of(&epoch), object: object_ref(&sealed) };
        let payload = move |header| {
            let Terms { request, consent, dataset, requester, generation, from, to, conditions, not_after, .. } = terms;
            Payload::Grant(Grant {
                header,
                request,
                consent,
                dataset,
                generation,
                from,
                to,
                requester,
                requester_head: head,
                conditions,
                not_after,
                key,
            })
        };
        Ok(Some(Draft::new(id, vec![sealed], payload)))
    }

    /// The newest epoch of a department, by its chain as it is read and verified now.
    async fn epoch_of(&self, department: DepartmentId) -> Result<(StatementId, Vec<u8>), Fault> {
        let chosen = Chosen { department, person: None };
        self.verify_chains(std::slice::from_ref(&chosen)).await?;
        self.state(move |state| {
            let sealable = state.sealable(&chosen)?;
            let chain = state.chain(&department).ok_or_else(|| Fault::KeyMismatch(String::new()))?;
            Ok((sealable.recipient.head, chain.epoch().public.clone()))
        })
        .await
    }

    /// Carries a grant on, for the requester's newest epoch; nothing when it has ended or was carried on already.
    pub(super) async fn draft_reseal(&self, id: ScopeId, generation: u64) -> Result<Option<Draft>, Fault> {
        let due = self.state(move |state| state.reseal_due(&id, generation)).await?;
        let Some(Carried { names, dataset, requester, from, to }) = due else {
            return Ok(None);
        };
        let (head, epoch) = self.epoch_of(requester).await?;
        let key = self.own_generation_key(dataset, generation, from).await?;
        let extent = Extent::Numbers { generation, from, to };
        let what =
            self.state(move |state| state.seal_by_me(Purpose::ResealFrom, state.place_of(&dataset)?, extent, Some(id)));
        let sealed = self.seal_to(&key, &what.await?, &epoch)?;
        let row = SealRow {
            recipient: 0,
            purpose: SealPurpose::Generation,
            key: KeyHash::of(&epoch),
            object: object_ref(&sealed),
        };
        let (rows, keys) = list::encode(&[row]);
        let recipient = Recipient { department: requester, head, person: None };
        let (generation, from) = (Some(generation), Some(from));
        let payload = move |header| Payload::Reseal(Reseal { header, names, generation, from, recipient, keys });
        Ok(Some(Draft::new(id, vec![sealed, rows], payload)))
    }
}

impl State {
    /// The terms of a head's own grant; none when it is granted already.
    fn terms(&self, id: &ScopeId, agreed: &Agreed) -> Result<Option<Terms>, Fault> {
        let thread = self.request_thread(id)?;
        if thread.grant().is_some() {
            return Ok(None);
        }
        if thread.state() != RequestState::Submitted {
            return Err(Fault::NotAllowed);
        }
        let dataset = self.ledger()?.dataset(&thread.dataset()).ok_or(Fault::NotFound)?;
        let latest = dataset.latest_version().ok_or(Fault::Withheld)?;
        let shown = dataset.released(agreed.from).ok_or(Fault::NotFound)?;
        if shown.generation != latest.generation || dataset.retired(&shown.statement).is_some() {
            // The version that was shown has ended, or its keys do not reach the newest one any more.
            return Err(Fault::Changed);
        }
        self.terms_from(id, agreed.from, agreed.only, Text::lenient(&agreed.conditions), agreed.until).map(Some)
    }

    fn terms_of_answer(&self, id: &ScopeId) -> Result<Option<Terms>, Fault> {
        let thread = self.request_thread(id)?;
        if thread.state() != RequestState::Answered || *thread.provider() != self.facts()?.department {
            return Ok(None);
        }
        let answer = &thread.answer().ok_or(Fault::NotFound)?.answer;
        let dataset = self.ledger()?.dataset(&thread.dataset()).ok_or(Fault::NotFound)?;
        let latest = dataset.latest_version().ok_or(Fault::Withheld)?.number;
        let number = answer.version.unwrap_or(latest);
        self.terms_from(id, number, answer.version, answer.conditions.clone(), answer.until).map(Some)
    }

    fn terms_from(
        &self,
        id: &ScopeId,
        from: u64,
        to: Option<u64>,
        conditions: Text<500>,
        until: Option<Date>,
    ) -> Result<Terms, Fault> {
        let thread = self.request_thread(id)?;
        let current = thread.current();
        let dataset = self.ledger()?.dataset(&thread.dataset()).ok_or(Fault::NotFound)?;
        let release = dataset.released(from).ok_or(Fault::NotFound)?;
        let record = release.record.as_ref().ok_or(Fault::Withheld)?.statement;
        let asked = current.request.until;
        Ok(Terms {
            request: current.act.statement,
            consent: current.consent.statement,
            dataset: thread.dataset(),
            requester: *thread.requester(),
            generation: release.generation,
            from,
            to,
            record,
            conditions,
            not_after: until.map_or(asked, |until| until.min(asked)).end(),
        })
    }

    fn draft_approval(&self, id: &ScopeId, request: StatementId, agreed: &Agreed) -> Result<Option<Draft>, Fault> {
        if self.is_answered(id, &request, Decision::Approve)? {
            return Ok(None);
        }
        let facts = self.facts()?;
        let review = ScopeId::review(&facts.root.realm, &facts.department, id);
        let (conditions, until, version) = (Text::lenient(&agreed.conditions), agreed.until, agreed.only);
        let payload = move |header| {
            let (decision, reason, missing) = (Decision::Approve, Text::default(), Vec::new());
            Payload::Answer(Answer { header, request, decision, reason, missing, conditions, until, version })
        };
        Ok(Some(Draft::new(review, Vec::new(), payload)))
    }

    /// Everybody who was let into a dataset "until revoked", by their newest keys.
    pub(crate) fn holders(&self, dataset: &ScopeId) -> impl Iterator<Item = Holder> {
        let (dataset, now) = (*dataset, self.now());
        let threads = self.ledger.iter().flat_map(|ledger| ledger.requests());
        threads.filter(move |thread| thread.dataset() == dataset).filter_map(move |thread| {
            let grant = &thread.grant()?.grant;
            let resealed = thread.reseals().last();
            Some(Holder {
                request: thread.id(),
                requester: *thread.requester(),
                head: resealed.map_or(grant.requester_head, |reseal| reseal.reseal.recipient.head),
                generation: resealed.map_or(grant.generation, |reseal| reseal.generation),
                lives: thread.state() == RequestState::Agreed && now < grant.not_after && grant.to.is_none(),
            })
            .filter(|_| grant.to != Some(grant.from))
        })
    }

    /// Whether a department has another epoch now than at this head of its chain.
    pub(super) fn moved_on(&self, department: &DepartmentId, head: &StatementId) -> bool {
        self.chain(department)
            .is_some_and(|chain| chain.epoch_at(head).is_ok_and(|then| then.public != chain.epoch().public))
    }

    /// What a reseal of this grant into this generation names.
    fn reseal_due(&self, id: &ScopeId, generation: u64) -> Result<Option<Carried>, Fault> {
        let thread = self.request_thread(id)?;
        let holder = self.holders(&thread.dataset()).find(|holder| holder.request == *id);
        let Some(holder) = holder.filter(|holder| holder.lives && holder.generation < generation) else {
            return Ok(None);
        };
        let dataset = self.ledger()?.dataset(&thread.dataset()).ok_or(Fault::NotFound)?;
        let start = dataset.start_of(generation).ok_or(Fault::NotFound)?;
        let grant = thread.grant().ok_or(Fault::NotFound)?;
        Ok(Some(Carried {
            names: grant.act.statement,
            dataset: thread.dataset(),
            requester: holder.requester,
            from: start.number,
            to: grant.grant.to,
        }))
    }
}
