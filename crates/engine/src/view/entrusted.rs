//! What this PC relies on the platform to keep: versions of the own department, versions and deliveries that are here, and
//! deliveries that this person sent. What has ended is not among it: the platform need not give it any more.

use jixiang_contract::{DatasetId, DeliveryId, MatterStage, Subject};
use jixiang_model::{ObjectId, ScopeId};
use jixiang_statement::payload::{Content, SealedKey};
use jixiang_statement::thread::{Dataset, ReleaseOf};

use super::matter::PublicationOf;
use super::plain;
use crate::state::State;
use crate::trust::Thread;

/// Why this PC relies on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The own department published it, or is about to.
    Published,
    /// A version of another department's dataset that is here.
    Held,
    /// This person sent it.
    Sent,
    /// A delivery that is here.
    Received,
}

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// The sealed body.
    Body,
    /// The list of the packs.
    PackList,
    /// Sealed chunks.
    Pack,
    /// The cover of a delivery.
    Cover,
    /// The columns of an entry.
    Columns,
    /// A sealed key.
    Key,
}

impl Piece {
    /// The word for it, as the platform's own check says it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::PackList => "pack-list",
            Self::Pack => "pack",
            Self::Cover => "cover",
            Self::Columns => "columns",
            Self::Key => "key",
        }
    }
}

/// A version or delivery that the platform keeps for this PC.
#[derive(Debug, Clone)]
pub(crate) struct Entrusted {
    /// Which.
    pub(crate) subject: Subject,
    /// Its title.
    pub(crate) title: String,
    /// Of a dataset, the version, once it is released.
    pub(crate) version: Option<u32>,
    /// Why this PC relies on it.
    pub(crate) whose: Whose,
    /// Its content; data that is withheld has none.
    pub(crate) content: Option<Content>,
    /// Objects beside the content.
    pub(crate) beside: Vec<(ObjectId, Piece)>,
}

impl State {
    /// Everything that the platform keeps for this PC.
    pub(crate) fn entrusted(&self) -> Vec<Entrusted> {
        let Some(ledger) = &self.ledger else { return Vec::new() };
        let (own, others): (Vec<&Dataset>, Vec<&Dataset>) =
            ledger.datasets().partition(|dataset| self.is_own(dataset.provider()));
        let published = own.into_iter().flat_map(|dataset| self.published_versions(dataset));
        let waiting =
            self.publications_here().into_iter().filter_map(|publication| self.prepared_version(&publication));
        let held = others.into_iter().filter_map(|dataset| self.held_version(dataset));
        let deliveries = ledger.threads().filter_map(|thread| self.kept_delivery(thread));
        published.chain(waiting).chain(held).chain(deliveries).collect()
    }

    fn published_versions(&self, dataset: &Dataset) -> Vec<Entrusted> {
        let living = dataset.releases().iter().filter(|release| dataset.retired(&release.statement).is_none());
        living
            .map(|release| {
                let record = release.record.as_ref();
                let keys = record.into_iter().flat_map(|record| [Some(&record.key), record.lineage.as_ref()]);
                let keys = keys.chain([release.start.as_ref(), release.open.as_ref()]).flatten().map(key);
                let columns = release.columns.map(|columns| (columns.hash, Piece::Columns));
                self.version(dataset.id(), release, Whose::Published, columns.into_iter().chain(keys).collect())
            })
            .collect()
    }

    /// A version that waits for the head.
    fn prepared_version(&self, publication: &PublicationOf<'_>) -> Option<Entrusted> {
        let record = self.record(&publication.record?).ok()?;
        if publication.stage() != MatterStage::AwaitsRelease {
            return None;
        }
        let keys = [Some(&record.key), record.lineage.as_ref()].into_iter().flatten().map(key);
        let columns = publication.entry.columns.map(|columns| (columns.hash, Piece::Columns));
        Some(Entrusted {
            subject: Subject::Dataset { id: DatasetId(publication.dataset.to_string()) },
            title: publication.entry.name.to_string(),
            version: None,
            whose: Whose::Published,
            content: Some(record.content.clone()),
            beside: columns.into_iter().chain(keys).collect(),
        })
    }

    /// The version of another department's dataset that is here, while it may be fetched again.
    fn held_version(&self, dataset: &Dataset) -> Option<Entrusted> {
        let mark = self.marks.get(&dataset.id())?;
        let number = mark.version.filter(|_| mark.verified.is_some())?;
        let release = dataset.released(number)?;
        self.way_to(&dataset.id(), Some(number)).filter(|_| dataset.retired(&release.statement).is_none())?;
        Some(self.version(dataset.id(), release, Whose::Held, Vec::new()))
    }

    fn version(&self, id: ScopeId, release: &ReleaseOf, whose: Whose, beside: Vec<(ObjectId, Piece)>) -> Entrusted {
        Entrusted {
            subject: Subject::Dataset { id: DatasetId(id.to_string()) },
            title: self.dataset_name(&id),
            version: Some(plain::small(release.number)),
            whose,
            content: release.record.as_ref().map(|record| record.content.clone()),
            beside,
        }
    }

    /// A delivery that this person sent or that is here, while it can be fetched.
    fn kept_delivery(&self, thread: Thread<'_>) -> Option<Entrusted> {
        let (id, delivery) = (thread.delivery.id(), thread.delivery.delivery());
        let here = self.receives(thread) && self.is_verified(thread);
        let whose = match (self.sends(thread), here) {
            (true, _) => Whose::Sent,
            (false, true) => Whose::Received,
            (false, false) => return None,
        };
        if thread.delivery.taken_back().is_some() || self.now() >= delivery.not_after {
            return None;
        }
        Some(Entrusted {
            subject: Subject::Delivery { id: DeliveryId(id.to_string()) },
            title: self.title_of(&id),
            version: None,
            whose,
            content: Some(delivery.content.clone()),
            beside: vec![(delivery.cover.hash, Piece::Cover)],
        })
    }
}

const fn key(key: &SealedKey) -> (ObjectId, Piece) {
    (key.object.hash, Piece::Key)
}
