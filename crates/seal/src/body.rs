//! The body of a version: its tree, where its references are, and sections for figures and samples, sealed under the
//! version key (docs/format.md 12).
//!
//! Small lists stand in the body itself, long ones in pages; the body says which. It is padded, at most 8 MiB sealed,
//! and the hash of its padded plaintext is what a receipt proves.

use jixiang_model::{ObjectId, VersionId};
use zeroize::Zeroizing;

use crate::chunked::{self, OpenError};
use crate::codec::{Reader, put_count, put_text};
use crate::context::{self, Place};
use crate::kdf::Prf;
use crate::run::{Paged, Run};
use crate::secret::{VersionKey, hidden};
use crate::tree::{self, Entry, Totals};
use crate::{Malformed, padding};

/// A sealed body has at most this many bytes.
pub const LONGEST_SEALED: usize = 8 << 20;
/// The longest padded plaintext: 511 inner chunks, whose seal is below [`LONGEST_SEALED`].
const LONGEST_PLAIN: usize = 511 * chunked::INNER;
/// A run in the body itself has at most this many references.
pub const MOST_INLINE: usize = 1024;
/// A tree in the body itself has at most this many bytes.
pub const LONGEST_INLINE_TREE: usize = 256 << 10;

const MOST_SECTIONS: usize = 64;
const LONGEST_LABEL: usize = 64;
const SALT_LABEL: &[u8] = b"jixiang/v1/body/salt";
const FORM: u16 = 1;

/// BLAKE3-256 of a body's padded plaintext.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TreeHash([u8; 32]);

hidden!(TreeHash Section);

impl TreeHash {
    /// Takes the 32 bytes as they are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes. They stay inside the client: a receipt carries a keyed proof instead.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The files and folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// In the body itself.
    Inline(Vec<Entry>),
    /// In pages ([`tree::decode_page`]).
    Paged(Paged),
}

/// The references of all files, one run per file, in the order of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum References {
    /// In the body itself.
    Inline(Run),
    /// In pages ([`crate::page::decode`]).
    Paged(Paged),
}

/// Something that stands beside the files: figures, samples. This crate does not look inside.
#[derive(Clone, PartialEq, Eq)]
pub struct Section {
    /// What it is; 1 to 64 bytes of UTF-8.
    pub label: String,
    /// Its bytes; figures in them are decimal strings.
    pub bytes: Vec<u8>,
}

/// The content of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Files and folders.
    pub entries: u32,
    /// Bytes of all files.
    pub size: u64,
    /// References of all files.
    pub chunks: u64,
    /// The files and folders.
    pub tree: Tree,
    /// Where their chunks are.
    pub references: References,
    /// In ascending order of their labels, each once.
    pub sections: Vec<Section>,
}

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// Not the object that was signed.
    #[error("the bytes are not the object that was signed")]
    Object,
    /// Not a message under this key for this version.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It opened, but its writer broke the format.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// It would be longer than 8 MiB.
    #[error("the body would be longer than 8 MiB")]
    TooLong,
}

/// A sealed body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedBody {
    /// BLAKE3-256 of the bytes.
    pub id: ObjectId,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What a receipt for it proves.
    pub tree_hash: TreeHash,
}

impl Body {
    /// Seals the body of `version`.
    ///
    /// # Errors
    ///
    /// [`BodyError::TooLong`]; [`BodyError::Malformed`] when the body contradicts itself and would not be read again.
    pub fn seal(&self, key: &VersionKey, place: &Place, version: &VersionId) -> Result<SealedBody, BodyError> {
        let plaintext = Zeroizing::new(self.encode()?);
        if Self::decode(&plaintext)? != *self {
            return Err(Malformed::Contradiction.into());
        }
        let hash = blake3::hash(&plaintext);
        let prf = Prf::new(key.as_bytes());
        let salt = prf.salt(SALT_LABEL, hash.as_bytes());
        let mut bytes = vec![0; chunked::sealed_length(plaintext.len())];
        chunked::seal_into(&prf, &salt, &context::body(place, version), &plaintext, &mut bytes);
        Ok(SealedBody { id: ObjectId::of(&bytes), bytes, tree_hash: TreeHash(hash.into()) })
    }

