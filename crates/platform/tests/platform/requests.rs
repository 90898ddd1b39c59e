//! Requests: asked for with the own head's consent, answered with the other's, granted, carried on, ended.

use jixiang_model::StatementId;
use jixiang_statement::Text;
use jixiang_statement::list::SealPurpose;
use jixiang_statement::payload::{Answer, Decision, Entry, Grant, Release, ShareClass};
use jixiang_wire::feed::Position;
use jixiang_wire::path;

use crate::asking::Asking;
use crate::hall::{Hall, envelopes};
use crate::sharing::{Made, as_it_is, decline, in_days};
use crate::site::Site;
use crate::world::{Hands, NOON, Setting, reference};

/// The decision, with what it needs.
fn says(decision: Decision) -> impl Fn(&mut Answer) {
    move |answer| {
        answer.decision = decision;
        if decision == Decision::Return {
            answer.missing = vec![Text::lenient("依据的文号")];
        }
    }
}

#[tokio::test]
async fn from_the_request_to_the_receipt() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let asking = Asking::new(&sharing, "民政", 2);
    let (request, consent) = hall.submit(&asking, &published).await;
    let named = Some(envelopes(&[&request, &published.entry]));
    for person in ["zhang", "li", "wang", "zhao"] {
        assert_eq!(hall.of(person).named(consent.id()).await, named, "{person}");
    }
    assert_eq!(hall.of("chen").named(consent.id()).await, None);
    let thread = path::scope(&asking.id, Position(0), 10);
    assert_eq!(hall.of("chen").read(&thread).await.problem(), "not-found");
    assert_eq!(hall.of("zhang").named(request.id()).await, None, "the review stays with its department");

    let answers = asking.answers("财政");
    let answer = asking.answer("zhang", answers, None, request.id(), as_it_is);
    hall.takes("zhang", &answer).await;
    let agreed = asking.consent("li", Some(consent.id()), answer.id());
    hall.takes("li", &agreed).await;
    let shown = hall.of("wang").named(agreed.id()).await.unwrap();
    assert_eq!(shown[..2], envelopes(&[&answer, &request]));
    let body = reference(&published.record.objects[0]).hash;
    assert_eq!(hall.gets("wang", &body).await, "404");
    let grant = asking.grant("li", agreed.id(), request.id(), consent.id(), as_it_is);
    hall.takes("li", &grant).await;
    for object in &published.record.objects[..3] {
        let object = reference(object).hash;
        assert_eq!(hall.gets("wang", &object).await, "200", "body, pack and pack list");
        assert_eq!(hall.gets("chen", &object).await, "404");
    }
    let key = reference(&grant.objects[0]).hash;
    assert_eq!(hall.gets("wang", &key).await, "200");
    assert_eq!(hall.gets("chen", &key).await, "404");
    let receipt = asking.receipt("wang", grant.id(), published.record.id());
    hall.takes("wang", &receipt).await;
    assert!(hall.of("zhang").rows().await.contains(&receipt.id().to_string()));
    let astray = asking.receipt("zhao", receipt.id(), published.entry.id());
    assert_eq!(hall.refuses("zhao", &astray).await, "refused Names");
    let by_provider = asking.receipt("zhang", receipt.id(), published.record.id());
    assert_eq!(hall.refuses("zhang", &by_provider).await, "refused Role");
}

#[tokio::test]
async fn an_approval_whose_version_ended_before_the_grant_is_no_dead_end() {
    for seed in [1, 2] {
        let hall = Hall::open(Site::new()).await;
        let sharing = hall.sharing(seed);
        let published = hall.publish(&sharing, as_it_is, as_it_is).await;
        let asking = Asking::new(&sharing, "民政", 2);
        let (request, consent) = hall.submit(&asking, &published).await;
        let answers = asking.answers("财政");
        let answer = asking.answer("zhang", answers, None, request.id(), |answer| answer.version = Some(1));
        hall.takes("zhang", &answer).await;
        let agreed = asking.consent("li", Some(consent.id()), answer.id());
        hall.takes("li", &agreed).await;
        let release = published.release.id();
        hall.takes("li", &sharing.retire("li", release, release)).await;
        let only = |grant: &mut Grant| grant.to = Some(1);
        let grant = asking.grant("li", agreed.id(), request.id(), consent.id(), only);
        assert_eq!(hall.refuses("li", &grant).await, "refused Names", "the version has ended");
        if seed == 1 {
            let no = asking.answer("li", asking.id, Some(agreed.id()), request.id(), says(Decision::Refuse));
            hall.takes("li", &no).await;
        } else {
            hall.takes("wang", &asking.withdraw("wang", agreed.id(), request.id())).await;
        }
    }
}

