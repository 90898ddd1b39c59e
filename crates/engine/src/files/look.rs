//! Looking into what is published: names and types of columns, first rows, defaults of the catalogue. Sources are only
//! read, and only samples of them.

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use jixiang_inspect::{Facts, Inspection, Table, inspect};

use super::scan;
use crate::fault::Fault;

/// Files of a folder that are looked into; the rest is known by name.
const MOST_FILES: usize = 24;
/// Tables that are shown.
const MOST_TABLES: usize = 12;

/// Something to look into.
pub(crate) enum Item {
    /// A file or folder.
    Path(PathBuf),
    /// Bytes at hand.
    Bytes {
        /// The name they get.
        name: String,
        /// All of them, or their beginning.
        bytes: Vec<u8>,
        /// Whether it is all of them.
        whole: bool,
    },
}

/// A table that was seen.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// The name of its sheet, or file.
    pub(crate) name: String,
    /// Its rows, where all of the file was at hand.
    pub(crate) rows: Option<u64>,
    /// The table.
    pub(crate) table: Table,
}

/// What was seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Look {
    /// Defaults of the catalogue; absent where there is no file.
    pub(crate) facts: Option<Facts>,
    /// Its tables.
    pub(crate) tables: Vec<Seen>,
    /// Content bytes.
    pub(crate) bytes: u64,
    /// Files in all.
    pub(crate) files: u32,
}

/// Looks into everything.
///
/// # Errors
///
/// [`Fault`] when something cannot be read.
pub(crate) fn look_into(items: Vec<Item>) -> Result<Look, Fault> {
    let mut look = Look::default();
    let mut inspections = Vec::new();
    let mut title = None;
    for item in items {
        match item {
            Item::Bytes { name, bytes, whole } => {
                look.bytes += bytes.len() as u64;
                look.files += 1;
                look.take(&name, Cursor::new(bytes), whole, &mut inspections)?;
                title.get_or_insert(name);
            }
            Item::Path(path) => {
                let scan = scan(&path);
                if scan.too_many {
                    return Err(Fault::TooLarge);
                }
                if let Some(name) = scan.unreadable.first() {
                    return Err(Fault::Unreadable(name.clone()));
                }
                look.bytes += scan.bytes();
                look.files += u32::try_from(scan.files().count()).unwrap_or(u32::MAX);
                title.get_or_insert_with(|| name_of(&path));
                for (path, _) in scan.files().take(MOST_FILES) {
                    let name = name_of(path);
                    let file = File::open(path).map_err(|_| Fault::Unreadable(name.clone()))?;
                    look.take(&name, file, true, &mut inspections)?;
                }
            }
        }
    }
    look.facts = Facts::of(&title.unwrap_or_default(), &inspections);
    Ok(look)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

impl Look {
    fn take<R: Read + Seek>(
        &mut self,
        name: &str,
        reader: R,
        whole: bool,
        all: &mut Vec<Inspection>,
    ) -> Result<(), Fault> {
        if all.len() >= MOST_FILES {
            return Ok(());
        }
        let found = inspect(name, reader).map_err(|_| Fault::Unreadable(name.to_owned()))?;
        for table in &found.tables {
            if self.tables.len() < MOST_TABLES {
                let name = if table.name.is_empty() { name } else { &table.name };
                let rows = Some(table.rows.number()).filter(|_| whole);
                self.tables.push(Seen { name: name.to_owned(), rows, table: table.clone() });
            }
        }
        all.push(found);
        Ok(())
    }
}
