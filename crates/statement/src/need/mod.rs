//! The objects that a statement needs, directly and through its lists, and for whom each is meant (docs/format.md 4.1,
//! docs/platform-api.md). It refuses lists of another form, and keys that are sealed to others than those who are meant.
//!
//! Whoever hands objects out uses it, so that every platform gives the same to the same people.

mod seals;

use std::collections::BTreeSet;

use jixiang_model::{DepartmentId, KeyHash, Kind, ObjectId, PersonId, StatementId};

use crate::chain::{Chain, Realm};
use crate::list::{self, Directory, HeadRow, PackRow, Row, ScopeRow, SealPurpose, SealRow};
use crate::payload::{Column, Epoch, Genesis, ListRef, ObjectRef, Recover, Remove, RolesChange};
use crate::thread::{Named, Signer};
use crate::{Payload, Refusal, Signed, parse_json};

/// Those of a scope's readers for whom an object is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// Their department.
    pub department: DepartmentId,
    /// One person of it, or all.
    pub person: Option<PersonId>,
}

/// What an object is needed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    /// Every reader of the scope reads it.
    Open,
    /// The sealed content of a delivery: readers of the scope, until it ends.
    Content,
    /// A cover key of a delivery.
    Cover(Audience),
    /// A version key of a delivery.
    Version(Audience),
    /// For this department alone: what is sealed to its own devices and epoch.
    Own(DepartmentId),
    /// The sealed content of a record: its provider, and who holds a grant for a release of it.
    Record(DepartmentId),
}

/// An object and what it is needed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The object.
    pub object: ObjectId,
    /// Its length, as the statement says.
    pub bytes: u32,
    /// What for.
    pub what: Use,
}

impl Need {
    const fn of(object: ObjectRef, what: Use) -> Self {
        Self { object: object.hash, bytes: object.bytes, what }
    }

    const fn list(list: &ListRef, what: Use) -> Self {
        Self { object: list.hash, bytes: list.bytes, what }
    }
}

