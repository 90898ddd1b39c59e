//! The strict binary of pages, trees, bodies and covers: big-endian numbers, counted lists, no trailing bytes.
//!
//! A reader never allocates more than the input is long, and never reads past it.

/// Why bytes that opened are still not what they should be: their writer broke the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The bytes end before the structure does.
    #[error("the bytes end too early")]
    Short,
    /// The structure ends before the bytes do.
    #[error("there are bytes after the end")]
    Trailing,
    /// A form number this program does not know; it may be newer.
    #[error("form {0} is unknown")]
    Form(u16),
    /// A text is not UTF-8 or is too long.
    #[error("a text is not UTF-8 or is too long")]
    Text,
    /// A number or count is beyond its limit.
    #[error("a number is beyond its limit")]
    Limit,
    /// Two parts that must agree do not.
    #[error("two parts contradict each other")]
    Contradiction,
    /// The padding is not all zero or not of the length that the rule gives.
    #[error("the padding is wrong")]
    Padding,
}

/// Reads from the front of a slice.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Malformed::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(Malformed::Short)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Malformed> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Malformed> {
        self.array().map(u64::from_be_bytes)
    }

    /// The form number at the front, which must be `known`.
    pub(crate) fn form(&mut self, known: u16) -> Result<(), Malformed> {
        let form = self.u16()?;
        if form == known { Ok(()) } else { Err(Malformed::Form(form)) }
    }

    /// A u16 length and that many bytes of UTF-8, at most `limit`.
    pub(crate) fn text(&mut self, limit: usize) -> Result<String, Malformed> {
        let length = usize::from(self.u16()?);
        if length > limit {
            return Err(Malformed::Text);
        }
        std::str::from_utf8(self.bytes(length)?).map(str::to_owned).map_err(|_| Malformed::Text)
    }

    /// Checks a count of items of at least `item` bytes each against `limit` and against what is left, before anything
    /// is allocated for them.
    pub(crate) fn count(&self, count: u32, limit: u32, item: usize) -> Result<usize, Malformed> {
        if count > limit {
            return Err(Malformed::Limit);
        }
        let count = usize::try_from(count).map_err(|_| Malformed::Limit)?;
        if count.checked_mul(item).is_none_or(|bytes| bytes > self.0.len()) {
            return Err(Malformed::Short);
        }
        Ok(count)
    }

    /// How many bytes are left.
    pub(crate) const fn left(&self) -> usize {
        self.0.len()
    }

    /// All that is left must be zero.
    pub(crate) fn zeros(self) -> Result<(), Malformed> {
        if self.0.iter().all(|byte| *byte == 0) { Ok(()) } else { Err(Malformed::Padding) }
    }

    pub(crate) const fn end(self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed::Trailing) }
    }
}

/// A u16 length and the text. The caller has checked the length.
pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    let length = u16::try_from(text.len()).expect("texts are checked against their limit before they are written");
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// A count as u32. The caller has checked it.
pub(crate) fn put_count(out: &mut Vec<u8>, count: usize) {
    let count = u32::try_from(count).expect("counts are checked against their limit before they are written");
    out.extend_from_slice(&count.to_be_bytes());
}
