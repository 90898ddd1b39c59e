//! What is sent arrives, byte by byte, whatever it is; what is sent stays as it was.

use std::collections::BTreeSet;
use std::path::Path;

use jixiang_tests::desks::Province;
use jixiang_tests::processes::papers::{self, Entry};
use jixiang_tests::processes::{Jx, Result};
use jixiang_tests::samples;

/// The bytes of the large file: `JIXIANG_LARGE_BYTES`, otherwise 64 MiB.
fn large() -> u64 {
    let named = std::env::var("JIXIANG_LARGE_BYTES").ok();
    named.and_then(|bytes| bytes.parse().ok()).unwrap_or(64 << 20)
}

/// Sends, fetches, and compares everything: names, bytes, times; and that the sources are what they were.
fn travels(province: &Province, source: &Path) -> Result<()> {
    let li = Jx::signed_in(province, "li", "cz-li")?;
    let zhao = Jx::signed_in(province, "zhao", "cc-zhao")?;
    let before = papers::everything(source)?;
    let id = li.send(&[source], "cc-zhao")?;
    let folder = zhao.folder().join("收到");
    zhao.fetch(&id, &folder)?.done()?;
    let name = source.file_name().expect("a name");
    let arrived = papers::everything(&folder.join(name))?;
    assert_eq!(arrived.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    for (path, entry) in &before {
        assert!(arrived[path] == *entry, "{} arrived otherwise", path.display());
    }
    assert!(papers::everything(source)? == before, "the sources are untouched");
    assert_eq!(papers::names(&folder)?, [name.to_string_lossy()], "nothing else is left in the folder");
    Ok(())
}

#[test]
fn a_folder_with_chinese_names_empty_files_and_empty_folders_arrives_whole() -> Result<()> {
    let province = Province::start()?;
    let source = papers::folder(province.folder())?;
    travels(&province, &source)
}

#[test]
fn an_empty_file_arrives() -> Result<()> {
    let province = Province::start()?;
    let source = province.folder().join("空表.txt");
    std::fs::write(&source, [])?;
    travels(&province, &source)
}

#[test]
fn an_empty_folder_arrives() -> Result<()> {
    let province = Province::start()?;
    let source = province.folder().join("待补充");
    std::fs::create_dir(&source)?;
    travels(&province, &source)
}

#[test]
fn a_table_in_gbk_arrives_in_gbk() -> Result<()> {
    let province = Province::start()?;
    let source = samples::budget(province.folder(), 20_000)?;
    travels(&province, &source)
}

#[test]
fn two_thousand_small_files_arrive() -> Result<()> {
    let province = Province::start()?;
    let source = papers::many(province.folder(), 2_000)?;
    travels(&province, &source)
}

#[test]
fn a_large_file_arrives() -> Result<()> {
    let province = Province::start()?;
    let (li, zhao) = (Jx::signed_in(&province, "li", "cz-li")?, Jx::signed_in(&province, "zhao", "cc-zhao")?);
    let source = province.folder().join("大文件.bin");
    papers::noise(&source, large(), 3)?;
    let changed = source.metadata()?.modified()?;
    let id = li.send(&[&source], "cc-zhao")?;
    let folder = zhao.folder().join("收到");
    let fetched = zhao.fetch(&id, &folder)?.done()?;
    assert_eq!(fetched["bytes"], large());
    assert!(papers::same_bytes(&source, &folder.join("大文件.bin"))?);
    assert_eq!(source.metadata()?.modified()?, changed, "the source is untouched");
    eprintln!("{} bytes were sent and fetched; JIXIANG_LARGE_BYTES sets another size", large());
    Ok(())
}

#[test]
fn names_that_other_systems_forbid_or_that_deceive_are_made_safe() -> Result<()> {
    let province = Province::start()?;
    let (li, zhao) = (Jx::signed_in(&province, "li", "cz-li")?, Jx::signed_in(&province, "zhao", "cc-zhao")?);
    let source = papers::unsafe_names(province.folder())?;
    let id = li.send(&[&source], "cc-zhao")?;
    let folder = zhao.folder().join("收到");
    zhao.fetch(&id, &folder)?.done()?;
    let inside = folder.join("来自别处的文件");
    let names = papers::names(&inside)?;
    let folded: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(folded.len(), names.len(), "no two names are one where case does not count: {names:?}");
    for name in &names {
        let odd = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c) || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!name.contains(odd) && !name.ends_with(['.', ' ']) && name.len() <= 255, "{name:?}");
        assert!(!name.to_lowercase().starts_with("con."), "{name:?}");
    }
    let contents = |path: &Path| -> Result<BTreeSet<Vec<u8>>> {
        let files = papers::everything(path)?.into_values().filter_map(|entry| match entry {
            Entry::File(bytes, _) => Some(bytes),
            Entry::Folder => None,
        });
        Ok(files.collect())
    };
    assert_eq!(contents(&inside)?, contents(&source)?, "every file arrived under some name");
    assert_eq!(papers::names(&folder)?, ["来自别处的文件"], "nothing escaped from the folder");
    Ok(())
}

#[test]
fn a_name_that_is_taken_is_not_replaced() -> Result<()> {
    let province = Province::start()?;
    let (li, zhao) = (Jx::signed_in(&province, "li", "cz-li")?, Jx::signed_in(&province, "zhao", "cc-zhao")?);
    let source = province.folder().join("汇总表.csv");
    std::fs::write(&source, "新")?;
    let id = li.send(&[&source], "cc-zhao")?;
    let folder = zhao.folder().join("收到");
    std::fs::create_dir(&folder)?;
    std::fs::write(folder.join("汇总表.csv"), "旧")?;
    zhao.fetch(&id, &folder)?.done()?;
    assert_eq!(std::fs::read_to_string(folder.join("汇总表.csv"))?, "旧");
    assert_eq!(std::fs::read_to_string(folder.join("汇总表 (2).csv"))?, "新");
    Ok(())
}
