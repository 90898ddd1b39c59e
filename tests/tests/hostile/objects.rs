//! D1, D2, D3, D15: objects that are not what was signed, by the platform alone and together with a cheating sender.

use std::collections::HashMap;

use jixiang_client::contract::DeliveryId;
use jixiang_model::{ObjectId, StatementId};
use jixiang_seal::body::{Body, TreeHash};
use jixiang_seal::context::SealFor;
use jixiang_seal::to_key::{self, SealPublicKey};
use jixiang_seal::{Extent, Place, Purpose, VersionKey};
use jixiang_statement::list::{self, PackRow, SealPurpose, SealRow};
use jixiang_statement::payload::{Delivery, Enrolment};
use jixiang_statement::{Payload, Signed};
use jixiang_wire::{Code, path};

use crate::desk::{Desk, World, assert_one_integrity_error, assert_spoiled};
use crate::dice::Dice;
use crate::forge::{PLANTED, Part, Parts};
use crate::liar::Asked;
use crate::registry::{CIVIL, Pc};

/// A delivery as it went over the wire.
pub(crate) struct Sent {
    pub(crate) id: StatementId,
    pub(crate) delivery: Delivery,
    objects: HashMap<ObjectId, Vec<u8>>,
    rows: Vec<SealRow>,
    packs: Vec<PackRow>,
}

/// What a delivery is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Object {
    SealList,
    CoverSeal,
    Cover,
    VersionSeal,
    Body,
    PackList,
    Pack,
}

/// What is read before a person does anything, and what is read by a fetch.
const ON_ARRIVAL: [Object; 3] = [Object::SealList, Object::CoverSeal, Object::Cover];
const ON_FETCH: [Object; 5] = [Object::SealList, Object::VersionSeal, Object::Body, Object::PackList, Object::Pack];

impl Sent {
    /// Finds a delivery among what the platform heard.
    pub(crate) fn of(heard: &[Asked], id: &DeliveryId) -> Self {
        let written =
            |prefix: &'static str| heard.iter().filter(move |asked| !asked.reads() && asked.path.starts_with(prefix));
        let objects: HashMap<ObjectId, Vec<u8>> =
            written("/v1/objects/").map(|asked| (ObjectId::of(&asked.body), asked.body.clone())).collect();
        let mut signed = written(path::STATEMENTS).map(|asked| Signed::parse(&asked.body).expect("a statement"));
        let signed = signed.find(|signed| signed.header().scope.to_string() == id.as_str()).expect("it was sent");
        let Payload::Delivery(delivery) = signed.payload().clone() else { panic!("a delivery opens its thread") };
        let rows = list::decode(&objects[&delivery.seals.hash], &delivery.seals).expect("a list of seals");
        let packs = list::decode(&objects[&delivery.content.packs.hash], &delivery.content.packs);
        Self { id: signed.id(), delivery, objects, rows, packs: packs.expect("a list of packs") }
    }

    /// What a recipient whose keys lie here learns: the version key and the hash of the tree.
    pub(crate) fn opened_by(&self, pc: &Pc) -> (VersionKey, TreeHash) {
        let header = &self.delivery.header;
        let place = Place { realm: header.realm, suite: header.suite, scope: header.scope };
        let version = self.delivery.content.version;
        let seal = SealFor {
            purpose: Purpose::DeliveryVersion,
            place,
            department: header.department.expect("a department"),
            device: header.device,
            extent: Extent::Version(version),
            answers: None,
        };
        let sealed = self.bytes_of(Object::VersionSeal);
        let key = to_key::open::<VersionKey>(&seal, &pc.open, sealed).expect("it is for this PC");
        let body = self.delivery.content.body.hash;
        let (_, tree) = Body::open(&key, &place, &version, &body, &self.objects[&body]).expect("it is whole");
        (key, tree)
    }

    fn id_of(&self, object: Object) -> ObjectId {
        let seal = |purpose| {
            let mut rows = self.rows.iter();
            rows.find(|row| row.recipient == 0 && row.purpose == purpose).expect("the recipient's row").object.hash
        };
        match object {
            Object::SealList => self.delivery.seals.hash,
            Object::CoverSeal => seal(SealPurpose::Cover),
            Object::Cover => self.delivery.cover.hash,
            Object::VersionSeal => seal(SealPurpose::Version),
            Object::Body => self.delivery.content.body.hash,
            Object::PackList => self.delivery.content.packs.hash,
            Object::Pack => self.packs[0].object,
        }
    }

    fn bytes_of(&self, object: Object) -> &[u8] {
        &self.objects[&self.id_of(object)]
    }
}

/// What the platform answers instead of an object.
#[derive(Debug, Clone)]
enum Instead {
    Bytes(Vec<u8>),
    Problem(Code),
}

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 1;
    bytes
}