#[tokio::test]
async fn a_grant_reaches_its_versions_until_it_is_revoked() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let asking = Asking::new(&sharing, "民政", 2);
    let granted = hall.agree(&asking, &published).await;
    let second = sharing.record("zhang", published.record.id(), 2, as_it_is);
    let out = sharing.release("li", Some(published.release.id()), 2, &published.entry, Some(&second), as_it_is);
    hall.takes("zhang", &second).await;
    let body = reference(&second.objects[0]).hash;
    assert_eq!(hall.gets("wang", &body).await, "404", "it is not released");
    hall.takes("li", &out).await;
    assert_eq!(hall.gets("wang", &body).await, "200", "until revoked");
    let by_staff = asking.revoke("zhang", granted.grant.id(), granted.grant.id());
    assert_eq!(hall.refuses("zhang", &by_staff).await, "refused Role");
    let revoke = asking.revoke("li", granted.grant.id(), granted.grant.id());
    hall.takes("li", &revoke).await;
    for object in [&published.record.objects[0], &second.objects[0]] {
        assert_eq!(hall.gets("wang", &reference(object).hash).await, "taken-back");
        assert_eq!(hall.gets("li", &reference(object).hash).await, "200");
    }
    let third = sharing.record("zhang", second.id(), 3, as_it_is);
    let out = sharing.release("li", Some(out.id()), 3, &published.entry, Some(&third), |release: &mut Release| {
        release.generation = 2;
        release.start = Some(published.record_key(hall.world()));
    });
    hall.takes("zhang", &third).await;
    hall.takes("li", &out).await;
    assert_eq!(hall.gets("wang", &reference(&third.objects[0]).hash).await, "taken-back");
    let again = asking.reseal("zhang", revoke.id(), granted.grant.id(), (2, 3), |_, _| {});
    assert_eq!(hall.refuses("zhang", &again).await, "refused State");
    let receipt = asking.receipt("wang", revoke.id(), published.record.id());
    hall.takes("wang", &receipt).await;
}

#[tokio::test]
async fn a_grant_of_one_version_reaches_no_other_and_ends_in_time() {
    let clock = Hands::default();
    let setting = Setting { clock: clock.clone(), ..Setting::default() };
    let hall = Hall::open(Site::with(setting)).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let second = hall.publish_second(&sharing, &published, as_it_is).await;
    let asking = Asking::new(&sharing, "民政", 2);
    let (request, consent) = hall.submit(&asking, &published).await;
    type Spoil<'a> = &'a dyn Fn(&mut Grant);
    let foreign = hall.world().office("住建");
    let spoilt: [(&str, Spoil<'_>, &str); 9] = [
        ("a version that is not there", &|grant| grant.from = 3, "refused Names"),
        ("up to one that is not there", &|grant| grant.to = Some(9), "refused Names"),
        ("another generation", &|grant| grant.generation = 2, "refused Names"),
        ("another dataset", &|grant| grant.dataset = sharing.review, "refused Names"),
        ("another requester", &|grant| grant.requester = foreign.id, "refused Names"),
        ("longer than was asked for", &|grant| grant.not_after = in_days(301).end(), "refused Names"),
        ("no longer at all", &|grant| grant.not_after = NOON, "refused NotAfter"),
        ("a head of another chain", &|grant| grant.requester_head = foreign.head(), "refused Names"),
        ("a key for others", &|grant| grant.key.key = jixiang_model::KeyHash::of(&foreign.epoch), "refused Seals"),
    ];
    for (what, spoil, told) in spoilt {
        let made = asking.grant("li", consent.id(), request.id(), consent.id(), spoil);
        assert_eq!(hall.refuses("li", &made).await, told, "{what}");
    }
    let by_staff = asking.grant("zhang", consent.id(), request.id(), consent.id(), as_it_is);
    assert_eq!(hall.refuses("zhang", &by_staff).await, "refused Role");
    let one = asking.grant("li", consent.id(), request.id(), consent.id(), |grant| {
        grant.to = Some(1);
        grant.not_after = NOON.plus_days(10);
    });
    hall.takes("li", &one).await;
    let (first, other) = (reference(&published.record.objects[0]).hash, reference(&second.record.objects[0]).hash);
    assert_eq!(hall.gets("wang", &first).await, "200");
    assert_eq!(hall.gets("wang", &other).await, "404");
    clock.set(NOON.plus_days(11));
    assert_eq!(hall.gets("wang", &first).await, "expired");
    assert_eq!(hall.gets("zhang", &first).await, "200");
}

#[tokio::test]
async fn a_grant_is_carried_on_into_the_next_generation() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let asking = Asking::new(&sharing, "民政", 2);
    let granted = hall.agree(&asking, &published).await;
    let grant = granted.grant.id();
    let early = asking.reseal("zhang", grant, grant, (2, 2), |_, _| {});
    assert_eq!(hall.refuses("zhang", &early).await, "refused Names", "there is no such generation");
    hall.publish_second(&sharing, &published, |release| {
        release.generation = 2;
        release.start = Some(published.record_key(hall.world()));
    })
    .await;
    let chen = hall.world().office("住建").device("chen").seal_hash();
    let spoilt = [
        ("to others", asking.reseal("zhang", grant, grant, (2, 2), |_, rows| rows[0].key = chen), "refused Seals"),
        (
            "another purpose",
            asking.reseal("zhang", grant, grant, (2, 2), |_, rows| rows[0].purpose = SealPurpose::Version),
            "refused Seals",
        ),
        ("nothing", asking.reseal("zhang", grant, grant, (2, 2), |_, rows| rows.clear()), "refused Seals"),
        ("the old generation", asking.reseal("zhang", grant, grant, (1, 1), |_, _| {}), "refused Names"),
        ("the wrong version", asking.reseal("zhang", grant, grant, (2, 1), |_, _| {}), "refused Names"),
        (
            "for another department",
            asking.reseal("zhang", grant, grant, (2, 2), |reseal, _| {
                reseal.recipient.department = hall.world().office("住建").id;
                reseal.recipient.head = hall.world().office("住建").head();
            }),
            "refused Names",
        ),
        (
            "for one person",
            asking.reseal("zhang", grant, grant, (2, 2), |reseal, _| {
                reseal.recipient.person = Some("wang".parse().unwrap());
            }),
            "refused Names",
        ),
    ];
    for (what, made, told) in spoilt {
        assert_eq!(hall.refuses("zhang", &made).await, told, "{what}");
    }
    let reseal = asking.reseal("zhang", grant, grant, (2, 2), |_, _| {});
    hall.takes("zhang", &reseal).await;
    for object in &reseal.objects {
        let object = reference(object).hash;
        assert_eq!(hall.gets("wang", &object).await, "200");
        assert_eq!(hall.gets("chen", &object).await, "404");
    }
}

