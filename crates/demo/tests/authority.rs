//! The demo authority as the platform meets it: seed, replay, admission, restart.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::HashMap;
use std::sync::OnceLock;

use jixiang_demo::{Authority, DemoError, DemoStaff, Seed};
use jixiang_model::{DepartmentId, Kind, ObjectId, RealmId, Role, Roles, ScopeId, Suite, UnixMillis};
use jixiang_seal::context::SealFor;
use jixiang_seal::to_key::{self, Opens as _};
use jixiang_seal::{DevicePrivateKey, EpochPrivateKey, Extent, Place, Purpose};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::list::{self, Directory, ScopeRow, SealRow};
use jixiang_statement::payload::{Enrolment, EnrolmentPayload, ListRef, Payload, RolesChange};
use jixiang_statement::{Base64, Header, Placement, Signed, SigningKey};

const NOW: UnixMillis = UnixMillis(1_795_400_000_000);

/// One demo for all tests that only read it: a seed is thousands of keys.
fn demo() -> (&'static Authority, &'static Seed) {
    static DEMO: OnceLock<(Authority, Seed)> = OnceLock::new();
    let (authority, seed) = DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::open(&folder.path().join("keys")).unwrap();
        let seed = authority.seed(NOW).unwrap();
        (authority, seed)
    });
    (authority, seed)
}

/// The platform's view: everything replayed from the seed.
struct Replayed {
    realm: Realm,
    chains: HashMap<DepartmentId, Chain>,
    objects: HashMap<ObjectId, Vec<u8>>,
}

fn replay(authority: &Authority, seed: &Seed) -> Replayed {
    let mut replayed = Replayed {
        realm: Realm::pinned(authority.realm(), authority.realm_root()),
        chains: HashMap::new(),
        objects: seed.objects.iter().map(|bytes| (ObjectId::of(bytes), bytes.clone())).collect(),
    };
    for signed in &seed.statements {
        append(&mut replayed, signed);
    }
    replayed
}

fn append(replayed: &mut Replayed, signed: &Signed) {
    let signed = &Signed::parse(signed.bytes()).unwrap();
    let department = signed.header().department;
    if signed.kind() == Kind::Genesis {
        let chain = Chain::open(signed, &replayed.realm).unwrap();
        assert!(replayed.chains.insert(department.unwrap(), chain).is_none());
    } else if signed.header().scope == ScopeId::realm(replayed.realm.id()) {
        let placed = replayed.realm.append(signed, |id| replayed.chains.get(id)).unwrap();
        assert_eq!(placed, Placement::Next);
    } else {
        let chain = replayed.chains.get_mut(&department.unwrap()).unwrap();
        assert_eq!(chain.append(signed, &replayed.realm).unwrap(), Placement::Next);
    }
}

struct Device {
    sign: SigningKey,
    open: DevicePrivateKey,
    enrolment: Enrolment,
}

fn device(realm: RealmId, staff: &DemoStaff, number: u8) -> Device {
    let sign = SigningKey::from_seed(blake3_seed(staff, number, 1));
    let open = DevicePrivateKey::from_bytes(*blake3_seed(staff, number, 2));
    let payload = EnrolmentPayload {
        realm,
        suite: Suite::One,
        department: staff.department,
        person: staff.id.clone(),
        sign: Base64(sign.public().to_bytes().to_vec()),
        seal: Base64(open.public().to_bytes()),
    };
    let enrolment = Enrolment::sign(&payload, &sign);
    Device { sign, open, enrolment }
}

fn blake3_seed(staff: &DemoStaff, number: u8, what: u8) -> &'static [u8; 32] {
    let id = ObjectId::of(&[staff.id.as_str().as_bytes(), &[number, what]].concat());
    Box::leak(Box::new(*id.as_bytes()))
}

fn staff<'a>(seed: &'a Seed, id: &str) -> &'a DemoStaff {
    seed.staff.iter().find(|staff| staff.id.as_str() == id).unwrap()
}

