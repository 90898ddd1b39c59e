//! A table of a gigabyte, and the ways in which its next version differs.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use jixiang_tests::window::Result;

/// Rows of the table: a gigabyte.
const ROWS: u64 = 14_000_000;

/// What is different in the next version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    /// Nothing: the first version.
    Nothing,
    /// 500 neighbouring rows.
    Region,
    /// 1,000 rows put in at the top.
    Top,
    /// One row in a hundred, in one block.
    Block,
    /// 10,000 rows all over it.
    Spread,
}

impl Edit {
    /// Whether this row is different.
    fn changes(self, row: u64) -> bool {
        match self {
            Self::Nothing | Self::Top => false,
            Self::Region => (ROWS / 2..ROWS / 2 + 500).contains(&row),
            Self::Block => (ROWS / 3..ROWS / 3 + ROWS / 100).contains(&row),
            Self::Spread => row % (ROWS / 10_000) == 7,
        }
    }
}

/// Writes the table with all of these edits; the later of two that change a row counts.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write(path: &Path, edits: &[Edit]) -> Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    file.write_all("编号,证件尾号,单位,金额,日期,校验\r\n".as_bytes())?;
    if edits.contains(&Edit::Top) {
        (ROWS..ROWS + 1000).try_for_each(|number| row(&mut file, number, 1))?;
    }
    for number in 0..ROWS {
        let last = edits.iter().rposition(|edit| edit.changes(number));
        row(&mut file, number, last.map_or(0, |at| at as u64 + 1))?;
    }
    Ok(file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?)
}

fn row(file: &mut impl std::io::Write, number: u64, change: u64) -> std::io::Result<()> {
    let mut seed = number.wrapping_add(change << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    seed ^= seed >> 29;
    let seed = seed.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let day = (seed >> 9) % 28 + 1;
    writeln!(
        file,
        "{number:08},{:010},单位{:04},{:07}.{:02},2026-{:02}-{day:02},{:016x}\r",
        seed % 10_000_000_000,
        (seed >> 7) % 10_000,
        (seed >> 20) % 10_000_000,
        (seed >> 40) % 100,
        (seed >> 5) % 12 + 1,
        seed,
    )
}
