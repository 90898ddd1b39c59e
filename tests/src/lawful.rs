//! What people do at their windows on the lawful way: publish, find, ask, decide, receive.
//!
//! As [`office`](crate::office) it names test ids in one place and refuses to judge: what must come out is said by who calls.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::desks::Province;
use crate::office::{Office, go};
use crate::processes::jx::{Jx, text};
use crate::samples::{POSTS, POSTS_CONDITION, POSTS_SUMMARY};
use crate::window::{Result, Trouble, Window, test_id, until};

/// The staff of the provincial finance department's budget office: what she publishes waits for her head.
pub const ZHANG: &str = "cz-zhang";
/// The staff of the same office in Changchun: what he asks for waits for his head.
pub const WANG: &str = "cc-wang";

/// An act is signed ten seconds after it was chosen; then the platform must have it.
const SIGNED: Duration = Duration::from_secs(45);

/// The words of a request.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// 使用依据.
    pub basis: &'a str,
    /// 使用场景.
    pub scenario: &'a str,
    /// 使用范围.
    pub scope: &'a str,
}

/// A request as an office writes it.
pub const WORDS: Words<'static> = Words {
    basis: "《行政事业单位财务规则》第十条，2026年度预算编审工作安排",
    scenario: "核对本市在编人员与工资预算",
    scope: "长春市本级 2026年编制数，预算处 3 人使用",
};

/// A person with `jx` instead of a window.
///
/// # Errors
/// When she cannot sign in.
pub fn colleague(province: &Province, staff: &str) -> Result<Jx> {
    Jx::signed_in(province, &format!("jx-{staff}"), staff)
}

/// The colleague publishes the sample with `jx`: it waits for her head. Answers the dataset's id.
///
/// # Errors
/// What `jx` says when it cannot, or when it waits for nobody.
pub fn hand_in(zhang: &Jx, file: &Path, more: &[&str]) -> Result<String> {
    let path = file.to_string_lossy().into_owned();
    let mut words = vec!["publish", path.as_str(), "--title", POSTS, "--summary", POSTS_SUMMARY];
    words.extend(["--class", "conditional", "--condition", POSTS_CONDITION]);
    words.extend(more);
    let published = zhang.run(&words)?.done()?;
    match text(&published, "state") {
        "awaiting_release" => Ok(text(&published, "dataset").to_owned()),
        other => Err(Trouble::new(format!("{POSTS} is {other:?} instead of waiting for its release"))),
    }
}

/// Drops a file on the left window and fills in what its publication needs, conditional on `condition`.
///
/// # Errors
/// When the sheet does not come or a field does not take its text.
pub fn prepare(office: &Office, path: &Path, summary: &str, condition: &str) -> Result<()> {
    office.drop_on_left(&[path], || Ok(()))?;
    let window = &office.left;
    window.click(&test_id("tab-publish"))?;
    window.wait_for(&test_id("publish-name"))?;
    window.clear(&test_id("publish-summary"))?;
    window.write(&test_id("publish-summary"), summary)?;
    window.click(&test_id("publish-class-conditional"))?;
    window.clear(&test_id("publish-condition"))?;
    window.write(&test_id("publish-condition"), condition)
}

/// Drops a file on the left window and publishes it as the next version of what is called `title`.
///
/// # Errors
/// When there is no such dataset, or the sheet does not close.
pub fn publish_next(office: &Office, path: &Path, title: &str) -> Result<()> {
    office.drop_on_left(&[path], || Ok(()))?;
    let window = &office.left;
    window.click(&test_id("tab-publish"))?;
    pick(window, &test_id("publish-as"), title)?;
    window.painted()?;
    publish(window)
}

/// Picks the option of a select whose text contains `part`.
///
/// # Errors
/// When there is none.
pub fn pick(window: &Window, css: &str, part: &str) -> Result<()> {
    window.wait_for(css)?;
    // The list of a select is the system's and no part of the page.
    let script = "const select = document.querySelector(arguments[0]); \
        const at = Array.from(select.options).findIndex(option => option.text.includes(arguments[1])); \
        if (at >= 0) { select.selectedIndex = at; select.dispatchEvent(new Event('change', { bubbles: true })); } \
        return at >= 0";
    if window.script(script, json!([css, part]))? == json!(true) {
        Ok(())
    } else {
        Err(Trouble::new(format!("no option of {css} says {part}")))
    }
}

/// Presses the button that signs, and waits until the sheet is gone.
///
/// # Errors
/// When it stays; what it says is part of the sentence.
pub fn publish(window: &Window) -> Result<()> {
    window.click(&test_id("publish"))?;
    window.wait_gone(&test_id("sheet"))
}

