//! Files as offices have them, and hard ones: made up, the same every time, and compared byte by byte.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::aim::next;
use super::{Result, Trouble};
use crate::samples;

/// A file that no compression helps, of any size.
///
/// # Errors
/// When it cannot be written.
pub fn noise(path: &Path, bytes: u64, seed: u64) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut state = seed;
    let mut left = bytes;
    while left > 0 {
        let block: Vec<u8> = (0..8192).flat_map(|_| next(&mut state).to_le_bytes()).collect();
        let part = block.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        file.write_all(&block[..part])?;
        left -= part as u64;
    }
    Ok(file.flush()?)
}

/// A folder as it lies on a desk: Chinese names, a table in GBK, an empty file, an empty folder, folders in folders, and
/// times of last year.
///
/// # Errors
/// When it cannot be written.
pub fn folder(parent: &Path) -> Result<PathBuf> {
    let folder = samples::folder(parent)?;
    fs::create_dir_all(folder.join("待补充"))?;
    let deep = folder.join("各市州/延边朝鲜族自治州/敦化市/2025年（第三季度）");
    fs::create_dir_all(&deep)?;
    fs::write(deep.join("说明 第①版.txt"), "敦化市财政局\r\n")?;
    noise(&folder.join("扫描件.bin"), 300_000, 7)?;
    let last_year = UNIX_EPOCH + Duration::from_millis(1_750_000_000_123);
    File::options().write(true).open(folder.join("扫描件.bin"))?.set_modified(last_year)?;
    Ok(folder)
}

/// A folder with so many small files.
///
/// # Errors
/// When it cannot be written.
pub fn many(parent: &Path, count: u32) -> Result<PathBuf> {
    let folder = parent.join("乡镇上报");
    for at in 0..count {
        let town = folder.join(format!("第{:02}批", at % 40));
        fs::create_dir_all(&town)?;
        fs::write(town.join(format!("{at:04}.csv")), format!("编号,数值\r\n{at},{}\r\n", at * 17))?;
    }
    Ok(folder)
}

/// A folder with names that Linux allows and other systems do not, or that deceive the eye.
///
/// # Errors
/// When it cannot be written.
pub fn unsafe_names(parent: &Path) -> Result<PathBuf> {
    let folder = parent.join("来自别处的文件");
    fs::create_dir_all(&folder)?;
    let long = format!("{}.txt", "很长的文件名".repeat(13));
    let names = [
        "a:b|c.txt",
        "CON.txt",
        "尾点.",
        "尾空格 ",
        "换\n行.txt",
        "倒\u{202e}txt.exe",
        "Ａ.TXT",
        "表.csv",
        "表.CSV",
        "..\\..\\上级.txt",
        "-rf",
        long.as_str(),
    ];
    for (at, name) in names.iter().enumerate() {
        fs::write(folder.join(name), format!("内容 {at}"))?;
    }
    Ok(folder)
}

/// What stands at a place of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A folder.
    Folder,
    /// A file: its bytes, and when it was last changed, to the millisecond.
    File(Vec<u8>, u128),
}

/// Everything below a path, by relative path; the path itself is the empty one.
///
/// # Errors
/// When something cannot be read.
pub fn everything(path: &Path) -> Result<BTreeMap<PathBuf, Entry>> {
    let mut all = BTreeMap::new();
    walk(path, Path::new(""), &mut all)?;
    Ok(all)
}

fn walk(root: &Path, at: &Path, all: &mut BTreeMap<PathBuf, Entry>) -> Result<()> {
    let path = if at.as_os_str().is_empty() { root.to_owned() } else { root.join(at) };
    let about = fs::symlink_metadata(&path)?;
    if about.is_dir() {
        all.insert(at.to_owned(), Entry::Folder);
        for entry in fs::read_dir(&path)? {
            walk(root, &at.join(entry?.file_name()), all)?;
        }
    } else {
        let changed = milliseconds(about.modified()?)?;
        all.insert(at.to_owned(), Entry::File(fs::read(&path)?, changed));
    }
    Ok(())
}

fn milliseconds(time: SystemTime) -> Result<u128> {
    let since = time.duration_since(UNIX_EPOCH);
    since.map(|since| since.as_millis()).map_err(|error| Trouble::new(error.to_string()))
}

/// Whether two files have the same bytes; read side by side, however large.
///
/// # Errors
/// When one cannot be read.
pub fn same_bytes(one: &Path, other: &Path) -> Result<bool> {
    let (mut one, mut other) = (File::open(one)?, File::open(other)?);
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let (mut left, mut right) = (vec![0; 1 << 20], vec![0; 1 << 20]);
    loop {
        let count = one.read(&mut left)?;
        if count == 0 {
            return Ok(true);
        }
        other.read_exact(&mut right[..count])?;
        if left[..count] != right[..count] {
            return Ok(false);
        }
    }
}

/// The names in a folder, hidden ones included; none when there is no folder.
///
/// # Errors
/// When it cannot be read.
pub fn names(folder: &Path) -> Result<Vec<String>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
