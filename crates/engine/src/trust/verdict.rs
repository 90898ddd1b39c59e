//! What becomes of a statement that was looked at: the words that judging and removals share.

use jixiang_model::UnixMillis;
use jixiang_statement::{Placement, Refusal, Signed};

use super::ledger::Scope;

/// What was found out about a statement.
pub(super) enum Verdict {
    Next {
        place: usize,
    },
    Known,
    Wait,
    /// As [`Verdict::Wait`], for what may last longer than this program runs.
    Keep,
    /// As [`Verdict::Keep`], for what counts as soon as what it follows is placed.
    Behind,
    /// It does not count, and keeps its place only if something that counts follows it.
    Aside,
    Refuse(Refusal),
}

/// The verdict on a statement that a scope was asked to place.
pub(super) fn placed(
    thread: &mut Scope,
    signed: &Signed,
    at: UnixMillis,
    placement: Result<Placement, Refusal>,
) -> Verdict {
    match placement {
        Ok(Placement::Next) => {
            thread.statements.push((signed.clone(), at));
            Verdict::Next { place: thread.statements.len() - 1 }
        }
        Ok(Placement::Known | Placement::Overridden) => Verdict::Known,
        Err(Refusal::Prev) => Verdict::Behind,
        Err(refusal) => Verdict::Refuse(refusal),
    }
}
