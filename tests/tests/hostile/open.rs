//! Unconditional data: its keys are sealed to the group whose key every department has. D9, D13, K1, K2 over the group, its
//! chain and what is sealed to it.

use jixiang_client::contract::{Code, DatasetId, MatterId, MatterStage, ShareClass};
use jixiang_model::{Kind, ScopeId, Suite};
use jixiang_seal::context::SealFor;
use jixiang_seal::to_key::{self, Opens as _, SealPublicKey};
use jixiang_seal::{EpochPrivateKey, Extent, GenerationKey, Purpose, ratchet};
use jixiang_statement::payload::{Consent, Policy, SealedKey};
use jixiang_statement::{Header, Payload, Signed};

use crate::desk::{Desk, World, assert_one_integrity_error};
use crate::dice::Dice;
use crate::forge::PLANTED;
use crate::liar::Asked;
use crate::papers::{Forger, Keys, Papers, Shown, Version};
use crate::registry::{CIVIL, GROUP, Pc, header, reference};
use crate::sharing::{FIRST, SECOND};

/// Finance has published for everybody; the head of the civil department has asked.
struct Open {
    world: World,
    li: Desk,
    zhao: Desk,
    dataset: DatasetId,
    request: MatterId,
    papers: Papers,
}

async fn publish_openly(desk: &Desk, content: &str, of: Option<&DatasetId>) -> DatasetId {
    let mut order = desk.order_to_publish("公开.csv", content.as_bytes(), of).await;
    order.fields.class = ShareClass::Unconditional;
    order.fields.condition.clear();
    let (dataset, transfer) = desk.engine().publish(order).await.expect("is ordered");
    desk.engine().run_transfer(&transfer).await.expect("publishes");
    desk.engine().drain().await.expect("an honest platform");
    dataset
}

impl Open {
    async fn new() -> Self {
        let mut world = World::new().await;
        let (li, zhao) = (world.head("li").await, world.head("zhao").await);
        let dataset = publish_openly(&li, FIRST, None).await;
        let request = zhao.ask(&dataset, "职责").await.expect("asks");
        let mut papers = Papers::default();
        papers.collect(world.liar.heard());
        Self { world, li, zhao, dataset, request, papers }
    }

    fn scope(&self) -> ScopeId {
        self.dataset.as_str().parse().expect("an id")
    }
}

/// K(1, number), or another secret, sealed to somebody for the group's purpose.
fn open_key(by: &Forger, keys: &Keys, secret: &GenerationKey, number: u64, to: &SealPublicKey) -> (SealedKey, Vec<u8>) {
    let seal = SealFor {
        purpose: Purpose::ProvinceOpen,
        place: keys.place,
        department: by.office.id,
        device: by.pc.sign.public().device(),
        extent: Extent::Numbers { generation: 1, from: number, to: None },
        answers: None,
    };
    let bytes = to_key::seal(secret, &seal, to, &mut Dice).expect("a key");
    (SealedKey { key: to.hash(), object: reference(&bytes) }, bytes)
}

