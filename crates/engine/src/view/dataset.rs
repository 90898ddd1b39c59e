//! The page of a dataset: what its provider signed, how this desk gets it, and what of it is here.

use jixiang_contract::{
    ByteCount, DatasetId, DatasetPage, Due, Held, Holding, MatterId, MatterStage, Stamp, VersionRow, Way,
};
use jixiang_model::{DepartmentId, ScopeId};
use jixiang_statement::payload::{Content, Entry, ShareClass};
use jixiang_statement::thread::{Dataset, PreparedKind, ReleaseOf};
use jixiang_transfer::PackList;

use super::card::short;
use super::grants::Fetchable;
use super::matter::{Matter, RequestOf, clock, last_day};
use super::{grants, named, plain};
use crate::fault::Fault;
use crate::flow::content::pack_list;
use crate::port::Table;
use crate::state::State;
use crate::view::matter::is_over;

impl State {
    /// Everything on the page.
    pub(crate) fn dataset_page(&self, id: &ScopeId) -> Result<DatasetPage, Fault> {
        if self.needs_update(id) {
            return Err(Fault::UpdateNeeded);
        }
        let dataset = self.ledger()?.dataset(id);
        let (entry, provider) = self.entry_of(id).ok_or(Fault::NotFound)?;
        let own = self.is_own(&provider);
        let requests = self.requests_here();
        let versions = dataset.map(|dataset| self.versions(dataset)).unwrap_or_default();
        Ok(DatasetPage {
            id: DatasetId(id.to_string()),
            name: entry.name.to_string(),
            summary: entry.summary.to_string(),
            provider: self.department_party(&provider),
            class: plain::class(entry.share_class),
            condition: entry.share_condition.to_string(),
            facts: plain::facts(entry),
            columns: self.column_rows(entry.columns.as_ref()),
            versions,
            way: self.way(&requests, id, entry, own),
            grants: dataset.filter(|_| own).map(|dataset| self.grants_of(&requests, dataset)).unwrap_or_default(),
            holding: self.holding(&requests, id),
            waiting: self.waiting_of(id),
            history: self.history(id).unwrap_or_default(),
            dated: None,
        })
    }

    /// The newest released entry of a dataset, for its provider the newest one that was prepared before the first release.
    pub(crate) fn entry_of(&self, id: &ScopeId) -> Option<(&Entry, DepartmentId)> {
        let ledger = self.ledger.as_ref()?;
        if let Some(dataset) = ledger.dataset(id) {
            return named::entry(ledger, &dataset.latest().entry).map(|(entry, _)| (entry, *dataset.provider()));
        }
        let review = self.own_review(id)?;
        let newest = review.prepared().iter().rfind(|prepared| prepared.kind == PreparedKind::Entry)?;
        named::entry(ledger, &newest.statement).map(|(entry, by)| (entry, by.department))
    }

    /// A dataset's name; while its entry is not here a word in its place.
    pub(crate) fn dataset_name(&self, id: &ScopeId) -> String {
        let unread = match self.settings.display.language {
            jixiang_contract::Language::Zh => "名称尚未读到",
            jixiang_contract::Language::En => "Name not read yet",
        };
        self.entry_of(id).map_or_else(|| unread.to_owned(), |(entry, _)| entry.name.to_string())
    }

