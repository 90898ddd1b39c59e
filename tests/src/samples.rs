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

/// The name of the table that is published, and of its dataset.
pub const POSTS: &str = "市县编制和实有人员汇总";

/// What it is about.
pub const POSTS_SUMMARY: &str = "全省市县机关事业单位的编制数、实有人数和空编数，每月更新。";

/// Who may use it, and for what.
pub const POSTS_CONDITION: &str = "仅用于预算编审和工资核定";

/// What of it may be read nowhere but where it lies: two neighbouring rows.
pub const POSTS_SECRET: &str = "农安县哈拉海镇财政所,事业编制,14,13,1\r\n农安县靠山镇财政所,事业编制,15,14,1\r\n";

/// Where the offices of the table are.
const COUNTIES: [&str; 8] = ["农安县", "德惠市", "榆树市", "公主岭市", "永吉县", "磐石市", "蛟河市", "梨树县"];
/// What they are.
const OFFICES: [(&str, &str); 6] = [
    ("财政局", "行政编制"),
    ("审计局", "行政编制"),
    ("教育局", "行政编制"),
    ("第一中学", "事业编制"),
    ("人民医院", "事业编制"),
    ("图书馆", "事业编制"),
];

/// A table in GBK of posts and people, as it stands in this month.
///
/// # Errors
/// When it cannot be written.
pub fn posts(folder: &Path, month: u32) -> Result<PathBuf> {
    let mut text = String::from("单位名称,编制类型,编制数,实有人数,空编数\r\n");
    text.push_str(POSTS_SECRET);
    let units = COUNTIES.iter().flat_map(|county| OFFICES.iter().map(move |office| (county, office)));
    for ((county, (office, kind)), number) in units.zip(0_u32..) {
        let (posts, free) = (18 + number * 7 % 90, (number + month) % 4);
        text.push_str(&format!("{county}{office},{kind},{posts},{},{free}\r\n", posts - free));
    }
    let (bytes, ..) = encoding_rs::GBK.encode(&text);
    let path = folder.join(format!("{POSTS}.csv"));
    fs::write(&path, bytes)?;
    Ok(path)
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
