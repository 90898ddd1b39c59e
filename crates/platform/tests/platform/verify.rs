//! Verifying a data folder: what is lost or damaged is named with who needs it, nothing else is touched, and what is put
//! again is whole again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use axum::http::StatusCode;
use jixiang_model::{Kind, ObjectId, UnixMillis};
use jixiang_platform::verify::{Damaged, Finding, Needing, Part, Report, State, Tally, Thread, verify};
use jixiang_statement::list::SealPurpose;
use serde_json::Value;

use crate::asking::Asking;
use crate::hall::Hall;
use crate::sending::{Sending, To};
use crate::sharing::as_it_is;
use crate::site::Site;
use crate::world::{NOON, reference};

const TO: &[To] = &[To("民政", None)];

/// The file of an object.
pub(crate) fn file(data: &Path, object: &ObjectId) -> PathBuf {
    let name = object.to_string();
    data.join("objects").join(&name[..2]).join(&name)
}

/// One byte of the file is another one; its length stays.
pub(crate) fn flip(data: &Path, object: &ObjectId) {
    let file = file(data, object);
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
}

/// What is found, by the object, and the sum.
fn found(data: &Path, now: UnixMillis, damaged: Damaged) -> (BTreeMap<ObjectId, Finding>, Tally) {
    let mut findings = BTreeMap::new();
    let tally = verify(data, now, damaged, &mut |report| {
        match report {
            Report::Found(finding) => assert!(findings.insert(finding.object, finding).is_none(), "named once"),
            Report::Progress { percent, .. } => assert!(percent < 100),
        }
        Ok(())
    });
    (findings, tally.unwrap())
}

/// Every file below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    files
}

#[tokio::test]
async fn a_folder_in_order_is_well_and_stays_as_it_is() {
    let hall = Hall::open(Site::new()).await;
    hall.publish(&hall.sharing(1), as_it_is, as_it_is).await;
    let sending = Sending::new(hall.world(), "财政", "zhang", TO, 1);
    hall.of("zhang").deliver(&sending).await;
    hall.of("zhang").put(b"not named yet").await;
    let stray = hall.data().join("objects").join("a note");
    fs::write(&stray, "kept by hand").unwrap();
    let before = files(&hall.data().join("objects"));
    let (findings, tally) = found(hall.data(), NOON, Damaged::SetAside);
    assert_eq!(findings, BTreeMap::new());
    assert!(tally.is_well());
    assert_eq!((tally.leftover.number, tally.leftover.bytes), (2, 25));
    assert_eq!(tally.needed.number + tally.leftover.number, before.len() as u64);
    assert_eq!(tally.ended.number, 0);
    assert_eq!(files(&hall.data().join("objects")), before);
    assert!(!hall.data().join("set-aside").exists());
}

