//! The cover of a delivery: title, note, names and sizes, which the recipient sees before fetching (docs/format.md 13).
//!
//! It is a claim of the sender about the content, sealed under a key of its own; the body is what counts.

use jixiang_model::ObjectId;
use zeroize::Zeroizing;

use crate::body::BodyError;
use crate::chunked;
use crate::codec::{Reader, put_count, put_text};
use crate::context::{self, Place};
use crate::kdf::Prf;
use crate::secret::{CoverKey, hidden};
use crate::tree::LONGEST_NAME;
use crate::{Malformed, padding};

/// The longest title, in bytes of UTF-8.
pub const LONGEST_TITLE: usize = 1024;
/// The longest note, in bytes of UTF-8.
pub const LONGEST_NOTE: usize = 16 << 10;
/// The most names on a cover; how many files there are is said beside them.
pub const MOST_NAMES: usize = 100;
/// A sealed cover has at most this many bytes.
pub const LONGEST_SEALED: usize = chunked::sealed_length(LONGEST_PLAIN);

const LONGEST_PLAIN: usize = 128 << 10;
const SALT_LABEL: &[u8] = b"jixiang/v1/cover/salt";
const FORM: u16 = 1;

/// A file or folder at the top of a delivery.
#[derive(Clone, PartialEq, Eq)]
pub struct CoverName {
    /// Whether it is a file or a folder.
    pub kind: CoverKind,
    /// The name as the sender wrote it.
    pub name: String,
    /// Bytes; of a folder the sum.
    pub size: u64,
    /// Files; 1 for a file, of a folder all in it at any depth.
    pub files: u32,
}

/// What a name on a cover is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverKind {
    /// A folder.
    Folder,
    /// A file.
    File,
}

/// What is written on a delivery.
#[derive(Clone, PartialEq, Eq)]
pub struct Cover {
    /// What it is, in a few words.
    pub title: String,
    /// A note to the recipients, possibly empty.
    pub note: String,
    /// Bytes of all files.
    pub size: u64,
    /// How many files there are.
    pub files: u32,
    /// How many folders there are.
    pub folders: u32,
    /// The first names at the top, at most [`MOST_NAMES`].
    pub names: Vec<CoverName>,
}

/// A sealed cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCover {
    /// BLAKE3-256 of the bytes.
    pub id: ObjectId,
    /// The bytes.
    pub bytes: Vec<u8>,
}

hidden!(Cover CoverName);

impl Cover {
    /// Seals the cover of the delivery that `place` names.
    ///
    /// # Errors
    ///
    /// [`BodyError::Malformed`] when a text or list is beyond its limit, [`BodyError::TooLong`] when all together are.
    pub fn seal(&self, key: &CoverKey, place: &Place) -> Result<SealedCover, BodyError> {
        let plaintext = Zeroizing::new(self.encode()?);
        let prf = Prf::new(key.as_bytes());
        let salt = prf.salt(SALT_LABEL, blake3::hash(&plaintext).as_bytes());
        let mut bytes = vec![0; chunked::sealed_length(plaintext.len())];
        chunked::seal_into(&prf, &salt, &context::cover(place), &plaintext, &mut bytes);
        Ok(SealedCover { id: ObjectId::of(&bytes), bytes })
    }

    /// Opens a cover whose object id was signed.
    ///
    /// # Errors
    ///
    /// [`BodyError`].
    pub fn open(key: &CoverKey, place: &Place, id: &ObjectId, sealed: &[u8]) -> Result<Self, BodyError> {
        if sealed.len() > LONGEST_SEALED || ObjectId::of(sealed) != *id {
            return Err(BodyError::Object);
        }
        let mut plaintext = Zeroizing::new(vec![0; chunked::plain_length(sealed.len())?]);
        chunked::open_into(key.as_bytes(), &context::cover(place), sealed, &mut plaintext)?;
        Ok(Self::decode(&plaintext)?)
    }

