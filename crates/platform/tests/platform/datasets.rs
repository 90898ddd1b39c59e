//! Datasets: prepared in a review, let out by a head, read by everybody; what is sealed stays with its provider.

use jixiang_statement::Text;
use jixiang_statement::payload::{Entry, ListRef, Release, ShareClass, Standing};
use jixiang_wire::feed::Position;
use jixiang_wire::path;

use crate::hall::{Hall, envelopes};
use crate::sharing::{Made, as_it_is, decline, in_days};
use crate::site::Site;
use crate::world::reference;

#[tokio::test]
async fn what_a_head_lets_out_is_read_by_all_with_what_it_names() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let named = Some(envelopes(&[&published.entry, &published.record]));
    for person in ["zhang", "admin-10", "wang", "chen"] {
        assert_eq!(hall.of(person).named(published.release.id()).await, named, "{person}");
        let page = hall.of(person).read(&path::scope(&sharing.id, Position(0), 10)).await;
        let page: jixiang_wire::feed::Page = page.json();
        assert_eq!(Some(page.rows[0].named.clone()), named, "{person}");
    }
    for person in ["zhang", "admin-10"] {
        assert_eq!(hall.of(person).named(published.entry.id()).await, Some(Vec::new()), "{person}");
    }
    for person in ["wang", "chen"] {
        assert_eq!(hall.of(person).named(published.entry.id()).await, None, "the review is not theirs");
        let review = hall.of(person).read(&path::scope(&sharing.review, Position(0), 10)).await;
        assert_eq!(review.problem(), "not-found");
    }
}

#[tokio::test]
async fn columns_are_for_all_from_the_release_on_and_content_for_the_provider() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let (entry, record) = hall.prepare(&sharing, as_it_is).await;
    let columns = reference(&entry.objects[0]).hash;
    assert_eq!(hall.gets("li", &columns).await, "200");
    assert_eq!(hall.gets("wang", &columns).await, "404");
    let release = sharing.release("li", None, 1, &entry, Some(&record), as_it_is);
    hall.takes("li", &release).await;
    assert_eq!(hall.gets("wang", &columns).await, "200");
    for object in record.objects.iter().chain(&release.objects) {
        let object = reference(object).hash;
        assert_eq!(hall.gets("admin-10", &object).await, "200");
        assert_eq!(hall.gets("wang", &object).await, "404");
    }
    let known = record.objects.iter().map(|object| reference(object).hash).collect::<Vec<_>>();
    assert!(hall.of("li").missing(&known).await.is_empty(), "what the department holds is not sent again");
    assert_eq!(hall.of("wang").missing(&known).await, known, "others are not told that it is here");
}

#[tokio::test]
async fn nothing_is_let_out_that_a_head_may_not_let_out() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let entry = sharing.entry("zhang", None, as_it_is);
    let record = sharing.record("zhang", entry.id(), 1, as_it_is);
    hall.takes("zhang", &entry).await;
    let early = sharing.release("li", None, 1, &entry, Some(&record), as_it_is);
    assert_eq!(hall.refuses("li", &early).await, "refused Absent", "its record is not here");
    hall.takes("zhang", &record).await;
    let other_key = hall.world().office("民政").epoch.clone();
    type Spoil<'a> = &'a dyn Fn(&mut Release);
    let spoilt: [(&str, Spoil<'_>, &str); 6] = [
        ("the second version first", &|release| release.number = 2, "refused Names"),
        ("a later generation first", &|release| release.generation = 2, "refused Names"),
        ("no generation key", &|release| release.start = None, "refused Names"),
        ("open, though conditional", &|release| release.open = release.start, "refused Names"),
        ("leave that nobody gave", &|release| release.cites = Some(release.entry), "refused Names"),
        (
            "a key for somebody else",
            &|release| release.start.as_mut().unwrap().key = jixiang_model::KeyHash::of(&other_key),
            "refused Seals",
        ),
    ];
    for (what, spoil, told) in spoilt {
        let made = sharing.release("li", None, 1, &entry, Some(&record), spoil);
        assert_eq!(hall.refuses("li", &made).await, told, "{what}");
    }
    let by_staff = sharing.release("zhang", None, 1, &entry, Some(&record), as_it_is);
    assert_eq!(hall.refuses("zhang", &by_staff).await, "refused Role");
    let by_others = sharing.release("zhao", None, 1, &entry, Some(&record), as_it_is);
    assert_eq!(hall.refuses("zhao", &by_others).await, "refused Names");
    let unsent = sharing.release("li", None, 1, &entry, Some(&record), as_it_is);
    hall.takes("li", &unsent).await;
}

