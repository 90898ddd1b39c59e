//! The objects that a statement needs, directly and through lists, and what for.

use std::collections::BTreeSet;

use jixiang_model::KeyHash;
use jixiang_statement::chain::Chain;
use jixiang_statement::list::{self, Directory, HeadRow, PackRow, Row, ScopeRow, SealPurpose, SealRow};
use jixiang_statement::payload::{Delivery, Epoch, Genesis, ListRef, Recover, Remove, Reseal, RolesChange};
use jixiang_statement::thread::Signer;
use jixiang_statement::{Payload, Refusal, Signed};
use jixiang_wire::limits::MAX_MISSING;
use jixiang_wire::{Problem, RefusalCode};

use super::ground::Append;
use super::judge::Effect;
use super::need::{Need, Use};
use super::{Poster, access, delivery, rows};
use crate::Error;

/// Everything that a statement needs; all of it is here and of the right length.
pub(super) fn of(
    append: &mut Append<'_>,
    signed: &Signed,
    signer: Option<&Signer>,
    effect: &Effect,
) -> Result<Vec<Need>, Error> {
    let direct = direct(signed);
    append.holds(&direct)?;
    let listed = match effect {
        Effect::Chain(chain) => changed(append, signed, chain)?,
        Effect::Realm(_) | Effect::Opens(_) | Effect::Follows | Effect::Heads(_) => listed(append, signed, signer)?,
    };
    append.holds(&listed)?;
    Ok([direct, listed].concat())
}

/// What stands in the statement itself.
fn direct(signed: &Signed) -> Vec<Need> {
    let department = signed.header().department;
    let epoch = |epoch: &Epoch| {
        let previous = epoch.previous.zip(department);
        let previous = previous.map(|(key, id)| Need::of(key.object, Use::Epoch(id)));
        let seals = Need::list(&epoch.seals, Use::Open);
        previous.into_iter().chain([seals]).collect::<Vec<_>>()
    };
    let open = |list: &ListRef| vec![Need::list(list, Use::Open)];
    match signed.payload() {
        Payload::Genesis(genesis) => epoch(&genesis.epoch),
        Payload::Add(add) => department.map(|id| Need::of(add.seal.object, Use::Epoch(id))).into_iter().collect(),
        Payload::Remove(remove) => [epoch(&remove.epoch), open(&remove.scopes)].concat(),
        Payload::Recover(recover) => [epoch(&recover.epoch), open(&recover.scopes)].concat(),
        Payload::Roles(change) => change.scopes.as_ref().map(open).unwrap_or_default(),
        Payload::Directory(notice) => open(&notice.list),
        Payload::Heads(heads) => open(&heads.list),
        Payload::Reseal(reseal) => open(&reseal.keys),
        Payload::Delivery(delivery) => vec![
            Need::of(delivery.content.body, Use::Content),
            Need::list(&delivery.content.packs, Use::Content),
            Need::of(delivery.cover, Use::Open),
            Need::list(&delivery.seals, Use::Open),
        ],
        Payload::RootRotate(_)
        | Payload::Policy(_)
        | Payload::Entry(_)
        | Payload::Record(_)
        | Payload::Release(_)
        | Payload::Decline(_)
        | Payload::Retire(_)
        | Payload::Request(_)
        | Payload::Consent(_)
        | Payload::Answer(_)
        | Payload::Grant(_)
        | Payload::Revoke(_)
        | Payload::Withdraw(_)
        | Payload::TakeBack(_)
        | Payload::Receipt(_) => Vec::new(),
    }
}

/// What stands in the lists of a change of a department's chain.
fn changed(append: &Append<'_>, signed: &Signed, chain: &Chain) -> Result<Vec<Need>, Error> {
    if let Payload::Remove(Remove { scopes, .. })
    | Payload::Recover(Recover { scopes, .. })
    | Payload::Roles(RolesChange { scopes: Some(scopes), .. }) = signed.payload()
    {
        append.decode::<ScopeRow>(scopes)?;
    }
    if let Payload::Genesis(Genesis { epoch, .. })
    | Payload::Remove(Remove { epoch, .. })
    | Payload::Recover(Recover { epoch, .. }) = signed.payload()
    {
        return epoch_seals(append, chain, epoch);
    }
    Ok(Vec::new())
}

