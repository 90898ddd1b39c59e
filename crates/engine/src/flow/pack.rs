//! Gets one pack and opens it: from the cache of this PC where it is there and whole, from the platform otherwise. What the
//! cache may hold is kept to its limit here.

use std::collections::HashSet;
use std::io;

use bytes::Bytes;
use jixiang_contract::Place as Screen;
use jixiang_model::{Object, ObjectId, ScopeId, VersionId};
use jixiang_statement::thread::RecordOf;
use jixiang_transfer::{Opened, PackWork, Piece, WorkError};

use super::content::pack_list;
use crate::engine::Engine;
use crate::fault::{Fault, of_object};
use crate::files::Cache;
use crate::port::Table;
use crate::record::JobKind;
use crate::state::State;

/// Whether a pack is worth keeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Later versions may use it again.
    Version,
    /// A delivery has no later version.
    Nothing,
}

impl Engine {
    /// Removes from the cache what is beyond its limit and not needed by what still goes on.
    pub(crate) async fn trim_cache(&self) {
        let (limit, needed) = self.state(|state| (state.settings.cache_limit, state.needed_packs())).await;
        let cache = self.inner.cache.clone();
        let trimmed = blocking(move || cache.trim(limit.0, &needed?).map_err(|error| Fault::writing(&error))).await;
        if let Err(fault) = trimmed.and_then(|trimmed| trimmed) {
            tracing::info!(%fault, "the cache could not be trimmed");
        }
        self.state(|state| state.changed(&[Screen::Settings])).await;
    }

    /// Bytes in the cache.
    pub(crate) async fn kept_bytes(&self) -> Result<u64, Fault> {
        let cache = self.inner.cache.clone();
        blocking(move || cache.used()).await?.map_err(|error| Fault::writing(&error))
    }

    /// Opens a pack and hands its pieces to `sink`. Answers how many bytes came from the platform.
    pub(crate) async fn open_pack<S>(&self, work: PackWork, keep: Keep, sink: S) -> Result<(Opened, u64), Fault>
    where
        S: FnMut(Piece<'_>) -> io::Result<()> + Send + 'static,
    {
        let cache = self.inner.cache.clone();
        let (work, sink) = match keep {
            Keep::Nothing => (work, sink),
            Keep::Version => {
                let cache = cache.clone();
                match blocking(move || from_cache(&cache, work, sink)).await? {
                    Tried::Opened(opened) => return Ok((opened, 0)),
                    Tried::Failed(fault) => return Err(fault),
                    Tried::Absent(work, sink) => (work, sink),
                }
            }
        };
        let size = work.size().bytes();
        let object = self.remote().get(work.id(), u32::try_from(size).unwrap_or(u32::MAX)).await.map_err(of_object)?;
        let opened = blocking(move || fresh(&cache, keep, &work, &object, sink)).await??;
        Ok((opened, size as u64))
    }
}

impl State {
    /// The packs of versions that an unfinished job fetches, or makes a next version of.
    fn needed_packs(&self) -> Result<HashSet<ObjectId>, Fault> {
        let mut needed = HashSet::new();
        for running in self.jobs.values().filter(|running| running.job.ended().is_none()) {
            let record = match &running.job.kind {
                JobKind::Fetch(job) => job.version.and_then(|version| self.record_of(&job.scope, version.number)),
                JobKind::Publish(job) => job.base.and_then(|base| self.record_with(&job.dataset, &base)),
                JobKind::Send(_) | JobKind::Act(_) => None,
            };
            if let Some(record) = record
                && let Some(bytes) = self.store.read(Table::Object, record.content.packs.hash.as_bytes())?
            {
                let packs = pack_list(&bytes, &record.content.packs).unwrap_or_default();
                needed.extend(packs.into_iter().map(|(pack, _)| pack));
            }
        }
        Ok(needed)
    }

    fn record_of(&self, dataset: &ScopeId, number: u64) -> Option<&RecordOf> {
        self.ledger().ok()?.dataset(dataset)?.released(number)?.record.as_ref()
    }

    fn record_with(&self, dataset: &ScopeId, version: &VersionId) -> Option<&RecordOf> {
        self.ledger().ok()?.dataset(dataset)?.release_of_version(version)?.record.as_ref()
    }
}

pub(super) async fn blocking<T: Send + 'static>(task: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(task).await.map_err(|error| Fault::Internal(error.to_string()))
}

enum Tried<S> {
    Opened(Opened),
    Failed(Fault),
    Absent(PackWork, S),
}

/// A pack that lies here but is damaged is removed, and fetched as if it had never been here.
fn from_cache<S>(cache: &Cache, work: PackWork, mut sink: S) -> Tried<S>
where
    S: FnMut(Piece<'_>) -> io::Result<()>,
{
    let Some(object) = cache.read(&work.id(), work.size()) else {
        return Tried::Absent(work, sink);
    };
    match work.open(&object, &mut sink) {
        Ok(opened) => Tried::Opened(opened),
        Err(WorkError::Sink(error)) => Tried::Failed(Fault::writing(&error)),
        Err(WorkError::Pack(_) | WorkError::Malformed(_)) => {
            cache.discard(&work.id());
            Tried::Absent(work, sink)
        }
    }
}

fn fresh<S>(cache: &Cache, keep: Keep, work: &PackWork, object: &Object<Bytes>, mut sink: S) -> Result<Opened, Fault>
where
    S: FnMut(Piece<'_>) -> io::Result<()>,
{
    let opened = work.open(object, &mut sink).map_err(|error| match error {
        WorkError::Sink(error) => Fault::writing(&error),
        WorkError::Pack(_) | WorkError::Malformed(_) => Fault::Integrity("pack".to_owned()),
    })?;
    // A full disk keeps nothing more; what was fetched is still good.
    if keep == Keep::Version
        && let Err(error) = cache.keep(object)
    {
        tracing::info!(kind = ?error.kind(), "a pack could not be kept");
    }
    Ok(opened)
}
