//! A dataset: its released versions, by the heads of its provider or by staff with a head's leave (docs/format.md 4.7.3).
//! It refuses a version of another department, out of order, without its key, or wider than the head has seen.

use jixiang_model::{DepartmentId, Home, ScopeId, StatementId, UnixMillis, VersionId};

use super::replay::{Place, Replay};
use super::signer::{self, Named, Signer};
use crate::payload::{
    Content, Entry, InDataset, ListRef, Payload, Record, Release, Retire, SealedKey, ShareClass, Standing,
};
use crate::{Base64, Line, Placement, Refusal, Signed, Text};

/// A released version, or a released entry without data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseOf {
    /// The statement.
    pub statement: StatementId,
    /// Who released.
    pub by: Signer,
    /// The releaser's claim of the time.
    pub at: UnixMillis,
    /// n, from 1.
    pub number: u64,
    /// The key generation g, from 1.
    pub generation: u64,
    /// The entry.
    pub entry: StatementId,
    /// Its sharing class.
    pub class: ShareClass,
    /// Its condition or statute.
    pub condition: Text<500>,
    /// Its columns.
    pub columns: Option<ListRef>,
    /// The version; absent for withheld data.
    pub record: Option<RecordOf>,
    /// The version key under K(g, n).
    pub key: Option<Base64>,
    /// K(g, n) for the provider, when a generation starts.
    pub start: Option<SealedKey>,
    /// K(g, n) for the province-open group.
    pub open: Option<SealedKey>,
    /// The head's leave for later versions.
    pub standing: Option<Standing>,
    /// The leave that staff made use of.
    pub cites: Option<StatementId>,
}

/// The record of a released version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOf {
    /// The statement.
    pub statement: StatementId,
    /// The version.
    pub version: VersionId,
    /// The version that it was made from.
    pub base: Option<VersionId>,
    /// The sealed content.
    pub content: Content,
    /// The version key, sealed to the provider's epoch.
    pub key: SealedKey,
    /// The lineage secret, sealed to the provider's epoch.
    pub lineage: Option<SealedKey>,
}

/// The end of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetireOf {
    /// The statement.
    pub statement: StatementId,
    /// The release that ended.
    pub release: StatementId,
    /// The head.
    pub by: Signer,
    /// The head's claim of the time.
    pub at: UnixMillis,
    /// Why.
    pub reason: Text<500>,
}

/// The replay of one dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    place: Place,
    provider: DepartmentId,
    releases: Vec<ReleaseOf>,
    retired: Vec<RetireOf>,
}

impl Dataset {
    /// Opens the dataset with its first release.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when the statement is no first release, [`Refusal::Absent`] while entry or record are not here.
    pub fn open(signed: &Signed, signer: Signer, named: &dyn Named) -> Result<Self, Refusal> {
        let Payload::Release(release) = signed.payload() else {
            return Err(Refusal::State(signed.kind()));
        };
        let place = Place::open(signed, &signer)?;
        if signer::entry(named, &release.entry)?.0.nonce.is_none() {
            return Err(Refusal::Names("entry"));
        }
        let provider = signer.department;
        let mut dataset = Self { place, provider, releases: Vec::new(), retired: Vec::new() };
        dataset.take(signed, signer, named)?;
        Ok(dataset)
    }

    /// The dataset's id.
    #[must_use]
    pub const fn id(&self) -> ScopeId {
        self.place.id
    }

    /// The order of its statements.
    #[must_use]
    pub const fn line(&self) -> &Line {
        &self.place.line
    }

    /// The department that provides it, for good.
    #[must_use]
    pub const fn provider(&self) -> &DepartmentId {
        &self.provider
    }

    /// Everything that was released, in order: never empty.
    #[must_use]
    pub fn releases(&self) -> &[ReleaseOf] {
        &self.releases
    }

    /// The newest release.
    ///
    /// # Panics
    ///
    /// Never: a dataset begins with its first release.
    #[must_use]
    pub fn latest(&self) -> &ReleaseOf {
        self.releases.last().expect("a dataset begins with its first release")
    }

