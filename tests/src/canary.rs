//! Searches everything that is left on a disk for text that must not be there in any form that could be read: TRUST.md
//! 5, L6. It only looks; what may hold the text is said by who calls it.
//!
//! A text is looked for in UTF-8, GBK and both orders of UTF-16, each of them plainly and in base64 at all three alignments
//! and in both alphabets, and as JSON and addresses escape it; in what files hold and in what they are called.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use memchr::memmem::Finder;

/// Files are read in pieces of so many bytes.
const BLOCK: usize = 4 << 20;

/// A text that was found where it must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The file or folder.
    pub place: PathBuf,
    /// The text.
    pub text: String,
    /// The form in which it was found: `UTF-8`, `GBK in base64`, …
    pub form: String,
}

impl fmt::Display for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} holds {} as {}", self.place.display(), self.text, self.form)
    }
}

struct Needle {
    text: String,
    form: String,
    finder: Finder<'static>,
    length: usize,
}

/// Looks for `texts` in `places` and everything below them, but for what lies in `allowed`. Links are not followed; what
/// disappears meanwhile is not there. Each text should be at least 8 characters that occur nowhere by chance.
///
/// # Panics
///
/// When a place cannot be read for another reason than that it is gone: a search that saw only a part proves nothing.
#[must_use]
pub fn search(texts: &[&str], places: &[PathBuf], allowed: &[PathBuf]) -> Vec<Hit> {
    let needles: Vec<Needle> = texts.iter().flat_map(|text| needles(text)).collect();
    let mut hits = Vec::new();
    for place in places {
        visit(place, allowed, &needles, &mut hits)
            .unwrap_or_else(|error| panic!("{} cannot be searched: {error}", place.display()));
    }
    hits
}

/// Every form of a text.
fn needles(text: &str) -> Vec<Needle> {
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let (gbk, _, lossy) = encoding_rs::GBK.encode(text);
    let mut plain = vec![
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-16LE", utf16(u16::to_le_bytes)),
        ("UTF-16BE", utf16(u16::to_be_bytes)),
    ];
    if !lossy {
        plain.push(("GBK", gbk.into_owned()));
    }
    let mut forms: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, bytes) in plain {
        let encoded = in_base64(&bytes);
        forms.extend(encoded.into_iter().map(|encoded| (format!("{name} in base64"), encoded.into_bytes())));
        forms.push((name.to_owned(), bytes));
    }
    let json: String = text.encode_utf16().map(json_escape).collect();
    let percent: String = text.bytes().map(percent_escape).collect();
    forms.push(("JSON escapes".to_owned(), json.into_bytes()));
    forms.push(("an address".to_owned(), percent.into_bytes()));
    let mut known = BTreeSet::new();
    forms.retain(|(_, bytes)| known.insert(bytes.clone()));
    let needle = |(form, bytes): (String, Vec<u8>)| {
        let (text, length) = (text.to_owned(), bytes.len());
        Needle { text, form, finder: Finder::new(&bytes).into_owned(), length }
    };
    forms.into_iter().map(needle).collect()
}

fn json_escape(unit: u16) -> String {
    match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    }
}

fn percent_escape(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// What of the base64 of any bytes around these does not depend on what is around them: at each of three alignments, in
/// both alphabets.
fn in_base64(bytes: &[u8]) -> Vec<String> {
    let mut encoded = Vec::new();
    for before in 0..3_usize {
        let shifted = [vec![0; before], bytes.to_vec()].concat();
        let own = (before * 8).div_ceil(6)..shifted.len() * 8 / 6;
        for alphabet in [&STANDARD, &URL_SAFE] {
            encoded.push(alphabet.encode(&shifted)[own.clone()].to_owned());
        }
    }
    encoded
}

fn visit(place: &Path, allowed: &[PathBuf], needles: &[Needle], hits: &mut Vec<Hit>) -> io::Result<()> {
    if allowed.iter().any(|allowed| place.starts_with(allowed)) {
        return Ok(());
    }
    let metadata = match place.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        metadata => metadata?,
    };
    let name = place.file_name().unwrap_or_default();
    hits.extend(found(place, &mut BTreeSet::new(), name.as_bytes(), needles));
    if metadata.is_dir() {
        for entry in fs::read_dir(place)? {
            visit(&entry?.path(), allowed, needles, hits)?;
        }
    } else if metadata.is_file() {
        match read(place, needles, hits) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            read => read?,
        }
    }
    Ok(())
}

fn read(path: &Path, needles: &[Needle], hits: &mut Vec<Hit>) -> io::Result<()> {
    let longest = needles.iter().map(|needle| needle.length).max().unwrap_or(0);
    let (mut file, mut known) = (File::open(path)?, BTreeSet::new());
    let mut window = Vec::with_capacity(BLOCK + longest);
    loop {
        let count = file.by_ref().take(BLOCK as u64).read_to_end(&mut window)?;
        if count == 0 {
            return Ok(());
        }
        hits.extend(found(path, &mut known, &window, needles));
        // What begins at the end of this piece may end in the next.
        window.drain(..window.len().saturating_sub(longest));
    }
}

fn found(place: &Path, known: &mut BTreeSet<usize>, bytes: &[u8], needles: &[Needle]) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (at, needle) in needles.iter().enumerate() {
        if !known.contains(&at) && needle.finder.find(bytes).is_some() {
            known.insert(at);
            let (place, text, form) = (place.to_owned(), needle.text.clone(), needle.form.clone());
            hits.push(Hit { place, text, form });
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "预算汇总密文金丝雀";

    fn forms_in(bytes: &[u8]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("x"), bytes).expect("written");
        let hits = search(&[TEXT], &[folder.path().to_owned()], &[]);
        hits.into_iter().map(|hit| hit.form).collect()
    }

    #[test]
    fn a_text_is_found_in_every_form() {
        let around = |bytes: &[u8]| [b"before".as_slice(), bytes, b"after"].concat();
        let (gbk, ..) = encoding_rs::GBK.encode(TEXT);
        let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (form, bytes) in [("UTF-8", TEXT.as_bytes()), ("GBK", &gbk), ("UTF-16LE", &utf16)] {
            assert_eq!(forms_in(&around(bytes)), [form]);
            for before in 0..3 {
                let encoded = STANDARD.encode([&vec![b'x'; before], bytes, b"tail"].concat());
                assert!(!forms_in(encoded.as_bytes()).is_empty(), "{form} after {before} bytes");
            }
        }
        assert_eq!(forms_in(serde_json::json!(TEXT).to_string().as_bytes()), ["UTF-8"]);
        let escaped: String = TEXT.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        assert_eq!(forms_in(escaped.as_bytes()), ["JSON escapes"]);
        assert_eq!(forms_in(b"nothing of it"), [""; 0]);
    }

    #[test]
    fn names_and_the_seams_between_pieces_are_searched_and_what_is_allowed_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().to_owned();
        fs::create_dir(place.join(TEXT)).expect("a folder");
        let mut bytes = vec![b'x'; BLOCK - 5];
        bytes.extend_from_slice(TEXT.as_bytes());
        fs::write(place.join("seam"), bytes).expect("written");
        let found = |allowed: &[PathBuf]| search(&[TEXT], std::slice::from_ref(&place), allowed).len();
        assert_eq!(found(&[]), 2);
        assert_eq!(found(&[place.join("seam")]), 1);
        assert_eq!(found(&[place.join("seam"), place.join(TEXT)]), 0);
    }
}
