//! A province in which everything has happened once: what the matrix asks about.

use std::fmt;

use jixiang_model::{ObjectId, Role, Roles, ScopeId, StatementId};
use jixiang_statement::list::{self, HeadRow, SealPurpose, SealRow};
use jixiang_statement::payload::{
    DirectoryNotice, Entry, Heads, Payload, RolesChange, SealedKey, ShareClass, TakeBack,
};
use jixiang_statement::{Header, Signed};
use tempfile::TempDir;

use crate::asking::Asking;
use crate::hall::Hall;
use crate::sending::{Sending, To};
use crate::sharing::{Desk, Made, Sharing, as_it_is};
use crate::site::Site;
use crate::world::{NOON, Setting, World, reference};

/// A scope.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    Realm,
    Chain,
    Heads,
    DatasetReview,
    Dataset,
    RequestReview,
    AnswerReview,
    Request,
    Delivery,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Realm => "realm",
            Self::Chain => "chain of the provider",
            Self::Heads => "heads of the provider",
            Self::DatasetReview => "review of a dataset",
            Self::Dataset => "dataset",
            Self::RequestReview => "review of a request, requester's",
            Self::AnswerReview => "review of a request, provider's",
            Self::Request => "request",
            Self::Delivery => "delivery",
        })
    }
}

/// A statement that somebody brings.
#[derive(Clone, Copy)]
pub(crate) enum Act {
    Directory,
    Roles,
    Heads,
    Entry,
    Retire,
    Request,
    Answer,
    Receipt,
    TakeBack,
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Directory => "`directory` in the realm",
            Self::Roles => "`roles` in the provider's chain",
            Self::Heads => "`heads` of the provider",
            Self::Entry => "`entry` in the review of a dataset",
            Self::Retire => "`retire` in the dataset",
            Self::Request => "`request` in the requester's review",
            Self::Answer => "`answer` in the provider's review",
            Self::Receipt => "`receipt` in the request",
            Self::TakeBack => "`take-back` in the delivery",
        })
    }
}

