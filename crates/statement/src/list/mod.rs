//! List objects: lists that can grow are stored objects, named by hash, count and length, so that statements stay small
//! (docs/format.md 4.8).
//!
//! The platform reads them (to hand out sealed keys, to count references), so nothing in them is secret.

use jixiang_model::{KeyHash, ObjectId, ScopeId, StatementId};

use crate::StrictError;
use crate::payload::{ListRef, ObjectRef};

mod directory;

pub use directory::{Directory, DirectoryDepartment, DirectoryPerson};

/// Why bytes are not the list that a statement names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// Another length or hash than the statement says.
    #[error("the object is not the one that the statement names")]
    Other,
    /// The bytes are no list of this kind with this count.
    #[error("the object is not a list of this kind")]
    Form,
    /// The JSON of a directory is not strict or not of its shape.
    #[error(transparent)]
    Json(#[from] StrictError),
}

/// A row of a list object: fixed length, bytes ascending, one row about each thing.
pub trait Row: Sized {
    /// The first bytes of the object.
    const LABEL: &'static [u8];
    /// The length of a row in bytes.
    const LENGTH: usize;
    /// How many of its first bytes say what the row is about: a list has one row about it.
    const ABOUT: usize;

    /// Appends the row.
    fn write(&self, out: &mut Vec<u8>);

    /// Reads a row of exactly [`Row::LENGTH`] bytes.
    fn read(bytes: &[u8]) -> Option<Self>;
}

/// Encodes rows, in ascending order and one about each thing, and names the object. Of rows about the same thing the
/// first in order stays.
///
/// # Panics
///
/// When there are more rows than an object of 8 MiB holds; callers stay below it by their own limits.
#[must_use]
pub fn encode<R: Row>(rows: &[R]) -> (Vec<u8>, ListRef) {
    let mut encoded: Vec<Vec<u8>> = rows
        .iter()
        .map(|row| {
            let mut bytes = Vec::with_capacity(R::LENGTH);
            row.write(&mut bytes);
            bytes
        })
        .collect();
    encoded.sort_unstable();
    encoded.dedup_by(|a, b| a[..R::ABOUT] == b[..R::ABOUT]);
    let mut bytes = R::LABEL.to_vec();
    bytes.extend(encoded.iter().flatten());
    let fits = "list objects stay below 8 MiB";
    let list = ListRef {
        hash: ObjectId::of(&bytes),
        count: u32::try_from(encoded.len()).expect(fits),
        bytes: u32::try_from(bytes.len()).expect(fits),
    };
    (bytes, list)
}

/// Decodes the object that `list` names.
///
/// # Errors
///
/// [`ListError`] when it is another object, or not such a list.
pub fn decode<R: Row>(bytes: &[u8], list: &ListRef) -> Result<Vec<R>, ListError> {
    named(bytes, list)?;
    let rows = bytes.strip_prefix(R::LABEL).ok_or(ListError::Form)?;
    let count = usize::try_from(list.count).map_err(|_| ListError::Form)?;
    if rows.len() != count.checked_mul(R::LENGTH).ok_or(ListError::Form)? {
        return Err(ListError::Form);
    }
    let rows: Vec<&[u8]> = rows.chunks_exact(R::LENGTH).collect();
    if !rows.is_sorted_by(|a, b| a[..R::ABOUT] < b[..R::ABOUT]) {
        return Err(ListError::Form);
    }
    rows.into_iter().map(|row| R::read(row).ok_or(ListError::Form)).collect()
}

fn named(bytes: &[u8], list: &ListRef) -> Result<(), ListError> {
    let length = usize::try_from(list.bytes).map_err(|_| ListError::Other)?;
    if bytes.len() == length && ObjectId::of(bytes) == list.hash { Ok(()) } else { Err(ListError::Other) }
}

fn array(bytes: &[u8], at: usize) -> Option<[u8; 32]> {
    bytes.get(at..at + 32)?.try_into().ok()
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

/// A pack that a version needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackRow {
    /// The pack.
    pub object: ObjectId,
    /// Its exact length in bytes.
    pub bytes: u32,
}

impl Row for PackRow {
    const LABEL: &'static [u8] = b"jixiang/v1/list/packs\n";
    const LENGTH: usize = 36;
    const ABOUT: usize = 32;

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.object.as_bytes());
        out.extend_from_slice(&self.bytes.to_be_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self { object: ObjectId::from_bytes(array(bytes, 0)?), bytes: number(bytes, 32)? })
    }
}

