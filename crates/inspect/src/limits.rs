//! How much of a file is looked at and kept: these bounds hold whatever a file says about itself.

/// The most columns of a table that are described.
pub const MOST_COLUMNS: usize = 1024;

/// How many of a table's first rows are shown.
pub const PREVIEW_ROWS: usize = 10;

/// The most characters of a shown cell.
pub(crate) const PREVIEW_CHARS: usize = 200;

/// The rows that types are inferred from.
pub(crate) const SAMPLE_ROWS: usize = 1000;

/// The rows that are read of every sheet after the first.
pub(crate) const SAMPLE_ROWS_OF_OTHERS: usize = 100;

/// The most sheets that are described.
pub(crate) const MOST_SHEETS: usize = 16;

/// The most characters of a cell that are kept.
pub(crate) const CELL_CHARS: usize = 1024;

/// The bytes of a text file that are decoded.
pub(crate) const TEXT_SAMPLE: usize = 1 << 20;

/// The largest text file in which all rows are counted.
pub(crate) const TEXT_COUNTED: u64 = 16 << 20;

/// The unpacked bytes that are read of the first sheet.
pub(crate) const SHEET_BYTES: u64 = 16 << 20;

/// The unpacked bytes that are read of every other sheet.
pub(crate) const SHEET_BYTES_OF_OTHERS: u64 = 1 << 20;

/// The unpacked bytes of shared strings that are read.
pub(crate) const STRINGS_BYTES: u64 = 32 << 20;

/// The unpacked bytes of any other part of a workbook.
pub(crate) const PART_BYTES: u64 = 4 << 20;

/// The most entries of a zip file that is looked into.
pub(crate) const ZIP_ENTRIES: usize = 10_000;

/// The longest directory of a zip file that is looked into.
pub(crate) const ZIP_DIRECTORY: u64 = 4 << 20;

/// The largest file of the old binary format that is looked into: its own limits stay below it.
pub(crate) const XLS_BYTES: u64 = 256 << 20;

/// The most records of the old binary format in one walk over a sheet.
pub(crate) const XLS_RECORDS: usize = 1 << 20;
