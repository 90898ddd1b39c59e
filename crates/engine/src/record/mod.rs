//! What is written down, and under which key: the meaning of the store's rows. Strict JSON, read back as it was written.

mod act;
mod entry;
mod home;
mod job;
mod mark;
mod preview;

pub use act::{Act, ActJob, RequestOrder};
pub use entry::EntryFields;
pub(crate) use home::key as home_key;
pub use home::{Device, Facts, Ground, PinnedRoot, Settings};
pub use job::{
    Chosen, FetchJob, FetchVersion, Flight, Job, JobId, JobKind, JobState, Placing, PublishJob, SendJob, Source,
};
pub use mark::{IntegrityEvent, Mark, Observation, Opened, OpenedItem, SentSecret};
pub use preview::{Preview, PreviewTable};

use jixiang_model::{ObjectId, ScopeId, StatementId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::port::{Store, StoreError, Table, Write};

/// The version of the program that wrote the cursor.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Encodes a value of a row.
///
/// # Panics
///
/// Never: rows are structs of strings, numbers and lists.
pub(crate) fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("rows are structs of strings, numbers and lists")
}

/// Reads a row and its value.
pub(crate) fn read<T: DeserializeOwned>(store: &dyn Store, table: Table, key: &[u8]) -> Result<Option<T>, StoreError> {
    store.read(table, key)?.map(|bytes| decode(&bytes)).transpose()
}

/// Reads all rows of a table.
pub(crate) fn scan<T: DeserializeOwned>(store: &dyn Store, table: Table, prefix: &[u8]) -> Result<Vec<T>, StoreError> {
    store.scan(table, prefix)?.iter().map(|(_, bytes)| decode(bytes)).collect()
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(bytes).map_err(|_| StoreError::Damaged)
}

/// A row that is set.
pub(crate) fn put<T: Serialize>(table: Table, key: impl Into<Vec<u8>>, value: &T) -> Write {
    Write::Put { table, key: key.into(), value: encode(value) }
}

/// The key of the `place`th statement of a scope.
pub(crate) fn statement_key(scope: &ScopeId, place: usize) -> Vec<u8> {
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    [scope.as_bytes().as_slice(), &place.to_be_bytes()].concat()
}

/// The key of a statement that waits outside the line of its scope: behind every place.
pub(crate) fn kept_key(scope: &ScopeId, id: &StatementId) -> Vec<u8> {
    [scope.as_bytes().as_slice(), &[u8::MAX; 4], id.as_bytes()].concat()
}

/// The key of a statement that others name, in [`Table::Object`].
pub(crate) fn named_key(id: &StatementId) -> Vec<u8> {
    [NAMED, id.as_bytes().as_slice()].concat()
}

/// How the keys of named statements begin.
pub(crate) const NAMED: &[u8] = b"named";

/// The key of the release as which a dataset stands in the search index, in [`Table::Object`].
pub(crate) fn indexed_key(dataset: &ScopeId) -> Vec<u8> {
    [INDEXED, dataset.as_bytes().as_slice()].concat()
}

/// How these keys begin.
pub(crate) const INDEXED: &[u8] = b"indexed";

/// The key under which it stands that a dataset is in the search index without its columns, in [`Table::Object`].
pub(crate) fn unread_key(dataset: &ScopeId) -> Vec<u8> {
    [UNREAD, dataset.as_bytes().as_slice()].concat()
}

/// How these keys begin.
pub(crate) const UNREAD: &[u8] = b"unread";

/// The key of a pack that a job has behind it.
pub(crate) fn acked_key(job: &JobId, object: &ObjectId) -> Vec<u8> {
    [job.as_bytes().as_slice(), object.as_bytes()].concat()
}
