//! A workbook of either format, as far as it was read: which sheets are seen, which are hidden, and their samples.

use std::collections::{BTreeMap, BTreeSet};

use crate::grid::{Cell, Sheet};
use crate::limits::{MOST_SHEETS, SAMPLE_ROWS, SAMPLE_ROWS_OF_OTHERS};
use crate::{Finding, Inspection, clean, table};

/// A sheet that the workbook names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named<P> {
    /// Its name.
    pub(crate) name: String,
    /// Whether it is seen when the workbook is opened.
    pub(crate) seen: bool,
    /// Where it is.
    pub(crate) place: P,
}

/// What was read of a workbook.
#[derive(Debug, Default)]
pub(crate) struct Book {
    sheets: Vec<(String, Sheet, bool)>,
    strings: BTreeMap<u32, Cell>,
    hidden: Vec<String>,
    left_out: usize,
    /// Something in it was damaged; the rest is there.
    pub(crate) broken: bool,
    /// Some of its texts lie beyond the limits.
    pub(crate) too_large: bool,
}

/// How much of the next sheet is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// Enough to infer types and count rows.
    First,
    /// Enough to show what is there.
    Other,
}

impl Share {
    /// The rows of its sample.
    pub(crate) const fn rows(self) -> usize {
        match self {
            Self::First => SAMPLE_ROWS,
            Self::Other => SAMPLE_ROWS_OF_OTHERS,
        }
    }
}

impl Book {
    /// Takes note of the hidden sheets and gives those to be read.
    pub(crate) fn choose<P>(&mut self, sheets: Vec<Named<P>>) -> Vec<Named<P>> {
        let (mut seen, hidden): (Vec<_>, Vec<_>) = sheets.into_iter().partition(|sheet| sheet.seen);
        self.hidden = hidden.into_iter().take(MOST_SHEETS).map(|sheet| sheet.name).collect();
        self.left_out = seen.len().saturating_sub(MOST_SHEETS);
        seen.truncate(MOST_SHEETS);
        seen
    }

    /// How much of the next sheet is read: the first with data is the one that counts.
    pub(crate) fn share(&self) -> Share {
        if self.sheets.is_empty() { Share::First } else { Share::Other }
    }

    /// Takes a sheet; `whole` when it was read to its end. One without data is left out.
    pub(crate) fn take(&mut self, name: String, sheet: Sheet, whole: bool) {
        if !sheet.is_empty() {
            self.sheets.push((name, sheet, whole));
        }
    }

    /// The shared strings that its samples need.
    pub(crate) fn needs(&self) -> BTreeSet<u32> {
        self.sheets.iter().flat_map(|(_, sheet, _)| sheet.needs()).collect()
    }

    /// Takes those that were there.
    pub(crate) fn take_strings(&mut self, strings: BTreeMap<u32, Cell>) {
        self.strings = strings;
    }
}

/// Adds what a workbook holds to what was found.
pub(crate) fn describe(book: Book, found: &mut Inspection) {
    for (name, sheet, whole) in book.sheets {
        let grid = sheet.grid(&book.strings, whole);
        if !grid.rows.is_empty() {
            table::describe(clean::line(&name, 64), &grid, found);
        }
    }
    let flags = [(book.broken, Finding::Broken), (book.too_large, Finding::TooLarge)];
    found.findings.extend(flags.into_iter().filter(|(set, _)| *set).map(|(_, finding)| finding));
    if found.tables.is_empty() && !book.broken && !book.too_large {
        found.findings.push(Finding::Empty);
    }
    let hidden = book.hidden.iter().map(|name| Finding::HiddenSheet { name: clean::line(name, 64) });
    found.findings.extend(hidden);
    if book.left_out > 0 {
        found.findings.push(Finding::SheetsLeftOut { sheets: book.left_out });
    }
}
