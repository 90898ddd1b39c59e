//! A table as the catalogue and the consent card show it.

use crate::columns::{Column, columns};
use crate::grid::{self, Grid};
use crate::heading::heading;
use crate::limits::{PREVIEW_CHARS, PREVIEW_ROWS};
use crate::{Finding, Inspection, clean};

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The name of its sheet; empty in a text file.
    pub name: String,
    /// The title in a line above its names.
    pub title: Option<String>,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
    /// Its rows, without what stands above the data.
    pub rows: RowCount,
    /// Its first rows, each as long as there are columns.
    pub preview: Vec<Vec<String>>,
}

/// How many rows there are: filled ones alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowCount {
    /// All were counted.
    Exact(u64),
    /// So many were counted before the end of what is read.
    AtLeast(u64),
}

impl Default for RowCount {
    fn default() -> Self {
        Self::Exact(0)
    }
}

impl RowCount {
    /// The number, exact or not.
    #[must_use]
    pub const fn number(self) -> u64 {
        match self {
            Self::Exact(rows) | Self::AtLeast(rows) => rows,
        }
    }

    const fn without(self, above: u64) -> Self {
        match self {
            Self::Exact(rows) => Self::Exact(rows.saturating_sub(above)),
            Self::AtLeast(rows) => Self::AtLeast(rows.saturating_sub(above)),
        }
    }
}

/// Adds the table of a sample to what was found; it has a filled row.
pub(crate) fn describe(name: String, grid: &Grid, found: &mut Inspection) {
    let table = found.tables.len();
    let heading = heading(&grid.rows);
    let body = &grid.rows[heading.rows..];
    let (columns, given) = columns(heading.names.as_deref().unwrap_or_default(), body);
    if heading.names.is_none() {
        found.findings.push(Finding::NoHeader { table });
    } else if given > 0 {
        found.findings.push(Finding::NamesGiven { table, columns: given });
    }
    if grid.cut {
        found.findings.push(Finding::ColumnsLeftOut { table });
    }
    let shown = |row: &Vec<grid::Cell>| {
        let cell = |column: usize| row.get(column).map(|cell| clean::line(cell, PREVIEW_CHARS)).unwrap_or_default();
        (0..columns.len()).map(cell).collect()
    };
    let preview = body.iter().take(PREVIEW_ROWS).map(shown).collect();
    let rows = grid.counted.without(heading.rows as u64);
    found.tables.push(Table { name, title: heading.title, columns, rows, preview });
}
