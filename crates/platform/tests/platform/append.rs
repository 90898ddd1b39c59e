//! Appending: idempotent, compared and swapped, by the right person, with everything that is named.

use axum::http::StatusCode;
use jixiang_model::{Role, ScopeId};
use jixiang_statement::payload::{Payload, Revoke, Withdraw};
use jixiang_statement::{Signed, SigningKey, Text};
use jixiang_wire::{Problem, path};

use crate::sending::{Sending, To};
use crate::site::Site;
use crate::world::{World, header};

const TO: &[To] = &[To("民政", None), To("住建", Some("chen"))];

#[tokio::test]
async fn the_same_statement_again_is_the_same_answer() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let first = zhang.deliver(&sending).await;
    let again = zhang.append(&sending.signed()).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.json::<jixiang_wire::statement::Appended>(), first);
    let rows = zhang.rows().await;
    let id = sending.signed().id().to_string();
    assert_eq!(rows.iter().filter(|row| **row == id).count(), 1);
}

#[tokio::test]
async fn who_loses_a_race_is_shown_who_won() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let chen = site.sign_in("chen").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let opening = zhang.deliver(&sending).await.id;
    let receipt = sending.receipt(&site.world, "住建", "chen", opening);
    chen.appended(&receipt).await;
    let lost = sending.take_back(opening);
    let answer = zhang.append(&lost).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let problem: Problem = answer.json();
    assert_eq!(problem.winners, [String::from_utf8(receipt.bytes().to_vec()).unwrap()]);

    let Payload::TakeBack(take_back) = sending.take_back(receipt.id()).payload().clone() else {
        unreachable!("it is a take-back");
    };
    let mut again = take_back;
    let others = sending.receipt(&site.world, "住建", "chen", receipt.id());
    again.header.overrides = vec![lost.id(), others.id()];
    let key = &site.world.office("财政").device("zhang").key;
    let again = Signed::sign(&Payload::TakeBack(again), key).unwrap();
    zhang.appended(&again).await;
    assert_eq!(zhang.append(&lost).await.problem(), "refused Overridden");
    assert_eq!(chen.append(&others).await.problem(), "conflict", "nobody overrides what another device signed");
}

#[tokio::test]
async fn what_is_missing_is_listed_until_it_was_sent() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let mut rounds = 0;
    loop {
        let answer = zhang.append(&sending.signed()).await;
        if answer.status == StatusCode::CREATED {
            break;
        }
        assert_eq!(answer.problem(), "missing-objects");
        let problem: Problem = answer.json();
        assert_eq!(zhang.missing(&problem.missing).await, problem.missing);
        for object in &sending.objects {
            if problem.missing.contains(&jixiang_model::ObjectId::of(object)) {
                zhang.put(object).await;
            }
        }
        rounds += 1;
    }
    assert_eq!(rounds, 2, "first what the statement names, then what its lists name");
}

#[tokio::test]
async fn objects_of_somebody_else_do_not_make_a_statement_whole() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let li = site.sign_in("li").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    li.put_all(&sending).await;
    assert_eq!(zhang.append(&sending.signed()).await.problem(), "missing-objects");
}

#[tokio::test]
async fn a_statement_counts_only_from_its_signer_in_its_role() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let li = site.sign_in("li").await;
    let admin = site.sign_in("admin-10").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    assert_eq!(li.append(&sending.signed()).await.problem(), "refused Poster");

    let office = site.world.office("财政");
    let mut as_admin = sending.delivery.clone();
    as_admin.header.device = office.admin.key.public().device();
    let signed = Signed::sign(&Payload::Delivery(as_admin), &office.admin.key).unwrap();
    assert_eq!(admin.append(&signed).await.problem(), "refused Role");

    let stranger = SigningKey::from_seed(&[99; 32]);
    let mut as_stranger = sending.delivery.clone();
    as_stranger.header.device = stranger.public().device();
    let signed = Signed::sign(&Payload::Delivery(as_stranger), &stranger).unwrap();
    assert_eq!(zhang.append(&signed).await.problem(), "refused Member");

    let mut elsewhere = sending.delivery.clone();
    elsewhere.header.head = Some(site.world.office("民政").head());
    let key = &office.device("zhang").key;
    let signed = Signed::sign(&Payload::Delivery(elsewhere), key).unwrap();
    assert_eq!(zhang.append(&signed).await.problem(), "unknown-head");
}

