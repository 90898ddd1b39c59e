//! Plays the Send job and the lawful way through two real windows and keeps a picture of every step.
//!
//! `jixiang-tour PICTURES [DOCS]`: all pictures go to the folder PICTURES, those that the documents show also to DOCS.
//! It ends with 1 and the sentence of the first step that failed. `cargo xtask tour` starts it on a virtual desktop.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks through its standard streams")]

mod album;
mod lawful;
mod others;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jixiang_tests::office::{self, CHANGCHUN, Office, ZHAO_NAME};
use jixiang_tests::samples::{self, BUDGET_TITLE};
use jixiang_tests::window::{Desktop, Result, Trouble, test_id};

use album::Album;

/// The places of the navigation, in its order.
const PLACES: &[&str] = &["home", "catalogue", "inbox", "mine", "transfers", "settings"];

fn main() -> ExitCode {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let (pictures, docs) = match folders.as_slice() {
        [pictures] => (pictures, None),
        [pictures, docs] => (pictures, Some(docs.as_path())),
        _ => {
            eprintln!("usage: jixiang-tour PICTURES [DOCS]");
            return ExitCode::from(2);
        }
    };
    match tour(pictures, docs) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("the tour stopped: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn tour(pictures: &Path, docs: Option<&Path>) -> Result<()> {
    let desktop = Desktop::take()?.ok_or_else(|| Trouble::new("no virtual desktop here: start `cargo xtask tour`"))?;
    let album = Album::empty(pictures, docs)?;
    println!("opening two windows");
    let mut office = Office::open(desktop)?;
    let played = play(&album, &mut office);
    if played.is_err() {
        // What stood on the screen when it failed says more than any sentence.
        album.both("stopped-here", &office)?;
    }
    played
}

fn play(album: &Album<'_>, office: &mut Office) -> Result<()> {
    empty_places(album, office)?;
    send_by_drop(album, office)?;
    receive(album, office)?;
    others::publish(office)?;
    lawful::play(album, office)?;
    full_places(album, office)?;
    dark_and_large(album, office)?;
    lawful::end(album, office)?;
    platform_gone(album, office)
}

fn empty_places(album: &Album<'_>, office: &Office) -> Result<()> {
    for place in PLACES {
        office::go(&office.left, place)?;
        album.left(&format!("empty-{place}"), office)?;
    }
    office::go(&office.left, "home")
}

fn send_by_drop(album: &Album<'_>, office: &Office) -> Result<()> {
    let file = samples::budget(&office.documents()?, 12_000)?;
    office.drop_on_left(&[&file], || album.left("drop", office))?;
    album.left("sheet", office)?;
    office.left.write(&test_id("recipient-input"), CHANGCHUN)?;
    office.left.wait_text(&test_id("recipient-option"), CHANGCHUN)?;
    album.left("people", office)?;
    office.left.clear(&test_id("recipient-input"))?;
    office::choose_recipient(&office.left, CHANGCHUN, ZHAO_NAME)?;
    office.left.write(&test_id("note"), samples::NOTE)?;
    office.left.wait_text(&test_id("who-can-open"), ZHAO_NAME)?;
    album.left("sheet-ready", office)?;
    office::send(&office.left)?;
    office.right.wait_text(&test_id("home-row"), BUDGET_TITLE)?;
    album.right("arrived", office)?;
    office::open_card(&office.left, BUDGET_TITLE)?;
    album.left("sent", office)
}

fn receive(album: &Album<'_>, office: &Office) -> Result<()> {
    office::open_card(&office.right, BUDGET_TITLE)?;
    album.right("card", office)?;
    office::fetch(&office.right)?;
    album.right("verified-receiver", office)?;
    office::wait_verified(&office.left)?;
    album.left("verified-sender", office)?;
    album.both("both", office)
}

fn full_places(album: &Album<'_>, office: &Office) -> Result<()> {
    for place in PLACES {
        office::go(&office.right, place)?;
        album.right(&format!("full-{place}"), office)?;
    }
    office::go(&office.left, "transfers")?;
    album.left("full-transfers-sender", office)?;
    office::go(&office.left, "mine")?;
    album.left("full-mine-provider", office)?;
    office::go(&office.left, "inbox")?;
    album.left("full-inbox-provider", office)
}

fn dark_and_large(album: &Album<'_>, office: &Office) -> Result<()> {
    office::set(&office.right, "theme", "dark")?;
    for place in PLACES {
        office::go(&office.right, place)?;
        album.right(&format!("dark-{place}"), office)?;
    }
    lawful::open_page(&office.right)?;
    album.right("dark-dataset", office)?;
    office::set(&office.right, "theme", "light")?;
    office::set(&office.right, "text-size", "200")?;
    for place in PLACES {
        office::go(&office.right, place)?;
        album.right(&format!("large-{place}"), office)?;
    }
    lawful::open_page(&office.right)?;
    album.right("large-dataset", office)?;
    office::set(&office.right, "text-size", "100")?;
    office::set(&office.right, "language", "en")?;
    office::go(&office.right, "home")?;
    album.right("english-home", office)?;
    office::set(&office.right, "language", "zh")?;
    office::set(&office.left, "text-size", "200")?;
    let folder = samples::folder(&office.documents()?)?;
    office.drop_on_left(&[&folder], || Ok(()))?;
    album.left("large-sheet", office)?;
    office.left.press("Escape")?;
    office.left.wait_gone(&test_id("sheet"))?;
    office::set(&office.left, "text-size", "100")
}

fn platform_gone(album: &Album<'_>, office: &mut Office) -> Result<()> {
    office.province.cut_off()?;
    office.left.wait_for("[data-testid=\"connection\"][data-state=\"offline\"]")?;
    let folder = samples::folder(&office.documents()?)?;
    office.drop_on_left(&[&folder], || Ok(()))?;
    album.left("folder-sheet", office)?;
    office.send_to_zhao_again()?;
    office::go(&office.left, "transfers")?;
    office.left.wait_for(&test_id("transfer-row"))?;
    album.left("gone-transfers", office)?;
    office.province.come_back()?;
    office::go(&office.right, "home")?;
    office.right.wait_text(&test_id("home-row"), "预算附件")?;
    album.right("back-home", office)
}
