//! A command under fire, and what it may say when it fails.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jixiang_tests::canary;
use jixiang_tests::desks::Province;
use jixiang_tests::fault_proxy::FaultProxy;
use jixiang_tests::processes::aim::next;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::{Jx, Ledger, Result, Said, Trouble};
use serde_json::Value;

/// About one of so many requests is hurt: few enough that every part of a job is reached.
const ONE_IN: u64 = 6;
/// So many requests of one command are hurt, at most.
const MOST: usize = 3;

/// A platform, the network before it, and what was seen so far.
pub(crate) struct Fire {
    pub(crate) province: Province,
    proxy: FaultProxy,
    state: RefCell<u64>,
    /// How often commands failed with which code.
    codes: RefCell<BTreeMap<String, usize>>,
}

impl Fire {
    pub(crate) fn lit(seed: u64, skipped: usize) -> Result<Self> {
        let province = Province::start()?;
        let proxy = FaultProxy::start(&province.url(), seed, skipped)?;
        Ok(Self { province, proxy, state: RefCell::new(seed), codes: RefCell::default() })
    }

    /// Somebody sits down behind the network, while it is calm.
    pub(crate) fn signed_in(&self, staff: &str) -> Result<Jx> {
        let jx = Jx::new(&self.province.folder().join(staff))?;
        jx.sign_in(&self.proxy.url(), staff)?;
        Ok(jx)
    }

    pub(crate) fn ledger(&self) -> Result<Ledger> {
        Ledger::open(&self.province.data())
    }

    /// Runs a command under fire. Answers its last line, or nothing when it failed as it may.
    pub(crate) fn run(&self, jx: &Jx, words: &[&str]) -> Result<Option<Value>> {
        self.proxy.hurt(MOST, ONE_IN);
        let said = jx.run(words);
        self.proxy.calm();
        self.judged(said?).map_err(|trouble| trouble.during(words[0]))
    }

    /// Lets a PC complete what was interrupted: now and then first under fire, once or until it is through by itself.
    pub(crate) fn complete(&self, jx: &Jx) -> Result<()> {
        match next(&mut self.state.borrow_mut()) % 4 {
            0 => self.run(jx, &["sync"]).map(drop)?,
            1 => self.run(jx, &["sync", "--wait"]).map(drop)?,
            _ => {}
        }
        jx.run(&["sync"])?.done().map(drop).map_err(|trouble| trouble.during("sync"))
    }

    /// A throw of a coin.
    pub(crate) fn coin(&self) -> bool {
        next(&mut self.state.borrow_mut()).is_multiple_of(2)
    }

    fn judged(&self, said: Said) -> Result<Option<Value>> {
        ensure(!said.complaint.contains("panicked"), || format!("it panicked: {}", said.complaint))?;
        if said.code == 0 {
            return said.done().map(Some);
        }
        let line = said.lines.last().cloned().unwrap_or_default();
        let code = text(&line, "code");
        let known = jixiang_client::contract::Code::ALL.iter().any(|known| known.as_str() == code);
        ensure(said.code == 1 && text(&line, "event") == "failed" && known, || {
            format!("no failure in words: {said:?}")
        })?;
        for sentence in ["what", "safe", "todo"] {
            ensure(!text(&line, sentence).trim().is_empty(), || format!("{sentence} says nothing: {line}"))?;
        }
        // A network is no mistake of the person's, and none of the program's.
        ensure(!["internal", "usage", "not_allowed", "root_mismatch"].contains(&code), || format!("it says {line}"))?;
        *self.codes.borrow_mut().entry(code.to_owned()).or_default() += 1;
        Ok(None)
    }

    /// How many requests were hurt so far.
    pub(crate) fn count(&self) -> usize {
        self.proxy.inflicted().len()
    }

    /// What was done since so many, for who reads of a failure.
    pub(crate) fn since(&self, count: usize) -> String {
        let inflicted = self.proxy.inflicted();
        inflicted.iter().skip(count).map(|inflicted| format!("\n  {inflicted}")).collect()
    }

    pub(crate) fn proxy(&self) -> &FaultProxy {
        &self.proxy
    }

    pub(crate) fn codes(&self) -> BTreeMap<String, usize> {
        self.codes.borrow().clone()
    }

    /// None of `texts` lies in the clear: in homes and temporary folders, and with `platform` in all that it has.
    pub(crate) fn nothing_is_in_clear(&self, texts: &[&str], pcs: &[&Jx]) -> Result<()> {
        let mut places = vec![self.province.folder().join("tmp"), self.province.folder().join("platform.log")];
        places.extend(pcs.iter().flat_map(|jx| [jx.home(), jx.folder().join("tmp")]));
        none(canary::search(texts, &places, &[]))
    }

    /// The same for all that the platform has.
    pub(crate) fn the_platform_reads_nothing(&self, texts: &[&str]) -> Result<()> {
        none(canary::search(texts, &[self.province.data()], &[]))
    }
}

fn none(hits: Vec<canary::Hit>) -> Result<()> {
    ensure(hits.is_empty(), || format!("something lies in the clear: {hits:?}"))
}

/// Trouble with this sentence unless it holds.
pub(crate) fn ensure(holds: bool, sentence: impl FnOnce() -> String) -> Result<()> {
    if holds { Ok(()) } else { Err(Trouble::new(sentence())) }
}

/// The rows of transfers that are not done.
pub(crate) fn unfinished(jx: &Jx) -> Result<Vec<Value>> {
    Ok(jx.rows(&["transfers"])?.into_iter().filter(|row| text(row, "state") != "done").collect())
}
