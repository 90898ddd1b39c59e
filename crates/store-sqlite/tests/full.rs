//! A disk that is really full: a small file system in memory, mounted where only this test sees it.

use std::path::Path;
use std::process::Command;

use jixiang_engine::port::{Store as _, StoreError, Table, WrapKey, Write};
use jixiang_store_sqlite::SqliteStore;

/// Tells the test binary that the small disk is mounted, and where.
const DISK: &str = "JIXIANG_SMALL_DISK";
/// Makes a name space of its own, mounts two megabytes and becomes the test again. 77: it is not allowed here.
const ENTER: &str = "mount -t tmpfs -o size=2m none \"$JIXIANG_SMALL_DISK\" || exit 77; exec \"$0\" --exact \"$1\"";

#[test]
fn a_full_disk_is_told_as_such_keeps_what_was_there_and_ends_with_room() {
    if let Some(disk) = std::env::var_os(DISK) {
        fill_and_empty(Path::new(&disk));
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let status = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", ENTER])
        .arg(std::env::current_exe().expect("this program"))
        .arg("a_full_disk_is_told_as_such_keeps_what_was_there_and_ends_with_room")
        .env(DISK, folder.path())
        .status();
    match status.as_ref().map(std::process::ExitStatus::code) {
        Ok(Some(0)) => {}
        Ok(Some(1 | 77)) | Err(_) if !works() => {
            use std::io::Write as _;
            use std::os::unix::fs::MetadataExt as _;
            // Under `cargo xtask test` nothing is skipped that root may do.
            let root = std::fs::metadata("/proc/self").expect("this process").uid() == 0;
            assert!(!root || std::env::var_os("JIXIANG_SESSION").is_none(), "this machine has to run it");
            let text = "skipped: no file system may be mounted here";
            writeln!(std::io::stdout(), "{text}").expect("somebody may read it");
        }
        _ => panic!("the test on the small disk failed: {status:?}"),
    }
}

/// Whether a file system may be mounted in a name space of one's own.
fn works() -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let mount = "mount -t tmpfs none \"$0\"";
    Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", mount])
        .arg(folder.path())
        .status()
        .is_ok_and(|status| status.success())
}

fn put(key: u32, bytes: usize) -> Write {
    Write::Put { table: Table::Object, key: key.to_be_bytes().to_vec(), value: vec![7; bytes] }
}

fn fill_and_empty(disk: &Path) {
    let key = WrapKey::from_bytes([1; 32]);
    let (ballast, reserve) = (disk.join("ballast"), disk.join("reserve"));
    std::fs::write(&reserve, vec![0; 400_000]).expect("there is room for other files");
    let store = SqliteStore::open(disk, &key).expect("a new store");
    let kept = (0..1000)
        .take_while(|number| match store.commit(&[put(*number, 20_000)]) {
            Ok(()) => true,
            Err(error) => {
                assert_eq!(error, StoreError::Full);
                false
            }
        })
        .count();
    assert!((20..100).contains(&kept), "{kept} batches on two megabytes");
    let rows = |store: &SqliteStore| store.scan(Table::Object, b"").expect("rows").len();
    assert_eq!(rows(&store), kept);
    drop(store);
    // Not a byte is left for a journal, either.
    let room = std::fs::File::create(&ballast).and_then(|mut file| {
        use std::io::Write as _;
        while file.write_all(&[0; 512]).is_ok() {}
        file.sync_all()
    });
    room.expect("the ballast is there");
    match SqliteStore::open(disk, &key) {
        Ok(store) => {
            assert_eq!(store.commit(&[put(5000, 20_000)]), Err(StoreError::Full));
            assert_eq!(rows(&store), kept);
        }
        Err(error) => assert_eq!(error, StoreError::Full),
    }
    for file in [&ballast, &reserve] {
        std::fs::remove_file(file).expect("there is room again");
    }
    let store = SqliteStore::open(disk, &key).expect("the store");
    assert_eq!(rows(&store), kept);
    let gone = Write::Delete { table: Table::Object, key: 0_u32.to_be_bytes().to_vec() };
    store.commit(&[gone]).expect("there is room again");
    assert_eq!(rows(&store), kept - 1);
    store.commit(&[put(1, 20_000)]).expect("there is room again");
}
