//! The keys of datasets: opening what was sealed to this department, and sealing to others. Nothing is opened that no
//! verified statement names, and nothing is sealed to a key that no verified chain holds.

use jixiang_model::{DepartmentId, DeviceId, KeyHash, ObjectId, ScopeId, StatementId, Suite};
use jixiang_seal::context::SealFor;
use jixiang_seal::to_key::{self, SealPublicKey, Sealable};
use jixiang_seal::wrap::{WrapFor, unwrap_version};
use jixiang_seal::{Extent, GenerationKey, LineageSecret, Place, Purpose, VersionKey, ratchet};
use jixiang_statement::list::{self, SealPurpose, SealRow};
use jixiang_statement::payload::{ListRef, ObjectRef, Payload, SealedKey};
use jixiang_statement::thread::{Dataset, RecordOf, ReleaseOf};

use crate::engine::Engine;
use crate::fault::{Fault, of_object};
use crate::state::State;
use crate::trust::OwnKey;

/// A sealed key that is to be opened: by whom and for what it was sealed.
#[derive(Debug, Clone)]
pub(super) struct Sealed {
    pub(super) key: SealedKey,
    pub(super) by: (DepartmentId, DeviceId),
    pub(super) purpose: Purpose,
    pub(super) place: Place,
    pub(super) extent: Extent,
    pub(super) answers: Option<ScopeId>,
}

impl Sealed {
    fn seal_for(&self) -> SealFor {
        let (department, device) = self.by;
        let Self { purpose, place, extent, answers, .. } = self;
        SealFor { purpose: *purpose, place: *place, department, device, extent: *extent, answers: *answers }
    }
}

/// An object as a statement names it.
pub(crate) fn object_ref(bytes: &[u8]) -> ObjectRef {
    let length = u32::try_from(bytes.len()).expect("what is sealed for a statement is at most 8 MiB");
    ObjectRef { hash: ObjectId::of(bytes), bytes: length }
}

impl Engine {
    /// Opens a key that was sealed to this department or this PC.
    pub(super) async fn open_sealed<S: Sealable + Send + 'static>(&self, sealed: Sealed) -> Result<S, Fault> {
        self.open_own_epochs().await?;
        let bytes = self.remote().get(sealed.key.object.hash, sealed.key.object.bytes).await.map_err(of_object)?;
        self.state(move |state| {
            let own = state.secrets()?.opens(&sealed.key.key).ok_or(Fault::NotFound)?;
            own.open::<S>(&sealed.seal_for(), &bytes).map_err(|_| Fault::Integrity("sealed key".to_owned()))
        })
        .await
    }

    /// The key of a version of an own dataset, released or not.
    pub(crate) async fn own_version_key(&self, record: StatementId) -> Result<VersionKey, Fault> {
        let sealed = self.state(move |state| state.sealed_version(&record)).await?;
        self.open_sealed(sealed).await
    }

    /// The lineage secret of an own dataset.
    pub(crate) async fn lineage(&self, dataset: ScopeId) -> Result<LineageSecret, Fault> {
        let sealed = self.state(move |state| state.sealed_lineage(&dataset)).await?;
        self.open_sealed(sealed).await
    }

    /// K(g, n) of an own dataset.
    pub(super) async fn own_generation_key(
        &self,
        dataset: ScopeId,
        generation: u64,
        number: u64,
    ) -> Result<GenerationKey, Fault> {
        let (sealed, from) = self.state(move |state| state.sealed_start(&dataset, generation)).await?;
        let place = sealed.place;
        let key = self.open_sealed::<GenerationKey>(sealed).await?;
        reach(&key, &place, generation, from, number)
    }

    /// The key of a released version that this department was let into by a request.
    pub(crate) async fn granted_version_key(&self, request: ScopeId, number: u64) -> Result<VersionKey, Fault> {
        let way = self.state(move |state| state.way_in(&request, number)).await?;
        let (sealed, from) = match way.key {
            WayKey::Version(sealed) => return self.open_sealed(sealed).await,
            WayKey::Generation(sealed, from) => (sealed, from),
            WayKey::Listed(mut sealed, rows, from) => {
                sealed.key = self.own_listed(&rows, SealPurpose::Generation).await?;
                (sealed, from)
            }
            WayKey::Open(sealed, from, group) => {
                let key = self.open_by_group(sealed, group).await?;
                return way.wrapped.unwrap(&key, from);
            }
        };
        let key = self.open_sealed::<GenerationKey>(sealed).await?;
        way.wrapped.unwrap(&key, from)
    }

    /// The row of a list that is sealed to a key of this PC.
    async fn own_listed(&self, rows: &ListRef, purpose: SealPurpose) -> Result<SealedKey, Fault> {
        let bytes = self.remote().get(rows.hash, rows.bytes).await.map_err(of_object)?;
        let rows = list::decode::<SealRow>(&bytes, rows).map_err(|_| Fault::Integrity("seal list".to_owned()))?;
        let found = self.state(move |state| {
            let secrets = state.secrets()?;
            let own = rows.into_iter().find(|row| row.purpose == purpose && secrets.opens(&row.key).is_some());
            own.map(|row| SealedKey { key: row.key, object: row.object }).ok_or(Fault::NotFound)
        });
        found.await
    }

    /// Opens what was sealed to the group for unconditional sharing, whose private half is sealed to every department.
    async fn open_by_group(&self, sealed: Sealed, group: DepartmentId) -> Result<GenerationKey, Fault> {
        self.read_chain(group).await?;
        self.settle().await?;
        self.open_own_epochs().await?;
        let hash = sealed.key.key;
        let (rows, by, public) = self
            .state(move |state| {
                let chain = state.chain(&group).ok_or(Fault::NoGrant)?;
                let epoch = chain.epochs().iter().find(|epoch| KeyHash::of(&epoch.public) == hash);
                let epoch = epoch.ok_or_else(|| Fault::Integrity("group epoch".to_owned()))?;
                Ok::<_, Fault>((epoch.seals, epoch.by, KeyHash::of(&epoch.public)))
            })
            .await?;
        let key = self.own_listed(&rows, SealPurpose::Epoch).await?;
        let place = Place { scope: ScopeId::department(&group), ..sealed.place };
        let epoch = Sealed {
            key,
            by: (group, by),
            purpose: Purpose::EpochToDevice,
            place,
            extent: Extent::Epoch(public),
            answers: None,
        };
        let epoch = self.open_sealed::<jixiang_seal::EpochPrivateKey>(epoch).await?;
        let object = sealed.key.object;
        let bytes = self.remote().get(object.hash, object.bytes).await.map_err(of_object)?;
        let opened = OwnKey::Epoch(&epoch).open::<GenerationKey>(&sealed.seal_for(), &bytes);
        opened.map_err(|_| Fault::Integrity("open key".to_owned()))
    }

    /// Seals a secret to a public key of a verified chain.
    pub(crate) fn seal_to<S: Sealable>(&self, secret: &S, what: &SealFor, public: &[u8]) -> Result<Vec<u8>, Fault> {
        let mismatch = |_| Fault::KeyMismatch(String::new());
        let public = SealPublicKey::from_bytes(public).map_err(mismatch)?;
        to_key::seal(secret, what, &public, &mut *self.random()).map_err(mismatch)
    }
}

