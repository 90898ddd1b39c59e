//! What must survive: an encrypted, durable store with atomic batches. The truth of the client lies here; an act is in
//! it before it is attempted. Beside its rows stands the index of the catalogue, which is searched and never read.

use jixiang_model::ScopeId;

use crate::search::{Document, SearchPage, SearchPlan};

/// A kind of row. Keys and values are bytes whose meaning belongs to [`crate::record`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Facts about the home: realm, root, person, device keys, cursor, settings.
    Meta,
    /// Statements by scope and place: the bytes that were signed.
    Statement,
    /// What the platform says it handed out.
    Observation,
    /// Small objects that were verified: lists, covers, bodies, sealed keys.
    Object,
    /// Secrets that were opened: epoch keys, cover and version keys.
    Secret,
    /// Jobs: what was ordered and is not done.
    Job,
    /// Packs that a job has behind it.
    Acked,
    /// What this PC knows of its own about a delivery: where it was saved, when it was opened.
    Mark,
    /// Recipients, newest first.
    Recent,
    /// What went wrong with whose data: the record of integrity events.
    Event,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 10] = [
        Self::Meta,
        Self::Statement,
        Self::Observation,
        Self::Object,
        Self::Secret,
        Self::Job,
        Self::Acked,
        Self::Mark,
        Self::Recent,
        Self::Event,
    ];

    /// The name of the table in a database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Statement => "statement",
            Self::Observation => "observation",
            Self::Object => "object",
            Self::Secret => "secret",
            Self::Job => "job",
            Self::Acked => "acked",
            Self::Mark => "mark",
            Self::Recent => "recent",
            Self::Event => "event",
        }
    }
}

/// One change of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Sets a row.
    Put {
        /// The table.
        table: Table,
        /// The key; rows of a table are ordered by it.
        key: Vec<u8>,
        /// The value.
        value: Vec<u8>,
    },
    /// Removes a row, if it is there.
    Delete {
        /// The table.
        table: Table,
        /// The key.
        key: Vec<u8>,
    },
    /// Removes every row whose key begins so.
    DeletePrefix {
        /// The table.
        table: Table,
        /// The beginning of the keys.
        prefix: Vec<u8>,
    },
    /// Puts a dataset into the index of the catalogue, in place of what is there.
    Index {
        /// The dataset.
        id: ScopeId,
        /// As it is searched.
        document: Box<Document>,
    },
    /// Takes a dataset out of the index, if it is there.
    Unindex {
        /// The dataset.
        id: ScopeId,
    },
}

/// Why the store could not do it. A failed batch has changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The wrapping key does not open it.
    #[error("the key does not open the store")]
    Key,
    /// It was written by a newer version of this program.
    #[error("the store was written by a newer version")]
    Newer,
    /// Its file is damaged.
    #[error("the store is damaged")]
    Damaged,
    /// The operating system refused in another way.
    #[error("the store failed: {0}")]
    Other(String),
}

/// A row: its key and its value.
pub type Row = (Vec<u8>, Vec<u8>);

/// The store of one home.
pub trait Store: Send + Sync + 'static {
    /// Reads a row.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn read(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Reads the rows whose keys begin so, in ascending order of their keys.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Row>, StoreError>;

    /// Applies a batch, in order, all or nothing, and returns when it will survive a power cut.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; nothing has changed then.
    fn commit(&self, batch: &[Write]) -> Result<(), StoreError>;

    /// Searches the index of the catalogue: by the terms of [`crate::search::terms`], in the order that
    /// [`crate::search::page`] makes.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn search(&self, plan: &SearchPlan) -> Result<SearchPage, StoreError>;

    /// The bytes that the store takes on disk.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn size(&self) -> Result<u64, StoreError>;
}
