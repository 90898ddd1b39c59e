//! The published cases of C2SP, and what must hold for any message.

use std::io::Write as _;
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::Value;

use super::*;

const KEY: [u8; 32] = [0x59; 32];

/// Draws the salt of [`seal`].
struct Threes;

impl crate::Random for Threes {
    fn fill(&mut self, out: &mut [u8]) {
        out.fill(3);
    }
}

fn seal(context: &[u8], plaintext: &[u8]) -> Vec<u8> {
    let mut out = vec![0; sealed_length(plaintext.len())];
    seal_into(&Prf::new(&KEY), &[3; SALT], context, plaintext, &mut out);
    out
}

pub(super) fn open(key: &[u8; 32], context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let mut out = vec![0xee; plain_length(sealed.len())?];
    let opened = open_into(key, context, sealed, &mut out);
    if opened.is_err() {
        assert!(out.iter().all(|byte| *byte == 0), "no unverified byte leaves");
    }
    opened.map(|()| out)
}

pub(super) fn streamed(key: &[u8; 32], context: &[u8], sealed: &[u8], step: usize) -> (Vec<u8>, Result<(), OpenError>) {
    let mut out = Vec::new();
    let mut stream = OpenStream::begin(key, context);
    for piece in sealed.chunks(step) {
        if let Err(error) = stream.update(piece, &mut out) {
            return (out, Err(error));
        }
    }
    let finished = stream.finish(&mut out);
    (out, finished)
}

/// `JIXIANG_VECTORS`, or the folder `shared/vectors` beside the workspace; published vectors are not part of the project.
fn published() -> Option<Value> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = std::env::var_os("JIXIANG_VECTORS").map_or_else(beside, PathBuf::from);
    let text = std::fs::read(folder.join("c2sp_chunked_encryption_aes_256_gcm_test.json")).ok()?;
    Some(serde_json::from_slice(&text).expect("the published file is JSON"))
}

pub(super) fn bytes(case: &Value, field: &str) -> Option<Vec<u8>> {
    case[field].as_str().map(|text| hex::decode(text).expect("hexadecimal"))
}

fn check_case(case: &Value) {
    let name = case["comment"].as_str().expect("each case has a comment");
    let packed = bytes(case, "ct").expect("each case has a ciphertext");
    let sealed = miniz_oxide::inflate::decompress_to_vec_zlib(&packed).expect("ciphertexts are zlib-compressed");
    let context = bytes(case, "ctx").expect("each case has a context");
    let valid = case["result"] == "valid";
    let Ok(key) = <[u8; 32]>::try_from(bytes(case, "key").expect("each case has a key")) else {
        assert!(!valid, "{name}: a key of another length is refused by its type");
        return;
    };
    let opened = open(&key, &context, &sealed);
    assert_eq!(opened.is_ok(), valid, "{name}: one-shot");
    let (prefix, finished) = streamed(&key, &context, &sealed, 1000);
    assert_eq!(finished.is_ok(), valid, "{name}: streaming");
    if let Some(digest) = bytes(case, "msgSha512") {
        let length = case["msgLength"].as_u64().expect("a length goes with a digest");
        assert_eq!(prefix.len() as u64, length, "{name}: length of the valid prefix");
        let ours = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, &prefix);
        assert_eq!(ours.as_ref(), digest, "{name}: plaintext");
    }
    if let Ok(plaintext) = opened {
        assert_eq!(plaintext, prefix, "{name}: both ways give the same");
        let salt = sealed[..SALT].try_into().expect("a valid message has a salt");
        let mut again = vec![0; sealed_length(plaintext.len())];
        seal_into(&Prf::new(&key), &salt, &context, &plaintext, &mut again);
        assert!(again == sealed, "{name}: sealing gives the published bytes");
    }
}

#[test]
fn the_35_published_cases_give_the_published_answers() {
    let Some(file) = published() else {
        // Not by a macro: what those print of a test that passes is kept by the test runner.
        let text = "skipped: the published chunked-encryption cases are not here; set JIXIANG_VECTORS to their folder";
        writeln!(std::io::stdout(), "{text}").expect("somebody may read it");
        return;
    };
    let cases = file["testGroups"][0]["tests"].as_array().expect("one group of tests");
    assert_eq!(cases.len(), 35);
    cases.iter().for_each(check_case);
}

