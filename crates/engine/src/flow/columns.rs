//! The columns of what is in the catalogue: fetched once, held to the signed list, kept, and put into the search index
//! together with the entry.

use jixiang_model::{ScopeId, StatementId};
use jixiang_statement::parse_json;
use jixiang_statement::payload::{Column, ListRef};

use crate::engine::Engine;
use crate::fault::{Fault, of_object};
use crate::port::{Table, Write};
use crate::search::Document;
use crate::state::State;
use crate::view::plain;

impl Engine {
    /// Fetches columns that are not here yet and indexes what is not indexed as it stands. What cannot be had holds up
    /// nothing.
    pub(crate) async fn index_catalogue(&self) {
        let unindexed = self.state(|state| state.unindexed()).await;
        for dataset in unindexed {
            match self.read_columns(dataset).await {
                Ok(()) => {}
                Err(fault @ Fault::Integrity(_)) => {
                    self.state(move |state| state.spoil(dataset, &fault.to_string())).await;
                }
                Err(fault) => {
                    tracing::info!(%dataset, code = fault.view_now().code.as_str(), "columns could not be read");
                    if fault.mends() {
                        return;
                    }
                }
            }
            self.state(move |state| state.index(&dataset)).await;
        }
    }

    /// Fetches the columns of the newest entry of a dataset, unless they are here.
    pub(crate) async fn read_columns(&self, dataset: ScopeId) -> Result<(), Fault> {
        let list = self.state(move |state| state.missing_columns(&dataset)).await?;
        match list {
            Some(list) => self.read_column_list(list).await,
            None => Ok(()),
        }
    }

    /// Fetches the columns that an entry names, unless they are here.
    pub(crate) async fn read_columns_of(&self, entry: StatementId) -> Result<(), Fault> {
        let list = self
            .state(move |state| {
                let Some(list) = state.entry(&entry)?.columns else { return Ok(None) };
                Ok::<_, Fault>(state.columns(&list)?.is_none().then_some(list))
            })
            .await?;
        match list {
            Some(list) => self.read_column_list(list).await,
            None => Ok(()),
        }
    }

    async fn read_column_list(&self, list: ListRef) -> Result<(), Fault> {
        let bytes = self.remote().get(list.hash, list.bytes).await.map_err(of_object)?;
        let columns: Vec<Column> = parse_json(&bytes).map_err(|_| Fault::Integrity("columns".to_owned()))?;
        if u32::try_from(columns.len()).ok() != Some(list.count) {
            return Err(Fault::Integrity("columns".to_owned()));
        }
        self.state(move |state| {
            let key = list.hash.as_bytes().to_vec();
            Ok(state.store.commit(&[Write::Put { table: Table::Object, key, value: bytes.to_vec() }])?)
        })
        .await
    }
}

impl State {
    /// Datasets whose newest release is not in the index.
    fn unindexed(&self) -> Vec<ScopeId> {
        let datasets = self.ledger.iter().flat_map(|ledger| ledger.datasets());
        let stale = datasets.filter(|dataset| self.indexed.get(&dataset.id()) != Some(&dataset.latest().statement));
        stale.map(|dataset| dataset.id()).collect()
    }

    fn missing_columns(&self, dataset: &ScopeId) -> Result<Option<ListRef>, Fault> {
        let columns = match self.ledger()?.dataset(dataset) {
            Some(known) => known.latest().columns,
            None => self.publications_of(dataset).last().ok_or(Fault::NotFound)?.entry.columns,
        };
        let Some(list) = columns else {
            return Ok(None);
        };
        Ok(self.columns(&list)?.is_none().then_some(list))
    }

    /// Puts a dataset into the index as its newest release says.
    fn index(&mut self, dataset: &ScopeId) {
        let Some((release, document)) = self.document(dataset) else {
            return;
        };
        let write = Write::Index { id: *dataset, document: Box::new(document) };
        let noted = crate::record::put(Table::Object, crate::record::indexed_key(dataset), &release);
        match self.store.commit(&[write, noted]) {
            Ok(()) => {
                self.indexed.insert(*dataset, release);
                self.changed(&[jixiang_contract::Place::Catalogue, jixiang_contract::Place::Desk]);
            }
            Err(error) => tracing::error!(%error, "a dataset could not be indexed"),
        }
    }

    fn document(&self, dataset: &ScopeId) -> Option<(StatementId, Document)> {
        let known = self.ledger.as_ref()?.dataset(dataset)?;
        let latest = known.latest();
        let entry = self.entry(&latest.entry).ok()?;
        let columns = latest.columns.and_then(|list| self.columns(&list).ok()?).unwrap_or_default();
        let document = Document {
            name: entry.name.to_string(),
            aliases: entry.code.iter().map(ToString::to_string).collect(),
            columns: columns.iter().map(|column| column.name.to_string()).collect(),
            provider: self.department_name(known.provider()),
            summary: entry.summary.to_string(),
            department: *known.provider(),
            class: plain::class_number(entry.share_class),
            cycle: plain::cycle_number(entry.update_cycle),
            updated: latest.at,
        };
        Some((latest.statement, document))
    }
}
