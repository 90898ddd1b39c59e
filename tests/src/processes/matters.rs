//! The lawful way as four people type it: two departments, each with staff and a head, and a table that is published.
//!
//! It puts the usual steps into one word each and refuses to judge the unusual ones: a test that is about a step types it
//! itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jixiang_platform::system_clock;
use serde_json::Value;

use super::jx::text;
use super::{Jx, Ledger, Result, Said, Trouble, papers};
use crate::desks::Province;

/// The name of the table, and of its dataset when nobody says another.
pub const TABLE: &str = "全省编制人员名册";

/// What of the table may be read nowhere but where it lies: a row of it.
pub const ROW: &str = "密文金丝雀甲,哈拉海镇财政所,行政编制";

/// The first row of the table.
pub const HEAD: &str = "姓名,单位,编制类型";

/// The last day that a request of [`fields`] asks for. It is drawn once, so that midnight does not change it.
pub static UNTIL: LazyLock<String> = LazyLock::new(|| in_days(400));

/// The day that comes so many days after today, as it is written: the programs go by the machine's clock.
#[must_use]
pub fn in_days(days: u64) -> String {
    system_clock()().plus_days(days).date().to_string()
}

/// The fields of a request, as words of `jx`.
#[must_use]
pub fn fields() -> [&'static str; 8] {
    [
        "--basis",
        "《行政事业单位财务规则》第十条",
        "--scenario",
        "核对在编人员与工资预算",
        "--scope",
        "预算处 3 人",
        "--until",
        UNTIL.as_str(),
    ]
}

/// Writes the table in GBK, as it stands in this month.
///
/// # Errors
/// When it cannot be written.
pub fn table(folder: &Path, month: u32) -> Result<PathBuf> {
    table_with(folder, HEAD, month)
}

/// Writes the table under another first row.
///
/// # Errors
/// When it cannot be written.
pub fn table_with(folder: &Path, head: &str, month: u32) -> Result<PathBuf> {
    let mut rows = format!("{head}\r\n{ROW}\r\n");
    for unit in 0..200 {
        rows.push_str(&format!("第{unit:03}人,第{:03}财政所,事业编制{month}\r\n", unit % 40));
    }
    let (bytes, ..) = encoding_rs::GBK.encode(&rows);
    let path = folder.join(format!("{TABLE}.csv"));
    fs::write(&path, bytes)?;
    Ok(path)
}

/// Two departments with two people each, signed in at a platform of their own.
#[derive(Debug)]
pub struct Sides {
    /// The platform.
    pub province: Province,
    /// Staff of the provider.
    pub zhang: Jx,
    /// Head of the provider.
    pub li: Jx,
    /// Staff of the requester.
    pub wang: Jx,
    /// Head of the requester.
    pub zhao: Jx,
}

impl Sides {
    /// Everybody sits down at a fresh province.
    ///
    /// # Errors
    /// When a program does not start or refuses somebody.
    pub fn seated() -> Result<Self> {
        Self::seated_in(Province::start()?)
    }

    /// Everybody sits down in this province.
    ///
    /// # Errors
    /// When the platform refuses somebody.
    pub fn seated_in(province: Province) -> Result<Self> {
        let jx = |staff: &str| Jx::signed_in(&province, staff, staff);
        let (zhang, li, wang, zhao) = (jx("cz-zhang")?, jx("cz-li")?, jx("cc-wang")?, jx("cc-zhao")?);
        Ok(Self { province, zhang, li, wang, zhao })
    }