#[test]
fn lengths_around_the_border_of_an_inner_chunk_go_there_and_back() {
    for plain in [0, 1, INNER - 1, INNER, INNER + 1, 2 * INNER - 1, 2 * INNER, 3 * INNER + 7] {
        let sealed = sealed_length(plain);
        assert_eq!(plain_length(sealed), Ok(plain));
        let text: Vec<u8> = (0..plain).map(|i| i as u8).collect();
        assert_eq!(open(&KEY, b"c", &seal(b"c", &text)), Ok(text));
    }
}

#[test]
fn no_message_has_an_impossible_length() {
    for sealed in [0, 24, HEADER, HEADER + TAG - 1, HEADER + SEALED_INNER, HEADER + SEALED_INNER + TAG - 1] {
        assert_eq!(plain_length(sealed), Err(OpenError::Length), "{sealed}");
    }
}

#[test]
fn one_inner_chunk_opens_without_the_others() {
    let text: Vec<u8> = (0..3 * INNER + 100).map(|i| (i / 7) as u8).collect();
    let sealed = seal(b"c", &text);
    let header = sealed.first_chunk().expect("a header");
    let opener = Opener::derive(&KEY, b"c", header).expect("the right key");
    for index in [3, 1, 0, 2] {
        let (range, last) = Opener::range(sealed.len(), index).expect("it is there");
        assert_eq!(last, index == 3);
        let mut out = vec![0; range.len() - TAG];
        opener.open_inner(index as u64, &sealed[range.clone()], &mut out).expect("authentic");
        assert_eq!(out, text[index * INNER..text.len().min((index + 1) * INNER)]);
        let elsewhere = opener.open_inner(index as u64 + 1, &sealed[range], &mut out);
        assert_eq!(elsewhere, Err(OpenError::Damaged), "a moved inner chunk");
    }
    assert_eq!(Opener::range(sealed.len(), 4), Err(OpenError::Length));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sealing_in_pieces_gives_the_same_bytes(text in prop::collection::vec(any::<u8>(), 0..40_000), step in 1usize..20_000) {
        let whole = seal(b"place", &text);
        let mut pieces = Vec::new();
        let mut stream = SealStream::begin(&KEY, b"place", &mut Threes, &mut pieces);
        text.chunks(step).for_each(|piece| stream.update(piece, &mut pieces));
        stream.finish(&mut pieces);
        prop_assert!(pieces == whole);
        let (opened, finished) = streamed(&KEY, b"place", &whole, step);
        prop_assert_eq!(finished, Ok(()));
        prop_assert!(opened == text);
    }

    #[test]
    fn any_flipped_bit_is_noticed(length in 0usize..20_000, at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut sealed = seal(b"place", &vec![0xa5; length]);
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        let expected = if at < HEADER { OpenError::Commitment } else { OpenError::Damaged };
        prop_assert_eq!(open(&KEY, b"place", &sealed), Err(expected));
    }

    #[test]
    fn any_cut_or_extension_is_noticed(length in 0usize..40_000, keep in any::<prop::sample::Index>(), more in 1usize..40_000) {
        let sealed = seal(b"place", &vec![0xa5; length]);
        prop_assert!(open(&KEY, b"place", &sealed[..keep.index(sealed.len())]).is_err());
        let longer: Vec<u8> = sealed.iter().copied().chain(std::iter::repeat_n(0, more)).collect();
        prop_assert!(open(&KEY, b"place", &longer).is_err());
    }

    #[test]
    fn another_key_or_context_stops_at_the_commitment(byte in 0usize..32, text in prop::collection::vec(any::<u8>(), 0..100)) {
        let sealed = seal(b"place", &text);
        let mut other = KEY;
        other[byte] ^= 1;
        prop_assert_eq!(open(&other, b"place", &sealed), Err(OpenError::Commitment));
        prop_assert_eq!(open(&KEY, b"Place", &sealed), Err(OpenError::Commitment));
    }
}