/// What happened, and what can be asked for.
pub(crate) struct Fixture {
    pub(crate) world: World,
    /// What the platform kept.
    pub(crate) data: TempDir,
    pub(crate) objects: Vec<(&'static str, Vec<u8>)>,
    /// The first statement of each place, and its newest.
    places: Vec<(Signed, StatementId)>,
    entry: Made,
    record: Made,
    release: Made,
    /// A request that waits for its answer.
    waiting: Made,
}

/// The object of a statement that begins with these words.
fn object(made: &Made, begins: &str) -> Vec<u8> {
    made.objects.iter().find(|object| object.starts_with(begins.as_bytes())).unwrap().clone()
}

/// The list among the objects of a statement.
fn listed(made: &Made) -> Vec<u8> {
    object(made, "jixiang/v1/list/")
}

/// Objects, places and statements of what happened with datasets and requests.
struct Shared {
    objects: Vec<(&'static str, Vec<u8>)>,
    places: Vec<(Signed, StatementId)>,
    entry: Made,
    record: Made,
    release: Made,
    waiting: Made,
}

/// A dataset in all its states, and a request that was granted and carried on.
async fn share(hall: &Hall) -> Shared {
    let sharing = hall.sharing(1);
    let first = hall.publish(&sharing, as_it_is, as_it_is).await;
    let asking = Asking::new(&sharing, "民政", 2);
    let granted = hall.agree(&asking, &first).await;
    let start = b"generation key of release 2".to_vec();
    hall.of("li").put(&start).await;
    let key = SealedKey { key: first.record_key(hall.world()).key, object: reference(&start) };
    let second = hall
        .publish_second(&sharing, &first, |release| {
            release.generation = 2;
            release.start = Some(key);
        })
        .await;
    let reseal = asking.reseal("zhang", granted.grant.id(), granted.grant.id(), (2, 2), |_, _| {});
    hall.takes("zhang", &reseal).await;
    let prepared = sharing.entry("zhang", Some(second.record.id()), as_it_is);
    let third = sharing.record("zhang", prepared.id(), 3, as_it_is);
    hall.takes("zhang", &prepared).await;
    hall.takes("zhang", &third).await;

    let pending = Asking::new(&sharing, "民政", 9);
    let (waiting, _) = hall.submit(&pending, &first).await;
    let answer = pending.answer("zhang", pending.answers("财政"), None, waiting.id(), as_it_is);
    hall.takes("zhang", &answer).await;
    Shared {
        objects: vec![
            ("columns of an entry, prepared", prepared.objects[0].clone()),
            ("columns of an entry, released", first.entry.objects[0].clone()),
            ("body of a version, prepared", object(&third, "body")),
            ("body of a version, granted", object(&first.record, "body")),
            ("pack list of a version, granted", listed(&first.record)),
            ("pack of a version, granted", object(&first.record, "pack")),
            ("version key of a record", object(&first.record, "version key")),
            ("lineage secret of a record", object(&first.record, "lineage")),
            ("generation key of a release", object(&first.release, "generation key")),
            ("key of a grant", object(&granted.grant, "grant key")),
            ("list of a reseal", listed(&reseal)),
            ("sealed key of a reseal", object(&reseal, "generation key")),
        ],
        places: vec![
            (first.entry.signed.clone(), third.id()),
            (first.release.signed.clone(), second.release.id()),
            (granted.request.signed.clone(), granted.request.id()),
            (answer.signed.clone(), answer.id()),
            (granted.consent.signed.clone(), reseal.id()),
        ],
        entry: first.entry,
        record: first.record,
        release: first.release,
        waiting,
    }
}

/// The bodies of versions that were granted and then revoked, granted for a day, and open.
async fn end(hall: &Hall) -> Vec<(&'static str, Vec<u8>)> {
    let revoked = hall.sharing(5);
    let first = hall.publish(&revoked, as_it_is, as_it_is).await;
    let asking = Asking::new(&revoked, "民政", 6);
    let grant = hall.agree(&asking, &first).await.grant.id();
    hall.takes("li", &asking.revoke("li", grant, grant)).await;

    let expired = hall.sharing(7);
    let second = hall.publish(&expired, as_it_is, as_it_is).await;
    let asking = Asking::new(&expired, "民政", 8);
    let (request, consent) = hall.submit(&asking, &second).await;
    let grant = asking.grant("li", consent.id(), request.id(), consent.id(), |grant| {
        grant.not_after = NOON.plus_days(1);
    });
    hall.takes("li", &grant).await;

    let open = hall.sharing(3);
    let (key, bytes) = open.open_key(1);
    hall.of("li").put(&bytes).await;
    let unconditional = |entry: &mut Entry| entry.share_class = ShareClass::Unconditional;
    let third = hall.publish(&open, unconditional, |release| release.open = Some(key)).await;
    hall.submit(&Asking::new(&open, "民政", 4), &third).await;
    vec![
        ("body of a version, grant revoked", object(&first.record, "body")),
        ("body of a version, grant expired", object(&second.record, "body")),
        ("body of an open version, agreed", object(&third.record, "body")),
        ("open key of a release", bytes),
    ]
}

fn delivered(sending: &Sending) -> Vec<(&'static str, Vec<u8>)> {
    let content = &sending.delivery.content;
    let ids = [
        ("body of a delivery", content.body.hash),
        ("pack list of a delivery", content.packs.hash),
        ("pack of a delivery", sending.pack),
        ("cover of a delivery", sending.delivery.cover.hash),
        ("list of a delivery's seals", sending.delivery.seals.hash),
        ("cover key for the recipient", sending.key(0, SealPurpose::Cover)),
        ("version key for the recipient", sending.key(0, SealPurpose::Version)),
        ("version key for the sender", sending.key(SealRow::OWN, SealPurpose::Version)),
    ];
    let bytes = |id| sending.objects.iter().find(|object| ObjectId::of(object) == id).unwrap().clone();
    ids.map(|(name, id)| (name, bytes(id))).to_vec()
}

impl Fixture {
    /// Lets it all happen.
    pub(crate) async fn build() -> Self {
        let mut world = World::new();
        world.admit_and_remove("民政", 23, "qian");
        let hall = Hall::open(Site::of(world, Setting::default())).await;
        let (shared, ended) = (share(&hall).await, end(&hall).await);
        let world = hall.world();
        let sending = Sending::new(world, "财政", "zhang", &[To("民政", None)], 1);
        hall.of("zhang").deliver(&sending).await;
        let heads = dates(world, "zhang", None, &shared.release);
        hall.takes("zhang", &heads).await;
        let of_group = "epoch of 开放 for 财政".as_bytes().to_vec();
        let mut objects = vec![
            ("sealed epoch for a device of the provider", world.objects[0].clone()),
            ("list of sealed epochs", world.objects[1].clone()),
            ("list of heads", listed(&heads)),
            ("sealed epoch of the open group", of_group),
        ];
        objects.extend(shared.objects);
        // In the order of the table.
        let at = objects.iter().position(|(name, _)| *name == "version key of a record").unwrap();
        let (key, ended) = ended.split_last().unwrap();
        objects.splice(at..at, ended.to_vec());
        let at = objects.iter().position(|(name, _)| *name == "key of a grant").unwrap();
        objects.insert(at, key.clone());
        objects.extend(delivered(&sending));
        let chain = world.office("财政").chain[0].clone();
        let chain_head = world.office("财政").head();
        let delivery = sending.signed();
        let mut places = vec![(world.policy.clone(), world.policy.id()), (chain, chain_head)];
        places.push((heads.signed.clone(), heads.id()));
        places.extend(shared.places);
        places.push((delivery.clone(), delivery.id()));
        let (world, data) = hall.close();
        Self {
            objects,
            places,
            entry: shared.entry,
            record: shared.record,
            release: shared.release,
            waiting: shared.waiting,
            world,
            data,
        }
    }

