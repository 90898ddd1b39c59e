//! Statements of other scopes that a scope's statements name, with those who signed them. What the ledger has was
//! verified when it was taken.

use std::collections::BTreeMap;

use jixiang_model::{ScopeId, StatementId};
use jixiang_statement::Signed;
use jixiang_statement::thread::{Signer, names};
use jixiang_wire::feed::Position;
use rusqlite::{Connection, params};

use super::rows;
use crate::Error;

/// Statements with their signers, by their ids.
pub(super) type Statements = BTreeMap<StatementId, (Signed, Signer)>;

/// What the statements of a scope name.
pub(super) fn of_scope(connection: &Connection, scope: &ScopeId) -> Result<Statements, Error> {
    let found = rows::named_in(connection, scope)?;
    Ok(found.into_iter().map(|(signed, signer, _)| (signed.id(), (signed, signer))).collect())
}

/// Adds what a statement names, and what that names, as far as it is here. Returns their ids in order: who reads the
/// statement reads them through it.
pub(super) fn add(found: &mut Statements, connection: &Connection, signed: &Signed) -> Result<Vec<StatementId>, Error> {
    let mut ids = names(signed);
    let mut at = 0;
    while let Some(id) = ids.get(at).copied() {
        at += 1;
        if let Some((signed, signer)) = rows::signed(connection, &id)? {
            let further = names(&signed).into_iter().filter(|id| !ids.contains(id)).collect::<Vec<_>>();
            ids.extend(further);
            found.insert(id, (signed, signer));
        }
    }
    ids.retain(|id| found.contains_key(id));
    Ok(ids)
}

/// Notes what a statement names.
pub(super) fn note(connection: &Connection, position: Position, ids: &[StatementId]) -> Result<(), Error> {
    for (place, id) in (0_u32..).zip(ids) {
        connection.prepare_cached("INSERT INTO named (position, place, id) VALUES (?1, ?2, ?3)")?.execute(params![
            position.0,
            place,
            id.as_bytes()
        ])?;
    }
    Ok(())
}

/// Whether a statement of another scope that counts names this one already.
pub(super) fn is_named(connection: &Connection, id: &StatementId) -> Result<bool, Error> {
    let named = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM named n JOIN statements s ON s.position = n.position
                            WHERE n.id = ?1 AND s.stands = 'counts')",
        )?
        .query_row([id.as_bytes()], |row| row.get(0))?;
    Ok(named)
}
