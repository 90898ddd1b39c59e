//! What removed devices said: up to where it counts, and when what does not count keeps its place all the same.
//!
//! A statement that does not count must not push aside one that does. It is placed only when something that counts follows
//! it, because somebody who did not know of the removal yet had seen it; otherwise nobody would reach what follows.

use std::collections::{BTreeSet, HashMap};

use jixiang_model::{StatementId, UnixMillis};
use jixiang_statement::payload::ListRef;
use jixiang_statement::{Refusal, Signed};

use super::ledger::Ledger;
use super::verdict::{Verdict, placed};

/// The statements at hand that are not placed yet, and what each follows. An id is a hash over what is followed, so nobody
/// can make up a way from one to another.
#[derive(Default)]
pub(super) struct AtHand {
    before: HashMap<StatementId, Option<StatementId>>,
    behind: BTreeSet<StatementId>,
    aside: BTreeSet<StatementId>,
}

impl AtHand {
    pub(super) fn of(waiting: &[(Signed, UnixMillis)]) -> Self {
        let before = waiting.iter().map(|(signed, _)| (signed.id(), signed.header().prev)).collect();
        Self { before, ..Self::default() }
    }

    /// Remembers what was found out about a statement.
    pub(super) fn note(&mut self, signed: &Signed, verdict: &Verdict) {
        match verdict {
            Verdict::Behind => self.behind.insert(signed.id()),
            Verdict::Aside => self.aside.insert(signed.id()),
            Verdict::Next { .. } | Verdict::Known | Verdict::Wait | Verdict::Keep | Verdict::Refuse(_) => false,
        };
    }

    fn before(&self, id: &StatementId) -> Option<Option<StatementId>> {
        self.before.get(id).copied()
    }

    /// What does not count and is followed, over others of its kind, by something that does.
    fn needed(&self) -> BTreeSet<StatementId> {
        let mut needed = BTreeSet::new();
        for counts in &self.behind {
            let mut at = self.before(counts).flatten();
            while let Some(id) = at.filter(|id| self.aside.contains(id)) {
                needed.insert(id);
                at = self.before(&id).flatten();
            }
        }
        needed
    }
}

impl Ledger {
    /// Takes one statement out of those that wait that does not count and must have a place now.
    pub(super) fn needed_place(&mut self, at_hand: &AtHand) -> Option<(Signed, UnixMillis)> {
        let needed = at_hand.needed();
        let threads = &self.threads;
        let is_next = |signed: &Signed| {
            let thread = threads.get(&signed.header().scope);
            thread.is_some_and(|thread| thread.thread.line().head() == signed.header().prev)
        };
        let at = self.waiting.iter().position(|(signed, _)| needed.contains(&signed.id()) && is_next(signed))?;
        Some(self.waiting.remove(at))
    }

    /// A statement that does not count: known when it has its place already.
    pub(super) fn aside(&self, signed: &Signed) -> Verdict {
        let thread = self.threads.get(&signed.header().scope);
        match thread.and_then(|thread| thread.thread.line().position(&signed.id())) {
            Some(_) => Verdict::Known,
            None => Verdict::Aside,
        }
    }

    /// Keeps the place of a statement that does not count.
    pub(super) fn pass_over(&mut self, signed: &Signed, at: UnixMillis) -> Verdict {
        let Some(thread) = self.threads.get_mut(&signed.header().scope) else {
            return Verdict::Refuse(Refusal::Removed);
        };
        let placement = thread.thread.pass_over(signed);
        placed(thread, signed, at, placement)
    }

    /// Whether a statement of a removed device lies at or before the row of its scope: following `prev` back from that row
    /// leads to it. `false` when a part of that way is not here yet; until then it does not count.
    pub(super) fn counts_up_to(&mut self, signed: &Signed, list: ListRef, at_hand: &AtHand) -> Result<bool, Refusal> {
        let Some(rows) = self.lists.get(&list.hash) else {
            self.wants.lists.insert(list.hash, list.bytes);
            return Ok(false);
        };
        let (scope, id) = (signed.header().scope, signed.id());
        let row = rows.iter().find(|row| row.scope == scope).ok_or(Refusal::Removed)?;
        let line = self.threads.get(&scope).map(|thread| thread.thread.line());
        let is_placed = |id: &StatementId| line.is_some_and(|line| line.position(id).is_some());
        if is_placed(&id) {
            return Ok(true);
        }
        let mut back = Some(row.newest);
        while let Some(at) = back {
            if at == id {
                return Ok(true);
            }
            if is_placed(&at) {
                // Everything before it is placed, too, and this statement is not.
                return Err(Refusal::Removed);
            }
            let Some(before) = at_hand.before(&at) else {
                self.wants.threads.insert(scope);
                return Ok(false);
            };
            back = before;
        }
        Err(Refusal::Removed)
    }
}
