//! Files that are large, or say so: the sample is bounded, and so is the time.

use std::io::{self, Read, Seek, SeekFrom};

use jixiang_inspect::{Finding, RowCount, inspect};

use super::files::{columns, look, xlsx, xlsx_of, zip};

const GIB: u64 = 1 << 30;

/// A CSV file that is made while it is read: nothing of it lies anywhere.
struct Endless {
    size: u64,
    at: u64,
    read: u64,
}

const HEAD: &[u8] = "姓名,单位编号,人数\n".as_bytes();
const LINE: &[u8] = "张三三,0012,12345\n".as_bytes();

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.size.saturating_sub(self.at)).unwrap_or(usize::MAX).min(buffer.len());
        for byte in &mut buffer[..most] {
            let at = usize::try_from(self.at).expect("the tests run on 64 bits");
            *byte = HEAD.get(at).copied().unwrap_or_else(|| LINE[(at - HEAD.len()) % LINE.len()]);
            self.at += 1;
        }
        self.read += most as u64;
        Ok(most)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
            SeekFrom::End(by) => self.size.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

#[test]
fn a_gibibyte_of_text_is_described_from_its_beginning() {
    let mut file = Endless { size: GIB, at: 0, read: 0 };
    let found = inspect("名册.csv", &mut file).expect("it does not fail");
    assert_eq!(columns(&found.tables[0]), ["姓名 C", "单位编号 C", "人数 I"]);
    assert!(matches!(found.tables[0].rows, RowCount::AtLeast(rows) if rows > 40_000));
    assert!(file.read < 2 << 20, "{} bytes were read", file.read);
}

#[test]
fn rows_of_a_text_of_some_mebibytes_are_counted() {
    let lines = 100_000;
    let size = (HEAD.len() + lines * LINE.len()) as u64;
    let found = inspect("名册.csv", Endless { size, at: 0, read: 0 }).expect("it does not fail");
    assert_eq!(found.tables[0].rows, RowCount::Exact(lines as u64));
}

#[test]
fn a_bomb_in_a_sheet_or_in_the_shared_strings_is_left_early() {
    let blank = " ".repeat(48 << 20);
    let found = look("a.xlsx", xlsx_of(&format!("<worksheet><sheetData><row><c><v>{blank}"), ""));
    assert_eq!((found.tables.len(), found.findings), (0, vec![Finding::TooLarge]));
    let shared = "<row><c t=\"s\"><v>7</v></c></row>";
    let found = look("a.xlsx", xlsx(shared, &format!("<si><t>{blank}</t></si>")));
    assert_eq!(found.findings, [Finding::TooLarge]);
}

#[test]
fn one_long_string_in_many_cells_is_kept_once() {
    let long = format!("<si><t>{}</t></si>", "长".repeat(1000));
    let row = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(300));
    let found = look("a.xlsx", xlsx(&row.repeat(300), &long));
    assert_eq!(found.tables[0].columns.len(), 300);
    assert_eq!(found.tables[0].preview.len(), 10);
}

#[test]
fn an_archive_of_too_many_entries_is_not_looked_into() {
    let names: Vec<String> = (0..10_001).map(|number| number.to_string()).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(look("a.xlsx", zip(&entries)).findings, [Finding::TooLarge]);
}
