//! Bytes that nobody wrote: nothing panics, what leaves is bounded and clean, and a failing reader is told as such.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use jixiang_inspect::{Facts, Finding, Inspection, MOST_COLUMNS, PREVIEW_ROWS, inspect, suggest_summary};
use jixiang_statement::Text;
use proptest::collection::vec;
use proptest::prelude::*;

use super::files::{look, xlsx_of, zip};

const XLS: &[u8] = include_bytes!("../files/roster.xls");
const XLSX: &[u8] = include_bytes!("../files/roster.xlsx");

/// Everything that leaves fits the fields of an entry, in length and characters.
fn fits(found: &Inspection) {
    assert!(Text::<128>::new(found.title.as_str()).is_ok());
    assert!(Text::<16>::new(found.format.as_str()).is_ok());
    assert!(Text::<255>::new(suggest_summary(found)).is_ok());
    assert!(found.tables.len() <= 16 && found.findings.len() <= 100);
    for table in &found.tables {
        assert!(Text::<64>::new(table.name.as_str()).is_ok());
        assert!(Text::<128>::new(table.title.as_deref().unwrap_or_default()).is_ok());
        assert!(table.columns.len() <= MOST_COLUMNS && table.preview.len() <= PREVIEW_ROWS);
        for column in &table.columns {
            assert!(Text::<128>::new(column.name.as_str()).is_ok_and(|name| name.is_name()), "{:?}", column.name);
        }
        for row in &table.preview {
            assert_eq!(row.len(), table.columns.len());
            assert!(row.iter().all(|cell| Text::<200>::new(cell.as_str()).is_ok_and(|cell| !cell.contains('\n'))));
        }
    }
    let facts = Facts::of(&found.title, std::slice::from_ref(found)).expect("there is a file");
    assert!(Text::<255>::new(facts.summary).is_ok());
}

/// The sound file with some bytes changed.
fn damaged(file: &[u8], changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for (place, byte) in changes {
        bytes[place.index(file.len())] = *byte;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_bytes_of_every_name_do_no_harm(bytes in vec(any::<u8>(), 0..2000), name in ".{0,20}") {
        for extension in ["csv", "txt", "xls", "xlsx", "pdf"] {
            fits(&look(&format!("{name}.{extension}"), &bytes));
        }
    }

    #[test]
    fn random_text_does_no_harm(text in "[-,;\t\"\n\r|a-c0-3姓名：.\u{202e}\u{3000} ]{0,400}") {
        fits(&look("a.csv", &text));
        fits(&look("a.txt", super::files::gbk(&text)));
    }

    #[test]
    fn a_damaged_workbook_does_no_harm(changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        fits(&look("a.xls", damaged(XLS, &changes)));
        fits(&look("a.xlsx", damaged(XLSX, &changes)));
        // The first kibibyte holds the lengths and places.
        let (head, rest) = XLS.split_at(1024);
        fits(&look("a.xls", [&damaged(head, &changes), rest].concat()));
    }

    #[test]
    fn a_damaged_sheet_does_no_harm(sheet in "(<(row|c|v|is|t|/c|/v|/row|sheetData|/sheetData)( r=\"[A-C]?[0-9]{0,9}\")?( t=\"[sbe]\")?( s=\"9\")?/?>|[0-9]{1,12}|&|]]>){0,60}") {
        fits(&look("a.xlsx", xlsx_of(&format!("<worksheet><sheetData>{sheet}"), &sheet)));
    }

    #[test]
    fn a_damaged_directory_does_no_harm(tail in vec(any::<u8>(), 0..60), cut in 0..60_usize) {
        let sound = zip(&[("xl/workbook.xml", b"<workbook/>")]);
        let kept = sound.len().saturating_sub(cut);
        fits(&look("a.xlsx", [&sound[..kept], &tail].concat()));
    }
}

#[test]
fn records_that_promise_the_largest_sheet_take_no_memory() {
    // The record with the size of the sheet says 2^32 rows; nobody believes it.
    let size = [0x00, 0x02, 14, 0, 0, 0, 0, 0];
    let at = XLS.windows(8).position(|window| window == size).expect("the writer wrote one");
    let mut bytes = XLS.to_vec();
    bytes[at + 8..at + 18].fill(0xFF);
    fits(&look("a.xls", bytes));
}

#[test]
fn an_archive_under_a_password_and_a_workbook_in_a_circle_are_told() {
    let mut locked = XLSX.to_vec();
    for at in 0..locked.len() - 10 {
        if locked[at..].starts_with(b"PK\x01\x02") {
            locked[at + 8] |= 1;
        }
    }
    assert_eq!(look("a.xlsx", locked).findings, [Finding::Locked]);
    // Every sector is followed by itself.
    let mut circle = XLS.to_vec();
    let table = u32::from_le_bytes(circle[76..80].try_into().expect("four bytes")) as usize * 512 + 512;
    for sector in 0..128_u32 {
        let at = table + 4 * sector as usize;
        circle[at..at + 4].copy_from_slice(&sector.to_le_bytes());
    }
    assert_eq!(look("a.xls", circle).findings, [Finding::Broken]);
}

/// A file whose share is lost after some bytes.
struct Lost(Cursor<&'static [u8]>);

impl Read for Lost {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.position() > 4096 { Err(io::ErrorKind::ConnectionReset.into()) } else { self.0.read(buffer) }
    }
}

impl Seek for Lost {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_reader_that_fails_is_no_damaged_file() {
    for (name, file) in [("a.xls", XLS), ("a.xlsx", XLSX)] {
        let error = inspect(name, Lost(Cursor::new(file))).expect_err("it fails");
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    }
}
