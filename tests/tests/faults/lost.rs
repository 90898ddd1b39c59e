//! The platform's disk lost a file and changed another one. Its administrator is told exactly which, those who need them
//! are told by `jx doctor`, and all is well again when the files are back.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jixiang_tests::desks::{Province, program};
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::matters::{Sides, TABLE};
use jixiang_tests::processes::{Jx, Ledger, Result};
use serde_json::Value;

/// How the list of the packs of a version begins (docs/format.md).
const PACK_LIST: &[u8] = b"jixiang/v1/list/packs\n";

/// Verifies the data folder of a platform that runs. Answers the exit code, what was found, and the sum.
fn verify(province: &Province, more: &[&str]) -> Result<(Option<i32>, Vec<Value>, Value)> {
    let mut command = Command::new(program("jixiang-platform")?);
    let output = command.args(["verify", "--json", "--data"]).arg(province.data()).args(more).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let sum = lines.pop().expect("the sum");
    Ok((output.status.code(), lines, sum))
}

/// What `jx doctor` says is lost: the title, what it is, the object, and whose it is.
fn lost(jx: &Jx) -> Result<Vec<[String; 4]>> {
    let said = jx.run(&["doctor"])?;
    let lines = said.lines.clone();
    let mut lost = Vec::new();
    for line in lines.iter().filter(|line| line["state"] == "lost") {
        assert!(!text(line, "detail").is_empty(), "{line} says what to do");
        lost.push(["title", "part", "object", "whose"].map(|key| text(line, key).to_owned()));
    }
    let check = lines.iter().find(|line| line["id"] == "objects").expect("the check");
    assert_eq!(text(check, "state"), if lost.is_empty() { "good" } else { "bad" });
    if lost.is_empty() { said.done() } else { said.failed("integrity") }?;
    lost.sort();
    Ok(lost)
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The objects that came since, the largest last: a pack.
fn since(ledger: &Ledger, before: &std::collections::BTreeSet<PathBuf>) -> Result<Vec<PathBuf>> {
    let mut new: Vec<PathBuf> = ledger.objects()?.difference(before).cloned().collect();
    new.sort_by_key(|file| file.metadata().map_or(0, |about| about.len()));
    Ok(new)
}

#[test]
fn what_the_platform_lost_is_named_to_its_administrator_and_to_those_who_need_it() -> Result<()> {
    let sides = Sides::seated()?;
    let ledger = sides.ledger()?;
    let before = ledger.objects()?;
    let (dataset, file) = sides.release(1, &[])?;
    let of_dataset = since(&ledger, &before)?;
    let request = sides.agree(&dataset, &[])?;
    sides.wang.receives(&request, "数据", &file)?;
    let before = ledger.objects()?;
    let delivery = sides.li.send(&[&file], "cc-zhao")?;
    let sent_pack = since(&ledger, &before)?.pop().expect("a pack");

    let (code, found, sum) = verify(&sides.province, &[])?;
    assert_eq!((code, found.len(), text(&sum, "state")), (Some(0), 0, "good"));
    for jx in [&sides.zhang, &sides.li, &sides.wang, &sides.zhao] {
        assert_eq!(lost(jx)?, Vec::<[String; 4]>::new());
    }

    let pack = of_dataset.last().expect("a pack");
    let is_list = |file: &&PathBuf| fs::read(file).is_ok_and(|bytes| bytes.starts_with(PACK_LIST));
    let list = of_dataset.iter().find(is_list).expect("the list of packs");
    let backup = [pack, list, &sent_pack].map(|file| (file.clone(), fs::read(file).expect("it is there")));
    let mut bytes = fs::read(pack)?;
    bytes[1000] ^= 4;
    fs::write(pack, bytes)?;
    fs::remove_file(list)?;
    fs::remove_file(&sent_pack)?;

    let (code, found, sum) = verify(&sides.province, &[])?;
    assert_eq!((code, text(&sum, "state")), (Some(1), "bad"));
    let mut named: Vec<[String; 5]> = Vec::new();
    for line in &found {
        let by = line["needed_by"].as_array().expect("those who need it");
        assert_eq!(by.len(), 1, "{line}");
        let told = [(line, "object"), (line, "state"), (&by[0], "part"), (&by[0], "of"), (&by[0], "id")];
        named.push(told.map(|(line, key)| text(line, key).to_owned()));
    }
    let mut expected = [
        [&name(pack), "damaged", "pack", "dataset", &dataset],
        [&name(list), "lost", "pack-list", "dataset", &dataset],
        [&name(&sent_pack), "lost", "pack", "delivery", &delivery],
    ];
    expected.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, expected);

    sides.wang.fetch(&request, &sides.wang.folder().join("再次"))?.failed("integrity")?;
    let row = |title: &str, part: &str, file: &Path, whose: &str| [title, part, &name(file), whose].map(str::to_owned);
    let listed = row(TABLE, "pack-list", list, "published");
    assert_eq!(lost(&sides.zhang)?, std::slice::from_ref(&listed), "what was changed is not known yet");
    let (code, ..) = verify(&sides.province, &["--set-aside"])?;
    assert_eq!(code, Some(1));
    assert_eq!(lost(&sides.zhang)?, [row(TABLE, "pack", pack, "published"), listed.clone()]);
    let own = [row(&name(&file), "pack", &sent_pack, "sent"), listed];
    let mut of_li = lost(&sides.li)?;
    of_li.sort_by_key(|row| row[3] != "sent");
    assert_eq!(of_li, own, "the list is lost, so nobody can tell this PC of which packs");
    let held = |part, file| row(TABLE, part, file, "held");
    assert_eq!(lost(&sides.wang)?, [held("pack", pack), held("pack-list", list)]);
    assert_eq!(lost(&sides.zhao)?, Vec::<[String; 4]>::new(), "nothing of it is here");

    for (file, bytes) in &backup {
        fs::write(file, bytes)?;
    }
    let (code, found, _) = verify(&sides.province, &[])?;
    assert_eq!((code, found.len()), (Some(0), 0));
    assert_eq!(lost(&sides.zhang)?, Vec::<[String; 4]>::new());
    sides.wang.receives(&request, "再次", &file)
}
