//! The Send job through two real windows, as two people do it: dropped, pasted, sent, fetched, verified, taken back.
//!
//! Under `cargo xtask test` there is a virtual desktop for it; elsewhere each test says that it skipped.

use std::fs;
use std::path::Path;

use jixiang_tests::office::{self, CHANGCHUN, Office, ZHAO_NAME};
use jixiang_tests::samples::{self, BUDGET, BUDGET_TITLE};
use jixiang_tests::skip;
use jixiang_tests::window::{Clipboard, Desktop, Result, test_id, until};

/// Lets two people play before their open windows, closes both and looks for what may not be left. Where there is no
/// desktop for tests it says so.
fn day(play: impl FnOnce(&mut Office) -> Result<()>) -> Result<()> {
    let Some(desktop) = Desktop::take()? else {
        return skip::skipped("no virtual desktop here, see `cargo xtask test`");
    };
    let mut office = Office::open(desktop)?;
    play(&mut office)?;
    office.leaves_no_trace(samples::SECRETS)
}

#[test]
fn a_file_dropped_on_one_window_is_fetched_and_verified_in_the_other() -> Result<()> {
    day(|office| {
        let file = samples::budget(&office.documents()?, 3_000)?;
        office.drop_on_left(&[&file], || Ok(()))?;
        assert!(office.left.texts(&test_id("draft-item"))?[0].contains(BUDGET));
        assert_eq!(office.right.shown(&test_id("home-row"))?, 0, "nothing is sent by dropping");
        office.left.write(&test_id("note"), samples::NOTE)?;
        office.send_to_zhao()?;

        office.right.wait_text(&test_id("home-row"), BUDGET_TITLE)?;
        office::open_card(&office.right, BUDGET_TITLE)?;
        office::fetch(&office.right)?;
        let received = office::only_entry(&office.zhao.received())?;
        assert_eq!(received.file_name(), file.file_name());
        assert!(fs::read(&received)? == fs::read(&file)?, "the received bytes are the sent bytes");

        office::open_card(&office.left, BUDGET_TITLE)?;
        office::wait_verified(&office.left)?;
        let history = office.left.wait_text(&test_id("history"), "收取并核验")?;
        assert!(history.contains(ZHAO_NAME), "the receipt names who signed it: {history}");
        Ok(())
    })
}

#[test]
fn a_folder_and_an_empty_file_are_pasted_and_arrive_whole() -> Result<()> {
    day(|office| {
        let folder = samples::folder(&office.documents()?)?;
        let clipboard = Clipboard::files(&[&folder])?;
        office.paste_into_left(&clipboard)?;
        office.send_to_zhao()?;

        office.right.wait_text(&test_id("home-row"), samples::FOLDER)?;
        office::open_card(&office.right, samples::FOLDER)?;
        office::fetch(&office.right)?;
        let received = office::only_entry(&office.zhao.received())?;
        for name in [BUDGET, "空表.txt", "各市州/长春市.csv"] {
            assert!(fs::read(received.join(name))? == fs::read(folder.join(name))?, "{name} is the same");
        }
        Ok(())
    })
}

#[test]
fn a_pasted_screenshot_opens_the_sheet_and_escape_sends_nothing() -> Result<()> {
    day(|office| {
        let picture = office.documents()?.join("屏幕.png");
        office.desktop.picture(&picture)?;
        let clipboard = Clipboard::picture(&picture)?;
        office.paste_into_left(&clipboard)?;
        assert!(office.left.texts(&test_id("draft-item"))?[0].contains(".png"));
        office.left.press("Escape")?;
        office.left.wait_gone(&test_id("sheet"))?;
        office::go(&office.left, "inbox")?;
        office.left.wait_for(&test_id("pile-sent"))?;
        assert_eq!(office.left.shown(&test_id("inbox-row"))?, 0);
        Ok(())
    })
}

#[test]
fn every_place_says_something_while_it_is_empty() -> Result<()> {
    day(|office| {
        for place in ["home", "catalogue", "inbox", "mine", "transfers"] {
            office::go(&office.left, place)?;
            office.left.wait_for(".empty")?;
        }
        assert!(office.left.texts(&test_id("demo"))?[0].contains("DEMO"), "the demo calls itself so");
        Ok(())
    })
}

