//! Threads that were replayed before, so that the next statement of a long one does not replay it again. A thread is found
//! again only at the very statement at which it was kept.

use std::cell::RefCell;

use jixiang_model::{ScopeId, StatementId};
use jixiang_statement::thread::Thread;

/// The most statements of all threads that are kept; the newest thread stays whatever it has.
const MOST: usize = 100_000;

/// Threads as their newest statements left them, the last used last.
#[derive(Default)]
pub(crate) struct Cached(RefCell<Vec<Thread>>);

impl Cached {
    /// The thread of a scope whose newest statement is this one.
    pub(super) fn at(&self, scope: &ScopeId, head: &StatementId) -> Option<Thread> {
        let mut threads = self.0.borrow_mut();
        let at = threads.iter().position(|thread| thread.id() == *scope)?;
        let thread = threads.remove(at);
        if thread.line().head() != Some(*head) {
            return None;
        }
        threads.push(thread.clone());
        Some(thread)
    }

    /// Keeps a thread in place of what was kept of its scope.
    pub(super) fn keep(&self, thread: Thread) {
        let mut threads = self.0.borrow_mut();
        threads.retain(|known| known.id() != thread.id());
        threads.push(thread);
        let long = |thread: &Thread| thread.line().entries().len();
        let mut all: usize = threads.iter().map(long).sum();
        while all > MOST && threads.len() > 1 {
            all -= long(&threads.remove(0));
        }
    }

    /// Forgets a thread that is judged again: its newest statement may stay the same.
    pub(super) fn forget(&self, scope: &ScopeId) {
        self.0.borrow_mut().retain(|known| known.id() != *scope);
    }
}