    /// The ledger of the platform.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn ledger(&self) -> Result<Ledger> {
        Ledger::open(&self.province.data())
    }

    /// Staff publish the table, their head lets it out. Answers the dataset and the table.
    ///
    /// # Errors
    /// What `jx` says when it cannot.
    pub fn release(&self, month: u32, more: &[&str]) -> Result<(String, PathBuf)> {
        let file = table(self.zhang.folder(), month)?;
        let published = self.zhang.publish(&file, more)?;
        let dataset = text(&published, "dataset").to_owned();
        reached(&self.li.act(&["consent", &dataset])?, "released")?;
        Ok((dataset, file))
    }

    /// Staff ask, their head lets it out. Answers the request.
    ///
    /// # Errors
    /// What `jx` says when it cannot.
    pub fn submit(&self, dataset: &str) -> Result<String> {
        let request = self.wang.ask(dataset)?;
        reached(&self.zhao.act(&["consent", &request])?, "submitted")?;
        Ok(request)
    }

    /// Staff ask, their head lets it out, the provider's head agrees. Answers the request.
    ///
    /// # Errors
    /// What `jx` says when it cannot.
    pub fn agree(&self, dataset: &str, more: &[&str]) -> Result<String> {
        let request = self.submit(dataset)?;
        reached(&self.li.act(&[&["agree", request.as_str()], more].concat())?, "agreed")?;
        Ok(request)
    }
}

fn reached(state: &str, wanted: &str) -> Result<()> {
    if state == wanted { Ok(()) } else { Err(Trouble::new(format!("{state} instead of {wanted}"))) }
}

impl Jx {
    /// Publishes a file. Answers the line.
    ///
    /// # Errors
    /// What `jx` says when it cannot.
    pub fn publish(&self, file: &Path, more: &[&str]) -> Result<Value> {
        let file = file.to_string_lossy();
        self.run(&[&["publish", file.as_ref()], more].concat())?.done()
    }

    /// Asks for a dataset with the usual words. Answers the request.
    ///
    /// # Errors
    /// What `jx` says when it cannot.
    pub fn ask(&self, dataset: &str) -> Result<String> {
        let asked = self.run(&[&["request", dataset], fields().as_slice()].concat())?.done()?;
        Ok(text(&asked, "request").to_owned())
    }

    /// Does an act. Answers the state that was reached.
    ///
    /// # Errors
    /// What `jx` says when it cannot.
    pub fn act(&self, words: &[&str]) -> Result<String> {
        Ok(text(&self.run(words)?.done()?, "state").to_owned())
    }

    /// The page of a dataset.
    ///
    /// # Errors
    /// What `jx` says when it cannot.
    pub fn page(&self, dataset: &str) -> Result<Value> {
        self.run(&["show", dataset])?.done()
    }

    /// The history of a request or dataset: what was done, by whom.
    ///
    /// # Errors
    /// What `jx` says when it cannot.
    pub fn acts(&self, id: &str) -> Result<Vec<(String, String)>> {
        let said = |line: &Value| (text(line, "act").to_owned(), text(line, "who").to_owned());
        Ok(self.rows(&["history", id])?.iter().map(said).collect())
    }

    /// What was said with the last act of this kind in a history.
    ///
    /// # Errors
    /// When there is no such act.
    pub fn words_of(&self, id: &str, act: &str) -> Result<String> {
        let lines = self.rows(&["history", id])?;
        let line = lines.iter().rfind(|line| text(line, "act") == act);
        line.map(|line| text(line, "words").to_owned()).ok_or_else(|| Trouble::new(format!("no {act} in {lines:?}")))
    }

    /// Fetches a version into a folder of this PC.
    ///
    /// # Errors
    /// When it cannot be started or does not end in time.
    pub fn fetch_version(&self, id: &str, version: u32, folder: &str) -> Result<Said> {
        self.run(&["fetch", id, "--version", &version.to_string(), "--to", folder])
    }

    /// Fetches the newest version into a folder of this PC; it must be this file and nothing else.
    ///
    /// # Errors
    /// What `jx` says when it cannot, or what came instead.
    pub fn receives(&self, id: &str, folder: &str, file: &Path) -> Result<()> {
        self.run(&["fetch", id, "--to", folder])?.done()?;
        self.holds(folder, file)
    }

    /// A folder of this PC holds this file and nothing else.
    ///
    /// # Errors
    /// When it holds something else.
    pub fn holds(&self, folder: &str, file: &Path) -> Result<()> {
        let folder = self.folder().join(folder);
        let (name, found) = (file.file_name().unwrap_or_default().to_string_lossy(), papers::names(&folder)?);
        match found.as_slice() {
            [one] if *one == name && papers::same_bytes(file, &folder.join(one))? => Ok(()),
            other => Err(Trouble::new(format!("{} holds {other:?}, not the {name} that was sent", folder.display()))),
        }
    }
}
