//! A workbook of either format, as far as it was read: which sheets are seen, which are hidden, and their samples.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::Fault;
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
    hidden_left_out: usize,
    left_out: usize,
    /// Something in it was damaged; the rest is there.
    pub(crate) broken: bool,
    /// Some of its texts lie beyond the limits.
    pub(crate) too_large: bool,
}

/// How the reading of a sheet ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// At its end.
    Whole,
    /// Where the budget ended.
    Spent,
    /// Where it is damaged.
    Broken,
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
        self.hidden_left_out = hidden.len().saturating_sub(MOST_SHEETS);
        self.hidden = hidden.into_iter().take(MOST_SHEETS).map(|sheet| sheet.name).collect();
        self.left_out = seen.len().saturating_sub(MOST_SHEETS);
        seen.truncate(MOST_SHEETS);
        seen
    }

    /// How much of the next sheet is read: the first with data is the one that counts.
    pub(crate) fn share(&self) -> Share {
        if self.sheets.is_empty() { Share::First } else { Share::Other }
    }

    /// Takes a sheet as far as it was read. One without data is left out.
    pub(crate) fn take(&mut self, name: String, sheet: Sheet, end: End) {
        self.broken |= end == End::Broken;
        self.too_large |= end == End::Spent && sheet.is_empty();
        if !sheet.is_empty() {
            self.sheets.push((name, sheet, end == End::Whole));
        }
    }

    /// What a part gave. A damaged part is remembered and costs only what it held.
    pub(crate) fn sound<T>(&mut self, part: Result<T, Fault>) -> Result<Option<T>, Fault> {
        match part {
            Ok(part) => Ok(Some(part)),
            Err(Fault::Broken) => {
                self.broken = true;
                Ok(None)
            }
            Err(fault @ (Fault::Locked | Fault::TooLarge)) => Err(fault),
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
    if book.hidden_left_out > 0 {
        found.findings.push(Finding::HiddenSheetsLeftOut { sheets: book.hidden_left_out });
    }
    if book.left_out > 0 {
        found.findings.push(Finding::SheetsLeftOut { sheets: book.left_out });
    }
}
