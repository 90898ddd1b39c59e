//! What is sealed to a key, and how far it opens. A purpose says which secret it carries, so no secret passes for
//! another.

use jixiang_model::{KeyHash, VersionId};

/// Why a key is sealed to a key. The word stands in the HPKE `info`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The private key of an epoch, to a device of the department.
    EpochToDevice,
    /// The private key of an older epoch, to the newer one.
    OlderEpoch,
    /// A version key, to the provider's own epoch.
    VersionToProvider,
    /// The lineage secret, to the provider's own epoch.
    Lineage,
    /// K(g, n) at the start of a generation, to the provider's own epoch.
    Generation,
    /// K(g, n), to the epoch of a requester: n and everything later in the generation.
    GrantFrom,
    /// A version key, to the epoch of a requester.
    GrantVersion,
    /// K(g, n) once more, after a change of generation or epoch.
    ResealFrom,
    /// A version key once more, to another device or epoch of the same recipient.
    ResealVersion,
    /// A cover key once more, to another device or epoch of the same recipient.
    ResealCover,
    /// The cover key of a delivery.
    DeliveryCover,
    /// The version key of a delivery.
    DeliveryVersion,
    /// K(g, n), to the group for unconditional sharing.
    ProvinceOpen,
}

/// The type of secret that a purpose carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carried {
    Epoch,
    Version,
    Lineage,
    Generation,
    Cover,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 13] = [
        Self::EpochToDevice,
        Self::OlderEpoch,
        Self::VersionToProvider,
        Self::Lineage,
        Self::Generation,
        Self::GrantFrom,
        Self::GrantVersion,
        Self::ResealFrom,
        Self::ResealVersion,
        Self::ResealCover,
        Self::DeliveryCover,
        Self::DeliveryVersion,
        Self::ProvinceOpen,
    ];

    /// The word in the info, ASCII.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::EpochToDevice => "epoch-to-device",
            Self::OlderEpoch => "older-epoch",
            Self::VersionToProvider => "version-to-provider",
            Self::Lineage => "lineage",
            Self::Generation => "generation",
            Self::GrantFrom => "grant-from",
            Self::GrantVersion => "grant-version",
            Self::ResealFrom => "reseal-from",
            Self::ResealVersion => "reseal-version",
            Self::ResealCover => "reseal-cover",
            Self::DeliveryCover => "delivery-cover",
            Self::DeliveryVersion => "delivery-version",
            Self::ProvinceOpen => "province-open",
        }
    }

    pub(crate) const fn carries(self) -> Carried {
        match self {
            Self::EpochToDevice | Self::OlderEpoch => Carried::Epoch,
            Self::VersionToProvider | Self::GrantVersion | Self::ResealVersion | Self::DeliveryVersion => {
                Carried::Version
            }
            Self::Lineage => Carried::Lineage,
            Self::Generation | Self::GrantFrom | Self::ResealFrom | Self::ProvinceOpen => Carried::Generation,
            Self::DeliveryCover | Self::ResealCover => Carried::Cover,
        }
    }
}

/// How far a sealed key opens: the "version range" of the info.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The scope as a whole: cover keys and lineage secrets. No bytes.
    Scope,
    /// One version: version keys. `0x01 ‖ version`.
    Version(VersionId),
    /// Version numbers of one generation: K(g, n). `0x02 ‖ generation ‖ from ‖ to`, u64 each, big endian.
    Numbers {
        /// The generation g.
        generation: u64,
        /// The first number that opens.
        from: u64,
        /// The last number that is meant; absent, "until revoked", is written as 2^64 − 1.
        to: Option<u64>,
    },
    /// An epoch, by the hash of its public key: epoch private keys. `0x03 ‖ hash`.
    Epoch(KeyHash),
}

impl Extent {
    /// The bytes of the item in the info.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Scope => Vec::new(),
            Self::Version(version) => [&[1], version.as_bytes().as_slice()].concat(),
            Self::Numbers { generation, from, to } => {
                let numbers = [*generation, *from, to.unwrap_or(u64::MAX)].map(u64::to_be_bytes);
                [&[2], numbers.as_flattened()].concat()
            }
            Self::Epoch(key) => [&[3], key.as_bytes().as_slice()].concat(),
        }
    }

    /// Whether a purpose goes with an extent of this form.
    pub(crate) const fn fits(&self, purpose: Purpose) -> bool {
        match purpose.carries() {
            Carried::Epoch => matches!(self, Self::Epoch(_)),
            Carried::Version => matches!(self, Self::Version(_)),
            Carried::Generation => matches!(self, Self::Numbers { .. }),
            Carried::Lineage | Carried::Cover => matches!(self, Self::Scope),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = Purpose::ALL.iter().map(|purpose| purpose.word()).collect();
        assert_eq!(words.len(), Purpose::ALL.len());
    }
}
