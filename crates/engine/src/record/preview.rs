//! The first rows of a version that this PC can open: for the head who decides about it, and for nobody else's PC.

use serde::{Deserialize, Serialize};

/// What a version of the own department looks like.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preview {
    /// Its tables.
    pub tables: Vec<PreviewTable>,
    /// Bytes of content.
    pub bytes: u64,
    /// Files in it.
    pub files: u32,
}

/// A table of a version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewTable {
    /// The sheet's name, or the file's.
    pub name: String,
    /// Its rows without the head; absent when they were not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Its columns.
    pub columns: u32,
    /// The first rows, head first, each cell cut short.
    pub preview: Vec<Vec<String>>,
}