/// Every way to damage bytes that keeps them bytes.
fn damaged(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let (length, half) = (bytes.len(), bytes.len() / 2);
    vec![
        ("the first byte flipped", flipped(bytes, 0)),
        ("a byte in the middle flipped", flipped(bytes, half)),
        ("the last byte flipped", flipped(bytes, length - 1)),
        ("cut by one byte", bytes[..length - 1].to_vec()),
        ("cut in half", bytes[..half].to_vec()),
        ("extended", [bytes, &[0]].concat()),
        ("doubled", bytes.repeat(2)),
        ("its halves swapped", [&bytes[half..], &bytes[..half]].concat()),
    ]
}

fn damages(sent: &Sent, other: &Sent, object: Object) -> Vec<(&'static str, Instead)> {
    let bytes = sent.bytes_of(object);
    let mut all: Vec<_> = damaged(bytes).into_iter().map(|(how, bytes)| (how, Instead::Bytes(bytes))).collect();
    all.extend([
        ("empty", Instead::Bytes(Vec::new())),
        ("swapped with another delivery's", Instead::Bytes(other.bytes_of(object).to_vec())),
        ("dropped", Instead::Problem(Code::NotFound)),
        ("called damaged by the platform itself", Instead::Problem(Code::Damaged)),
    ]);
    all
}

fn lie_about(world: &World, object: ObjectId, instead: Instead) {
    world.liar.heard();
    world.liar.lie(move |asked, told| {
        if asked.reads_object(&object) {
            match &instead {
                Instead::Bytes(bytes) => told.give(bytes.clone()),
                Instead::Problem(code) => told.refuse(*code),
            }
        }
    });
}

/// The platform learned nothing: it was only asked.
fn assert_silent(world: &World, attack: &str) {
    let told: Vec<Asked> = world.liar.heard().into_iter().filter(|asked| !asked.reads()).collect();
    assert!(told.is_empty(), "{attack}: {told:?}");
}

/// Looks at everything: the delivery shows its failure and nothing else.
async fn assert_does_not_open(world: &World, desk: &Desk, id: &DeliveryId, attack: &str) {
    let before = desk.events().await.len();
    desk.engine().catch_up().await.expect("one bad delivery holds up nothing else");
    assert_spoiled(&desk.row(id).await.unwrap_or_else(|| panic!("{attack}: the delivery itself was signed")));
    assert!(desk.events().await.len() > before, "{attack}: it is on record");
    assert_silent(world, attack);
}

/// Fetches: it fails with the one error, and nothing stands under a name that a person sees.
async fn assert_does_not_arrive(world: &World, desk: &Desk, id: &DeliveryId, attack: &str) {
    let (before, names) = (desk.events().await.len(), desk.names());
    let Err(fault) = desk.fetch(id).await else { panic!("{attack}: it was fetched") };
    assert_one_integrity_error(&fault);
    assert_eq!(desk.names(), names, "{attack}: nothing is written");
    assert!(desk.events().await.len() > before, "{attack}: it is on record");
    assert_silent(world, attack);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_d2_no_changed_object_of_a_delivery_is_opened_on_arrival() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let other = li.send("other.txt", b"another delivery", &["zhao"]).await.expect("sends");
    let other = Sent::of(&world.liar.heard(), &other);
    zhao.engine().catch_up().await.expect("an honest platform");
    let id = li.send("figures.txt", b"what was sent", &["zhao"]).await.expect("sends");
    let sent = Sent::of(&world.liar.heard(), &id);
    for object in ON_ARRIVAL {
        for (how, instead) in damages(&sent, &other, object) {
            lie_about(&world, sent.id_of(object), instead);
            assert_does_not_open(&world, &zhao, &id, &format!("{object:?} {how}")).await;
        }
    }
    world.liar.be_honest();
    zhao.engine().catch_up().await.expect("an honest platform");
    assert_eq!(zhao.row(&id).await.expect("it arrived").title, "figures.txt");
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_d2_no_changed_object_of_a_delivery_is_written_by_a_fetch() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let content: Vec<u8> = (0..100_000_u32).flat_map(|number| number.to_le_bytes()).collect();
    let other = li.send("other.txt", &content[1000..], &["zhao"]).await.expect("sends");
    let other = Sent::of(&world.liar.heard(), &other);
    let id = li.send("figures.txt", &content, &["zhao"]).await.expect("sends");
    let sent = Sent::of(&world.liar.heard(), &id);
    zhao.engine().catch_up().await.expect("an honest platform");
    for object in ON_FETCH {
        for (how, instead) in damages(&sent, &other, object) {
            lie_about(&world, sent.id_of(object), instead);
            assert_does_not_arrive(&world, &zhao, &id, &format!("{object:?} {how}")).await;
        }
    }
    world.liar.be_honest();
    let saved = zhao.fetch(&id).await.expect("it was restored");
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), content);
    world.an_honest_delivery_works(&li, &zhao).await;
}