/// What stands in the lists of every other statement. The lists are held to their form and, where they seal, to the
/// recipients.
fn listed(append: &mut Append<'_>, signed: &Signed, signer: Option<&Signer>) -> Result<Vec<Need>, Error> {
    if let Payload::Directory(notice) = signed.payload() {
        let bytes = append.store.read(&notice.list.hash)?;
        Directory::decode(&bytes, &notice.list).map_err(|error| unfit(&error.to_string()))?;
    }
    if let Payload::Heads(heads) = signed.payload() {
        dated(append, &append.decode::<HeadRow>(&heads.list)?)?;
    }
    if let Payload::Delivery(opened) = signed.payload() {
        return delivered(append, opened, signer);
    }
    if let Payload::Reseal(reseal) = signed.payload() {
        return resealed(append, reseal);
    }
    Ok(Vec::new())
}

/// Sealed private halves. Those of members are for the department; the open group's are sealed to other departments.
fn epoch_seals(append: &Append<'_>, chain: &Chain, epoch: &Epoch) -> Result<Vec<Need>, Error> {
    let rows = append.decode::<SealRow>(&epoch.seals)?;
    if rows.iter().any(|row| row.purpose != SealPurpose::Epoch) {
        return Err(unfit("an epoch's list holds sealed epochs"));
    }
    let own: BTreeSet<KeyHash> = chain.members().map(|member| member.seal_hash()).collect();
    let needs = rows.into_iter().map(|row| {
        let what = if own.contains(&row.key) { Use::Epoch(*chain.id()) } else { Use::Open };
        Need::of(row.object, what)
    });
    Ok(needs.collect())
}

/// A department dates only what it has stated.
fn dated(append: &Append<'_>, rows: &[HeadRow]) -> Result<(), Error> {
    for row in rows {
        if rows::known(append.transaction, &row.statement)?.is_none() {
            return Err(Refusal::Names("list").into());
        }
    }
    Ok(())
}

fn delivered(append: &Append<'_>, opened: &Delivery, signer: Option<&Signer>) -> Result<Vec<Need>, Error> {
    let sender = signer.ok_or(Refusal::Member)?;
    let packs = append.decode::<PackRow>(&opened.content.packs)?;
    let seals = append.decode::<SealRow>(&opened.seals)?;
    let mut needs = delivery::seals(append, opened, sender, &seals)?;
    needs.extend(packs.into_iter().map(|pack| Need { object: pack.object, bytes: pack.bytes, what: Use::Content }));
    Ok(needs)
}

fn resealed(append: &mut Append<'_>, reseal: &Reseal) -> Result<Vec<Need>, Error> {
    append.replay.load(append.transaction, &reseal.recipient.department)?;
    let rows = append.decode::<SealRow>(&reseal.keys)?;
    delivery::reseals(append, reseal, &rows)
}

impl Append<'_> {
    /// Checks that objects are here, known to the poster, and of the length that the statement says.
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
            match known {
                None if missing.len() < MAX_MISSING => missing.push(need.object),
                None => break,
                Some(bytes) if bytes == u64::from(need.bytes) => {}
                Some(_) => return Err(unfit("an object has another length than stated")),
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(Problem::missing_objects(missing).into()) }
    }

    /// Decodes a list that is here.
    fn decode<R: Row>(&self, list: &ListRef) -> Result<Vec<R>, Error> {
        let bytes = self.store.read(&list.hash)?;
        list::decode(&bytes, list).map_err(|error| unfit(&error.to_string()))
    }
}

/// A list or length that does not fit.
pub(super) fn unfit(what: &str) -> Error {
    Error::refused(RefusalCode::List, what)
}
