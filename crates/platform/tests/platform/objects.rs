//! Objects: whole and of their hash, once, and a secret of who sent them.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use jixiang_model::ObjectId;
use jixiang_wire::limits::{MAX_MISSING, MAX_OBJECT};
use jixiang_wire::path;

use crate::sending::{Sending, To};
use crate::site::Site;
use crate::world::{Hands, NOON, Setting};

#[tokio::test]
async fn an_object_is_kept_once_and_read_back() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let bytes = vec![7; usize::try_from(MAX_OBJECT).unwrap()];
    assert_eq!(zhang.put(&bytes).await.status, StatusCode::CREATED);
    assert_eq!(zhang.put(&bytes).await.status, StatusCode::OK);
    let answer = zhang.object(&ObjectId::of(&bytes)).await;
    assert_eq!(answer.headers["content-length"], MAX_OBJECT.to_string().as_str());
    assert!(answer.body == bytes);
    let id = ObjectId::of(&bytes).to_string();
    assert!(site.data.path().join("objects").join(&id[..2]).join(&id).is_file());
}

#[tokio::test]
async fn bytes_of_another_hash_or_length_leave_nothing_behind() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let id = ObjectId::of(b"right");
    assert_eq!(zhang.put_as(&id, b"wrong").await.problem(), "hash");
    let put = |length: &str, bytes: &'static [u8]| {
        let request = Request::put(path::object(&id)).header("content-length", length);
        zhang.send(request, Body::from(bytes))
    };
    assert_eq!(put("4", b"right").await.problem(), "too-large");
    assert_eq!(put("6", b"right").await.problem(), "malformed");
    assert_eq!(put("0", b"").await.problem(), "malformed");
    assert_eq!(put("8388609", b"right").await.problem(), "too-large");
    let announced = zhang.send(Request::put(path::object(&id)), Body::from("right"));
    assert_eq!(announced.await.problem(), "length");
    assert_eq!(zhang.object(&id).await.problem(), "not-found");
    let left = std::fs::read_dir(site.data.path().join("incoming")).unwrap();
    assert_eq!(left.count(), 0);
}

#[tokio::test]
async fn what_nothing_names_is_swept_after_30_days_and_what_is_named_stays() {
    const TO: &[To] = &[To("住建", Some("chen"))];
    let clock = Hands::default();
    let site = Site::with(Setting { clock: clock.clone(), ..Setting::default() });
    let zhang = site.sign_in("zhang").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    zhang.deliver(&sending).await;
    for bytes in [&b"left alone"[..], b"sent again"] {
        zhang.put(bytes).await;
    }
    clock.set(NOON.plus_days(20));
    zhang.put(b"sent again").await;
    site.sign_in("chen").await.put(b"left alone").await;
    assert_eq!(site.platform.sweep().unwrap(), 0, "it may still be named");
    clock.set(NOON.plus_days(31));
    let zhang = site.sign_in("zhang").await;
    assert_eq!(site.platform.sweep().unwrap(), 0, "chen sent it, too");
    let (alone, again) = (ObjectId::of(b"left alone"), ObjectId::of(b"sent again"));
    assert_eq!(zhang.missing(&[alone, again]).await, [alone]);
    clock.set(NOON.plus_days(51));
    assert_eq!(site.platform.sweep().unwrap(), 2);
    assert_eq!(zhang.missing(&[alone, again]).await, [alone, again]);
    for object in [&alone, &again] {
        let name = object.to_string();
        assert!(!site.data.path().join("objects").join(&name[..2]).join(&name).exists());
    }
    let named: Vec<ObjectId> = sending.objects.iter().map(|object| ObjectId::of(object)).collect();
    assert_eq!(zhang.missing(&named).await, []);
    assert_eq!(zhang.put(b"left alone").await.status, StatusCode::CREATED, "it can be sent again");
}

#[tokio::test]
async fn what_a_person_sends_without_naming_it_has_an_end() {
    const TO: &[To] = &[To("住建", Some("chen"))];
    let limits = jixiang_platform::Limits { unnamed_bytes: 10_000, ..Default::default() };
    let site = Site::with(Setting { limits, ..Setting::default() });
    let zhang = site.sign_in("zhang").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    zhang.put_all(&sending).await;
    let bytes: usize = sending.objects.iter().map(Vec::len).sum();
    let rest = vec![1; 10_000 - bytes];
    assert_eq!(zhang.put(&rest).await.status, StatusCode::CREATED);
    assert_eq!(zhang.put(b"one more").await.problem(), "full");
    assert!(site.sign_in("li").await.put(b"one more").await.status.is_success(), "it is a matter of zhang alone");
    zhang.appended(&sending.signed()).await;
    assert_eq!(zhang.put(b"one more").await.status, StatusCode::CREATED, "what is named does not count");
}

#[tokio::test]
async fn that_somebody_else_sent_it_is_not_told() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let chen = site.sign_in("chen").await;
    let (id, absent) = (ObjectId::of(b"secret"), ObjectId::of(b"absent"));
    zhang.put(b"secret").await;
    assert_eq!(zhang.missing(&[id, absent]).await, [absent]);
    assert_eq!(chen.missing(&[id, absent]).await, [id, absent]);
    assert_eq!(chen.object(&id).await.body, chen.object(&absent).await.body);
    assert_eq!(chen.put(b"secret").await.status, StatusCode::CREATED);
    assert_eq!(chen.missing(&[id]).await, []);
}

#[tokio::test]
async fn a_lost_or_cut_file_is_missing_and_healed_by_sending_it_again() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let id = ObjectId::of(b"bytes");
    let file = crate::verify::file(site.data.path(), &id);
    assert_eq!(zhang.put(b"bytes").await.status, StatusCode::CREATED);
    for cut in [false, true] {
        if cut { std::fs::write(&file, b"byte") } else { std::fs::remove_file(&file) }.unwrap();
        assert_eq!(zhang.object(&id).await.problem(), "damaged");
        assert_eq!(zhang.missing(&[id]).await, [id]);
        assert_eq!(zhang.put(b"bytes").await.status, StatusCode::OK);
        assert_eq!(zhang.object(&id).await.body, b"bytes");
        assert_eq!(zhang.missing(&[id]).await, []);
    }
}

#[tokio::test]
async fn a_question_has_an_end() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let ids = vec![ObjectId::of(b"x"); MAX_MISSING + 1];
    let body = serde_json::json!({ "ids": ids }).to_string();
    assert_eq!(zhang.post_json(path::MISSING, body).await.problem(), "malformed");
    let huge = format!(r#"{{"ids":[{}]}}"#, "1".repeat(300_000));
    assert_eq!(zhang.post_json(path::MISSING, huge).await.problem(), "too-large");
    let extra = r#"{"ids":[],"all":true}"#.to_owned();
    assert_eq!(zhang.post_json(path::MISSING, extra).await.problem(), "malformed");
}