    fn place(&self, place: Place) -> &(Signed, StatementId) {
        &self.places[place as usize]
    }

    /// The first statement of a place.
    pub(crate) fn first(&self, place: Place) -> &Signed {
        &self.place(place).0
    }

    fn newest(&self, place: Place) -> StatementId {
        self.place(place).1
    }

    /// An act by somebody's device. Where the form of the kind leaves only one department, that one stands in the header.
    pub(crate) fn act(&self, act: Act, by: &str) -> Made {
        let world = &self.world;
        let sharing = Sharing::new(world, "财政", 1);
        let asking = Asking::new(&sharing, "民政", 2);
        let desk = Desk::of(world, by);
        match act {
            Act::Directory => {
                let header = desk.header(ScopeId::realm(&world.realm), Some(self.newest(Place::Realm)));
                let list = list::encode::<HeadRow>(&[]).1;
                desk.sign(Payload::Directory(DirectoryNotice { header, sequence: 1, list })).into()
            }
            Act::Roles => {
                let head = self.newest(Place::Chain);
                let mut header = desk.header(world.office("财政").scope(), Some(head));
                stand_for(world, "财政", &mut header);
                let member = world.office("财政").device("zhang").key.public().device();
                let roles = Roles::of(&[Role::Staff, Role::KeyAdmin]);
                desk.sign(Payload::Roles(RolesChange { header, member, roles, scopes: None })).into()
            }
            Act::Heads => dates(world, by, Some(self.newest(Place::Heads)), &self.release),
            Act::Entry => sharing.entry(by, Some(self.newest(Place::DatasetReview)), |entry| {
                stand_for(world, "财政", &mut entry.header);
            }),
            Act::Retire => sharing.retire(by, self.newest(Place::Dataset), self.release.id()),
            Act::Request => asking.request(by, Some(self.newest(Place::RequestReview)), &self.entry, |request| {
                stand_for(world, "民政", &mut request.header);
            }),
            Act::Answer => {
                let scope = self.first(Place::AnswerReview).header().scope;
                asking.answer(by, scope, Some(self.newest(Place::AnswerReview)), self.waiting.id(), |answer| {
                    stand_for(world, "财政", &mut answer.header);
                })
            }
            Act::Receipt => asking.receipt(by, self.newest(Place::Request), self.record.id()),
            Act::TakeBack => {
                let opening = self.newest(Place::Delivery);
                let header = desk.header(self.first(Place::Delivery).header().scope, Some(opening));
                desk.sign(Payload::TakeBack(TakeBack { header, delivery: opening })).into()
            }
        }
    }
}

fn stand_for(world: &World, office: &str, header: &mut Header) {
    header.department = Some(world.office(office).id);
    header.head = Some(world.office(office).head());
}

/// 财政 dates its datasets.
fn dates(world: &World, by: &str, prev: Option<StatementId>, release: &Made) -> Made {
    let desk = Desk::of(world, by);
    let scope = ScopeId::heads(&world.realm, &world.office("财政").id);
    let row = HeadRow { dataset: release.signed.header().scope, statement: release.id() };
    let (bytes, list) = list::encode(&[row]);
    let mut header = desk.header(scope, prev);
    stand_for(world, "财政", &mut header);
    let sequence = if prev.is_some() { 2 } else { 1 };
    Made { signed: desk.sign(Payload::Heads(Heads { header, sequence, list })), objects: vec![bytes] }
}