/// How a department gets at a released version.
pub(super) struct WayIn {
    key: WayKey,
    wrapped: Wrapped,
}

enum WayKey {
    /// The version key itself.
    Version(Sealed),
    /// K(g, from).
    Generation(Sealed, u64),
    /// K(g, from), in a list of seals.
    Listed(Sealed, ListRef, u64),
    /// K(g, n), sealed to the group for unconditional sharing.
    Open(Sealed, u64, DepartmentId),
}

/// A version key under K(g, n).
struct Wrapped {
    at: WrapFor,
    bytes: Vec<u8>,
}

impl Wrapped {
    fn unwrap(&self, key: &GenerationKey, from: u64) -> Result<VersionKey, Fault> {
        let key = reach(key, &self.at.place, self.at.generation, from, self.at.number)?;
        unwrap_version(&key, &self.at, &self.bytes).map_err(|_| Fault::Integrity("wrapped key".to_owned()))
    }
}

fn reach(key: &GenerationKey, place: &Place, generation: u64, from: u64, number: u64) -> Result<GenerationKey, Fault> {
    ratchet::advance(key, place, generation, from, number).map_err(|_| Fault::NoGrant)
}

impl State {
    /// Realm, suite and scope of everything sealed in a dataset.
    pub(crate) fn place_of(&self, dataset: &ScopeId) -> Result<Place, Fault> {
        Ok(Place { realm: self.facts()?.root.realm, suite: Suite::One, scope: *dataset })
    }

    /// What a key is sealed for by this PC.
    pub(crate) fn seal_by_me(
        &self,
        purpose: Purpose,
        place: Place,
        extent: Extent,
        answers: Option<ScopeId>,
    ) -> Result<SealFor, Fault> {
        let (department, device) = (self.facts()?.department, self.secrets()?.device.id);
        Ok(SealFor { purpose, place, department, device, extent, answers })
    }

    fn sealed_version(&self, record: &StatementId) -> Result<Sealed, Fault> {
        let (signed, by) = self.ledger()?.named(record).ok_or(Fault::NotFound)?;
        let Payload::Record(record) = signed.payload() else {
            return Err(Fault::NotFound);
        };
        Ok(Sealed {
            key: record.key,
            by: (by.department, by.device),
            purpose: Purpose::VersionToProvider,
            place: self.place_of(&record.dataset)?,
            extent: Extent::Version(record.content.version),
            answers: None,
        })
    }

