//! The first rows of what is published: sealed into the body for holders, and shown to the head before it leaves.

use jixiang_model::StatementId;
use jixiang_seal::body::{Body, Section};
use jixiang_statement::parse_json;

use crate::engine::Engine;
use crate::fault::{Fault, of_object};
use crate::files::look::{Item, look_into};
use crate::port::{Store, Table};
use crate::record::{Preview, PreviewTable, PublishJob, Source};

/// The label of the section (docs/format.md 12).
const LABEL: &str = "preview";
/// More bytes of first rows than this are left out of the body.
const MOST: usize = 256 * 1024;

fn item(store: &dyn Store, source: Source) -> Result<Item, Fault> {
    Ok(match source {
        Source::Path(path) => Item::Path(path),
        Source::Kept { name, row, .. } => {
            let bytes = store.read(Table::Object, row.as_bytes())?.ok_or(Fault::TokenGone)?;
            Item::Bytes { name, bytes }
        }
    })
}

impl Engine {
    /// The section with the first rows; none where there is no table.
    pub(super) async fn preview_section(&self, job: &PublishJob) -> Result<Vec<Section>, Fault> {
        let store = self.inner.ports.store.clone();
        let sources = job.sources.clone();
        let look =
            move || look_into(sources.into_iter().map(|source| item(&*store, source)).collect::<Result<_, _>>()?);
        let seen = tokio::task::spawn_blocking(look).await;
        let seen = seen.map_err(|error| Fault::Internal(error.to_string()))??;
        let tables = seen.tables.into_iter().map(|(name, table)| PreviewTable {
            name,
            rows: Some(table.rows.number()),
            columns: u32::try_from(table.columns.len()).unwrap_or(u32::MAX),
            preview: std::iter::once(table.columns.into_iter().map(|column| column.name).collect())
                .chain(table.preview)
                .collect(),
        });
        let preview = Preview { tables: tables.collect(), bytes: seen.bytes, files: seen.files };
        let bytes = crate::record::encode(&preview);
        let fits = bytes.len() <= MOST;
        Ok(fits.then(|| Section { label: LABEL.to_owned(), bytes }).into_iter().collect())
    }

    /// Opens the body of an own version for its first rows. What was opened once is kept while the program runs.
    pub(crate) async fn preview(&self, record: StatementId) -> Result<Preview, Fault> {
        if let Some(known) = self.state(move |state| state.previews.get(&record).cloned()).await {
            return Ok(known);
        }
        let key = self.own_version_key(record).await?;
        let (content, place) = self
            .state(move |state| {
                let record = state.record(&record)?;
                Ok::<_, Fault>((record.content.clone(), state.place_of(&record.dataset)?))
            })
            .await?;
        let bytes = self.remote().get(content.body.hash, content.body.bytes).await.map_err(of_object)?;
        let opened = Body::open(&key, &place, &content.version, &content.body.hash, &bytes);
        let (body, _) = opened.map_err(|_| Fault::Integrity("body".to_owned()))?;
        let section = body.sections.iter().find(|section| section.label == LABEL);
        let preview = section.and_then(|section| parse_json::<Preview>(&section.bytes).ok());
        let empty = Preview { tables: Vec::new(), bytes: body.size, files: body.entries };
        let preview = preview.unwrap_or(empty);
        let kept = preview.clone();
        self.state(move |state| state.previews.insert(record, kept)).await;
        Ok(preview)
    }
}