#[tokio::test]
async fn what_was_declined_is_not_let_out_and_what_is_out_is_not_declined() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let (entry, record) = hall.prepare(&sharing, as_it_is).await;
    let by_staff = decline(hall.world(), "zhang", sharing.review, record.id(), record.id());
    assert_eq!(hall.refuses("zhang", &by_staff).await, "refused Role");
    let declined = decline(hall.world(), "li", sharing.review, record.id(), record.id());
    hall.takes("li", &declined).await;
    let again = decline(hall.world(), "li", sharing.review, declined.id(), record.id());
    assert_eq!(hall.refuses("li", &again).await, "refused State");
    let release = sharing.release("li", None, 1, &entry, Some(&record), as_it_is);
    assert_eq!(hall.refuses("li", &release).await, "refused Names");

    let better = sharing.record("zhang", declined.id(), 1, |record| {
        record.content.version = jixiang_model::VersionId::from_bytes([77; 32])
    });
    let release = sharing.release("li", None, 1, &entry, Some(&better), as_it_is);
    hall.takes("zhang", &better).await;
    hall.takes("li", &release).await;
    let late = decline(hall.world(), "li", sharing.review, better.id(), better.id());
    assert_eq!(hall.refuses("li", &late).await, "refused State");
}

#[tokio::test]
async fn staff_let_out_what_a_head_gave_leave_for() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let standing = |release: &mut Release| release.standing = Some(Standing { until: in_days(30) });
    let published = hall.publish(&sharing, as_it_is, standing).await;
    let second = sharing.record("zhang", published.record.id(), 2, as_it_is);
    hall.takes("zhang", &second).await;
    let cites = |release: &mut Release| release.cites = Some(published.release.id());
    let prev = Some(published.release.id());
    let other = sharing.entry("zhang", Some(second.id()), |entry: &mut Entry| {
        entry.share_condition = Text::lenient("另一条件");
    });
    hall.takes("zhang", &other).await;
    let changed = sharing.release("zhang", prev, 2, &other, Some(&second), cites);
    assert_eq!(hall.refuses("zhang", &changed).await, "refused Names", "the condition is another one");
    let release = sharing.release("zhang", prev, 2, &published.entry, Some(&second), cites);
    hall.takes("zhang", &release).await;
}

#[tokio::test]
async fn withheld_data_is_an_entry_alone() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let (entry, record) = hall.prepare(&sharing, |entry| entry.share_class = ShareClass::Withheld).await;
    let with_data = sharing.release("li", None, 1, &entry, Some(&record), as_it_is);
    assert_eq!(hall.refuses("li", &with_data).await, "refused Names");
    let release = sharing.release("li", None, 1, &entry, None, as_it_is);
    hall.takes("li", &release).await;
    assert_eq!(hall.of("wang").named(release.id()).await, Some(envelopes(&[&entry])));
}

#[tokio::test]
async fn columns_and_keys_have_their_form() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    for text in [r#"[{"name":"a","type":"Q","description":""}]"#, "[]", "{}", r#"[{"name":"a","type":"C"}]"#] {
        let columns = reference(text.as_bytes());
        let list = ListRef { hash: columns.hash, count: 1, bytes: columns.bytes };
        let mut made = sharing.entry("zhang", None, |entry| entry.columns = Some(list));
        made.objects = vec![text.as_bytes().to_vec()];
        assert_eq!(hall.refuses("zhang", &made).await, "refused List", "{text}");
    }
    let entry = sharing.entry("zhang", None, as_it_is);
    assert_eq!(hall.of("zhang").append(&entry.signed).await.problem(), "missing-objects");
    hall.takes("zhang", &entry).await;
    let epoch = jixiang_model::KeyHash::of(&hall.world().office("民政").epoch);
    let elsewhere = sharing.record("zhang", entry.id(), 1, |record| record.key.key = epoch);
    assert_eq!(hall.refuses("zhang", &elsewhere).await, "refused Seals");
    let by_admin = Made { signed: sharing.record("admin-10", entry.id(), 1, as_it_is).signed, objects: Vec::new() };
    assert_eq!(hall.refuses("admin-10", &by_admin).await, "refused Role");
}

#[tokio::test]
async fn a_version_that_ended_is_for_its_provider_alone() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let asking = crate::asking::Asking::new(&sharing, "民政", 2);
    hall.agree(&asking, &published).await;
    let body = reference(&published.record.objects[0]).hash;
    assert_eq!(hall.gets("wang", &body).await, "200");
    let prev = published.release.id();
    assert_eq!(hall.refuses("zhang", &sharing.retire("zhang", prev, prev)).await, "refused Role");
    hall.takes("li", &sharing.retire("li", prev, prev)).await;
    assert_eq!(hall.gets("wang", &body).await, "taken-back");
    assert_eq!(hall.gets("zhang", &body).await, "200");
}
