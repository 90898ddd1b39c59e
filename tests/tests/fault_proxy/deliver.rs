//! The job of a delivery: send, and fetch on the other side.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jixiang_tests::fault_proxy::Harm;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::papers::Entry;
use jixiang_tests::processes::{Jx, Ledger, Result, papers};
use jixiang_tests::samples;

use crate::fire::{Fire, ensure, unfinished};
use crate::rounds::{Job, survives_all};

/// More than two packs of the largest size.
const LARGE: u64 = 18_000_000;

struct Deliver {
    li: Jx,
    zhao: Jx,
    ledger: Ledger,
    /// What is sent, and how it was before.
    sources: Vec<(PathBuf, BTreeMap<PathBuf, Entry>)>,
}

impl Job for Deliver {
    fn set(fire: &Fire) -> Result<Self> {
        let (li, zhao) = (fire.signed_in("cz-li")?, fire.signed_in("cc-zhao")?);
        let large = li.folder().join("大表.bin");
        papers::noise(&large, LARGE, 31)?;
        let sources = [large, papers::folder(li.folder())?];
        let sources = sources.into_iter().map(|path| papers::everything(&path).map(|all| (path, all)));
        Ok(Self { ledger: fire.ledger()?, sources: sources.collect::<Result<_>>()?, li, zhao })
    }

    fn once(&self, fire: &Fire, number: u32) -> Result<()> {
        let before = self.ledger.deliveries()?;
        let fresh = || -> Result<Vec<String>> {
            Ok(self.ledger.deliveries()?.into_iter().filter(|id| !before.contains(id)).collect())
        };
        let folder = self.zhao.folder().join(format!("收到 {number}"));
        let sent = fire.run(&self.li, &self.words())?;
        let mut fetched = false;
        if sent.is_none() {
            let seen = self.zhao.rows(&["inbox"])?;
            let seen = seen.iter().map(|row| text(row, "id").to_owned()).filter(|id| !before.contains(id));
            ensure(seen.eq(fresh()?), || "a delivery is half visible".to_owned())?;
            let ordered = !unfinished(&self.li)?.is_empty();
            // What is visible can be fetched, whether its sender knows yet that it was accepted or not.
            if let ([id], true) = (fresh()?.as_slice(), fire.coin()) {
                self.fetch(fire, id, &folder)?;
                fetched = true;
            }
            fire.complete(&self.li)?;
            if fresh()?.is_empty() {
                ensure(!ordered, || format!("an order was lost: {:?}", self.li.rows(&["transfers"])))?;
                self.li.run(&self.words())?.done()?;
            }
        }
        let fresh = fresh()?;
        let [id] = fresh.as_slice() else {
            return ensure(false, || format!("one order made {} deliveries", fresh.len()));
        };
        if !fetched {
            self.fetch(fire, id, &folder)?;
        }
        // A receipt may still wait for a network.
        fire.complete(&self.zhao)?;
        self.is_done(fire, id)?;
        Ok(fs::remove_dir_all(folder)?)
    }

    fn after_all(&self, fire: &Fire) -> Result<()> {
        ensure(self.ledger.incoming()? == 0, || "half an object stayed behind".to_owned())?;
        fire.the_platform_reads_nothing(samples::SECRETS)
    }
}

impl Deliver {
    fn words(&self) -> Vec<&str> {
        let paths = self.sources.iter().filter_map(|(path, _)| path.to_str());
        ["send"].into_iter().chain(paths).chain(["--to", "cc-zhao", "--note", samples::NOTE]).collect()
    }

    /// Fetches under fire until everything is there.
    fn fetch(&self, fire: &Fire, id: &str, folder: &Path) -> Result<()> {
        let to = folder.to_string_lossy();
        if fire.run(&self.zhao, &["fetch", id, "--to", &to])?.is_none() {
            self.is_untorn(folder)?;
            fire.complete(&self.zhao)?;
            self.is_untorn(folder)?;
            if !self.zhao.rows(&["holdings"])?.iter().any(|row| text(row, "id") == id) {
                self.zhao.fetch(id, folder)?.done()?;
            }
        }
        let wanted = self.sources.iter().map(|(path, _)| name(path)).collect::<std::collections::BTreeSet<_>>();
        let found = papers::names(folder)?;
        ensure(found.iter().cloned().eq(wanted), || format!("{} holds {found:?}", folder.display()))?;
        self.is_untorn(folder)
    }

    /// What stands under a final name is complete, however much is still missing.
    fn is_untorn(&self, folder: &Path) -> Result<()> {
        for (path, all) in &self.sources {
            let placed = folder.join(name(path));
            let whole = !placed.exists() || papers::everything(&placed)? == *all;
            ensure(whole, || format!("{} is not what was sent", placed.display()))?;
        }
        Ok(())
    }

    fn is_done(&self, fire: &Fire, id: &str) -> Result<()> {
        let kinds = self.ledger.kinds_of(id)?;
        ensure(kinds == ["delivery", "receipt"], || format!("every act once: {kinds:?}"))?;
        for (jx, list) in [(&self.li, &["sent"] as &[&str]), (&self.zhao, &["inbox", "--all"])] {
            let state = jx.state_of(list, id)?;
            ensure(state == "verified", || format!("{list:?} says {state}"))?;
            let acts = jx.rows(&["history", id])?;
            ensure(acts.len() == kinds.len(), || format!("every act once: {acts:?}"))?;
            let left = unfinished(jx)?;
            ensure(left.is_empty(), || format!("something is left to do: {left:?}"))?;
        }
        for (path, all) in &self.sources {
            ensure(papers::everything(path)? == *all, || format!("{} was touched", path.display()))?;
        }
        fire.nothing_is_in_clear(samples::SECRETS, &[&self.li, &self.zhao])
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[test]
fn what_is_sent_and_fetched_survives_every_harm_of_a_network() -> Result<()> {
    survives_all::<Deliver>(0)
}

#[test]
fn the_samples_of_both_jobs_meet_every_harm() {
    assert!(Harm::ALL.len() / 2 <= 20 && Harm::ALL.len() > 20, "half of the kinds are skipped by the other test");
}
