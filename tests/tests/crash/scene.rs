//! Two desks, a platform, and what must hold after every kill.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jixiang_tests::desks::Province;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::{Jx, Ledger, Result, Running, Trouble, papers};

/// What the instants are drawn from. Another seed is another test; this one is kept so that a failure comes again.
pub(crate) const SEED: u64 = 20_261_123;

/// The kills of a round of any of the four tests, at least.
const ROUND: u64 = 5;
/// How many tests share the kills that were asked for.
const TESTS: u64 = 4;

/// The seeds of the rounds of a test: one, or as many as it takes for its part of `JIXIANG_KILLS`.
pub(crate) fn rounds(test: u64) -> impl Iterator<Item = u64> {
    let asked = std::env::var("JIXIANG_KILLS").ok().and_then(|kills| kills.parse::<u64>().ok());
    let rounds = asked.map_or(1, |kills| kills.div_ceil(TESTS * ROUND));
    (0..rounds).map(move |round| SEED + test + round * TESTS)
}

/// Whom a kill meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Victim {
    Client,
    Platform,
}

/// When it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instants {
    /// After so long.
    After(Duration),
    /// When so many new objects have arrived.
    Objects(usize),
    /// When everything has arrived but the statement.
    BeforeCommit,
    /// When the ledger has the statement.
    AtCommit,
    /// When the hidden folder is there.
    Staged,
    /// When the final names are there.
    Placed,
}

/// How far the work was when the kill came, as what is left behind shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Before,
    Moving,
    Commit,
    After,
}

pub(crate) struct Scene {
    pub(crate) province: Province,
    pub(crate) li: Jx,
    pub(crate) zhao: Jx,
    /// What is sent: a large file and a folder.
    pub(crate) sources: [PathBuf; 2],
    pub(crate) ledger: Ledger,
}

impl Scene {
    pub(crate) fn set() -> Result<Self> {
        let province = Province::start()?;
        let (li, zhao) = (Jx::signed_in(&province, "li", "cz-li")?, Jx::signed_in(&province, "zhao", "cc-zhao")?);
        let large = province.folder().join("大表.bin");
        papers::noise(&large, 60_000_000, SEED)?;
        let sources = [large, papers::folder(province.folder())?];
        let ledger = Ledger::open(&province.data())?;
        Ok(Self { province, li, zhao, sources, ledger })
    }

    pub(crate) fn start_send(&self) -> Result<Running> {
        let [large, folder] = &self.sources;
        self.li.start(&["send".as_ref(), large.as_os_str(), folder.as_os_str(), "--to".as_ref(), "cc-zhao".as_ref()])
    }

    /// Sends without harm. Answers the delivery, how long it took, and how many objects it has.
    pub(crate) fn send(&self) -> Result<(String, Duration, usize)> {
        let before = self.ledger.objects()?.len();
        let started = Instant::now();
        let sent = self.start_send()?.ended()?.done()?;
        Ok((text(&sent, "delivery").to_owned(), started.elapsed(), self.ledger.objects()?.len() - before))
    }

    /// The platform is gone at once and back on its port.
    pub(crate) fn restart(&mut self) -> Result<()> {
        self.province.cut_off()?;
        self.province.come_back()?;
        self.ledger = Ledger::open(&self.province.data())?;
        if self.ledger.incoming()? == 0 { Ok(()) } else { Err(Trouble::new("half an object survived a restart")) }
    }

    /// Whether everything of a delivery stands in `folder`, as it was sent, and nothing else.
    pub(crate) fn is_whole(&self, folder: &Path) -> Result<bool> {
        let [large, tree] = &self.sources;
        let names = [large, tree].map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        let mut wanted = names.to_vec();
        wanted.sort();
        Ok(papers::names(folder)? == wanted
            && papers::same_bytes(large, &folder.join(&names[0]))?
            && papers::everything(tree)? == papers::everything(&folder.join(&names[1]))?)
    }

    /// What stands under a final name is complete, however much is still missing.
    pub(crate) fn is_untorn(&self, folder: &Path) -> Result<bool> {
        for source in &self.sources {
            let placed = folder.join(source.file_name().unwrap_or_default());
            if placed.exists() && papers::everything(source)? != papers::everything(&placed)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
