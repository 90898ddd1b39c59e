//! The lawful way through real windows: publish, release, find, ask, consent, agree, receive, and its branches. Two people
//! sit at the windows; who is not on stage works with `jx`.
//!
//! Under `cargo xtask test` there is a virtual desktop for it; elsewhere each test says that it skipped.

use std::fs;

use jixiang_tests::lawful::{self, WANG, WORDS, Words, ZHANG};
use jixiang_tests::office::{self, LI, Office, ZHAO, ZHAO_NAME};
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::matters::in_days;
use jixiang_tests::samples::{self, POSTS, POSTS_CONDITION, POSTS_SECRET, POSTS_SUMMARY};
use jixiang_tests::skip;
use jixiang_tests::window::{Desktop, Result, Window, test_id, until};

/// A cell of the second row of the table that is published.
const CELL: &str = "农安县靠山镇财政所";

/// Lets people play before their open windows, closes both and looks for what may not be left of the content. Where there
/// is no desktop for tests it says so.
fn day(play: impl FnOnce(&mut Office) -> Result<()>) -> Result<()> {
    let Some(desktop) = Desktop::take()? else {
        return skip::skipped("no virtual desktop here, see `cargo xtask test`");
    };
    let mut office = Office::open(desktop)?;
    play(&mut office)?;
    office.leaves_no_trace(&[POSTS_SECRET])
}

/// The head at the left publishes: the first version is in the catalogue.
fn publish_at_left(office: &Office) -> Result<()> {
    let file = samples::posts(&office.documents()?, 1)?;
    lawful::prepare(office, &file, POSTS_SUMMARY, POSTS_CONDITION)?;
    lawful::publish(&office.left)?;
    lawful::wait_published(&office.left, POSTS, 1)
}

/// Opens the page of the dataset.
fn open_page(window: &Window) -> Result<()> {
    lawful::search(window, "编制", POSTS)?;
    lawful::open_hit(window, POSTS)
}

/// Waits until the page of the dataset says that this is the way to it.
fn wait_way(window: &Window, way: &str) -> Result<()> {
    window.wait_for(&format!("[data-testid=\"way\"][data-way=\"{way}\"]"))
}

#[test]
fn four_people_share_a_table_each_at_a_window_of_their_own() -> Result<()> {
    day(|office| {
        // Zhang drops the table and hands it in; nobody outside sees it.
        office.sit_left(ZHANG)?;
        office.sit_right(WANG)?;
        let file = samples::posts(&office.documents()?, 1)?;
        lawful::prepare(office, &file, POSTS_SUMMARY, POSTS_CONDITION)?;
        office.left.wait_text(&test_id("preview"), CELL)?;
        office.left.wait_text(&test_id("publish"), "签名送审")?;
        lawful::publish(&office.left)?;
        office::go(&office.left, "mine")?;
        office.left.wait_for(&test_id("published-waiting"))?;
        lawful::go_searching(&office.right, "编制")?;
        assert_eq!(office.right.shown(&test_id("hit"))?, 0, "nothing is in the catalogue before its release");

        // Li releases what she sees; Wang finds it in the catalogue that is open before her.
        office.sit_left(LI)?;
        lawful::open_matter_at(&office.left, "awaits_release")?;
        office.left.wait_text(&test_id("preview"), CELL)?;
        lawful::choose(&office.left, "consent")?;
        lawful::wait_stage(&office.left, "released")?;
        open_page(&office.right)?;
        wait_way(&office.right, "ask")?;
        lawful::fill_request(&office.right, WORDS)?;
        lawful::send_request(&office.right)?;
        wait_way(&office.right, "wait")?;

        // Zhao consents; Li agrees.
        office.sit_right(ZHAO)?;
        lawful::open_matter_at(&office.right, "awaits_consent")?;
        office.right.wait_text(&test_id("matter-use"), WORDS.scope)?;
        lawful::choose(&office.right, "consent")?;
        lawful::wait_stage(&office.right, "submitted")?;
        lawful::open_matter_at(&office.left, "submitted")?;
        office.left.wait_text(&test_id("matter-consented"), ZHAO_NAME)?;
        lawful::choose_with(&office.left, "agree", || Ok(()))?;
        lawful::wait_stage(&office.left, "agreed")?;

        // Wang receives; Li sees her receipt.
        office.sit_right(WANG)?;
        open_page(&office.right)?;
        wait_way(&office.right, "fetch")?;
        lawful::fetch(&office.right)?;
        let received = office::only_entry(&office.pc(WANG)?.received())?;
        assert!(fs::read(&received)? == fs::read(&file)?, "the received bytes are the published bytes");
        office.left.wait_for("[data-testid=\"history\"] [data-act=\"receipt\"]")?;
        office::go(&office.left, "mine")?;
        office.left.click(&test_id("published-open"))?;
        office.left.wait_text(&test_id("holder"), "已核验").map(|_| ())
    })
}

