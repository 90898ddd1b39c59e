//! Reads the JSON that `cargo metadata` writes, and nothing that needs more than that: numbers stay text.

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Json {
    /// `null`, `true`, `false` and numbers, as they are written.
    Word(String),
    /// A string, unescaped.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order of the file.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value of a whole text; nothing if the text is not JSON.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
        let value = reader.value()?;
        reader.space();
        (reader.at == reader.bytes.len()).then_some(value)
    }

    /// The value under a key of an object.
    pub(crate) fn at(&self, key: &str) -> Option<&Self> {
        let Self::Object(pairs) = self else {
            return None;
        };
        pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The string under a key of an object.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        match self.at(key)? {
            Self::Text(text) => Some(text),
            Self::Word(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// The array under a key of an object; empty if there is none.
    pub(crate) fn list(&self, key: &str) -> &[Self] {
        match self.at(key) {
            Some(Self::List(list)) => list,
            Some(Self::Word(_) | Self::Text(_) | Self::Object(_)) | None => &[],
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Json> {
        self.space();
        match self.bytes.get(self.at)? {
            b'"' => self.string().map(Json::Text),
            b'[' => self.list(),
            b'{' => self.object(),
            _ => self.word(),
        }
    }

    fn space(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    /// Takes `byte` after any space; whether it was there.
    fn take(&mut self, byte: u8) -> bool {
        self.space();
        let there = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there
    }

    fn word(&mut self) -> Option<Json> {
        let start = self.at;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        while self.bytes.get(self.at).is_some_and(is_part) {
            self.at += 1;
        }
        let word = std::str::from_utf8(&self.bytes[start..self.at]).ok()?;
        (!word.is_empty()).then(|| Json::Word(word.to_owned()))
    }

    fn list(&mut self) -> Option<Json> {
        self.at += 1;
        let mut list = Vec::new();
        if self.take(b']') {
            return Some(Json::List(list));
        }
        loop {
            list.push(self.value()?);
            if self.take(b']') {
                return Some(Json::List(list));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn object(&mut self) -> Option<Json> {
        self.at += 1;
        let mut pairs = Vec::new();
        if self.take(b'}') {
            return Some(Json::Object(pairs));
        }
        loop {
            self.space();
            let key = self.string()?;
            if !self.take(b':') {
                return None;
            }
            pairs.push((key, self.value()?));
            if self.take(b'}') {
                return Some(Json::Object(pairs));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        if self.bytes.get(self.at) != Some(&b'"') {
            return None;
        }
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'"' => return String::from_utf8(bytes).ok(),
                b'\\' => self.escape(&mut bytes)?,
                _ => bytes.push(byte),
            }
        }
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let letter = *self.bytes.get(self.at)?;
        self.at += 1;
        let plain = match letter {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'b' => 8,
            b'f' => 12,
            b'u' => {
                let digits = self.bytes.get(self.at..self.at + 4)?;
                self.at += 4;
                let number = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
                // Halves of a surrogate pair do not occur in what cargo writes.
                let letter = char::from_u32(number)?;
                bytes.extend(letter.to_string().as_bytes());
                return Some(());
            }
            b'"' | b'\\' | b'/' => letter,
            _ => return None,
        };
        bytes.push(plain);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_cargo_metadata_writes() {
        let text = r#" {"packages": [{"name":"a\u0041\n\"", "n": -1.5e3, "x": null, "e": [], "o": {}}]} "#;
        let json = Json::parse(text).expect("it is JSON");
        let package = &json.list("packages")[0];
        assert_eq!(package.text("name"), Some("aA\n\""));
        assert_eq!(package.at("n"), Some(&Json::Word("-1.5e3".into())));
        assert_eq!(package.text("x"), None);
        assert!(package.list("e").is_empty());
    }

    #[test]
    fn refuses_what_is_cut_or_followed_by_more() {
        for broken in ["", "[1,", "{\"a\"}", "\"a", "[1] 2", "[1 2]", "\"\\u12\"", "\"\\q\""] {
            assert_eq!(Json::parse(broken), None, "{broken}");
        }
    }
}
