//! Full disks: of the home, of the folder for received files, of the platform. Each is said, leaves nothing half-written,
//! and is over when there is space again.

use std::fs;

use jixiang_tests::desks::Province;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::small_disk::SmallDisk;
use jixiang_tests::processes::{Jx, Ledger, Result, papers};
use jixiang_tests::skip;

fn skipped() -> Result<()> {
    skip::skipped("this user may not mount a small disk")
}

#[test]
fn a_full_folder_for_received_files_is_said_and_the_fetch_completes_after_space_is_freed() -> Result<()> {
    let province = Province::start()?;
    let (li, zhao) = (Jx::signed_in(&province, "li", "cz-li")?, Jx::signed_in(&province, "zhao", "cc-zhao")?);
    let Some(disk) = SmallDisk::mount(&province.folder().join("disk"), 24 << 20)? else { return skipped() };
    let ballast = disk.fill(5_000_000)?;
    let file = li.folder().join("大表.bin");
    papers::noise(&file, 16_000_000, 21)?;
    let id = li.send(&[&file], "cc-zhao")?;
    let folder = disk.path().join("收到");
    for _ in 0..2 {
        let line = zhao.fetch(&id, &folder)?.failed("disk_full")?;
        assert!(!text(&line, "safe").is_empty() && !text(&line, "todo").is_empty(), "{line}");
        let shown: Vec<_> = papers::names(&folder)?.into_iter().filter(|name| !name.starts_with('.')).collect();
        assert_eq!(shown, Vec::<String>::new(), "nothing under a final name");
        assert_eq!(Ledger::open(&province.data())?.kinds_of(&id)?, ["delivery"], "no receipt for what is not there");
    }
    fs::remove_file(ballast)?;
    zhao.run(&["sync"])?.done()?;
    assert!(papers::same_bytes(&file, &folder.join("大表.bin"))?);
    assert_eq!(papers::names(&folder)?, ["大表.bin"]);
    assert_eq!(li.state_of(&["sent"], &id)?, "verified");
    Ok(())
}

/// A disk that fills up while small files are written, not with the first large one.
#[test]
fn a_disk_that_fills_up_under_small_files_is_said_and_nothing_is_torn() -> Result<()> {
    let province = Province::start()?;
    let (li, zhao) = (Jx::signed_in(&province, "li", "cz-li")?, Jx::signed_in(&province, "zhao", "cc-zhao")?);
    let Some(disk) = SmallDisk::mount(&province.folder().join("disk"), 8 << 20)? else { return skipped() };
    let source = papers::many(li.folder(), 600)?;
    let id = li.send(&[&source], "cc-zhao")?;
    let ballast = disk.fill(1 << 20)?;
    let folder = disk.path().join("收到");
    zhao.fetch(&id, &folder)?.failed("disk_full")?;
    assert_eq!(papers::names(&folder)?.iter().filter(|name| !name.starts_with('.')).count(), 0);
    fs::remove_file(ballast)?;
    zhao.fetch(&id, &folder)?.done()?;
    assert_eq!(papers::names(&folder)?, ["乡镇上报"]);
    assert!(papers::everything(&folder.join("乡镇上报"))? == papers::everything(&source)?);
    Ok(())
}

#[test]
fn a_full_disk_under_the_home_is_said_and_what_was_ordered_completes_after_space_is_freed() -> Result<()> {
    let province = Province::start()?;
    let Some(disk) = SmallDisk::mount(&province.folder().join("li"), 16 << 20)? else { return skipped() };
    let li = Jx::new(disk.path())?;
    li.sign_in(&province.url(), "cz-li")?;
    let zhao = Jx::signed_in(&province, "zhao", "cc-zhao")?;
    let file = province.folder().join("大表.bin");
    papers::noise(&file, 20_000_000, 22)?;
    let words = ["send".as_ref(), file.as_os_str(), "--to".as_ref(), "cc-zhao".as_ref()];
    let ledger = Ledger::open(&province.data())?;
    // However much is left, it is either enough or said; and nothing is sent twice.
    let mut orders = 0;
    for left in [0, 4_096, 16_384, 65_536, 131_072, 262_144] {
        let ballast = disk.fill(left)?;
        let said = li.run(&words)?;
        let code = said.code;
        if code != 0 {
            said.failed("disk_full")?;
        }
        fs::remove_file(ballast)?;
        li.run(&["sync"])?.done()?;
        let sent = li.rows(&["sent"])?;
        assert!(sent.iter().all(|row| text(row, "state") == "stored"), "with {left} bytes left: {sent:?}");
        assert_eq!(ledger.deliveries()?.len(), sent.len(), "with {left} bytes left");
        assert!(sent.len() <= orders + 1 && (code != 0 || sent.len() == orders + 1), "with {left} bytes left");
        orders = sent.len();
    }
    // With nothing in the way it goes through, and all that was sent can be fetched.
    li.run(&words)?.done()?;
    for (at, row) in li.rows(&["sent"])?.iter().enumerate() {
        let folder = zhao.folder().join(format!("收到 {at}"));
        zhao.fetch(text(row, "id"), &folder)?.done()?;
        assert!(papers::same_bytes(&file, &folder.join("大表.bin"))?);
    }
    Ok(())
}

#[test]
fn a_full_platform_takes_nothing_half_and_goes_on_after_space_is_freed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let Some(disk) = SmallDisk::mount(folder.path(), 64 << 20)? else { return skipped() };
    let province = Province::start_in(disk.path())?;
    let elsewhere = tempfile::tempdir()?;
    let (li, zhao) = (Jx::new(&elsewhere.path().join("li"))?, Jx::new(&elsewhere.path().join("zhao"))?);
    li.sign_in(&province.url(), "cz-li")?;
    zhao.sign_in(&province.url(), "cc-zhao")?;
    let file = elsewhere.path().join("大表.bin");
    papers::noise(&file, 20_000_000, 23)?;
    let ballast = disk.fill(6_000_000)?;
    let words = ["send".as_ref(), file.as_os_str(), "--to".as_ref(), "cc-zhao".as_ref()];
    let line = li.run(&words)?.failed("platform_full")?;
    assert!(text(&line, "safe").contains("保存"), "{line}");
    fs::remove_file(ballast)?;
    li.run(&["sync"])?.done()?;
    let sent = li.rows(&["sent"])?;
    assert_eq!(sent.len(), 1);
    let ledger = Ledger::open(&province.data())?;
    assert_eq!(ledger.kinds_of(text(&sent[0], "id"))?, ["delivery"]);
    assert_eq!(ledger.incoming()?, 0, "nothing half stays behind");
    let folder = zhao.folder().join("收到");
    zhao.fetch(text(&sent[0], "id"), &folder)?.done()?;
    assert!(papers::same_bytes(&file, &folder.join("大表.bin"))?);
    Ok(())
}
