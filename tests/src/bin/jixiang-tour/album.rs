//! The pictures of the tour: taken once a window stands still, numbered in the order of the steps.

use std::fs;
use std::path::Path;

use jixiang_tests::office::Office;
use jixiang_tests::window::{Rect, Result, Window};

/// The pictures that README and the user guide show.
const SHOWN: &[&str] = &[
    "arrived",
    "both",
    "catalogue",
    "dataset",
    "decide-card",
    "drop",
    "full-settings",
    "gone-transfers",
    "publish-sheet",
    "received",
    "release-card",
    "request-sheet",
    "sheet-ready",
    "verified-receiver",
    "verified-sender",
];

/// The pictures, numbered in the order in which they were taken.
pub(crate) struct Album<'a> {
    folder: &'a Path,
    docs: Option<&'a Path>,
    taken: std::cell::Cell<u32>,
}

impl<'a> Album<'a> {
    /// An empty album in this folder; what the documents show is copied to `docs`.
    pub(crate) fn empty(folder: &'a Path, docs: Option<&'a Path>) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        Ok(Self { folder, docs, taken: std::cell::Cell::new(0) })
    }

    /// The left window.
    pub(crate) fn left(&self, name: &str, office: &Office) -> Result<()> {
        self.window(name, &office.left, office)
    }

    /// The right window.
    pub(crate) fn right(&self, name: &str, office: &Office) -> Result<()> {
        self.window(name, &office.right, office)
    }

    fn window(&self, name: &str, window: &Window, office: &Office) -> Result<()> {
        window.painted()?;
        self.part(name, window.frame().rect()?, office)
    }

    /// Both windows side by side, without the empty desktop below.
    pub(crate) fn both(&self, name: &str, office: &Office) -> Result<()> {
        let (left, right) = (office.left.frame().rect()?, office.right.frame().rect()?);
        let part = Rect { x: 0, y: 0, width: right.x + right.width, height: left.y + left.height };
        self.part(name, part, office)
    }

    fn part(&self, name: &str, part: Rect, office: &Office) -> Result<()> {
        self.taken.set(self.taken.get() + 1);
        let path = self.folder.join(format!("{:02}-{name}.png", self.taken.get()));
        office.desktop.picture_of(part, &path)?;
        println!("{}", path.display());
        if let Some(docs) = self.docs.filter(|_| SHOWN.contains(&name)) {
            fs::create_dir_all(docs)?;
            fs::copy(&path, docs.join(format!("{name}.png")))?;
        }
        Ok(())
    }
}