#[test]
fn the_seed_replays_and_names_no_object_that_is_missing() {
    let (authority, seed) = demo();
    let replayed = replay(authority, seed);
    assert_eq!(replayed.chains.len(), 841);

    let object = |list: &ListRef| &replayed.objects[&list.hash];
    let notice = replayed.realm.directory().unwrap();
    let directory = Directory::decode(object(&notice.list), &notice.list).unwrap();
    assert_eq!(directory.departments.len(), 841);
    assert_eq!(directory.people.len(), seed.staff.len());
    for department in &directory.departments {
        let chain = &replayed.chains[&department.id];
        assert_eq!((chain.name(), chain.uscc()), (&*department.name, &department.uscc));
    }
    for chain in replayed.chains.values() {
        let seals = chain.epoch().seals;
        for row in list::decode::<SealRow>(object(&seals), &seals).unwrap() {
            assert_eq!(replayed.objects[&row.object.hash].len(), row.object.bytes as usize);
        }
    }
    let open = replayed.realm.policy().unwrap().province_open.unwrap();
    assert_eq!(replayed.chains[&open].epoch().seals.count, 841, "every other department and its own admin");
    let largest = seed.statements.iter().map(|signed| signed.bytes().len()).max().unwrap();
    assert!(largest < 16 * 1024, "statements stay small: {largest}");
}

#[test]
fn the_five_named_people_come_first_and_are_admitted_with_their_roles() {
    let (authority, seed) = demo();
    let mut replayed = replay(authority, seed);
    for (id, department, roles) in [
        ("cz-zhang", "吉林省财政厅", &[Role::Staff][..]),
        ("cz-li", "吉林省财政厅", &[Role::Staff, Role::Head]),
        ("cc-wang", "长春市财政局", &[Role::Staff]),
        ("cc-zhao", "长春市财政局", &[Role::Staff, Role::Head]),
        ("dsj-sun", "吉林省政务服务和数字化建设管理局", &[Role::Staff, Role::Registrar]),
    ] {
        let person = staff(seed, id);
        assert_eq!(person.department_name, department);
        let device = device(authority.realm(), person, 1);
        let chain = &replayed.chains[&person.department];
        let admitted = authority.admit(chain, &replayed.realm, &device.enrolment, NOW).unwrap();
        assert_eq!(admitted.statements.len(), if roles == [Role::Staff] { 1 } else { 2 });
        for signed in &admitted.statements {
            append(&mut replayed, signed);
        }
        let chain = &replayed.chains[&person.department];
        let member = chain.devices_of(&person.id).next().unwrap();
        assert_eq!(member.device, device.sign.public().device());
        assert_eq!(member.roles(), Roles::of(roles), "{id}");
        assert_eq!((member.name.as_str(), member.post.as_str()), (&*person.name, &*person.post));
        opens_the_epoch(&admitted.statements[0], &admitted.objects[0], &device, chain);
        let again = authority.admit(chain, &replayed.realm, &device.enrolment, NOW).unwrap();
        assert!(again.statements.is_empty(), "{id} is a member already");
    }
    assert!(seed.staff[..5].iter().all(|staff| !staff.id.as_str().contains("2200")));
}

/// What the admitted device does first: it opens the department's epoch.
fn opens_the_epoch(add: &Signed, sealed: &[u8], device: &Device, chain: &Chain) {
    let Payload::Add(payload) = add.payload() else { panic!("an add comes first") };
    assert_eq!(payload.seal.object.hash, ObjectId::of(sealed));
    let header = add.header();
    let epoch = to_key::SealPublicKey::from_bytes(&chain.epoch().public).unwrap();
    let seal = SealFor {
        purpose: Purpose::EpochToDevice,
        place: Place { realm: header.realm, suite: header.suite, scope: header.scope },
        department: *chain.id(),
        device: header.device,
        extent: Extent::Epoch(epoch.hash()),
        answers: None,
    };
    let opened: EpochPrivateKey = to_key::open(&seal, &device.open, sealed).unwrap();
    assert_eq!(opened.public(), epoch);
}

