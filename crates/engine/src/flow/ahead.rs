//! Brings newer versions of what this PC holds into its cache, as they come: sealed, and only what they have anew. Nothing
//! gets a name in a folder before a person asks for it, and nothing is confirmed.

use futures_util::StreamExt as _;
use futures_util::stream;
use jixiang_contract::Place as Screen;
use jixiang_model::{ObjectId, ScopeId};
use jixiang_seal::pack::PackSize;
use jixiang_statement::payload::Content;
use jixiang_transfer::{Backoff, PackList};

use super::content::pack_list;
use super::pack::blocking;
use crate::engine::Engine;
use crate::fault::{Fault, of_object};
use crate::port::{Table, Write};
use crate::state::State;

/// Connections at once: fewer than what a person waits for takes.
const AT_ONCE: usize = 2;

impl Engine {
    /// Keeps what is held current for as long as the engine lives.
    pub(crate) async fn stay_current(self) {
        let mut backoff = Backoff::default();
        loop {
            match self.fetch_ahead().await {
                Ok(()) => {
                    backoff.handle_success();
                    self.inner.newer.notified().await;
                }
                Err(fault) => {
                    tracing::info!(code = fault.view_now().code.as_str(), "a newer version could not be brought");
                    let pause = backoff.handle_failure(fault.retry_after(), &mut *self.random());
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = self.inner.newer.notified() => {}
                    }
                }
            }
        }
    }

    /// Brings every newer version of what is held that is not here yet.
    pub(crate) async fn fetch_ahead(&self) -> Result<(), Fault> {
        let limit = self.state(|state| state.settings.cache_limit.0).await;
        let mut outcome: Result<(), Fault> = Ok(());
        for (dataset, content) in self.state(|state| state.newer_versions()).await {
            let brought = self.bring(&content, limit).await;
            if brought.is_ok() {
                self.state(move |state| state.ahead.insert(dataset, content.version)).await;
            }
            outcome = outcome.and(brought);
        }
        outcome
    }

    /// Brings what is not here of one version. One that is larger than all that may be kept is left to the person.
    async fn bring(&self, content: &Content, limit: u64) -> Result<(), Fault> {
        let packs = self.packs_of(content).await?;
        if packs.iter().map(|(_, size)| size.bytes() as u64).sum::<u64>() > limit {
            return Ok(());
        }
        let (cache, all) = (self.inner.cache.clone(), packs.clone());
        let absent =
            blocking(move || all.into_iter().filter(|(pack, size)| !cache.has(pack, *size)).collect::<PackList>());
        let mut coming =
            stream::iter(absent.await?).map(|(pack, size)| self.bring_pack(pack, size)).buffer_unordered(AT_ONCE);
        while let Some(kept) = coming.next().await {
            kept?;
        }
        drop(coming);
        self.trim_cache().await;
        self.state(|state| state.changed(&[Screen::Mine])).await;
        Ok(())
    }

    async fn bring_pack(&self, pack: ObjectId, size: PackSize) -> Result<(), Fault> {
        let object =
            self.remote().get(pack, u32::try_from(size.bytes()).unwrap_or(u32::MAX)).await.map_err(of_object)?;
        let cache = self.inner.cache.clone();
        blocking(move || cache.keep(&object)).await?.map_err(|error| Fault::writing(&error))
    }

    /// The packs of a version, by its list, which is kept.
    async fn packs_of(&self, content: &Content) -> Result<PackList, Fault> {
        let list = content.packs;
        let key = list.hash.as_bytes().to_vec();
        let kept = self.state({
            let key = key.clone();
            move |state| state.store.read(Table::Object, &key)
        });
        let damaged = || Fault::Integrity("pack list".to_owned());
        if let Some(bytes) = kept.await? {
            return pack_list(&bytes, &list).ok_or_else(damaged);
        }
        let bytes = self.remote().get(list.hash, list.bytes).await.map_err(of_object)?;
        let packs = pack_list(&bytes, &list).ok_or_else(damaged)?;
        let write = Write::Put { table: Table::Object, key, value: bytes.to_vec() };
        self.state(move |state| state.store.commit(&[write])).await?;
        Ok(packs)
    }
}

impl State {
    /// The newest version of each dataset that is held in an older one, as far as it may be fetched and was not brought.
    fn newer_versions(&self) -> Vec<(ScopeId, Content)> {
        let requests = self.requests_here();
        let held = self.marks.iter().filter_map(|(dataset, mark)| Some((*dataset, mark.version?)));
        held.filter_map(|(dataset, held)| {
            let release = self.fetchable(&requests, &dataset)?.release;
            let content = release.record.as_ref()?.content.clone();
            let is_new = release.number > held && self.ahead.get(&dataset) != Some(&content.version);
            is_new.then_some((dataset, content))
        })
        .collect()
    }
}
