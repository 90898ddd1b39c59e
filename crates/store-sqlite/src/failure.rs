//! What SQLite reports, in the words of the port. Nothing of a row's content and no path gets into them.

use std::path::Path;

use jixiang_engine::port::StoreError;
use rusqlite::ErrorCode;

/// The extended code of a shared-memory file that could not grow: the disk is full (sqlite.org/rescode.html).
const IOERR_SHMSIZE: i32 = 4874;
/// Less room than this for others is a full disk, in bytes: SQLite writes whole pages and a journal header.
const ROOM: u64 = 64 * 1024;

/// Translates an error of a store that is open already. `folder` is asked for its free room where SQLite's own code
/// does not say whether the disk is full.
pub(crate) fn translate(error: &rusqlite::Error, folder: &Path) -> StoreError {
    let Some(inner) = error.sqlite_error() else {
        return StoreError::Other("rusqlite".to_owned());
    };
    let full = inner.code == ErrorCode::DiskFull || inner.extended_code == IOERR_SHMSIZE;
    let may_be_full = [ErrorCode::SystemIoFailure, ErrorCode::CannotOpen].contains(&inner.code);
    if full || (may_be_full && is_full(folder)) {
        StoreError::Full
    } else if [ErrorCode::DatabaseCorrupt, ErrorCode::NotADatabase].contains(&inner.code) {
        StoreError::Damaged
    } else {
        // Its own words name the file.
        StoreError::Other(format!("sqlite {}", inner.extended_code))
    }
}

/// Translates an error of the first read: the key does not open it, or it is no store.
pub(crate) fn translate_first(error: &rusqlite::Error, folder: &Path) -> StoreError {
    if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) { StoreError::Key } else { translate(error, folder) }
}

/// Whether what was written before this error may be lost although SQLite would go on: after a failed write or flush
/// nobody knows what the disk holds, and a second flush that succeeds proves nothing.
pub(crate) fn breaks_the_disk(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
}

fn is_full(folder: &Path) -> bool {
    rustix::fs::statvfs(folder).is_ok_and(|room| room.f_bavail.saturating_mul(room.f_frsize) < ROOM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_failure_name_no_path() {
        let folder = tempfile::tempdir().expect("a folder");
        let nowhere = folder.path().join("nowhere").join("store.db");
        let error = rusqlite::Connection::open(&nowhere).expect_err("there is no such folder");
        assert!(error.to_string().contains("nowhere"), "{error}");
        assert_eq!(translate(&error, folder.path()), StoreError::Other("sqlite 14".to_owned()));
    }
}
