//! A seam for tests: sees every (AEAD key, nonce, plaintext) that is sealed on this thread while it watches.

use std::cell::RefCell;
use std::collections::HashMap;

/// What was sealed, by the fingerprint of the derived key and the nonce.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) seals: u64,
    pub(crate) repeats: u64,
    pub(crate) clashes: u64,
    by_pair: HashMap<([u8; 16], [u8; 12]), [u8; 16]>,
}

thread_local! {
    static SEEN: RefCell<Option<Seen>> = const { RefCell::new(None) };
}

/// Names a key without keeping it.
pub(crate) fn fingerprint(key: &[u8]) -> [u8; 16] {
    half(blake3::hash(key))
}

fn half(hash: blake3::Hash) -> [u8; 16] {
    hash.as_bytes()[..16].try_into().expect("a hash has 32 bytes")
}

/// Called before each inner chunk is sealed.
pub(crate) fn sealing(fingerprint: [u8; 16], nonce: [u8; 12], piece: &[u8]) {
    SEEN.with_borrow_mut(|seen| {
        let Some(seen) = seen else { return };
        seen.seals += 1;
        let content = half(blake3::hash(piece));
        if let Some(before) = seen.by_pair.insert((fingerprint, nonce), content) {
            seen.repeats += 1;
            seen.clashes += u64::from(before != content);
        }
    });
}

/// Watches what `act` seals.
pub(crate) fn watch(act: impl FnOnce()) -> Seen {
    SEEN.set(Some(Seen::default()));
    act();
    SEEN.take().expect("it was set above")
}
