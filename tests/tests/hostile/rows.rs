//! D5, D6, X1 and the feed itself: planted and changed rows, other realms, and a cursor that leads nowhere.

use jixiang_client::contract::{Code, InboxRow, Step};
use jixiang_model::{Kind, Nonce, ScopeId, UnixMillis};
use jixiang_seal::Random as _;
use jixiang_seal::to_key::{Opens as _, SealPublicKey};
use jixiang_statement::payload::Delivery;
use jixiang_statement::{Envelope, Payload, Signed};
use jixiang_wire::feed::{HandedOut, Page, Row, What};
use jixiang_wire::path;

use crate::desk::{Desk, World};
use crate::dice::Dice;
use crate::forge::Parts;
use crate::registry::{CIVIL, FINANCE, HOUSING, Office, Pc};

/// What is planted in a desk's feed changes nothing that it shows, and is on record.
async fn assert_changes_nothing(world: &mut World, desk: &Desk, planted: Vec<(&str, Vec<u8>)>) {
    for (attack, envelope) in planted {
        let (before, events) = (shown(desk).await, desk.events().await.len());
        world.plant(vec![envelope], Vec::new());
        world.liar.heard();
        desk.engine().catch_up().await.expect("a row that does not count holds up nothing");
        assert_eq!(shown(desk).await, before, "{attack}");
        assert!(desk.events().await.len() > events, "{attack}: it is on record");
        let told = world.liar.heard();
        assert!(told.iter().all(crate::liar::Asked::reads), "{attack}: the platform is told nothing: {told:?}");
        world.liar.be_honest();
    }
}

/// Everything that a list shows, in the order of ids.
async fn shown(desk: &Desk) -> Vec<InboxRow> {
    let mut rows = desk.rows().await;
    rows.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
    rows
}

/// The delivery with something else in it, signed again by `signer`.
fn signed_anew(signed: &Signed, signer: &Pc, change: impl FnOnce(&mut Delivery)) -> Vec<u8> {
    let Payload::Delivery(mut delivery) = signed.payload().clone() else { panic!("a delivery") };
    change(&mut delivery);
    let payload = serde_json::to_vec(&delivery).expect("a payload is JSON");
    Envelope::sign(&Kind::Delivery.media_type(), payload, &signer.sign).bytes().to_vec()
}

