//! Messages of HTTP/1.1 (RFC 9112) as far as a proxy must know them that hurts: a head, and a body of announced length. It
//! refuses chunks, which neither `jx` nor the platform sends on the paths that are tested.

use std::io::{Error, ErrorKind, Result};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, copy_buf};
use tokio::net::TcpStream;

/// One end of the proxy: what was read beyond a head waits in the buffer.
pub(super) type End = BufReader<TcpStream>;

/// The longest head that is read.
const LONGEST_HEAD: usize = 64 << 10;

/// The head of a request or an answer, byte by byte as it came.
#[derive(Debug, Clone)]
pub(super) struct Head {
    bytes: Vec<u8>,
    length: u64,
}

impl Head {
    /// Reads the next head; none when the other end has closed.
    pub(super) async fn read(from: &mut End) -> Result<Option<Self>> {
        let mut bytes = Vec::new();
        loop {
            let before = bytes.len();
            let count = from.read_until(b'\n', &mut bytes).await?;
            match &bytes[before..] {
                [] if before == 0 => return Ok(None),
                b"\r\n" if before > 0 => return Self::parse(bytes).map(Some),
                _ if count == 0 => return Err(ErrorKind::UnexpectedEof.into()),
                _ if bytes.len() > LONGEST_HEAD => return Err(odd("a head without end")),
                _ => {}
            }
        }
    }

    fn parse(bytes: Vec<u8>) -> Result<Self> {
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        if field("transfer-encoding").is_some() {
            return Err(odd("a body in chunks"));
        }
        let length = field("content-length").map_or(Ok(0), |length| length.trim().parse());
        let length = length.map_err(|_| odd("a length that is no number"))?;
        Ok(Self { bytes, length })
    }

    /// The bytes of the body that follows.
    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// The bytes of head and body.
    pub(super) const fn whole(&self) -> u64 {
        self.bytes.len() as u64 + self.length
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn is_put(&self) -> bool {
        self.bytes.starts_with(b"PUT ")
    }

    /// The first line: a method and a path, or a status.
    pub(super) fn first_line(&self) -> String {
        let line = self.bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
        String::from_utf8_lossy(line).into_owned()
    }

    /// The same head with another length than the true one.
    pub(super) fn with_length(&self, length: u64) -> Vec<u8> {
        let text = String::from_utf8_lossy(&self.bytes);
        let is_length = |line: &str| line.to_ascii_lowercase().starts_with("content-length:");
        let kept = text.trim_end().split("\r\n").filter(|line| !is_length(line));
        let mut lines: Vec<String> = kept.map(str::to_owned).collect();
        lines.push(format!("content-length: {length}\r\n\r\n"));
        lines.join("\r\n").into_bytes()
    }

    #[cfg(test)]
    pub(super) fn of(text: &str) -> Self {
        Self::parse(text.as_bytes().to_vec()).expect("a head")
    }
}

fn odd(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

/// Passes the first `count` bytes of a message on, whose head was read.
pub(super) async fn pass_part(head: &Head, from: &mut End, to: &mut End, count: u64) -> Result<()> {
    let of_head = usize::try_from(count).unwrap_or(usize::MAX).min(head.bytes.len());
    to.write_all(&head.bytes[..of_head]).await?;
    pass_bytes(from, to, count - of_head as u64).await
}

/// Passes so many bytes of a body on.
pub(super) async fn pass_bytes(from: &mut End, to: &mut End, count: u64) -> Result<()> {
    let passed = copy_buf(&mut from.take(count), to).await?;
    to.flush().await?;
    if passed == count { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

/// Passes a message on as it is.
pub(super) async fn pass(head: &Head, from: &mut End, to: &mut End) -> Result<()> {
    pass_part(head, from, to, head.whole()).await
}

/// Reads the body that follows a head.
pub(super) async fn body(head: &Head, from: &mut End) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    from.take(head.length).read_to_end(&mut body).await?;
    if body.len() as u64 == head.length { Ok(body) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_how_long_its_body_is_and_can_lie_about_it() {
        let head = Head::of("HTTP/1.1 200 OK\r\nContent-Length: 120\r\ndate: now\r\n\r\n");
        assert_eq!((head.length(), head.first_line().as_str()), (120, "HTTP/1.1 200 OK"));
        let lie = Head::parse(head.with_length(7)).expect("a head");
        assert_eq!(lie.length(), 7);
        assert!(lie.bytes().ends_with(b"\r\n\r\n") && lie.bytes().windows(9).any(|part| part == b"date: now"));
        assert_eq!(Head::of("GET / HTTP/1.1\r\n\r\n").length(), 0);
        assert!(Head::parse(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec()).is_err());
    }
}
