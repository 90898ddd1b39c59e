//! Fetching: the version key is asked for, the body opened, packs fetched and verified, pieces written to a hidden folder,
//! and only a complete and verified delivery gets its final names.

mod place;
mod write;

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jixiang_model::{Object, ObjectId, Proof, RequestState, ScopeId};
use jixiang_seal::body::Body;
use jixiang_seal::safe_name::SafeFolder;
use jixiang_seal::{Extent, Place, Purpose, VersionKey, receipt};
use jixiang_statement::list::SealPurpose;
use jixiang_statement::payload::Content;
use jixiang_transfer::{Fetch, Opened, PackList, PackWork, Stage as Progress};

use crate::engine::Engine;
use crate::fault::{Fault, of_object};
use crate::flow::content::OpenContent;
use crate::flow::pack::Keep;
use crate::port::{Table, Write};
use crate::record::{FetchJob, FetchVersion, JobId, JobKind, acked_key};
use crate::state::State;

use write::Writer;

/// Connections at once.
const AT_ONCE: usize = 4;
/// So many fetched bytes are made durable together, and then count.
const DURABLE: u64 = 64 << 20;

/// A version that was opened: what it needs and what proves that it was read.
struct Version {
    place: Place,
    body: Body,
    packs: PackList,
    proof: Proof,
}

impl Engine {
    /// Does a fetch job, from wherever it was left.
    pub(crate) async fn fetch_job(&self, id: JobId) -> Result<(), Fault> {
        let job = self.state(move |state| state.fetching(&id)).await?;
        if job.placing.is_none() {
            let version = self.open_version(id, &job).await?;
            let (fetch, writer) = self.fetch_content(id, &job, &version).await?;
            self.plan_places(id, &job, fetch, writer, version.proof).await?;
        }
        self.place_all(id).await?;
        if job.version.is_some() {
            self.trim_cache().await;
        }
        Ok(())
    }

    /// Asks for the version key and opens the body. From here on the platform counts a delivery as fetched.
    async fn open_version(&self, id: JobId, job: &FetchJob) -> Result<Version, Fault> {
        let (key, content, place) = match job.version {
            None => self.delivered(id, job.scope).await?,
            Some(version) => self.released(job.scope, version).await?,
        };
        let OpenContent { body, tree, packs, listed } = self.open_content(&key, &place, &content).await?;
        let got = u64::from(content.body.bytes) + u64::from(content.packs.bytes);
        self.state(move |state| state.count_received(&id, got)).await;
        if job.version.is_some() {
            // It says how much a version takes, for the page of its dataset.
            let key = content.packs.hash.as_bytes().to_vec();
            let write = Write::Put { table: Table::Object, key, value: listed.to_vec() };
            self.state(move |state| state.store.commit(&[write])).await?;
        }
        let proof = Proof::from_bytes(receipt::proof(&key, &place, &content.version, &tree));
        Ok(Version { place, body, packs, proof })
    }

    /// The version key of a delivery.
    async fn delivered(&self, id: JobId, delivery: ScopeId) -> Result<(VersionKey, Content, Place), Fault> {
        self.state(move |state| state.may_fetch(&delivery)).await?;
        self.cover_agrees(delivery).await?;
        let row = self.own_seal(delivery, SealPurpose::Version).await?;
        let sealed = self.get(id, row.object.hash, row.object.bytes).await?;
        self.state(move |state| {
            let thread = state.thread(&delivery)?;
            let content = thread.delivery.delivery().content.clone();
            let seal = thread.seal_for(Purpose::DeliveryVersion, Extent::Version(content.version));
            let own = state.secrets()?.opens(&row.key).ok_or(Fault::NotFound)?;
            let key = own.open::<VersionKey>(&seal, &sealed);
            let key = key.map_err(|_| Fault::Integrity("version seal".to_owned()))?;
            Ok((key, content, thread.place()))
        })
        .await
    }

    /// The version key of a released version: the provider's own, or by a request that holds.
    async fn released(&self, dataset: ScopeId, version: FetchVersion) -> Result<(VersionKey, Content, Place), Fault> {
        let number = version.number;
        let (record, place) = self
            .state(move |state| {
                state.may_fetch_version(&dataset, version)?;
                Ok::<_, Fault>((state.released_record(&dataset, number)?, state.place_of(&dataset)?))
            })
            .await?;
        let key = match version.request {
            Some(request) => self.granted_version_key(request, number).await?,
            None => self.own_version_key(record.statement).await?,
        };
        Ok((key, record.content, place))
    }

    /// Gets an object and counts its bytes.
    async fn get(&self, id: JobId, object: ObjectId, bytes: u32) -> Result<Object<bytes::Bytes>, Fault> {
        let got = self.remote().get(object, bytes).await.map_err(of_object)?;
        self.state(move |state| state.count_received(&id, u64::from(bytes))).await;
        Ok(got)
    }

