//! D17, L1, L2: no key meets a nonce twice; sizes and ids of what is uploaded tell nothing. What left the PCs over a
//! publication, an interrupted one, next versions, grants and a new key generation is opened with the keys of the
//! departments and looked at byte by byte.

use std::collections::{BTreeMap, BTreeSet};

use jixiang_client::contract::{DatasetId, MatterAct};
use jixiang_model::{Kind, ObjectId};
use jixiang_seal::body::{Body, References, Tree};
use jixiang_seal::pack::PackSize;
use jixiang_seal::{Place, chunked, padded_length, to_key};
use jixiang_statement::list::{self, PackRow};
use jixiang_statement::payload::{Record, Release};
use jixiang_statement::{Payload, Signed};
use jixiang_wire::{Code, path};

use crate::papers::{Papers, Version};
use crate::registry::{FINANCE, Office};
use crate::sharing::{Shared, agreement};

/// A table of about so many bytes; `salt` changes every row.
fn table(rows: u32, salt: u32) -> String {
    let row = |row: u32| format!("{row},{}\r\n", row.wrapping_mul(2_654_435_761).wrapping_add(salt));
    format!("编号,数值\r\n{}", (0..rows).map(row).collect::<String>())
}

/// Everything that this suite of sealing does once, in one story.
async fn everything() -> Shared {
    let mut shared = Shared::new().await;
    let mallory = shared.world.head("mallory").await;
    // A publication that is cut off after its content has left, and goes on.
    let base = table(20_000, 0);
    let order = shared.li.order_to_publish("大表.csv", base.as_bytes(), Some(&shared.dataset)).await;
    shared.world.liar.lie(|asked, told| {
        if asked.path == path::STATEMENTS && !asked.reads() {
            told.refuse(Code::Busy);
        }
    });
    let (_, transfer) = shared.li.engine().publish(order).await.expect("is ordered");
    shared.li.engine().run_transfer(&transfer).await.expect_err("the platform is busy");
    shared.world.liar.be_honest();
    shared.note();
    shared.papers.statements.pop();
    let li = shared.li.restart(&shared.world.liar.url);
    li.engine().catch_up().await.expect("an honest platform");
    li.engine().run_transfer(&transfer).await.expect("goes on");
    li.engine().drain().await.expect("an honest platform");
    shared.li = li;
    // One row is put in at the front, and nothing else.
    let moved = base.replacen("\r\n", "\r\n插入,0\r\n", 1);
    shared.li.publish("大表.csv", moved.as_bytes(), Some(&shared.dataset)).await.expect("publishes");
    // Another department is let in for one version, and once more until it is shut out again.
    let one = mallory.ask(&shared.dataset, "一次").await.expect("asks");
    let this = MatterAct::Agree { until: None, condition: String::new(), this_version: true };
    shared.li.decide(&one, this).await.expect("agrees");
    let more = mallory.ask(&shared.dataset, "多次").await.expect("asks");
    shared.li.decide(&more, agreement()).await.expect("agrees");
    shared.li.decide(&more, MatterAct::Revoke { reason: "到期".to_owned() }).await.expect("revokes");
    shared.li.publish("大表.csv", base.as_bytes(), Some(&shared.dataset)).await.expect("publishes");
    shared.note();
    shared
}

fn releases(papers: &Papers) -> Vec<(&Signed, &Release)> {
    let all = papers.all(Kind::Release).into_iter();
    let releases =
        all.filter_map(
            |signed| {
                if let Payload::Release(release) = signed.payload() { Some((signed, release)) } else { None }
            },
        );
    releases.collect()
}

fn records(papers: &Papers) -> Vec<(&Signed, &Record)> {
    papers.all(Kind::Record).into_iter().map(|signed| papers.record(&signed.id())).collect()
}

