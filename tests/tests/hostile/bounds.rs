//! D19, D22: answers without end or of wrong lengths about every object of a dataset; ends that nobody signed.

use jixiang_client::contract::{Code, DatasetId, MatterAct, MatterStage};
use jixiang_model::Kind;
use jixiang_statement::list::SealRow;
use jixiang_statement::payload::{ObjectRef, Retire};
use jixiang_statement::{Envelope, Payload, Text};

use crate::desk::{Desk, assert_one_integrity_error};
use crate::forge::PLANTED;
use crate::liar::Asked;
use crate::papers::{Forger, Keys, Shown, Version};
use crate::sharing::{FIRST, SECOND, Shared, agreement};

/// What the platform answers instead of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Empty,
    OneByteLess,
    OneByteMore,
    /// Zeros for as long as somebody listens.
    WithoutEnd,
    /// The other version's object of the same kind.
    Other,
    Flipped,
}

const ANSWERS: [Answer; 6] =
    [Answer::Empty, Answer::OneByteLess, Answer::OneByteMore, Answer::WithoutEnd, Answer::Other, Answer::Flipped];

fn lie_about(shared: &Shared, object: ObjectRef, other: ObjectRef, answer: Answer) {
    let bytes = shared.papers.objects[&object.hash].clone();
    let other = shared.papers.objects[&other.hash].clone();
    shared.world.liar.lie(move |asked, told| {
        if !asked.reads_object(&object.hash) {
            return;
        }
        match answer {
            Answer::Empty => told.give(Vec::new()),
            Answer::OneByteLess => told.give(bytes[..bytes.len() - 1].to_vec()),
            Answer::OneByteMore => told.give([bytes.as_slice(), &[0]].concat()),
            Answer::WithoutEnd => {
                told.give(bytes.clone());
                told.endless = true;
            }
            Answer::Other => told.give(other.clone()),
            Answer::Flipped => {
                let mut bytes = bytes.clone();
                let half = bytes.len() / 2;
                bytes[half] ^= 1;
                told.give(bytes);
            }
        }
    });
}

async fn assert_does_not_arrive(shared: &Shared, desk: &Desk, number: u32, attack: &str) {
    let (events, names) = (desk.events().await.len(), desk.names());
    shared.world.liar.heard();
    let Err(fault) = desk.fetch_version(&shared.dataset, Some(number)).await else {
        panic!("{attack}: it was fetched")
    };
    assert_one_integrity_error(&fault);
    assert_eq!(desk.names(), names, "{attack}: nothing is written");
    assert!(desk.events().await.len() > events, "{attack}: it is on record");
    let told = shared.world.liar.heard();
    assert!(told.iter().all(Asked::reads), "{attack}: the platform is told nothing: {told:?}");
}

