//! Where a publication stands: what was prepared in the own review, joined with what its dataset released.

use jixiang_contract::MatterStage;
use jixiang_model::{DeviceId, ScopeId, StatementId, UnixMillis};
use jixiang_statement::payload::{Entry, ShareClass};
use jixiang_statement::thread::{Dataset, Declined, Named, Prepared, PreparedKind, ReleaseOf, Review};

use crate::view::named;

/// A version that was prepared, or an entry of data that is withheld.
#[derive(Clone, Copy)]
pub(crate) struct PublicationOf<'a> {
    /// The dataset.
    pub(crate) dataset: ScopeId,
    /// What waits for the head, or waited: the record, or the entry of withheld data.
    pub(crate) prepared: &'a Prepared,
    /// The entry that goes with it.
    pub(crate) entry_id: StatementId,
    /// What it says.
    pub(crate) entry: &'a Entry,
    /// The record.
    pub(crate) record: Option<StatementId>,
    /// The release that let it out.
    pub(crate) release: Option<&'a ReleaseOf>,
    /// The head's "no" to it.
    pub(crate) declined: Option<&'a Declined>,
}

impl PublicationOf<'_> {
    /// The statement that names it.
    pub(crate) const fn id(&self) -> StatementId {
        self.prepared.statement
    }

    /// Where it stands.
    pub(crate) const fn stage(&self) -> MatterStage {
        match (self.release, self.declined) {
            (Some(_), _) => MatterStage::Released,
            (None, Some(_)) => MatterStage::Declined,
            (None, None) => MatterStage::AwaitsRelease,
        }
    }

    /// When it came to this stage, as who signed says.
    pub(crate) fn since(&self) -> UnixMillis {
        let released = self.release.map(|release| release.at);
        released.or_else(|| self.declined.map(|declined| declined.at)).unwrap_or(self.prepared.at)
    }
}

/// Everything that was prepared in the review of a dataset to be let out, in order.
pub(crate) fn publications<'a>(
    review: &'a Review,
    dataset: Option<&'a Dataset>,
    named: &'a dyn Named,
) -> Vec<PublicationOf<'a>> {
    let prepared = review.prepared();
    let of = |(at, waits): (usize, &'a Prepared)| match waits.kind {
        PreparedKind::Record => of_record(waits, &prepared[..at], review.outer(), dataset, named),
        PreparedKind::Entry => of_entry(waits, review.outer(), dataset, named),
        PreparedKind::Request | PreparedKind::Answer => None,
    };
    prepared.iter().enumerate().filter_map(of).collect()
}

fn of_record<'a>(
    waits: &'a Prepared,
    before: &'a [Prepared],
    id: ScopeId,
    dataset: Option<&'a Dataset>,
    named: &'a dyn Named,
) -> Option<PublicationOf<'a>> {
    let lets_out = |release: &&ReleaseOf| release.record.as_ref().is_some_and(|r| r.statement == waits.statement);
    let release = dataset.and_then(|dataset| dataset.releases().iter().find(lets_out));
    let entry_id = match release {
        Some(release) => release.entry,
        None => entry_prepared(before, &waits.by.device, named)?,
    };
    let (entry, _) = named::entry(named, &entry_id)?;
    let of_entry = before.iter().find(|prepared| prepared.statement == entry_id);
    let declined = waits.declined.as_ref().or_else(|| of_entry?.declined.as_ref());
    Some(PublicationOf {
        dataset: id,
        prepared: waits,
        entry_id,
        entry,
        record: Some(waits.statement),
        release,
        declined,
    })
}

/// The entry that goes with what a PC prepares next in a review: the last one that it prepared itself.
pub(crate) fn entry_prepared(before: &[Prepared], by: &DeviceId, named: &dyn Named) -> Option<StatementId> {
    let fits = |prepared: &&Prepared| {
        let entry = named::entry(named, &prepared.statement);
        prepared.by.device == *by && entry.is_some_and(|(entry, _)| entry.share_class != ShareClass::Withheld)
    };
    before.iter().rfind(fits).map(|prepared| prepared.statement)
}

/// An entry is let out by itself only when its data is withheld.
fn of_entry<'a>(
    waits: &'a Prepared,
    id: ScopeId,
    dataset: Option<&'a Dataset>,
    named: &'a dyn Named,
) -> Option<PublicationOf<'a>> {
    let (entry, _) = named::entry(named, &waits.statement)?;
    if entry.share_class != ShareClass::Withheld {
        return None;
    }
    let lets_out = |release: &&ReleaseOf| release.entry == waits.statement && release.record.is_none();
    Some(PublicationOf {
        dataset: id,
        prepared: waits,
        entry_id: waits.statement,
        entry,
        record: None,
        release: dataset.and_then(|dataset| dataset.releases().iter().find(lets_out)),
        declined: waits.declined.as_ref(),
    })
}
