//! Matters in the piles of the inbox: what this desk has to decide, what it started, what is over.

use jixiang_contract::{Due, MatterKind, MatterRow, MatterStage, Party, Stamp};
use jixiang_model::ScopeId;

use super::pending::QueuedRequest;
use super::request::AskedFor;
use super::verbs::{self, Pile};
use super::{Matter, PublicationOf, RequestOf, Side, clock};
use crate::state::State;
use crate::view::named;

/// The rows of all matters, by pile.
#[derive(Debug, Default)]
pub(crate) struct Piles {
    /// 待我办理: what ends first comes first.
    pub(crate) decide: Vec<MatterRow>,
    /// 我发起的.
    pub(crate) sent: Vec<MatterRow>,
    /// 已办.
    pub(crate) done: Vec<MatterRow>,
}

impl Piles {
    fn put(&mut self, pile: Pile, row: MatterRow) {
        match pile {
            Pile::Decide => self.decide.push(row),
            Pile::Sent => self.sent.push(row),
            Pile::Done => self.done.push(row),
        }
    }
}

/// The order of what must be decided: the latest first, then by the days that are left, then what no clock counts.
pub(crate) fn urgency(due: Option<Due>) -> i64 {
    match due {
        Some(Due::Late { days }) => -i64::from(days),
        Some(Due::Today) => 0,
        Some(Due::Left { days }) => i64::from(days),
        None => i64::MAX,
    }
}

impl State {
    /// All matters of this desk.
    pub(crate) fn piles(&self) -> Piles {
        let mut piles = Piles::default();
        for publication in self.publications_here() {
            let seat = self.seat_of_publication(&publication);
            let under_way = self.is_under_way(&publication);
            if let Some(pile) = verbs::pile_of_publication(publication.stage(), seat) {
                let pile = if under_way && pile == Pile::Decide { Pile::Sent } else { pile };
                piles.put(pile, self.publication_row(&publication));
            }
        }
        for request in self.requests_here() {
            let pile = verbs::pile_of_request(request.side, self.facts_of(&request), self.seat_of_request(&request));
            if let Some((pile, row)) = pile.and_then(|pile| Some((pile, self.request_row(&request)?))) {
                piles.put(pile, row);
            }
        }
        piles.sent.extend(self.queued_requests().filter_map(|(id, queued)| self.queued_row(id, &queued)));
        piles.decide.sort_by_key(|row| (urgency(row.due), row.at));
        piles
    }

    /// The matters of one dataset that this desk can decide now.
    pub(crate) fn waiting_here(&self, dataset: &ScopeId) -> Vec<jixiang_contract::MatterId> {
        let decide = self.piles().decide;
        let of = |row: &MatterRow| match self.matter_of(&row.id) {
            Ok(Matter::Publication { dataset, .. }) => Some(dataset),
            Ok(Matter::Request(id)) => Some(self.request_at(&id)?.asked_for()?.request.dataset),
            Err(_) => None,
        };
        decide.iter().filter(|row| of(row) == Some(*dataset)).map(|row| row.id.clone()).collect()
    }

    fn publication_row(&self, publication: &PublicationOf<'_>) -> MatterRow {
        let matter = publication.matter();
        MatterRow {
            id: matter.id(),
            kind: MatterKind::Publication,
            stage: publication.stage(),
            title: publication.entry.name.to_string(),
            party: self.signer(&publication.prepared.by),
            at: Stamp(publication.since().0),
            due: None,
            undo_until: self.undo_until(&matter),
        }
    }

    fn request_row(&self, request: &RequestOf<'_>) -> Option<MatterRow> {
        let matter = Matter::Request(request.id()?);
        let asked = request.asked_for()?;
        Some(MatterRow {
            id: matter.id(),
            kind: MatterKind::Request,
            stage: request.stage(self.now()),
            title: self.title_of_request(&asked),
            party: self.party_of_request(request, &asked),
            at: Stamp(request.since(self.now())?.0),
            due: self.due_of_request(request),
            undo_until: self.undo_until(&matter),
        })
    }

    fn queued_row(&self, id: ScopeId, queued: &QueuedRequest<'_>) -> Option<MatterRow> {
        let (entry, by) = named::entry(self.ledger.as_ref()?, &queued.entry)?;
        Some(MatterRow {
            id: Matter::Request(id).id(),
            kind: MatterKind::Request,
            stage: MatterStage::AwaitsConsent,
            title: entry.name.to_string(),
            party: self.department_party(&by.department),
            at: Stamp(queued.at.0),
            due: None,
            undo_until: self.undo_until(&Matter::Request(id)),
        })
    }

    /// The name of the dataset that is asked for, as the requester saw it.
    pub(super) fn title_of_request(&self, asked: &AskedFor<'_>) -> String {
        let ledger = self.ledger.as_ref();
        let entry = ledger.and_then(|ledger| named::entry(ledger, &asked.request.entry));
        entry.map_or_else(|| self.dataset_name(&asked.request.dataset), |(entry, _)| entry.name.to_string())
    }

    /// Who asks; for those who asked themselves, whom.
    fn party_of_request(&self, request: &RequestOf<'_>, asked: &AskedFor<'_>) -> Party {
        let own = self.facts.as_ref().is_some_and(|facts| facts.person == asked.by.person);
        let provider = self.provider_of_request(request, asked);
        match (request.side, provider) {
            (Side::Requester, Some(provider)) if own || request.draft().is_none() => self.department_party(&provider),
            (Side::Requester | Side::Provider, _) => self.signer(asked.by),
        }
    }

    /// Who provides what is asked for.
    pub(super) fn provider_of_request(
        &self,
        request: &RequestOf<'_>,
        asked: &AskedFor<'_>,
    ) -> Option<jixiang_model::DepartmentId> {
        let thread = request.thread.map(|thread| *thread.provider());
        let ledger = self.ledger.as_ref();
        let entry = || named::entry(ledger?, &asked.request.entry).map(|(_, by)| by.department);
        thread.or_else(entry).or_else(|| ledger?.dataset(&asked.request.dataset).map(|dataset| *dataset.provider()))
    }

    /// How near the day of a request is: that of the answer, or the last one of what was agreed for those who have it.
    pub(super) fn due_of_request(&self, request: &RequestOf<'_>) -> Option<Due> {
        if request.draft().is_some() {
            return None;
        }
        if let Some(clock) = request.thread.and_then(|thread| clock::of_request(thread, self.now())) {
            return Some(clock.due);
        }
        let agreed = request.stage(self.now()) == MatterStage::Agreed && request.side == Side::Requester;
        if agreed { self.days_left(request.ends()?) } else { None }
    }
}