/// Why the objects of a statement do not fit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A list is not of its form.
    #[error("{0}")]
    List(&'static str),
    /// A sealed key is not sealed to those for whom it is meant.
    #[error("{0}")]
    Seals(&'static str),
    /// The statement itself.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// What a statement is held against.
pub trait Ground {
    /// Why something could not be read, or does not fit.
    type Error: From<Unfit>;

    /// The bytes of a list object, which is here.
    ///
    /// # Errors
    ///
    /// Whatever hinders reading it.
    fn list(&self, list: &ListRef) -> Result<Vec<u8>, Self::Error>;

    /// The chain of a department, one of [`departments`].
    fn chain(&self, department: &DepartmentId) -> Option<&Chain>;

    /// The realm.
    fn realm(&self) -> &Realm;
}

/// The departments whose chains say to which keys the statement may seal.
#[must_use]
pub fn departments(signed: &Signed, realm: &Realm) -> Vec<DepartmentId> {
    let mut departments: Vec<DepartmentId> = signed.header().department.into_iter().collect();
    if let Payload::Delivery(delivery) = signed.payload() {
        departments.extend(delivery.recipients.iter().map(|recipient| recipient.department));
    } else if let Payload::Reseal(reseal) = signed.payload() {
        departments.push(reseal.recipient.department);
    } else if let Payload::Grant(grant) = signed.payload() {
        departments.push(grant.requester);
    } else if let Payload::Release(_) = signed.payload() {
        departments.extend(realm.policy().and_then(|policy| policy.province_open));
    }
    departments
}

/// What stands in the statement itself, and, of a release, in the entry that it lets out.
#[must_use]
pub fn direct(signed: &Signed, named: &dyn Named) -> Vec<Need> {
    let own = |object: ObjectRef| {
        let department = signed.header().department;
        department.map(|department| Need::of(object, Use::Own(department)))
    };
    let epoch = |epoch: &Epoch| {
        let previous = epoch.previous.and_then(|key| own(key.object));
        previous.into_iter().chain([Need::list(&epoch.seals, Use::Open)]).collect::<Vec<_>>()
    };
    let open = |list: &ListRef| vec![Need::list(list, Use::Open)];
    match signed.payload() {
        Payload::Genesis(genesis) => epoch(&genesis.epoch),
        Payload::Add(add) => own(add.seal.object).into_iter().collect(),
        Payload::Remove(remove) => [epoch(&remove.epoch), open(&remove.scopes)].concat(),
        Payload::Recover(recover) => [epoch(&recover.epoch), open(&recover.scopes)].concat(),
        Payload::Roles(change) => change.scopes.as_ref().map(open).unwrap_or_default(),
        Payload::Directory(notice) => open(&notice.list),
        Payload::Heads(heads) => open(&heads.list),
        Payload::Reseal(reseal) => open(&reseal.keys),
        Payload::Entry(entry) => entry.columns.as_ref().map(open).unwrap_or_default(),
        Payload::Record(record) => {
            let content = signed.header().department.into_iter().flat_map(|provider| {
                let (body, packs) = (record.content.body, &record.content.packs);
                [Need::of(body, Use::Record(provider)), Need::list(packs, Use::Record(provider))]
            });
            let keys = record.lineage.into_iter().chain([record.key]).filter_map(|key| own(key.object));
            content.chain(keys).collect()
        }
        Payload::Release(release) => {
            let start = release.start.and_then(|key| own(key.object));
            let group = release.open.map(|key| Need::of(key.object, Use::Open));
            start.into_iter().chain(group).chain(let_out(&release.entry, named)).collect()
        }
        Payload::Grant(grant) => vec![Need::of(grant.key.object, Use::Open)],
        Payload::Delivery(delivery) => vec![
            Need::of(delivery.content.body, Use::Content),
            Need::list(&delivery.content.packs, Use::Content),
            Need::of(delivery.cover, Use::Open),
            Need::list(&delivery.seals, Use::Open),
        ],
        Payload::RootRotate(_)
        | Payload::Policy(_)
        | Payload::Decline(_)
        | Payload::Retire(_)
        | Payload::Request(_)
        | Payload::Consent(_)
        | Payload::Answer(_)
        | Payload::Revoke(_)
        | Payload::Withdraw(_)
        | Payload::TakeBack(_)
        | Payload::Receipt(_) => Vec::new(),
    }
}

/// The columns of a released entry are for the readers of the dataset from then on.
fn let_out(entry: &StatementId, named: &dyn Named) -> Option<Need> {
    if let Payload::Entry(entry) = named.named(entry)?.0.payload() {
        entry.columns.as_ref().map(|columns| Need::list(columns, Use::Open))
    } else {
        None
    }
}

/// What stands in the statement's lists, which are held to their form. Sealed keys, in lists or not, are held to those
/// for whom they are meant. `changed` is the chain that the statement made, if it stands in one.
///
/// # Errors
///
/// [`Unfit`], or whatever hindered reading a list.
pub fn listed<G: Ground>(
    ground: &G,
    signed: &Signed,
    signer: Option<&Signer>,
    changed: Option<&Chain>,
) -> Result<Vec<Need>, G::Error> {
    if let Payload::Remove(Remove { scopes, .. })
    | Payload::Recover(Recover { scopes, .. })
    | Payload::Roles(RolesChange { scopes: Some(scopes), .. }) = signed.payload()
    {
        decode::<ScopeRow, G>(ground, scopes)?;
    }
    if let (
        Payload::Genesis(Genesis { epoch, .. })
        | Payload::Remove(Remove { epoch, .. })
        | Payload::Recover(Recover { epoch, .. }),
        Some(chain),
    ) = (signed.payload(), changed)
    {
        return epoch_seals(ground, chain, epoch, signed.kind());
    }
    if let Payload::Directory(notice) = signed.payload() {
        let bytes = ground.list(&notice.list)?;
        Directory::decode(&bytes, &notice.list).map_err(|_| Unfit::List("the directory is not of its form"))?;
    } else if let Payload::Heads(heads) = signed.payload() {
        decode::<HeadRow, G>(ground, &heads.list)?;
    } else if let Payload::Entry(entry) = signed.payload() {
        entry.columns.as_ref().map_or(Ok(()), |columns| described(ground, columns))?;
    } else if let Payload::Delivery(delivery) = signed.payload() {
        let sender = signer.ok_or(Unfit::Refused(Refusal::Member))?;
        let packs = packs(ground, &delivery.content.packs, &Use::Content)?;
        return Ok([seals::delivery(ground, delivery, sender)?, packs].concat());
    } else if let Payload::Reseal(reseal) = signed.payload() {
        return seals::reseal(ground, reseal);
    } else if let Payload::Record(record) = signed.payload() {
        seals::own(ground, &record.header, record.lineage.iter().chain([&record.key]))?;
        let provider = signed.header().department.ok_or(Unfit::Refused(Refusal::Member))?;
        return packs(ground, &record.content.packs, &Use::Record(provider));
    } else if let Payload::Release(release) = signed.payload() {
        seals::own(ground, &release.header, &release.start)?;
        seals::group(ground, release.open.as_ref())?;
    } else if let Payload::Grant(grant) = signed.payload() {
        seals::grant(ground, grant)?;
    }
    Ok(Vec::new())
}

fn packs<G: Ground>(ground: &G, list: &ListRef, what: &Use) -> Result<Vec<Need>, G::Error> {
    let rows = decode::<PackRow, G>(ground, list)?.into_iter();
    Ok(rows.map(|pack| Need { object: pack.object, bytes: pack.bytes, what: what.clone() }).collect())
}

/// Sealed private halves: one for each member that is left, and in an ordinary department for nobody else, so that who was
/// removed has no part in the new epoch and who stays is not shut out of it. Those of members are for the department; the
/// open group's are sealed to other departments, too; its genesis may come before the policy that names it.
fn epoch_seals<G: Ground>(ground: &G, chain: &Chain, epoch: &Epoch, kind: Kind) -> Result<Vec<Need>, G::Error> {
    let rows = decode::<SealRow, G>(ground, &epoch.seals)?;
    if rows.iter().any(|row| row.purpose != SealPurpose::Epoch || row.recipient != 0) {
        return Err(Unfit::List("an epoch's list holds sealed epochs").into());
    }
    let own: BTreeSet<KeyHash> = chain.members().map(|member| member.seal_hash()).collect();
    let sealed: BTreeSet<KeyHash> = rows.iter().map(|row| row.key).collect();
    if !own.is_subset(&sealed) {
        return Err(Unfit::Seals("an epoch is sealed to every member").into());
    }
    let is_group = ground.realm().policy().and_then(|policy| policy.province_open) == Some(*chain.id());
    if sealed != own && !is_group && kind != Kind::Genesis {
        return Err(Unfit::Seals("an epoch is sealed to members alone").into());
    }
    let needs = rows.into_iter().map(|row| {
        let what = if own.contains(&row.key) { Use::Own(*chain.id()) } else { Use::Open };
        Need::of(row.object, what)
    });
    Ok(needs.collect())
}

/// Strict JSON, as many columns as the statement says, each of a type of docs/format.md 4.8.3.
fn described<G: Ground>(ground: &G, list: &ListRef) -> Result<(), G::Error> {
    let bytes = ground.list(list)?;
    let count = usize::try_from(list.count).ok();
    let columns: Option<Vec<Column>> = parse_json(&bytes).ok();
    let fits = columns
        .is_some_and(|columns| Some(columns.len()) == count && columns.iter().all(|column| is_type(&column.kind)));
    if fits { Ok(()) } else { Err(Unfit::List("the columns are not of their form").into()) }
}

fn decode<R: Row, G: Ground>(ground: &G, list: &ListRef) -> Result<Vec<R>, G::Error> {
    let bytes = ground.list(list)?;
    Ok(list::decode(&bytes, list).map_err(|_| Unfit::List("the object is not the list that the statement names"))?)
}

fn is_type(letter: &str) -> bool {
    letter.len() == 1 && "CNYDTLMGBIF".contains(letter)
}
