//! Messages of the second implementation: those that open, and what is made of their parts. On the ground of the published
//! cases, and here wherever the tests are.

use serde_json::Value;

use super::published::{bytes, open, streamed};
use super::*;

/// Made by tests/interop/make_vectors.py.
const FILE: &str = include_str!("../../tests/vectors/a_message_opens_whole_or_not_at_all.json");

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a number")).expect("a small one")
}

fn array<const N: usize>(value: &Value, field: &str) -> [u8; N] {
    bytes(value, field).expect("hexadecimal").try_into().expect("its length")
}

/// The message of a case, put together from parts of one that this crate sealed.
fn put_together(file: &Value, case: &Value, plaintext: &[u8]) -> Vec<u8> {
    let mut whole = vec![0; sealed_length(plaintext.len())];
    let context = bytes(case, "context").expect("a context");
    seal_into(&Prf::new(&array(file, "key")), &array(file, "salt"), &context, plaintext, &mut whole);
    let mut made = Vec::new();
    for part in case["parts"].as_array().expect("parts") {
        match part.as_str() {
            Some(foreign) => made.extend(hex::decode(foreign).expect("hexadecimal")),
            None => made.extend(&whole[number(&part[0])..number(&part[1])]),
        }
    }
    if let Some(at) = case["flip"].as_u64() {
        made[usize::try_from(at).expect("a small one")] ^= 1;
    }
    made
}

#[test]
fn a_message_opens_whole_or_not_at_all() {
    let file: Value = serde_json::from_str(FILE).expect("JSON");
    let cases = file["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 35);
    for case in cases {
        let (name, by, opens) = (&case["name"], &case["opened_with"], case["opens"] == true);
        let plaintext: Vec<u8> = (0..number(&case["length"])).map(|at| (at * 7 % 251) as u8).collect();
        let sealed = put_together(&file, case, &plaintext);
        let hash = blake3::hash(&sealed).to_hex();
        assert_eq!(hash.as_str(), case["blake3"], "{name}: both implementations made the same bytes");
        let (key, context) = (array(by, "key"), bytes(by, "context").expect("a context"));
        assert_eq!(open(&key, &context, &sealed).is_ok_and(|opened| opened == plaintext), opens, "{name}: one-shot");
        let (prefix, finished) = streamed(&key, &context, &sealed, 1000);
        assert_eq!(finished.is_ok(), opens, "{name}: streaming");
        assert!(prefix == plaintext[..number(&case["prefix"])], "{name}: no more and no less than what is authentic");
    }
}
