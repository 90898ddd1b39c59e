//! D9, and the numbers of D10: parts of two versions or datasets combined by a member who signs them, and releases out of
//! order. What the signatures bind is refused as a whole; what only the keys bind fails when it is opened.

use jixiang_client::contract::DatasetId;
use jixiang_model::{Kind, ScopeId, StatementId, VersionId};
use jixiang_seal::{Random as _, VersionKey};
use jixiang_statement::Signed;
use jixiang_statement::payload::{Release, Standing};

use crate::desk::{Desk, World, assert_one_integrity_error, assert_same};
use crate::dice::Dice;
use crate::forge::PLANTED;
use crate::liar::Asked;
use crate::papers::{Forger, Keys, Shown, Version};
use crate::registry::{FINANCE, now};
use crate::sharing::{SECOND, Shared};

fn drawn() -> [u8; 32] {
    let mut bytes = [0; 32];
    Dice.fill(&mut bytes);
    bytes
}

/// A story with a colleague of the provider who cheats.
struct Cheated {
    shared: Shared,
    zhang: Forger,
    keys: Keys,
    /// Another dataset of the same department.
    other: DatasetId,
}

impl Cheated {
    async fn new() -> Self {
        let mut shared = Shared::new().await;
        let other = shared.li.publish("其他.csv", SECOND.as_bytes(), None).await.expect("publishes");
        // The papers of the first dataset alone are read by number.
        let pc = shared.world.cheating_head("zhang");
        let zhang = Forger::new(&shared.world, &pc);
        let keys = Keys::of(&shared.papers, &zhang.office, shared.scope());
        shared.note();
        shared.know_everybody().await;
        shared.world.liar.heard();
        Self { shared, zhang, keys, other }
    }

    fn first(&self) -> (&Signed, &Release) {
        self.shared.papers.release(1)
    }

    /// Entry and record of the other dataset.
    fn elsewhere(&self) -> (&Signed, &Signed) {
        let of = |kind| *self.shared.papers.all(kind).last().expect("it was prepared");
        (of(Kind::Entry), of(Kind::Record))
    }
}

/// What a desk shows after something was planted that does not count.
async fn assert_refused(world: &mut World, desk: &Desk, datasets: &[&DatasetId], attack: &str, planted: Shown) {
    let (before, events) = (desk.shares(datasets).await, desk.events().await.len());
    world.plant_shown(vec![planted], Vec::new());
    world.liar.heard();
    desk.engine().catch_up().await.expect("a row that does not count holds up nothing");
    assert_same(&desk.shares(datasets).await, &before, attack);
    assert!(desk.events().await.len() > events, "{attack}: it is on record");
    let told = world.liar.heard();
    assert!(told.iter().all(Asked::reads), "{attack}: the platform is told nothing: {told:?}");
    world.liar.be_honest();
}

/// Releases that a head signed and that are none.
fn spoilt(cheated: &Cheated, version: &Version, record: &Signed) -> Vec<(&'static str, Shown)> {
    let (first, release) = cheated.first();
    let papers = &cheated.shared.papers;
    let (entry, base) = (release.entry, release.record.expect("it has data"));
    let (other_entry, other_record) = cheated.elsewhere();
    let (entry_one, base_one) = (papers.statement(&entry), papers.statement(&base));
    let key = || cheated.keys.wrap(&version.key, 1, 2, version.id);
    let named = |entry: &Signed, record: &Signed, spoil: fn(&mut Release)| {
        let signed = cheated.zhang.release(&cheated.keys, first.id(), (entry.id(), record.id()), 2, key(), spoil);
        Shown::new(&signed, &[entry, record])
    };
    let spoil = |spoil: fn(&mut Release)| named(entry_one, record, spoil);
    let until = now().plus_days(30).date();
    let leave = {
        let cites = Some(StatementId::from_bytes([9; 32]));
        let ids = (entry, record.id());
        let signed = cheated.zhang.release(&cheated.keys, first.id(), ids, 2, key(), |release| release.cites = cites);
        Shown::new(&signed, &[entry_one, record])
    };
    let own_leave = {
        let ids = (entry, record.id());
        let signed = cheated.zhang.release(&cheated.keys, first.id(), ids, 7, key(), |release| {
            release.standing = Some(Standing { until });
        });
        Shown::new(&signed, &[entry_one, record])
    };
    let mut all = vec![
        ("the entry of another dataset", named(other_entry, record, |_| {})),
        ("the record of another dataset", named(entry_one, other_record, |_| {})),
        ("the record of version 1 again", named(entry_one, base_one, |_| {})),
        ("an entry as its record", named(entry_one, entry_one, |_| {})),
        ("number 1 again", spoil(|release| release.number = 1)),
        ("number 3", spoil(|release| release.number = 3)),
        ("number 2^53 - 1", spoil(|release| release.number = (1 << 53) - 1)),
        ("generation 3", spoil(|release| release.generation = 3)),
        ("generation 2 without a start", spoil(|release| release.generation = 2)),
        ("a leave that nobody gave", leave),
        ("number 7 with a leave for more", own_leave),
    ];
    all.extend(beyond_numbers(cheated, record));
    all
}

