//! The catalogue: searching it, the page of a dataset, and what a request for it would be filled with.

use jixiang_contract::{CataloguePage, CatalogueQuery, DatasetId, DatasetPage, RequestDraft};

use super::dataset_id;
use crate::engine::Engine;
use crate::fault::Fault;

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
        self.state(move |state| state.dataset_page(&id)).await
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
