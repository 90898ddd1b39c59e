//! The replay that decisions rest on: the realm, and department chains as they are first needed.

use std::collections::BTreeMap;

use jixiang_model::{DepartmentId, ScopeId};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::{Refusal, Signed};
use jixiang_wire::feed::Position;
use rusqlite::Connection;

use super::cached::Cached;
use super::rows;
use crate::{Error, Founding};

/// Realm and chains, built from the ledger, and threads that were needed lately.
pub(crate) struct Replay {
    realm: Realm,
    chains: BTreeMap<DepartmentId, Chain>,
    cached: Cached,
    state: State,
}

/// Whether the replay holds what no transaction has confirmed yet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Settled,
    Changed,
}

impl Replay {
    /// Replays the realm's scope. Chains follow when they are needed.
    pub(crate) fn read(connection: &Connection, founding: &Founding) -> Result<Self, Error> {
        let mut realm = Realm::pinned(founding.realm(), founding.root);
        let scope = ScopeId::realm(realm.id());
        for (position, signed) in rows::statements(connection, &scope, Position(u64::MAX))? {
            let registrar = match signed.header().department {
                Some(department) => chain_before(connection, &realm, &department, position)?,
                None => None,
            };
            realm.append(&signed, |_| registrar.as_ref()).map_err(|refusal| damage(&signed, refusal))?;
        }
        Ok(Self { realm, chains: BTreeMap::new(), cached: Cached::default(), state: State::Settled })
    }

    /// Makes sure that a department's chain is here if the ledger has one.
    pub(crate) fn load(&mut self, connection: &Connection, department: &DepartmentId) -> Result<(), Error> {
        if !self.chains.contains_key(department)
            && let Some(chain) = chain_before(connection, &self.realm, department, Position(u64::MAX))?
        {
            self.chains.insert(*department, chain);
        }
        Ok(())
    }

    /// The realm.
    pub(crate) const fn realm(&self) -> &Realm {
        &self.realm
    }

    /// A chain that was loaded.
    pub(crate) fn chain(&self, department: &DepartmentId) -> Option<&Chain> {
        self.chains.get(department)
    }

    /// Threads that were replayed before.
    pub(super) const fn cached(&self) -> &Cached {
        &self.cached
    }

    /// Puts the realm after a statement in place.
    pub(crate) fn put_realm(&mut self, realm: Realm) {
        self.realm = realm;
        self.state = State::Changed;
    }

    /// Puts a chain after a statement in place.
    pub(crate) fn put_chain(&mut self, chain: Chain) {
        self.chains.insert(*chain.id(), chain);
        self.state = State::Changed;
    }

    /// Whether something was put since the last [`Replay::settle`].
    pub(crate) fn changed(&self) -> bool {
        self.state == State::Changed
    }

    /// The transaction is over.
    pub(crate) fn settle(&mut self) {
        self.state = State::Settled;
    }
}

/// Replays a department's chain as it was before a position.
fn chain_before(
    connection: &Connection,
    realm: &Realm,
    department: &DepartmentId,
    before: Position,
) -> Result<Option<Chain>, Error> {
    let scope = ScopeId::department(department);
    let mut chain: Option<Chain> = None;
    for (_, signed) in rows::statements(connection, &scope, before)? {
        let taken = match &mut chain {
            None => Chain::open(&signed, realm).map(|opened| chain = Some(opened)),
            Some(chain) => chain.append(&signed, realm).map(|_| ()),
        };
        taken.map_err(|refusal| damage(&signed, refusal))?;
    }
    Ok(chain)
}

/// A statement that was taken once is taken always; if not, somebody changed the file.
fn damage(signed: &Signed, refusal: Refusal) -> Error {
    Error::Damage(format!("statement {} does not replay: {refusal}", signed.id()))
}
