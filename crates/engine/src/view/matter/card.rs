//! The open card of a matter: all that the decision needs, and what can be done here.

use jixiang_contract::{
    AnswerView, ByteCount, Consented, DatasetId, MatterCard, MatterKind, MatterStage, MatterVerb, RequestFields, Stamp,
    StatementId, TableRow, VersionView, WaitsFor,
};
use jixiang_model::{DepartmentId, ScopeId, UnixMillis};
use jixiang_statement::payload::{Answer, Decision, Entry, Request};
use jixiang_statement::thread::{Act, ReleaseOf, Signer};

use super::pending::QueuedRequest;
use super::{Matter, PublicationOf, RequestOf, clock, verbs};
use crate::fault::Fault;
use crate::record::{Chosen, Preview, PreviewTable, RequestOrder};
use crate::state::State;
use crate::view::{named, plain};

impl State {
    /// Everything on the card.
    pub(crate) fn matter_card(&self, matter: &Matter) -> Result<MatterCard, Fault> {
        match matter {
            Matter::Publication { entry, record, .. } => {
                let publication = self.publication_at(&record.unwrap_or(*entry)).ok_or(Fault::NotFound)?;
                Ok(self.publication_card(&publication))
            }
            Matter::Request(id) => match (self.request_at(id), self.queued_request(id)) {
                (Some(request), _) => self.request_card(id, &request).ok_or(Fault::NotFound),
                (None, Some(queued)) => self.queued_card(id, &queued).ok_or(Fault::NotFound),
                (None, None) => Err(Fault::NotFound),
            },
        }
    }

    fn publication_card(&self, publication: &PublicationOf<'_>) -> MatterCard {
        let matter = publication.matter();
        let (stage, entry) = (publication.stage(), publication.entry);
        let by = &publication.prepared.by;
        MatterCard {
            id: matter.id(),
            kind: MatterKind::Publication,
            stage,
            title: entry.name.to_string(),
            dataset: DatasetId(publication.dataset.to_string()),
            provider: self.department_party(&by.department),
            class: plain::class(entry.share_class),
            condition: entry.share_condition.to_string(),
            by: self.signer(by),
            at: Stamp(publication.prepared.at.0),
            consented: None,
            request: None,
            answer: None,
            clock: None,
            version: Some(self.version_of_publication(publication)),
            devices: None,
            acts: self.verbs_of(&matter),
            waits_for: verbs::publication_waits_for(stage, self.seat()),
            until: None,
            pending: self.pending(&matter),
            shown: StatementId(publication.id().to_string()),
            history: self.history_of_publication(publication),
        }
    }

    /// The version as it would be let out.
    fn version_of_publication(&self, publication: &PublicationOf<'_>) -> VersionView {
        let dataset = self.ledger.as_ref().and_then(|ledger| ledger.dataset(&publication.dataset));
        let next = dataset.map_or(1, |dataset| dataset.latest().number + 1);
        let number = publication.release.map_or(next, |release| release.number);
        self.version_view(number, publication.entry, publication.record.as_ref())
    }

    fn version_view(&self, number: u64, entry: &Entry, record: Option<&jixiang_model::StatementId>) -> VersionView {
        let preview = record.and_then(|record| self.previews.get(record));
        VersionView {
            number: plain::small(number),
            bytes: preview.map(|preview| ByteCount(preview.bytes)),
            files: preview.map(|preview| preview.files),
            columns: self.column_rows(entry.columns.as_ref()),
            tables: preview.map(tables).unwrap_or_default(),
            summary: entry.summary.to_string(),
        }
    }

    fn request_card(&self, id: &ScopeId, request: &RequestOf<'_>) -> Option<MatterCard> {
        let matter = Matter::Request(*id);
        let asked = request.asked_for()?;
        let provider = self.provider_of_request(request, &asked)?;
        let stage = request.stage(self.now());
        let seat = self.seat_of_request(request);
        let (class, condition) = self.class_of_request(asked.request);
        let until = request.ends().filter(|_| request.draft().is_none()).filter(|_| has_grant(stage));
        Some(MatterCard {
            id: matter.id(),
            kind: MatterKind::Request,
            stage,
            title: self.title_of_request(&asked),
            dataset: DatasetId(asked.request.dataset.to_string()),
            provider: self.department_party(&provider),
            class,
            condition,
            by: self.signer(asked.by),
            at: Stamp(asked.at.0),
            consented: self.consented(request),
            request: Some(fields(asked.request)),
            answer: self.answer_of(request),
            clock: clocked(request, self.now()),
            version: self.version_of_request(asked.request),
            devices: self.devices_of(asked.by.department),
            acts: self.acts_on(&matter, &asked.request.dataset),
            waits_for: verbs::request_waits_for(request.side, stage, seat),
            until: until.map(last_day),
            pending: self.pending(&matter),
            shown: StatementId(request.shown()?.to_string()),
            history: self.history(id).unwrap_or_default(),
        })
    }

    /// What the card offers: what is here in the newest version that may be had is not fetched once more.
    fn acts_on(&self, matter: &Matter, dataset: &ScopeId) -> Vec<MatterVerb> {
        let here = self.holding(&self.requests_here(), dataset).is_some_and(|holding| !holding.newer);
        let mut acts = self.verbs_of(matter);
        acts.retain(|verb| !here || *verb != MatterVerb::Fetch);
        acts
    }

