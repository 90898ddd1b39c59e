//! Drags real files with the mouse from another program to a point of the screen and drops them there.

use std::path::Path;

use super::Result;
use super::desktop::{Desktop, xdotool};
use super::hand::{Hand, file_uri};

/// In how many moves the mouse travels. A single jump is not recognised as a drag.
const MOVES: i32 = 30;

/// How far inside its window the drag begins.
const GRIP: i32 = 16;

/// A small window of another program that shows a file.
#[derive(Debug)]
pub struct DragSource {
    hand: Hand,
    x: i32,
    y: i32,
}

impl DragSource {
    /// Shows the window at a point of the screen, with `label` on it.
    ///
    /// # Errors
    /// When the other program does not start.
    pub fn show(x: i32, y: i32, label: &str, paths: &[&Path]) -> Result<Self> {
        let mut args = vec!["drag".to_owned(), x.to_string(), y.to_string(), label.to_owned()];
        args.extend(paths.iter().map(|path| file_uri(path)));
        Ok(Self { hand: Hand::start(&args)?, x, y })
    }

    /// Takes the file and carries it to a point, without letting go.
    ///
    /// # Errors
    /// When the X server does not answer.
    pub fn carry_to<'a>(&'a self, desktop: &'a Desktop, x: i32, y: i32) -> Result<Held<'a>> {
        let (from_x, from_y) = (self.x + GRIP, self.y + GRIP);
        let mut words = move_words(from_x, from_y);
        words.extend(["mousedown".to_owned(), "1".to_owned()]);
        for step in 1..=MOVES {
            words.extend(move_words(between(from_x, x, step), between(from_y, y, step)));
        }
        let held = Held { source: self, desktop, x, y };
        xdotool(&words.iter().map(String::as_str).collect::<Vec<_>>())?;
        Ok(held)
    }
}

/// A file that hovers under the mouse. Look at the screen now, then let go.
#[derive(Debug)]
#[must_use = "the mouse button stays pressed until the file is let go"]
pub struct Held<'a> {
    source: &'a DragSource,
    desktop: &'a Desktop,
    x: i32,
    y: i32,
}

impl Held<'_> {
    /// The desktop, for pictures while the file hovers.
    #[must_use]
    pub fn desktop(&self) -> &Desktop {
        self.desktop
    }

    /// Moves a little on the spot, as a hand does: whoever waits for a sign of life gets one.
    ///
    /// # Errors
    /// When the X server does not answer.
    pub fn tremble(&self) -> Result<()> {
        let mut words = move_words(self.x + 3, self.y + 2);
        words.extend(move_words(self.x, self.y));
        xdotool(&words.iter().map(String::as_str).collect::<Vec<_>>()).map(|_| ())
    }

    /// Lets the file go and waits until the other program knows that the drag is over.
    ///
    /// # Errors
    /// When the drag does not end in time.
    pub fn drop_here(self) -> Result<()> {
        xdotool(&["mouseup", "1"])?;
        self.source.hand.wait_for("ended")
    }
}

fn move_words(x: i32, y: i32) -> Vec<String> {
    vec!["mousemove".to_owned(), "--sync".to_owned(), x.to_string(), y.to_string()]
}

fn between(from: i32, to: i32, step: i32) -> i32 {
    from + (to - from) * step / MOVES
}
