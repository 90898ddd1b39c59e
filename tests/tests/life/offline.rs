//! A recipient who is not there yet, and a platform that is gone and comes back.

use jixiang_tests::desks::Province;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::{Jx, Ledger, Result, papers, until};

#[test]
fn a_recipient_without_a_device_is_told_and_can_be_sent_to_once_there_is_one() -> Result<()> {
    let province = Province::start()?;
    let li = Jx::signed_in(&province, "li", "cz-li")?;
    let file = li.folder().join("表.csv");
    std::fs::write(&file, "单位,金额\r\n")?;
    for who in ["cc-zhao", "长春市财政局"] {
        let line = li.run(&["send", "表.csv", "--to", who])?.failed("no_device")?;
        assert!(text(&line, "what").contains("长春市财政局"), "{line}");
        assert!(text(&line, "safe").contains("没有发出任何内容"), "{line}");
    }
    assert_eq!(Ledger::open(&province.data())?.deliveries()?.len(), 0);
    let zhao = Jx::signed_in(&province, "zhao", "cc-zhao")?;
    let id = li.send(&[&file], "cc-zhao")?;
    zhao.fetch(&id, &zhao.folder().join("收到"))?.done()?;
    assert_eq!(li.rows(&["transfers"])?.iter().filter(|row| text(row, "state") == "failed").count(), 0);
    Ok(())
}

#[test]
fn a_platform_that_is_gone_is_waited_for_and_what_was_ordered_is_done_when_it_is_back() -> Result<()> {
    let mut province = Province::start()?;
    let (li, zhao) = (Jx::signed_in(&province, "li", "cz-li")?, Jx::signed_in(&province, "zhao", "cc-zhao")?);
    let file = li.folder().join("大表.bin");
    papers::noise(&file, 40_000_000, 5)?;
    let small = li.folder().join("表.csv");
    std::fs::write(&small, "单位,金额\r\n")?;
    let waiting = li.send(&[&small], "cc-zhao")?;

    // It goes while a send is under way: the transfer waits.
    let before = Ledger::open(&province.data())?.objects()?.len();
    let mut sending = li.start(&["send", "大表.bin", "--to", "cc-zhao"])?;
    let ledger = Ledger::open(&province.data())?;
    jixiang_tests::processes::aim::run_until(&mut sending, || Ok(ledger.objects()?.len() > before + 1))?;
    province.cut_off()?;
    let line = sending.ended()?.failed("offline")?;
    assert!(text(&line, "todo").contains("自动"), "{line}");
    let rows = li.rows(&["transfers"])?;
    let row = rows.iter().find(|row| text(row, "title") == "大表.bin").expect("it is kept");
    assert_eq!(text(row, "state"), "waiting");
    // Every online command says so; what needs no platform answers.
    for words in [&["inbox"] as &[&str], &["sync"], &["fetch", &waiting], &["take-back", &waiting]] {
        let said = zhao.run(words)?;
        assert_eq!(said.code, 1);
        said.failed("offline")?;
    }
    assert_eq!(text(&zhao.run(&["status"])?.done()?, "state"), "offline");
    assert_eq!(zhao.run(&["whoami"])?.code, 0);
    zhao.run(&["doctor"])?.failed("offline")?;

    // `sync --wait` is there before the platform is.
    let syncing = li.start(&["sync", "--wait"])?;
    province.come_back()?;
    syncing.ended()?.done()?;
    let sent = li.rows(&["sent"])?;
    let row = sent.iter().find(|row| text(row, "title") == "大表.bin").expect("it was sent");
    assert_eq!(text(row, "state"), "stored");
    let folder = zhao.folder().join("收到");
    zhao.fetch(text(row, "id"), &folder)?.done()?;
    assert!(papers::same_bytes(&file, &folder.join("大表.bin"))?);
    assert_eq!(Ledger::open(&province.data())?.deliveries()?.len(), 2);
    Ok(())
}

#[test]
fn a_receipt_that_could_not_be_handed_in_is_handed_in_by_the_next_command() -> Result<()> {
    let mut province = Province::start()?;
    let (li, zhao) = (Jx::signed_in(&province, "li", "cz-li")?, Jx::signed_in(&province, "zhao", "cc-zhao")?);
    let file = li.folder().join("大表.bin");
    papers::noise(&file, 30_000_000, 6)?;
    let id = li.send(&[&file], "cc-zhao")?;
    let folder = zhao.folder().join("收到");
    let words = ["fetch".as_ref(), id.as_ref(), "--to".as_ref(), folder.as_os_str()];
    let mut fetching = zhao.start(&words)?;
    // The file has its final name; the platform goes before the receipt can be there, if it goes in time.
    jixiang_tests::processes::aim::run_until(&mut fetching, || Ok(folder.join("大表.bin").exists()))?;
    province.cut_off()?;
    let said = fetching.ended()?;
    province.come_back()?;
    let ledger = Ledger::open(&province.data())?;
    if said.code == 0 {
        until("the receipt", || {
            zhao.run(&["sync"])?.done()?;
            Ok((ledger.kinds_of(&id)? == ["delivery", "receipt"]).then_some(()))
        })?;
    } else {
        said.failed("offline")?;
        zhao.run(&["sync"])?.done()?;
    }
    assert_eq!(ledger.kinds_of(&id)?, ["delivery", "receipt"]);
    assert!(papers::same_bytes(&file, &folder.join("大表.bin"))?);
    assert_eq!(papers::names(&folder)?, ["大表.bin"]);
    assert_eq!(li.state_of(&["sent"], &id)?, "verified");
    Ok(())
}
