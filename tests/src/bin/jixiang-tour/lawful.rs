//! The lawful way: a colleague publishes, her head releases; at the other side it is found, asked for, agreed to, received.

use jixiang_tests::lawful::{self, WORDS, ZHANG};
use jixiang_tests::office::{self, Office};
use jixiang_tests::samples::{self, POSTS, POSTS_CONDITION, POSTS_SUMMARY};
use jixiang_tests::window::{Result, Window, test_id};

use crate::album::Album;

/// What a person types to find it.
const SEARCHED: &str = "编制";

/// Plays it, with a picture of each step.
pub(crate) fn play(album: &Album<'_>, office: &Office) -> Result<()> {
    publish(album, office)?;
    ask(album, office)?;
    decide(album, office)?;
    receive(album, office)
}

/// Goes to the page of the dataset.
pub(crate) fn open_page(window: &Window) -> Result<()> {
    lawful::search(window, SEARCHED, POSTS)?;
    lawful::open_hit(window, POSTS)
}

fn publish(album: &Album<'_>, office: &Office) -> Result<()> {
    let file = samples::posts(&office.documents()?, 1)?;
    lawful::prepare(office, &file, POSTS_SUMMARY, POSTS_CONDITION)?;
    album.left("publish-sheet", office)?;
    office.left.press("Escape")?;
    office.left.wait_gone(&test_id("sheet"))?;
    lawful::hand_in(&lawful::colleague(&office.province, ZHANG)?, &file, &["--cycle", "monthly"])?;
    office::go(&office.left, "home")?;
    album.left("waits-home", office)?;
    lawful::open_matter(&office.left, POSTS)?;
    office.left.wait_for(&test_id("preview"))?;
    album.left("release-card", office)?;
    lawful::choose(&office.left, "consent")?;
    lawful::wait_stage(&office.left, "released")?;
    album.left("released", office)
}

fn ask(album: &Album<'_>, office: &Office) -> Result<()> {
    lawful::search(&office.right, SEARCHED, POSTS)?;
    album.right("catalogue", office)?;
    lawful::open_hit(&office.right, POSTS)?;
    album.right("dataset", office)?;
    lawful::fill_request(&office.right, WORDS)?;
    album.right("request-sheet", office)?;
    lawful::send_request(&office.right)?;
    lawful::open_matter(&office.right, POSTS)?;
    album.right("asked", office)
}

fn decide(album: &Album<'_>, office: &Office) -> Result<()> {
    lawful::open_matter_at(&office.left, "submitted")?;
    album.left("decide-card", office)?;
    lawful::choose_with(&office.left, "return", || {
        office.left.write(&test_id("missing-item"), "请写明用到哪个月的数")?;
        album.left("return", office)
    })?;
    lawful::wait_stage(&office.left, "returned")?;
    lawful::open_matter_at(&office.right, "returned")?;
    album.right("returned", office)?;
    office.right.click(&test_id("act-resubmit"))?;
    office.right.wait_for(&test_id("request-missing"))?;
    office.right.write(&test_id("request-scope"), "，到 2026年10月")?;
    album.right("mended", office)?;
    lawful::send_request(&office.right)?;
    lawful::wait_stage(&office.left, "submitted")?;
    lawful::choose_with(&office.left, "agree", || album.left("agree", office))?;
    lawful::wait_stage(&office.left, "agreed")?;
    album.left("agreed", office)
}

/// Ends the grant where the provider sees who holds what; the next version is closed.
pub(crate) fn end(album: &Album<'_>, office: &Office) -> Result<()> {
    office::go(&office.left, "mine")?;
    office.left.click(&test_id("published-open"))?;
    office.left.wait_for(&test_id("holder"))?;
    album.left("holders", office)?;
    office.left.click("[data-testid=\"holder\"] [data-testid=\"revoke\"]")?;
    office.left.write(&test_id("reason"), "年度核定已结束")?;
    album.left("revoke", office)?;
    office.left.click(&test_id("step-confirm"))?;
    lawful::wait_stage(&office.left, "revoked")?;
    lawful::publish_next(office, &samples::posts(&office.documents()?, 2)?, POSTS)?;
    lawful::wait_published(&office.left, POSTS, 2)?;
    open_page(&office.right)?;
    office.right.wait_text("[data-testid=\"version\"][data-number=\"2\"]", "第 2 版")?;
    album.right("closed", office)?;
    lawful::open_matter_at(&office.right, "revoked")?;
    album.right("revoked", office)
}

fn receive(album: &Album<'_>, office: &Office) -> Result<()> {
    open_page(&office.right)?;
    lawful::fetch(&office.right)?;
    album.right("received", office)?;
    lawful::open_matter(&office.right, POSTS)?;
    album.right("received-card", office)
}
