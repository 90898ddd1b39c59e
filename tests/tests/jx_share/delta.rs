//! Versions of a large table: only what changed travels, to the platform and from it.

use std::fs;
use std::path::{Path, PathBuf};

use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::matters::TABLE;
use jixiang_tests::processes::{Result, Sides};

/// Rows of the table: about 20 MB.
const ROWS: u32 = 300_000;
/// What a small change may cost: the chunks beside it, the page that names them, the body and the list of packs, each in
/// the size of a pack.
const SMALL: u64 = 1 << 20;

fn row(number: u32) -> String {
    let seed = number.wrapping_mul(2_654_435_761);
    format!(
        "{number:07},{:010},第{:03}财政所,{:07}.{:02},{:032x}\r\n",
        seed,
        seed % 997,
        seed % 5_000_011,
        seed % 89,
        { u128::from(seed) * u128::from(seed) * 0x9e37_79b9_7f4a_7c15 }
    )
}

/// The table, with a few rows put in at the top and one row changed in the middle.
fn table(folder: &Path, inserted: u32, changed: Option<u32>) -> Result<PathBuf> {
    let mut rows = String::from("编号,证件尾号,单位,金额,校验\r\n");
    (0..inserted).for_each(|number| rows.push_str(&row(ROWS + number)));
    for number in 0..ROWS {
        let other = if changed == Some(number) { ROWS * 2 } else { number };
        rows.push_str(&row(other));
    }
    let path = folder.join(format!("{TABLE}.csv"));
    fs::write(&path, rows)?;
    Ok(path)
}

fn figure(line: &serde_json::Value, field: &str) -> u64 {
    line[field].as_u64().unwrap_or_else(|| panic!("{field} of {line}"))
}

#[test]
fn the_next_version_carries_only_what_changed_and_a_damaged_cache_heals() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { li, wang, zhang, .. } = &sides;
    let file = table(zhang.folder(), 0, None)?;
    let size = fs::metadata(&file)?.len();
    let published = zhang.publish(&file, &[])?;
    let dataset = text(&published, "dataset").to_owned();
    assert!(figure(&published, "sent_bytes") > size, "{published}");
    assert_eq!(li.act(&["consent", &dataset])?, "released");
    let request = sides.agree(&dataset, &[])?;
    let fetched = wang.run(&["fetch", &request, "--to", "一"])?.done()?;
    assert!(figure(&fetched, "received_bytes") > size, "{fetched}");
    wang.holds("一", &file)?;

    // Another device of the provider makes the next version.
    let file = table(li.folder(), 3, Some(ROWS / 2))?;
    let published = li.publish(&file, &["--dataset", &dataset])?;
    assert_eq!(text(&published, "state"), "released");
    assert!(figure(&published, "sent_bytes") < SMALL, "{published}");
    let fetched = wang.run(&["fetch", &request, "--to", "二"])?.done()?;
    assert!(figure(&fetched, "received_bytes") < SMALL, "{fetched}");
    wang.holds("二", &file)?;

    // What is granted until it is revoked arrives by itself, sealed: the larger half is new, and opens with what is here.
    let file = table(zhang.folder(), ROWS / 2, None)?;
    let published = li.publish(&file, &["--dataset", &dataset])?;
    assert!(figure(&published, "sent_bytes") > size / 3, "{published}");
    wang.run(&["sync"])?.done()?;
    let fetched = wang.run(&["fetch", &request, "--to", "三"])?.done()?;
    assert!(figure(&fetched, "received_bytes") < SMALL, "{fetched}");
    wang.holds("三", &file)?;

    // What lies on this PC is believed only as far as it is whole: one pack is damaged, one cut short, one is gone.
    let mut packs = Vec::new();
    for folder in fs::read_dir(wang.home().join("cache"))? {
        packs.extend(
            fs::read_dir(folder?.path())?
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<std::io::Result<Vec<_>>>()?,
        );
    }
    packs.sort_by_key(|path| std::cmp::Reverse(fs::metadata(path).map_or(0, |facts| facts.len())));
    let [damaged, gone, .., short] = packs.as_slice() else { panic!("{packs:?}") };
    let mut bytes = fs::read(damaged)?;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(damaged, bytes)?;
    fs::File::options().write(true).open(short)?.set_len(1000)?;
    let missing: u64 = [damaged, gone].iter().map(|path| fs::metadata(path).map_or(0, |facts| facts.len())).sum();
    fs::remove_file(gone)?;
    let fetched = wang.run(&["fetch", &request, "--to", "四"])?.done()?;
    wang.holds("四", &file)?;
    let received = figure(&fetched, "received_bytes");
    assert!(received > missing && received < size, "the damaged packs alone came again: {fetched}");
    let fetched = wang.run(&["fetch", &request, "--to", "五"])?.done()?;
    assert!(figure(&fetched, "received_bytes") < SMALL, "the cache is whole again: {fetched}");
    Ok(())
}

#[test]
fn what_the_platform_lost_of_the_earlier_version_is_sealed_anew() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { li, wang, province, .. } = &sides;
    let file = table(li.folder(), 0, None)?;
    let published = li.publish(&file, &[])?;
    let dataset = text(&published, "dataset").to_owned();
    let request = sides.agree(&dataset, &[])?;

    let mut objects = Vec::new();
    walk(&province.data().join("objects"), &mut objects)?;
    let largest = objects.iter().max_by_key(|path| fs::metadata(path).map_or(0, |facts| facts.len()));
    let largest = largest.expect("there are objects");
    let lost = fs::metadata(largest)?.len();
    fs::remove_file(largest)?;
    wang.run(&["fetch", &request])?.failed("integrity")?;

    let published = li.publish(&file, &["--dataset", &dataset])?;
    let sent = figure(&published, "sent_bytes");
    assert!(sent >= lost && sent < lost + 2 * SMALL, "what was lost travels again and nothing else: {published}");
    wang.receives(&request, "收到", &file)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}