    /// The card of a request that is ordered and not on the ledger yet.
    fn queued_card(&self, id: &ScopeId, queued: &QueuedRequest<'_>) -> Option<MatterCard> {
        let matter = Matter::Request(*id);
        let (entry, provider) = named::entry(self.ledger.as_ref()?, &queued.entry)?;
        let facts = self.facts.as_ref()?;
        let me = Chosen { department: facts.department, person: Some(facts.person.clone()) };
        Some(MatterCard {
            id: matter.id(),
            kind: MatterKind::Request,
            stage: MatterStage::AwaitsConsent,
            title: entry.name.to_string(),
            dataset: DatasetId(queued.dataset.to_string()),
            provider: self.department_party(&provider.department),
            class: plain::class(entry.share_class),
            condition: entry.share_condition.to_string(),
            by: self.party(&me),
            at: Stamp(queued.at.0),
            consented: None,
            request: Some(ordered(queued.order)),
            answer: None,
            clock: None,
            version: None,
            devices: self.devices_of(facts.department),
            acts: Vec::new(),
            waits_for: WaitsFor::Nobody,
            until: None,
            pending: self.pending(&matter),
            shown: StatementId(queued.entry.to_string()),
            history: Vec::new(),
        })
    }

    /// The class and condition that the requester saw.
    fn class_of_request(&self, request: &Request) -> (jixiang_contract::ShareClass, String) {
        let ledger = self.ledger.as_ref();
        if let Some((entry, _)) = ledger.and_then(|ledger| named::entry(ledger, &request.entry)) {
            return (plain::class(entry.share_class), entry.share_condition.to_string());
        }
        let release = ledger.and_then(|ledger| ledger.dataset(&request.dataset)).map(|dataset| dataset.latest());
        let of = |release: &ReleaseOf| (plain::class(release.class), release.condition.to_string());
        release.map_or_else(|| (jixiang_contract::ShareClass::Conditional, String::new()), of)
    }

    fn consented(&self, request: &RequestOf<'_>) -> Option<Consented> {
        let thread = request.thread.filter(|_| request.draft().is_none())?;
        let Act { by, at, .. } = &thread.current().consent;
        Some(Consented { by: self.signer(by), at: Stamp(at.0) })
    }

    /// The answer that waits for the head, else the one that was given; a head's grant is one in itself.
    fn answer_of(&self, request: &RequestOf<'_>) -> Option<AnswerView> {
        if let Some((prepared, answer)) = request.prepared_answer() {
            return Some(self.answer_view(answer, &prepared.by, prepared.at));
        }
        let thread = request.thread?;
        let given = thread.answer();
        let approved = given.is_some_and(|given| given.answer.decision == Decision::Approve);
        if let Some(granted) = thread.grant().filter(|_| !approved) {
            let grant = &granted.grant;
            return Some(AnswerView {
                decision: jixiang_contract::Decision::Approve,
                by: self.signer(&granted.act.by),
                at: Stamp(granted.act.at.0),
                reason: String::new(),
                missing: Vec::new(),
                conditions: grant.conditions.to_string(),
                until: Some(last_day(grant.not_after)),
                version: grant.to.map(plain::small),
            });
        }
        given.map(|given| self.answer_view(&given.answer, &given.act.by, given.act.at))
    }

    fn answer_view(&self, answer: &Answer, by: &Signer, at: UnixMillis) -> AnswerView {
        AnswerView {
            decision: plain::decision(answer.decision),
            by: self.signer(by),
            at: Stamp(at.0),
            reason: answer.reason.to_string(),
            missing: answer.missing.iter().map(ToString::to_string).collect(),
            conditions: answer.conditions.to_string(),
            until: answer.until.map(clock::day),
            version: answer.version.map(plain::small),
        }
    }

    /// What would be had: the newest version.
    fn version_of_request(&self, request: &Request) -> Option<VersionView> {
        let ledger = self.ledger.as_ref()?;
        let release = ledger.dataset(&request.dataset)?.latest_version()?;
        let (entry, _) = named::entry(ledger, &release.entry)?;
        let record = release.record.as_ref().map(|record| record.statement);
        Some(self.version_view(release.number, entry, record.as_ref()))
    }

    /// The PCs of a department that can open what is sealed to it; unknown while its chain is not here.
    pub(crate) fn devices_of(&self, department: DepartmentId) -> Option<u32> {
        self.sealable(&Chosen { department, person: None }).ok().map(|sealable| sealable.devices)
    }
}

/// The clock of the answer; none for a request that has to pass the own head first.
fn clocked(request: &RequestOf<'_>, now: UnixMillis) -> Option<jixiang_contract::ClockView> {
    let thread = request.thread.filter(|_| request.draft().is_none())?;
    clock::of_request(thread, now)
}

/// Whether a request in this stage was agreed to.
const fn has_grant(stage: MatterStage) -> bool {
    matches!(stage, MatterStage::Agreed | MatterStage::Expired | MatterStage::Revoked)
}

/// The last day before an instant that ends one.
pub(crate) fn last_day(end: UnixMillis) -> jixiang_contract::Day {
    clock::day(UnixMillis(end.0.saturating_sub(1)).date())
}

/// The five fields of a request.
pub(crate) fn fields(request: &Request) -> RequestFields {
    RequestFields {
        basis: request.basis.to_string(),
        scenario: request.scenario.to_string(),
        scope: request.extent.to_string(),
        method: plain::method(request.method),
        until: clock::day(request.until),
    }
}

fn ordered(order: &RequestOrder) -> RequestFields {
    RequestFields {
        basis: order.basis.clone(),
        scenario: order.scenario.clone(),
        scope: order.extent.clone(),
        method: plain::method(order.method),
        until: clock::day(order.until),
    }
}

fn tables(preview: &Preview) -> Vec<TableRow> {
    let row = |table: &PreviewTable| TableRow {
        name: table.name.clone(),
        rows: table.rows.map(plain::small),
        columns: table.columns,
        preview: table.preview.clone(),
    };
    preview.tables.iter().map(row).collect()
}
