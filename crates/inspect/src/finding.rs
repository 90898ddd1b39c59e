//! What a person should know about a file beyond its tables; the words for it are the engine's.

/// One thing that was found. `table` is an index into the tables of the inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The file has no bytes, or no filled cell.
    Empty,
    /// It should be text and is not, or in no encoding that is known here.
    NotText,
    /// Some characters could not be read in its encoding.
    UnclearCharacters,
    /// It is damaged, or written in a way that is not understood.
    Broken,
    /// It is protected by a password.
    Locked,
    /// It is too large to look into, or unpacks to too much.
    TooLarge,
    /// It is of another type than its extension says.
    OtherThanNamed,
    /// No row of names was recognised; the columns are called 列1, 列2, …
    NoHeader {
        /// The table.
        table: usize,
    },
    /// Columns without a name of their own, or with one that another has, got names like 列3.
    NamesGiven {
        /// The table.
        table: usize,
        /// How many columns.
        columns: usize,
    },
    /// Only the first [`MOST_COLUMNS`](crate::MOST_COLUMNS) columns are described.
    ColumnsLeftOut {
        /// The table.
        table: usize,
    },
    /// Sheets beyond the first ones are not described.
    SheetsLeftOut {
        /// How many.
        sheets: usize,
    },
    /// A sheet that is not seen when the workbook is opened, and leaves with it all the same.
    HiddenSheet {
        /// Its name.
        name: String,
    },
    /// Hidden sheets beyond the first ones, which are not named but leave, too.
    HiddenSheetsLeftOut {
        /// How many.
        sheets: usize,
    },
}