#[test]
fn staff_prepare_an_answer_and_the_grant_lasts_over_versions_until_it_is_ended() -> Result<()> {
    day(|office| {
        let (zhang, wang) = (lawful::colleague(&office.province, ZHANG)?, lawful::colleague(&office.province, WANG)?);
        publish_at_left(office)?;

        // Zhao declines what Wang asks for and consents once it is mended.
        let hits = wang.rows(&["search", "编制"])?;
        let dataset = hits.first().map_or("", |hit| text(hit, "id"));
        let last = in_days(120);
        let words = ["--basis", WORDS.basis, "--scenario", "核对", "--scope", WORDS.scope, "--until", &last];
        let requested = wang.run(&[["request", dataset].as_slice(), &words].concat())?.done()?;
        let request = text(&requested, "request");
        lawful::open_matter_at(&office.right, "awaits_consent")?;
        lawful::choose_because(&office.right, "decline", "场景写得太短")?;
        lawful::wait_stage(&office.right, "declined")?;
        wang.run(&["resubmit", request, "--scenario", WORDS.scenario])?.done()?;
        lawful::open_matter_at(&office.right, "awaits_consent")?;
        office.right.wait_text(&test_id("matter-use"), WORDS.scenario)?;
        lawful::choose(&office.right, "consent")?;
        lawful::wait_stage(&office.right, "submitted")?;

        // Zhang prepares the answer, Li lets it out.
        zhang.run(&["agree", request, "--condition", "用完即删"])?.done()?;
        lawful::open_matter_at(&office.left, "awaits_answer")?;
        office.left.wait_text(&test_id("matter-answer"), "用完即删")?;
        lawful::choose(&office.left, "consent")?;
        lawful::wait_stage(&office.left, "agreed")?;
        open_page(&office.right)?;
        lawful::fetch(&office.right)?;

        // The next version needs no new request.
        lawful::publish_next(office, &samples::posts(&office.documents()?, 2)?, POSTS)?;
        lawful::wait_published(&office.left, POSTS, 2)?;
        office.right.wait_text(&test_id("fetch-dataset"), "第 2 版")?;
        lawful::fetch(&office.right)?;
        office.right.wait_text(&test_id("holding"), "第 2 版")?;

        // Li ends the grant where she sees who holds the data; what comes after is closed, and the page says so.
        office.left.click(&test_id("published-open"))?;
        office.left.click("[data-testid=\"holder\"][data-state=\"lives\"] [data-testid=\"revoke\"]")?;
        office.left.write(&test_id("reason"), "年度核定已结束")?;
        office.left.click(&test_id("step-confirm"))?;
        lawful::wait_stage(&office.left, "revoked")?;
        wait_way(&office.right, "ask")?;
        lawful::publish_next(office, &samples::posts(&office.documents()?, 3)?, POSTS)?;
        lawful::wait_published(&office.left, POSTS, 3)?;
        office.right.wait_text("[data-testid=\"version\"][data-number=\"3\"]", "第 3 版")?;
        assert_eq!(office.right.shown(&test_id("fetch-dataset"))?, 0, "the next version is closed");
        office.right.wait_text(&test_id("holding-rest"), "授权已结束，新版不能收取")?;
        office::go(&office.right, "mine")?;
        office.right.wait_text(&test_id("dataset-row"), "已终止")?;
        lawful::open_matter_at(&office.right, "revoked")?;
        office.right.wait_text(&test_id("matter-note"), "以后的版本不能再打开").map(|_| ())
    })
}

#[test]
fn an_act_is_undone_before_it_is_signed_and_another_is_signed_behind_a_closed_window() -> Result<()> {
    day(|office| {
        let file = samples::posts(&office.documents()?, 1)?;
        let zhang = lawful::colleague(&office.province, ZHANG)?;
        lawful::hand_in(&zhang, &file, &[])?;
        lawful::open_matter_at(&office.left, "awaits_release")?;
        lawful::choose(&office.left, "consent")?;
        office.left.press("z")?;
        office.left.wait_gone(&test_id("pending"))?;
        lawful::wait_stage(&office.left, "awaits_release")?;
        lawful::choose_because(&office.left, "decline", "靠山镇的数没有更新，请核对后再报")?;
        // Li closes her window at once: what she chose is signed all the same, and then her program ends.
        office.left.press("alt+F4")?;
        office.left.frame().wait_gone()?;
        until("the end of the program", || Ok((!office.left.is_running()).then_some(())))?;
        let declined = zhang.rows(&["inbox", "--all"])?;
        assert!(declined.iter().any(|row| text(row, "state") == "declined"), "{declined:?}");
        lawful::go_searching(&office.right, "编制")?;
        office.right.wait_gone(&test_id("hit"))
    })
}