    fn sealed_lineage(&self, dataset: &ScopeId) -> Result<Sealed, Fault> {
        let first = self.ledger()?.dataset(dataset).ok_or(Fault::NotFound)?.releases();
        let first = first.iter().filter_map(|release| release.record.as_ref());
        let (record, key) =
            first.filter_map(|record| Some((record.statement, record.lineage?))).next().ok_or(Fault::NotFound)?;
        let (_, by) = self.ledger()?.named(&record).ok_or(Fault::NotFound)?;
        Ok(Sealed {
            key,
            by: (by.department, by.device),
            purpose: Purpose::Lineage,
            place: self.place_of(dataset)?,
            extent: Extent::Scope,
            answers: None,
        })
    }

    /// The sealed K(g, from) with which a generation starts, and from.
    fn sealed_start(&self, dataset: &ScopeId, generation: u64) -> Result<(Sealed, u64), Fault> {
        let start = self.ledger()?.dataset(dataset).and_then(|dataset| dataset.start_of(generation));
        let start = start.ok_or(Fault::NotFound)?;
        let key = start.start.ok_or(Fault::NotFound)?;
        let sealed = Sealed {
            key,
            by: (start.by.department, start.by.device),
            purpose: Purpose::Generation,
            place: self.place_of(dataset)?,
            extent: Extent::Numbers { generation, from: start.number, to: None },
            answers: None,
        };
        Ok((sealed, start.number))
    }

    /// How this department gets at version `number` of the dataset of a request.
    fn way_in(&self, request: &ScopeId, number: u64) -> Result<WayIn, Fault> {
        let ledger = self.ledger()?;
        let thread = ledger.request(request).ok_or(Fault::NoGrant)?;
        let dataset = ledger.dataset(&thread.dataset()).ok_or(Fault::NotFound)?;
        let release = dataset.released(number).ok_or(Fault::NotFound)?;
        let (record, bytes) = release.record.as_ref().zip(release.key.as_ref()).ok_or(Fault::NotFound)?;
        let place = self.place_of(&thread.dataset())?;
        let (generation, version) = (release.generation, record.version);
        let wrapped = Wrapped { at: WrapFor { place, generation, number, version }, bytes: bytes.0.clone() };
        let key = match (thread.grant(), release.open) {
            // What was opened to everybody meanwhile needs no grant.
            (None, _) | (Some(_), Some(_)) => self.open_way(dataset, release, place)?,
            (Some(grant), None) => {
                let by = (grant.act.by.department, grant.act.by.device);
                let covers = grant.grant.from <= number && grant.grant.to.is_none_or(|to| number <= to);
                if !covers {
                    return Err(Fault::NoGrant);
                }
                let sealed = |purpose, extent| Sealed {
                    key: grant.grant.key,
                    by,
                    purpose,
                    place,
                    extent,
                    answers: Some(*request),
                };
                let (from, to) = (grant.grant.from, grant.grant.to);
                if to == Some(from) {
                    WayKey::Version(sealed(Purpose::GrantVersion, Extent::Version(version)))
                } else if grant.grant.generation == generation {
                    let extent = Extent::Numbers { generation, from, to };
                    WayKey::Generation(sealed(Purpose::GrantFrom, extent), from)
                } else {
                    let reseals = thread.reseals().iter();
                    let reseal = reseals.rev().find(|reseal| reseal.generation == generation && reseal.from <= number);
                    let reseal = reseal.ok_or(Fault::NoGrant)?;
                    let extent = Extent::Numbers { generation, from: reseal.from, to };
                    let mut sealed = sealed(Purpose::ResealFrom, extent);
                    sealed.by = (reseal.act.by.department, reseal.act.by.device);
                    WayKey::Listed(sealed, reseal.reseal.keys, reseal.from)
                }
            }
        };
        Ok(WayIn { key, wrapped })
    }

    fn open_way(&self, dataset: &Dataset, release: &ReleaseOf, place: Place) -> Result<WayKey, Fault> {
        let group = self.ledger()?.province_open().ok_or(Fault::NoGrant)?;
        let key = release.open.ok_or(Fault::NoGrant)?;
        let (generation, from) = (release.generation, release.number);
        let sealed = Sealed {
            key,
            by: (*dataset.provider(), release.by.device),
            purpose: Purpose::ProvinceOpen,
            place,
            extent: Extent::Numbers { generation, from, to: None },
            answers: None,
        };
        Ok(WayKey::Open(sealed, from, group))
    }

    /// The content of a released version.
    pub(crate) fn released_record(&self, dataset: &ScopeId, number: u64) -> Result<RecordOf, Fault> {
        let dataset = self.ledger()?.dataset(dataset).ok_or(Fault::NotFound)?;
        let release = dataset.released(number).ok_or(Fault::NotFound)?;
        release.record.clone().ok_or(Fault::Withheld)
    }
}