/// A cheating sender's deliveries are shown one after another; each has to fail.
async fn cheated(changes: &[(String, Part, Parts)], world: &mut World, li: &Desk, zhao: &Desk) {
    for (attack, part, parts) in changes {
        let id = DeliveryId(parts.place.scope.to_string());
        world.plant_made(parts.sign());
        match part {
            Part::Cover | Part::CoverSeal => {
                world.liar.heard();
                assert_does_not_open(world, zhao, &id, attack).await;
            }
            Part::VersionSeal | Part::Body | Part::Pack => {
                zhao.engine().catch_up().await.expect("its cover is right");
                world.liar.heard();
                assert_does_not_arrive(world, zhao, &id, attack).await;
            }
        }
    }
    let places = [zhao.received(), zhao.folder().join("home")];
    let hits = jixiang_tests::canary::search(&[&PLANTED.repeat(8)], &places, &[]);
    assert!(hits.is_empty(), "no content that was not verified as a whole stands under a name: {hits:?}");
    world.an_honest_delivery_works(li, zhao).await;
}

/// The public key of a desk, as its chain names it.
pub(crate) fn key_of(world: &World, person: &str) -> SealPublicKey {
    let newest = world.registry.office_of(person).chain.last().expect("a chain has its genesis");
    let Payload::Add(add) = newest.payload() else { panic!("nobody was admitted last") };
    let enrolment = Enrolment::parse(&add.admission.enrolment.0).expect("an enrolment");
    SealPublicKey::from_bytes(&enrolment.payload().seal.0).expect("a key")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_d2_a_cheating_sender_does_not_get_damaged_parts_past_the_later_checks() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let key = key_of(&world, "zhao");
    let mallory = world.insider("mallory");
    let office = world.registry.office(CIVIL).clone();
    let mut changes = Vec::new();
    for part in [Part::Cover, Part::CoverSeal, Part::VersionSeal, Part::Body, Part::Pack] {
        let mut whole = Parts::new(&world.registry, &mallory, &[(&office, "zhao", &key)]);
        for (how, bytes) in damaged(&whole.part(part).clone()) {
            let mut parts = Parts::new(&world.registry, &mallory, &[(&office, "zhao", &key)]);
            *parts.part(part) = bytes;
            changes.push((format!("{part:?} {how}"), part, parts));
        }
    }
    cheated(&changes, &mut world, &li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d3_parts_of_two_deliveries_do_not_go_together() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let key = key_of(&world, "zhao");
    let mallory = world.insider("mallory");
    let office = world.registry.office(CIVIL).clone();
    let make = || Parts::new(&world.registry, &mallory, &[(&office, "zhao", &key)]);
    let mut changes = Vec::new();
    for part in [Part::Cover, Part::CoverSeal, Part::VersionSeal, Part::Body, Part::Pack] {
        let (mut parts, mut other) = (make(), make());
        *parts.part(part) = other.part(part).clone();
        changes.push((format!("{part:?} of another delivery"), part, parts));
    }
    // All of the other's content, keys included: what was sealed for one delivery opens in no other.
    let (mut parts, other) = (make(), make());
    (parts.body, parts.packs, parts.version) = (other.body, other.packs, other.version);
    parts.seals[0].2 = other.seals[0].2.clone();
    changes.push(("the whole content of another delivery".to_owned(), Part::Body, parts));
    cheated(&changes, &mut world, &li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d15_one_ciphertext_never_opens_as_two_plaintexts() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let key = key_of(&world, "zhao");
    let mallory = world.insider("mallory");
    let office = world.registry.office(CIVIL).clone();
    let make = || Parts::new(&world.registry, &mallory, &[(&office, "zhao", &key)]);
    // The receiver gets another key than the one that the body was sealed under.
    let mut other_key = make();
    other_key.seals[0].2 = other_key.seals_to(&key, &VersionKey::draw(&mut Dice)).1;
    // The body carries the commitment to that other key in front of what was sealed under the first.
    let (mut spliced, another) = (make(), make());
    let own = another.body.len().min(spliced.body.len()).min(56);
    let front = another.body[..own].to_vec();
    spliced.body[..own].copy_from_slice(&front);
    // The same with the ciphertext of the other behind its own commitment.
    let (mut tail, another) = (make(), make());
    let end = tail.body.len().min(another.body.len());
    tail.body.truncate(own);
    tail.body.extend_from_slice(&another.body[own..end]);
    let changes = [
        ("another key".to_owned(), Part::Body, other_key),
        ("another commitment".to_owned(), Part::Body, spliced),
        ("another ciphertext".to_owned(), Part::Body, tail),
    ];
    cheated(&changes, &mut world, &li, &zhao).await;
}