    /// Opens the body of `version`, whose object id was signed.
    ///
    /// # Errors
    ///
    /// [`BodyError`].
    pub fn open(
        key: &VersionKey,
        place: &Place,
        version: &VersionId,
        id: &ObjectId,
        sealed: &[u8],
    ) -> Result<(Self, TreeHash), BodyError> {
        if sealed.len() > LONGEST_SEALED || ObjectId::of(sealed) != *id {
            return Err(BodyError::Object);
        }
        let mut plaintext = Zeroizing::new(vec![0; chunked::plain_length(sealed.len())?]);
        chunked::open_into(key.as_bytes(), &context::body(place, version), sealed, &mut plaintext)?;
        Ok((Self::decode(&plaintext)?, TreeHash(blake3::hash(&plaintext).into())))
    }

    fn encode(&self) -> Result<Vec<u8>, BodyError> {
        let mut out = FORM.to_be_bytes().to_vec();
        out.extend_from_slice(&self.entries.to_be_bytes());
        out.extend_from_slice(&self.size.to_be_bytes());
        out.extend_from_slice(&self.chunks.to_be_bytes());
        match &self.tree {
            Tree::Inline(entries) => {
                out.push(0);
                entries.iter().try_for_each(Entry::check)?;
                tree::write_entries(entries, &mut out);
            }
            Tree::Paged(paged) => {
                out.push(1);
                paged.write(&mut out);
            }
        }
        match &self.references {
            References::Inline(run) => {
                out.push(0);
                run.write(&mut out);
            }
            References::Paged(paged) => {
                out.push(1);
                paged.write(&mut out);
            }
        }
        self.write_sections(&mut out)?;
        if out.len() > LONGEST_PLAIN {
            return Err(BodyError::TooLong);
        }
        padding::pad(&mut out, LONGEST_PLAIN);
        Ok(out)
    }

    fn write_sections(&self, out: &mut Vec<u8>) -> Result<(), BodyError> {
        put_count(out, self.sections.len());
        for section in &self.sections {
            if section.label.len() > LONGEST_LABEL {
                return Err(Malformed::Text.into());
            }
            if section.bytes.len() > LONGEST_PLAIN {
                return Err(BodyError::TooLong);
            }
            put_text(out, &section.label);
            put_count(out, section.bytes.len());
            out.extend_from_slice(&section.bytes);
        }
        Ok(())
    }

    fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        reader.form(FORM)?;
        let (entries, size, chunks) = (reader.u32()?, reader.u64()?, reader.u64()?);
        if entries > tree::MOST_ENTRIES || chunks > tree::most_chunks(u64::from(entries), size) {
            return Err(Malformed::Limit);
        }
        let tree = match reader.u8()? {
            0 => Tree::Inline(tree::read_entries(&mut reader, tree::MOST_ENTRIES)?),
            1 => Tree::Paged(Paged::read(&mut reader, u64::from(entries))?),
            _ => return Err(Malformed::Limit),
        };
        let references = match reader.u8()? {
            0 => References::Inline(Run::read(&mut reader, MOST_INLINE as u32)?),
            1 => References::Paged(Paged::read(&mut reader, chunks)?),
            _ => return Err(Malformed::Limit),
        };
        let sections = read_sections(&mut reader)?;
        padding::check(reader, bytes.len(), LONGEST_PLAIN)?;
        let body = Self { entries, size, chunks, tree, references, sections };
        body.check_sums().map(|()| body)
    }

    /// What stands in the body itself must add up to what the body states; for pages their reader checks it.
    fn check_sums(&self) -> Result<(), Malformed> {
        let mut agrees = true;
        if let References::Inline(run) = &self.references {
            agrees &= run.len() as u64 == self.chunks;
        }
        if let Tree::Inline(entries) = &self.tree {
            let mut totals = Totals::default();
            entries.iter().try_for_each(|entry| totals.add(entry))?;
            agrees &= (totals.entries, totals.size, totals.chunks) == (self.entries, self.size, self.chunks);
        }
        if agrees { Ok(()) } else { Err(Malformed::Contradiction) }
    }
}

/// `u32 sections ‖ sections × (text label ‖ u32 length ‖ bytes)`.
fn read_sections(reader: &mut Reader<'_>) -> Result<Vec<Section>, Malformed> {
    let count = reader.u32()?;
    let count = reader.count(count, MOST_SECTIONS as u32, 6)?;
    let mut sections: Vec<Section> = Vec::with_capacity(count);
    for _ in 0..count {
        let label = reader.text(LONGEST_LABEL)?;
        if label.is_empty() || sections.last().is_some_and(|before| before.label >= label) {
            return Err(Malformed::Contradiction);
        }
        let length = usize::try_from(reader.u32()?).map_err(|_| Malformed::Limit)?;
        sections.push(Section { label, bytes: reader.bytes(length)?.to_vec() });
    }
    Ok(sections)
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
