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
        let (mut page, provider) = self
            .state(move |state| {
                let online = matches!(state.connection, Connection::Online { .. });
                let provider = state.entry_of(&id).map(|(_, provider)| provider).filter(|_| online);
                Ok::<_, Fault>((state.dataset_page(&id)?, provider))
            })
            .await?;
        if let Some(provider) = provider {
            // The page never waits for a platform that is slow.
            let dated = tokio::time::timeout(DATED, self.newest_heads(&provider)).await;
            let dated = dated.ok().and_then(Result::ok).flatten();
            page.dated = dated.map(|(_, heads)| Stamp(heads.header.time.0));
        }
        Ok(page)
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