/// The delivery with something else in it and the signature that it had.
fn changed_under_its_signature(signed: &Signed, signer: &Pc, change: impl FnOnce(&mut Delivery)) -> Vec<u8> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("JSON");
    let (new, old) = (text(&signed_anew(signed, signer, change)), text(signed.bytes()));
    let (head, _) = new.split_once(r#""signatures":"#).expect("an envelope");
    let (_, tail) = old.split_once(r#""signatures":"#).expect("an envelope");
    format!(r#"{head}"signatures":{tail}"#).into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d5_only_what_was_signed_is_shown_as_the_senders_word() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let id = li.send("figures.txt", b"what was sent", &["zhao"]).await.expect("sends");
    let sent = crate::objects::Sent::of(&world.liar.heard(), &id);
    // The platform dates the row as it likes.
    world.liar.lie(|asked, told| {
        if asked.reads_feed() {
            told.json(|page: &mut Page| page.rows.iter_mut().for_each(|row| row.at = UnixMillis(1)));
        }
    });
    zhao.engine().catch_up().await.expect("a date holds up nothing");
    let row = zhao.row(&id).await.expect("it arrived");
    assert_eq!(row.at.0, sent.delivery.header.time.0, "the date is the sender's");
    assert_eq!((row.title.as_str(), row.bytes.0), ("figures.txt", 13));
    let card = zhao.engine().delivery(&id).await.expect("it arrived");
    assert_eq!(card.sent.0, sent.delivery.header.time.0);
    assert_eq!(card.expires.0, sent.delivery.not_after.0 - 1);
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d5_a_delivery_with_a_changed_field_does_not_count() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let office = world.registry.office(CIVIL).clone();
    let parts = Parts::new(&world.registry, &mallory, &[(&office, "zhao", &mallory.open.public())]);
    let signed = parts.sign().statements.remove(0);
    let changed = |change: fn(&mut Delivery)| changed_under_its_signature(&signed, &mallory, change);
    let planted = vec![
        ("the limit", changed(|delivery| delivery.not_after = delivery.not_after.plus_days(300))),
        ("the time", changed(|delivery| delivery.header.time = UnixMillis(1))),
        ("the length of the body", changed(|delivery| delivery.content.body.bytes += 1)),
        ("the recipient", changed(|delivery| delivery.recipients[0].person = None)),
        ("the number of packs", changed(|delivery| delivery.content.packs.count += 1)),
    ];
    assert_changes_nothing(&mut world, &zhao, planted).await;
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d6_a_planted_delivery_is_not_shown() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let office = world.registry.office(CIVIL).clone();
    let finance = world.registry.office(FINANCE).clone();
    let realm = world.registry.realm;
    let to = [(&office, "zhao", &mallory.open.public())];
    let ghost = Pc::new("mallory");
    let by_ghost = Parts::new(&world.registry, &ghost, &to).sign();
    let mut genuine = Parts::new(&world.registry, &mallory, &to).sign();
    // In another department's name, with an id of that department.
    let claimed = signed_anew(&genuine.statements[0], &mallory, |delivery| {
        delivery.header.scope = ScopeId::delivery(&realm, &finance.id, &delivery.nonce);
        delivery.header.department = Some(finance.id);
        delivery.header.head = Some(finance.head());
    });
    // In the name of somebody else's device.
    let device = finance.admin.sign.public().device();
    let borrowed = signed_anew(&genuine.statements[0], &mallory, |delivery| delivery.header.device = device);
    // At a head that is on nobody's chain.
    let nowhere = signed_anew(&genuine.statements[0], &mallory, |delivery| {
        delivery.header.head = Some(office.head());
    });
    let planted = vec![
        ("by a device that is on no chain", by_ghost.statements[0].bytes().to_vec()),
        ("in another department's name", claimed),
        ("in the name of another device", borrowed),
        ("at another department's head", nowhere),
        ("by a key admin without a desk", by_admin(&world, &to)),
    ];
    assert_changes_nothing(&mut world, &zhao, planted).await;
    // The genuine one is shown: what failed above did not fail by accident.
    genuine.objects.clear();
    world.plant_made(genuine);
    zhao.engine().catch_up().await.expect("an honest row");
    assert_eq!(zhao.rows().await.len(), 1);
    world.an_honest_delivery_works(&li, &zhao).await;
}

fn by_admin(world: &World, to: &[(&Office, &str, &SealPublicKey)]) -> Vec<u8> {
    let admin = world.registry.office(HOUSING).admin.clone();
    Parts::new(&world.registry, &admin, to).sign().statements[0].bytes().to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x1_nothing_of_another_realm_or_department_passes() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let office = world.registry.office(CIVIL).clone();
    let key = mallory.open.public();
    // The pilot has the same root, the same people and the same PC of mallory.
    let mut twin = world.registry.twin();
    let enrolment = mallory.enrolment(twin.realm, twin.office(HOUSING).id);
    let admitted = twin.admit(HOUSING, &enrolment);
    let theirs = twin.office(CIVIL).clone();
    let pilot = Parts::new(&twin, &mallory, &[(&theirs, "zhao", &key)]).sign();
    let genuine = Parts::new(&world.registry, &mallory, &[(&office, "zhao", &key)]).sign();
    let mut nonce = [0; 32];
    Dice.fill(&mut nonce);
    let finance = world.registry.office(FINANCE).id;
    let realm = world.registry.realm;
    let taken = signed_anew(&genuine.statements[0], &mallory, |delivery| {
        delivery.nonce = Nonce::from_bytes(nonce);
        delivery.header.scope = ScopeId::delivery(&realm, &finance, &delivery.nonce);
    });
    let planted = vec![
        ("the pilot's policy", twin.policy.bytes().to_vec()),
        ("the pilot's genesis", twin.office(HOUSING).chain[0].bytes().to_vec()),
        ("the pilot's admission", admitted.statements[0].bytes().to_vec()),
        ("the pilot's delivery", pilot.statements[0].bytes().to_vec()),
        ("a delivery with an id of another department", taken),
        ("an admission of keys that were made for the pilot", {
            let (admin, made) = (&world.registry.office(HOUSING).admin.sign, &enrolment);
            let held = world.registry.office(HOUSING);
            let add = world.registry.admission_by(admin, HOUSING, made).statements.remove(0);
            assert_eq!(add.header().prev, Some(held.head()));
            add.bytes().to_vec()
        }),
    ];
    // The desk knows the housing department's chain, so that nothing waits for it.
    let recipient = zhao.engine().resolve("mallory".to_owned()).await.expect("is in the directory");
    zhao.engine().who_can_open(vec![recipient]).await.expect("an honest chain");
    assert_changes_nothing(&mut world, &zhao, planted).await;
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d6_the_platforms_own_word_is_never_a_receipt() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let id = li.send("figures.txt", b"what was sent", &["zhao"]).await.expect("sends");
    let scope: ScopeId = id.as_str().parse().expect("an id");
    let (civil, finance) = (world.registry.office(CIVIL).id, world.registry.office(FINANCE).id);
    world.tick();
    world.liar.lie(move |asked, told| {
        if asked.reads_feed() {
            told.json(|page: &mut Page| {
                for (department, person) in [(civil, "zhao"), (finance, "zhang")] {
                    let person = person.parse().expect("a person id");
                    let what = What::HandedOut(HandedOut { delivery: scope, department, person });
                    page.rows.push(Row { position: page.next, at: UnixMillis(5), what, named: Vec::new() });
                }
            });
        }
    });
    li.engine().catch_up().await.expect("an observation holds up nothing");
    let card = li.engine().delivery(&id).await.expect("it was sent");
    let steps: Vec<_> = card.recipients[0].chain.reached.iter().map(|reached| reached.step).collect();
    assert_eq!(steps, [Step::Seal, Step::Store, Step::Fetch], "handed out is all that the platform can say");
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_that_was_led_astray_is_mended_by_signing_in_again() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    world.liar.lie(|asked, told| {
        if asked.reads_feed() {
            told.json(|page: &mut Page| page.next.0 = 1 << 60);
        }
    });
    zhao.engine().catch_up().await.expect("a page of the contract");
    world.liar.be_honest();
    let id = li.send("figures.txt", b"what was sent", &["zhao"]).await.expect("sends");
    zhao.engine().catch_up().await.expect("an honest platform");
    assert!(zhao.row(&id).await.is_none(), "the platform said that it is far behind");
    let staff = jixiang_client::contract::PersonId("zhao".to_owned());
    zhao.engine().sign_in(Some(&staff)).await.expect("signs in");
    assert!(zhao.row(&id).await.is_some(), "everything is read again");
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_makes_no_keys_in_somebody_elses_name() {
    let world = World::new().await;
    world.liar.lie(|asked, told| {
        if asked.path == path::DEMO_SIGN_IN {
            told.json(|answer: &mut serde_json::Value| answer["me"]["person"] = "zhang".into());
        }
    });
    let desk = Desk::open(&world.liar.url, "li");
    let staff = jixiang_client::contract::PersonId("li".to_owned());
    let fault = desk.engine().sign_in(Some(&staff)).await.expect_err("it is another person");
    assert_eq!(fault.view_now().code, Code::SignInRefused);
    assert!(world.liar.heard().iter().all(|asked| asked.path != path::ENROLMENTS), "no keys are shown to anybody");
    world.liar.be_honest();
    desk.engine().sign_in(Some(&staff)).await.expect("signs in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pinned_root_is_never_replaced() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let other = crate::registry::Registry::new();
    let (realm, root) = (other.realm.to_string(), other.root.public().to_bytes());
    let root: String = root.iter().map(|byte| format!("{byte:02x}")).collect();
    world.liar.lie(move |asked, told| {
        if asked.path == path::REALM {
            let (realm, root) = (realm.clone(), root.clone());
            told.json(|answer: &mut serde_json::Value| {
                answer["realm"] = realm.into();
                answer["root"] = root.into();
            });
        }
    });
    let staff = jixiang_client::contract::PersonId("zhao".to_owned());
    let fault = zhao.engine().sign_in(Some(&staff)).await.expect_err("another root");
    assert_eq!(fault.view_now().code, Code::RootMismatch);
    world.an_honest_delivery_works(&li, &zhao).await;
}
