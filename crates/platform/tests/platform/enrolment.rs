//! Enrolments: of one's own device, waiting for a key admin, or admitted by an enroller.

use std::sync::{Arc, Mutex};

use jixiang_model::{Role, UnixMillis};
use jixiang_platform::{Admitted, Enroller, EnrollerError};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::Enrolment;
use jixiang_wire::enrolment::{Enrolled, State, WaitingList};
use jixiang_wire::path;

use crate::client::{Answer, Client};
use crate::site::Site;
use crate::world::{Device, Hands, Setting, World};

async fn enrol(client: &Client, device: &Device) -> Answer {
    let enrolment = device.enrolment();
    let key = enrolment.id().to_string();
    client.post_envelope(path::ENROLMENTS, key, enrolment.bytes()).await
}

#[tokio::test]
async fn a_device_waits_until_a_key_admin_admits_it() {
    let mut site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let admin = site.sign_in("admin-10").await;
    let device = site.world.device(77, "zhang", site.world.office("财政").id);
    let enrolled: Enrolled = enrol(&zhang, &device).await.json();
    assert_eq!(enrolled.state, State::Waiting);
    assert_eq!(zhang.read(path::ENROLMENTS).await.problem(), "forbidden");
    let list: WaitingList = admin.read(path::ENROLMENTS).await.json();
    assert_eq!(list.enrolments[0].id, device.enrolment().id());
    assert_eq!(list.enrolments[0].enrolment.as_bytes(), device.enrolment().bytes());

    let add = site.world.admit("财政", &device, &[Role::Staff]).remove(0);
    admin.put(site.world.objects.last().unwrap()).await;
    admin.appended(&add).await;
    let enrolled: Enrolled = enrol(&zhang, &device).await.json();
    assert_eq!(enrolled.state, State::Admitted);
    let list: WaitingList = admin.read(path::ENROLMENTS).await.json();
    assert_eq!(list.enrolments, []);
}

#[tokio::test]
async fn who_asks_again_and_again_hides_nobody() {
    let clock = Hands::default();
    let site = Site::with(Setting { clock: clock.clone(), ..Setting::default() });
    let (zhang, li) = (site.sign_in("zhang").await, site.sign_in("li").await);
    let admin = site.sign_in("admin-10").await;
    let office = site.world.office("财政").id;
    let waits = site.world.device(77, "li", office);
    enrol(&li, &waits).await;
    let mut newest = Vec::new();
    for seed in 100..=255 {
        clock.set(UnixMillis(clock.clock()().0 + 1));
        let device = site.world.device(seed, "zhang", office);
        assert_eq!(enrol(&zhang, &device).await.json::<Enrolled>().state, State::Waiting);
        newest.push(device.enrolment().id());
    }
    let list: WaitingList = admin.read(path::ENROLMENTS).await.json();
    let shown: Vec<_> = list.enrolments.iter().map(|waiting| waiting.id).collect();
    let expected = [&[waits.enrolment().id()], &newest[newest.len() - 5..]].concat();
    assert_eq!(shown, expected, "oldest first, the newest five of a person");
    enrol(&zhang, site.world.office("财政").device("zhang")).await;
    let list: WaitingList = admin.read(path::ENROLMENTS).await.json();
    assert_eq!(list.enrolments.len(), 6, "who is a member does not wait");
}

#[tokio::test]
async fn nobody_enrols_a_device_of_somebody_else() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let others = site.world.device(77, "li", site.world.office("财政").id);
    assert_eq!(enrol(&zhang, &others).await.problem(), "refused Poster");
    let mut pilot = site.world.device(78, "zhang", site.world.office("财政").id);
    pilot.realm = jixiang_model::RealmId::derive(&site.world.root.public().to_bytes(), "pilot");
    assert_eq!(enrol(&zhang, &pilot).await.problem(), "refused Realm");
}

/// Admits everybody with the office's admin key; asked again, it makes nothing.
struct Admits(Mutex<World>);

impl Enroller for Admits {
    fn admit(&self, chain: &Chain, _: &Realm, enrolment: &Enrolment, _: UnixMillis) -> Result<Admitted, EnrollerError> {
        if chain.member(&enrolment.key().device()).is_some() {
            return Ok(Admitted::default());
        }
        let mut world = self.0.lock().unwrap();
        let device = world.device(77, enrolment.payload().person.as_str(), *chain.id());
        if device.key.public() != *enrolment.key() {
            return Err(EnrollerError("not a device of this test".to_owned()));
        }
        let statements = world.admit("财政", &device, &[Role::Staff, Role::Head]);
        let objects = vec![world.objects.pop().unwrap()];
        Ok(Admitted { objects, statements })
    }
}

#[tokio::test]
async fn an_enroller_admits_at_once_and_once() {
    let setting = Setting { enroller: Some(Arc::new(Admits(Mutex::new(World::new())))), ..Setting::default() };
    let site = Site::with(setting);
    let zhang = site.sign_in("zhang").await;
    let device = site.world.device(77, "zhang", site.world.office("财政").id);
    for _ in 0..2 {
        let enrolled: Enrolled = enrol(&zhang, &device).await.json();
        assert_eq!(enrolled.state, State::Admitted);
    }
    let before = 1 + site.world.office("财政").chain.len();
    assert_eq!(zhang.rows().await.len(), before + 2, "add and roles, once");
    let unknown = site.world.device(78, "zhang", site.world.office("财政").id);
    assert_eq!(enrol(&zhang, &unknown).await.problem(), "forbidden");
}