#[tokio::test]
async fn what_is_returned_comes_again_and_what_is_refused_does_not() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let asking = Asking::new(&sharing, "民政", 2);
    let (request, consent) = hall.submit(&asking, &published).await;
    let say = |by: &str, prev: StatementId, request: StatementId, decision| {
        asking.answer(by, asking.id, Some(prev), request, says(decision))
    };
    let by_requester = say("wang", consent.id(), request.id(), Decision::Return);
    assert_eq!(hall.refuses("wang", &by_requester).await, "refused Role");
    let extended = say("zhang", consent.id(), request.id(), Decision::Extend);
    hall.takes("zhang", &extended).await;
    let twice = say("zhang", extended.id(), request.id(), Decision::Extend);
    assert_eq!(hall.refuses("zhang", &twice).await, "refused State");
    let returned = say("zhang", extended.id(), request.id(), Decision::Return);
    hall.takes("zhang", &returned).await;
    let grant = asking.grant("li", returned.id(), request.id(), consent.id(), as_it_is);
    assert_eq!(hall.refuses("li", &grant).await, "refused State", "it was returned");

    let better = asking.request("wang", Some(request.id()), &published.entry, |request| {
        request.basis = Text::lenient("职责,文号");
    });
    let again = asking.consent("zhao", Some(returned.id()), better.id());
    hall.takes("wang", &better).await;
    let by_staff = asking.consent("wang", Some(returned.id()), better.id());
    assert_eq!(hall.refuses("wang", &by_staff).await, "refused Role");
    hall.takes("zhao", &again).await;
    let by_staff = say("zhang", again.id(), better.id(), Decision::Refuse);
    assert_eq!(hall.refuses("zhang", &by_staff).await, "refused Role");
    let old = say("li", again.id(), request.id(), Decision::Refuse);
    assert_eq!(hall.refuses("li", &old).await, "refused Names");
    let refused = say("li", again.id(), better.id(), Decision::Refuse);
    hall.takes("li", &refused).await;
    let late = asking.withdraw("wang", refused.id(), better.id());
    assert_eq!(hall.refuses("wang", &late).await, "refused State");
    let late = asking.answer("zhang", asking.answers("财政"), None, better.id(), as_it_is);
    assert_eq!(hall.refuses("zhang", &late).await, "refused State", "nothing waits for an answer");
}

