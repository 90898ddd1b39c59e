//! Deliveries: held to their recipients, handed out with a note, over when they are taken back or their time has come.

use axum::http::StatusCode;
use jixiang_statement::list::{SealPurpose, SealRow};
use jixiang_wire::statement::Appended;

use crate::sending::{Sending, To};
use crate::site::Site;
use crate::world::{Hands, NOON, Setting, reference};

const TO: &[To] = &[To("民政", None), To("住建", Some("chen"))];

#[tokio::test]
async fn a_version_key_leaves_with_a_note_that_sender_and_fetcher_see() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let wang = site.sign_in("wang").await;
    let zhao = site.sign_in("zhao").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let opening = zhang.deliver(&sending).await.id;

    let note = "handed out to wang".to_owned();
    assert_eq!(wang.object(&sending.key(0, SealPurpose::Cover)).await.status, StatusCode::OK);
    assert_eq!(wang.object(&sending.pack).await.status, StatusCode::OK);
    assert!(!zhang.rows().await.contains(&note), "cover and content alone open nothing");
    for _ in 0..2 {
        let answer = wang.object(&sending.key(0, SealPurpose::Version)).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let noted = |rows: Vec<String>| rows.iter().filter(|row| **row == note).count();
    assert_eq!(noted(zhang.rows().await), 1);
    assert_eq!(noted(wang.rows().await), 1);
    assert_eq!(noted(zhao.rows().await), 0);

    let taken: Appended = zhang.appended(&sending.take_back(opening)).await;
    assert_eq!(taken.handed_out, Some(true));
}

#[tokio::test]
async fn after_a_take_back_nothing_leaves_but_to_the_sender() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let chen = site.sign_in("chen").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let opening = zhang.deliver(&sending).await.id;
    let take_back = sending.take_back(opening);
    let taken = zhang.appended(&take_back).await;
    assert_eq!(taken.handed_out, Some(false));

    let content = [
        sending.key(1, SealPurpose::Version),
        sending.delivery.content.body.hash,
        sending.delivery.content.packs.hash,
        sending.pack,
    ];
    for object in &content {
        let answer = chen.object(object).await;
        assert_eq!(answer.status, StatusCode::GONE);
        assert_eq!(answer.problem(), "taken-back");
        assert_eq!(zhang.object(object).await.status, StatusCode::OK);
    }
    let cover = chen.object(&sending.key(1, SealPurpose::Cover)).await;
    assert_eq!(cover.status, StatusCode::OK, "what was taken back is still named");
    assert!(chen.rows().await.contains(&take_back.id().to_string()));
    let again: Appended = zhang.append(&take_back).await.json();
    assert_eq!(again, taken);
}

#[tokio::test]
async fn a_take_back_and_a_fetch_at_once_agree_on_who_was_first() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let chen = site.sign_in("chen").await;
    for seed in 1..=12 {
        let sending = Sending::new(&site.world, "财政", "zhang", TO, seed);
        let opening = zhang.deliver(&sending).await.id;
        let take_back = sending.take_back(opening);
        let key = sending.key(1, SealPurpose::Version);
        let (taken, fetched) = tokio::join!(zhang.append(&take_back), chen.object(&key));
        let taken: Appended = taken.json();
        let left = match fetched.status {
            StatusCode::OK => true,
            StatusCode::GONE => false,
            other => panic!("unexpected status {other}"),
        };
        assert_eq!(taken.handed_out, Some(left), "delivery {seed}");
    }
}

