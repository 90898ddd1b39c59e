//! The other program on the desktop: a small GTK 3 script that files are dragged or copied from.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;

use tempfile::NamedTempFile;

use super::{PATIENCE, Result, Trouble};

const SCRIPT: &str = include_str!("hand.py");

/// The running script; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Hand {
    process: Child,
    words: Receiver<String>,
    _script: NamedTempFile,
}

impl Hand {
    /// Starts the script and waits until it is ready.
    pub(crate) fn start(args: &[String]) -> Result<Self> {
        let mut script = NamedTempFile::with_suffix(".py")?;
        script.write_all(SCRIPT.as_bytes())?;
        // Debian's own interpreter: the GTK bindings of the package python3-gi belong to it.
        let mut process = Command::new("/usr/bin/python3")
            .arg(script.path())
            .args(args)
            .env("GDK_BACKEND", "x11")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Trouble::from(error).during("python3 did not start"))?;
        let (tell, words) = channel();
        if let Some(out) = process.stdout.take() {
            thread::spawn(move || {
                for word in BufReader::new(out).lines().map_while(std::result::Result::ok) {
                    if tell.send(word).is_err() {
                        break;
                    }
                }
            });
        }
        let hand = Self { process, words, _script: script };
        hand.wait_for("ready")?;
        Ok(hand)
    }

    /// Waits until the script has written `word`.
    pub(crate) fn wait_for(&self, word: &str) -> Result<()> {
        loop {
            match self.words.recv_timeout(PATIENCE) {
                Ok(said) if said == word => return Ok(()),
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    return Err(Trouble::new(format!("waited in vain for `{word}` of the other program")));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Trouble::new(format!("the other program ended before `{word}`")));
                }
            }
        }
    }
}

impl Drop for Hand {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _gone = self.process.kill().and_then(|()| self.process.wait());
    }
}

/// A path as a `file://` URI (RFC 8089): every byte outside the unreserved set is escaped.
pub(crate) fn file_uri(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt as _;
    let mut uri = String::from("file://");
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            let _infallible = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_names_and_spaces_are_escaped_in_a_uri() {
        assert_eq!(file_uri(Path::new("/a b/预算.csv")), "file:///a%20b/%E9%A2%84%E7%AE%97.csv");
    }
}
