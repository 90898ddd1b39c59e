//! K7: a statement of one kind offered as another, and kinds that nobody knows.

use jixiang_client::contract::{Code, DeliveryId};
use jixiang_model::Kind;
use jixiang_seal::to_key::Opens as _;
use jixiang_statement::{Envelope, Signed};
use jixiang_wire::path;

use crate::desk::{Desk, World};
use crate::forge::Parts;
use crate::objects::Sent;
use crate::registry::{CIVIL, HOUSING, Pc};

/// The envelope under another media type, with the signature that it had.
fn relabelled(signed: &Signed, media_type: &str) -> Vec<u8> {
    let text = String::from_utf8(signed.bytes().to_vec()).expect("an envelope is JSON");
    text.replacen(&signed.kind().media_type(), media_type, 1).into_bytes()
}

/// Everything that a desk shows of its realm.
async fn shown(desk: &Desk) -> String {
    let mut rows = desk.rows().await;
    rows.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
    let people = desk.engine().people(String::new(), 99).await;
    let stage = desk.engine().stage().await;
    let mut histories = Vec::new();
    for row in &rows {
        histories.push(desk.engine().history(&row.id).await.expect("a row has its history"));
    }
    let synced = |text: String| text.split("synced").next().unwrap_or_default().to_owned();
    format!("{rows:?} {people:?} {histories:?} {}", synced(format!("{stage:?}")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k7_no_statement_passes_for_another_kind() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let id = li.send("figures.txt", b"what was sent", &["zhao"]).await.expect("sends");
    zhao.engine().catch_up().await.expect("an honest platform");
    zhao.fetch(&id).await.expect("fetches");
    zhao.engine().drain().await.expect("confirms");
    li.engine().take_back(&id).await.expect("asks for it");
    zhao.engine().catch_up().await.expect("an honest platform");
    let heard = world.liar.heard();
    let posted = heard.iter().filter(|asked| !asked.reads() && asked.path == path::STATEMENTS);
    let thread: Vec<Signed> = posted.map(|asked| Signed::parse(&asked.body).expect("a statement")).collect();
    assert!(thread.len() >= 3, "delivery, receipt, take-back");
    world.liar.import(&world.registry.remove(HOUSING, &mallory, &[]));
    let mut genuine = world.registry.founded.statements.clone();
    genuine.extend(world.registry.offices.iter().flat_map(|office| office.chain.clone()));
    genuine.extend(thread);
    genuine.sort_by_key(|signed| signed.kind());
    genuine.dedup_by_key(|signed| signed.kind());
    let kinds: Vec<Kind> = genuine.iter().map(Signed::kind).collect();
    assert!(kinds.len() >= 9, "{kinds:?}");
    let offered = genuine.iter().flat_map(|signed| {
        let others = Kind::ALL.into_iter().filter(|kind| *kind != signed.kind());
        others.map(|kind| relabelled(signed, &kind.media_type()))
    });
    let offered: Vec<Vec<u8>> = offered.collect();
    assert_eq!(offered.len(), kinds.len() * (Kind::ALL.len() - 1));
    li.engine().catch_up().await.expect("an honest platform");
    let before = (shown(&li).await, shown(&zhao).await);
    world.plant(offered, Vec::new());
    for desk in [&li, &zhao] {
        desk.engine().catch_up().await.expect("rows that do not count hold up nothing");
        assert!(!desk.events().await.is_empty(), "they are on record");
    }
    assert_eq!((shown(&li).await, shown(&zhao).await), before);
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k7_a_member_cannot_sign_one_payload_as_every_kind() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let office = world.registry.office(CIVIL).clone();
    let parts = Parts::new(&world.registry, &mallory, &[(&office, "zhao", &mallory.open.public())]);
    let genuine = parts.sign().statements.remove(0);
    let payload = Envelope::parse(genuine.bytes()).expect("an envelope").payload;
    let others = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Delivery);
    let offered =
        others.map(|kind| Envelope::sign(&kind.media_type(), payload.clone(), &mallory.sign).bytes().to_vec());
    let before = shown(&zhao).await;
    world.plant(offered.collect(), Vec::new());
    zhao.engine().catch_up().await.expect("rows that do not count hold up nothing");
    assert_eq!(shown(&zhao).await, before);
    assert!(!zhao.events().await.is_empty(), "they are on record");
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k7_a_kind_that_the_platform_made_up_stops_nothing() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let id = li.send("figures.txt", b"what was sent", &["zhao"]).await.expect("sends");
    let sent = Sent::of(&world.liar.heard(), &id);
    zhao.engine().catch_up().await.expect("an honest platform");
    let civil = world.registry.office(CIVIL).clone();
    let stranger = Pc::new("nobody");
    let made_up = |scope: String| {
        let payload = format!(r#"{{"header":{{"scope":"{scope}"}}}}"#).into_bytes();
        Envelope::sign("application/vnd.jixiang.halt.v9+json", payload, &stranger.sign).bytes().to_vec()
    };
    let realm = jixiang_model::ScopeId::realm(&world.registry.realm).to_string();
    world.plant(
        vec![made_up(sent.delivery.header.scope.to_string()), made_up(civil.scope().to_string()), made_up(realm)],
        Vec::new(),
    );
    zhao.engine().catch_up().await.expect("rows that do not count hold up nothing");
    assert!(!zhao.events().await.is_empty(), "they are on record");
    assert_eq!(zhao.engine().delivery(&id).await.expect("it is still there").title, "figures.txt");
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_kind_by_a_member_stops_its_scope_alone_and_asks_for_an_update() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let office = world.registry.office(CIVIL).clone();
    let parts = Parts::new(&world.registry, &mallory, &[(&office, "zhao", &mallory.open.public())]);
    let (id, made) = (DeliveryId(parts.place.scope.to_string()), parts.sign());
    let payload = format!(r#"{{"header":{{"scope":"{}"}}}}"#, parts.place.scope).into_bytes();
    let newer = Envelope::sign("application/vnd.jixiang.addendum.v1+json", payload, &mallory.sign);
    let delivery = made.statements[0].bytes().to_vec();
    world.plant(vec![delivery.clone()], Vec::new());
    zhao.engine().catch_up().await.expect("a delivery");
    assert!(zhao.engine().delivery(&id).await.is_ok());
    world.plant(vec![newer.bytes().to_vec()], Vec::new());
    zhao.engine().catch_up().await.expect("a newer kind holds up nothing else");
    let code = |fault: jixiang_client::ClientFault| fault.view_now().code;
    assert_eq!(zhao.engine().delivery(&id).await.map_err(code), Err(Code::UpdateNeeded));
    world.liar.be_honest();
    let zhao = zhao.restart(&world.liar.url);
    assert_eq!(zhao.engine().delivery(&id).await.map_err(code), Err(Code::UpdateNeeded), "it was kept");
    world.an_honest_delivery_works(&li, &zhao).await;
}