#[tokio::test]
async fn the_limit_is_kept_by_the_platforms_own_clock() {
    let clock = Hands::default();
    let setting = Setting { clock: clock.clone(), ..Setting::default() };
    let site = Site::with(setting);
    let zhang = site.sign_in("zhang").await;
    let chen = site.sign_in("chen").await;
    for (seed, not_after) in [(1, NOON), (2, NOON.plus_days(367))] {
        let sending = Sending::new(&site.world, "财政", "zhang", TO, seed).until(not_after);
        zhang.put_all(&sending).await;
        let answer = zhang.append(&sending.signed()).await;
        assert_eq!(answer.problem(), "refused NotAfter");
    }
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 3).until(NOON.plus_days(7));
    zhang.deliver(&sending).await;
    clock.set(NOON.plus_days(7));
    assert_eq!(chen.object(&sending.pack).await.status, StatusCode::OK);
    clock.set(NOON.plus_days(8));
    for object in [sending.pack, sending.key(1, SealPurpose::Version)] {
        assert_eq!(chen.object(&object).await.problem(), "expired");
        assert_eq!(zhang.object(&object).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn keys_are_sealed_to_the_recipients_and_to_nobody_else() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let whole = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let stranger = site.world.office("民政").device("wang").seal_hash();
    type Spoil<'a> = &'a dyn Fn(&mut Vec<SealRow>);
    let spoil: [(&str, Spoil<'_>); 6] = [
        ("another key", &|rows| rows[4].key = stranger),
        ("nobody's recipient", &|rows| rows[4].recipient = 2),
        ("no version key", &|rows| {
            rows.retain(|row| (row.recipient, row.purpose) != (1, SealPurpose::Version));
        }),
        ("no cover key", &|rows| {
            rows.retain(|row| (row.recipient, row.purpose) != (0, SealPurpose::Cover));
        }),
        ("an epoch", &|rows| rows[2].purpose = SealPurpose::Epoch),
        ("one object for both", &|rows| rows[3].object = rows[2].object),
    ];
    for (seed, (what, spoil)) in (10..).zip(spoil) {
        let mut sending = Sending::new(&site.world, "财政", "zhang", TO, seed);
        let mut rows = sending.rows.clone();
        spoil(&mut rows);
        sending.seal(rows);
        zhang.put_all(&sending).await;
        let answer = zhang.append(&sending.signed()).await;
        assert_eq!(answer.problem(), "refused Seals", "{what}");
    }
    zhang.deliver(&whole).await;
}

#[tokio::test]
async fn lists_and_lengths_are_those_of_the_statement() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let mut sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    sending.delivery.content.body.bytes += 1;
    zhang.put_all(&sending).await;
    assert_eq!(zhang.append(&sending.signed()).await.problem(), "refused List");

    let mut sending = Sending::new(&site.world, "财政", "zhang", TO, 2);
    let no_list = reference(&sending.objects[0]);
    sending.delivery.seals.hash = no_list.hash;
    sending.delivery.seals.bytes = no_list.bytes;
    zhang.put_all(&sending).await;
    assert_eq!(zhang.append(&sending.signed()).await.problem(), "refused List");
}

#[tokio::test]
async fn what_brings_nothing_is_not_taken() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let wang = site.sign_in("wang").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let opening = zhang.deliver(&sending).await.id;
    let receipt = sending.receipt(&site.world, "民政", "wang", opening);
    wang.appended(&receipt).await;
    let again = sending.receipt(&site.world, "民政", "wang", receipt.id());
    assert_eq!(wang.append(&again).await.problem(), "refused State");
    assert_eq!(wang.append(&receipt).await.status, StatusCode::OK, "the same one is there already");
    let take_back = sending.take_back(receipt.id());
    zhang.appended(&take_back).await;
    let second = sending.take_back(take_back.id());
    assert_eq!(zhang.append(&second).await.problem(), "refused State");
    let chen = site.sign_in("chen").await;
    chen.appended(&sending.receipt(&site.world, "住建", "chen", take_back.id())).await;
}

#[tokio::test]
async fn only_a_recipient_gives_a_receipt() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let wang = site.sign_in("wang").await;
    let chen = site.sign_in("chen").await;
    let sending = Sending::new(&site.world, "财政", "zhang", &[To("民政", None)], 1);
    let opening = zhang.deliver(&sending).await.id;
    let own = sending.receipt(&site.world, "财政", "zhang", opening);
    assert_eq!(zhang.append(&own).await.problem(), "refused Role");
    let outside = sending.receipt(&site.world, "住建", "chen", opening);
    assert_eq!(chen.append(&outside).await.problem(), "not-found");
    let receipt = sending.receipt(&site.world, "民政", "wang", opening);
    wang.appended(&receipt).await;
    assert!(zhang.rows().await.contains(&receipt.id().to_string()));
}
