//! What is in a data file, as far as publishing needs it: its class, its encoding, its tables with the names and types of
//! their columns, and the first rows for the person who consents.
//!
//! A seekable reader goes in, an [`Inspection`] comes out. This crate opens no file and writes nothing. It reads bounded
//! samples, however large a file is or says it is, and takes every byte as an attacker's: what it cannot read becomes a
//! [`Finding`], never a panic, and no text leaves it with a character that misleads. It looks for no personal data and no
//! secrecy marks yet; that reading goes over the same [`grid::Grid`] and adds findings of its own.

mod book;
mod calendar;
mod clean;
mod columns;
mod compound;
mod delimited;
mod encoding;
mod facts;
mod fault;
mod finding;
mod format;
mod grid;
mod heading;
mod kind;
mod limits;
mod look;
mod number;
mod source;
mod table;
mod title;
mod xls;
mod xlsx;
mod zip;

use std::io::{self, Read, Seek};

pub use columns::Column;
pub use encoding::Encoding;
pub use facts::{Facts, suggest_summary};
pub use finding::Finding;
pub use format::FormatClass;
pub use kind::Kind;
pub use limits::{MOST_COLUMNS, PREVIEW_ROWS};
pub use table::{RowCount, Table};
pub use title::suggest_title;

use fault::Fault;
use format::{Named, Seen};
use source::Source;

/// What was found in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// A title made from the file's name ([`suggest_title`]).
    pub title: String,
    /// 格式分类, by the extension.
    pub format_class: FormatClass,
    /// 格式: the extension in small letters, at most 16 characters; empty when there is none.
    pub format: String,
    /// How its text is written, for text files.
    pub encoding: Option<Encoding>,
    /// Its tables: one in a text file, the visible sheets with data in a workbook, in their order.
    pub tables: Vec<Table>,
    /// What a person should know about it.
    pub findings: Vec<Finding>,
}

/// Looks into the file called `name`. Files of other types than CSV, TXT, XLS, ET and XLSX are described by their name
/// alone and not read.
///
/// # Errors
///
/// When the reader fails. A file that cannot be understood is no error but a [`Finding`].
pub fn inspect<R: Read + Seek>(name: &str, mut reader: R) -> io::Result<Inspection> {
    let extension = format::extension(name);
    let mut found = Inspection {
        title: suggest_title(name),
        format_class: FormatClass::of(&extension),
        format: clean::line(&extension, 16),
        encoding: None,
        tables: Vec::new(),
        findings: Vec::new(),
    };
    let Some(named) = Named::of(&extension) else {
        return Ok(found);
    };
    let mut source = Source::new(&mut reader)?;
    let outcome = look_into(&mut source, named, &mut found);
    if let Some(failure) = source.failure() {
        return Err(failure);
    }
    if let Err(fault) = outcome {
        found.findings.push(fault.into());
    }
    Ok(found)
}

fn look_into(source: &mut Source<'_>, named: Named, found: &mut Inspection) -> Result<(), Fault> {
    if source.size() == 0 {
        found.findings.push(Finding::Empty);
        return Ok(());
    }
    let seen = Seen::of(&source.start()?);
    if !seen.fits(named) {
        found.findings.push(Finding::OtherThanNamed);
    }
    match seen {
        Seen::Zip => book::describe(xlsx::read(source)?, found),
        Seen::Compound => book::describe(xls::read(source)?, found),
        Seen::Other => delimited::read(source, named, found)?,
    }
    Ok(())
}
