//! What a device signed between the list of its removal and the removal itself: without effect here, as for every client.

use jixiang_model::{KeyHash, Role, Roles, ScopeId, StatementId};
use jixiang_statement::list::{self, Row, ScopeRow, SealPurpose, SealRow};
use jixiang_statement::payload::{Epoch, Grant, ListRef, Payload, Release, Remove, RolesChange, SealedKey, Standing};
use jixiang_statement::{Base64, Signed};

use crate::asking::Asking;
use crate::client::Client;
use crate::hall::Hall;
use crate::sending::{Sending, To};
use crate::sharing::{as_it_is, in_days};
use crate::site::Site;
use crate::world::{Device, World, header, reference};

/// Sends a list object.
pub(crate) async fn put<R: Row>(client: &Client, rows: &[R]) -> ListRef {
    let (bytes, list) = list::encode(rows);
    assert!(client.put(&bytes).await.status.is_success());
    list
}

/// The admin of an office removes a device; what `scopes` names still counts.
pub(crate) async fn remove(client: &Client, world: &World, device: &Device, scopes: &[ScopeRow]) -> Signed {
    remove_with(client, world, device, scopes, |_| ()).await
}

/// The same with other rows of the new epoch than those of the members that stay.
async fn remove_with(
    client: &Client,
    world: &World,
    device: &Device,
    scopes: &[ScopeRow],
    spoil: impl FnOnce(&mut Vec<SealRow>),
) -> Signed {
    let office = world.offices.iter().find(|o| o.id == device.department).unwrap();
    let stay = std::iter::once(&office.admin).chain(&office.people).filter(|d| d.key.public() != device.key.public());
    let sealed = stay.map(|stays| (format!("second epoch for {}", stays.person).into_bytes(), stays.seal_hash()));
    let (sealed, mut rows): (Vec<Vec<u8>>, Vec<SealRow>) = sealed
        .map(|(bytes, key)| {
            let object = reference(&bytes);
            (bytes, SealRow { recipient: 0, purpose: SealPurpose::Epoch, key, object })
        })
        .unzip();
    for bytes in &sealed {
        client.put(bytes).await;
    }
    spoil(&mut rows);
    let public = vec![200; 1216];
    let previous = b"first epoch under the second".to_vec();
    client.put(&previous).await;
    let seals = put(client, &rows).await;
    let scopes = put(client, scopes).await;
    let mut header = header(world.realm, &office.admin.key, office.scope());
    header.department = Some(office.id);
    header.head = Some(office.head());
    header.prev = header.head;
    let remove = Payload::Remove(Remove {
        header,
        removed: device.key.public().device(),
        scopes,
        epoch: Epoch {
            number: 2,
            seals,
            previous: Some(SealedKey { key: KeyHash::of(&public), object: reference(&previous) }),
            public: Base64(public),
        },
    });
    Signed::sign(&remove, &office.admin.key).unwrap()
}

/// The root gives li of 财政 other roles, as the next statement of the chain; what `scopes` names still counts.
fn change(world: &World, prev: StatementId, roles: &[Role], scopes: Option<ListRef>) -> Signed {
    let office = world.office("财政");
    let mut header = header(world.realm, &world.root, office.scope());
    header.department = Some(office.id);
    header.head = Some(world.policy.id());
    header.prev = Some(prev);
    let member = office.device("li").key.public().device();
    let change = Payload::Roles(RolesChange { header, member, roles: Roles::of(roles), scopes });
    Signed::sign(&change, &world.root).unwrap()
}

/// The row that counts a scope up to this statement.
fn up_to(scope: ScopeId, newest: StatementId) -> ScopeRow {
    ScopeRow { scope, newest }
}