    /// `u16 form = 1 ‖ text title ‖ text note ‖ u64 size ‖ u32 files ‖ u32 folders ‖ u32 names ‖ names × (u8 kind ‖ text
    /// name ‖ u64 size ‖ u32 files) ‖ zeros`.
    fn encode(&self) -> Result<Vec<u8>, BodyError> {
        let names_fit = self.names.iter().all(|name| (1..=LONGEST_NAME).contains(&name.name.len()));
        if self.title.len() > LONGEST_TITLE || self.note.len() > LONGEST_NOTE || !names_fit {
            return Err(Malformed::Text.into());
        }
        if self.names.len() > MOST_NAMES {
            return Err(Malformed::Limit.into());
        }
        let mut out = FORM.to_be_bytes().to_vec();
        put_text(&mut out, &self.title);
        put_text(&mut out, &self.note);
        out.extend_from_slice(&self.size.to_be_bytes());
        out.extend_from_slice(&self.files.to_be_bytes());
        out.extend_from_slice(&self.folders.to_be_bytes());
        put_count(&mut out, self.names.len());
        for name in &self.names {
            out.push(match name.kind {
                CoverKind::Folder => 1,
                CoverKind::File => 2,
            });
            put_text(&mut out, &name.name);
            out.extend_from_slice(&name.size.to_be_bytes());
            out.extend_from_slice(&name.files.to_be_bytes());
        }
        if out.len() > LONGEST_PLAIN {
            return Err(BodyError::TooLong);
        }
        padding::pad(&mut out, LONGEST_PLAIN);
        Ok(out)
    }

    fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        reader.form(FORM)?;
        let (title, note) = (reader.text(LONGEST_TITLE)?, reader.text(LONGEST_NOTE)?);
        let (size, files, folders) = (reader.u64()?, reader.u32()?, reader.u32()?);
        let count = reader.u32()?;
        let count = reader.count(count, MOST_NAMES as u32, 18)?;
        let mut names = Vec::with_capacity(count);
        for _ in 0..count {
            let kind = match reader.u8()? {
                1 => CoverKind::Folder,
                2 => CoverKind::File,
                _ => return Err(Malformed::Limit),
            };
            let name = reader.text(LONGEST_NAME)?;
            if name.is_empty() {
                return Err(Malformed::Text);
            }
            names.push(CoverName { kind, name, size: reader.u64()?, files: reader.u32()? });
        }
        padding::check(reader, bytes.len(), LONGEST_PLAIN)?;
        Ok(Self { title, note, size, files, folders, names })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::context::tests_place as place;

    fn sample(note: &str, names: usize) -> Cover {
        Cover {
            title: "一季度报表".into(),
            note: note.into(),
            size: 12,
            files: 3,
            folders: 1,
            names: vec![CoverName { kind: CoverKind::File, name: "报表.xlsx".into(), size: 12, files: 1 }; names],
        }
    }

    #[test]
    fn covers_of_short_notes_have_one_size() {
        let key = CoverKey::from_bytes([1; 32]);
        let length = |note: &str, names| sample(note, names).seal(&key, &place(1)).expect("fits").bytes.len();
        assert_eq!(length("", 1), length("请查收，谢谢。", 20));
    }

    #[test]
    fn the_longest_cover_fits_and_a_longer_text_is_refused() {
        let key = CoverKey::from_bytes([1; 32]);
        let mut cover = sample(&"长".repeat(LONGEST_NOTE / 3), MOST_NAMES);
        cover.names.iter_mut().for_each(|name| name.name = "x".repeat(LONGEST_NAME));
        let sealed = cover.seal(&key, &place(1)).expect("the limits fit together");
        assert_eq!(Cover::open(&key, &place(1), &sealed.id, &sealed.bytes), Ok(cover.clone()));
        cover.note = "x".repeat(LONGEST_NOTE + 1);
        assert_eq!(cover.seal(&key, &place(1)).err(), Some(Malformed::Text.into()));
    }

    proptest! {
        #[test]
        fn any_flipped_bit_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
            let key = CoverKey::from_bytes([1; 32]);
            let mut sealed = sample("note", 2).seal(&key, &place(1)).expect("fits");
            let at = at.index(sealed.bytes.len());
            sealed.bytes[at] ^= 1 << bit;
            prop_assert_eq!(Cover::open(&key, &place(1), &sealed.id, &sealed.bytes), Err(BodyError::Object));
            let renamed = ObjectId::of(&sealed.bytes);
            prop_assert!(matches!(Cover::open(&key, &place(1), &renamed, &sealed.bytes), Err(BodyError::Open(_))));
        }

        #[test]
        fn no_plaintext_makes_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Cover::decode(&bytes);
        }

        #[test]
        fn what_the_decoder_takes_it_writes_again(at in 0usize..120, byte in any::<u8>()) {
            let mut bytes = sample("note", 2).encode().expect("fits");
            bytes[at] = byte;
            if let Ok(cover) = Cover::decode(&bytes) {
                prop_assert_eq!(cover.encode().expect("it was read"), bytes);
            }
        }
    }
}
