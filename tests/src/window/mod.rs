//! Drives real windows as a person does: sees what is painted, clicks, types, drops files, pastes, takes pictures.
//!
//! The page of a window is reached through WebKitWebDriver, everything outside the page (the mouse, the keyboard, a file
//! carried from another program) through the X server. It refuses to reach into the product in any other way: a test
//! that uses it knows only what stands on the screen.
//!
//! Nothing here waits for a time to pass: every wait names what it waits for and gives up with that name.

mod clipboard;
mod desktop;
mod drag;
mod driver;
mod hand;
mod http;
mod page;
mod wait;

use std::fmt;

pub use clipboard::Clipboard;
pub use desktop::{Desktop, Rect, XWindow};
pub use drag::{DragSource, Held};
pub use driver::{Launch, Window};
pub use page::test_id;
pub use wait::{PATIENCE, until, within};

/// What did not happen, in a sentence that names what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble(String);

impl Trouble {
    /// Trouble with this sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// The same trouble with what was being done before it.
    #[must_use]
    pub fn during(self, what: &str) -> Self {
        Self(format!("{what}: {}", self.0))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Trouble {}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// What the functions of this module answer.
pub type Result<T> = std::result::Result<T, Trouble>;
