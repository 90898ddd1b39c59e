//! Sizes, depths, doubled keys and the rules of a header: every limit of docs/format.md 1 and 3 at its border.

use jixiang_model::{Kind, StatementId};
use jixiang_statement::{
    Envelope, EnvelopeError, MAX_DEPTH, MAX_ENVELOPE, MAX_PAYLOAD, Signed, StrictError, check_json, parse_json,
};

use crate::sample;

fn json(kind: Kind) -> serde_json::Value {
    let envelope = Envelope::parse(sample::signed(kind).bytes()).unwrap();
    serde_json::from_slice(&envelope.payload).unwrap()
}

fn read_text(kind: Kind, text: String) -> Result<Signed, EnvelopeError> {
    Signed::parse(Envelope::sign(&kind.media_type(), text.into_bytes(), &sample::signer(kind)).bytes())
}

fn read(kind: Kind, payload: &serde_json::Value) -> Result<Signed, EnvelopeError> {
    read_text(kind, payload.to_string())
}

#[test]
fn a_payload_ends_at_64_kib_and_an_envelope_at_its_base64() {
    let text = json(Kind::TakeBack).to_string();
    let padded = |length: usize| format!("{text}{}", " ".repeat(length - text.len()));
    let largest = Envelope::sign(&Kind::TakeBack.media_type(), padded(MAX_PAYLOAD).into_bytes(), &sample::key(1));
    assert!(largest.bytes().len() <= MAX_ENVELOPE);
    assert!(Signed::parse(largest.bytes()).is_ok());
    assert_eq!(read_text(Kind::TakeBack, padded(MAX_PAYLOAD + 1)), Err(EnvelopeError::Long));
    assert_eq!(Signed::parse(&vec![b'['; MAX_ENVELOPE + 1]), Err(EnvelopeError::Long));
}

#[test]
fn values_stand_eight_deep_and_no_deeper() {
    let nested = |depth: usize| format!("{}1{}", r#"{"a":["#.repeat(depth / 2), "]}".repeat(depth / 2));
    assert_eq!(check_json(nested(MAX_DEPTH).as_bytes()), Ok(()));
    assert!(check_json(nested(MAX_DEPTH + 2).as_bytes()).is_err());
    assert!(check_json("[".repeat(1_000_000).as_bytes()).is_err(), "no stack is used up");
    let mut deep = json(Kind::TakeBack);
    deep["more"] = serde_json::from_str(&nested(MAX_DEPTH)).unwrap();
    assert!(matches!(read(Kind::TakeBack, &deep), Err(EnvelopeError::Json(StrictError::Rule { .. }))));
}

#[test]
fn a_key_stands_once_at_every_depth() {
    let text = json(Kind::Delivery).to_string();
    for (once, twice) in [
        (r#""nonce":"#, r#""nonce":"","nonce":"#),
        (r#""realm":"#, r#""realm":"","realm":"#),
        (r#""hash":"#, r#""hash":"","hash":"#),
        (r#""person":"#, r#""person":"","person":"#),
        (r#""nonce":"#, r#""n\u006fnce":"","nonce":"#),
    ] {
        let doubled = text.replacen(once, twice, 1);
        assert_ne!(doubled, text);
        let refused = read_text(Kind::Delivery, doubled);
        assert!(matches!(refused, Err(EnvelopeError::Json(StrictError::Rule { .. }))), "{twice}: {refused:?}");
    }
}

#[test]
fn strict_json_refuses_by_rule_and_place() {
    let rule = |text: &str| match check_json(text.as_bytes()) {
        Err(StrictError::Rule { at, .. }) => at,
        other => panic!("{text}: {other:?}"),
    };
    for (text, at) in [
        (r#"{"a":1,"a":2}"#, 10),
        (r#"[1.5]"#, 2),
        ("[-1]", 1),
        ("[null]", 1),
        ("[9007199254740992]", 17),
        ("[00]", 3),
        (r#"["\ud800"]"#, 8),
        ("[1]x", 3),
        ("{\"a\":tru}", 5),
        ("[\"\u{0}\"]", 2),
        ("\u{feff}{}", 0),
    ] {
        assert_eq!(rule(text), at, "{text}");
    }
    assert!(parse_json::<Vec<u64>>(b"[1, 2,\n3]").is_ok());
    assert!(matches!(parse_json::<Vec<u64>>(b"[true]"), Err(StrictError::Shape(_))));
}

#[test]
fn a_header_has_one_form() {
    let long: Vec<String> = (0..17).map(|n| StatementId::from_bytes([n; 32]).to_string()).collect();
    for (field, wrong) in [
        ("checkpoint", serde_json::json!("x")),
        ("overrides", serde_json::json!(long)),
        ("overrides", serde_json::json!([long[0], long[0]])),
        ("overrides", serde_json::json!([""])),
        ("department", serde_json::json!("")),
        ("head", serde_json::json!("")),
        ("prev", serde_json::json!("")),
        ("time", serde_json::json!("1")),
        ("realm", serde_json::json!("ABCD")),
        ("realm", serde_json::json!(long[1].to_uppercase().replace('0', "A"))),
        ("scope", serde_json::json!(jixiang_model::ScopeId::realm(&sample::realm()))),
    ] {
        let mut payload = json(Kind::TakeBack);
        payload["header"][field] = wrong.clone();
        assert!(read(Kind::TakeBack, &payload).is_err(), "{field} {wrong}");
    }
    assert!(read(Kind::TakeBack, &json(Kind::TakeBack)).is_ok());
}

#[test]
fn texts_are_bounded_and_plain() {
    let reason = |text: &str| {
        let mut payload = json(Kind::Revoke);
        payload["reason"] = text.into();
        read(Kind::Revoke, &payload).is_ok()
    };
    assert!(reason(&"长".repeat(500)) && reason("第一行\n第二行"));
    for wrong in ["", "  ", "\u{3000}", "a\u{202e}b", "a\u{200b}b", "a\tb", "a\rb", "\u{3164}"] {
        assert!(!reason(wrong), "{wrong:?}");
    }
    assert!(!reason(&"长".repeat(501)));
    let mut payload = json(Kind::Genesis);
    for name in ["吉林省财政厅\n长春市财政局", " 吉林省财政厅", ""] {
        payload["name"] = name.into();
        assert!(read(Kind::Genesis, &payload).is_err(), "{name:?}");
    }
}

#[test]
fn what_stands_in_another_scope_than_its_kind_is_refused() {
    let realm = jixiang_model::ScopeId::realm(&sample::realm()).to_string();
    let chain = sample::department().to_string();
    for kind in Kind::ALL {
        let own = json(kind)["header"]["scope"].as_str().unwrap().to_owned();
        for scope in [&realm, &chain] {
            let mut payload = json(kind);
            payload["header"]["scope"] = scope.as_str().into();
            assert_eq!(read(kind, &payload).is_ok(), own == *scope, "{kind}");
        }
    }
}
