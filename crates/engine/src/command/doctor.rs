//! Whether the platform still has what this PC relies on it to keep. It believes the platform's "missing" and asks for no
//! content: bytes that were damaged without the platform knowing are found by whoever fetches them.

use std::future::Future;

use jixiang_contract::Subject;
use jixiang_model::ObjectId;
use jixiang_statement::list::{self, PackRow};
use jixiang_statement::payload::Content;
use jixiang_transfer::Backoff;

use crate::engine::Engine;
use crate::fault::{Fault, of_object, of_remote};
use crate::port::{RemoteError, Table};
use crate::view::entrusted::{Entrusted, Piece, Whose};

/// Objects that are asked for together.
const TOGETHER: usize = 1000;
/// A platform that asks for patience is asked so often.
const MOST_TRIES: u32 = 8;

/// An object that the platform cannot serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The delivery or dataset.
    pub subject: Subject,
    /// Its title.
    pub title: String,
    /// Of a dataset, the version, once it is released.
    pub version: Option<u32>,
    /// Why this PC relies on it.
    pub whose: Whose,
    /// The object.
    pub object: ObjectId,
    /// What it is.
    pub piece: Piece,
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Examined {
    /// Objects that were asked for.
    pub asked: usize,
    /// Those that the platform does not have.
    pub lost: Vec<Lost>,
}

impl Engine {
    /// Asks the platform for every object that this PC relies on it to keep.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the platform cannot be reached or does not answer.
    pub async fn examine(&self) -> Result<Examined, Fault> {
        let all = self.state(|state| state.entrusted()).await;
        let (mut examined, mut asking) = (Examined::default(), Vec::new());
        for entrusted in &all {
            asking.extend(entrusted.beside.iter().map(|(object, piece)| (entrusted, *object, *piece)));
            if let Some(content) = &entrusted.content {
                match self.pieces(content).await {
                    Ok(pieces) => asking.extend(pieces.into_iter().map(|(object, piece)| (entrusted, object, piece))),
                    Err(Fault::Integrity(_)) => examined.lost(entrusted, content.packs.hash, Piece::PackList),
                    // It ended just now.
                    Err(Fault::Expired | Fault::TakenBack) => asking.retain(|(of, ..)| !std::ptr::eq(*of, entrusted)),
                    Err(fault) => return Err(fault),
                }
            }
            if asking.len() >= TOGETHER {
                self.ask(&mut examined, std::mem::take(&mut asking)).await?;
            }
        }
        self.ask(&mut examined, asking).await?;
        Ok(examined)
    }

    async fn ask(&self, examined: &mut Examined, asking: Vec<(&Entrusted, ObjectId, Piece)>) -> Result<(), Fault> {
        let mut ids: Vec<ObjectId> = asking.iter().map(|(_, object, _)| *object).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut missing = self.patiently(|| self.remote().missing(&ids)).await.map_err(of_remote)?;
        missing.sort_unstable();
        examined.asked += ids.len();
        for (entrusted, object, piece) in asking {
            if missing.binary_search(&object).is_ok() {
                examined.lost(entrusted, object, piece);
            }
        }
        Ok(())
    }

    /// The objects of a content. The list of its packs is kept here, or small enough to be fetched.
    async fn pieces(&self, content: &Content) -> Result<Vec<(ObjectId, Piece)>, Fault> {
        let packs = content.packs;
        let kept = self.state(move |state| state.store.read(Table::Object, packs.hash.as_bytes())).await?;
        let listed = match kept {
            Some(kept) => kept,
            None => self.patiently(|| self.remote().get(packs.hash, packs.bytes)).await.map_err(of_object)?.to_vec(),
        };
        let rows = list::decode::<PackRow>(&listed, &packs).map_err(|_| Fault::Integrity("pack list".to_owned()))?;
        let own = [(content.body.hash, Piece::Body), (packs.hash, Piece::PackList)];
        Ok(own.into_iter().chain(rows.into_iter().map(|row| (row.object, Piece::Pack))).collect())
    }

    /// Asks, and again when the platform asks for patience.
    async fn patiently<T, A>(&self, ask: impl Fn() -> A) -> Result<T, RemoteError>
    where
        A: Future<Output = Result<T, RemoteError>>,
    {
        let mut backoff = Backoff::default();
        loop {
            match ask().await {
                Err(busy @ RemoteError::Busy(_)) if backoff.failures() < MOST_TRIES => {
                    let pause = backoff.handle_failure(Fault::Remote(busy).retry_after(), &mut *self.random());
                    tokio::time::sleep(pause).await;
                }
                answer => return answer,
            }
        }
    }
}

impl Examined {
    fn lost(&mut self, entrusted: &Entrusted, object: ObjectId, piece: Piece) {
        let Entrusted { subject, title, version, whose, .. } = entrusted;
        let (subject, title, version, whose) = (subject.clone(), title.clone(), *version, *whose);
        self.lost.push(Lost { subject, title, version, whose, object, piece });
    }
}