#[test]
fn an_admission_that_was_cut_in_the_middle_is_completed() {
    let (authority, seed) = demo();
    let mut replayed = replay(authority, seed);
    let person = staff(seed, "cz-li");
    let device = device(authority.realm(), person, 1);
    let whole = authority.admit(&replayed.chains[&person.department], &replayed.realm, &device.enrolment, NOW).unwrap();
    append(&mut replayed, &whole.statements[0]);
    let rest = authority.admit(&replayed.chains[&person.department], &replayed.realm, &device.enrolment, NOW).unwrap();
    assert_eq!(rest.statements, whole.statements[1..]);
    assert!(rest.objects.is_empty());
}

#[test]
fn roles_that_were_taken_away_are_not_given_back() {
    let (authority, seed) = demo();
    let mut replayed = replay(authority, seed);
    let person = staff(seed, "cz-li");
    let device = device(authority.realm(), person, 1);
    let admitted =
        authority.admit(&replayed.chains[&person.department], &replayed.realm, &device.enrolment, NOW).unwrap();
    admitted.statements.iter().for_each(|signed| append(&mut replayed, signed));
    let head = replayed.chains[&person.department].head();
    let by_admin = admitted.statements[0].header();
    let less = Payload::Roles(RolesChange {
        header: Header {
            device: device.sign.public().device(),
            head: Some(head),
            prev: Some(head),
            ..by_admin.clone()
        },
        member: device.sign.public().device(),
        roles: Roles::of(&[Role::Staff]),
        scopes: Some(list::encode::<ScopeRow>(&[]).1),
    });
    append(&mut replayed, &Signed::sign(&less, &device.sign).unwrap());
    let again = authority.admit(&replayed.chains[&person.department], &replayed.realm, &device.enrolment, NOW).unwrap();
    assert!(again.statements.is_empty() && again.objects.is_empty());
}

#[test]
fn strangers_other_departments_and_other_realms_are_refused() {
    let (authority, seed) = demo();
    let replayed = replay(authority, seed);
    let refused = |person: &DemoStaff, realm: RealmId, chain: DepartmentId| {
        let enrolment = device(realm, person, 1).enrolment;
        authority.admit(&replayed.chains[&chain], &replayed.realm, &enrolment, NOW).unwrap_err()
    };
    let li = staff(seed, "cz-li");
    let wang = staff(seed, "cc-wang");
    let stranger = DemoStaff { id: "nobody".parse().unwrap(), ..li.clone() };
    assert!(matches!(refused(&stranger, authority.realm(), li.department), DemoError::Person(_)));
    let moved = DemoStaff { department: wang.department, ..li.clone() };
    assert!(matches!(refused(&moved, authority.realm(), wang.department), DemoError::Person(_)));
    assert!(matches!(refused(li, authority.realm(), wang.department), DemoError::Department));
    let pilot = RealmId::derive(&authority.realm_root().to_bytes(), "pilot");
    assert!(matches!(refused(li, pilot, li.department), DemoError::Realm));
}

#[test]
fn a_restart_gives_the_same_province_and_another_folder_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    let first = Authority::open(&keys).unwrap().seed(NOW).unwrap();
    let later = Authority::open(&keys).unwrap().seed(NOW.plus_days(3)).unwrap();
    assert!(first == later);
    let other = Authority::open(&folder.path().join("other")).unwrap();
    assert_ne!(other.realm(), first.statements[0].header().realm);
}

#[cfg(unix)]
#[test]
fn keys_lie_open_to_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    Authority::open(&keys).unwrap().seed(NOW).unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&keys), 0o700);
    let mut names: Vec<_> = std::fs::read_dir(&keys).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert_eq!(names.len(), 2, "no draft stays behind");
    assert!(names.iter().all(|path| mode(path) == 0o600));

    std::fs::set_permissions(&names[0], std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(Authority::open(&keys), Err(DemoError::Exposed(_))));
    std::fs::set_permissions(&names[0], std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(&names[0], b"short").unwrap();
    assert!(matches!(Authority::open(&keys), Err(DemoError::Damaged(_))));
}