/// A story in which a grant was carried on into a second generation.
async fn carried_on() -> Shared {
    let mut shared = Shared::new().await;
    let mallory = shared.world.head("mallory").await;
    let more = mallory.ask(&shared.dataset, "多次").await.expect("asks");
    shared.li.decide(&more, agreement()).await.expect("agrees");
    shared.li.decide(&more, MatterAct::Revoke { reason: "到期".to_owned() }).await.expect("revokes");
    shared.li.publish("第二版.csv", SECOND.as_bytes(), Some(&shared.dataset)).await.expect("publishes");
    shared.note();
    assert_eq!(shared.papers.all(Kind::Reseal).len(), 1, "the grant was carried on");
    shared.zhao.engine().catch_up().await.expect("an honest platform");
    shared
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_d2_d19_no_object_of_a_version_is_read_beyond_its_length_or_believed_against_its_hash() {
    let mut shared = carried_on().await;
    let (_, one) = shared.papers.release(1);
    let (_, two) = shared.papers.release(2);
    let record = |release: &jixiang_statement::payload::Release| {
        shared.papers.record(&release.record.expect("it has data")).1.content.clone()
    };
    let (first, second) = (record(one), record(two));
    let Payload::Reseal(reseal) = shared.papers.newest(Kind::Reseal).payload().clone() else { panic!("a reseal") };
    let Payload::Grant(grant) = shared.papers.all(Kind::Grant)[0].payload().clone() else { panic!("a grant") };
    let listed = |list: &jixiang_statement::payload::ListRef| ObjectRef { hash: list.hash, bytes: list.bytes };
    let packs = |content: &jixiang_statement::payload::Content| {
        let rows = jixiang_statement::list::decode::<jixiang_statement::list::PackRow>(
            &shared.papers.objects[&content.packs.hash],
            &content.packs,
        );
        let rows = rows.expect("a list of packs");
        let row = rows.last().expect("a pack");
        ObjectRef { hash: row.object, bytes: row.bytes }
    };
    let rows = jixiang_statement::list::decode::<SealRow>(&shared.papers.objects[&reseal.keys.hash], &reseal.keys);
    let seal = rows.expect("a list of seals")[0].object;
    let objects = [
        ("the list of the reseal", listed(&reseal.keys), listed(&first.packs)),
        ("the seal of the reseal", seal, grant.key.object),
        ("the body", second.body, first.body),
        ("the list of packs", listed(&second.packs), listed(&first.packs)),
        ("the pack", packs(&second), packs(&first)),
    ];
    let wang = shared.world.desk("wang").await;
    for (what, object, other) in objects {
        for answer in ANSWERS {
            if answer == Answer::Other && object.hash == other.hash {
                continue;
            }
            let attack = format!("{what}: {answer:?}");
            lie_about(&shared, object, other, answer);
            assert_does_not_arrive(&shared, &shared.zhao, 2, &attack).await;
            assert_does_not_arrive(&shared, &wang, 2, &attack).await;
        }
    }
    for answer in ANSWERS {
        lie_about(&shared, grant.key.object, seal, answer);
        assert_does_not_arrive(&shared, &shared.zhao, 1, &format!("the seal of the grant: {answer:?}")).await;
    }
    shared.world.liar.be_honest();
    for (number, content) in [(1, FIRST), (2, SECOND)] {
        let saved = shared.zhao.fetch_version(&shared.dataset, Some(number)).await.expect("it was restored");
        assert_eq!(std::fs::read(&saved[0]).expect("is there"), content.as_bytes());
    }
    shared.note();
    shared.an_honest_version_works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d19_columns_without_end_or_of_another_table_are_not_shown() {
    let mut shared = Shared::new().await;
    let entry = |shared: &Shared| {
        let Payload::Entry(entry) = shared.papers.newest(Kind::Entry).payload().clone() else { panic!("an entry") };
        let columns = entry.columns.expect("a table has columns");
        ObjectRef { hash: columns.hash, bytes: columns.bytes }
    };
    let first = entry(&shared);
    shared.li.publish("另一张表.csv", b"a,b,c\r\n1,2,3\r\n", None).await.expect("publishes");
    shared.note();
    let other = entry(&shared);
    assert_ne!(first.hash, other.hash);
    let columns = async |desk: &Desk, dataset: &DatasetId| desk.page(dataset).await.columns.len();
    for answer in ANSWERS {
        lie_about(&shared, first, other, answer);
        let fresh = Desk::open(&shared.world.liar.url, "wang");
        let staff = jixiang_client::contract::PersonId("wang".to_owned());
        fresh.engine().sign_in(Some(&staff)).await.expect("columns hold up nothing");
        fresh.engine().catch_up().await.expect("they are read, and hold up nothing");
        assert_eq!(columns(&fresh, &shared.dataset).await, 0, "{answer:?}");
        assert_eq!(fresh.versions(&shared.dataset).await, [1], "{answer:?}: the rest was signed");
        assert!(!fresh.events().await.is_empty(), "{answer:?}: it is on record");
    }
    // Who has them keeps them.
    shared.zhao.engine().catch_up().await.expect("an honest row");
    assert_eq!(columns(&shared.zhao, &shared.dataset).await, 2);
    shared.an_honest_version_works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d19_statements_that_name_objects_of_impossible_lengths_are_none() {
    let mut shared = Shared::new().await;
    let pc = shared.world.cheating_head("zhang");
    let zhang = Forger::new(&shared.world, &pc);
    shared.zhao.engine().catch_up().await.expect("an honest platform");
    let keys = Keys::of(&shared.papers, &zhang.office, shared.scope());
    let (released, release) = shared.papers.release(1);
    let base = shared.papers.record(&release.record.expect("it has data")).1.content.version;
    let version = Version::seal(keys.place, &keys.lineage, PLANTED);
    let record = zhang.record(&keys, &version, base, &mut Vec::new());
    let entry = shared.papers.statement(&release.entry).clone();
    let payload = Envelope::parse(record.bytes()).expect("an envelope").payload;
    let payload = String::from_utf8(payload).expect("JSON");
    let body = format!(r#""bytes":{}"#, version.body.len());
    let lengths = ["0", "8388609", "4294967296", "9007199254740991", "18446744073709551616", "1e9"];
    for length in lengths {
        let changed = payload.replacen(&body, &format!(r#""bytes":{length}"#), 1);
        assert_ne!(changed, payload);
        let spoilt = zhang.sign_text(Kind::Record, changed.into_bytes());
        let id = Envelope::parse(&spoilt).expect("an envelope");
        let id = jixiang_statement::pae(&Kind::Record.media_type(), &id.payload);
        let id = jixiang_model::StatementId::from_bytes(*jixiang_model::KeyHash::of(&id).as_bytes());
        let key = keys.wrap(&version.key, 1, 2, version.id);
        let signed = zhang.release(&keys, released.id(), (entry.id(), id), 2, key, |_| {});
        let named = vec![entry.bytes().to_vec(), spoilt];
        let before = shared.zhao.events().await.len();
        shared.world.plant_shown(vec![Shown { envelope: signed.bytes().to_vec(), named }], Vec::new());
        shared.world.liar.heard();
        shared.zhao.engine().catch_up().await.expect("a row that does not count holds up nothing");
        assert_eq!(shared.zhao.versions(&shared.dataset).await, [1], "{length}");
        assert!(shared.zhao.events().await.len() > before, "{length}: it is on record");
        let asked = shared.world.liar.heard();
        assert!(asked.iter().all(Asked::reads), "{length}: the platform is told nothing");
    }
    shared.an_honest_version_works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d22_an_end_that_nobody_may_sign_ends_nothing_and_what_is_here_stays() {
    let mut shared = Shared::new().await;
    let saved = shared.zhao.fetch_version(&shared.dataset, None).await.expect("fetches");
    shared.zhao.engine().drain().await.expect("confirms");
    let staff = shared.world.insider("zhang");
    let staff = Forger::new(&shared.world, &staff);
    let mallory = shared.world.cheating_head("mallory");
    let mallory = Forger::new(&shared.world, &mallory);
    let head = shared.world.cheating_head("zhang");
    let head = Forger::new(&shared.world, &head);
    shared.note();
    let (released, _) = shared.papers.release(1);
    let (released, realm, scope) = (released.id(), released.header().realm, shared.scope());
    let retire = |by: &Forger, release| {
        let header = by.header(realm, scope, Some(released));
        by.sign(&Payload::Retire(Retire { header, release, reason: Text::lenient(PLANTED) }))
    };
    let elsewhere = jixiang_model::StatementId::from_bytes([1; 32]);
    let unsigned = {
        let text = String::from_utf8(retire(&staff, released).bytes().to_vec()).expect("JSON");
        let (head, _) = text.split_once(r#""sig":""#).expect("an envelope");
        format!(r#"{head}"sig":"{}=="}}]}}"#, "A".repeat(86)).into_bytes()
    };
    let planted = [
        ("by staff", retire(&staff, released).bytes().to_vec()),
        ("by a third department", retire(&mallory, released).bytes().to_vec()),
        ("of what was never released", retire(&head, elsewhere).bytes().to_vec()),
        ("unsigned", unsigned),
    ];
    for (attack, envelope) in planted {
        let events = shared.zhao.events().await.len();
        shared.world.plant(vec![envelope], Vec::new());
        shared.zhao.engine().catch_up().await.expect("a row that does not count holds up nothing");
        let page = shared.zhao.page(&shared.dataset).await;
        assert!(page.versions.iter().all(|version| !version.retired), "{attack}");
        assert!(shared.zhao.events().await.len() > events, "{attack}: it is on record");
        assert!(page.holding.is_some(), "{attack}: what is here is shown");
    }
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), FIRST.as_bytes());
    // A head ends it: what is here stays all the same.
    let ended = retire(&head, released);
    shared.world.plant(vec![ended.bytes().to_vec()], Vec::new());
    shared.zhao.engine().catch_up().await.expect("an honest row");
    let page = shared.zhao.page(&shared.dataset).await;
    assert!(page.versions[0].retired && page.holding.is_some());
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), FIRST.as_bytes());
    shared.world.an_honest_delivery_works(&shared.li, &shared.zhao).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d22_expired_or_taken_back_says_the_platform_alone_and_what_is_here_stays() {
    let mut shared = Shared::new().await;
    let saved = shared.zhao.fetch_version(&shared.dataset, None).await.expect("fetches");
    shared.zhao.engine().drain().await.expect("confirms");
    let before = shared.zhao.shares(&[&shared.dataset]).await;
    for (code, said) in [(jixiang_wire::Code::Expired, Code::Expired), (jixiang_wire::Code::TakenBack, Code::TakenBack)]
    {
        shared.world.liar.lie(move |asked, told| {
            if asked.reads() && asked.path.starts_with("/v1/objects/") {
                told.refuse(code);
            }
        });
        let names = shared.zhao.names();
        let fault = shared.zhao.fetch_version(&shared.dataset, Some(1)).await.expect_err("nothing is handed out");
        assert_eq!(fault.view_now().code, said, "{fault:?}");
        assert_eq!(shared.zhao.names(), names, "what is here stays");
        assert_eq!(std::fs::read(&saved[0]).expect("is there"), FIRST.as_bytes());
        let card = shared.zhao.engine().matter(&shared.request).await.expect("it is there");
        assert_eq!(card.stage, MatterStage::Agreed, "only a signed word ends it");
        let failed: Vec<_> = shared.zhao.engine().transfers().await;
        for row in failed {
            shared.zhao.engine().cancel(&row.id).await.ok();
        }
    }
    shared.world.liar.be_honest();
    shared.zhao.engine().catch_up().await.expect("an honest platform");
    assert_eq!(shared.zhao.shares(&[&shared.dataset]).await, before);
    let zhao = Desk::restart(shared.zhao, &shared.world.liar.url);
    assert!(zhao.engine().saved_dataset(&shared.dataset).await.is_ok());
    shared.zhao = zhao;
    shared.note();
    shared.an_honest_version_works().await;
}
