//! The search index: every dataset of the catalogue stands in it by its entry as soon as that is verified, and with its
//! columns when these are here, which are fetched once, held to the signed list and kept. What the catalogue does not
//! show any more leaves it.

use std::collections::HashSet;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use jixiang_contract::Place;
use jixiang_model::{Object, ObjectId, ScopeId, StatementId};
use jixiang_statement::parse_json;
use jixiang_statement::payload::{Column, ListRef};
use jixiang_statement::thread::Dataset;

use crate::engine::Engine;
use crate::fault::{Fault, of_object};
use crate::port::{Table, Write};
use crate::record::{self, indexed_key, unread_key};
use crate::search::{Document, SearchPlan};
use crate::state::State;
use crate::view::plain;

/// Datasets that enter or leave the index in one transaction: each is written down with a flush to the disk, and a
/// province has tens of thousands.
const BATCH: usize = 1000;
/// Bytes of columns that are held in memory before they are written down.
const BATCH_BYTES: u64 = 16 * 1024 * 1024;
/// Column lists that are asked for at once.
const AT_ONCE: usize = 8;

/// A dataset that stands in the index without its columns, and their list if it has to be fetched.
type Unread = (ScopeId, Option<ListRef>);

impl Engine {
    /// Brings the index to what the ledger says, without asking the platform for anything.
    pub(crate) async fn index_catalogue(&self) {
        let stale = self.state(|state| state.stale_in_index()).await;
        for some in stale.chunks(BATCH) {
            let some = some.to_vec();
            if !self.state(move |state| state.index(&some, &HashSet::new())).await {
                return;
            }
        }
    }

    /// Fetches the columns of some datasets that stand in the index without them. Answers whether there are more that can
    /// be asked for at once. What cannot be had holds up nothing.
    pub(crate) async fn read_some_columns(&self) -> bool {
        let unread = self.state(|state| state.some_unread()).await;
        if unread.is_empty() {
            return false;
        }
        let asked = stream::iter(unread).map(|(dataset, list)| async move {
            let answer = match list {
                Some(list) => self.fetch_columns(list).await.map(Some),
                None => Ok(None),
            };
            ((dataset, list), answer)
        });
        let answers: Vec<_> = asked.buffer_unordered(AT_ONCE).collect().await;
        let (mut answered, mut lists, mut absent, mut reachable) = (Vec::new(), Vec::new(), HashSet::new(), true);
        for ((dataset, list), answer) in answers {
            match answer {
                Ok(bytes) => lists.extend(list.zip(bytes)),
                Err(fault) if fault.mends() => {
                    tracing::info!(%dataset, code = fault.view_now().code.as_str(), "columns could not be read");
                    reachable = false;
                    continue;
                }
                Err(fault) => {
                    tracing::info!(%dataset, code = fault.view_now().code.as_str(), "columns are not to be had");
                    absent.extend(list.map(|list| list.hash));
                    if matches!(fault, Fault::Integrity(_)) {
                        self.state(move |state| state.spoil(dataset, &fault.to_string())).await;
                    }
                }
            }
            answered.push(dataset);
        }
        let written = self.state(move |state| state.take_columns(&lists) && state.index(&answered, &absent)).await;
        written && reachable && self.state(|state| !state.unread.is_empty()).await
    }

    /// Fetches the columns of the newest entry of a dataset, unless they are here.
    pub(crate) async fn read_columns(&self, dataset: ScopeId) -> Result<(), Fault> {
        let list = self.state(move |state| state.missing_columns(&dataset)).await?;
        self.read_column_list(list).await
    }

    /// Fetches the columns that an entry names, unless they are here.
    pub(crate) async fn read_columns_of(&self, entry: StatementId) -> Result<(), Fault> {
        let list = self
            .state(move |state| {
                let columns = state.entry(&entry)?.columns;
                state.not_here(columns)
            })
            .await?;
        self.read_column_list(list).await
    }

    async fn read_column_list(&self, list: Option<ListRef>) -> Result<(), Fault> {
        let Some(list) = list else { return Ok(()) };
        let bytes = self.fetch_columns(list).await?;
        self.state(move |state| Ok(state.store.commit(&[kept(&list, &bytes)])?)).await
    }

    async fn fetch_columns(&self, list: ListRef) -> Result<Object<Bytes>, Fault> {
        let bytes = self.remote().get(list.hash, list.bytes).await.map_err(of_object)?;
        let columns: Vec<Column> = parse_json(&bytes).map_err(|_| Fault::Integrity("columns".to_owned()))?;
        if u32::try_from(columns.len()).ok() != Some(list.count) {
            return Err(Fault::Integrity("columns".to_owned()));
        }
        Ok(bytes)
    }

    /// Asks the index something once, so that the first question of a person does not wait until it was read.
    pub(crate) async fn warm_search(self) {
        let asked = tokio::task::spawn_blocking(move || self.inner.ports.store.search(&SearchPlan::default()));
        if let Ok(Err(error)) = asked.await {
            tracing::error!(%error, "the index could not be read");
        }
    }
}