/// What a sealed key of a list opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SealPurpose {
    /// The cover of a delivery: handed out with the row.
    Cover,
    /// The version key of a delivery: handed out on fetch.
    Version,
    /// The private half of an epoch.
    Epoch,
    /// A generation key, for a grant that is carried on.
    Generation,
}

impl SealPurpose {
    const ALL: [Self; 4] = [Self::Cover, Self::Version, Self::Epoch, Self::Generation];

    const fn byte(self) -> u8 {
        match self {
            Self::Cover => 1,
            Self::Version => 2,
            Self::Epoch => 3,
            Self::Generation => 4,
        }
    }
}

/// A sealed key of a list: for whom, for what, to which key, in which object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SealRow {
    /// The index of the recipient in the statement; [`SealRow::OWN`] for the sender's own devices; 0 where there is
    /// only one.
    pub recipient: u16,
    /// What the key opens.
    pub purpose: SealPurpose,
    /// SHA-256 of the public key that it is sealed to.
    pub key: KeyHash,
    /// The sealed bytes.
    pub object: ObjectRef,
}

impl SealRow {
    /// The recipient index of the sender's own devices.
    pub const OWN: u16 = u16::MAX;
}

impl Row for SealRow {
    const LABEL: &'static [u8] = b"jixiang/v1/list/seals\n";
    const LENGTH: usize = 71;
    const ABOUT: usize = 35;

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.recipient.to_be_bytes());
        out.push(self.purpose.byte());
        out.extend_from_slice(self.key.as_bytes());
        out.extend_from_slice(self.object.hash.as_bytes());
        out.extend_from_slice(&self.object.bytes.to_be_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let purpose = *bytes.get(2)?;
        Some(Self {
            recipient: u16::from_be_bytes(bytes.get(0..2)?.try_into().ok()?),
            purpose: SealPurpose::ALL.into_iter().find(|known| known.byte() == purpose)?,
            key: KeyHash::from_bytes(array(bytes, 3)?),
            object: ObjectRef { hash: ObjectId::from_bytes(array(bytes, 35)?), bytes: number(bytes, 67)? },
        })
    }
}

/// A scope where a removed device signed, with its newest statement there that still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScopeRow {
    /// The scope.
    pub scope: ScopeId,
    /// The statement.
    pub newest: StatementId,
}

impl Row for ScopeRow {
    const LABEL: &'static [u8] = b"jixiang/v1/list/scopes\n";
    const LENGTH: usize = 64;
    const ABOUT: usize = 32;

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.scope.as_bytes());
        out.extend_from_slice(self.newest.as_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (scope, newest) = (array(bytes, 0)?, array(bytes, 32)?);
        Some(Self { scope: ScopeId::from_bytes(scope), newest: StatementId::from_bytes(newest) })
    }
}

/// An entry or release that a department's `heads` confirms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeadRow {
    /// The dataset.
    pub dataset: ScopeId,
    /// Its newest entry or release.
    pub statement: StatementId,
}

impl Row for HeadRow {
    const LABEL: &'static [u8] = b"jixiang/v1/list/heads\n";
    const LENGTH: usize = 64;
    const ABOUT: usize = 64;

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.dataset.as_bytes());
        out.extend_from_slice(self.statement.as_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (dataset, statement) = (array(bytes, 0)?, array(bytes, 32)?);
        Some(Self { dataset: ScopeId::from_bytes(dataset), statement: StatementId::from_bytes(statement) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<SealRow> {
        (0..9_u8)
            .map(|i| SealRow {
                recipient: u16::from(i),
                purpose: SealPurpose::Version,
                key: KeyHash::of(&[i]),
                object: ObjectRef { hash: ObjectId::of(&[i]), bytes: u32::from(i) },
            })
            .collect()
    }

    #[test]
    fn a_list_comes_back_sorted_and_once() {
        let mut doubled = rows();
        doubled.reverse();
        doubled.extend(rows());
        let (bytes, list) = encode(&doubled);
        assert_eq!(decode::<SealRow>(&bytes, &list), Ok(rows()));
    }

    #[test]
    fn another_object_or_another_kind_is_refused() {
        let (bytes, list) = encode(&rows());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(decode::<SealRow>(&changed, &list), Err(ListError::Other), "byte {at}");
        }
        assert_eq!(decode::<PackRow>(&bytes, &list), Err(ListError::Form));
        assert_eq!(decode::<SealRow>(&bytes[..bytes.len() - 1], &list), Err(ListError::Other));
        let miscounted = ListRef { count: list.count - 1, ..list };
        assert_eq!(decode::<SealRow>(&bytes, &miscounted), Err(ListError::Form));
    }
}
