//! Members and epochs as a chain keeps them: never forgotten, because old statements are still judged by them.

use jixiang_model::{DeviceId, KeyHash, PersonId, Roles, StatementId};

use super::Chain;
use crate::VerifyingKey;
use crate::payload::{ListRef, SealedKey};

/// A device of a department, as the chain says at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The device.
    pub device: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The person's office and post.
    pub post: String,
    /// The key that signs.
    pub key: VerifyingKey,
    /// The X-Wing public key that is sealed to.
    pub seal: Vec<u8>,
    /// The statement that admitted the device.
    pub admitted: StatementId,
    /// The epoch that was current when the device was added, sealed to it, and the device that sealed. Absent for the
    /// first device, whose seal is in the list of the first epoch.
    pub admitted_with: Option<(u32, SealedKey, DeviceId)>,
    /// The roles at each point where they changed: the place in the chain from which they hold, and the list that
    /// counts what was signed in roles lost there.
    pub(super) history: Vec<(usize, Roles, Option<ListRef>)>,
}

impl Member {
    /// The roles at the end of the chain; none when the device was removed.
    #[must_use]
    pub fn roles(&self) -> Roles {
        self.history.last().map_or(Roles::NONE, |(_, roles, _)| *roles)
    }

    /// Whether its roles are those of its admission because nobody changed them since.
    #[must_use]
    pub fn is_as_admitted(&self) -> bool {
        self.history.len() == 1
    }

    /// The hash of the key that is sealed to.
    #[must_use]
    pub fn seal_hash(&self) -> KeyHash {
        KeyHash::of(&self.seal)
    }

    /// The roles at `head`; none when `head` is not on the chain or the device was no member there.
    #[must_use]
    pub fn roles_at_head(&self, chain: &Chain, head: &StatementId) -> Roles {
        chain.line.position(head).map_or(Roles::NONE, |place| self.roles_at(place))
    }

    pub(super) fn roles_at(&self, place: usize) -> Roles {
        self.history.iter().rfind(|(from, ..)| *from <= place).map_or(Roles::NONE, |(_, roles, _)| *roles)
    }
}

/// The public key of an epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochKey {
    /// Its number, from 1.
    pub number: u32,
    /// The X-Wing public key.
    pub public: Vec<u8>,
    /// The statement that started it.
    pub started: StatementId,
    /// The device that signed that statement, and sealed; for genesis and recovery the root.
    pub by: DeviceId,
    /// The sealed private halves.
    pub seals: ListRef,
    /// The private half of the epoch before, sealed to this one.
    pub previous: Option<SealedKey>,
    pub(super) from: usize,
}

/// Whether a statement by a member counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Counts,
    /// The signer was removed or lost the role later: it counts only at or before the row of its scope in this list.
    UpTo(ListRef),
}