/// What a cheating head puts in the place of the open key of version `number`.
fn open_keys(open: &Open, by: &Forger, keys: &Keys, attack: &str, number: u64) -> (SealedKey, Vec<u8>) {
    let group = open.world.registry.office(GROUP).epoch.public();
    let right = ratchet::advance(&keys.first, &keys.place, 1, 1, number).expect("near");
    match attack {
        "of the first version" => {
            let first = open.papers.release(1).1.open.expect("it is open");
            (first, open.papers.objects[&first.object.hash].clone())
        }
        "of another number" => open_key(by, keys, &right, number + 1, &group),
        "another secret" => open_key(by, keys, &GenerationKey::draw(&mut Dice), number, &group),
        "to a department, named as the group's" => {
            let (key, bytes) = open_key(by, keys, &right, number, &open.world.registry.office(CIVIL).epoch.public());
            (SealedKey { key: group.hash(), ..key }, bytes)
        }
        "to a department" => open_key(by, keys, &right, number, &open.world.registry.office(CIVIL).epoch.public()),
        "right" => open_key(by, keys, &right, number, &group),
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d9_k2_an_open_key_opens_its_version_or_nothing() {
    let mut open = Open::new().await;
    let wang = open.world.desk("wang").await;
    let pc = open.world.cheating_head("zhang");
    let zhang = Forger::new(&open.world, &pc);
    let keys = Keys::of(&open.papers, &zhang.office, open.scope());
    let (first, release) = open.papers.release(1);
    let entry = open.papers.statement(&release.entry).clone();
    let base = open.papers.record(&release.record.expect("it has data")).1.content.version;
    let (mut prev, mut number) = (first.id(), 1);
    let attacks = [
        "of the first version",
        "of another number",
        "another secret",
        "to a department, named as the group's",
        "to a department",
        "right",
    ];
    for attack in attacks {
        number += 1;
        let version = Version::seal(keys.place, &keys.lineage, PLANTED);
        let mut objects = Vec::new();
        let record = zhang.record(&keys, &version, base, &mut objects);
        let (key, sealed) = open_keys(&open, &zhang, &keys, attack, number);
        objects.push(sealed);
        let wrapped = keys.wrap(&version.key, 1, number, version.id);
        let signed = zhang.release(&keys, prev, (entry.id(), record.id()), number, wrapped, |release| {
            release.open = Some(key);
        });
        prev = signed.id();
        open.world.plant_shown(vec![Shown::new(&signed, &[&entry, &record])], objects);
        for desk in [&wang, &open.zhao] {
            desk.engine().catch_up().await.expect("its statements agree");
            let shown = u32::try_from(number).expect("small");
            let (events, names) = (desk.events().await.len(), desk.names());
            open.world.liar.heard();
            let fetched = desk.fetch_version(&open.dataset, Some(shown)).await;
            if attack == "right" {
                // The platform itself never saw this version: a receipt of it goes nowhere.
                fetched.expect("nothing failed by accident");
                break;
            }
            assert_one_integrity_error(&fetched.expect_err(attack));
            assert_eq!(desk.names(), names, "{attack}: nothing is written");
            assert!(desk.events().await.len() > events, "{attack}: it is on record");
            assert!(open.world.liar.heard().iter().all(Asked::reads), "{attack}: the platform is told nothing");
        }
    }
    open.world.an_honest_delivery_works(&open.li, &open.zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d13_open_data_is_opened_only_after_the_own_heads_consent() {
    let mut open = Open::new().await;
    let mallory = open.world.desk("mallory").await;
    let (colleague, stranger) = (open.world.insider("mallory"), open.world.cheating_head("zhang"));
    mallory.engine().catch_up().await.expect("an honest platform");
    // The key is there for every department; a client that nobody let in asks for nothing.
    let nobody = async |world: &World| {
        world.liar.heard();
        let fault = mallory.fetch_version(&open.dataset, None).await.expect_err("nobody consented");
        assert_eq!(fault.view_now().code, Code::NoGrant);
        assert!(world.liar.heard().iter().all(|asked| !asked.path.starts_with("/v1/objects/")), "nothing is asked for");
    };
    nobody(&open.world).await;
    let prepared = mallory.ask(&open.dataset, "职责").await.expect("prepares");
    open.papers.collect(open.world.liar.heard());
    assert_eq!(mallory.engine().matter(&prepared).await.expect("it waits").stage, MatterStage::AwaitsConsent);
    nobody(&open.world).await;
    // Consent by staff, and by the provider's head: neither is the own head's.
    let (asked, entry) = (open.papers.newest(Kind::Request).clone(), open.papers.newest(Kind::Entry).clone());
    let realm = asked.header().realm;
    let thread: ScopeId = prepared.as_str().parse().expect("an id");
    for (attack, pc) in [("by staff", colleague), ("by the provider's head", stranger)] {
        let by = Forger::new(&open.world, &pc);
        let review = ScopeId::review(&realm, &by.office.id, &thread);
        let consent = Consent { header: by.header(realm, thread, None), review, names: asked.id() };
        let signed = by.sign(&Payload::Consent(consent));
        open.world.plant_shown(vec![Shown::new(&signed, &[&asked, &entry])], Vec::new());
        let events = mallory.events().await.len();
        mallory.engine().catch_up().await.expect("a row that does not count holds up nothing");
        assert!(mallory.events().await.len() > events, "{attack}: it is on record");
        let stage = mallory.engine().matter(&prepared).await.expect("it waits").stage;
        assert_eq!(stage, MatterStage::AwaitsConsent, "{attack}");
        nobody(&open.world).await;
    }
    open.world.liar.be_honest();
    assert_eq!(open.zhao.engine().matter(&open.request).await.expect("it is there").stage, MatterStage::Agreed);
    let saved = open.zhao.fetch_version(&open.dataset, None).await.expect("the own head consented");
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), FIRST.as_bytes());
    open.world.an_honest_delivery_works(&open.li, &open.zhao).await;
}

/// What leaves li's PC while a version is published: no release, so no key of it.
async fn assert_not_released(open: &mut Open, attack: &str, code: Code) {
    let mut order = open.li.order_to_publish("公开.csv", SECOND.as_bytes(), Some(&open.dataset)).await;
    order.fields.class = ShareClass::Unconditional;
    order.fields.condition.clear();
    let (_, transfer) = open.li.engine().publish(order).await.expect("is ordered");
    open.world.liar.heard();
    let fault = open.li.engine().run_transfer(&transfer).await.expect_err(attack);
    assert_eq!(fault.view_now().code, code, "{attack}");
    let mut papers = Papers::default();
    papers.collect(open.world.liar.heard());
    assert!(papers.all(Kind::Release).is_empty(), "{attack}: nothing is released");
    assert!(!open.li.events().await.is_empty(), "{attack}: it is on record");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k1_no_open_key_is_sealed_to_another_group_or_another_epoch_of_it() {
    let mut open = Open::new().await;
    let pc = open.world.cheating_head("mallory");
    let mallory = Forger::new(&open.world, &pc);
    let group = open.world.registry.office(GROUP).clone();
    // A policy that names another group, by everybody but the root.
    let realm = open.world.registry.realm;
    let policy = |signer: &Pc| {
        let before = Some(open.world.registry.policy.id());
        let header = Header { head: before, prev: before, ..header(realm, &signer.sign, ScopeId::realm(&realm)) };
        let policy = Policy { header, minimum_suite: Suite::One, province_open: Some(mallory.office.id) };
        Signed::sign(&Payload::Policy(policy), &signer.sign).expect("a policy").bytes().to_vec()
    };
    let forged = vec![policy(&pc), policy(&group.admin), policy(&Pc::new("root"))];
    let events = open.li.events().await.len();
    open.world.plant(forged, Vec::new());
    open.li.engine().catch_up().await.expect("rows that do not count hold up nothing");
    assert!(open.li.events().await.len() >= events + 3, "they are on record");
    open.world.liar.be_honest();
    publish_openly(&open.li, SECOND, Some(&open.dataset)).await;
    open.papers.collect(open.world.liar.heard());
    let sealed = open.papers.release(2).1.open.expect("it is open");
    assert_eq!(sealed.key, group.epoch.public().hash(), "sealed to the group that the root named");
    // Another epoch of the group: signed by another department's admin, by itself, or its chain forked.
    let epoch = EpochPrivateKey::draw(&mut Dice);
    let member = group.admin.clone();
    let stranger = open.world.registry.office(CIVIL).admin.clone();
    for signer in [&stranger, &Pc::new("admin"), &pc] {
        let removal = open.world.registry.removal_by(&signer.sign, GROUP, &member, &[], &epoch);
        let (scope, planted) = (group.scope(), removal.statements[0].bytes().to_vec());
        open.world.liar.lie(move |asked, told| {
            if asked.reads_scope(&scope) {
                told.plant(std::slice::from_ref(&planted));
            }
        });
        assert_not_released(&mut open, "another epoch", Code::KeyMismatch).await;
    }
    let admission = |person: &str| {
        let enrolment = Pc::new(person).enrolment(realm, group.id);
        open.world.registry.admission_by(&group.admin.sign, GROUP, &enrolment)
    };
    let (one, other) = (admission("one"), admission("two"));
    let one = open.world.registry.chained(GROUP, one);
    open.world.liar.import(&one);
    let (scope, fork) = (group.scope(), other.statements[0].bytes().to_vec());
    open.world.liar.lie(move |asked, told| {
        if asked.reads_scope(&scope) {
            told.plant(std::slice::from_ref(&fork));
        }
    });
    assert_not_released(&mut open, "a fork", Code::ChainFrozen).await;
    open.world.an_honest_delivery_works(&open.li, &open.zhao).await;
}
