//! How the text of a file is written: UTF-8 by its mark or its form, UTF-16 by its mark, else GB18030, which holds GBK.
//!
//! It guesses no other encoding: whatever is neither is called no text.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 that begins with a mark, as Excel writes it.
    Utf8WithMark,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// GB18030 or its part GBK, as Excel and WPS write it in China.
    Gb18030,
}

impl Encoding {
    /// Its usual name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8 (BOM)",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Gb18030 => "GB18030",
        }
    }

    /// Whether a line feed, a quote or a comma is one byte that stands for nothing else.
    pub(crate) const fn keeps_ascii(self) -> bool {
        match self {
            Self::Utf8 | Self::Utf8WithMark | Self::Gb18030 => true,
            Self::Utf16Le | Self::Utf16Be => false,
        }
    }
}

/// A sample that was read as text.
pub(crate) struct Decoded {
    pub(crate) encoding: Encoding,
    pub(crate) text: String,
    /// Some of its characters could not be read.
    pub(crate) unclear: bool,
}

/// Reads a sample as text; `whole` when the file ends with it. `None` when it is none.
pub(crate) fn decode(sample: &[u8], whole: bool) -> Option<Decoded> {
    let decoded = match sample {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, whole, Encoding::Utf8WithMark)?,
        [0xFF, 0xFE, rest @ ..] => by(UTF_16LE, rest, whole, Encoding::Utf16Le),
        [0xFE, 0xFF, rest @ ..] => by(UTF_16BE, rest, whole, Encoding::Utf16Be),
        _ => utf8(sample, whole, Encoding::Utf8).unwrap_or_else(|| by(GB18030, sample, whole, Encoding::Gb18030)),
    };
    is_text(&decoded.text).then_some(decoded)
}

/// Strict UTF-8, but for a character that the end of the sample cuts.
fn utf8(bytes: &[u8], whole: bool, encoding: Encoding) -> Option<Decoded> {
    let sound = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && !whole => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) if encoding == Encoding::Utf8WithMark => return Some(by(encoding_rs::UTF_8, bytes, whole, encoding)),
        Err(_) => return None,
    };
    Some(Decoded { encoding, text: sound.to_owned(), unclear: false })
}

fn by(charset: &'static encoding_rs::Encoding, bytes: &[u8], whole: bool, encoding: Encoding) -> Decoded {
    let mut decoder = charset.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or_default());
    let (_, _, unclear) = decoder.decode_to_string(bytes, &mut text, whole);
    Decoded { encoding, text, unclear }
}

/// So many strange characters do not tell a short text from no text.
const FEW: usize = 2;

/// Whether people wrote it: hardly any controls and hardly any characters that could not be read.
fn is_text(text: &str) -> bool {
    let strange = |c: char| c == char::REPLACEMENT_CHARACTER || (c.is_control() && !matches!(c, '\t' | '\r' | '\n'));
    let (mut all, mut odd) = (0_usize, 0_usize);
    for c in text.chars() {
        if c == '\0' {
            return false;
        }
        all += 1;
        odd += usize::from(strange(c));
    }
    odd.saturating_sub(FEW).saturating_mul(50) <= all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], whole: bool) -> Option<(Encoding, String, bool)> {
        decode(bytes, whole).map(|decoded| (decoded.encoding, decoded.text, decoded.unclear))
    }

    #[test]
    fn every_encoding_of_an_office_is_told_from_the_others() {
        let text = "姓名,单位\n张三,省编办\n";
        let (gbk, _, _) = GB18030.encode(text);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), Encoding::Utf8WithMark),
            ([b"\xFF\xFE", &utf16[..]].concat(), Encoding::Utf16Le),
            ([b"\xFE\xFF", &utf16_be[..]].concat(), Encoding::Utf16Be),
            (gbk.into_owned(), Encoding::Gb18030),
        ] {
            assert_eq!(read(&bytes, true), Some((encoding, text.to_owned(), false)));
        }
    }

    #[test]
    fn a_character_that_the_end_of_the_sample_cuts_does_not_change_the_encoding() {
        let (gbk, _, _) = GB18030.encode("编制类型");
        assert_eq!(read(&gbk[..7], false), Some((Encoding::Gb18030, "编制类".into(), false)));
        assert_eq!(read(&"编制".as_bytes()[..5], false), Some((Encoding::Utf8, "编".into(), false)));
    }

    #[test]
    fn bytes_that_nobody_wrote_are_no_text() {
        assert_eq!(read(b"MZ\x90\0\x03\0\0\0", true), None);
        assert_eq!(read(&[0xFF; 400], true), None);
    }
}