#[tokio::test]
async fn bytes_that_are_no_statement_of_this_realm_are_refused() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let signed = sending.signed();

    let mut forged = String::from_utf8(signed.bytes().to_vec()).unwrap();
    let at = forged.find("\"sig\":\"").unwrap() + 8;
    let other = if &forged[at..=at] == "A" { "B" } else { "A" };
    forged.replace_range(at..=at, other);
    let answer = zhang.post_envelope(path::STATEMENTS, signed.id().to_string(), forged.as_bytes()).await;
    assert_eq!(answer.problem(), "refused Signature");

    let answer = zhang.post_envelope(path::STATEMENTS, signed.id().to_string(), b"{}").await;
    assert_eq!(answer.problem(), "form");
    let answer = zhang.post_envelope(path::STATEMENTS, sending.pack.to_string(), signed.bytes()).await;
    assert_eq!(answer.problem(), "malformed", "the key is the statement's id");

    let mut pilot = World::new();
    pilot.realm = jixiang_model::RealmId::derive(&site.world.root.public().to_bytes(), "pilot");
    let foreign = Sending::new(&pilot, "财政", "zhang", TO, 2);
    assert_eq!(zhang.append(&foreign.signed()).await.problem(), "refused Realm");
}

#[tokio::test]
async fn nothing_follows_where_nothing_is_and_only_what_opens_comes_first() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let office = site.world.office("财政");
    let device = office.device("zhang");
    let mut header = header(site.world.realm, &device.key, ScopeId::from_bytes([7; 32]));
    header.department = Some(office.id);
    header.head = Some(office.head());
    header.prev = Some(office.head());
    let withdraw = Payload::Withdraw(Withdraw { header, request: office.head(), reason: Text::default() });
    let signed = Signed::sign(&withdraw, &device.key).unwrap();
    assert_eq!(zhang.append(&signed).await.problem(), "not-found");
    let li = site.sign_in("li").await;
    let device = office.device("li");
    let mut header = crate::world::header(site.world.realm, &device.key, ScopeId::from_bytes([8; 32]));
    header.department = Some(office.id);
    header.head = Some(office.head());
    let revoke = Payload::Revoke(Revoke { header, grant: office.head(), reason: Text::lenient("无") });
    let signed = Signed::sign(&revoke, &device.key).unwrap();
    assert_eq!(li.append(&signed).await.problem(), "refused State");
}

#[tokio::test]
async fn a_key_admin_admits_and_the_chain_moves_on() {
    let mut site = Site::new();
    let admin = site.sign_in("admin-10").await;
    let device = site.world.device(77, "zhang", site.world.office("财政").id);
    let add = site.world.admit("财政", &device, &[Role::Staff]).remove(0);
    assert_eq!(admin.append(&add).await.problem(), "missing-objects");
    admin.put(site.world.objects.last().unwrap()).await;
    admin.appended(&add).await;

    let other = site.world.device(78, "zhang", site.world.office("财政").id);
    let late = site.world.admit("财政", &other, &[Role::Staff]).remove(0);
    let problem: Problem = admin.append(&late).await.json();
    assert_eq!(problem.winners, [String::from_utf8(add.bytes().to_vec()).unwrap()]);
    drop(admin);

    let site = site.reopen();
    let chen = site.sign_in("chen").await;
    let scope = path::scope(&site.world.office("财政").scope(), jixiang_wire::feed::Position(0), 500);
    let page: jixiang_wire::feed::Page = chen.read(&scope).await.json();
    let last = crate::client::short(&page.rows.last().unwrap().what);
    assert_eq!(last, add.id().to_string(), "chains are for all staff, and last");
}