/// Waits until the department's own list shows a version of the dataset with this name.
///
/// # Errors
/// When it does not, in time.
pub fn wait_published(window: &Window, name: &str, version: u32) -> Result<()> {
    go(window, "mine")?;
    let wanted = format!("第 {version} 版");
    until(&format!("{name}, {wanted}"), || {
        let rows = window.texts(&test_id("published-row"))?;
        Ok(rows.iter().any(|row| row.contains(name) && row.contains(&wanted)).then_some(()))
    })
}

/// Types into the search of the catalogue.
///
/// # Errors
/// When it takes no text.
pub fn go_searching(window: &Window, words: &str) -> Result<()> {
    go(window, "catalogue")?;
    if window.shown(&test_id("to-catalogue"))? > 0 {
        window.click(&test_id("to-catalogue"))?;
    }
    window.clear(&test_id("search"))?;
    window.write(&test_id("search"), words)
}

/// Searches the catalogue for `words` and waits for a hit of this name.
///
/// # Errors
/// When there is none, in time.
pub fn search(window: &Window, words: &str, name: &str) -> Result<()> {
    go_searching(window, words)?;
    until(&format!("{name} among the hits for {words}"), || {
        let hits = window.texts(&test_id("hit"))?;
        Ok(hits.iter().any(|hit| hit.contains(name)).then_some(()))
    })
}

/// Opens the page of a hit.
///
/// # Errors
/// When it does not come.
pub fn open_hit(window: &Window, name: &str) -> Result<()> {
    window.click_with(&test_id("hit"), name)?;
    window.wait_text(&test_id("dataset-name"), name).map(|_| ())
}

/// Opens the form of a request on the page of a dataset and fills it in.
///
/// # Errors
/// When it does not come or does not take its text.
pub fn fill_request(window: &Window, words: Words<'_>) -> Result<()> {
    window.click(&test_id("ask"))?;
    for (field, text) in [("basis", words.basis), ("scenario", words.scenario), ("scope", words.scope)] {
        let field = test_id(&format!("request-{field}"));
        window.clear(&field)?;
        window.write(&field, text)?;
    }
    Ok(())
}

/// Presses the button that asks, and waits until the form is gone.
///
/// # Errors
/// When it stays; what it says is part of the sentence.
pub fn send_request(window: &Window) -> Result<()> {
    window.click(&test_id("request-send"))?;
    window.wait_gone(&test_id("request-sheet"))
}

/// Opens the matter with this title in the inbox.
///
/// # Errors
/// When there is none, in time.
pub fn open_matter(window: &Window, title: &str) -> Result<()> {
    go(window, "inbox")?;
    window.click_with("[data-testid=\"inbox-row\"][data-item=\"matter\"]", title)?;
    window.wait_text("[data-testid=\"matter-card\"] h2", title).map(|_| ())
}

/// Opens the first matter in the inbox that is in this stage, as soon as there is one.
///
/// # Errors
/// When there is none, in time.
pub fn open_matter_at(window: &Window, stage: &str) -> Result<()> {
    go(window, "inbox")?;
    window.click(&format!("[data-testid=\"inbox-row\"][data-item=\"matter\"][data-stage=\"{stage}\"]"))?;
    wait_stage(window, stage)
}

/// Chooses an act that needs no more words, and waits until the card shows that it can still be undone.
///
/// # Errors
/// When this desk cannot do it.
pub fn choose(window: &Window, verb: &str) -> Result<()> {
    window.click(&test_id(&format!("act-{verb}")))?;
    window.wait_for(&test_id("pending"))
}

/// Chooses an act that asks for more, lets `fill` say it, and confirms.
///
/// # Errors
/// When this desk cannot do it, or what was said is not enough.
pub fn choose_with(window: &Window, verb: &str, fill: impl FnOnce() -> Result<()>) -> Result<()> {
    window.click(&test_id(&format!("act-{verb}")))?;
    window.wait_for(&test_id("step"))?;
    fill()?;
    window.click(&test_id("step-confirm"))?;
    window.wait_for(&test_id("pending"))
}

/// As [`choose_with`], with a reason.
///
/// # Errors
/// As [`choose_with`].
pub fn choose_because(window: &Window, verb: &str, reason: &str) -> Result<()> {
    choose_with(window, verb, || window.write(&test_id("reason"), reason))
}

/// Waits until the open matter is in this stage; an act may first have to pass its ten seconds.
///
/// # Errors
/// When it is not, in time.
pub fn wait_stage(window: &Window, stage: &str) -> Result<()> {
    window.wait_for_within(SIGNED, &format!("[data-testid=\"matter-card\"][data-stage=\"{stage}\"]"))
}

/// Fetches the newest version on the page of a dataset, and waits until it is verified and here.
///
/// # Errors
/// When it is not, in time.
pub fn fetch(window: &Window) -> Result<()> {
    window.click(&test_id("fetch-dataset"))?;
    window.wait_for(&test_id("holding"))
}
