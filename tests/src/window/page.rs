//! What a person does with the page of a window: look for something, read it, click it, type into it.
//!
//! Every action waits until its target is there and can be used, because that is what a person does.

use std::time::Duration;

use serde_json::{Value, json};

use super::http::Reply;
use super::{PATIENCE, Rect, Result, Trouble, Window, within};

/// The key under which WebDriver names an element (section 12.1 of the specification).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Refusals that end by themselves while a page is being painted again.
const PASSING: &[&str] =
    &["no such element", "stale element reference", "element not interactable", "element click intercepted"];

/// The selector of what carries a test id.
#[must_use]
pub fn test_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

impl Window {
    /// Waits until something that fits the selector is painted.
    ///
    /// # Errors
    /// When nothing is, in time.
    pub fn wait_for(&self, css: &str) -> Result<()> {
        self.wait_for_within(PATIENCE, css)
    }

    /// As [`Window::wait_for`] with its own limit, for what may take long.
    ///
    /// # Errors
    /// When nothing is painted in time.
    pub fn wait_for_within(&self, limit: Duration, css: &str) -> Result<()> {
        within(limit, css, || Ok((self.shown(css)? > 0).then_some(()))).map_err(|trouble| self.with_page(trouble))
    }

    /// Waits until nothing that fits the selector is painted.
    ///
    /// # Errors
    /// When something still is, at the end.
    pub fn wait_gone(&self, css: &str) -> Result<()> {
        within(PATIENCE, &format!("the end of {css}"), || Ok((self.shown(css)? == 0).then_some(())))
            .map_err(|trouble| self.with_page(trouble))
    }

    /// Waits until the text of the first that fits the selector contains `part`, and returns the whole text.
    ///
    /// # Errors
    /// When it does not, in time; the last text is part of the sentence.
    pub fn wait_text(&self, css: &str, part: &str) -> Result<String> {
        self.wait_text_within(PATIENCE, css, part)
    }

    /// As [`Window::wait_text`] with its own limit.
    ///
    /// # Errors
    /// When it does not, in time.
    pub fn wait_text_within(&self, limit: Duration, css: &str, part: &str) -> Result<String> {
        within(limit, &format!("{css} with {part:?}"), || {
            let texts = self.texts(css)?;
            Ok(texts.into_iter().next().filter(|text| text.contains(part)))
        })
        .map_err(|trouble| self.with_page(trouble))
    }

    /// The texts of all that fit the selector and are painted, in the order of the page, spaces made one.
    ///
    /// # Errors
    /// When the window does not answer.
    pub fn texts(&self, css: &str) -> Result<Vec<String>> {
        let script = "return Array.from(document.querySelectorAll(arguments[0])) \
            .filter(e => e.getClientRects().length > 0) \
            .map(e => e.innerText.replace(/\\s+/g, ' ').trim())";
        let texts = self.script(script, json!([css]))?;
        Ok(texts.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// How many things that fit the selector are painted.
    ///
    /// # Errors
    /// When the window does not answer.
    pub fn shown(&self, css: &str) -> Result<usize> {
        Ok(self.texts(css)?.len())
    }

    /// Clicks the first thing that fits the selector, once it can be clicked.
    ///
    /// # Errors
    /// When it cannot, in time.
    pub fn click(&self, css: &str) -> Result<()> {
        self.act(css, "", "click", &json!({}))
    }

    /// Clicks the first thing that fits the selector and whose text contains `part`.
    ///
    /// # Errors
    /// When there is none that can be clicked, in time.
    pub fn click_with(&self, css: &str, part: &str) -> Result<()> {
        self.act(css, part, "click", &json!({}))
    }

    /// Types into the first field that fits the selector, after what is in it.
    ///
    /// # Errors
    /// When there is none, or it takes no text.
    pub fn write(&self, css: &str, text: &str) -> Result<()> {
        self.act(css, "", "value", &json!({ "text": text }))
    }

    /// Empties the first field that fits the selector.
    ///
    /// # Errors
    /// When there is none.
    pub fn clear(&self, css: &str) -> Result<()> {
        self.act(css, "", "clear", &json!({}))
    }

    /// Runs a script in the page; `arguments` of the script are the members of the list `args`.
    ///
    /// # Errors
    /// When it throws or the window does not answer.
    pub fn script(&self, script: &str, args: Value) -> Result<Value> {
        self.command("POST", "execute/sync", Some(&json!({ "script": script, "args": args })))
    }

    /// Where on the screen the first thing that fits the selector is painted.
    ///
    /// # Errors
    /// When nothing fits.
    pub fn rect(&self, css: &str) -> Result<Rect> {
        self.wait_for(css)?;
        let script = "const r = document.querySelector(arguments[0]).getBoundingClientRect(); \
            return [r.x, r.y, r.width, r.height].map(n => Math.round(n * devicePixelRatio))";
        let numbers = self.script(script, json!([css]))?;
        let number = |at: usize| numbers[at].as_i64().and_then(|n| i32::try_from(n).ok()).unwrap_or_default();
        let frame = self.frame().rect()?;
        Ok(Rect { x: frame.x + number(0), y: frame.y + number(1), width: number(2), height: number(3) })
    }

    /// Presses a key or a chord such as `ctrl+Return` on the keyboard, with this window in front.
    ///
    /// # Errors
    /// When the window cannot be brought to the front.
    pub fn press(&self, chord: &str) -> Result<()> {
        self.frame().raise()?;
        self.frame().press(chord)
    }

    /// Waits until what was last changed is painted.
    ///
    /// # Errors
    /// When the window does not answer.
    pub fn painted(&self) -> Result<()> {
        let script = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(1)))";
        self.command("POST", "execute/async", Some(&json!({ "script": script, "args": [] }))).map(|_| ())
    }

    /// Does something to the first element that fits, and tries again while the page is being painted.
    fn act(&self, css: &str, part: &str, what: &str, body: &Value) -> Result<()> {
        let mut last = String::new();
        let done = within(PATIENCE, &format!("{what} on {css} {part}"), || {
            let Some(element) = self.element(css, part)? else {
                return Ok(None);
            };
            match self.ask("POST", &format!("element/{element}/{what}"), Some(body))? {
                Reply::Done(_) => Ok(Some(())),
                Reply::Refused { code, .. } if PASSING.contains(&code.as_str()) => {
                    last = code;
                    Ok(None)
                }
                Reply::Refused { code, message } => Err(Trouble::new(format!("{code}: {message}"))),
            }
        });
        done.map_err(|trouble| self.with_page(trouble.during(&format!("{what} {css} {part} ({last})"))))
    }

    /// WebDriver's name of the first element that fits the selector and whose text contains `part`.
    fn element(&self, css: &str, part: &str) -> Result<Option<String>> {
        let script = "return Array.from(document.querySelectorAll(arguments[0])) \
            .find(e => e.getClientRects().length > 0 && e.innerText.includes(arguments[1])) || null";
        let found = self.script(script, json!([css, part]))?;
        Ok(found[ELEMENT].as_str().map(str::to_owned))
    }

    /// The trouble with the words that stand on the page, without which a failed run tells nothing.
    fn with_page(&self, trouble: Trouble) -> Trouble {
        match self.script("return document.body ? document.body.innerText : ''", json!([])) {
            Ok(Value::String(text)) => Trouble::new(format!("{trouble}\n--- on the page ---\n{text}\n---")),
            Ok(_) | Err(_) => trouble,
        }
    }
}