#[tokio::test]
async fn what_is_lost_or_damaged_is_named_with_who_needs_it() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let asking = Asking::new(&sharing, "民政", 2);
    let granted = hall.agree(&asking, &published).await;
    let sending = Sending::new(hall.world(), "财政", "zhang", TO, 1);
    hall.of("zhang").deliver(&sending).await;
    let data = hall.data();

    let [body, pack, packs, key, lineage] = [0, 1, 2, 3, 4].map(|at| reference(&published.record.objects[at]).hash);
    let columns = reference(&published.entry.objects[0]).hash;
    let (grant_key, start) = (reference(&granted.grant.objects[0]).hash, reference(&published.release.objects[0]).hash);
    let (cover, cover_key) = (sending.delivery.cover.hash, sending.key(0, SealPurpose::Cover));
    let epoch = ObjectId::of("epoch of 财政 for admin".as_bytes());
    for lost in [&body, &packs, &lineage, &grant_key, &cover, &epoch] {
        fs::remove_file(file(data, lost)).unwrap();
    }
    for damaged in [&pack, &key, &start, &cover_key] {
        flip(data, damaged);
    }
    fs::write(file(data, &columns), "short").unwrap();

    let (findings, tally) = found(data, NOON, Damaged::Stay);
    assert_eq!((tally.lost.number, tally.damaged.number), (6, 5));
    let (record, dataset) = ((Kind::Record, published.record.id()), Thread::Dataset(sharing.id));
    let delivery = ((Kind::Delivery, sending.signed().id()), Thread::Delivery(sending.scope()));
    let office = hall.world().office("财政");
    let expected = [
        (body, State::Lost, Part::Body, (record, dataset)),
        (packs, State::Lost, Part::PackList, (record, dataset)),
        (pack, State::Damaged, Part::Pack, (record, dataset)),
        (key, State::Damaged, Part::VersionKey, (record, dataset)),
        (lineage, State::Lost, Part::LineageSecret, (record, dataset)),
        (start, State::Damaged, Part::GenerationKey, ((Kind::Release, published.release.id()), dataset)),
        (grant_key, State::Lost, Part::GrantKey, ((Kind::Grant, granted.grant.id()), Thread::Request(asking.id))),
        (cover, State::Lost, Part::Cover, delivery),
        (cover_key, State::Damaged, Part::CoverKey, delivery),
        (epoch, State::Lost, Part::Epoch, ((Kind::Genesis, office.chain[0].id()), Thread::Department(office.id))),
    ];
    for (object, state, part, ((kind, statement), thread)) in expected {
        let finding = &findings[&object];
        assert_eq!(finding.state, state, "{part}");
        assert_eq!(finding.needed_by, [Needing { statement, kind, part, thread }]);
        assert_eq!(finding.found, (state == State::Damaged).then_some(finding.expected));
    }
    let finding = &findings[&columns];
    assert_eq!((finding.state, finding.found), (State::Damaged, Some(5)));
    let by: Vec<_> =
        finding.needed_by.iter().map(|needing| (needing.statement, needing.part, needing.thread)).collect();
    let columns_of = |statement| (statement, Part::Columns, dataset);
    assert_eq!(by, [columns_of(published.entry.id()), columns_of(published.release.id())]);
    assert_eq!(findings.len(), expected.len() + 1);
}

#[tokio::test]
async fn what_only_the_ended_needs_is_counted_and_not_asked_for() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let taken_back = Sending::new(hall.world(), "财政", "zhang", TO, 1);
    let opening = hall.of("zhang").deliver(&taken_back).await.id;
    let expiring = Sending::new(hall.world(), "财政", "zhang", TO, 2).until(NOON.plus_days(7));
    hall.of("zhang").deliver(&expiring).await;
    let body = reference(&published.record.objects[0]).hash;
    let gone = [body, taken_back.pack, taken_back.key(0, SealPurpose::Version), expiring.pack];
    for object in &gone {
        fs::remove_file(file(hall.data(), object)).unwrap();
    }
    let lost = |now| found(hall.data(), now, Damaged::Stay).0.into_keys().collect::<Vec<_>>();
    let sorted = |objects: &[ObjectId]| {
        let mut objects = objects.to_vec();
        objects.sort();
        objects
    };
    assert_eq!(lost(NOON), sorted(&gone));
    hall.of("zhang").appended(&taken_back.take_back(opening)).await;
    assert_eq!(lost(NOON), sorted(&[body, expiring.pack]));
    assert_eq!(lost(NOON.plus_days(8)), [body]);
    let prev = published.release.id();
    hall.takes("li", &sharing.retire("li", prev, prev)).await;
    assert_eq!(lost(NOON.plus_days(8)), []);
    let (_, tally) = found(hall.data(), NOON.plus_days(8), Damaged::Stay);
    // Body, pack, pack list, and of the deliveries two version keys each.
    assert_eq!(tally.ended.number, 3 + 2 * 5);
    // The cover says what was taken back for ever.
    fs::remove_file(file(hall.data(), &taken_back.delivery.cover.hash)).unwrap();
    assert_eq!(lost(NOON), sorted(&[taken_back.delivery.cover.hash, expiring.pack]));
}

