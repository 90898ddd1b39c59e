//! The catalogue: searching it, the page of a dataset, and what a request for it would be filled with.

use std::time::Duration;

use jixiang_contract::{CataloguePage, CatalogueQuery, Connection, DatasetId, DatasetPage, RequestDraft, Stamp};

use super::dataset_id;
use crate::engine::Engine;
use crate::fault::Fault;

/// How long the page of a dataset waits to learn when its provider dated its datasets.
const DATED: Duration = Duration::from_millis(300);

impl Engine {
    /// Searches the catalogue on this PC.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn search_catalogue(&self, query: CatalogueQuery) -> Result<CataloguePage, Fault> {
        self.state(move |state| state.search_catalogue(&query)).await
    }

    /// The page of a dataset.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn dataset(&self, id: &DatasetId) -> Result<DatasetPage, Fault> {
        let id = dataset_id(id)?;
        let provider = self.state(move |state| {
            let online = matches!(state.connection, Connection::Online { .. });
            state.entry_of(&id).map(|(_, provider)| provider).filter(|_| online)
        });
        let dated = match provider.await {
            // The page never waits for a platform that is slow.
            Some(provider) => tokio::time::timeout(DATED, self.dated(provider, id)).await.ok().and_then(Result::ok),
            None => None,
        };
        let dated = dated.flatten().map(|at| Stamp(at.0));
        self.state(move |state| Ok(DatasetPage { dated, ..state.dataset_page(&id)? })).await
    }

    /// What a request for a dataset would be filled with.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn request_draft(&self, id: &DatasetId) -> Result<RequestDraft, Fault> {
        let id = dataset_id(id)?;
        self.state(move |state| state.request_draft(&id)).await
    }
}