#[test]
fn two_people_of_one_name_are_both_shown_with_what_differs() -> Result<()> {
    day(|office| {
        let file = samples::budget(&office.documents()?, 1)?;
        office.drop_on_left(&[&file], || Ok(()))?;
        office.left.write(&test_id("recipient-input"), "陈志远")?;
        office.left.wait_text(&test_id("recipient-option"), "陈志远")?;
        let rows = office.left.texts(&test_id("recipient-option"))?;
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows.iter().any(|row| row.contains("长春市")) && rows[0] != rows[1], "{rows:?}");
        Ok(())
    })
}

#[test]
fn a_delivery_is_taken_back_before_it_is_fetched() -> Result<()> {
    day(|office| {
        office.drop_and_send(&samples::budget(&office.documents()?, 10)?)?;
        office.right.wait_text(&test_id("home-row"), BUDGET_TITLE)?;
        office::open_card(&office.left, BUDGET_TITLE)?;
        office.left.click(&test_id("take-back"))?;
        office.left.click(&test_id("take-back-sure"))?;
        office.left.wait_for("[data-testid=\"delivery-card\"][data-standing=\"taken_back\"]")?;
        office.right.wait_gone("[data-testid=\"home-row\"] [data-testid=\"fetch\"]")?;
        assert!(!office.zhao.received().exists(), "nothing was written at the recipient's");
        Ok(())
    })
}

/// Sends 补报 from the left window while the platform is gone.
fn send_into_the_void(office: &mut Office) -> Result<()> {
    let file = samples::budget(&office.documents()?, 100)?;
    // Once while it is here, so that the recipient is known.
    office.drop_and_send(&file)?;
    office.right.wait_text(&test_id("home-row"), BUDGET_TITLE)?;
    office.province.cut_off()?;
    office.left.wait_for("[data-testid=\"connection\"][data-state=\"offline\"]")?;
    let second = file.with_file_name("补报.csv");
    fs::copy(&file, &second)?;
    office.drop_on_left(&[&second], || Ok(()))?;
    office.send_to_zhao_again()
}

#[test]
fn what_was_sent_while_the_platform_was_gone_arrives_when_it_is_back() -> Result<()> {
    day(|office| {
        send_into_the_void(office)?;
        office.province.come_back()?;
        office.right.wait_text("[data-testid=\"arrived\"]", "补报").map(|_| ())
    })
}

#[test]
fn a_closed_window_sends_to_the_end_and_then_its_program_ends() -> Result<()> {
    day(|office| {
        send_into_the_void(office)?;
        office.left.press("alt+F4")?;
        office.left.frame().wait_gone()?;
        assert!(office.left.is_running(), "what was sent is under way");
        office.province.come_back()?;
        office.right.wait_text("[data-testid=\"arrived\"]", "补报")?;
        until("the end of the program", || Ok((!office.left.is_running()).then_some(())))
    })
}

#[test]
fn a_window_that_was_killed_goes_on_where_it_was() -> Result<()> {
    day(|office| {
        office.drop_and_send(&samples::budget(&office.documents()?, 10)?)?;
        office.right.wait_text(&test_id("home-row"), BUDGET_TITLE)?;
        office.cut_left_and_reopen()?;
        office::open_card(&office.left, BUDGET_TITLE)?;
        office::open_card(&office.right, BUDGET_TITLE)?;
        office::fetch(&office.right)?;
        office::wait_verified(&office.left)
    })
}

#[test]
fn the_keyboard_alone_sends_a_file() -> Result<()> {
    day(|office| {
        let file = samples::budget(&office.documents()?, 5)?;
        let clipboard = Clipboard::files(&[Path::new(&file)])?;
        office.paste_into_left(&clipboard)?;
        // The field for recipients has the focus as soon as the sheet is there.
        office.left.write(":focus", CHANGCHUN)?;
        office.left.wait_text("[data-testid=\"recipient-option\"][aria-selected=\"true\"]", CHANGCHUN)?;
        office.left.press("Return")?;
        office.left.wait_for(&test_id("recipient-chip"))?;
        office.left.wait_text(&test_id("who-can-open"), CHANGCHUN)?;
        office.left.press("ctrl+Return")?;
        office.left.wait_gone(&test_id("sheet"))?;
        office.right.wait_text(&test_id("home-row"), BUDGET_TITLE).map(|_| ())
    })
}
