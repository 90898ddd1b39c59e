//! The objects that a statement needs, directly and through its lists, and whom each is for.

use std::collections::BTreeSet;

use jixiang_model::{KeyHash, StatementId, UnixMillis};
use jixiang_statement::Signed;
use jixiang_statement::chain::Chain;
use jixiang_statement::list::{self, PackRow, Row, SealPurpose, SealRow};
use jixiang_statement::payload::{Delivery, Epoch, ListRef, ObjectRef, Payload};
use jixiang_statement::thread::Signer;
use jixiang_wire::problem::RefusalCode;

use super::read::Access;
use super::words::{Audience, Effect, Need, Use};
use super::{Ledger, Poster, refused_as};
use crate::port::Problem;

impl Ledger {
    /// Everything that a statement needs; all of it is here, known to the poster, and of the right length.
    pub(super) fn needs(
        &self,
        poster: &Poster,
        signed: &Signed,
        signer: Option<&Signer>,
        effect: &Effect,
        now: UnixMillis,
    ) -> Result<Vec<Need>, Problem> {
        let mut needs = direct(signed);
        self.hold(poster, &needs, now)?;
        let listed = match (effect, signed.payload()) {
            (Effect::Chain(chain), payload) => match epoch_of(payload) {
                Some(epoch) => self.epoch_seals(chain, epoch)?,
                None => Vec::new(),
            },
            (Effect::Thread(_), Payload::Delivery(delivery)) => self.delivered(delivery, signer)?,
            (Effect::Realm(_) | Effect::Thread(_), _) => Vec::new(),
        };
        self.hold(poster, &listed, now)?;
        needs.extend(listed);
        Ok(needs)
    }

