//! What another program copied is read, on the virtual desktop of `cargo xtask test` alone: nobody's own clipboard is
//! touched.

use std::borrow::Cow;
use std::io::{BufRead as _, BufReader, Lines, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use arboard::{Clipboard, ImageData};
use jixiang_os::clipboard;

/// Tells this test binary that it is the program that copies, and what.
const COPIES: &str = "JIXIANG_COPIES";
/// The folder of the files that it copies.
const FOLDER: &str = "JIXIANG_COPIED_FOLDER";
const POINTS: [u8; 16] = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 9, 9, 255];

#[test]
fn what_another_program_copied_is_read() {
    if let Some(what) = std::env::var_os(COPIES) {
        copy(what.to_str().expect("a word"));
        return;
    }
    if std::env::var_os("JIXIANG_SESSION").is_none() {
        writeln!(std::io::stdout(), "skipped: this is no virtual desktop").expect("somebody may read it");
        return;
    }
    let copied = tempfile::tempdir().expect("a folder");
    let folder = copied.path().canonicalize().expect("its path");
    listed(&folder).iter().for_each(|file| std::fs::write(file, b"x").expect("a file"));
    let start = |what| Copier::start(what, &folder);
    let text = start("text");
    assert_eq!(clipboard::files(), Ok(Vec::new()));
    assert_eq!(clipboard::picture(), Ok(None));
    text.end();
    let files = start("files");
    assert_eq!(clipboard::files(), Ok(listed(&folder)));
    assert_eq!(clipboard::picture(), Ok(None));
    files.end();
    let picture = start("picture");
    let bytes = clipboard::picture().expect("a clipboard").expect("a picture");
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
    let mut points = [0; POINTS.len()];
    reader.next_frame(&mut points).expect("its points");
    assert_eq!(points, POINTS);
    assert_eq!(clipboard::files(), Ok(Vec::new()));
    picture.end();
}

/// Files whose names have to be escaped on their way.
fn listed(folder: &Path) -> Vec<PathBuf> {
    ["一 表,1%.xlsx", "b.csv"].map(|name| folder.join(name)).to_vec()
}

fn copy(what: &str) {
    let mut clipboard = Clipboard::new().expect("a display");
    let copied = match what {
        "files" => {
            let folder = std::env::var_os(FOLDER).expect("their folder");
            clipboard.set().file_list(&listed(folder.as_ref()))
        }
        "picture" => clipboard.set_image(ImageData { width: 2, height: 2, bytes: Cow::Borrowed(&POINTS) }),
        text => clipboard.set_text(text),
    };
    copied.expect("it is copied");
    writeln!(std::io::stdout(), "\ncopied").expect("somebody listens");
    // What was copied is there as long as this program is.
    std::io::stdin().read_to_end(&mut Vec::new()).expect("the end");
}

struct Copier(Child, Lines<BufReader<ChildStdout>>);

impl Copier {
    fn start(what: &str, folder: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--nocapture", "--exact", "what_another_program_copied_is_read"])
            .env(COPIES, what)
            .env(FOLDER, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output")).lines();
        let copied = output.by_ref().map_while(Result::ok).any(|line| line == "copied");
        assert!(copied, "it did not copy");
        Self(child, output)
    }

    fn end(mut self) {
        drop(self.0.stdin.take());
        self.1.by_ref().for_each(drop);
        self.0.wait().expect("it ends");
    }
}
