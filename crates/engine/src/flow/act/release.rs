//! Publishing: what staff prepare in the review of a dataset, and the release that lets it out, with the keys of the
//! version.

use std::collections::BTreeSet;

use jixiang_model::{Date, KeyHash, Role, ScopeId, StatementId};
use jixiang_seal::wrap::{WrapFor, wrap_version};
use jixiang_seal::{Extent, GenerationKey, Purpose};
use jixiang_statement::payload::{Decline, Payload, Release, SealedKey, ShareClass, Standing};
use jixiang_statement::{Base64, Refusal, Text};

use super::Draft;
use super::sealed::object_ref;
use crate::engine::Engine;
use crate::fault::{Fault, of_chain};
use crate::record::Chosen;
use crate::state::State;

/// What a release will say, before its keys.
struct Plan {
    number: u64,
    generation: u64,
    /// Whether it starts its generation.
    starts: bool,
    cites: Option<StatementId>,
    class: ShareClass,
    /// The own epoch's public key.
    epoch: Vec<u8>,
    /// The group for unconditional sharing.
    group: Option<jixiang_model::DepartmentId>,
}

/// The keys of a release, and the objects that hold them.
#[derive(Default)]
struct Keys {
    key: Option<Base64>,
    start: Option<SealedKey>,
    open: Option<SealedKey>,
    objects: Vec<Vec<u8>>,
}

impl Engine {
    /// The release of a version, unless it is out already.
    pub(crate) async fn draft_release(
        &self,
        dataset: ScopeId,
        entry: StatementId,
        record: Option<StatementId>,
        standing: Option<Date>,
    ) -> Result<Option<Draft>, Fault> {
        if record.is_some() {
            self.look_at_holders(dataset).await?;
        }
        let plan = self.state(move |state| state.plan_release(&dataset, &entry, record)).await?;
        let Some(plan) = plan else {
            return Ok(None);
        };
        let keys = match record {
            Some(record) => self.release_keys(dataset, record, &plan).await?,
            None => Keys::default(),
        };
        let Plan { number, generation, cites, .. } = plan;
        let Keys { key, start, open, objects } = keys;
        let standing = standing.filter(|_| cites.is_none()).map(|until| Standing { until });
        let payload = move |header: jixiang_statement::Header| {
            let review = header.department.map(|own| ScopeId::review(&header.realm, &own, &header.scope));
            let review = review.unwrap_or(header.scope);
            let release =
                Release { header, review, entry, record, number, generation, key, start, open, standing, cites };
            Payload::Release(release)
        };
        Ok(Some(Draft::new(dataset, objects, payload)))
    }

    /// Reads the chains of everybody whom the next version would be open to: the feed does not show those of others, and a PC
    /// that was removed there must not open it.
    async fn look_at_holders(&self, dataset: ScopeId) -> Result<(), Fault> {
        let holders = self.state(move |state| {
            let group = state.ledger().ok().and_then(|ledger| ledger.province_open());
            let living = state.holders(&dataset).filter(|holder| holder.lives);
            living.map(|holder| holder.requester).chain(group).collect::<BTreeSet<_>>()
        });
        for department in holders.await {
            self.read_chain(department).await?;
        }
        self.settle().await
    }

    /// Wraps the version key under K(g, n), and seals K(g, n) where this release has to hand it on.
    async fn release_keys(&self, dataset: ScopeId, record: StatementId, plan: &Plan) -> Result<Keys, Fault> {
        let version_key = self.own_version_key(record).await?;
        let (number, generation) = (plan.number, plan.generation);
        let key = if plan.starts {
            GenerationKey::from_bytes(self.draw())
        } else {
            self.own_generation_key(dataset, generation, number).await?
        };
        let (version, place) = self
            .state(move |state| Ok::<_, Fault>((state.record(&record)?.content.version, state.place_of(&dataset)?)))
            .await?;
        let at = WrapFor { place, generation, number, version };
        let mut keys = Keys { key: Some(Base64(wrap_version(&key, &at, &version_key).to_vec())), ..Keys::default() };
        let extent = Extent::Numbers { generation, from: number, to: None };
        if plan.starts {
            let what = self.state(move |state| state.seal_by_me(Purpose::Generation, place, extent, None)).await?;
            let sealed = self.seal_to(&key, &what, &plan.epoch)?;
            keys.start = Some(SealedKey { key: KeyHash::of(&plan.epoch), object: object_ref(&sealed) });
            keys.objects.push(sealed);
        }
        if plan.class == ShareClass::Unconditional {
            let group = plan.group.ok_or(Fault::NotAllowed)?;
            self.verify_chains(&[Chosen { department: group, person: None }]).await?;
            let public = self
                .state(move |state| {
                    let chain = state.chain(&group).ok_or_else(|| Fault::KeyMismatch(String::new()))?;
                    match chain.fork() {
                        Some(fork) => Err(of_chain(Refusal::Fork(fork), &state.department_name(&group))),
                        None => Ok(chain.epoch().public.clone()),
                    }
                })
                .await?;
            let what = self.state(move |state| state.seal_by_me(Purpose::ProvinceOpen, place, extent, None)).await?;
            let sealed = self.seal_to(&key, &what, &public)?;
            keys.open = Some(SealedKey { key: KeyHash::of(&public), object: object_ref(&sealed) });
            keys.objects.push(sealed);
        }
        Ok(keys)
    }
}