/// Numbers that no statement can hold, written by hand.
fn beyond_numbers(cheated: &Cheated, record: &Signed) -> Vec<(&'static str, Shown)> {
    let (first, release) = cheated.first();
    let ids = (release.entry, record.id());
    let key = release.key.clone().expect("it has data");
    let signed = cheated.zhang.release(&cheated.keys, first.id(), ids, 2, key, |_| {});
    let payload = jixiang_statement::Envelope::parse(signed.bytes()).expect("an envelope").payload;
    let payload = String::from_utf8(payload).expect("JSON");
    let with = |number: &str| {
        let changed = payload.replacen(r#""number":2"#, &format!(r#""number":{number}"#), 1);
        assert_ne!(changed, payload);
        Shown::alone(cheated.zhang.sign_text(Kind::Release, changed.into_bytes()))
    };
    vec![
        ("number 2^63", with("9223372036854775808")),
        ("number 2^64", with("18446744073709551616")),
        ("number -1", with("-1")),
        ("number 2.0", with("2.0")),
        ("number 0", with("0")),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d9_d10_a_release_with_parts_or_a_number_of_another_is_none() {
    let mut cheated = Cheated::new().await;
    let version = Version::seal(cheated.keys.place, &cheated.keys.lineage, PLANTED);
    let base = cheated.shared.papers.record(&cheated.first().1.record.expect("it has data")).1.content.version;
    let record = cheated.zhang.record(&cheated.keys, &version, base, &mut Vec::new());
    let adrift = VersionId::from_bytes([8; 32]);
    let baseless = cheated.zhang.record(&cheated.keys, &version, adrift, &mut Vec::new());
    let mut planted = spoilt(&cheated, &version, &record);
    {
        let (first, release) = cheated.first();
        let entry = cheated.shared.papers.statement(&release.entry);
        let key = cheated.keys.wrap(&version.key, 1, 2, version.id);
        let ids = (entry.id(), baseless.id());
        let signed = cheated.zhang.release(&cheated.keys, first.id(), ids, 2, key, |_| {});
        planted.push(("a record made from no version", Shown::new(&signed, &[entry, &baseless])));
    }
    let fresh = cheated.shared.world.desk("wang").await;
    cheated.shared.know_everybody().await;
    fresh.know_everybody().await;
    let datasets = [&cheated.shared.dataset, &cheated.other];
    for (attack, shown) in planted {
        for desk in [&cheated.shared.zhao, &fresh] {
            assert_refused(&mut cheated.shared.world, desk, &datasets, attack, shown.clone()).await;
        }
    }
    assert_eq!(fresh.versions(&cheated.shared.dataset).await, [1]);
    cheated.shared.an_honest_version_works().await;
}

/// Versions whose statements agree and whose keys and bytes do not; each follows the one before.
fn mixtures(cheated: &Cheated) -> Vec<(&'static str, Version, Option<jixiang_statement::Base64>)> {
    let (papers, keys) = (&cheated.shared.papers, &cheated.keys);
    let (_, release) = cheated.first();
    let one = Version::published(papers, &cheated.zhang.office, &release.record.expect("it has data"));
    let other = Version::published(papers, &cheated.zhang.office, &cheated.elsewhere().1.id());
    let make = || Version::seal(keys.place, &keys.lineage, PLANTED);
    let fresh = |version: Version| Version { id: VersionId::from_bytes(drawn()), ..version };
    let with_body = Version { body: one.body.clone(), ..make() };
    let with_packs = Version { packs: one.packs.clone(), ..make() };
    let stranger = make();
    let other_key = keys.wrap(&VersionKey::draw(&mut Dice), 1, 6, stranger.id);
    let late = make();
    let late_key = keys.wrap(&late.key, 1, 8, late.id);
    let elsewhere = make();
    let elsewhere_key = keys.wrap(&elsewhere.key, 2, 8, elsewhere.id);
    vec![
        ("the body of version 1", with_body, None),
        ("body, packs and key of version 1 under another id", fresh(one.clone()), None),
        ("the packs of version 1", with_packs, None),
        ("body, packs and key of another dataset", fresh(other), None),
        ("another version key", stranger, Some(other_key)),
        ("a key that is wrapped for the next number", late, Some(late_key)),
        ("a key that is wrapped for another generation", elsewhere, Some(elsewhere_key)),
        ("the wrapped key of release 1", make(), release.key.clone()),
        ("a pack that was not signed", Version { packs: vec![vec![0; 65_536]], ..make() }, None),
    ]
}

async fn assert_does_not_arrive(world: &World, desk: &Desk, dataset: &DatasetId, number: u32, attack: &str) {
    let (events, names) = (desk.events().await.len(), desk.names());
    world.liar.heard();
    let Err(fault) = desk.fetch_version(dataset, Some(number)).await else { panic!("{attack}: it was fetched") };
    assert_one_integrity_error(&fault);
    assert_eq!(desk.names(), names, "{attack}: nothing is written");
    assert!(desk.events().await.len() > events, "{attack}: it is on record");
    let told = world.liar.heard();
    assert!(told.iter().all(Asked::reads), "{attack}: the platform is told nothing: {told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d9_parts_of_two_versions_do_not_go_together() {
    let mut cheated = Cheated::new().await;
    let fresh = cheated.shared.world.desk("wang").await;
    let saved = cheated.shared.zhao.fetch_version(&cheated.shared.dataset, None).await.expect("version 1 is whole");
    let (first, release) = cheated.first();
    let entry = cheated.shared.papers.statement(&release.entry).clone();
    let base = cheated.shared.papers.record(&release.record.expect("it has data")).1.content.version;
    let (mut prev, dataset) = (first.id(), cheated.shared.dataset.clone());
    let (mut rows, mut everything) = (Vec::new(), Vec::new());
    let all = mixtures(&cheated);
    let numbers = 2_u32..;
    for (number, (attack, version, key)) in numbers.zip(&all) {
        let mut objects = Vec::new();
        let record = cheated.zhang.record(&cheated.keys, version, base, &mut objects);
        let n = u64::from(number);
        let key = key.clone().unwrap_or_else(|| cheated.keys.wrap(&version.key, 1, n, version.id));
        let ids = (entry.id(), record.id());
        let signed = cheated.zhang.release(&cheated.keys, prev, ids, n, key, |_| {});
        prev = signed.id();
        let shown = Shown::new(&signed, &[&entry, &record]);
        rows.push(shown.clone());
        everything.extend(objects.clone());
        cheated.shared.world.plant_shown(vec![shown], objects);
        cheated.shared.zhao.engine().catch_up().await.expect("its statements agree");
        let seen = cheated.shared.zhao.versions(&dataset).await;
        assert_eq!(seen.first(), Some(&number), "{attack}: a head signed it");
        assert_does_not_arrive(&cheated.shared.world, &cheated.shared.zhao, &dataset, number, attack).await;
    }
    // A client that has seen nothing before gets all of it at once.
    cheated.shared.world.plant_shown(rows, everything);
    fresh.engine().catch_up().await.expect("its statements agree");
    for (number, (attack, ..)) in (2_u32..).zip(&all) {
        assert_does_not_arrive(&cheated.shared.world, &fresh, &dataset, number, attack).await;
    }
    assert_eq!(std::fs::read(&saved[0]).expect("is there"), crate::sharing::FIRST.as_bytes(), "version 1 stays");
    let places = [cheated.shared.zhao.folder().to_owned(), fresh.folder().to_owned()];
    let hits = jixiang_tests::canary::search(&[&PLANTED.repeat(8)], &places, &[]);
    assert!(hits.is_empty(), "no content that was not verified as a whole stands anywhere: {hits:?}");
    cheated.shared.world.an_honest_delivery_works(&cheated.shared.li, &cheated.shared.zhao).await;
    let scope: ScopeId = cheated.shared.scope();
    assert_eq!(cheated.keys.place.scope, scope);
    assert_eq!(cheated.zhang.office.name, FINANCE);
}
