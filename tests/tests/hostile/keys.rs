//! K1, K2: another public key, and a key that opens but was never signed for.

use jixiang_client::ClientFault;
use jixiang_client::contract::Code;
use jixiang_model::{Role, ScopeId};
use jixiang_seal::to_key::{self, SealPublicKey};
use jixiang_seal::{EpochPrivateKey, context::SealFor};
use jixiang_statement::Signed;
use jixiang_statement::list::{self, SealRow};
use jixiang_wire::path;

use crate::desk::{Desk, World, assert_spoiled};
use crate::dice::Dice;
use crate::forge::{PLANTED, Parts};
use crate::objects::{Sent, key_of};
use crate::registry::{CIVIL, HOUSING, Made, Pc, reference};

/// The envelope with other 64 bytes where its signature was.
fn with_signature(signed: &Signed, signature: &str) -> Vec<u8> {
    let text = String::from_utf8(signed.bytes().to_vec()).expect("an envelope is JSON");
    let (head, rest) = text.split_once(r#""sig":""#).expect("an envelope has a signature");
    let (_, tail) = rest.split_once('"').expect("a text ends");
    format!(r#"{head}"sig":"{signature}"{tail}"#).into_bytes()
}

fn unsigned(signed: &Signed) -> Vec<u8> {
    with_signature(signed, &format!("{}==", "A".repeat(86)))
}

fn bytes(made: &Made) -> Vec<u8> {
    made.statements[0].bytes().to_vec()
}

/// The chain of an office is shown with something behind it; what is sent there must go nowhere.
async fn nothing_is_sealed(world: &World, from: &Desk, office: &str, planted: Vec<u8>, to: &str, attack: &str) {
    let (scope, before) = (world.registry.office(office).scope(), from.events().await.len());
    world.liar.heard();
    world.liar.lie(move |asked, told| {
        if asked.reads_scope(&scope) {
            told.plant(std::slice::from_ref(&planted));
        }
    });
    let fault = from.send("secret.txt", b"for nobody else", &[to]).await.expect_err(attack);
    assert_eq!(fault.view_now().code, Code::KeyMismatch, "{attack}");
    let told = world.liar.heard().into_iter().filter(|asked| !asked.reads()).collect::<Vec<_>>();
    assert!(told.is_empty(), "{attack}: nothing leaves this PC, and nothing is said: {told:?}");
    assert!(from.events().await.len() > before, "{attack}: it is on record");
    world.liar.be_honest();
}

/// A key for `wang` in every way that is not the right one.
fn forged_keys(world: &mut World) -> Vec<(&'static str, Vec<u8>)> {
    let removed = world.insider("zhao");
    let admin = world.registry.office(CIVIL).admin.clone();
    let (realm, civil) = (world.registry.realm, world.registry.office(CIVIL).id);
    let made = world.registry.remove(CIVIL, &removed, &[]);
    world.liar.import(&made);
    let colleague = world.insider("zhao");
    let attacker = Pc::new("wang");
    let enrolment = attacker.enrolment(realm, civil);
    let by = |signer: &Pc| bytes(&world.registry.admission_by(&signer.sign, CIVIL, &enrolment));
    let genuine = world.registry.admission_by(&admin.sign, CIVIL, &Pc::new("wang").enrolment(realm, civil));
    let swapped = world.registry.admission_by(&admin.sign, CIVIL, &enrolment);
    let signature = String::from_utf8(bytes(&genuine)).expect("JSON");
    let signature = signature.split(r#""sig":""#).nth(1).and_then(|rest| rest.split('"').next()).expect("a signature");
    let twin = world.registry.twin();
    let elsewhere = attacker.enrolment(twin.realm, twin.office(CIVIL).id);
    let pilot = twin.admission_by(&twin.office(CIVIL).admin.sign, CIVIL, &elsewhere);
    vec![
        ("unsigned", unsigned(&swapped.statements[0])),
        ("with the signature of another statement", with_signature(&swapped.statements[0], signature)),
        ("signed by itself", by(&attacker)),
        ("signed by another department's admin", by(&world.registry.office(HOUSING).admin)),
        ("signed by a colleague who is no admin", by(&colleague)),
        ("signed by a removed device", by(&removed)),
        ("of the pilot's realm", bytes(&pilot)),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k1_another_key_for_a_person_is_never_sealed_to() {
    let mut world = World::new().await;
    let li = world.desk("li").await;
    for (attack, planted) in forged_keys(&mut world) {
        nothing_is_sealed(&world, &li, CIVIL, planted, "wang", attack).await;
    }
    let wang = world.desk("wang").await;
    world.an_honest_delivery_works(&li, &wang).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k1_another_epoch_of_a_department_is_never_sealed_to() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let insider = world.insider("zhao");
    let epoch = EpochPrivateKey::draw(&mut Dice);
    let admin = world.registry.office(CIVIL).admin.clone();
    let by = |signer: &Pc| world.registry.removal_by(&signer.sign, CIVIL, &insider, &[], &epoch);
    let attacks = [
        ("unsigned", unsigned(&by(&admin).statements[0])),
        ("signed by itself", bytes(&by(&Pc::new("wang")))),
        ("signed by another department's admin", bytes(&by(&world.registry.office(HOUSING).admin))),
        ("signed by a colleague who is no admin", bytes(&by(&insider))),
    ];
    for (attack, planted) in attacks {
        nothing_is_sealed(&world, &li, CIVIL, planted, CIVIL, attack).await;
    }
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k1_a_removal_that_was_seen_cannot_be_hidden_again() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let stolen = world.insider("wang");
    let recipient = li.engine().resolve("wang".to_owned()).await.expect("wang is in the directory");
    let openers = li.engine().who_can_open(vec![recipient.clone()]).await.expect("an honest platform");
    assert_eq!(openers.openers[0].devices, 1);
    let removal = world.registry.remove(CIVIL, &stolen, &[]);
    world.liar.import(&removal);
    let openers = li.engine().who_can_open(vec![recipient]).await.expect("an honest platform");
    assert_eq!(openers.openers[0].devices, 0);
    let (scope, hidden) = (world.registry.office(CIVIL).scope(), removal.statements);
    world.liar.heard();
    world.liar.lie(move |asked, told| {
        if asked.reads_scope(&scope) {
            told.hide(&hidden);
        }
    });
    let fault = li.send("secret.txt", b"not for the thief", &["wang"]).await.expect_err("wang has no PC");
    assert_eq!(fault.view_now().code, Code::NoDevice);
    assert!(world.liar.heard().iter().all(crate::liar::Asked::reads), "nothing leaves this PC");
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k2_an_epoch_that_decrypts_is_not_the_departments_unless_it_was_signed() {
    let mut world = World::new().await;
    let li = world.desk("li").await;
    let zhao = world.newcomer("zhao").await;
    let enrolment = world.enrolment();
    let made = world.registry.admit(CIVIL, &enrolment);
    world.liar.import(&made);
    // The platform seals a key of its own to the newcomer's PC, for exactly what the signed seal is for.
    let office = world.registry.office(CIVIL).clone();
    let theirs = SealPublicKey::from_bytes(&enrolment.payload().seal.0).expect("a key");
    let mut forged = Made::default();
    let secret = EpochPrivateKey::draw(&mut Dice);
    world.registry.seal_epoch_to(office.id, &office.admin.sign, &office.epoch, &secret, &theirs, &mut forged);
    let (object, forged) = (reference(&made.objects[0]).hash, forged.objects.remove(0));
    world.liar.lie(move |asked, told| {
        if asked.reads_object(&object) {
            told.give(forged.clone());
        }
    });
    zhao.engine().catch_up().await.expect("a key that does not agree holds up nothing else");
    assert_eq!(opened_epochs(&zhao).await, 0);
    assert!(!zhao.events().await.is_empty(), "it is on record");
    world.an_honest_delivery_works(&li, &zhao).await;
    assert_eq!(opened_epochs(&zhao).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k2_an_admin_cannot_slip_in_another_epoch_than_the_chain_names() {
    let mut world = World::new().await;
    let li = world.desk("li").await;
    let zhao = world.newcomer("zhao").await;
    let enrolment = world.enrolment();
    let admin = world.registry.office(CIVIL).admin.clone();
    let other = EpochPrivateKey::draw(&mut Dice);
    let made = world.registry.admission_with(&admin.sign, CIVIL, &enrolment, &[Role::Staff], &other);
    let made = world.registry.chained(CIVIL, made);
    world.liar.import(&made);
    zhao.engine().catch_up().await.expect("a key that does not agree holds up nothing else");
    assert_eq!(opened_epochs(&zhao).await, 0);
    assert!(!zhao.events().await.is_empty(), "it is on record");
    world.an_honest_delivery_works(&li, &zhao).await;
}

async fn opened_epochs(desk: &Desk) -> u64 {
    let diagnosis = desk.engine().diagnosis().await.expect("the store can be read");
    let diagnosis: serde_json::Value = serde_json::from_str(&diagnosis).expect("JSON");
    diagnosis["epochs_opened"].as_u64().expect("a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k2_keys_that_open_another_content_are_not_taken_for_a_delivery() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let id = li.send("genuine.txt", b"what li sent", &["zhao"]).await.expect("sends");
    let sent = Sent::of(&world.liar.heard(), &id);
    // Everything of the delivery is made again around keys of the platform, which open with the receiver's own key.
    let key = key_of(&world, "zhao");
    let mallory = world.insider("mallory");
    let office = world.registry.office(CIVIL).clone();
    let forged = Parts::new(&world.registry, &mallory, &[(&office, "zhao", &key)]);
    let scope: ScopeId = id.as_str().parse().expect("an id");
    let seal = |purpose, extent| SealFor {
        purpose,
        place: jixiang_seal::Place { scope, ..forged.place },
        department: sent.delivery.header.department.expect("a department"),
        device: sent.delivery.header.device,
        extent,
        answers: None,
    };
    let cover = seal(jixiang_seal::Purpose::DeliveryCover, jixiang_seal::Extent::Scope);
    let cover = to_key::seal(&forged.cover_key, &cover, &key, &mut Dice).expect("a key");
    let version = seal(jixiang_seal::Purpose::DeliveryVersion, jixiang_seal::Extent::Version(forged.version));
    let version = to_key::seal(&forged.version_key, &version, &key, &mut Dice).expect("a key");
    let rows = [(list::SealPurpose::Cover, &cover), (list::SealPurpose::Version, &version)];
    let rows =
        rows.map(|(purpose, sealed)| SealRow { recipient: 0, purpose, key: key.hash(), object: reference(sealed) });
    let (seals, _) = list::encode(&rows);
    let answers = [
        (sent.delivery.seals.hash, seals),
        (reference(&cover).hash, cover),
        (reference(&version).hash, version),
        (sent.delivery.cover.hash, forged.cover.clone()),
        (sent.delivery.content.body.hash, forged.body.clone()),
    ];
    let answers = answers.map(|(object, bytes)| (path::object(&object), bytes));
    world.liar.lie(move |asked, told| {
        if let Some((_, bytes)) = answers.iter().find(|(path, _)| asked.reads() && asked.path == *path) {
            told.give(bytes.clone());
        }
    });
    zhao.engine().catch_up().await.expect("one bad delivery holds up nothing else");
    assert_spoiled(&zhao.row(&id).await.expect("the delivery was signed"));
    let fault: ClientFault = zhao.fetch(&id).await.expect_err("nothing agrees");
    crate::desk::assert_one_integrity_error(&fault);
    assert!(zhao.names().is_empty());
    assert!(!zhao.events().await.is_empty());
    let hits = jixiang_tests::canary::search(&[PLANTED], &[zhao.folder().to_owned()], &[]);
    assert!(hits.is_empty(), "{hits:?}");
    world.an_honest_delivery_works(&li, &zhao).await;
}