impl State {
    /// Number, generation and ground of the release of this entry and record; none when it is out already.
    fn plan_release(
        &self,
        dataset: &ScopeId,
        entry: &StatementId,
        record: Option<StatementId>,
    ) -> Result<Option<Plan>, Fault> {
        let class = self.entry(entry)?.share_class;
        let own = self.own_chain().ok_or(Fault::NotAdmitted)?;
        let known = self.ledger()?.dataset(dataset);
        let is_out = |release: &jixiang_statement::thread::ReleaseOf| {
            release.entry == *entry && release.record.as_ref().map(|record| record.statement) == record
        };
        if known.is_some_and(|dataset| dataset.releases().iter().any(is_out)) {
            return Ok(None);
        }
        let (number, last) = known.map_or((1, 1), |dataset| {
            let latest = dataset.latest();
            (latest.number + 1, latest.generation)
        });
        let started = known.is_some_and(|dataset| dataset.start_of(last).is_some());
        let renews = record.is_some() && started && self.must_renew(dataset, class)?;
        let head = self.own_roles().has(Role::Head);
        let cites = if head { None } else { Some(self.standing_release(dataset, entry)?.ok_or(Fault::NotAllowed)?) };
        Ok(Some(Plan {
            number,
            generation: if renews { last + 1 } else { last },
            starts: record.is_some() && (renews || !started),
            cites,
            class,
            epoch: own.epoch().public.clone(),
            group: self.ledger()?.province_open(),
        }))
    }

    /// A head's release that lets staff release this entry today.
    pub(crate) fn standing_release(
        &self,
        dataset: &ScopeId,
        entry: &StatementId,
    ) -> Result<Option<StatementId>, Fault> {
        let entry = self.entry(entry)?;
        let today = self.now().date();
        let Some(known) = self.ledger()?.dataset(dataset) else {
            return Ok(None);
        };
        let covers = |release: &&jixiang_statement::thread::ReleaseOf| {
            release.standing.as_ref().is_some_and(|standing| standing.until >= today)
                && known.retired(&release.statement).is_none()
                && release.class == entry.share_class
                && release.condition == entry.share_condition
                && release.columns == entry.columns
        };
        Ok(known.releases().iter().rfind(covers).map(|release| release.statement))
    }

    /// Whether the next version needs a key generation of its own: somebody who holds the current one must not open it, or
    /// an epoch that it was sealed to has gone.
    fn must_renew(&self, dataset: &ScopeId, class: ShareClass) -> Result<bool, Fault> {
        let known = self.ledger()?.dataset(dataset).ok_or(Fault::NotFound)?;
        if known.must_start(class) {
            return Ok(true);
        }
        let generation = known.latest().generation;
        let own_epoch = self.own_chain().ok_or(Fault::NotAdmitted)?.epoch();
        let start = known.start_of(generation).and_then(|release| release.start);
        if start.is_some_and(|start| start.key != KeyHash::of(&own_epoch.public)) {
            return Ok(true);
        }
        let group = self.ledger()?.province_open().and_then(|group| self.chain(&group));
        let group = group.map(|chain| KeyHash::of(&chain.epoch().public));
        let mut opened = known.releases().iter().filter(|release| release.generation == generation);
        if opened.any(|release| release.open.is_some_and(|open| Some(open.key) != group)) {
            return Ok(true);
        }
        Ok(self.holders(dataset).any(|holder| {
            let in_generation = holder.generation == generation;
            in_generation && (!holder.lives || self.moved_on(&holder.requester, &holder.head))
        }))
    }

    /// An entry of an own review, or one that was let out.
    pub(crate) fn entry(&self, id: &StatementId) -> Result<&jixiang_statement::payload::Entry, Fault> {
        match self.ledger()?.named(id).map(|(signed, _)| signed.payload()) {
            Some(Payload::Entry(entry)) => Ok(entry),
            Some(_) | None => Err(Fault::NotFound),
        }
    }

    /// A record of an own review, or one that was let out.
    pub(crate) fn record(&self, id: &StatementId) -> Result<&jixiang_statement::payload::Record, Fault> {
        match self.ledger()?.named(id).map(|(signed, _)| signed.payload()) {
            Some(Payload::Record(record)) => Ok(record),
            Some(_) | None => Err(Fault::NotFound),
        }
    }

    /// The head turns down what waits in the own review of `outer`.
    pub(super) fn draft_decline(
        &self,
        outer: &ScopeId,
        names: StatementId,
        reason: &str,
    ) -> Result<Option<Draft>, Fault> {
        let facts = self.facts()?;
        let review = ScopeId::review(&facts.root.realm, &facts.department, outer);
        let prepared = self.ledger()?.review(&review).and_then(|review| review.prepared_as(&names));
        if prepared.ok_or(Fault::NotFound)?.declined.is_some() {
            return Ok(None);
        }
        let reason = Text::lenient(reason);
        let payload = move |header| Payload::Decline(Decline { header, names, reason });
        Ok(Some(Draft::new(review, Vec::new(), payload)))
    }
}