    /// The newest release that has data.
    #[must_use]
    pub fn latest_version(&self) -> Option<&ReleaseOf> {
        self.releases.iter().rfind(|release| release.record.is_some())
    }

    /// The release with this number.
    #[must_use]
    pub fn released(&self, number: u64) -> Option<&ReleaseOf> {
        self.releases.iter().find(|release| release.number == number)
    }

    /// The release that let this version out.
    #[must_use]
    pub fn release_of_version(&self, version: &VersionId) -> Option<&ReleaseOf> {
        self.releases.iter().find(|release| release.record.as_ref().is_some_and(|record| record.version == *version))
    }

    /// The release that started a key generation.
    #[must_use]
    pub fn start_of(&self, generation: u64) -> Option<&ReleaseOf> {
        self.releases.iter().find(|release| release.generation == generation && release.start.is_some())
    }

    /// The leave for later versions that a release gives.
    #[must_use]
    pub fn standing_of(&self, release: &StatementId) -> Option<&Standing> {
        self.releases.iter().find(|known| known.statement == *release)?.standing.as_ref()
    }

    /// The preceding version, when this one was not made from it: it "does not contain version n".
    #[must_use]
    pub fn not_contained_in(&self, release: &ReleaseOf) -> Option<&ReleaseOf> {
        let base = release.record.as_ref()?.base;
        let before = |other: &&ReleaseOf| other.number < release.number && other.record.is_some();
        let preceding = self.releases.iter().rfind(before)?;
        let version = preceding.record.as_ref().map(|record| record.version);
        (base != version).then_some(preceding)
    }

    /// The end of a release.
    #[must_use]
    pub fn retired(&self, release: &StatementId) -> Option<&RetireOf> {
        self.retired.iter().find(|retired| retired.release == *release)
    }

