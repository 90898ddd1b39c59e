//! Round trips and damage: what was signed comes back as it was, and nothing else does.

use jixiang_model::{Kind, ScopeId, Suite};
use jixiang_statement::payload::{Payload, Withdraw};
use jixiang_statement::{Envelope, Header, Signed, Text, check_json};
use proptest::prelude::*;

use crate::sample;

fn accepted(bytes: &[u8], kind: Kind) -> bool {
    Signed::parse(bytes).is_ok_and(|signed| signed.verify(&sample::signer(kind).public()).is_ok())
}

#[test]
fn every_changed_byte_of_an_envelope_is_noticed() {
    for kind in [Kind::TakeBack, Kind::Policy] {
        let whole = sample::signed(kind).bytes().to_vec();
        for at in 0..whole.len() {
            for change in [0x01, 0x20, 0x80] {
                let mut changed = whole.clone();
                changed[at] ^= change;
                assert!(!accepted(&changed, kind), "{kind}, byte {at} ^ {change:#x}");
            }
        }
    }
}

#[test]
fn a_longer_or_shorter_envelope_is_noticed() {
    let whole = sample::signed(Kind::TakeBack).bytes().to_vec();
    for length in 0..whole.len() {
        assert!(Signed::parse(&whole[..length]).is_err(), "{length} bytes");
    }
    for more in [" ", "\n", "\0", "{}"] {
        assert!(Signed::parse(&[&whole, more.as_bytes()].concat()).is_err());
        assert!(Signed::parse(&[more.as_bytes(), &whole].concat()).is_err());
    }
}

#[test]
fn an_envelope_has_one_spelling() {
    let text = String::from_utf8(sample::signed(Kind::TakeBack).bytes().to_vec()).unwrap();
    let (payload, rest) = text.split_once(r#","payloadType""#).unwrap();
    for other in [
        text.replace("application/vnd", r"application\/vnd"),
        text.replacen(':', ": ", 1),
        format!(r#"{{"payloadType"{},{}}}"#, rest.trim_end_matches('}'), &payload[1..]),
        text.replace("\"signatures\":[", "\"signatures\":[{\"keyid\":\"\",\"sig\":\"\"},"),
        text.replace("\"signatures\":[{", "\"signatures\":[{\"more\":1,"),
        text.replace(r#""payload":"ey"#, r#""payload":"ey "#),
    ] {
        assert_ne!(other, text);
        assert!(Signed::parse(other.as_bytes()).is_err(), "{other}");
    }
}

fn withdrawal(time: u64, reason: &str, overrides: usize) -> Payload {
    let bytes = |n: usize| [u8::try_from(n).unwrap(); 32];
    Payload::Withdraw(Withdraw {
        header: Header {
            realm: sample::realm(),
            suite: Suite::One,
            device: sample::key(1).public().device(),
            department: Some(sample::department()),
            head: Some(sample::statement(1)),
            scope: ScopeId::from_bytes([7; 32]),
            prev: Some(sample::statement(2)),
            overrides: (10..10 + overrides).map(|n| jixiang_model::StatementId::from_bytes(bytes(n))).collect(),
            time: jixiang_model::UnixMillis(time),
            checkpoint: String::new(),
        },
        request: sample::statement(3),
        reason: Text::lenient(reason),
    })
}

proptest! {
    #[test]
    fn what_is_signed_is_read_back(time in 0..1_u64 << 53, reason in ".{0,600}", overrides in 0..=16_usize) {
        let payload = withdrawal(time, &reason, overrides);
        let signed = Signed::sign(&payload, &sample::key(1)).unwrap();
        let read = Signed::parse(signed.bytes()).unwrap();
        prop_assert_eq!(read.payload(), &payload);
        prop_assert_eq!(read.id(), signed.id());
        prop_assert!(read.verify(&sample::key(1).public()).is_ok());
        prop_assert!(read.verify(&sample::key(2).public()).is_err());
    }

    #[test]
    fn what_would_not_be_read_back_is_not_signed(time in 1_u64 << 53.., overrides in 17..40_usize) {
        prop_assert!(Signed::sign(&withdrawal(time, "", 0), &sample::key(1)).is_err());
        prop_assert!(Signed::sign(&withdrawal(1, "", overrides), &sample::key(1)).is_err());
        prop_assert!(Signed::sign(&withdrawal(1, "", 0), &sample::key(2)).is_err());
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Signed::parse(&bytes).is_err());
        prop_assert!(Envelope::parse(&bytes).is_err());
    }

    #[test]
    fn damaged_payloads_never_panic_and_never_keep_their_id(
        kind in 0..24_usize, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>(),
    ) {
        let kind = Kind::ALL[kind];
        let whole = sample::signed(kind);
        let mut payload = Envelope::parse(whole.bytes()).unwrap().payload;
        let at = at.index(payload.len());
        prop_assume!(cut || payload[at] != byte);
        if cut { payload.truncate(at) } else { payload[at] = byte }
        let again = Envelope::sign(&kind.media_type(), payload, &sample::signer(kind));
        if let Ok(read) = Signed::parse(again.bytes()) {
            prop_assert_ne!(read.id(), whole.id());
        }
    }

    #[test]
    fn strict_json_is_json_that_serde_reads_too(text in r#"[\[\]{}:,"a0-9 \\u.truefalsnl-]{0,40}"#) {
        if check_json(text.as_bytes()).is_ok() {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
        }
    }
}
