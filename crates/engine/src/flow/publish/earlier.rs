//! What the next version of a dataset need not carry: the chunks of the version that it is made from, as far as the
//! platform still has them.

use std::collections::HashSet;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jixiang_model::ObjectId;
use jixiang_transfer::Known;

use crate::engine::Engine;
use crate::fault::{Fault, of_remote};
use crate::flow::content::OpenContent;
use crate::flow::pack::Keep;
use crate::record::PublishJob;

/// Connections at once.
const AT_ONCE: usize = 4;

impl Engine {
    /// The chunks of the version that this one is made from. What cannot be read of it any more is sealed anew, which
    /// makes this version whole again.
    pub(super) async fn known_of(&self, job: &PublishJob) -> Result<Known, Fault> {
        let (dataset, Some(base)) = (job.dataset, job.base) else {
            return Ok(Known::default());
        };
        let (record, place) = self
            .state(move |state| {
                let known = state.ledger()?.dataset(&dataset).ok_or(Fault::NotFound)?;
                let record = known.release_of_version(&base).and_then(|release| release.record.clone());
                Ok::<_, Fault>((record.ok_or(Fault::NotFound)?, state.place_of(&dataset)?))
            })
            .await?;
        let key = self.own_version_key(record.statement).await?;
        let Some(opened) = unless_damaged(self.open_content(&key, &place, &record.content).await)? else {
            return Ok(Known::default());
        };
        let OpenContent { body, packs, .. } = opened;
        let asked: Vec<ObjectId> = packs.iter().map(|(pack, _)| *pack).collect();
        let lost: HashSet<ObjectId> = self.remote().missing(&asked).await.map_err(of_remote)?.into_iter().collect();
        if !lost.is_empty() {
            tracing::warn!(%dataset, packs = lost.len(), "packs of the earlier version are lost and sealed anew");
        }
        let mut known = Known::of(&place, &body, &packs, &lost);
        let mut flying = FuturesUnordered::new();
        loop {
            while flying.len() < AT_ONCE
                && let Some(work) = known.poll_pack()
            {
                flying.push(self.open_pack(work, Keep::Version, |_| Ok(())));
            }
            match flying.next().await {
                Some(opened) => unless_damaged(opened)?.into_iter().for_each(|(opened, _)| known.handle_opened(opened)),
                None => return Ok(known),
            }
        }
    }
}

/// Nothing where the platform has no whole object any more.
fn unless_damaged<T>(read: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(Fault::Integrity(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}