#[tokio::test]
async fn a_new_epoch_is_sealed_to_every_member_that_is_left_and_to_nobody_else() {
    let site = Site::new();
    let admin = site.sign_in("admin-10").await;
    let zhang = site.world.office("财政").device("zhang");
    let wang = site.world.office("民政").device("wang").seal_hash();
    type Spoil<'a> = &'a dyn Fn(&mut Vec<SealRow>);
    let spoilt: [(&str, Spoil<'_>, &str); 4] = [
        ("li is shut out", &|rows| rows.truncate(1), "refused Seals"),
        (
            "it is sealed to who is removed",
            &|rows| rows.push(SealRow { key: zhang.seal_hash(), ..rows[0] }),
            "refused Seals",
        ),
        ("it is sealed to a stranger", &|rows| rows.push(SealRow { key: wang, ..rows[0] }), "refused Seals"),
        ("a row for a second recipient", &|rows| rows[0].recipient = 1, "refused List"),
    ];
    for (what, spoil, told) in spoilt {
        let removal = remove_with(&admin, &site.world, zhang, &[], spoil).await;
        assert_eq!(admin.append(&removal).await.problem(), told, "{what}");
    }
    admin.appended(&remove(&admin, &site.world, zhang, &[]).await).await;
}

/// li published with leave for later versions, wang holds a grant, and zhang released the second version by that leave.
macro_rules! released_by_zhang {
    ($hall:ident, $sharing:ident, $published:ident, $second:ident, $early:ident) => {
        let $hall = Hall::open(Site::new()).await;
        let $sharing = $hall.sharing(1);
        let standing = |release: &mut Release| release.standing = Some(Standing { until: in_days(30) });
        let $published = $hall.publish(&$sharing, as_it_is, standing).await;
        $hall.agree(&Asking::new(&$sharing, "民政", 2), &$published).await;
        let $second = $sharing.record("zhang", $published.record.id(), 2, as_it_is);
        $hall.takes("zhang", &$second).await;
        let cites = |release: &mut Release| release.cites = Some($published.release.id());
        let first = Some($published.release.id());
        let $early = $sharing.release("zhang", first, 2, &$published.entry, Some(&$second), cites);
        $hall.takes("zhang", &$early).await;
    };
}

#[tokio::test]
async fn a_version_that_a_removed_device_let_out_is_let_out_by_a_colleague_instead() {
    released_by_zhang!(hall, sharing, published, second, early);
    let body = reference(&second.objects[0]).hash;
    assert_eq!(hall.gets("wang", &body).await, "200");
    // The admin's list is of the moment before that release.
    let zhang = hall.world().office("财政").device("zhang");
    let rows = [up_to(sharing.review, second.id())];
    let removal = remove(hall.of("admin-10"), hall.world(), zhang, &rows).await;
    hall.of("admin-10").appended(&removal).await;
    assert_eq!(hall.gets("wang", &body).await, "404", "nobody who counts let it out");
    let third = sharing.release("li", Some(early.id()), 3, &published.entry, Some(&second), as_it_is);
    assert_eq!(hall.refuses("li", &third).await, "refused Names", "there is no second version");
    let out = sharing.release("li", Some(published.release.id()), 2, &published.entry, Some(&second), as_it_is);
    hall.takes("li", &out).await;
    assert_eq!(hall.gets("wang", &body).await, "200");
    let (world, data) = hall.close();
    world.platform(data.path(), crate::world::Setting::default());
}

#[tokio::test]
async fn what_does_not_count_has_a_place_while_something_that_counts_follows_it() {
    released_by_zhang!(hall, sharing, published, second, early);
    let before = sharing.retire("li", early.id(), published.release.id());
    hall.takes("li", &before).await;
    let zhang = hall.world().office("财政").device("zhang");
    let rows = [up_to(sharing.review, second.id())];
    let removal = remove(hall.of("admin-10"), hall.world(), zhang, &rows).await;
    hall.of("admin-10").appended(&removal).await;
    let body = reference(&published.record.objects[0]).hash;
    assert_eq!(hall.gets("wang", &body).await, "taken-back", "li ended it");
    let astray = sharing.release("li", Some(published.release.id()), 2, &published.entry, Some(&second), as_it_is);
    assert_eq!(hall.refuses("li", &astray).await, "conflict");
    let out = sharing.release("li", Some(before.id()), 2, &published.entry, Some(&second), as_it_is);
    hall.takes("li", &out).await;
}

#[tokio::test]
async fn who_does_not_know_of_the_removal_yet_goes_on_after_what_does_not_count() {
    released_by_zhang!(hall, sharing, published, second, early);
    let zhang = hall.world().office("财政").device("zhang");
    let rows = [up_to(sharing.review, second.id())];
    let removal = remove(hall.of("admin-10"), hall.world(), zhang, &rows).await;
    hall.of("admin-10").appended(&removal).await;
    hall.takes("li", &sharing.retire("li", early.id(), published.release.id())).await;
    let body = reference(&second.objects[0]).hash;
    assert_eq!(hall.gets("wang", &body).await, "404");
}

#[tokio::test]
async fn a_grant_by_who_was_head_no_more_gives_nothing_and_is_made_again() {
    let hall = Hall::open(Site::new()).await;
    let sharing = hall.sharing(1);
    let published = hall.publish(&sharing, as_it_is, as_it_is).await;
    let asking = Asking::new(&sharing, "民政", 2);
    let granted = hall.agree(&asking, &published).await;
    let receipt = asking.receipt("wang", granted.grant.id(), published.record.id());
    hall.takes("wang", &receipt).await;
    let body = reference(&published.record.objects[0]).hash;
    assert_eq!(hall.gets("wang", &body).await, "200");

    let admin = hall.of("admin-10");
    let scopes = put(admin, &[up_to(sharing.id, published.release.id())]).await;
    let demoted = change(hall.world(), hall.world().office("财政").head(), &[Role::Staff], Some(scopes));
    let raised = change(hall.world(), demoted.id(), &[Role::Staff, Role::Head], None);
    let why = demoted.id().to_string();
    hall.imports(&[demoted, raised.clone()]);
    assert!(hall.of("wang").rows().await.contains(&why), "who asked learns why the grant is gone");
    assert!(!hall.of("chen").rows().await.contains(&why), "nobody else does");
    assert_eq!(hall.gets("wang", &body).await, "404", "nobody agreed");
    let late = asking.withdraw("wang", receipt.id(), granted.request.id());
    assert_eq!(hall.refuses("wang", &late).await, "unknown-prev", "the receipt of what was not granted is gone");

    let at = |grant: &mut Grant| grant.header.head = Some(raised.id());
    let again = asking.grant("li", granted.grant.id(), granted.request.id(), granted.consent.id(), at);
    hall.takes("li", &again).await;
    assert_eq!(hall.gets("wang", &body).await, "200");
}

#[tokio::test]
async fn a_delivery_that_does_not_count_leaves_no_more_and_a_take_back_that_does_not_is_none() {
    const TO: &[To] = &[To("住建", Some("chen"))];
    let hall = Hall::open(Site::new()).await;
    let (hidden, kept) =
        (Sending::new(hall.world(), "财政", "zhang", TO, 1), Sending::new(hall.world(), "财政", "zhang", TO, 2));
    hall.of("zhang").deliver(&hidden).await;
    let opening = hall.of("zhang").deliver(&kept).await.id;
    hall.of("zhang").appended(&kept.take_back(opening)).await;
    assert_eq!(hall.gets("chen", &hidden.pack).await, "200");
    assert_eq!(hall.gets("chen", &kept.pack).await, "taken-back");
    let zhang = hall.world().office("财政").device("zhang");
    let removal = remove(hall.of("admin-10"), hall.world(), zhang, &[up_to(kept.scope(), opening)]).await;
    hall.of("admin-10").appended(&removal).await;
    assert_eq!(hall.gets("chen", &hidden.pack).await, "taken-back");
    assert_eq!(hall.gets("chen", &hidden.key(0, SealPurpose::Version)).await, "taken-back");
    assert_eq!(hall.gets("chen", &kept.pack).await, "200");
    let receipt = kept.receipt(hall.world(), "住建", "chen", opening);
    hall.of("chen").appended(&receipt).await;
}