    /// Whether a department is this desk's.
    pub(crate) fn is_own(&self, department: &DepartmentId) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.department == *department)
    }

    /// Publications of a dataset that wait for the head, newest first.
    pub(crate) fn waiting_of(&self, id: &ScopeId) -> Vec<MatterId> {
        let publications = self.publications_of(id);
        let waits = publications.iter().rev().filter(|publication| publication.stage() == MatterStage::AwaitsRelease);
        waits.map(|publication| publication.matter().id()).collect()
    }

    fn versions(&self, dataset: &Dataset) -> Vec<VersionRow> {
        dataset.releases().iter().rev().map(|release| self.version_row(dataset, release)).collect()
    }

    /// One released version.
    pub(crate) fn version_row(&self, dataset: &Dataset, release: &ReleaseOf) -> VersionRow {
        VersionRow {
            number: plain::small(release.number),
            at: Stamp(release.at.0),
            by: self.signer(&release.by),
            lacks: dataset.not_contained_in(release).map(|other| plain::small(other.number)),
            retired: dataset.retired(&release.statement).is_some(),
            bytes: ByteCount(release.record.as_ref().map_or(0, |record| self.sealed_bytes(&record.content))),
        }
    }

    /// The sealed bytes of a version; 0 while the list of its packs is not here.
    fn sealed_bytes(&self, content: &Content) -> u64 {
        let bytes = self.store.read(Table::Object, content.packs.hash.as_bytes()).ok().flatten();
        let packs = bytes.and_then(|bytes| pack_list(&bytes, &content.packs));
        let sum = |packs: PackList| packs.iter().map(|(_, size)| size.bytes() as u64).sum::<u64>();
        packs.map_or(0, |packs| sum(packs) + u64::from(content.body.bytes))
    }

    fn way(&self, all: &[RequestOf<'_>], id: &ScopeId, entry: &Entry, own: bool) -> Way {
        if own {
            return Way::Own;
        }
        if let Some(Fetchable { request, release, ends }) = self.fetchable(all, id) {
            let request = Matter::Request(request).id();
            return Way::Fetch { request, version: plain::small(release.number), until: last_day(ends) };
        }
        if let Some(request) = self.asked(all, id) {
            return Way::Wait { request: Matter::Request(request).id() };
        }
        if entry.share_class == ShareClass::Withheld {
            return Way::Statute { text: entry.share_condition.to_string() };
        }
        let (answer_by, days) = clock::answer_by(entry.share_class, self.now());
        let devices = self.facts.as_ref().and_then(|facts| self.devices_of(facts.department));
        Way::Ask { answer_by: clock::day(answer_by), days, devices: devices.unwrap_or(0) }
    }

    /// The request of this department that is on its way. One that the own head turned down is no more than a draft.
    fn asked(&self, all: &[RequestOf<'_>], id: &ScopeId) -> Option<ScopeId> {
        let now = self.now();
        let on_its_way = |request: &RequestOf<'_>| match request.stage(now) {
            MatterStage::AwaitsConsent
            | MatterStage::Submitted
            | MatterStage::AwaitsAnswer
            | MatterStage::Returned
            | MatterStage::Agreed => true,
            MatterStage::Declined => request.thread.is_some(),
            MatterStage::AwaitsRelease
            | MatterStage::Released
            | MatterStage::Refused
            | MatterStage::Withdrawn
            | MatterStage::Revoked
            | MatterStage::Expired => false,
        };
        let known = grants::own_to(all, id).rfind(on_its_way).and_then(|request| request.id());
        let queued = || self.queued_requests().find(|(_, queued)| queued.dataset == *id && !is_over(queued.running));
        known.or_else(|| queued().map(|(scope, _)| scope))
    }

    /// What of a dataset is on this PC.
    pub(crate) fn holding(&self, all: &[RequestOf<'_>], id: &ScopeId) -> Option<Holding> {
        let mark = self.marks.get(id)?;
        let (verified, version) = (mark.verified?, mark.version?);
        let fetchable = self.fetchable(all, id);
        let ends = fetchable.map(|fetchable| fetchable.ends).or_else(|| self.ended(all, id));
        let saved = mark.saved.first().and_then(|path| path.parent());
        Some(Holding {
            version: plain::small(version),
            verified: Stamp(verified.0),
            bytes: ByteCount(mark.bytes),
            saved_in: saved.map(short).unwrap_or_default(),
            newer: fetchable.is_some_and(|fetchable| fetchable.release.number > version),
            until: ends.map(last_day),
            due: ends.and_then(|ends| self.days_left(ends)),
        })
    }

    /// When the last request by which a dataset was had ended, or ends.
    fn ended(&self, all: &[RequestOf<'_>], id: &ScopeId) -> Option<jixiang_model::UnixMillis> {
        let was_agreed = |request: &RequestOf<'_>| match request.stage(self.now()) {
            MatterStage::Agreed | MatterStage::Revoked | MatterStage::Expired => true,
            MatterStage::AwaitsRelease
            | MatterStage::Released
            | MatterStage::AwaitsConsent
            | MatterStage::Declined
            | MatterStage::Submitted
            | MatterStage::AwaitsAnswer
            | MatterStage::Returned
            | MatterStage::Refused
            | MatterStage::Withdrawn => false,
        };
        grants::own_to(all, id).filter(was_agreed).filter_map(|request| request.ends()).max()
    }

    /// Whether this department has a dataset, by these requests of it.
    pub(crate) fn held(&self, all: &[RequestOf<'_>], id: &ScopeId) -> Held {
        let dataset = self.ledger.as_ref().and_then(|ledger| ledger.dataset(id));
        if dataset.is_some_and(|dataset| self.is_own(dataset.provider())) {
            return Held::Own;
        }
        if self.marks.get(id).is_some_and(|mark| mark.verified.is_some() && mark.version.is_some()) {
            return Held::Here;
        }
        match (self.fetchable(all, id), self.asked(all, id)) {
            (Some(_), _) => Held::Granted,
            (None, Some(_)) => Held::Asked,
            (None, None) => Held::No,
        }
    }

    /// How near the end of what was agreed is, in days.
    pub(crate) fn days_left(&self, until: jixiang_model::UnixMillis) -> Option<Due> {
        let left = until.since(self.now()).div_ceil(86_400_000);
        match u32::try_from(left).ok()? {
            0 => None,
            1 => Some(Due::Today),
            days => Some(Due::Left { days: days - 1 }),
        }
    }
}
