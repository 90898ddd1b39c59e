//! The proof in a receipt: only who opened the body can make it, and only who has the version key can check it
//! (TRUST.md 4, docs/format.md 14).

use jixiang_model::VersionId;
use subtle::ConstantTimeEq;

use crate::body::TreeHash;
use crate::context::{self, Place};
use crate::kdf::Prf;
use crate::secret::VersionKey;

/// The first 32 bytes of HMAC-SHA-512 over the tree hash, under HKDF-Expand-SHA-512 of the version key.
#[must_use]
pub fn proof(key: &VersionKey, place: &Place, version: &VersionId, tree_hash: &TreeHash) -> [u8; 32] {
    let receipt_key = Prf::new(key.as_bytes()).expand_32(&context::receipt(place, version));
    let mac = Prf::new(&receipt_key).mac(tree_hash.as_bytes());
    *mac.first_chunk().expect("HMAC-SHA-512 has 64 bytes")
}

/// Whether `claimed` is the proof for this version, in constant time.
#[must_use]
pub fn verify(key: &VersionKey, place: &Place, version: &VersionId, tree_hash: &TreeHash, claimed: &[u8; 32]) -> bool {
    proof(key, place, version, tree_hash).ct_eq(claimed).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests_place as place;

    #[test]
    fn a_proof_is_good_for_one_version_and_content() {
        let key = VersionKey::from_bytes([1; 32]);
        let (version, other) = (VersionId::from_bytes([2; 32]), VersionId::from_bytes([3; 32]));
        let (tree, changed) = (TreeHash::from_bytes([4; 32]), TreeHash::from_bytes([5; 32]));
        let made = proof(&key, &place(1), &version, &tree);
        assert!(verify(&key, &place(1), &version, &tree, &made));
        assert!(!verify(&key, &place(1), &other, &tree, &made));
        assert!(!verify(&key, &place(1), &version, &changed, &made));
        assert!(!verify(&key, &place(2), &version, &tree, &made));
        assert!(!verify(&VersionKey::from_bytes([9; 32]), &place(1), &version, &tree, &made));
    }
}
