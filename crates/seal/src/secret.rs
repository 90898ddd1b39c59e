//! Secrets as types: 32 bytes each, wiped when dropped, compared in constant time, never printed.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::Random;

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Zeroize, ZeroizeOnDrop)]
        pub struct $name([u8; 32]);

        impl $name {
            /// Takes the 32 bytes as they are; the caller wipes its own copy.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The 32 bytes, for sealing and storing. They never go into a log, a message or the window.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// Draws a new one.
            #[must_use]
            pub fn draw(random: &mut dyn Random) -> Self {
                let mut drawn = Self([0; 32]);
                random.fill(&mut drawn.0);
                drawn
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.ct_eq(&other.0).into()
            }
        }

        impl Eq for $name {}

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

secrets! {
    /// The key of one chunk. Whoever has it and the chunk reads the chunk and nothing else.
    ChunkKey;
    /// The key of a version's body, and with it of everything the version contains.
    VersionKey;
    /// The key of a delivery's cover: title, note, names and sizes.
    CoverKey;
    /// K(g, n): opens version n of generation g and every later one of that generation (TRUST.md 4).
    GenerationKey;
    /// Keys page borders (and, later, cutting) so that they tell the platform nothing.
    LineageSecret;
    /// The private X-Wing key of a department's epoch, as its 32-byte seed.
    EpochPrivateKey;
    /// The private X-Wing key of a device, as its 32-byte seed.
    DevicePrivateKey;
    /// The Ed25519 seed with which a device signs. This crate only stores it.
    SigningSeed;
    /// The one key in the keyring of the operating system that wraps a device's keys.
    WrapKey;
}

/// `Debug` without content, for types that hold names, notes, figures or hashes of what can be guessed: logs carry ids
/// only.
macro_rules! hidden {
    ($($name:ident)*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

pub(crate) use hidden;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        let printed = format!("{:?}", VersionKey::from_bytes([0xa7; 32]));
        assert_eq!(printed, "VersionKey(…)");
    }

    #[test]
    fn secrets_are_equal_when_all_bytes_are() {
        let mut other = [7; 32];
        assert_eq!(ChunkKey::from_bytes([7; 32]), ChunkKey::from_bytes(other));
        other[31] = 8;
        assert_ne!(ChunkKey::from_bytes([7; 32]), ChunkKey::from_bytes(other));
    }
}