    fn hold(&self, poster: &Poster, needs: &[Need], now: UnixMillis) -> Result<(), Problem> {
        let mut missing = Vec::new();
        for need in needs {
            let known = match poster {
                Poster::Platform => true,
                Poster::Person(reader) => self.decide(reader, &need.object, now) == Access::Reads,
            };
            match self.objects.get(&need.object).filter(|_| known) {
                None if missing.contains(&need.object) => {}
                None => missing.push(need.object),
                Some(bytes) if bytes.len() as u64 == u64::from(need.bytes) => {}
                Some(_) => return Err(refused_as(RefusalCode::List)),
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(Problem::Missing(missing)) }
    }

    fn decode<R: Row>(&self, list: &ListRef) -> Result<Vec<R>, Problem> {
        let bytes = self.objects.get(&list.hash);
        let rows = bytes.and_then(|bytes| list::decode(bytes, list).ok());
        rows.ok_or_else(|| refused_as(RefusalCode::List))
    }

    /// Private halves for members are the department's; those of an open group are sealed to other departments.
    fn epoch_seals(&self, chain: &Chain, epoch: &Epoch) -> Result<Vec<Need>, Problem> {
        let own: BTreeSet<KeyHash> = chain.members().map(|member| member.seal_hash()).collect();
        let rows: Vec<SealRow> = self.decode(&epoch.seals)?;
        let needs = rows.into_iter().map(|row| {
            let what = if own.contains(&row.key) { Use::Epoch(*chain.id()) } else { Use::Open };
            Need::of(row.object, what)
        });
        Ok(needs.collect())
    }

    fn delivered(&self, delivery: &Delivery, signer: Option<&Signer>) -> Result<Vec<Need>, Problem> {
        let wrong = || refused_as(RefusalCode::Seals);
        let sender = signer.ok_or_else(wrong)?;
        let packs: Vec<PackRow> = self.decode(&delivery.content.packs)?;
        let seals: Vec<SealRow> = self.decode(&delivery.seals)?;
        let pack = |row: PackRow| ObjectRef { hash: row.object, bytes: row.bytes };
        let mut needs: Vec<Need> = packs.into_iter().map(|row| Need::of(pack(row), Use::Content)).collect();
        for row in &seals {
            let (audience, head) = audience(delivery, sender, row.recipient).ok_or_else(wrong)?;
            if !self.keys_of(&audience, &head).contains(&row.key) {
                return Err(wrong());
            }
            needs.push(Need::of(row.object, sealed(row.purpose, audience).ok_or_else(wrong)?));
        }
        let has_both = |recipient: u16| {
            [SealPurpose::Cover, SealPurpose::Version]
                .iter()
                .all(|purpose| seals.iter().any(|row| row.recipient == recipient && row.purpose == *purpose))
        };
        let recipients = (0_u16..).zip(&delivery.recipients);
        let all = recipients.map(|(number, _)| number).all(has_both);
        if all { Ok(needs) } else { Err(wrong()) }
    }

    /// The keys of a recipient at the head that the sender had verified.
    fn keys_of(&self, audience: &Audience, head: &StatementId) -> BTreeSet<KeyHash> {
        let Some(chain) = self.chains().get(&audience.department) else {
            return BTreeSet::new();
        };
        match &audience.person {
            None => chain.epoch_at(head).iter().map(|epoch| KeyHash::of(&epoch.public)).collect(),
            Some(person) => chain
                .members_at(head)
                .unwrap_or_default()
                .into_iter()
                .filter(|member| member.person == *person)
                .map(|member| member.seal_hash())
                .collect(),
        }
    }
}

fn sealed(purpose: SealPurpose, audience: Audience) -> Option<Use> {
    match purpose {
        SealPurpose::Cover => Some(Use::Cover(audience)),
        SealPurpose::Version => Some(Use::Version(audience)),
        SealPurpose::Epoch | SealPurpose::Generation => None,
    }
}

/// Whom the row of this number is for, and the head at which their keys are meant.
fn audience(delivery: &Delivery, sender: &Signer, number: u16) -> Option<(Audience, StatementId)> {
    if number == SealRow::OWN {
        let audience = Audience { department: sender.department, person: Some(sender.person.clone()) };
        return Some((audience, delivery.header.head?));
    }
    let recipient = delivery.recipients.get(usize::from(number))?;
    let audience = Audience { department: recipient.department, person: recipient.person.clone() };
    Some((audience, recipient.head))
}

const fn epoch_of(payload: &Payload) -> Option<&Epoch> {
    if let Payload::Genesis(genesis) = payload {
        Some(&genesis.epoch)
    } else if let Payload::Remove(remove) = payload {
        Some(&remove.epoch)
    } else if let Payload::Recover(recover) = payload {
        Some(&recover.epoch)
    } else {
        None
    }
}

/// What stands in the statement itself.
fn direct(signed: &Signed) -> Vec<Need> {
    let mut needs = Vec::new();
    let department = signed.header().department;
    if let (Some(epoch), Some(id)) = (epoch_of(signed.payload()), department) {
        needs.push(Need::list(&epoch.seals, Use::Open));
        let previous = epoch.previous.iter();
        needs.extend(previous.map(|key| Need::of(key.object, Use::Epoch(id))));
    }
    if let Payload::Remove(remove) = signed.payload() {
        needs.push(Need::list(&remove.scopes, Use::Open));
    } else if let Payload::Recover(recover) = signed.payload() {
        needs.push(Need::list(&recover.scopes, Use::Open));
    } else if let Payload::Roles(change) = signed.payload() {
        needs.extend(change.scopes.iter().map(|list| Need::list(list, Use::Open)));
    } else if let (Payload::Add(add), Some(id)) = (signed.payload(), department) {
        needs.push(Need::of(add.seal.object, Use::Epoch(id)));
    } else if let Payload::Directory(notice) = signed.payload() {
        needs.push(Need::list(&notice.list, Use::Open));
    } else if let Payload::Reseal(reseal) = signed.payload() {
        needs.push(Need::list(&reseal.keys, Use::Open));
    } else if let Payload::Delivery(delivery) = signed.payload() {
        needs.push(Need::of(delivery.content.body, Use::Content));
        needs.push(Need::list(&delivery.content.packs, Use::Content));
        needs.push(Need::of(delivery.cover, Use::Open));
        needs.push(Need::list(&delivery.seals, Use::Open));
    }
    needs
}
