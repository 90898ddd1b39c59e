//! Verifying a data folder: every object that a living statement needs is read and hashed, and what is lost or damaged is
//! named with the statements that need it. It never opens content, and changes nothing but, if told so, the place of
//! damaged files. A platform may serve the folder meanwhile.

mod finding;
mod part;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use jixiang_model::{ObjectId, UnixMillis};
use serde::Serialize;

use crate::Error;
use crate::db::Readers;
use crate::ledger::living::{self, Named};
use crate::objects::Store;
use crate::objects::check::Condition;

pub use finding::{Finding, Needing, State};
pub use part::{Part, Thread};

/// Objects that are taken up together: their files are hashed beside each other, each piece by piece.
const PAGE: usize = 256;

/// What happens to files that are damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damaged {
    /// They stay where they are.
    Stay,
    /// They are moved to `set-aside/`: their objects are missing from then on, and whoever has the bytes sends them again.
    SetAside,
}

/// What is told on the way.
#[derive(Debug)]
pub enum Report {
    /// Something is lost or damaged.
    Found(Finding),
    /// So much is behind it.
    Progress {
        /// Objects that were hashed.
        hashed: Count,
        /// The share of all objects, in percent: ids are spread evenly.
        percent: u8,
    },
}

/// A number of objects or files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// How many.
    pub number: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Count {
    const fn add(&mut self, bytes: u64) {
        self.number += 1;
        self.bytes += bytes;
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Objects that living statements need, lost and damaged ones with them.
    pub needed: Count,
    /// Of these, objects without a file.
    pub lost: Count,
    /// Of these, objects whose file has other bytes or cannot be read.
    pub damaged: Count,
    /// Objects that only statements need that have ended. They were not read.
    pub ended: Count,
    /// Files that no statement needs: not yet, or no object at all. They were not touched.
    pub leftover: Count,
}

impl Tally {
    /// Whether everything that is needed is there, whole.
    #[must_use]
    pub const fn is_well(&self) -> bool {
        self.lost.number == 0 && self.damaged.number == 0
    }
}

/// Verifies the objects of a data folder.
///
/// # Errors
///
/// [`Error::Damage`] when the folder has no ledger of this program, failures of ledger and disk other than of a single
/// object, and what `report` answers.
pub fn verify(
    data: &Path,
    now: UnixMillis,
    damaged: Damaged,
    report: &mut dyn FnMut(Report) -> Result<(), Error>,
) -> Result<Tally, Error> {
    let verifying =
        Verifying { ledger: Readers::of_another(&data.join("ledger.sqlite"))?, store: Store::at(data), now };
    let mut tally = Tally::default();
    let mut last: Option<ObjectId> = None;
    loop {
        let page = verifying.ledger.read(|transaction| living::named(transaction, last.as_ref(), now, PAGE))?;
        let Some(end) = page.last().map(|named| named.object) else { break };
        for (named, condition) in verifying.check(&page) {
            tally.needed.add(named.bytes);
            if let Some(finding) = verifying.finding(&named, condition, damaged)? {
                let kind = if finding.state == State::Lost { &mut tally.lost } else { &mut tally.damaged };
                kind.add(named.bytes);
                report(Report::Found(finding))?;
            }
        }
        page.iter().filter(|named| !named.lives).for_each(|named| tally.ended.add(named.bytes));
        let [first, ..] = *end.as_bytes();
        let percent = u8::try_from(u32::from(first) * 100 / 256).unwrap_or(u8::MAX);
        report(Report::Progress { hashed: tally.needed, percent })?;
        last = Some(end);
    }
    verifying.leftovers(&mut tally)?;
    Ok(tally)
}

/// What is verified, and when.
struct Verifying {
    ledger: Readers,
    store: Store,
    now: UnixMillis,
}

impl Verifying {
    /// Hashes what lives of a page, on as many threads as there are processors.
    fn check(&self, page: &[Named]) -> Vec<(Named, Condition)> {
        let living: Vec<Named> = page.iter().filter(|named| named.lives).copied().collect();
        let threads = thread::available_parallelism().map_or(1, usize::from).min(living.len());
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            while let Some(named) = living.get(next.fetch_add(1, Ordering::Relaxed)) {
                done.push((*named, self.store.check(&named.object, named.bytes)));
            }
            done
        };
        let mut checked: Vec<(Named, Condition)> = thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            running
                .into_iter()
                .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        checked.sort_unstable_by_key(|(named, _)| named.object);
        checked
    }

    /// What is to be said of an object; nothing when it is whole, or was made whole meanwhile.
    fn finding(&self, named: &Named, condition: Condition, damaged: Damaged) -> Result<Option<Finding>, Error> {
        let (state, found) = match condition {
            Condition::Whole => return Ok(None),
            Condition::Lost => (State::Lost, None),
            Condition::Damaged { bytes } => (State::Damaged, Some(bytes)),
            Condition::Unreadable => (State::Unreadable, None),
        };
        let set_aside = state != State::Lost && damaged == Damaged::SetAside;
        if set_aside && !self.store.set_aside(&named.object)? {
            return Ok(None);
        }
        let needing = self.ledger.read(|transaction| living::needing(transaction, &named.object, self.now))?;
        Ok(Some(Finding {
            object: named.object,
            state,
            expected: named.bytes,
            found,
            set_aside,
            needed_by: needing.iter().map(|needing| Needing::of(&named.object, needing)).collect(),
        }))
    }

    /// Counts the files that no statement needs.
    fn leftovers(&self, tally: &mut Tally) -> Result<(), Error> {
        self.store.files(|object, bytes| {
            let named = match object {
                Some(object) => self.ledger.read(|transaction| living::is_named(transaction, &object))?,
                None => false,
            };
            if !named {
                tally.leftover.add(bytes);
            }
            Ok(())
        })
    }
}
