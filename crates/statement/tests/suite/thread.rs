//! The thread of a delivery: who may take back, receive and reseal, and what keeps its place without effect.

use jixiang_model::{Kind, PersonId, Proof, Role, Roles};
use jixiang_statement::chain::Chain;
use jixiang_statement::payload::{Header, Receipt, Reseal, Step, TakeBack};
use jixiang_statement::thread::{DeliveryThread, Signer};
use jixiang_statement::{Payload, Placement, Refusal, Signed, SigningKey};

use crate::sample::{self, key, list};
use crate::world::*;

const STAFF: &[Role] = &[Role::Staff];

/// The sender's department, the receiver's, and a third one, each with one device.
struct Parties {
    sender: Chain,
    receiver: Chain,
    stranger: Chain,
}

fn parties() -> Parties {
    let realm = realm();
    Parties { sender: department(&realm, 1), receiver: department(&realm, 2), stranger: department(&realm, 3) }
}

fn signer(chain: &Chain, key: &SigningKey, person: &str, roles: &[Role]) -> Signer {
    Signer {
        device: key.public().device(),
        department: *chain.id(),
        person: person.parse().unwrap(),
        roles: Roles::of(roles),
    }
}

fn header(thread: &DeliveryThread, chain: &Chain, by: &SigningKey) -> Header {
    Header { scope: thread.id(), prev: thread.line().head(), ..of_chain(chain, by) }
}

fn take_back(thread: &DeliveryThread, chain: &Chain, by: &SigningKey) -> Signed {
    let header = header(thread, chain, by);
    sign(Payload::TakeBack(TakeBack { header, delivery: thread.opening() }), by)
}

fn receipt(thread: &DeliveryThread, chain: &Chain, by: &SigningKey, step: Step) -> Signed {
    let header = header(thread, chain, by);
    let proof = Proof::from_bytes([0x65; 32]);
    sign(Payload::Receipt(Receipt { header, record: thread.opening(), step, proof }), by)
}

fn reseal(thread: &DeliveryThread, chain: &Chain, by: &SigningKey, person: Option<&str>) -> Signed {
    let header = header(thread, chain, by);
    let names = thread.opening();
    let recipient = recipient(chain, person);
    sign(Payload::Reseal(Reseal { header, names, generation: None, from: None, recipient, keys: list(1) }), by)
}

/// Sent by person `admin` of the sender to `admin` of the receiver.
fn sent(parties: &Parties) -> DeliveryThread {
    let opening = delivery(&parties.sender, &key(1), &[recipient(&parties.receiver, Some("admin"))]);
    DeliveryThread::open(&opening, signer(&parties.sender, &key(1), "admin", STAFF)).unwrap()
}

#[test]
fn a_thread_opens_with_a_delivery_by_its_signer() {
    let parties = parties();
    let opening = delivery(&parties.sender, &key(1), &[recipient(&parties.receiver, None)]);
    for wrong in [signer(&parties.sender, &key(2), "admin", STAFF), signer(&parties.receiver, &key(1), "admin", STAFF)]
    {
        assert_eq!(DeliveryThread::open(&opening, wrong), Err(Refusal::Member));
    }
    let by = signer(&parties.sender, &key(1), "admin", STAFF);
    let other = sample::signed(Kind::TakeBack);
    assert_eq!(DeliveryThread::open(&other, by), Err(Refusal::State(Kind::TakeBack)));
}

#[test]
fn the_sender_and_a_head_of_theirs_take_back_and_nobody_else() {
    let parties = parties();
    let thread = sent(&parties);
    let attempt = |chain: &Chain, by: &SigningKey, person: &str, roles: &[Role]| {
        let mut thread = thread.clone();
        let signed = take_back(&thread, chain, by);
        let placed = thread.append(&signed, signer(chain, by, person, roles));
        assert_eq!(thread.taken_back().is_some(), placed.is_ok());
        placed
    };
    assert_eq!(attempt(&parties.sender, &key(1), "admin", STAFF), Ok(Placement::Next));
    assert_eq!(attempt(&parties.sender, &key(8), "boss", &[Role::Staff, Role::Head]), Ok(Placement::Next));
    let refused = Err(Refusal::Role(Kind::TakeBack));
    assert_eq!(attempt(&parties.sender, &key(8), "wang", STAFF), refused);
    assert_eq!(attempt(&parties.receiver, &key(2), "admin", STAFF), refused);
    assert_eq!(attempt(&parties.receiver, &key(2), "admin", &[Role::Staff, Role::Head]), refused);
}

