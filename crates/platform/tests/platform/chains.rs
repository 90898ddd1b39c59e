//! Chains move on under statements: removed devices, new devices of a recipient, a department's heads, the realm.

use axum::http::StatusCode;
use jixiang_model::{Role, ScopeId, Suite};
use jixiang_statement::list::{HeadRow, ScopeRow, SealPurpose, SealRow};
use jixiang_statement::payload::{Heads, Payload, Policy, Recipient, Reseal};
use jixiang_statement::{Header, Signed};

use crate::removed::{put, remove};
use crate::sending::{Sending, To};
use crate::site::Site;
use crate::world::{header, reference};

const TO: &[To] = &[To("住建", Some("chen"))];

#[tokio::test]
async fn after_a_removal_only_what_it_names_counts() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let admin = site.sign_in("admin-10").await;
    let named = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let hidden = Sending::new(&site.world, "财政", "zhang", TO, 2);
    zhang.put_all(&named).await;
    zhang.put_all(&hidden).await;
    let row = ScopeRow { scope: named.scope(), newest: named.signed().id() };
    let device = site.world.office("财政").device("zhang");
    let removal = remove(&admin, &site.world, device, &[row]).await;
    admin.appended(&removal).await;
    assert_eq!(zhang.append(&hidden.signed()).await.problem(), "refused Removed");
    zhang.appended(&named.signed()).await;
    let later = named.take_back(named.signed().id());
    assert_eq!(zhang.append(&later).await.problem(), "refused Removed");
}

#[tokio::test]
async fn a_recipients_new_device_gets_its_keys_from_their_old_one() {
    let mut site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let chen = site.sign_in("chen").await;
    let admin = site.sign_in("admin-30").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let opening = zhang.deliver(&sending).await.id;
    let second = site.world.device(77, "chen", site.world.office("住建").id);
    let add = site.world.admit("住建", &second, &[Role::Staff]).remove(0);
    admin.put(site.world.objects.last().unwrap()).await;
    admin.appended(&add).await;

    let old = site.world.office("住建").device("chen").clone();
    let sealed = b"version key for the second device".to_vec();
    chen.put(&sealed).await;
    let row = |key| SealRow { recipient: 0, purpose: SealPurpose::Version, key, object: reference(&sealed) };
    let keys = put(&chen, &[row(second.seal_hash())]).await;
    let mut header = header(site.world.realm, &old.key, sending.scope());
    header.department = Some(old.department);
    header.head = Some(add.id());
    header.prev = Some(opening);
    let reseal = Reseal {
        header,
        names: opening,
        generation: None,
        from: None,
        recipient: Recipient { department: old.department, head: add.id(), person: Some(old.person.clone()) },
        keys,
    };
    let mut foreign = reseal.clone();
    foreign.keys = put(&chen, &[row(site.world.office("民政").device("wang").seal_hash())]).await;
    let foreign = Signed::sign(&Payload::Reseal(foreign), &old.key).unwrap();
    assert_eq!(chen.append(&foreign).await.problem(), "refused Seals");
    let mut again = reseal.clone();
    let reseal = Signed::sign(&Payload::Reseal(reseal), &old.key).unwrap();
    chen.appended(&reseal).await;
    assert!(zhang.rows().await.contains(&reseal.id().to_string()));
    let mut newest = reseal.id();
    for count in 1..=100 {
        again.header.prev = Some(newest);
        let sealed = Signed::sign(&Payload::Reseal(again.clone()), &old.key).unwrap();
        if count == 100 {
            assert_eq!(chen.append(&sealed).await.problem(), "refused State", "that is enough");
        } else {
            newest = chen.appended(&sealed).await.id;
        }
    }
    let wang = site.sign_in("wang").await;
    let object = reference(&sealed).hash;
    assert_eq!(wang.object(&object).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_departments_heads_only_move_on() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let office = site.world.office("财政");
    let device = office.device("zhang");
    let empty = put::<HeadRow>(&zhang, &[]).await;
    let unknown =
        HeadRow { dataset: ScopeId::from_bytes([1; 32]), statement: jixiang_model::StatementId::from_bytes([2; 32]) };
    let unknown = put(&zhang, &[unknown]).await;
    let scope = ScopeId::heads(&site.world.realm, &office.id);
    let heads = |sequence, prev, list| {
        let mut header = header(site.world.realm, &device.key, scope);
        header.department = Some(office.id);
        header.head = Some(office.head());
        header.prev = prev;
        let heads = Payload::Heads(Heads { header, sequence, list });
        Signed::sign(&heads, &device.key).unwrap()
    };
    assert_eq!(zhang.append(&heads(1, None, unknown)).await.problem(), "refused Names");
    let first = heads(2, None, empty);
    zhang.appended(&first).await;
    let back = heads(2, Some(first.id()), empty);
    assert_eq!(zhang.append(&back).await.problem(), "refused State");
    zhang.appended(&heads(3, Some(first.id()), empty)).await;
}

#[tokio::test]
async fn only_the_root_moves_the_realm() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let policy = |header: Header| Payload::Policy(Policy { header, minimum_suite: Suite::One, province_open: None });
    let after = Some(site.world.policy.id());
    let mut by_zhang =
        header(site.world.realm, &site.world.office("财政").device("zhang").key, ScopeId::realm(&site.world.realm));
    (by_zhang.prev, by_zhang.head) = (after, after);
    let mut by_root = header(site.world.realm, &site.world.root, by_zhang.scope);
    (by_root.prev, by_root.head) = (after, after);
    let device = site.world.office("财政").device("zhang");
    let forged = Signed::sign(&policy(by_zhang), &device.key).unwrap();
    assert_eq!(zhang.append(&forged).await.problem(), "refused Signature");
    let signed = Signed::sign(&policy(by_root), &site.world.root).unwrap();
    zhang.appended(&signed).await;
    let chen = site.sign_in("chen").await;
    assert!(chen.rows().await.contains(&signed.id().to_string()));
}
