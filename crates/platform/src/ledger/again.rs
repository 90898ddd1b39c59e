//! Judging again: a removal, a recovery or a lost role ends what the device signed beyond the list, here as for every
//! client that replays the scope (docs/format.md 3.7). It never gives an effect to what had none.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jixiang_model::{DepartmentId, DeviceId, ScopeId, StatementId};
use jixiang_statement::chain::Standing;
use jixiang_statement::list::{self, ScopeRow};
use jixiang_statement::payload::{ListRef, Recover, Remove, RolesChange};
use jixiang_statement::thread::{Signer, Thread};
use jixiang_statement::{Payload, Placement, Signed};
use jixiang_wire::feed::Position;
use rusqlite::{Connection, params};

use super::ground::Append;
use super::named::{self, Statements};
use super::stands::{self, Stands};
use super::{access, rows, threads};
use crate::Error;

/// The newest statements that still count, by their scope.
type Rows = BTreeMap<ScopeId, StatementId>;

/// Judges again what the devices signed whose roles this statement of a chain, taken at this position, took.
pub(super) fn judge(append: &mut Append<'_>, changed: &Signed, at: Position) -> Result<(), Error> {
    let Some((devices, list)) = lost(changed) else {
        return Ok(());
    };
    let counts = append.scopes(&list)?;
    let mut scopes = BTreeSet::new();
    for device in &devices {
        let signed = newest_of(append.transaction, device)?.into_iter();
        // Where the newest one counts all of them do.
        scopes.extend(signed.filter(|(scope, newest)| counts.get(scope) != Some(newest)).map(|(scope, _)| scope));
    }
    scopes.iter().try_for_each(|scope| judge_scope(append, scope, at))
}

/// Judges a scope again from its first statement; its devices are judged by their chains as they are now.
pub(super) fn judge_scope(append: &mut Append<'_>, scope: &ScopeId, at: Position) -> Result<(), Error> {
    let all = rows::thread(append.transaction, scope)?;
    if !all.first().is_some_and(|(opening, ..)| threads::is_of_thread(opening.kind())) {
        return Ok(());
    }
    let departments: BTreeSet<DepartmentId> = all.iter().map(|(_, signer, _)| signer.department).collect();
    for department in &departments {
        append.replay.load(append.transaction, department)?;
    }
    let named = named::of_scope(append.transaction, scope)?;
    let before: HashMap<StatementId, Option<StatementId>> =
        all.iter().map(|(signed, ..)| (signed.id(), signed.header().prev)).collect();
    let mut lists = BTreeMap::new();
    let mut again = Again::default();
    for (signed, signer, _) in &all {
        if append.counts(signed, &before, &mut lists)? {
            again.take(signed, signer, &named);
        } else {
            again.set_aside(signed);
        }
    }
    if all.iter().all(|(signed, _, stands)| again.stands.get(&signed.id()) == Some(stands)) {
        return Ok(());
    }
    append.replay.cached().forget(scope);
    stands::clear(append.transaction, scope)?;
    for (id, stands) in &again.stands {
        stands::note(append.transaction, id, *stands)?;
    }
    threads::rewrite(append.transaction, scope, again.thread.as_ref(), at)?;
    // Those who read the scope and are of another department learn why it is another one now.
    access::feed(append.transaction, scope, at)
}

/// The devices that a statement takes roles from, and its list of what still counts.
fn lost(signed: &Signed) -> Option<(Vec<DeviceId>, ListRef)> {
    if let Payload::Remove(Remove { removed, scopes, .. }) = signed.payload() {
        Some((vec![*removed], *scopes))
    } else if let Payload::Recover(Recover { removed, scopes, .. }) = signed.payload() {
        Some((removed.clone(), *scopes))
    } else if let Payload::Roles(RolesChange { member, scopes: Some(scopes), .. }) = signed.payload() {
        Some((vec![*member], *scopes))
    } else {
        None
    }
}

/// The scopes in which a device has signed, each with its newest statement there.
fn newest_of(connection: &Connection, device: &DeviceId) -> Result<Vec<(ScopeId, StatementId)>, Error> {
    let mut query = connection
        .prepare_cached("SELECT scope, id, max(position) FROM statements WHERE device = ?1 GROUP BY scope")?;
    let found = query.query_map(params![device.as_bytes()], |row| {
        Ok((ScopeId::from_bytes(row.get(0)?), StatementId::from_bytes(row.get(1)?)))
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

impl Append<'_> {
    /// What a list of a removal still counts.
    pub(super) fn scopes(&self, list: &ListRef) -> Result<Rows, Error> {
        let bytes = self.store.read(&list.hash)?;
        let rows: Vec<ScopeRow> =
            list::decode(&bytes, list).map_err(|error| Error::Damage(format!("list {}: {error}", list.hash)))?;
        Ok(rows.into_iter().map(|row| (row.scope, row.newest)).collect())
    }

    /// Whether a statement that was taken still counts: its device has the role, or the list counts it. `before` says what
    /// each statement of the scope follows.
    fn counts(
        &self,
        signed: &Signed,
        before: &HashMap<StatementId, Option<StatementId>>,
        lists: &mut BTreeMap<jixiang_model::ObjectId, Rows>,
    ) -> Result<bool, Error> {
        let header = signed.header();
        let chain = header.department.and_then(|department| self.replay.chain(&department));
        let list = match chain.map(|chain| chain.authorise(signed, self.replay.realm())) {
            Some(Ok((_, Standing::Counts))) => return Ok(true),
            Some(Ok((_, Standing::UpTo(list)))) => list,
            Some(Err(_)) | None => return Ok(false),
        };
        let rows = match lists.entry(list.hash) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => new.insert(self.scopes(&list)?),
        };
        let mut back = rows.get(&header.scope).copied();
        while let Some(id) = back.filter(|id| *id != signed.id()) {
            back = before.get(&id).copied().flatten();
        }
        Ok(back.is_some())
    }
}

/// A scope on its way through its statements.
#[derive(Default)]
struct Again {
    thread: Option<Thread>,
    /// What each has come to so far.
    stands: HashMap<StatementId, Stands>,
    aside: HashMap<StatementId, Signed>,
}

impl Again {
    fn set_aside(&mut self, signed: &Signed) {
        self.stands.insert(signed.id(), Stands::Aside);
        self.aside.insert(signed.id(), signed.clone());
    }

    /// Takes a statement that counts, over those before it that do not.
    fn take(&mut self, signed: &Signed, signer: &Signer, named: &Statements) {
        let stands = if self.takes(signed, signer, named) { Stands::Counts } else { Stands::Gone };
        self.stands.insert(signed.id(), stands);
    }

    fn takes(&mut self, signed: &Signed, signer: &Signer, named: &Statements) -> bool {
        let Some(thread) = &mut self.thread else {
            self.thread = Thread::open(signed, signer.clone(), named).ok();
            return self.thread.is_some();
        };
        let (head, mut between, mut at) = (thread.line().head(), Vec::new(), signed.header().prev);
        while at != head {
            let Some(before) = at.and_then(|id| self.aside.get(&id)) else { return false };
            between.push(before.clone());
            at = before.header().prev;
        }
        for before in between.iter().rev() {
            if thread.pass_over(before) != Ok(Placement::Next) {
                return false;
            }
            self.stands.insert(before.id(), Stands::Place);
            self.aside.remove(&before.id());
        }
        thread.append(signed, signer.clone(), named) == Ok(Placement::Next)
    }
}