/// Every message of chunked encryption that left: bodies, wrapped keys, chunks of files and of pages.
fn messages(papers: &Papers, office: &Office) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> =
        releases(papers).iter().filter_map(|(_, release)| Some(release.key.as_ref()?.0.clone())).collect();
    for (signed, record) in records(papers) {
        let version = Version::published(papers, office, &signed.id());
        let header = signed.header();
        let place = Place { realm: header.realm, suite: header.suite, scope: record.dataset };
        let content = &record.content;
        let (body, _) = Body::open(&version.key, &place, &content.version, &content.body.hash, &version.body)
            .expect("an honest version");
        let inline = match (&body.tree, &body.references) {
            (Tree::Inline(_), References::Inline(run)) => run,
            _ => panic!("these tables need no pages"),
        };
        for chunk in inline.iter() {
            let pack = &papers.objects[&chunk.pack];
            let offset = usize::try_from(chunk.offset).expect("in a pack");
            all.push(pack[offset..offset + chunked::sealed_length(chunk.plain_length())].to_vec());
        }
        all.push(version.body);
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d17_no_key_meets_a_nonce_twice_over_publications_grants_and_generations() {
    let shared = everything().await;
    let papers = &shared.papers;
    let generations: Vec<u64> = releases(papers).iter().map(|(_, release)| release.generation).collect();
    assert_eq!(generations, [1, 1, 1, 2], "what was shut out starts a new generation");
    assert_eq!(papers.all(Kind::Reseal).len(), 1, "and the other grant is carried on");
    assert_eq!(papers.all(Kind::Grant).len(), 3);
    // Key and nonces of a message follow from one expansion, of which the commitment is a part: a commitment that is seen
    // twice is a key that meets its nonces twice. That is harmless only if it is the same message.
    let office = shared.world.registry.office(FINANCE).clone();
    let mut seen: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    let messages = messages(papers, &office);
    assert!(messages.len() > 20, "{}", messages.len());
    for message in messages {
        let header = message[..chunked::HEADER].to_vec();
        let before = seen.entry(header).or_insert_with(|| message.clone());
        assert!(*before == message, "one key and nonce, two messages");
    }
    // A seal draws its own encapsulation, from which its key and nonce follow.
    let seals = papers.objects.values().filter(|bytes| bytes.len() == to_key::SEALED);
    let seals: Vec<&[u8]> = seals.map(|bytes| &bytes[..1120]).collect();
    assert!(seals.len() >= 4 + 4 + 2 + 3 + 1 - 4, "{}", seals.len());
    assert_eq!(seals.iter().collect::<BTreeSet<_>>().len(), seals.len(), "no encapsulation is used twice");
    // What is read back is what was published.
    shared.zhao.engine().catch_up().await.expect("an honest platform");
    let saved = shared.zhao.fetch_version(&shared.dataset, None).await.expect("the grant was carried on");
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), table(20_000, 0).as_bytes());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_what_is_uploaded_for_versions_has_one_of_five_sizes_or_is_padded() {
    let shared = everything().await;
    let papers = &shared.papers;
    let mut named: BTreeSet<ObjectId> = BTreeSet::new();
    for (_, record) in records(papers) {
        let content = &record.content;
        let plain = chunked::plain_length(papers.objects[&content.body.hash].len()).expect("a message");
        assert_eq!(plain, padded_length(plain), "a body has a padded length");
        let listed = &papers.objects[&content.packs.hash];
        let rows: Vec<PackRow> = list::decode(listed, &content.packs).expect("a list of packs");
        for row in &rows {
            assert!(PackSize::of(row.bytes.into()).is_some(), "{} is none of the five sizes", row.bytes);
            assert_eq!(papers.objects[&row.object].len(), usize::try_from(row.bytes).expect("a small object"));
        }
        named.extend(rows.iter().map(|row| row.object));
        named.extend([content.body.hash, content.packs.hash]);
    }
    // Whatever else left is a seal, a list of ids, or the columns that anybody may read.
    for (id, bytes) in papers.objects.iter().filter(|(id, _)| !named.contains(id)) {
        let public = bytes.starts_with(b"jixiang/v1/list/") || bytes.starts_with(br#"[{"name":"#);
        assert!(bytes.len() == to_key::SEALED || public, "{id}: {} bytes", bytes.len());
    }
    next_versions_tell_nothing_of_borders(papers);
}

/// A row that is put in at the front moves every border: what is uploaded for it is a pack of one size beside those that
/// are known, and none of it is like anything of before.
fn next_versions_tell_nothing_of_borders(papers: &Papers) {
    let packs = |record: &Record| -> Vec<ObjectId> {
        let listed = &papers.objects[&record.content.packs.hash];
        let rows: Vec<PackRow> = list::decode(listed, &record.content.packs).expect("a list of packs");
        rows.iter().map(|row| row.object).collect()
    };
    let records = records(papers);
    let (before, after) = (packs(records[1].1), packs(records[2].1));
    let new: Vec<&Vec<u8>> =
        after.iter().filter(|pack| !before.contains(pack)).map(|pack| &papers.objects[pack]).collect();
    assert!(!new.is_empty(), "what changed is sealed anew");
    // Blocks of 64 bytes at any multiple: nothing of the old packs, shifted or not, stands in the new ones.
    let blocks: BTreeSet<&[u8]> = before.iter().flat_map(|pack| papers.objects[pack].chunks(64)).collect();
    for pack in new {
        assert!(pack.windows(64).step_by(7).all(|window| !blocks.contains(window)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l2_the_same_content_elsewhere_has_nothing_in_common_and_an_id_is_told_to_nobody() {
    let mut shared = Shared::new().await;
    let mallory = shared.world.head("mallory").await;
    let content = table(9_000, 5);
    let mut objects = Vec::new();
    let own = shared.li.publish("甲.csv", content.as_bytes(), None).await.expect("publishes");
    objects.push(contents(&mut shared));
    let again = shared.li.publish("乙.csv", content.as_bytes(), None).await.expect("publishes");
    objects.push(contents(&mut shared));
    mallory.publish("甲.csv", content.as_bytes(), None).await.expect("publishes");
    objects.push(contents(&mut shared));
    assert_ne!(own, again);
    for (at, one) in objects.iter().enumerate() {
        assert!(objects[at + 1..].iter().all(|other| one.is_disjoint(other)), "no hash says that content is the same");
    }
    // Ids that are known from elsewhere: who may not read them learns no more than of ids that were never there.
    let never = ObjectId::of(b"never uploaded");
    for person in ["mallory", "sun", "zhao"] {
        for id in &objects[0] {
            let (status, missing) = shared.world.liar.asks_for(person, id).await;
            let (unknown, also) = shared.world.liar.asks_for(person, &never).await;
            assert_eq!((status, missing), (unknown, also), "{person}");
            assert_eq!((status, missing), (404, true), "{person}");
        }
    }
    for id in &objects[0] {
        assert_eq!(shared.world.liar.asks_for("li", id).await, (200, false), "the provider's own");
    }
    // Who holds a grant of another dataset of the same department does not reach this one.
    let id: &DatasetId = &own;
    let fault = shared.zhao.fetch_version(id, None).await.expect_err("nobody let them in");
    assert!(!matches!(fault, jixiang_client::ClientFault::Integrity(_)), "{fault:?}");
}

/// Bodies and packs that left since this was last asked.
fn contents(shared: &mut Shared) -> BTreeSet<ObjectId> {
    let mut papers = Papers::default();
    papers.collect(shared.world.liar.heard());
    let mut all = BTreeSet::new();
    for (_, record) in records(&papers) {
        let content = &record.content;
        let rows: Vec<PackRow> =
            list::decode(&papers.objects[&content.packs.hash], &content.packs).expect("a list of packs");
        all.extend(rows.iter().map(|row| row.object));
        all.insert(content.body.hash);
    }
    assert!(all.len() >= 2, "a body and a pack");
    all
}
