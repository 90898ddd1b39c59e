//! The objects that a statement needs: all of them are here, known to who brings it, and of the stated length.

use std::collections::BTreeSet;

use jixiang_model::{DepartmentId, ObjectId};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::list::{self, HeadRow};
use jixiang_statement::need::{self, Need};
use jixiang_statement::payload::{Heads, ListRef};
use jixiang_statement::thread::{Named, Signer};
use jixiang_statement::{Payload, Refusal, Signed};
use jixiang_wire::limits::MAX_MISSING;
use jixiang_wire::{Problem, RefusalCode};
use rusqlite::params;

use super::ground::Append;
use super::judge::Effect;
use super::{Poster, access, rows};
use crate::Error;

/// Everything that a statement needs; all of it is here and of the right length.
pub(super) fn of(
    append: &mut Append<'_>,
    signed: &Signed,
    signer: Option<&Signer>,
    effect: &Effect,
    named: &dyn Named,
) -> Result<Vec<Need>, Error> {
    for department in need::departments(signed, append.replay.realm()) {
        append.replay.load(append.transaction, &department)?;
    }
    let direct = need::direct(signed, named);
    append.holds(&direct)?;
    let changed = match effect {
        Effect::Chain(chain) => Some(&**chain),
        Effect::Realm(_) | Effect::Thread(_) | Effect::Heads(_) => None,
    };
    let listed = need::listed(append, signed, signer, changed)?;
    if let Payload::Heads(heads) = signed.payload() {
        append.dated(heads)?;
    }
    append.holds(&listed)?;
    Ok([direct, listed].concat())
}

impl need::Ground for Append<'_> {
    type Error = Error;

    fn list(&self, list: &ListRef) -> Result<Vec<u8>, Error> {
        let bytes = self.store.read(&list.hash)?;
        // Only the bytes of its name were ever stored under it. Others are damage, which sending the list again heals.
        if ObjectId::of(&bytes) == list.hash {
            Ok(bytes)
        } else {
            Err(Problem::missing_objects(vec![list.hash]).into())
        }
    }

    fn chain(&self, department: &DepartmentId) -> Option<&Chain> {
        self.replay.chain(department)
    }

    fn realm(&self) -> &Realm {
        self.replay.realm()
    }
}

impl Append<'_> {
    /// Checks that objects are here, known to the poster, and of the length that the statement says. What the disk lost is
    /// not here.
    fn holds(&self, needs: &[Need]) -> Result<(), Error> {
        let mut missing = Vec::new();
        let mut asked = BTreeSet::new();
        for need in needs {
            if !asked.insert((need.object, need.bytes)) {
                continue;
            }
            let known = match self.poster {
                Poster::Person(reader) => access::knows(self.transaction, reader, &need.object, self.now)?,
                Poster::Platform => rows::object(self.transaction, &need.object)?,
            };
            match known.filter(|bytes| self.store.has(&need.object, *bytes)) {
                None if missing.len() < MAX_MISSING => missing.push(need.object),
                None => break,
                Some(bytes) if bytes == u64::from(need.bytes) => {}
                Some(_) => return Err(unfit("an object has another length than stated")),
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(Problem::missing_objects(missing).into()) }
    }

    /// A department dates only what it has stated itself.
    fn dated(&self, heads: &Heads) -> Result<(), Error> {
        let bytes = need::Ground::list(self, &heads.list)?;
        let rows: Vec<HeadRow> = list::decode(&bytes, &heads.list).map_err(|error| unfit(&error.to_string()))?;
        let department = heads.header.department.ok_or(Refusal::Member)?;
        let mut stated = self
            .transaction
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM statements WHERE id = ?1 AND department = ?2)")?;
        for row in rows {
            if !stated.query_row(params![row.statement.as_bytes(), department.as_bytes()], |row| row.get(0))? {
                return Err(Refusal::Names("list").into());
            }
        }
        Ok(())
    }
}

/// A list or length that does not fit.
fn unfit(what: &str) -> Error {
    Error::refused(RefusalCode::List, what)
}
