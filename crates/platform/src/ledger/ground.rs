//! What one append stands on, handed from step to step.

use jixiang_model::UnixMillis;
use jixiang_wire::Code;
use rusqlite::Transaction;

use super::{Poster, Replay};
use crate::Error;
use crate::objects::Store;

/// Everything that one append looks at.
pub(super) struct Append<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) replay: &'a mut Replay,
    pub(super) store: &'a Store,
    pub(super) poster: &'a Poster,
    pub(super) now: UnixMillis,
}

/// Absent and not visible are the same answer.
pub(super) fn not_found() -> Error {
    Error::of(Code::NotFound, "no such scope that you may see")
}
