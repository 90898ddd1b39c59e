//! The five exact sizes of packs: all that the platform learns of a pack's content.

/// The exact sizes a pack can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PackSize {
    /// 65,536 bytes.
    Kib64,
    /// 262,144 bytes.
    Kib256,
    /// 1,048,576 bytes.
    Mib1,
    /// 4,194,304 bytes.
    Mib4,
    /// 8,388,608 bytes.
    Mib8,
}

impl PackSize {
    /// All five, smallest first.
    pub const ALL: [Self; 5] = [Self::Kib64, Self::Kib256, Self::Mib1, Self::Mib4, Self::Mib8];
    /// The largest.
    pub const LARGEST: Self = Self::Mib8;

    /// The size in bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::Kib64 => 64 << 10,
            Self::Kib256 => 256 << 10,
            Self::Mib1 => 1 << 20,
            Self::Mib4 => 4 << 20,
            Self::Mib8 => 8 << 20,
        }
    }

    /// The size of exactly this many bytes, if it is one of the five.
    #[must_use]
    pub fn of(bytes: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.bytes() as u64 == bytes)
    }

    /// The smallest size that holds `used` bytes.
    pub(crate) fn holding(used: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.bytes() >= used)
    }
}