    /// Fetches every pack that is not behind the job yet and writes its pieces.
    async fn fetch_content(&self, id: JobId, job: &FetchJob, version: &Version) -> Result<(Fetch, Arc<Writer>), Fault> {
        let done: HashSet<ObjectId> = self.state(move |state| state.acked(&id)).await?;
        let top = SafeFolder::default();
        let fetch = Fetch::new(&version.place, version.body.clone(), &version.packs, done, top);
        let mut fetch = fetch.map_err(|_| Fault::Integrity("body".to_owned()))?;
        let total = version.body.size;
        self.state(move |state| state.job_total(&id, total)).await?;
        let writer = Arc::new(Writer::open(&job.folder, &stage_name(job))?);
        let keep = if job.version.is_some() { Keep::Version } else { Keep::Nothing };
        let mut flying = FuturesUnordered::new();
        let mut fresh: Vec<ObjectId> = Vec::new();
        let mut pending = 0;
        let mut laid_out = false;
        loop {
            if !laid_out && fetch.stage() != Progress::Index {
                let already = writer.lay_out(&fetch)?;
                self.state(move |state| state.job_done(&id, already)).await;
                laid_out = true;
            }
            while flying.len() < AT_ONCE
                && let Some(work) = fetch.poll_pack()
            {
                flying.push(self.fetch_pack(id, work, keep, writer.clone()));
            }
            let Some(fetched) = flying.next().await else {
                break;
            };
            let (opened, bytes) = fetched?;
            fresh.push(opened.id());
            pending += bytes;
            fetch.handle_opened(opened).map_err(|_| Fault::Integrity("tree".to_owned()))?;
            let written = writer.written();
            self.state(move |state| state.job_done(&id, written)).await;
            if pending >= DURABLE && laid_out {
                self.count_durable(id, &writer, std::mem::take(&mut fresh)).await?;
                pending = 0;
            }
        }
        if fetch.stage() == Progress::Complete {
            Ok((fetch, writer))
        } else {
            Err(Fault::Integrity("packs".to_owned()))
        }
    }

    async fn fetch_pack(
        &self,
        id: JobId,
        work: PackWork,
        keep: Keep,
        writer: Arc<Writer>,
    ) -> Result<(Opened, u64), Fault> {
        let bytes = work.size().bytes() as u64;
        let (opened, received) = self.open_pack(work, keep, move |piece| writer.write(piece)).await?;
        self.state(move |state| state.count_received(&id, received)).await;
        Ok((opened, bytes))
    }

    /// Makes what was written durable; only then do its packs count.
    async fn count_durable(&self, id: JobId, writer: &Arc<Writer>, packs: Vec<ObjectId>) -> Result<(), Fault> {
        let syncing = writer.clone();
        let synced = tokio::task::spawn_blocking(move || syncing.sync()).await;
        synced.map_err(|error| Fault::Internal(error.to_string()))?.map_err(|error| Fault::writing(&error))?;
        self.state(move |state| {
            let acked = packs.iter().map(|pack| Write::Put {
                table: Table::Acked,
                key: acked_key(&id, pack),
                value: Vec::new(),
            });
            Ok(state.store.commit(&acked.collect::<Vec<_>>())?)
        })
        .await
    }
}

/// The hidden folder of a delivery or version beside its final place. Each version has one of its own, so that nothing of
/// one that was left half way gets a final name with another.
pub(crate) fn stage_name(job: &FetchJob) -> String {
    let scope = job.scope.to_string();
    match job.version {
        None => format!(".jixiang-{}", &scope[..16]),
        Some(version) => format!(".jixiang-{}-{}", &scope[..16], version.number),
    }
}

impl State {
    fn fetching(&self, id: &JobId) -> Result<FetchJob, Fault> {
        match &self.jobs.get(id).ok_or(Fault::Cancelled)?.job.kind {
            JobKind::Fetch(job) => Ok(job.clone()),
            JobKind::Send(_) | JobKind::Publish(_) | JobKind::Act(_) => Err(Fault::Internal("no fetch".to_owned())),
        }
    }

    /// Whether this delivery can be fetched now, by this person.
    fn may_fetch(&self, delivery: &ScopeId) -> Result<(), Fault> {
        let thread = self.thread(delivery)?;
        if self.receives(thread) && thread.delivery.taken_back().is_some() {
            return Err(Fault::TakenBack);
        }
        if self.now() >= thread.delivery.delivery().not_after {
            return Err(Fault::Expired);
        }
        self.is_member()
    }

    /// Whether this PC belongs to its department: not before it was admitted, and not after it was removed.
    fn is_member(&self) -> Result<(), Fault> {
        match (self.removed(), self.admitted()) {
            (true, _) => Err(Fault::Removed),
            (false, true) => Ok(()),
            (false, false) => Err(Fault::NotAdmitted),
        }
    }

    /// Whether this version can be fetched now: by the provider, or by a request that was agreed to and holds.
    fn may_fetch_version(&self, dataset: &ScopeId, version: FetchVersion) -> Result<(), Fault> {
        self.is_member()?;
        let Some(request) = version.request else {
            let own = self.ledger()?.dataset(dataset).ok_or(Fault::NotFound)?.provider() == &self.facts()?.department;
            return if own { Ok(()) } else { Err(Fault::NoGrant) };
        };
        let thread = self.ledger()?.request(&request).ok_or(Fault::NoGrant)?;
        let holds = thread.state() == RequestState::Agreed && thread.dataset() == *dataset;
        if !holds {
            return Err(Fault::NoGrant);
        }
        let not_after = match thread.grant() {
            Some(grant) => grant.grant.not_after,
            None => thread.current().request.until.end(),
        };
        if self.now() < not_after { Ok(()) } else { Err(Fault::GrantOver) }
    }

    fn count_received(&mut self, id: &JobId, bytes: u64) {
        if let Some(JobKind::Fetch(job)) = self.jobs.get_mut(id).map(|running| &mut running.job.kind) {
            job.received_bytes += bytes;
        }
    }
}
