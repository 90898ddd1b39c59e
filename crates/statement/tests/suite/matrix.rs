//! No statement passes for another kind (K7), no suite, realm or key for another.

use jixiang_model::Kind;
use jixiang_statement::{Envelope, EnvelopeError, Signed};

use crate::sample;

/// What a reader accepts: the statement parses, and verifies under the signer's key.
fn accepted(bytes: &[u8], kind: Kind) -> bool {
    Signed::parse(bytes).is_ok_and(|signed| signed.verify(&sample::signer(kind).public()).is_ok())
}

/// The envelope of `kind` with another type written over its own.
fn relabelled(kind: Kind, media_type: &str) -> Vec<u8> {
    let text = String::from_utf8(sample::signed(kind).bytes().to_vec()).unwrap();
    text.replace(&kind.media_type(), media_type).into_bytes()
}

fn payload_bytes(kind: Kind) -> Vec<u8> {
    Envelope::parse(sample::signed(kind).bytes()).unwrap().payload
}

#[test]
fn of_all_kinds_offered_as_all_others_none_is_accepted() {
    let (mut offered, mut accepts, mut parsed_again) = (0, Vec::new(), Vec::new());
    for kind in Kind::ALL {
        assert!(accepted(sample::signed(kind).bytes(), kind), "{kind} as itself");
        for other in Kind::ALL.into_iter().filter(|other| *other != kind) {
            offered += 2;
            if accepted(&relabelled(kind, &other.media_type()), kind) {
                accepts.push((kind, other));
            }
            // Signed anew under the other type, by its true signer: the payload itself must be refused.
            let again = Envelope::sign(&other.media_type(), payload_bytes(kind), &sample::signer(kind));
            if Signed::parse(again.bytes()).is_ok() {
                parsed_again.push((kind, other));
            }
        }
    }
    assert_eq!(offered, 24 * 23 * 2);
    assert_eq!((accepts, parsed_again), (Vec::new(), Vec::new()));
}

#[test]
fn a_signature_holds_for_the_exact_type_only() {
    for kind in Kind::ALL {
        let word = kind.rule().word;
        let later = format!("application/vnd.jixiang.{word}.v2+json");
        assert!(matches!(Signed::parse(&relabelled(kind, &later)), Err(EnvelopeError::UnknownKind(_))));
        for wrong in [
            "application/json".to_owned(),
            format!("application/vnd.jixiang.{word}.v1+JSON"),
            format!("application/vnd.jixiang.{word}.v01+json"),
            format!("application/vnd.jixiang.{word}.v1+json; charset=utf-8"),
            format!(" application/vnd.jixiang.{word}.v1+json"),
            "application/vnd.jixiang.enrolment.v1+json".to_owned(),
        ] {
            assert_eq!(Signed::parse(&relabelled(kind, &wrong)), Err(EnvelopeError::Form), "{wrong}");
        }
    }
}

#[test]
fn an_unknown_kind_names_the_scope_that_it_stops() {
    let payload = payload_bytes(Kind::TakeBack);
    let scope = sample::signed(Kind::TakeBack).header().scope;
    let later = Envelope::sign("application/vnd.jixiang.correct.v1+json", payload, &sample::key(1));
    let Err(EnvelopeError::UnknownKind(unknown)) = Signed::parse(later.bytes()) else {
        panic!("an unknown kind is told apart from damage");
    };
    assert_eq!(unknown.scope, Some(scope));
    assert_eq!(unknown.id.as_bytes(), &later.digest());
    let bare = Envelope::sign("application/vnd.jixiang.correct.v1+json", b"{}".to_vec(), &sample::key(1));
    assert!(matches!(Signed::parse(bare.bytes()), Err(EnvelopeError::UnknownKind(unknown)) if unknown.scope.is_none()));
}

#[test]
fn the_key_of_the_envelope_is_the_device_of_the_header() {
    for kind in Kind::ALL {
        let by_another = Envelope::sign(&kind.media_type(), payload_bytes(kind), &sample::key(0x77));
        assert_eq!(Signed::parse(by_another.bytes()), Err(EnvelopeError::KeyId), "{kind}");
        let named_otherwise = String::from_utf8(sample::signed(kind).bytes().to_vec()).unwrap().replace(
            &sample::signer(kind).public().device().to_string(),
            &sample::key(0x77).public().device().to_string(),
        );
        assert!(Signed::parse(named_otherwise.as_bytes()).is_err(), "{kind}");
    }
}
