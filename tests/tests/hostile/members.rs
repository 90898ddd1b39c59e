//! K3 and what follows from it: nobody is a member because the platform says so, and nobody stays one because it is silent.

use jixiang_client::contract::{Code, DeliveryId, PersonId, SendOrder, Stage, Step};
use jixiang_model::{ScopeId, StatementId};
use jixiang_seal::receipt;
use jixiang_seal::to_key::Opens as _;
use jixiang_statement::list::ScopeRow;
use jixiang_statement::payload::{Receipt, Step as ReceiptStep, TakeBack};
use jixiang_statement::{Header, Payload, Signed};
use jixiang_wire::path;

use crate::desk::{Desk, World};
use crate::forge::Parts;
use crate::liar::Asked;
use crate::objects::Sent;
use crate::registry::{CIVIL, FINANCE, HOUSING, Made, Pc, header};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k3_a_ghost_in_the_directory_the_staff_and_the_feed_is_nobody() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let finance = world.registry.office(FINANCE).clone();
    let realm = world.registry.realm;
    // A directory by somebody who is no registrar, and a second PC of li that admitted itself.
    let notice = |signer: &Pc| world.registry.directory(&signer.sign, FINANCE, 2, None, Some("ghost"));
    let (list, by_admin) = notice(&finance.admin);
    let (_, by_nobody) = notice(&Pc::new("sun"));
    let second = Pc::new("li");
    let second = world.registry.admission_by(&second.sign, FINANCE, &second.enrolment(realm, finance.id));
    let envelopes = [&by_admin, &by_nobody, &second.statements[0]].map(|signed| signed.bytes().to_vec());
    world.plant(envelopes.to_vec(), vec![list]);
    let before = li.events().await.len();
    li.engine().catch_up().await.expect("rows that do not count hold up nothing");
    assert!(li.events().await.len() >= before + 2, "they are on record");
    assert_eq!(li.engine().people("ghost".to_owned(), 9).await, []);
    let fault = li.engine().resolve("ghost".to_owned()).await.expect_err("a ghost");
    assert_eq!(fault.view_now().code, Code::UnknownRecipient);
    let zhao_id = li.engine().resolve("zhao".to_owned()).await.expect("is in the directory");
    let openers = li.engine().who_can_open(vec![zhao_id]).await.expect("an honest chain");
    assert_eq!((openers.own_devices, openers.openers[0].devices), (1, 1));
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k3_another_directory_than_the_signed_one_is_not_used() {
    let mut world = World::new().await;
    let li = world.newcomer("li").await;
    let zhao = world.desk("zhao").await;
    let (ghosts, _) = world.registry.directory(&Pc::new("sun").sign, FINANCE, 1, None, Some("ghost"));
    let signed = world.registry.founded.statements.last().expect("the registrar's notice").clone();
    let Payload::Directory(notice) = signed.payload() else { panic!("a notice") };
    let object = notice.list.hash;
    // Nothing that this PC has read yet may help it.
    let fresh = Desk::open(&world.liar.url, "li");
    world.liar.lie(move |asked, told| {
        if asked.reads_object(&object) {
            told.give(ghosts.clone());
        }
    });
    fresh.engine().sign_in(Some(&PersonId("li".to_owned()))).await.expect("signs in without a directory");
    assert_eq!(fresh.engine().people(String::new(), 99).await, []);
    assert!(!fresh.events().await.is_empty(), "it is on record");
    world.liar.be_honest();
    fresh.engine().catch_up().await.expect("an honest platform");
    assert!(!fresh.engine().people("zhao".to_owned(), 9).await.is_empty());
    drop(li);
    let li = world.desk("li").await;
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k3_a_pc_is_not_admitted_because_the_platform_says_so() {
    let mut world = World::new().await;
    let zhao = world.desk("zhao").await;
    let li = world.newcomer("li").await;
    world.liar.lie(|asked, told| {
        if asked.path == path::ENROLMENTS {
            told.json(|answer: &mut serde_json::Value| answer["state"] = "admitted".into());
        }
    });
    li.engine().catch_up().await.expect("the platform's word changes nothing");
    assert!(matches!(li.engine().stage().await, Stage::Admit { .. }));
    world.liar.heard();
    let fault = li.send("early.txt", b"not yet", &["zhao"]).await.expect_err("not admitted");
    assert_eq!(fault.view_now().code, Code::NotAdmitted);
    assert!(world.liar.heard().iter().all(|asked| asked.path != path::STATEMENTS || asked.reads()));
    let li = world.desk("li").await;
    world.an_honest_delivery_works(&li, &zhao).await;
}

/// A receipt of an insider for a delivery, with a proof that a reader of it can make.
fn receipt_of(world: &World, sent: &Sent, pc: &Pc, at: StatementId, step: ReceiptStep) -> Signed {
    let housing = world.registry.office(HOUSING).id;
    let delivery = &sent.delivery;
    let (key, tree) = sent.opened_by(pc);
    let place = jixiang_seal::Place {
        realm: delivery.header.realm,
        suite: delivery.header.suite,
        scope: delivery.header.scope,
    };
    let proof = receipt::proof(&key, &place, &delivery.content.version, &tree);
    let header = Header {
        department: Some(housing),
        head: Some(at),
        prev: Some(sent.id),
        ..header(world.registry.realm, &pc.sign, delivery.header.scope)
    };
    let record = sent.id;
    let proof = jixiang_model::Proof::from_bytes(proof);
    Signed::sign(&Payload::Receipt(Receipt { header, record, step, proof }), &pc.sign).expect("a receipt")
}

async fn steps(desk: &Desk, id: &DeliveryId) -> Vec<Step> {
    let card = desk.engine().delivery(id).await.expect("it was sent");
    card.recipients[0].chain.reached.iter().map(|reached| reached.step).filter(|step| *step > Step::Fetch).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_device_says_nothing_more_while_the_platform_hides_where_it_ended() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let id = li.send("figures.txt", b"what was sent", &["mallory"]).await.expect("sends");
    let sent = Sent::of(&world.liar.heard(), &id);
    let head = world.registry.office(HOUSING).head();
    // Before the removal mallory confirmed the receipt; afterwards the same PC says more, at the old head.
    let first = receipt_of(&world, &sent, &mallory, head, ReceiptStep::Verified);
    let late = receipt_of(&world, &sent, &mallory, head, ReceiptStep::Opened);
    let row = ScopeRow { scope: sent.delivery.header.scope, newest: first.id() };
    world.liar.import(&world.registry.remove(HOUSING, &mallory, &[row]));
    // The sender's PC knows of the removal.
    let mallory_id = li.engine().resolve("mallory".to_owned()).await.expect("is in the directory");
    assert_eq!(li.engine().who_can_open(vec![mallory_id]).await.expect("honest").openers[0].devices, 0);
    world.plant(vec![late.bytes().to_vec()], Vec::new());
    li.engine().catch_up().await.expect("a row that does not count holds up nothing");
    assert_eq!(steps(&li, &id).await, []);
    assert!(!li.events().await.is_empty(), "it is on record");
    // Shown at last, the statement that was hidden counts, and the later one still does not.
    world.plant(vec![late.bytes().to_vec(), first.bytes().to_vec()], Vec::new());
    li.engine().catch_up().await.expect("a row that does not count holds up nothing");
    assert_eq!(steps(&li, &id).await, [Step::Verify]);
    let li = li.restart(&world.liar.url);
    assert_eq!(steps(&li, &id).await, [Step::Verify], "the same after a restart");
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_device_said_after_its_removal_ends_with_the_removal_even_when_that_comes_late() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let id = li.send("figures.txt", b"what was sent", &["mallory"]).await.expect("sends");
    let sent = Sent::of(&world.liar.heard(), &id);
    let head = world.registry.office(HOUSING).head();
    let late = receipt_of(&world, &sent, &mallory, head, ReceiptStep::Opened);
    world.plant(vec![late.bytes().to_vec()], Vec::new());
    li.engine().catch_up().await.expect("a row of the contract");
    assert_eq!(steps(&li, &id).await, [Step::Open], "the removal is not known yet");
    world.liar.be_honest();
    world.liar.import(&world.registry.remove(HOUSING, &mallory, &[]));
    let mallory_id = li.engine().resolve("mallory".to_owned()).await.expect("is in the directory");
    li.engine().who_can_open(vec![mallory_id]).await.expect("an honest chain");
    assert_eq!(steps(&li, &id).await, []);
    let li = li.restart(&world.liar.url);
    assert_eq!(steps(&li, &id).await, [], "the same after a restart");
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_a_statement_that_does_not_count_is_reached_and_counts() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let id = li.send("figures.txt", b"what was sent", &["mallory", "zhao"]).await.expect("sends");
    let sent = Sent::of(&world.liar.heard(), &id);
    let head = world.registry.office(HOUSING).head();
    let late = receipt_of(&world, &sent, &mallory, head, ReceiptStep::Opened);
    // The receiver confirms after what mallory said, not knowing of the removal.
    world.liar.import(&Made { objects: Vec::new(), statements: vec![late] });
    zhao.engine().catch_up().await.expect("an honest platform");
    zhao.fetch(&id).await.expect("fetches");
    zhao.engine().drain().await.expect("confirms");
    world.liar.import(&world.registry.remove(HOUSING, &mallory, &[]));
    let mallory_id = li.engine().resolve("mallory".to_owned()).await.expect("is in the directory");
    li.engine().who_can_open(vec![mallory_id]).await.expect("an honest chain");
    li.engine().catch_up().await.expect("an honest platform");
    let card = li.engine().delivery(&id).await.expect("it was sent");
    let reached = |at: usize| card.recipients[at].chain.reached.iter().map(|reached| reached.step).collect::<Vec<_>>();
    assert!(!reached(0).contains(&Step::Open), "the removed device said nothing");
    assert!(reached(1).contains(&Step::Verify), "the receiver did");
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_removed_device_said_last_holds_up_nobody() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let id = li.send("figures.txt", b"what was sent", &["mallory", "zhao"]).await.expect("sends");
    let sent = Sent::of(&world.liar.heard(), &id);
    let head = world.registry.office(HOUSING).head();
    let late = receipt_of(&world, &sent, &mallory, head, ReceiptStep::Opened);
    world.liar.import(&Made { objects: Vec::new(), statements: vec![late.clone()] });
    for desk in [&li, &zhao] {
        desk.engine().catch_up().await.expect("an honest platform");
    }
    assert_eq!(steps(&li, &id).await, [Step::Open], "nobody knows of a removal");
    let removal = world.registry.remove(HOUSING, &mallory, &[]);
    world.liar.import(&removal);
    li.engine().catch_up().await.expect("the removal is in the feed of who reads what it changed");
    assert_eq!(steps(&li, &id).await, []);
    // What the sender signs takes the place that the removed device had, for the platform as for everybody.
    li.engine().take_back(&id).await.expect("asks for it");
    zhao.engine().catch_up().await.expect("an honest platform");
    let heard = world.liar.heard();
    let posted = heard.iter().filter(|asked| !asked.reads() && asked.path == path::STATEMENTS);
    let posted: Vec<Signed> = posted.map(|asked| Signed::parse(&asked.body).expect("a statement")).collect();
    let back = posted.iter().find(|signed| matches!(signed.payload(), Payload::TakeBack(_))).expect("it was posted");
    assert_eq!(back.header().prev, Some(sent.id), "not after what does not count");
    assert!(zhao.fetch(&id).await.is_err(), "it was taken back");
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_frozen_department_said_is_heard_after_its_recovery() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let office = world.registry.office(CIVIL).clone();
    let parts = Parts::new(&world.registry, &mallory, &[(&office, "zhao", &mallory.open.public())]);
    let (id, delivery) = (DeliveryId(parts.place.scope.to_string()), parts.sign());
    // The department's admin signed two admissions on one place, and the platform shows both.
    let housing = world.registry.office(HOUSING).clone();
    let admission = |person: &str| {
        let enrolment = Pc::new(person).enrolment(world.registry.realm, housing.id);
        world.registry.admission_by(&housing.admin.sign, HOUSING, &enrolment)
    };
    let (one, other) = (admission("one"), admission("two"));
    let one = world.registry.chained(HOUSING, one);
    world.liar.import(&one);
    let (scope, fork) = (housing.scope(), other.statements[0].clone());
    world.tick();
    let (planted, shown) = (delivery.statements[0].bytes().to_vec(), fork.bytes().to_vec());
    world.liar.lie(move |asked, told| {
        if asked.reads_scope(&scope) {
            told.plant(std::slice::from_ref(&shown));
        }
        if asked.reads_feed() {
            told.plant(std::slice::from_ref(&planted));
        }
    });
    zhao.engine().catch_up().await.expect("a fork holds up nothing else");
    assert!(zhao.row(&id).await.is_none(), "a frozen department says nothing for now");
    let to_mallory = zhao.send("secret.txt", b"to whom?", &["mallory"]).await.expect_err("the chain is frozen");
    assert_eq!(to_mallory.view_now().code, Code::ChainFrozen);
    // The feed never shows it again; it was kept, across a restart.
    world.liar.be_honest();
    let zhao = zhao.restart(&world.liar.url);
    world.liar.import(&world.registry.recover(HOUSING, fork.id()));
    zhao.engine().catch_up().await.expect("an honest platform");
    assert!(zhao.row(&id).await.is_some(), "the root settled which branch counts");
    world.an_honest_delivery_works(&li, &zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_take_back_by_anybody_else_takes_nothing_back() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let mallory = world.insider("mallory");
    let id = li.send("figures.txt", b"what was sent", &["zhao"]).await.expect("sends");
    let sent = Sent::of(&world.liar.heard(), &id);
    let scope: ScopeId = id.as_str().parse().expect("an id");
    let housing = world.registry.office(HOUSING).clone();
    let header = Header {
        department: Some(housing.id),
        head: Some(housing.head()),
        prev: Some(sent.id),
        ..header(world.registry.realm, &mallory.sign, scope)
    };
    let take_back = Payload::TakeBack(TakeBack { header, delivery: sent.id });
    let take_back = Signed::sign(&take_back, &mallory.sign).expect("a take-back");
    world.plant(vec![take_back.bytes().to_vec()], Vec::new());
    zhao.engine().catch_up().await.expect("a row that does not count holds up nothing");
    assert!(!zhao.events().await.is_empty(), "it is on record");
    let saved = zhao.fetch(&id).await.expect("nobody took it back");
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), b"what was sent");
    assert!(world.liar.heard().iter().any(Asked::reads));
    world.an_honest_delivery_works(&li, &zhao).await;
}

/// The order of a send is kept while its recipient has no PC, and nothing of it leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k3_a_handed_recipient_id_of_a_ghost_is_nobody() {
    let mut world = World::new().await;
    let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
    let ghost = format!("{}/ghost", world.registry.office(CIVIL).id);
    let path = li.folder().join("secret.txt");
    std::fs::write(&path, b"for nobody").expect("a file");
    let tokens = li.engine().pick_paths(vec![path]).await.into_iter().map(|picked| picked.token).collect();
    let recipients = vec![jixiang_client::contract::RecipientId(ghost)];
    let order = SendOrder { tokens, title: "x".to_owned(), recipients, note: String::new(), expires_days: 3 };
    let id = li.engine().send_order(order).await.expect("is ordered");
    let transfer = li.engine().transfer_of(&id).await.expect("is ordered");
    world.liar.heard();
    let fault = li.engine().run_transfer(&transfer).await.expect_err("a ghost has no PC");
    assert_eq!(fault.view_now().code, Code::NoDevice);
    assert!(world.liar.heard().iter().all(Asked::reads), "nothing leaves this PC");
    world.an_honest_delivery_works(&li, &zhao).await;
}