    /// Whether everything that was released has ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.releases.iter().all(|release| self.retired(&release.statement).is_some())
    }

    /// Whether the next version that has data and this sharing class starts a generation: the class was narrowed since
    /// the newest version, or there is none.
    #[must_use]
    pub fn must_start(&self, class: ShareClass) -> bool {
        let since = self.releases.iter().rposition(|release| release.record.is_some());
        let Some(since) = since else { return true };
        let before = self.releases[since].class;
        class > before || self.releases[since..].iter().any(|release| release.class > before)
    }

    /// Takes the next statement.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not belong here; the dataset is unchanged then.
    pub fn append(&mut self, signed: &Signed, signer: Signer, named: &dyn Named) -> Result<Placement, Refusal> {
        self.replay(signed, signer, named)
    }

    /// Puts a statement at its place without effect ([`super::Thread::pass_over`]).
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not belong here; the dataset is unchanged then.
    pub fn pass_over(&mut self, signed: &Signed) -> Result<Placement, Refusal> {
        self.replay_without_effect(signed)
    }

    fn release(&mut self, release: &Release, signed: &Signed, by: Signer, named: &dyn Named) -> Result<(), Refusal> {
        let entry = self.entry(release, named)?;
        let record = self.record(release, named)?;
        if record.is_some() == (entry.share_class == ShareClass::Withheld) {
            return Err(Refusal::Names("record"));
        }
        self.leave(release, entry, &by)?;
        self.follows(release, record, entry.share_class)?;
        let record = record.zip(release.record).map(|(record, statement)| RecordOf {
            statement,
            version: record.content.version,
            base: record.base,
            content: record.content.clone(),
            key: record.key,
            lineage: record.lineage,
        });
        self.releases.push(ReleaseOf {
            statement: signed.id(),
            by,
            at: release.header.time,
            number: release.number,
            generation: release.generation,
            entry: release.entry,
            class: entry.share_class,
            condition: entry.share_condition.clone(),
            columns: entry.columns,
            record,
            key: release.key.clone(),
            start: release.start,
            open: release.open,
            standing: release.standing.clone(),
            cites: release.cites,
        });
        Ok(())
    }

    /// The named entry, by the provider, in the review that the release names.
    fn entry<'a>(&self, release: &Release, named: &'a dyn Named) -> Result<&'a Entry, Refusal> {
        let (entry, by) = signer::entry(named, &release.entry)?;
        let fits =
            by.department == self.provider && entry.header.scope == release.review && entry.dataset == self.place.id;
        if fits { Ok(entry) } else { Err(Refusal::Names("entry")) }
    }

    /// The named record: as the entry, with a version that is new here and was made from one that is not.
    fn record<'a>(&self, release: &Release, named: &'a dyn Named) -> Result<Option<&'a Record>, Refusal> {
        let Some(id) = &release.record else { return Ok(None) };
        let (record, by) = signer::record(named, id)?;
        let fits =
            by.department == self.provider && record.header.scope == release.review && record.dataset == self.place.id;
        if !fits || self.release_of_version(&record.content.version).is_some() {
            return Err(Refusal::Names("record"));
        }
        let based = match &record.base {
            None => self.latest_version().is_none(),
            Some(base) => self.release_of_version(base).is_some(),
        };
        if based { Ok(Some(record)) } else { Err(Refusal::Names("base")) }
    }

    /// A head's own act, or staff with a head's leave that still holds for the same class, condition and columns.
    fn leave(&self, release: &Release, entry: &Entry, by: &Signer) -> Result<(), Refusal> {
        let Some(cites) = &release.cites else {
            let head = by.heads(&self.provider);
            return if head { Ok(()) } else { Err(Refusal::Role(jixiang_model::Kind::Release)) };
        };
        let cited = self.releases.iter().find(|earlier| earlier.statement == *cites);
        let holds = cited.is_some_and(|cited| {
            let lasts = |standing: &Standing| standing.until >= release.header.time.date();
            cited.standing.as_ref().is_some_and(lasts)
                && self.retired(cites).is_none()
                && cited.class == entry.share_class
                && cited.condition == entry.share_condition
                && cited.columns == entry.columns
        });
        if holds { Ok(()) } else { Err(Refusal::Names("cites")) }
    }

    /// Number and generation are the next ones, and exactly the keys are there that they ask for.
    fn follows(&self, release: &Release, record: Option<&Record>, class: ShareClass) -> Result<(), Refusal> {
        let (number, generation) = self.releases.last().map_or((0, 1), |last| (last.number, last.generation));
        if release.number != number + 1 {
            return Err(Refusal::Names("number"));
        }
        let data = record.is_some();
        let is_new = release.generation == generation + 1;
        let narrowed = self.latest_version().is_some() && self.must_start(class);
        let fits = if is_new { data && !self.releases.is_empty() } else { release.generation == generation };
        if !fits || (data && narrowed && !is_new) {
            return Err(Refusal::Names("generation"));
        }
        let starts = data && self.start_of(release.generation).is_none();
        if release.start.is_some() != starts {
            return Err(Refusal::Names("start"));
        }
        let opens = data && class == ShareClass::Unconditional;
        if release.open.is_some() == opens { Ok(()) } else { Err(Refusal::Names("open")) }
    }

    fn retire(&mut self, retire: &Retire, signed: &Signed, by: Signer) -> Result<(), Refusal> {
        if !self.releases.iter().any(|release| release.statement == retire.release) {
            return Err(Refusal::Names("release"));
        }
        if self.retired(&retire.release).is_some() {
            return Err(Refusal::State(signed.kind()));
        }
        let (statement, release, at) = (signed.id(), retire.release, retire.header.time);
        self.retired.push(RetireOf { statement, release, by, at, reason: retire.reason.clone() });
        Ok(())
    }
}

impl Replay for Dataset {
    const HOME: Home = Home::Dataset;

    fn place(&mut self) -> &mut Place {
        &mut self.place
    }

    fn take(&mut self, signed: &Signed, signer: Signer, named: &dyn Named) -> Result<(), Refusal> {
        if signer.department != self.provider {
            return Err(Refusal::Role(signed.kind()));
        }
        match InDataset::of(signed)? {
            InDataset::Release(release) => self.release(release, signed, signer, named),
            InDataset::Retire(retire) => self.retire(retire, signed, signer),
        }
    }
}
