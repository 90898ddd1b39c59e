//! What a head is shown before a version leaves: the first rows, read on the head's own PC from the sealed content itself.
//! Nothing that the staff's PC says about the content is believed here, and nothing is written to a disk.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jixiang_model::StatementId;
use jixiang_seal::safe_name::SafeFolder;
use jixiang_transfer::{Fetch, OutputKind, Piece, Stage};

use crate::engine::Engine;
use crate::fault::Fault;
use crate::files::look::{Item, Look, look_into};
use crate::flow::content::OpenContent;
use crate::flow::pack::Keep;
use crate::record::{Preview, PreviewTable};

/// Content up to so many bytes is read whole.
const WHOLE: u64 = 64 << 20;
/// Of more content the beginning is read, so many bytes of it.
const BEGINNING: u64 = 8 << 20;

/// The beginning of a version's content, by file.
#[derive(Default)]
struct Sample {
    /// What was read of each file, by its output.
    files: BTreeMap<u32, Vec<u8>>,
    read: u64,
}

impl Sample {
    fn take(&mut self, piece: Piece<'_>) {
        let file = self.files.entry(piece.output).or_default();
        self.read += piece.bytes.len() as u64;
        // Chunks come in the order of the file; what does not join is behind the end of what is read.
        if u64::try_from(file.len()) == Ok(piece.offset) {
            file.extend_from_slice(piece.bytes);
        }
    }
}

impl Engine {
    /// Opens an own version and looks into it. What was looked into once is kept while the program runs.
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
        let OpenContent { body, packs, .. } = self.open_content(&key, &place, &content).await?;
        let size = body.size;
        let fetch = Fetch::new(&place, body, &packs, HashSet::new(), SafeFolder::default());
        let fetch = fetch.map_err(|_| Fault::Integrity("body".to_owned()))?;
        let (fetch, sample) = self.sample(fetch, if size <= WHOLE { size } else { BEGINNING }).await?;
        let seen = tokio::task::spawn_blocking(move || seen(&fetch, sample)).await;
        let (look, files) = seen.map_err(|error| Fault::Internal(error.to_string()))?;
        let preview = shown(look?, size, files);
        let kept = preview.clone();
        self.state(move |state| state.previews.insert(record, kept)).await;
        Ok(preview)
    }

    /// Reads content in its order, until so many bytes are there.
    async fn sample(&self, mut fetch: Fetch, enough: u64) -> Result<(Fetch, Sample), Fault> {
        let sample = Arc::new(Mutex::new(Sample::default()));
        while lock(&sample).read < enough || fetch.stage() == Stage::Index {
            let Some(work) = fetch.poll_pack() else { break };
            let taken = sample.clone();
            let sink = move |piece: Piece<'_>| {
                lock(&taken).take(piece);
                Ok(())
            };
            let (opened, _) = self.open_pack(work, Keep::Version, sink).await?;
            fetch.handle_opened(opened).map_err(|_| Fault::Integrity("tree".to_owned()))?;
        }
        let sample = std::mem::take(&mut *lock(&sample));
        Ok((fetch, sample))
    }
}

fn lock(sample: &Mutex<Sample>) -> MutexGuard<'_, Sample> {
    sample.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Looks into the files that were read, and counts all there are.
fn seen(fetch: &Fetch, mut sample: Sample) -> (Result<Look, Fault>, u32) {
    let files = fetch.outputs().iter().filter(|output| matches!(output.kind, OutputKind::File { .. })).count();
    let items = (0..).zip(fetch.outputs()).filter_map(|(place, output)| {
        let OutputKind::File { size, .. } = output.kind else { return None };
        let bytes = sample.files.remove(&place).filter(|bytes| !bytes.is_empty())?;
        let whole = u64::try_from(bytes.len()) == Ok(size);
        Some(Item::Bytes { name: output.name.clone(), bytes, whole })
    });
    (look_into(items.collect()), u32::try_from(files).unwrap_or(u32::MAX))
}

fn shown(look: Look, bytes: u64, files: u32) -> Preview {
    let tables = look.tables.into_iter().map(|seen| PreviewTable {
        name: seen.name,
        rows: seen.rows,
        columns: u32::try_from(seen.table.columns.len()).unwrap_or(u32::MAX),
        preview: std::iter::once(seen.table.columns.into_iter().map(|column| column.name).collect())
            .chain(seen.table.preview)
            .collect(),
    });
    Preview { tables: tables.collect(), bytes, files }
}
