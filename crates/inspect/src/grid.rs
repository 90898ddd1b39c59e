//! The filled cells of a sample, whatever file they come from: what titles, names and types are inferred from.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::RowCount;
use crate::limits::{CELL_CHARS, MOST_COLUMNS};

/// The text of a cell; shared, because a workbook may name one long text in a million cells.
pub(crate) type Cell = Rc<str>;

/// A sample of a table. Rows and cells after the last filled one are not in it, nor are blank rows.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    /// The first filled rows.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// All filled rows.
    pub(crate) counted: RowCount,
    /// Columns beyond the limit were filled.
    pub(crate) cut: bool,
}

/// The text of a cell, cut to what is kept.
pub(crate) fn cell(text: &str) -> Cell {
    match text.char_indices().nth(CELL_CHARS) {
        Some((end, _)) => text[..end].into(),
        None => text.into(),
    }
}

/// Whether a cell says nothing.
pub(crate) fn is_blank(cell: &str) -> bool {
    cell.trim().is_empty()
}

/// How many cells of a row are filled.
pub(crate) fn filled(row: &[Cell]) -> usize {
    row.iter().filter(|cell| !is_blank(cell)).count()
}

/// A cell of a workbook before the shared strings are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Its text.
    Text(Cell),
    /// The shared string of this number.
    Shared(u32),
}

/// A sheet while it is read: cells come with their places, in the order of rows.
#[derive(Debug)]
pub(crate) struct Sheet {
    rows: BTreeMap<u32, BTreeMap<usize, Value>>,
    most: usize,
    last: Option<u32>,
    count: u64,
    cut: bool,
}

impl Sheet {
    /// Keeps the cells of the first `most` rows.
    pub(crate) fn new(most: usize) -> Self {
        Self { rows: BTreeMap::new(), most, last: None, count: 0, cut: false }
    }

    /// Takes a filled cell.
    pub(crate) fn put(&mut self, row: u32, column: usize, value: Value) {
        if matches!(&value, Value::Text(text) if is_blank(text)) {
            return;
        }
        if self.last != Some(row) {
            self.last = Some(row);
            self.count += 1;
        }
        if column >= MOST_COLUMNS {
            self.cut = true;
        } else if !self.is_full() || self.rows.contains_key(&row) {
            self.rows.entry(row).or_default().insert(column, value);
        }
    }

    /// Whether its sample is complete: rows that follow are only counted.
    pub(crate) fn is_full(&self) -> bool {
        self.rows.len() >= self.most
    }

    /// Takes note of a filled row behind the sample.
    pub(crate) const fn count(&mut self) {
        self.count += 1;
    }

    /// Whether no cell is filled.
    pub(crate) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The shared strings that its sample needs.
    pub(crate) fn needs(&self) -> impl Iterator<Item = u32> {
        self.rows.values().flat_map(BTreeMap::values).filter_map(|value| match value {
            Value::Text(_) => None,
            Value::Shared(number) => Some(*number),
        })
    }

    /// The grid, with the shared strings that are there; `whole` when the sheet was read to its end.
    pub(crate) fn grid(self, strings: &BTreeMap<u32, Cell>, whole: bool) -> Grid {
        let nothing: Cell = "".into();
        let text = |value: Value| match value {
            Value::Text(text) => text,
            Value::Shared(number) => strings.get(&number).unwrap_or(&nothing).clone(),
        };
        let mut rows = Vec::with_capacity(self.rows.len());
        for cells in self.rows.into_values() {
            let mut row = Vec::new();
            for (column, value) in cells {
                row.resize(column, nothing.clone());
                row.push(text(value));
            }
            if filled(&row) > 0 {
                rows.push(row);
            }
        }
        let counted = if whole { RowCount::Exact(self.count) } else { RowCount::AtLeast(self.count) };
        Grid { rows, counted, cut: self.cut }
    }
}
