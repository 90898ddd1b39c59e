//! The suite of [`Keys`]: absent is no error, what was saved comes back, the newest save counts, homes do not mix.

use crate::port::{Keys, WrapKey};

/// The place for secrets of two homes on one desktop, empty at first.
pub trait KeysHome {
    /// The place.
    type Opened: Keys;

    /// Opens it for the first home, or again.
    fn open(&self) -> Self::Opened;

    /// Opens it for the second home.
    fn other(&self) -> Self::Opened;
}

/// Runs the suite: one test per sentence, each with homes of its own.
#[macro_export]
macro_rules! keys_suite {
    ($home:expr) => {
        $crate::keys_suite! { $home =>
            an_absent_key_is_none
            a_saved_key_comes_back
            the_newest_key_counts
            homes_do_not_share_keys
        }
    };
    ($home:expr => $($sentence:ident)*) => {$(
        #[test]
        fn $sentence() {
            $crate::port::conformance::keys::$sentence(&$home);
        }
    )*};
}

/// Nothing was saved: no key and no error.
///
/// # Panics
///
/// When the place does otherwise. So do all functions of this module.
pub fn an_absent_key_is_none(home: &impl KeysHome) {
    assert_eq!(home.open().load(), Ok(None));
}

/// The same 32 bytes come back, also to another opening.
pub fn a_saved_key_comes_back(home: &impl KeysHome) {
    // Every value that a text store might mangle: zero, line feed, above 0x7F.
    let key = WrapKey::from_bytes(std::array::from_fn(|at| [0, 10, 13, 0x80, 0xFF, b'"'][at % 6]));
    let keys = home.open();
    keys.save(&key).expect("it is saved");
    assert_eq!(keys.load(), Ok(Some(key.clone())));
    drop(keys);
    assert_eq!(home.open().load(), Ok(Some(key)));
}

/// A second save replaces the first.
pub fn the_newest_key_counts(home: &impl KeysHome) {
    let keys = home.open();
    for byte in [1, 2, 3] {
        keys.save(&WrapKey::from_bytes([byte; 32])).expect("it is saved");
    }
    assert_eq!(keys.load(), Ok(Some(WrapKey::from_bytes([3; 32]))));
}

/// The key of one home is not the key of another.
pub fn homes_do_not_share_keys(home: &impl KeysHome) {
    home.open().save(&WrapKey::from_bytes([1; 32])).expect("it is saved");
    assert_eq!(home.other().load(), Ok(None));
    home.other().save(&WrapKey::from_bytes([2; 32])).expect("it is saved");
    assert_eq!(home.open().load(), Ok(Some(WrapKey::from_bytes([1; 32]))));
}
