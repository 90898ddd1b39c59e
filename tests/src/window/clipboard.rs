//! Copies files or a picture in another program, so that they can be pasted into a window.

use std::path::Path;

use super::Result;
use super::hand::{Hand, file_uri};

/// What another program holds on the clipboard; it is gone when this is dropped.
#[derive(Debug)]
pub struct Clipboard {
    hand: Hand,
}

impl Clipboard {
    /// Copies files and folders, as a file manager does.
    ///
    /// # Errors
    /// When the clipboard cannot be taken.
    pub fn files(paths: &[&Path]) -> Result<Self> {
        let mut args = vec!["copy-files".to_owned()];
        args.extend(paths.iter().map(|path| file_uri(path)));
        Ok(Self { hand: Hand::start(&args)? })
    }

    /// Copies a picture, as a screenshot tool does.
    ///
    /// # Errors
    /// When `png` is no picture or the clipboard cannot be taken.
    pub fn picture(png: &Path) -> Result<Self> {
        let args = ["copy-image".to_owned(), png.display().to_string()];
        Ok(Self { hand: Hand::start(&args)? })
    }

    /// Waits until somebody has read the data.
    ///
    /// # Errors
    /// When nobody does in time.
    pub fn wait_taken(&self) -> Result<()> {
        self.hand.wait_for("taken")
    }
}
