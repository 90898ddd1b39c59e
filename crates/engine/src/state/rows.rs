//! Statements as rows of the store: those with a place in their scope, and those that wait outside their line.

use jixiang_model::{ScopeId, StatementId, UnixMillis};

use crate::port::{Table, Write};
use crate::record;
use crate::trust::Intake;

pub(super) fn statement(key: Vec<u8>, at: UnixMillis, bytes: &[u8]) -> Write {
    let value = [at.0.to_be_bytes().as_slice(), bytes].concat();
    Write::Put { table: Table::Statement, key, value }
}

pub(super) fn kept(scope: &ScopeId, id: &StatementId, bytes: &[u8], at: UnixMillis) -> Write {
    statement(record::kept_key(scope, id), at, bytes)
}

/// The row of a statement that waits outside its line, if that is what became of it: when a home is loaded, a statement
/// that had a place before may have lost it.
pub(super) fn kept_row(intake: &Intake) -> Option<Write> {
    match intake {
        Intake::Kept { scope, id, bytes, at } => Some(kept(scope, id, bytes, *at)),
        Intake::Counts { .. } | Intake::Named { .. } | Intake::Refused { .. } => None,
    }
}
