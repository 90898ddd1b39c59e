//! The virtual desktop: its one mouse, its windows as the X server knows them, and pictures of what is painted.

use std::env;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Result, Trouble, until};

/// The variable by which `cargo xtask` says that this desktop is for tests.
const MARK: &str = "JIXIANG_SESSION";

/// The desktop with its one mouse and keyboard. Whoever holds this is alone on it.
#[derive(Debug)]
pub struct Desktop {
    _alone: File,
}

impl Desktop {
    /// Takes the desktop as soon as nobody else has it; nothing where there is no desktop for tests.
    ///
    /// A test that gets nothing says so and ends: under `cargo xtask test` there always is one.
    ///
    /// # Errors
    /// When the lock file cannot be made.
    pub fn take() -> Result<Option<Self>> {
        let Some(display) = env::var_os("DISPLAY").filter(|_| env::var_os(MARK).is_some()) else {
            return Ok(None);
        };
        let name = format!("jixiang-desktop{}.lock", display.to_string_lossy().replace('/', "_"));
        let file = File::create(env::temp_dir().join(name))?;
        file.lock()?;
        Ok(Some(Self { _alone: file }))
    }

    /// A picture of the whole screen, once it stands still.
    ///
    /// # Errors
    /// When the picture cannot be taken or written, or the screen does not come to rest.
    pub fn picture(&self, path: &Path) -> Result<()> {
        still_picture(&["-window", "root"], path)
    }

    /// A picture of a part of the screen, once it stands still.
    ///
    /// # Errors
    /// When the picture cannot be taken or written, or the screen does not come to rest.
    pub fn picture_of(&self, part: Rect, path: &Path) -> Result<()> {
        let crop = format!("{}x{}+{}+{}", part.width, part.height, part.x, part.y);
        still_picture(&["-window", "root", "-crop", &crop, "+repage"], path)
    }

    /// Moves the mouse to a point of the screen and clicks.
    ///
    /// # Errors
    /// When the X server does not answer.
    pub fn click(&self, x: i32, y: i32) -> Result<()> {
        xdotool(&["mousemove", "--sync", &x.to_string(), &y.to_string(), "click", "1"]).map(|_| ())
    }
}

/// A rectangle on the screen, in pixels from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Rect {
    /// The point in the middle.
    #[must_use]
    pub fn middle(&self) -> (i32, i32) {
        (self.x + self.width / 2, self.y + self.height / 2)
    }
}

/// A window as the X server knows it: its content, without the frame around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XWindow {
    id: String,
}

impl XWindow {
    /// The largest visible window of a process, once there is one.
    ///
    /// # Errors
    /// When the process shows none in time.
    pub fn of_program(pid: u32) -> Result<Self> {
        until(&format!("a window of process {pid}"), || {
            let pid = pid.to_string();
            // xdotool ends with 1 when there is none yet.
            let ids = xdotool(&["search", "--onlyvisible", "--pid", &pid]).unwrap_or_default();
            let windows = ids.lines().map(|id| Self { id: id.to_owned() });
            let sized = windows.filter_map(|window| {
                let rect = window.rect().ok()?;
                (rect.width > 200 && rect.height > 200).then_some((rect.width * rect.height, window))
            });
            Ok(sized.max_by_key(|(size, _)| *size).map(|(_, window)| window))
        })
    }

    /// Where its content is.
    ///
    /// # Errors
    /// When it is gone.
    pub fn rect(&self) -> Result<Rect> {
        // Not xdotool's getwindowgeometry: it counts the frame twice.
        let output = Command::new("xwininfo").args(["-id", &self.id]).stdin(Stdio::null()).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let number = |name: &str| {
            let line = text.lines().find_map(|line| line.trim_start().strip_prefix(name));
            line.and_then(|number| number.trim().parse().ok())
        };
        let numbers =
            (number("Absolute upper-left X:"), number("Absolute upper-left Y:"), number("Width:"), number("Height:"));
        match numbers {
            (Some(x), Some(y), Some(width), Some(height)) => Ok(Rect { x, y, width, height }),
            _ => Err(Trouble::new(format!("no place of window {} in {text:?}", self.id))),
        }
    }

    /// Gives it a place and a size, and waits until it has them (frames may shift it by a few pixels).
    ///
    /// # Errors
    /// When the window manager does not agree in time.
    pub fn place(&self, wanted: Rect) -> Result<()> {
        let text = |number: i32| number.to_string();
        xdotool(&["windowsize", &self.id, &text(wanted.width), &text(wanted.height)])?;
        xdotool(&["windowmove", &self.id, &text(wanted.x), &text(wanted.y)])?;
        until(&format!("window {} at {wanted:?}", self.id), || {
            let is = self.rect()?;
            let near = (is.x - wanted.x).abs() < 60 && (is.y - wanted.y).abs() < 60;
            Ok((near && is.width == wanted.width && is.height == wanted.height).then_some(()))
        })
    }

    /// Waits until it is gone.
    ///
    /// # Errors
    /// When it stays.
    pub fn wait_gone(&self) -> Result<()> {
        until(&format!("the end of window {}", self.id), || Ok(self.rect().is_err().then_some(())))
    }

    /// Brings it to the front and gives it the keyboard.
    ///
    /// # Errors
    /// When it is gone.
    pub fn raise(&self) -> Result<()> {
        xdotool(&["windowactivate", "--sync", &self.id]).map(|_| ())
    }

    /// Presses a key or a chord on the keyboard; the window in front gets it.
    pub(crate) fn press(&self, chord: &str) -> Result<()> {
        xdotool(&["key", "--clearmodifiers", chord]).map(|_| ())
    }
}

/// Runs xdotool and returns what it wrote.
pub(crate) fn xdotool(args: &[&str]) -> Result<String> {
    let output = Command::new("xdotool").args(args).stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Trouble::new(format!("xdotool {}: {said}", args.join(" "))))
}

/// Takes pictures until two in a row are the same: what was last changed is on the screen then.
fn still_picture(what: &[&str], path: &Path) -> Result<()> {
    let mut last = Vec::new();
    until(&format!("a still screen for {}", path.display()), || {
        // Without the chunks that hold the time, equal pictures are equal files.
        let options = ["-silent", "-define", "png:exclude-chunks=date,time"];
        let status = Command::new("import").args(options).args(what).arg(path).stdin(Stdio::null()).status()?;
        if !status.success() {
            return Err(Trouble::new(format!("no picture at {}", path.display())));
        }
        let now = fs::read(path)?;
        let still = now == last;
        last = now;
        Ok(still.then_some(()))
    })
}
