//! Uploads: several at once, each acknowledged in the store before it counts.

use std::collections::HashSet;
use std::time::Instant;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jixiang_model::{Object, ObjectId};
use tokio::sync::mpsc;

use super::read::Ready;
use crate::engine::Engine;
use crate::fault::{Fault, of_remote};
use crate::port::{Table, Write};
use crate::record::{JobId, JobKind, acked_key};
use crate::state::State;

/// Connections at once.
const AT_ONCE: usize = 4;

struct Landed {
    object: ObjectId,
    bytes: u64,
    read: u64,
}

impl Engine {
    /// Uploads packs as they come, except those that were acknowledged before.
    pub(super) async fn upload_packs(
        &self,
        id: JobId,
        acked: HashSet<ObjectId>,
        mut packs: mpsc::Receiver<Ready>,
    ) -> Result<(), Fault> {
        let mut flying = FuturesUnordered::new();
        let mut open = true;
        while open || !flying.is_empty() {
            tokio::select! {
                ready = packs.recv(), if open && flying.len() < AT_ONCE => match ready {
                    Some(ready) if acked.contains(&ready.pack.id()) => {
                        self.state(move |state| state.job_done(&id, ready.read)).await;
                    }
                    Some(ready) => flying.push(self.upload_pack(ready)),
                    None => open = false,
                },
                Some(landed) = flying.next() => {
                    let landed = landed?;
                    self.state(move |state| state.landed(&id, &landed)).await?;
                }
            }
        }
        Ok(())
    }

    async fn upload_pack(&self, ready: Ready) -> Result<Landed, Fault> {
        let Ready { pack, read } = ready;
        let (object, bytes) = (pack.id(), pack.object.len() as u64);
        self.remote().put(pack.object.convert()).await.map_err(of_remote)?;
        Ok(Landed { object, bytes, read })
    }

    /// Uploads small objects, several at once.
    pub(crate) async fn upload_small(&self, id: JobId, objects: Vec<Vec<u8>>) -> Result<(), Fault> {
        let bytes = objects.iter().map(|object| object.len() as u64).sum();
        let uploads = futures_util::stream::iter(objects).map(|object| {
            let engine = self.clone();
            async move { engine.remote().put(Object::new(Bytes::from(object))).await.map_err(of_remote) }
        });
        let mut uploads = uploads.buffer_unordered(AT_ONCE);
        while let Some(uploaded) = uploads.next().await {
            uploaded?;
        }
        self.state(move |state| state.count_sent(&id, bytes)).await;
        Ok(())
    }
}

impl State {
    /// The packs that the job has behind it.
    pub(crate) fn acked(&self, id: &JobId) -> Result<HashSet<ObjectId>, Fault> {
        let rows = self.store.scan(Table::Acked, id.as_bytes())?;
        let object = |key: &[u8]| key.get(16..).and_then(|key| <[u8; 32]>::try_from(key).ok());
        Ok(rows.iter().filter_map(|(key, _)| object(key)).map(ObjectId::from_bytes).collect())
    }

    fn landed(&mut self, id: &JobId, landed: &Landed) -> Result<(), Fault> {
        let key = acked_key(id, &landed.object);
        self.store.commit(&[Write::Put { table: Table::Acked, key, value: Vec::new() }])?;
        self.count_sent(id, landed.bytes);
        self.job_done(id, landed.read);
        Ok(())
    }

    fn count_sent(&mut self, id: &JobId, bytes: u64) {
        match self.jobs.get_mut(id).map(|running| &mut running.job.kind) {
            Some(JobKind::Send(job)) => job.sent_bytes += bytes,
            Some(JobKind::Publish(job)) => job.sent_bytes += bytes,
            Some(JobKind::Fetch(_) | JobKind::Act(_)) | None => {}
        }
    }

    /// Content bytes that are behind the job; never falls while it runs.
    pub(crate) fn job_done(&mut self, id: &JobId, done: u64) {
        if let Some(running) = self.jobs.get_mut(id) {
            running.moved(Instant::now(), done);
        }
    }
}
