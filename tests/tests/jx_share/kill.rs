//! Killed while it publishes or agrees, at instants spread by a seed: what was ordered is done once, and nothing is torn.

use std::time::{Duration, Instant};

use jixiang_tests::processes::aim::spread;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::matters::table;
use jixiang_tests::processes::{Jx, Result, Sides};

/// What the instants are drawn from. Another seed is another test; this one is kept so that a failure comes again.
const SEED: u64 = 20_261_126;
/// So many kills of each act.
const KILLS: u32 = 12;

/// The instants, in the time that such an act takes once the program has come up.
fn instants(took: Duration, seed: u64) -> impl Iterator<Item = Duration> {
    let begins = took / 4;
    spread(took - begins, KILLS, seed).into_iter().map(move |after| begins + after)
}

/// Starts it, and kills it after so long.
fn kill_after(jx: &Jx, words: &[&str], time: Duration) -> Result<()> {
    let mut running = jx.start(words)?;
    running.run_for(time);
    running.kill()?;
    Ok(())
}

fn unfinished(jx: &Jx) -> Result<usize> {
    Ok(jx.rows(&["transfers"])?.iter().filter(|row| text(row, "state") != "done").count())
}

fn count(acts: &[(String, String)], wanted: &str) -> usize {
    acts.iter().filter(|(act, _)| act == wanted).count()
}

#[test]
fn a_publication_survives_kills() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, .. } = &sides;
    let file = table(li.folder(), 0)?;
    let path = file.to_string_lossy().into_owned();
    let dataset = text(&li.publish(&file, &[])?, "dataset").to_owned();
    let words = ["publish", &path, "--dataset", &dataset];
    let started = Instant::now();
    li.run(&words)?.done()?;
    let ledger = sides.ledger()?;
    let mut ordered = 0;
    for (round, time) in (1_u32..).zip(instants(started.elapsed(), SEED)) {
        table(li.folder(), round)?;
        let before = ledger.kinds_of(&dataset)?.len();
        kill_after(li, &words, time)?;
        let was_ordered = ledger.kinds_of(&dataset)?.len() > before || unfinished(li)? > 0;
        li.run(&["sync"])?.done()?;
        let kinds = ledger.kinds_of(&dataset)?;
        assert_eq!(kinds.len(), before + usize::from(was_ordered), "{time:?}: once, if it was ordered: {kinds:?}");
        assert_eq!(unfinished(li)?, 0, "{time:?}: nothing is left to do");
        let acts = li.acts(&dataset)?;
        // An entry that says what the last one said is not signed again.
        let counts = ["entry", "record", "release"].map(|act| count(&acts, act));
        assert_eq!(counts, [1, kinds.len(), kinds.len()], "{time:?}: nothing is doubled: {acts:?}");
        if was_ordered {
            ordered += 1;
            zhang.receives(&dataset, &format!("{round}"), &file)?;
        }
    }
    eprintln!("a publication: {KILLS} kills, {ordered} of them after it was ordered");
    assert!(ordered > 0, "the kills come while it works");
    Ok(())
}

#[test]
fn a_grant_survives_kills() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { li, zhao, .. } = &sides;
    let (dataset, file) = sides.release(1, &[])?;
    let request = zhao.ask(&dataset)?;
    let started = Instant::now();
    li.run(&["agree", &request])?.done()?;
    let ledger = sides.ledger()?;
    let mut granted = 0;
    for time in instants(started.elapsed(), SEED + 1) {
        let request = zhao.ask(&dataset)?;
        kill_after(li, &["agree", &request], time)?;
        li.run(&["sync"])?.done()?;
        let kinds = ledger.kinds_of(&request)?;
        match kinds.len() {
            1 => assert_eq!(li.act(&["agree", &request])?, "agreed", "{time:?}: it was never ordered"),
            _ => granted += 1,
        }
        assert_eq!(ledger.kinds_of(&request)?, ["consent", "grant"], "{time:?}: one grant");
        zhao.receives(&request, &request, &file)?;
    }
    eprintln!("a grant: {KILLS} kills, {granted} of them after it was ordered");
    assert!(granted > 0, "the kills come while it works");
    Ok(())
}