impl State {
    /// Datasets that do not stand in the index as they should: not as their newest release, or at all.
    fn stale_in_index(&self) -> Vec<ScopeId> {
        let Some(ledger) = &self.ledger else { return Vec::new() };
        let listed = ledger.datasets().filter(|dataset| !dataset.is_over());
        let new = listed.filter(|dataset| self.indexed.get(&dataset.id()) != Some(&dataset.latest().statement));
        let gone = self.indexed.keys().filter(|id| ledger.dataset(id).is_none_or(Dataset::is_over));
        new.map(Dataset::id).chain(gone.copied()).collect()
    }

    /// The next datasets whose columns are to be read.
    fn some_unread(&self) -> Vec<Unread> {
        let mut bytes = 0;
        let lists = self.unread.iter().map(|dataset| (*dataset, self.missing_columns(dataset).ok().flatten()));
        let fits = |(_, list): &Unread| {
            let fits = bytes < BATCH_BYTES;
            bytes += list.map_or(0, |list| u64::from(list.bytes));
            fits
        };
        lists.take(BATCH).take_while(fits).collect()
    }

    fn missing_columns(&self, dataset: &ScopeId) -> Result<Option<ListRef>, Fault> {
        let columns = match self.ledger()?.dataset(dataset) {
            Some(known) => known.latest().columns,
            None => self.publications_of(dataset).last().ok_or(Fault::NotFound)?.entry.columns,
        };
        self.not_here(columns)
    }

    /// The list, unless its columns are here.
    fn not_here(&self, columns: Option<ListRef>) -> Result<Option<ListRef>, Fault> {
        let Some(list) = columns else { return Ok(None) };
        Ok(self.columns(&list)?.is_none().then_some(list))
    }

    /// Writes columns down. Answers whether it could.
    fn take_columns(&mut self, lists: &[(ListRef, Object<Bytes>)]) -> bool {
        let batch: Vec<Write> = lists.iter().map(|(list, bytes)| kept(list, bytes)).collect();
        let written = self.store.commit(&batch);
        if let Err(error) = &written {
            tracing::error!(%error, "columns could not be written down");
        }
        written.is_ok()
    }

    /// Brings some datasets in the index to what the ledger says, all in one transaction. Columns that are not here are
    /// asked for later, unless they are known to be `absent`. Answers whether it could be written down.
    fn index(&mut self, datasets: &[ScopeId], absent: &HashSet<ObjectId>) -> bool {
        let mut batch = Vec::with_capacity(datasets.len() * 3);
        let mut placed = Vec::with_capacity(datasets.len());
        for id in datasets {
            let entry = self.document(id);
            let unread =
                entry.as_ref().and_then(|entry| entry.missing).is_some_and(|list| !absent.contains(&list.hash));
            if unread != self.unread.contains(id) {
                batch.push(match unread {
                    true => record::put(Table::Object, unread_key(id), &()),
                    false => Write::Delete { table: Table::Object, key: unread_key(id) },
                });
            }
            placed.push((*id, entry.as_ref().map(|entry| entry.release), unread));
            match entry {
                Some(Indexed { release, document, .. }) => {
                    batch.push(Write::Index { id: *id, document: Box::new(document) });
                    batch.push(record::put(Table::Object, indexed_key(id), &release));
                }
                None if self.indexed.contains_key(id) => {
                    batch.push(Write::Unindex { id: *id });
                    batch.push(Write::Delete { table: Table::Object, key: indexed_key(id) });
                }
                None => {}
            }
        }
        if let Err(error) = self.store.commit(&batch) {
            tracing::error!(%error, "datasets could not be indexed");
            return false;
        }
        for (id, release, unread) in placed {
            match release {
                Some(release) => self.indexed.insert(id, release),
                None => self.indexed.remove(&id),
            };
            if unread {
                self.unread.insert(id)
            } else {
                self.unread.remove(&id)
            };
        }
        self.changed(&[Place::Catalogue, Place::Desk]);
        true
    }

    /// A dataset as its newest release says; none when the catalogue does not show it.
    fn document(&self, id: &ScopeId) -> Option<Indexed> {
        let known = self.ledger.as_ref()?.dataset(id).filter(|known| !known.is_over())?;
        let latest = known.latest();
        let entry = self.entry(&latest.entry).ok()?;
        let columns = latest.columns.and_then(|list| self.columns(&list).ok()?);
        let missing = latest.columns.filter(|_| columns.is_none());
        let document = Document {
            name: entry.name.to_string(),
            aliases: entry.code.iter().map(ToString::to_string).collect(),
            columns: columns.iter().flatten().map(|column| column.name.to_string()).collect(),
            provider: self.department_name(known.provider()),
            summary: entry.summary.to_string(),
            department: *known.provider(),
            class: plain::class_number(entry.share_class),
            cycle: plain::cycle_number(entry.update_cycle),
            updated: latest.at,
        };
        Some(Indexed { release: latest.statement, document, missing })
    }
}

/// A dataset as it stands in the index.
struct Indexed {
    /// Its newest release.
    release: StatementId,
    document: Document,
    /// The list of its columns, when they are not here.
    missing: Option<ListRef>,
}

/// Columns as they are kept.
fn kept(list: &ListRef, bytes: &[u8]) -> Write {
    Write::Put { table: Table::Object, key: list.hash.as_bytes().to_vec(), value: bytes.to_vec() }
}
