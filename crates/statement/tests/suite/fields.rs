//! The fields of every payload are those of the table, in its order, and no others.

use jixiang_model::Kind;
use jixiang_statement::{Envelope, EnvelopeError, Signed};

use crate::sample;

/// The keys of a JSON object as they stand in the text. The samples have no braces in their texts.
fn keys(object: &str) -> Vec<String> {
    let (mut keys, mut depth, mut rest) = (Vec::new(), 0, object);
    while let Some(at) = rest.find(['{', '}', '[', ']', '"']) {
        let found = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match found {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {
                let end = rest.find('"').unwrap();
                let (text, after) = (&rest[..end], &rest[end + 1..]);
                if depth == 1 && after.starts_with(':') {
                    keys.push(text.to_owned());
                }
                rest = after;
            }
        }
    }
    keys
}

fn payload_text(kind: Kind) -> String {
    let envelope = Envelope::parse(sample::signed(kind).bytes()).unwrap();
    String::from_utf8(envelope.payload).unwrap()
}

/// Fields that exclude a field of the sample.
const ELSEWHERE: [(Kind, &str); 2] = [(Kind::Record, "base"), (Kind::Release, "cites")];

#[test]
fn a_payload_has_the_fields_of_the_table_in_its_order() {
    for kind in Kind::ALL {
        let named = kind.rule().fields.iter().map(|field| field.trim_end_matches('?'));
        let expected: Vec<&str> =
            std::iter::once("header").chain(named.filter(|field| !ELSEWHERE.contains(&(kind, field)))).collect();
        assert_eq!(keys(&payload_text(kind)), expected, "{kind}");
    }
    let header = payload_text(Kind::TakeBack);
    let header = &header[header.find(":{").unwrap() + 1..];
    assert_eq!(
        keys(&header[..=header.find('}').unwrap()]),
        ["realm", "suite", "device", "department", "head", "scope", "prev", "overrides", "time", "checkpoint"]
    );
}

/// What the reader says to a payload of this kind, re-signed.
fn read(kind: Kind, payload: &serde_json::Value) -> Result<Signed, EnvelopeError> {
    let bytes = serde_json::to_vec(payload).unwrap();
    Signed::parse(Envelope::sign(&kind.media_type(), bytes, &sample::signer(kind)).bytes())
}

#[test]
fn a_field_may_be_absent_exactly_where_the_table_has_a_question_mark() {
    for kind in Kind::ALL {
        let whole: serde_json::Value = serde_json::from_str(&payload_text(kind)).unwrap();
        assert!(read(kind, &whole).is_ok(), "{kind}: the order of keys is free");
        for field in std::iter::once(&"header").chain(kind.rule().fields) {
            let mut without = whole.clone();
            without.as_object_mut().unwrap().remove(field.trim_end_matches('?'));
            let shape = matches!(read(kind, &without), Err(EnvelopeError::Json(_)));
            assert_eq!(shape, !field.ends_with('?'), "{kind} without {field}");
        }
    }
}

#[test]
fn an_unknown_field_is_refused_wherever_it_stands() {
    for kind in Kind::ALL {
        let whole: serde_json::Value = serde_json::from_str(&payload_text(kind)).unwrap();
        let mut places = Vec::new();
        objects(&whole, String::new(), &mut places);
        for place in places {
            let mut more = whole.clone();
            let object = more.pointer_mut(&place).unwrap().as_object_mut().unwrap();
            object.insert("more".to_owned(), true.into());
            assert!(matches!(read(kind, &more), Err(EnvelopeError::Json(_))), "{kind} at {place:?}");
        }
    }
}

#[test]
fn an_array_of_the_fields_is_no_object() {
    for kind in Kind::ALL {
        let whole: serde_json::Value = serde_json::from_str(&payload_text(kind)).unwrap();
        let mut places = Vec::new();
        objects(&whole, String::new(), &mut places);
        for place in places {
            let mut positional = whole.clone();
            let object = positional.pointer_mut(&place).unwrap();
            let text = payload_text(kind);
            let order = if place.is_empty() { keys(&text) } else { Vec::new() };
            let fields = object.as_object().unwrap().clone();
            *object = if order.is_empty() {
                fields.values().cloned().collect()
            } else {
                order.iter().map(|key| fields[key].clone()).collect()
            };
            assert!(matches!(read(kind, &positional), Err(EnvelopeError::Json(_))), "{kind} at {place:?}");
        }
    }
}

/// The JSON pointers of every object.
fn objects(value: &serde_json::Value, at: String, found: &mut Vec<String>) {
    if let Some(object) = value.as_object() {
        for (key, inner) in object {
            objects(inner, format!("{at}/{key}"), found);
        }
        found.push(at);
    } else if let Some(list) = value.as_array() {
        for (index, inner) in list.iter().enumerate() {
            objects(inner, format!("{at}/{index}"), found);
        }
    }
}