#[test]
fn only_recipients_receive_and_each_step_counts_once_per_device() {
    let parties = parties();
    let mut thread = sent(&parties);
    let admin = || signer(&parties.receiver, &key(2), "admin", STAFF);
    for step in [Step::Verified, Step::Verified, Step::Opened] {
        let signed = receipt(&thread, &parties.receiver, &key(2), step);
        assert_eq!(thread.append(&signed, admin()), Ok(Placement::Next));
        assert_eq!(thread.append(&signed, admin()), Ok(Placement::Known));
    }
    let steps: Vec<Step> = thread.receipts().iter().map(|receipt| receipt.step).collect();
    assert_eq!(steps, [Step::Verified, Step::Opened]);
    assert_eq!(thread.line().entries().len(), 4, "what does not count keeps its place");
    for (chain, key, person) in [(&parties.stranger, key(3), "admin"), (&parties.receiver, key(8), "wang")] {
        let signed = receipt(&thread, chain, &key, Step::Verified);
        assert_eq!(thread.append(&signed, signer(chain, &key, person, STAFF)), Err(Refusal::Role(Kind::Receipt)));
    }
}

#[test]
fn every_person_of_a_department_receives_what_it_was_sent() {
    let parties = parties();
    let opening = delivery(&parties.sender, &key(1), &[recipient(&parties.receiver, None)]);
    let mut thread = DeliveryThread::open(&opening, signer(&parties.sender, &key(1), "admin", STAFF)).unwrap();
    let signed = receipt(&thread, &parties.receiver, &key(8), Step::Verified);
    assert_eq!(thread.append(&signed, signer(&parties.receiver, &key(8), "wang", STAFF)), Ok(Placement::Next));
    let wang: PersonId = "wang".parse().unwrap();
    assert_eq!(thread.recipients_of(parties.receiver.id(), &wang).count(), 1);
    assert_eq!(thread.recipients_of(parties.stranger.id(), &wang).count(), 0);
}

#[test]
fn a_person_reseals_for_themselves_alone() {
    let parties = parties();
    let thread = sent(&parties);
    let attempt = |chain: &Chain, by: &SigningKey, person: &str, whom: Option<&str>| {
        let signed = reseal(&thread, chain, by, whom);
        thread.clone().append(&signed, signer(chain, by, person, STAFF))
    };
    assert_eq!(attempt(&parties.receiver, &key(2), "admin", Some("admin")), Ok(Placement::Next));
    assert_eq!(attempt(&parties.sender, &key(1), "admin", Some("admin")), Ok(Placement::Next));
    let refused = Err(Refusal::Names("recipient"));
    assert_eq!(attempt(&parties.receiver, &key(2), "admin", Some("wang")), refused);
    assert_eq!(attempt(&parties.receiver, &key(2), "admin", None), refused);
    assert_eq!(attempt(&parties.receiver, &key(8), "wang", Some("wang")), refused);
    assert_eq!(attempt(&parties.stranger, &key(3), "admin", Some("admin")), refused);
}

#[test]
fn a_statement_names_its_thread_its_delivery_and_its_place() {
    let parties = parties();
    let mut thread = sent(&parties);
    let by = || signer(&parties.sender, &key(1), "admin", STAFF);
    let right = take_back(&thread, &parties.sender, &key(1));
    let Payload::TakeBack(payload) = right.payload().clone() else { panic!("a take-back") };
    let other = TakeBack { delivery: sample::statement(9), ..payload.clone() };
    assert_eq!(thread.append(&sign(Payload::TakeBack(other), &key(1)), by()), Err(Refusal::Names("delivery")));
    let hanging = Header { prev: Some(sample::statement(9)), ..payload.header.clone() };
    let hanging = TakeBack { header: hanging, ..payload };
    assert_eq!(thread.append(&sign(Payload::TakeBack(hanging), &key(1)), by()), Err(Refusal::Prev));
    assert_eq!(thread.append(&right, signer(&parties.receiver, &key(2), "admin", STAFF)), Err(Refusal::Member));
    assert_eq!(thread.append(&sample::signed(Kind::Heads), by()), Err(Refusal::Home(Kind::Heads)));

    let receipt = receipt(&thread, &parties.receiver, &key(2), Step::Verified);
    thread.append(&right, by()).unwrap();
    let receiver = signer(&parties.receiver, &key(2), "admin", STAFF);
    assert_eq!(thread.append(&receipt, receiver), Err(Refusal::Fork(right.id())), "both are kept and shown");
}

#[test]
fn what_a_removed_device_signed_is_passed_over_and_the_thread_goes_on() {
    let parties = parties();
    let mut thread = sent(&parties);
    let ended = receipt(&thread, &parties.receiver, &key(2), Step::Verified);
    assert_eq!(thread.pass_over(&ended), Ok(Placement::Next));
    assert!(thread.receipts().is_empty());
    let back = take_back(&thread, &parties.sender, &key(1));
    assert_eq!(thread.append(&back, signer(&parties.sender, &key(1), "admin", STAFF)), Ok(Placement::Next));
    assert_eq!(thread.pass_over(&sample::signed(Kind::Heads)), Err(Refusal::Home(Kind::Heads)));
}
