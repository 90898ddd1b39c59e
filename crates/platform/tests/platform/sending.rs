//! Deliveries as a client would make them, but for the sealing.

use jixiang_model::{Nonce, ObjectId, Proof, ScopeId, StatementId, UnixMillis, VersionId};
use jixiang_statement::list::{self, PackRow, SealPurpose, SealRow};
use jixiang_statement::payload::{Content, Delivery, Receipt, Recipient, Step, TakeBack};
use jixiang_statement::{Header, Payload, Signed};

use crate::world::{Device, NOON, Office, World, header, reference};

/// To whom: an office, or one person of it.
#[derive(Clone, Copy)]
pub(crate) struct To(pub(crate) &'static str, pub(crate) Option<&'static str>);

/// A delivery that can be sent.
pub(crate) struct Sending {
    pub(crate) delivery: Delivery,
    pub(crate) objects: Vec<Vec<u8>>,
    pub(crate) rows: Vec<SealRow>,
    pub(crate) pack: ObjectId,
    sender: Device,
}

impl Sending {
    /// A delivery from a device of an office. `seed` makes it differ from every other.
    pub(crate) fn new(world: &World, office: &str, person: &str, to: &[To], seed: u8) -> Self {
        let office = world.office(office);
        let sender = office.device(person).clone();
        let nonce = Nonce::from_bytes([seed; 32]);
        let scope = ScopeId::delivery(&world.realm, &office.id, &nonce);
        let mut objects = Vec::new();
        let mut keep = |what: &str| {
            let bytes = format!("{what} of delivery {seed}").into_bytes();
            let object = reference(&bytes);
            objects.push(bytes);
            object
        };
        let (body, cover, pack) = (keep("body"), keep("cover"), keep("pack"));
        let mut rows = Vec::new();
        let mut seal = |recipient, who: &str, key| {
            for purpose in [SealPurpose::Cover, SealPurpose::Version] {
                let object = keep(&format!("{purpose:?} key for {who}"));
                rows.push(SealRow { recipient, purpose, key, object });
            }
        };
        seal(SealRow::OWN, "sender", sender.seal_hash());
        let mut recipients = Vec::new();
        for (i, To(name, person)) in (0..).zip(to) {
            let theirs = world.office(name);
            seal(i, &format!("{name} {person:?}"), key_of(theirs, *person));
            recipients.push(Recipient {
                department: theirs.id,
                head: theirs.head(),
                person: person.map(|person| person.parse().unwrap()),
            });
        }
        let packs = list::encode(&[PackRow { object: pack.hash, bytes: pack.bytes }]);
        let seals = list::encode(&rows);
        objects.extend([packs.0, seals.0]);
        let delivery = Delivery {
            header: head_of(&sender, office, scope, world),
            nonce,
            content: Content { version: VersionId::from_bytes([seed; 32]), body, packs: packs.1 },
            cover,
            recipients,
            seals: seals.1,
            not_after: NOON.plus_days(30),
        };
        Self { delivery, objects, rows, pack: pack.hash, sender }
    }

    /// Replaces the sealed keys.
    pub(crate) fn seal(&mut self, rows: Vec<SealRow>) {
        let (bytes, seals) = list::encode(&rows);
        self.objects.push(bytes);
        self.delivery.seals = seals;
        self.rows = rows;
    }

    pub(crate) fn until(mut self, not_after: UnixMillis) -> Self {
        self.delivery.not_after = not_after;
        self
    }

    pub(crate) fn signed(&self) -> Signed {
        Signed::sign(&Payload::Delivery(self.delivery.clone()), &self.sender.key).unwrap()
    }

    pub(crate) fn scope(&self) -> ScopeId {
        self.delivery.header.scope
    }

    /// The object of a sealed key.
    pub(crate) fn key(&self, recipient: u16, purpose: SealPurpose) -> ObjectId {
        let row = |row: &&SealRow| row.recipient == recipient && row.purpose == purpose;
        self.rows.iter().find(row).unwrap().object.hash
    }

    /// The sender takes it back after `prev`.
    pub(crate) fn take_back(&self, prev: StatementId) -> Signed {
        let header = Header { prev: Some(prev), ..self.delivery.header.clone() };
        let payload = Payload::TakeBack(TakeBack { header, delivery: self.signed().id() });
        Signed::sign(&payload, &self.sender.key).unwrap()
    }

    /// A recipient's receipt after `prev`.
    pub(crate) fn receipt(&self, world: &World, office: &str, person: &str, prev: StatementId) -> Signed {
        let office = world.office(office);
        let device = office.device(person);
        let mut header = head_of(device, office, self.scope(), world);
        header.prev = Some(prev);
        let payload = Payload::Receipt(Receipt {
            header,
            record: self.signed().id(),
            step: Step::Verified,
            proof: Proof::from_bytes([9; 32]),
        });
        Signed::sign(&payload, &device.key).unwrap()
    }
}

fn key_of(office: &Office, person: Option<&str>) -> jixiang_model::KeyHash {
    match person {
        Some(person) => office.device(person).seal_hash(),
        None => jixiang_model::KeyHash::of(&office.epoch),
    }
}

fn head_of(device: &Device, office: &Office, scope: ScopeId, world: &World) -> Header {
    let mut header = header(world.realm, &device.key, scope);
    header.department = Some(office.id);
    header.head = Some(office.head());
    header
}
