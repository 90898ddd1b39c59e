//! A process that commits in a loop and is killed: every batch that was acknowledged is there, and none is there by half.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use jixiang_engine::port::{Store as _, Table, WrapKey, Write};
use jixiang_store_sqlite::SqliteStore;

const KEY: WrapKey = WrapKey::from_bytes([0x99; 32]);
/// Tells the test binary that it is the process to be killed, and where its home lies.
const VICTIM: &str = "JIXIANG_STORE_VICTIM";
/// How many objects a batch leaves behind.
const WINDOW: u64 = 8;

#[test]
fn what_was_acknowledged_survives_kill_9_and_nothing_is_there_by_half() {
    if let Some(home) = std::env::var_os(VICTIM) {
        commit_until_killed(Path::new(&home));
    }
    let home = tempfile::tempdir().expect("a folder");
    let mut newest = 0;
    // Different moments: after the first batch, in the middle, after checkpoints of the journal.
    for lines in [1_usize, 2, 3, 7, 20, 60, 150, 5] {
        let acknowledged = run_and_kill(home.path(), lines);
        let kept = whole_batches(home.path());
        assert!(kept >= acknowledged, "{acknowledged} was acknowledged, {kept} is there");
        assert!(kept >= newest, "{newest} was there before, {kept} is now");
        newest = kept;
    }
}

/// Starts the victim, waits for so many acknowledgements, kills it; the newest number that it wrote to us.
fn run_and_kill(home: &Path, lines: usize) -> u64 {
    let mut victim = Command::new(std::env::current_exe().expect("this program"))
        .args(["--nocapture", "--exact"])
        .arg("what_was_acknowledged_survives_kill_9_and_nothing_is_there_by_half")
        .env(VICTIM, home)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the victim starts");
    let output = BufReader::new(victim.stdout.take().expect("its output"));
    let mut numbers =
        output.lines().map_while(Result::ok).filter_map(|line| line.strip_prefix("acknowledged ")?.parse::<u64>().ok());
    let mut newest = numbers.by_ref().nth(lines - 1).expect("it acknowledges");
    victim.kill().expect("it is killed");
    victim.wait().expect("it ended");
    newest = numbers.last().unwrap_or(newest);
    newest
}

/// Batch n sets the counter, adds object n and removes object n - WINDOW, all or nothing.
fn commit_until_killed(home: &Path) -> ! {
    let store = SqliteStore::open(home, &KEY).expect("the store opens");
    let mut number = counter(&store);
    let mut output = std::io::stdout();
    loop {
        number += 1;
        let gone = number.saturating_sub(WINDOW);
        let batch = [
            Write::Put { table: Table::Object, key: number.to_be_bytes().to_vec(), value: content(number) },
            Write::Delete { table: Table::Object, key: gone.to_be_bytes().to_vec() },
            Write::Put { table: Table::Meta, key: b"counter".to_vec(), value: number.to_be_bytes().to_vec() },
        ];
        store.commit(&batch).expect("the batch is kept");
        writeln!(output, "acknowledged {number}").expect("somebody listens");
        output.flush().expect("somebody listens");
    }
}

/// Opens the store again and holds it to the counter.
fn whole_batches(home: &Path) -> u64 {
    let store = SqliteStore::open(home, &KEY).expect("the store opens after the kill");
    let newest = counter(&store);
    let rows = store.scan(Table::Object, b"").expect("rows");
    let expected: Vec<_> = (newest.saturating_sub(WINDOW) + 1..=newest)
        .map(|number| (number.to_be_bytes().to_vec(), content(number)))
        .collect();
    assert!(rows == expected, "the rows are not those of batch {newest}");
    newest
}

fn counter(store: &SqliteStore) -> u64 {
    let value = store.read(Table::Meta, b"counter").expect("the counter");
    value.map_or(0, |bytes| u64::from_be_bytes(bytes.try_into().expect("8 bytes")))
}

/// Over several pages, and different each time.
fn content(number: u64) -> Vec<u8> {
    number.to_le_bytes().repeat(1_500)
}