#[test]
fn a_request_is_returned_mended_refused_asked_anew_and_withdrawn() -> Result<()> {
    day(|office| {
        publish_at_left(office)?;

        // What is missing in the form is named, and Esc asks for nothing.
        open_page(&office.right)?;
        lawful::fill_request(&office.right, Words { scope: " ", ..WORDS })?;
        office.right.click(&test_id("request-send"))?;
        office.right.wait_text(&test_id("request-need"), "使用范围")?;
        office.right.press("Escape")?;
        office.right.wait_gone(&test_id("request-sheet"))?;
        wait_way(&office.right, "ask")?;
        lawful::fill_request(&office.right, WORDS)?;
        lawful::send_request(&office.right)?;

        // Everything that is missing comes back at once, and the mended request goes the same way.
        lawful::open_matter_at(&office.left, "submitted")?;
        lawful::choose_with(&office.left, "return", || {
            office.left.write(&test_id("missing-item"), "写明到哪个月")?;
            office.left.click(&test_id("missing-add"))?;
            office.left.write("[data-testid=\"step\"] li:nth-of-type(2) [data-testid=\"missing-item\"]", "写明几人使用")
        })?;
        lawful::wait_stage(&office.left, "returned")?;
        lawful::open_matter_at(&office.right, "returned")?;
        office.right.click(&test_id("act-resubmit"))?;
        let missing = office.right.wait_text(&test_id("request-missing"), "写明到哪个月")?;
        assert!(missing.contains("写明几人使用"), "{missing}");
        office.right.write(&test_id("request-scope"), "，到 2026年10月")?;
        lawful::send_request(&office.right)?;
        lawful::wait_stage(&office.right, "submitted")?;

        // The provider refuses with a reason.
        lawful::wait_stage(&office.left, "submitted")?;
        office.left.wait_text(&test_id("matter-use"), "到 2026年10月")?;
        lawful::choose_because(&office.left, "refuse", "本市已有同口径的汇总数，请用汇总数")?;
        lawful::wait_stage(&office.left, "refused")?;
        lawful::wait_stage(&office.right, "refused")?;
        office.right.wait_text(&test_id("matter-answer"), "同口径的汇总数")?;

        // Asked anew, in the words of last time, and withdrawn.
        open_page(&office.right)?;
        office.right.click(&test_id("ask"))?;
        office.right.wait_for(&test_id("request-basis"))?;
        lawful::send_request(&office.right)?;
        lawful::open_matter_at(&office.left, "submitted")?;
        office.left.wait_text(&test_id("matter-use"), WORDS.basis)?;
        lawful::open_matter_at(&office.right, "submitted")?;
        lawful::choose_with(&office.right, "withdraw", || Ok(()))?;
        lawful::wait_stage(&office.right, "withdrawn")?;
        lawful::wait_stage(&office.left, "withdrawn")
    })
}

#[test]
fn what_is_shared_without_condition_is_granted_by_the_own_head_alone() -> Result<()> {
    day(|office| {
        let wang = lawful::colleague(&office.province, WANG)?;
        let file = samples::posts(&office.documents()?, 1)?;
        lawful::prepare(office, &file, POSTS_SUMMARY, POSTS_CONDITION)?;
        office.left.click(&test_id("publish-class-unconditional"))?;
        lawful::publish(&office.left)?;
        lawful::wait_published(&office.left, POSTS, 1)?;
        let hits = wang.rows(&["search", "编制"])?;
        let dataset = hits.first().map_or("", |hit| text(hit, "id"));
        let last = in_days(120);
        let words = ["--basis", WORDS.basis, "--scenario", WORDS.scenario, "--scope", WORDS.scope, "--until", &last];
        wang.run(&[["request", dataset].as_slice(), &words].concat())?.done()?;
        lawful::open_matter_at(&office.right, "awaits_consent")?;
        office.right.wait_text(&test_id("matter-openers"), "同意后立即可取")?;
        office.right.press("a")?;
        office.right.wait_for(&test_id("pending"))?;
        lawful::wait_stage(&office.right, "agreed")?;
        open_page(&office.right)?;
        lawful::fetch(&office.right)?;
        let received = office::only_entry(&office.zhao.received())?;
        assert!(fs::read(&received)? == fs::read(&file)?, "the received bytes are the published bytes");
        office::go(&office.left, "mine")?;
        office.left.click(&test_id("published-open"))?;
        office.left.wait_text(&test_id("holder"), "已核验").map(|_| ())
    })
}