#[tokio::test]
async fn a_request_is_withdrawn_by_its_own_side() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let asking = Asking::new(&sharing, "民政", 2);
    let (request, consent) = hall.submit(&asking, &published).await;
    let by_provider = asking.withdraw("li", consent.id(), request.id());
    assert_eq!(hall.refuses("li", &by_provider).await, "refused Role");
    let withdrawn = asking.withdraw("wang", consent.id(), request.id());
    hall.takes("wang", &withdrawn).await;
    let grant = asking.grant("li", withdrawn.id(), request.id(), consent.id(), as_it_is);
    assert_eq!(hall.refuses("li", &grant).await, "refused State");
}

#[tokio::test]
async fn a_request_asks_for_what_is_released_and_not_declined() {
    let hall = Hall::open(Site::new()).await;
    let (sharing, other) = (hall.sharing(1), hall.sharing(2));
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let prepared = sharing.entry("zhang", Some(published.record.id()), |entry: &mut Entry| {
        entry.summary = Text::lenient("新摘要");
    });
    hall.takes("zhang", &prepared).await;
    let asking = Asking::new(&sharing, "民政", 3);
    let unreleased = asking.request("wang", None, &prepared, as_it_is);
    assert_eq!(hall.refuses("wang", &unreleased).await, "refused Names");
    let elsewhere = Asking::new(&other, "民政", 3).request("wang", None, &published.entry, as_it_is);
    assert_eq!(hall.refuses("wang", &elsewhere).await, "refused Names");
    let nowhere: Made = asking.request("wang", None, &unreleased, as_it_is);
    assert_eq!(hall.refuses("wang", &nowhere).await, "refused Absent");
    let own = Asking::new(&sharing, "财政", 4).request("zhang", None, &published.entry, as_it_is);
    assert_eq!(hall.refuses("zhang", &own).await, "refused Names", "it is their own");

    let request = asking.request("wang", None, &published.entry, as_it_is);
    hall.takes("wang", &request).await;
    hall.takes("zhao", &decline(hall.world(), "zhao", asking.review, request.id(), request.id())).await;
    let consent = asking.consent("zhao", None, request.id());
    assert_eq!(hall.refuses("zhao", &consent).await, "refused Names", "it was declined");
}

#[tokio::test]
async fn open_data_is_agreed_with_the_own_heads_consent() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let (open, bytes) = sharing.open_key(1);
    hall.of("li").put(&bytes).await;
    let unconditional = |entry: &mut Entry| entry.share_class = ShareClass::Unconditional;
    let published = hall.publish(&sharing, unconditional, |release| release.open = Some(open)).await;
    let body = reference(&published.record.objects[0]).hash;
    assert_eq!(hall.gets("chen", &open.object.hash).await, "200", "the key is for everybody");
    assert_eq!(hall.gets("wang", &body).await, "404", "request first");
    let asking = Asking::new(&sharing, "民政", 2);
    let (_, consent) = hall.submit(&asking, &published).await;
    assert_eq!(hall.gets("wang", &body).await, "200");
    assert_eq!(hall.gets("chen", &body).await, "404");
    let receipt = asking.receipt("wang", consent.id(), published.record.id());
    hall.takes("wang", &receipt).await;

    let conditional = sharing.entry("zhang", Some(published.record.id()), as_it_is);
    let second = sharing.record("zhang", conditional.id(), 2, as_it_is);
    let key = published.record_key(hall.world());
    let out = sharing.release("li", Some(published.release.id()), 2, &conditional, Some(&second), |release| {
        release.generation = 2;
        release.start = Some(key);
    });
    hall.takes("zhang", &conditional).await;
    hall.takes("zhang", &second).await;
    hall.takes("li", &out).await;
    assert_eq!(hall.gets("wang", &reference(&second.objects[0]).hash).await, "404", "it is conditional now");
    assert_eq!(hall.gets("wang", &body).await, "200");
    let stale = Asking::new(&sharing, "民政", 3).request("wang", None, &published.entry, as_it_is);
    assert_eq!(hall.refuses("wang", &stale).await, "refused Names", "the entry says what no longer holds");
}

#[tokio::test]
async fn an_open_key_is_sealed_to_the_group() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let (mut open, bytes) = sharing.open_key(1);
    open.key = jixiang_model::KeyHash::of(&hall.world().office("民政").epoch);
    hall.of("li").put(&bytes).await;
    let (entry, record) = hall.prepare(&sharing, |entry| entry.share_class = ShareClass::Unconditional).await;
    let release = sharing.release("li", None, 1, &entry, Some(&record), |release| release.open = Some(open));
    assert_eq!(hall.refuses("li", &release).await, "refused Seals");
}
