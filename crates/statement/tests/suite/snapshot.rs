//! Every kind's envelope, byte by byte, under fixed keys: a change here is a change of the format.

use std::fmt::Write as _;

use jixiang_model::{Kind, ObjectId};
use jixiang_statement::Envelope;

use crate::sample;

#[test]
fn every_kind_keeps_its_bytes() {
    for kind in Kind::ALL {
        let signed = sample::signed(kind);
        let envelope = Envelope::parse(signed.bytes()).unwrap();
        let mut page = String::new();
        writeln!(page, "type: {}", envelope.payload_type).unwrap();
        writeln!(page, "id: {}", signed.id()).unwrap();
        writeln!(page, "keyid: {}", envelope.keyid).unwrap();
        writeln!(page, "envelope: {} bytes, BLAKE3 {}", signed.bytes().len(), ObjectId::of(signed.bytes())).unwrap();
        writeln!(page, "payload:\n{}", String::from_utf8(envelope.payload).unwrap()).unwrap();
        insta::assert_snapshot!(kind.rule().word, page);
    }
}

#[test]
fn an_enrolment_keeps_its_bytes_and_its_code() {
    let enrolment = sample::enrolment(sample::department(), "li", &sample::key(1), 0x21);
    let page = format!(
        "id: {}\ncode: {}\nenvelope: {} bytes, BLAKE3 {}\n",
        enrolment.id(),
        enrolment.code(),
        enrolment.bytes().len(),
        ObjectId::of(enrolment.bytes())
    );
    insta::assert_snapshot!("enrolment", page);
}
