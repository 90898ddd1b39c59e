//! A realm with departments to replay, and the statements that change them.

use jixiang_model::{DepartmentId, DeviceId, Nonce, Role, Roles, ScopeId, StatementId, Suite, Uscc};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::*;
use jixiang_statement::{Base64, Payload, Placement, Refusal, Signed, SigningKey};

use crate::sample::{self, admission, enrolment, epoch, key, list, object, root, sealed, text};

/// The realm after its policy.
pub(crate) fn realm() -> Realm {
    let mut realm = Realm::pinned(sample::realm(), root().public());
    realm.append(&policy(&realm, &root()), |_| None).unwrap();
    realm
}

fn blank(key: &SigningKey) -> Header {
    Header {
        realm: sample::realm(),
        suite: Suite::One,
        device: key.public().device(),
        department: None,
        head: None,
        scope: ScopeId::realm(&sample::realm()),
        prev: None,
        overrides: Vec::new(),
        time: sample::TIME,
        checkpoint: String::new(),
    }
}

/// The header of the next root statement of the realm.
pub(crate) fn of_realm(realm: &Realm, key: &SigningKey) -> Header {
    Header { head: realm.head(), prev: realm.head(), ..blank(key) }
}

/// The header of the next statement of a chain by a member.
pub(crate) fn of_chain(chain: &Chain, key: &SigningKey) -> Header {
    let next = Some(chain.head());
    Header {
        department: Some(*chain.id()),
        head: next,
        scope: ScopeId::department(chain.id()),
        prev: next,
        ..blank(key)
    }
}

/// The header of the next statement of a chain by the root.
pub(crate) fn by_root(chain: &Chain, realm: &Realm) -> Header {
    Header { head: realm.head(), ..of_chain(chain, &root()) }
}

pub(crate) fn sign(payload: Payload, key: &SigningKey) -> Signed {
    Signed::sign(&payload, key).unwrap()
}

pub(crate) fn policy(realm: &Realm, key: &SigningKey) -> Signed {
    let header = of_realm(realm, key);
    sign(Payload::Policy(Policy { header, minimum_suite: Suite::One, province_open: None }), key)
}

pub(crate) fn rotate(realm: &Realm, old: &SigningKey, new: &SigningKey) -> Signed {
    let header = of_realm(realm, old);
    sign(Payload::RootRotate(RootRotate { header, root: Base64(new.public().to_bytes().to_vec()) }), old)
}

/// A department's genesis, signed by `key`. Its first device is key admin and staff and has the signing seed `number`.
pub(crate) fn genesis(realm: &Realm, number: u8, key: &SigningKey) -> Signed {
    let uscc = Uscc::complete(&format!("11220000DEM00{number:03}0")).unwrap();
    let nonce = Nonce::from_bytes([number; 32]);
    let id = DepartmentId::derive(realm.id(), &uscc, &nonce);
    let first = enrolment(id, "admin", &sample::key(number), number);
    let header = Header { department: Some(id), head: realm.head(), scope: ScopeId::department(&id), ..blank(key) };
    let genesis = Genesis {
        header,
        uscc,
        name: text("某局"),
        nonce,
        admission: admission(&first, &[Role::Staff, Role::KeyAdmin]),
        epoch: epoch(1, number.wrapping_add(100)),
    };
    sign(Payload::Genesis(genesis), key)
}

/// A department with one device, [`sample::key`]`(number)`.
pub(crate) fn department(realm: &Realm, number: u8) -> Chain {
    Chain::open(&genesis(realm, number, &root()), realm).unwrap()
}

/// An `add` of `device` in the name of `header`'s signer. Its X-Wing key is made of `seal`.
pub(crate) fn add_as(header: Header, by: &SigningKey, device: &SigningKey, seal: u8, epoch: u32) -> Signed {
    let enrolment = enrolment(header.department.unwrap(), "wang", device, seal);
    let admission = admission(&enrolment, &[Role::Staff]);
    sign(Payload::Add(Add { header, admission, epoch, seal: sealed(seal) }), by)
}

/// The next `add`, by a key admin, of the device [`sample::key`]`(device)`.
pub(crate) fn add(chain: &Chain, by: &SigningKey, device: u8) -> Signed {
    add_as(of_chain(chain, by), by, &sample::key(device), device, chain.epoch().number)
}

/// A `remove` that starts an epoch whose key is made of `public`.
pub(crate) fn remove(chain: &Chain, by: &SigningKey, removed: DeviceId, public: u8) -> Signed {
    let header = of_chain(chain, by);
    let epoch = epoch(chain.epoch().number + 1, public);
    sign(Payload::Remove(Remove { header, removed, scopes: list(public), epoch }), by)
}

/// A `roles` statement under this header.
pub(crate) fn roles(
    header: Header,
    by: &SigningKey,
    member: DeviceId,
    roles: &[Role],
    scopes: Option<ListRef>,
) -> Signed {
    let change = RolesChange { header, member, roles: Roles::of(roles), scopes };
    sign(Payload::Roles(change), by)
}

/// A `recover` by the root.
pub(crate) fn recover(
    chain: &Chain,
    realm: &Realm,
    removed: &[DeviceId],
    overrides: &[StatementId],
    public: u8,
) -> Signed {
    let header = Header { overrides: overrides.to_vec(), ..by_root(chain, realm) };
    let epoch = epoch(chain.epoch().number + 1, public);
    let recover = Recover { header, removed: removed.to_vec(), scopes: list(public), epoch };
    sign(Payload::Recover(recover), &root())
}

/// A delivery of a member to another department, under the head that the chain has now.
pub(crate) fn delivery(chain: &Chain, by: &SigningKey, to: &[Recipient]) -> Signed {
    let nonce = Nonce::from_bytes([0x71; 32]);
    let scope = ScopeId::delivery(&sample::realm(), chain.id(), &nonce);
    let header = Header { scope, prev: None, ..of_chain(chain, by) };
    let delivery = Delivery {
        header,
        nonce,
        content: sample::content(),
        cover: object(0x72),
        recipients: to.to_vec(),
        seals: list(0x73),
        not_after: sample::TIME.plus_days(30),
    };
    sign(Payload::Delivery(delivery), by)
}

/// One recipient: a department of which the sender knows the chain, or a person of it.
pub(crate) fn recipient(chain: &Chain, person: Option<&str>) -> Recipient {
    Recipient { department: *chain.id(), head: chain.head(), person: person.map(|person| person.parse().unwrap()) }
}

/// A department whose key admin is `key(1)`, with staff `key(2)`.
pub(crate) fn office(realm: &Realm) -> Chain {
    let mut chain = department(realm, 1);
    let admitted = add(&chain, &key(1), 2);
    assert_eq!(chain.append(&admitted, realm), Ok(Placement::Next));
    chain
}

/// Makes the next statement of the chain and takes it.
#[track_caller]
pub(crate) fn append(chain: &mut Chain, realm: &Realm, make: impl FnOnce(&Chain) -> Signed) {
    let signed = make(chain);
    assert_eq!(chain.append(&signed, realm), Ok(Placement::Next));
}

/// Refused, and the chain is as it was.
#[track_caller]
pub(crate) fn refused(chain: &Chain, realm: &Realm, signed: &Signed, why: Refusal) {
    let mut after = chain.clone();
    assert_eq!(after.append(signed, realm), Err(why));
    assert!(after == *chain, "a refused statement leaves no trace");
}