#[tokio::test]
async fn what_was_set_aside_is_missing_and_healed_by_sending_it_again() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let bytes = &published.record.objects[1];
    let pack = reference(bytes).hash;
    flip(hall.data(), &pack);
    assert_eq!(hall.of("zhang").missing(&[pack]).await, [], "nobody has looked yet");
    let (findings, _) = found(hall.data(), NOON, Damaged::SetAside);
    assert!(findings[&pack].set_aside);
    let damaged = fs::read(hall.data().join("set-aside").join(pack.to_string())).unwrap();
    assert_ne!(damaged, *bytes);
    assert_eq!(hall.of("zhang").missing(&[pack]).await, [pack]);
    assert_eq!(hall.of("zhang").object(&pack).await.problem(), "damaged");
    let (findings, _) = found(hall.data(), NOON, Damaged::SetAside);
    assert_eq!((findings[&pack].state, findings[&pack].set_aside), (State::Lost, false));

    let second = sharing.record("zhang", published.record.id(), 2, |record| {
        record.content.packs = published_packs(&published.record.signed);
    });
    assert_eq!(hall.refuses("zhang", &second).await, "missing-objects", "nothing is published that is not whole");
    assert_eq!(hall.of("zhang").put(bytes).await.status, StatusCode::OK);
    hall.takes("zhang", &second).await;
    assert_eq!(hall.of("zhang").object(&pack).await.body, *bytes);
    assert!(found(hall.data(), NOON, Damaged::Stay).1.is_well());
}

/// The pack list of a record.
fn published_packs(record: &jixiang_statement::Signed) -> jixiang_statement::payload::ListRef {
    match record.payload() {
        jixiang_statement::Payload::Record(record) => record.content.packs,
        other => panic!("no record: {other:?}"),
    }
}

#[tokio::test]
async fn a_damaged_file_is_replaced_by_sending_it_again_without_being_set_aside() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    zhang.put_all(&sending).await;
    let list = sending.delivery.content.packs.hash;
    flip(site.data.path(), &list);
    assert_eq!(zhang.append(&sending.signed()).await.problem(), "missing-objects", "the list is read and seen");
    zhang.put_all(&sending).await;
    zhang.appended(&sending.signed()).await;
    assert!(found(site.data.path(), NOON, Damaged::Stay).1.is_well());
}

#[tokio::test]
async fn a_version_key_of_another_length_is_not_handed_out_and_no_note_is_left() {
    let site = Site::new();
    let (zhang, wang) = (site.sign_in("zhang").await, site.sign_in("wang").await);
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let opening = zhang.deliver(&sending).await.id;
    let key = sending.key(0, SealPurpose::Version);
    fs::write(file(site.data.path(), &key), "cut").unwrap();
    assert_eq!(wang.object(&key).await.problem(), "damaged");
    assert_eq!(zhang.appended(&sending.take_back(opening)).await.handed_out, Some(false));
}

/// The program, on a folder that a platform has open.
fn program(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jixiang-platform")).args(words).output().unwrap()
}

#[tokio::test]
async fn the_program_says_it_line_by_line_and_in_its_exit_code() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let data = hall.data().to_str().unwrap();
    let lines = |output: &Output| -> Vec<Value> {
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let output = program(&["verify", "--data", data, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let well = lines(&output);
    assert_eq!((well.len(), &well[0]["event"], &well[0]["state"]), (1, &"verified".into(), &"good".into()));

    let pack = reference(&published.record.objects[1]);
    fs::remove_file(file(hall.data(), &pack.hash)).unwrap();
    let output = program(&["verify", "--data", data, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let said = lines(&output);
    let expected = serde_json::json!({
        "event": "found", "object": pack.hash, "state": "lost", "expected": pack.bytes, "found": null,
        "set_aside": false, "needed_by": [{
            "statement": published.record.id(), "kind": "record", "part": "pack", "of": "dataset", "id": sharing.id,
        }],
    });
    assert_eq!(said[0], expected);
    assert_eq!((&said[1]["state"], &said[1]["lost"]["number"]), (&"bad".into(), &1.into()));
    assert_eq!(said.len(), 2);

    let output = program(&["verify", "--data", data]);
    let text = String::from_utf8(output.stdout).unwrap();
    let line = format!("lost {}, {} bytes", pack.hash, pack.bytes);
    let by = format!("  pack of the record {} in the dataset {}", published.record.id(), sharing.id);
    assert_eq!(text.lines().take(2).collect::<Vec<_>>(), [line, by]);
}

#[test]
fn a_folder_that_is_none_is_not_verified() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    for words in [&["verify"][..], &["verify", "--data", data], &["verify", "--data", data, "--all"]] {
        let output = program(words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}
