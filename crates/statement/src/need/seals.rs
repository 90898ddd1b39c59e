//! Sealed keys, held to those for whom they are meant: each recipient has a way in, and nobody else has one.

use std::collections::{BTreeMap, BTreeSet};

use jixiang_model::{DepartmentId, KeyHash, ObjectId, PersonId, StatementId};

use super::{Audience, Ground, Need, Unfit, Use, decode};
use crate::Refusal;
use crate::chain::Chain;
use crate::list::{SealPurpose, SealRow};
use crate::payload::{Delivery, Grant, Header, Recipient, Reseal, SealedKey};
use crate::thread::Signer;

/// The most sealed keys of one statement: two for each of 64 recipients with 64 devices, and the sender's own.
const MAX_SEALS: usize = 2 * 65 * 64;

/// The sealed keys of a delivery, each with those for whom it is meant.
pub(super) fn delivery<G: Ground>(ground: &G, delivery: &Delivery, sender: &Signer) -> Result<Vec<Need>, G::Error> {
    let rows = few(decode(ground, &delivery.seals)?)?;
    let mut doors = BTreeMap::new();
    for (i, recipient) in (0_u16..).zip(&delivery.recipients) {
        doors.insert(i, Door::of(ground, recipient)?);
    }
    let head = delivery.header.head.ok_or(Unfit::Refused(Refusal::Head))?;
    let own = Recipient { department: sender.department, head, person: Some(sender.person.clone()) };
    doors.insert(SealRow::OWN, Door::of(ground, &own)?);
    let needs = through(&doors, &rows)?;
    for i in (0_u16..).zip(&delivery.recipients).map(|(i, _)| i) {
        for purpose in [SealPurpose::Cover, SealPurpose::Version] {
            if !rows.iter().any(|r| r.recipient == i && r.purpose == purpose) {
                return Err(Unfit::Seals("a recipient has no sealed key").into());
            }
        }
    }
    Ok(needs)
}

/// The sealed keys of a reseal: all for its one recipient. What carries a grant on is for the readers of its thread.
pub(super) fn reseal<G: Ground>(ground: &G, reseal: &Reseal) -> Result<Vec<Need>, G::Error> {
    let rows = few(decode(ground, &reseal.keys)?)?;
    let door = Door::of(ground, &reseal.recipient)?;
    if reseal.generation.is_none() {
        return Ok(through(&BTreeMap::from([(0, door)]), &rows)?);
    }
    let fits = |row: &SealRow| row.recipient == 0 && row.purpose == SealPurpose::Generation && door.has(&row.key);
    if rows.is_empty() || !rows.iter().all(fits) {
        return Err(Unfit::Seals("a grant is carried on by its generation key, sealed to the requester").into());
    }
    Ok(rows.into_iter().map(|row| Need::of(row.object, Use::Open)).collect())
}

/// A grant's key is sealed to the epoch of the requester at the head that it names.
pub(super) fn grant<G: Ground>(ground: &G, grant: &Grant) -> Result<(), G::Error> {
    let requester = Recipient { department: grant.requester, head: grant.requester_head, person: None };
    let door = Door::of(ground, &requester)?;
    sealed(door.has(&grant.key.key), "a grant's key is sealed to the requester").map_err(G::Error::from)
}

/// What a department seals to itself: to its epoch at the head that the signer had verified.
pub(super) fn own<'a, G: Ground>(
    ground: &G,
    header: &Header,
    keys: impl IntoIterator<Item = &'a SealedKey>,
) -> Result<(), G::Error> {
    let chain = header.department.and_then(|department| ground.chain(&department));
    let head = header.head.ok_or(Unfit::Refused(Refusal::Head))?;
    let epoch = chain.ok_or(Refusal::Member).and_then(|chain| chain.epoch_at(&head)).map_err(Unfit::Refused)?;
    let epoch = KeyHash::of(&epoch.public);
    let fits = keys.into_iter().all(|sealed| sealed.key == epoch);
    sealed(fits, "a provider's key is sealed to its own epoch").map_err(G::Error::from)
}

/// What everybody may open is sealed to the newest epoch of the group for unconditional sharing.
pub(super) fn group<G: Ground>(ground: &G, key: Option<&SealedKey>) -> Result<(), G::Error> {
    let Some(key) = key else {
        return Ok(());
    };
    let group = ground.realm().policy().and_then(|policy| policy.province_open);
    let chain = group.and_then(|group| ground.chain(&group));
    let fits = chain.is_some_and(|chain| KeyHash::of(&chain.epoch().public) == key.key);
    sealed(fits, "an open key is sealed to the group for unconditional sharing").map_err(G::Error::from)
}

fn few(rows: Vec<SealRow>) -> Result<Vec<SealRow>, Unfit> {
    sealed(rows.len() <= MAX_SEALS, "there are too many sealed keys")?;
    Ok(rows)
}

fn sealed(fits: bool, rule: &'static str) -> Result<(), Unfit> {
    if fits { Ok(()) } else { Err(Unfit::Seals(rule)) }
}

/// Each row goes through the door of its recipient. An object opens either the cover or the version: if it were both,
/// the version key would leave unnoticed with the cover.
fn through(doors: &BTreeMap<u16, Door>, rows: &[SealRow]) -> Result<Vec<Need>, Unfit> {
    let mut purposes: BTreeMap<ObjectId, SealPurpose> = BTreeMap::new();
    let mut needs = Vec::with_capacity(rows.len());
    for row in rows {
        let door = doors.get(&row.recipient);
        let door = door.ok_or(Unfit::Seals("a key is sealed for no recipient"))?;
        sealed(door.has(&row.key), "a key is sealed to a key that its recipient does not have")?;
        let once = *purposes.entry(row.object.hash).or_insert(row.purpose) == row.purpose;
        sealed(once, "an object is sealed for two purposes")?;
        let what = match row.purpose {
            SealPurpose::Cover => Use::Cover(door.audience.clone()),
            SealPurpose::Version => Use::Version(door.audience.clone()),
            SealPurpose::Epoch | SealPurpose::Generation => {
                return Err(Unfit::Seals("a delivery seals its cover key and its version key"));
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
    fn of<G: Ground>(ground: &G, recipient: &Recipient) -> Result<Self, Unfit> {
        let chain = ground.chain(&recipient.department).ok_or(Refusal::Names("recipient"))?;
        let keys = match &recipient.person {
            Some(person) => devices(chain, person, &recipient.head),
            None => chain.epoch_at(&recipient.head).map(|epoch| BTreeSet::from([KeyHash::of(&epoch.public)])),
        };
        // Not the signer's head, which has a problem of its own.
        let keys = keys.map_err(|_| Refusal::Names("recipient head"))?;
        let (department, person): (DepartmentId, _) = (recipient.department, recipient.person.clone());
        Ok(Self { audience: Audience { department, person }, keys })
    }

    fn has(&self, key: &KeyHash) -> bool {
        self.keys.contains(key)
    }
}

fn devices(chain: &Chain, person: &PersonId, head: &StatementId) -> Result<BTreeSet<KeyHash>, Refusal> {
    let members = chain.members_at(head)?;
    let theirs = members.into_iter().filter(|member| member.person == *person);
    Ok(theirs.map(|member| member.seal_hash()).collect())
}
