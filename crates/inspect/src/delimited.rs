//! Tables in text files: the separator is the one under which most lines have the same number of fields.
//!
//! It decodes the first mebibyte, and counts the rows of files that are not much larger.

use std::io::{Read, Seek, SeekFrom};

use crate::encoding::{self, Decoded};
use crate::fault::Fault;
use crate::format::Named;
use crate::grid::{self, Grid};
use crate::limits::{MOST_COLUMNS, SAMPLE_ROWS, TEXT_COUNTED, TEXT_SAMPLE};
use crate::source::Source;
use crate::{Finding, Inspection, RowCount, table};

/// In the order in which they win when nothing else decides.
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The lines that the separator is looked for in.
const TRIED_ROWS: usize = 100;

/// Describes the text file.
pub(crate) fn read(source: &mut Source<'_>, named: Named, found: &mut Inspection) -> Result<(), Fault> {
    let sample = source.sample(TEXT_SAMPLE)?;
    let whole = sample.len() as u64 == source.size();
    let Some(decoded) = encoding::decode(&sample, whole) else {
        found.findings.push(Finding::NotText);
        return Ok(());
    };
    found.encoding = Some(decoded.encoding);
    if decoded.unclear {
        found.findings.push(Finding::UnclearCharacters);
    }
    // Reports that a web page calls a workbook are marked-up text.
    if named == Named::Workbook && decoded.text.trim_start().starts_with('<') {
        return Ok(());
    }
    let Some(separator) = separator(&decoded.text, named) else {
        return Ok(());
    };
    let grid = sampled(source, &decoded, separator, whole)?;
    if grid.rows.is_empty() {
        found.findings.push(Finding::Empty);
    } else {
        table::describe(String::new(), &grid, found);
    }
    Ok(())
}

/// The separator; `None` when these are lines and no table.
fn separator(text: &str, named: Named) -> Option<u8> {
    let mut best = (0, 0, None);
    let mut rows = 0;
    for separator in SEPARATORS {
        let widths: Vec<usize> = records(text, separator).take(TRIED_ROWS).map(|record| record.len()).collect();
        rows = rows.max(widths.len());
        let mut counts = std::collections::BTreeMap::new();
        for width in widths.into_iter().filter(|width| *width > 1) {
            *counts.entry(width).or_insert(0_usize) += 1;
        }
        if let Some((width, count)) = counts.into_iter().max_by_key(|(width, count)| (*count, *width))
            && (count, width) > (best.0, best.1)
        {
            best = (count, width, Some(separator));
        }
    }
    match named {
        Named::Lines => best.2.filter(|_| best.0 > 1 && best.0 * 10 >= rows * 8),
        Named::Table | Named::Workbook => Some(best.2.filter(|_| best.0 * 2 >= rows).unwrap_or(b',')),
    }
}

fn reader<R: Read>(from: R, separator: u8) -> csv::Reader<R> {
    csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(from)
}

/// The filled records of a text.
fn records(text: &str, separator: u8) -> impl Iterator<Item = csv::StringRecord> {
    let records = reader(text.as_bytes(), separator).into_records().map_while(Result::ok);
    records.filter(|record| record.iter().any(|field| !grid::is_blank(field)))
}

fn sampled(source: &mut Source<'_>, decoded: &Decoded, separator: u8, whole: bool) -> Result<Grid, Fault> {
    let mut grid = Grid::default();
    let mut count = 0;
    let mut last_fits = false;
    for record in records(&decoded.text, separator) {
        count += 1;
        last_fits = grid.rows.len() < SAMPLE_ROWS;
        if last_fits {
            grid.cut |= record.iter().skip(MOST_COLUMNS).any(|field| !grid::is_blank(field));
            grid.rows.push(record.iter().take(MOST_COLUMNS).map(grid::cell).collect());
        }
    }
    if whole {
        grid.counted = RowCount::Exact(count);
        return Ok(grid);
    }
    // The end of the sample cuts the last record.
    if last_fits && grid.rows.len() > 1 {
        grid.rows.pop();
    }
    grid.counted = if decoded.encoding.keeps_ascii() && source.size() <= TEXT_COUNTED {
        RowCount::Exact(counted(source, separator)?)
    } else {
        RowCount::AtLeast(count.saturating_sub(1))
    };
    Ok(grid)
}

/// Counts the filled records without decoding them.
fn counted(source: &mut Source<'_>, separator: u8) -> Result<u64, Fault> {
    source.seek(SeekFrom::Start(0))?;
    let mut records = reader(source, separator);
    let mut record = csv::ByteRecord::new();
    let mut count = 0;
    while records.read_byte_record(&mut record).unwrap_or(false) {
        count += u64::from(record.iter().any(|field| !field.trim_ascii().is_empty()));
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_one_under_which_lines_agree() {
        for (text, separator) in [
            ("a,b,c\n1,2,3\n", b','),
            ("姓名\t住址\n张三\t长春市,朝阳区\n李四\t吉林市,昌邑区\n王五\t四平\n", b'\t'),
            ("a;b\n1,5;2\n2,5;3\n", b';'),
            ("a|b|c\n1|2|3\n", b'|'),
            ("名册\na,b,c\n1,2,3\n", b','),
            ("姓名\n张三\n李四\n", b','),
        ] {
            assert_eq!(super::separator(text, Named::Table), Some(separator), "{text}");
        }
    }

    #[test]
    fn prose_is_no_table() {
        assert_eq!(separator("关于编制工作的说明\n一、总则, 依据\n二、范围\n", Named::Lines), None);
        assert_eq!(separator("姓名\t单位\n张三\t编办\n李四\t财政厅\n", Named::Lines), Some(b'\t'));
    }
}
