//! The sealed keys of a delivery, held to its recipients: each has a way in, and nobody else has one.

use std::collections::{BTreeMap, BTreeSet};

use jixiang_model::{KeyHash, ObjectId, PersonId, StatementId};
use jixiang_statement::Refusal;
use jixiang_statement::chain::Chain;
use jixiang_statement::list::{SealPurpose, SealRow};
use jixiang_statement::payload::{Delivery, Recipient, Reseal};
use jixiang_statement::thread::Signer;
use jixiang_wire::RefusalCode;

use super::ground::Append;
use super::need::{Audience, Need, Use};
use crate::Error;

/// The most sealed keys of one delivery: two for each of 64 recipients with 64 devices, and the sender's own.
const MAX_SEALS: usize = 2 * 65 * 64;

/// The sealed keys of a delivery, each with those for whom it is meant.
pub(super) fn seals(
    append: &Append<'_>,
    delivery: &Delivery,
    sender: &Signer,
    rows: &[SealRow],
) -> Result<Vec<Need>, Error> {
    few(rows)?;
    let mut doors = BTreeMap::new();
    for (i, recipient) in (0_u16..).zip(&delivery.recipients) {
        doors.insert(i, Door::of(append, recipient)?);
    }
    let head = delivery.header.head.ok_or(Refusal::Head)?;
    let own = Recipient { department: sender.department, head, person: Some(sender.person.clone()) };
    doors.insert(SealRow::OWN, Door::of(append, &own)?);
    let needs = through(&doors, rows)?;
    for i in (0_u16..).zip(&delivery.recipients).map(|(i, _)| i) {
        for purpose in [SealPurpose::Cover, SealPurpose::Version] {
            if !rows.iter().any(|r| r.recipient == i && r.purpose == purpose) {
                return Err(wrong("a recipient has no sealed key"));
            }
        }
    }
    Ok(needs)
}

/// The sealed keys of a reseal: all for its one recipient.
pub(super) fn reseals(append: &Append<'_>, reseal: &Reseal, rows: &[SealRow]) -> Result<Vec<Need>, Error> {
    few(rows)?;
    let doors = BTreeMap::from([(0, Door::of(append, &reseal.recipient)?)]);
    through(&doors, rows)
}

fn few(rows: &[SealRow]) -> Result<(), Error> {
    if rows.len() <= MAX_SEALS { Ok(()) } else { Err(wrong("there are too many sealed keys")) }
}

/// Each row goes through the door of its recipient. An object opens either the cover or the version: if it were both,
/// the version key would leave unnoticed with the cover.
fn through(doors: &BTreeMap<u16, Door>, rows: &[SealRow]) -> Result<Vec<Need>, Error> {
    let mut purposes: BTreeMap<ObjectId, SealPurpose> = BTreeMap::new();
    let mut needs = Vec::with_capacity(rows.len());
    for row in rows {
        let door = doors.get(&row.recipient);
        let door = door.ok_or_else(|| wrong("a key is sealed for no recipient"))?;
        if !door.keys.contains(&row.key) {
            return Err(wrong("a key is sealed to a key that its recipient does not have"));
        }
        if *purposes.entry(row.object.hash).or_insert(row.purpose) != row.purpose {
            return Err(wrong("an object is sealed for two purposes"));
        }
        let what = match row.purpose {
            SealPurpose::Cover => Use::Cover(door.audience.clone()),
            SealPurpose::Version => Use::Version(door.audience.clone()),
            SealPurpose::Epoch | SealPurpose::Generation => {
                return Err(wrong("a delivery seals its cover key and its version key"));
            }
        };
        needs.push(Need::of(row.object, what));
    }
    Ok(needs)
}

/// A recipient: who they are, and the keys that are theirs at the head that the sender had verified.
struct Door {
    audience: Audience,
    keys: BTreeSet<KeyHash>,
}

impl Door {
    fn of(append: &Append<'_>, recipient: &Recipient) -> Result<Self, Error> {
        let chain = append.replay.chain(&recipient.department);
        let chain = chain.ok_or(Refusal::Names("recipient"))?;
        let keys = match &recipient.person {
            Some(person) => devices(chain, person, &recipient.head),
            None => chain.epoch_at(&recipient.head).map(|epoch| BTreeSet::from([KeyHash::of(&epoch.public)])),
        };
        // Not the signer's head, which has a problem of its own.
        let keys = keys.map_err(|_| Refusal::Names("recipient head"))?;
        Ok(Self { audience: Audience { department: recipient.department, person: recipient.person.clone() }, keys })
    }
}

fn devices(chain: &Chain, person: &PersonId, head: &StatementId) -> Result<BTreeSet<KeyHash>, Refusal> {
    let members = chain.members_at(head)?;
    let theirs = members.into_iter().filter(|member| member.person == *person);
    Ok(theirs.map(|member| member.seal_hash()).collect())
}

fn wrong(what: &str) -> Error {
    Error::refused(RefusalCode::Seals, what)
}
