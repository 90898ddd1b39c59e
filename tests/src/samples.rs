//! Files as they lie on desks: a budget table in GBK, a folder with Chinese names, an empty file. All made up.

use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};

/// The name of the table that the tour sends.
pub const BUDGET: &str = "2026年部门预算汇总表.csv";

/// What it is called in a list: its name without the ending.
pub const BUDGET_TITLE: &str = "2026年部门预算汇总表";

/// A word of encouragement, as one writes it beside a file.
pub const NOTE: &str = "请核对本市数据，有出入请在周五前告知。";

/// Two rows of every budget table that has them.
const ROWS: &str = "220001,37.01\r\n220002,74.02\r\n";

/// What of these samples may be read nowhere but where they lie: a name, a title, a note, a content.
pub const SECRETS: &[&str] = &[BUDGET_TITLE, FOLDER, NOTE, ROWS];

/// The name of the folder that is sent.
pub const FOLDER: &str = "预算附件";

/// 单位,金额 in GBK; WPS and Excel write tables like this.
const HEAD_IN_GBK: &[u8] = &[0xB5, 0xA5, 0xCE, 0xBB, b',', 0xBD, 0xF0, 0xB6, 0xEE, b'\r', b'\n'];

/// A table in GBK with `rows` rows below its head.
///
/// # Errors
/// When it cannot be written.
pub fn budget(folder: &Path, rows: u32) -> Result<PathBuf> {
    let mut bytes = HEAD_IN_GBK.to_vec();
    for row in 0..rows {
        bytes.extend(format!("{:06},{}.{:02}\r\n", 220_000 + row, row * 37 % 90_001, row % 100).bytes());
    }
    let path = folder.join(BUDGET);
    fs::write(&path, bytes)?;
    Ok(path)
}

/// A folder with Chinese names: a table, an empty file and a folder in it.
///
/// # Errors
/// When it cannot be written.
pub fn folder(parent: &Path) -> Result<PathBuf> {
    let folder = parent.join(FOLDER);
    fs::create_dir_all(folder.join("各市州"))?;
    budget(&folder, 40)?;
    fs::write(folder.join("空表.txt"), [])?;
    fs::write(folder.join("各市州/长春市.csv"), HEAD_IN_GBK)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_rows_stand_in_a_table() {
        let folder = tempfile::tempdir().expect("a folder");
        let table = budget(folder.path(), 10).expect("written");
        let bytes = fs::read(table).expect("read");
        assert!(bytes.windows(ROWS.len()).any(|window| window == ROWS.as_bytes()));
    }
}
