//! Kills during a fetch.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use jixiang_tests::processes::aim::{run_until, spread};
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::{Ledger, Result, Running, papers};

use crate::scene::{Instants, Phase, Scene, Victim, rounds};

fn start(scene: &Scene, id: &str, folder: &Path) -> Result<Running> {
    scene.zhao.start(&["fetch".as_ref(), id.as_ref(), "--to".as_ref(), folder.as_os_str()])
}

fn wait(fetching: &mut Running, instant: Instants, folder: &Path) -> Result<()> {
    let hidden = || Ok(papers::names(folder)?.iter().any(|name| name.starts_with('.')));
    let shown = || Ok(papers::names(folder)?.iter().any(|name| !name.starts_with('.')));
    match instant {
        Instants::After(time) => {
            fetching.run_for(time);
        }
        Instants::Staged => {
            run_until(fetching, hidden)?;
        }
        Instants::Placed => {
            run_until(fetching, shown)?;
        }
        Instants::Objects(_) | Instants::BeforeCommit | Instants::AtCommit => unreachable!("a fetch sends no objects"),
    }
    Ok(())
}

/// How far a fetch was, as the folder shows.
fn phase(folder: &Path) -> Result<Phase> {
    let names = papers::names(folder)?;
    Ok(match (names.iter().any(|name| !name.starts_with('.')), names.is_empty()) {
        (true, _) => Phase::Commit,
        (false, false) => Phase::Moving,
        (false, true) => Phase::Before,
    })
}

/// One kill and what must hold after it. Answers how far it was.
fn survive(scene: &mut Scene, victim: Victim, instant: Instants) -> Result<Phase> {
    let name = format!("{victim:?} {instant:?}");
    let (id, ..) = scene.send()?;
    let folder = scene.zhao.folder().join(&name);
    let mut fetching = start(scene, &id, &folder)?;
    wait(&mut fetching, instant, &folder)?;
    let phase = match victim {
        Victim::Client => {
            let said = fetching.kill()?;
            assert!(scene.is_untorn(&folder)?, "{name}: a final name is only for what is complete");
            if said.code == 0 { Phase::After } else { phase(&folder)? }
        }
        Victim::Platform => {
            scene.province.cut_off()?;
            let phase = phase(&folder)?;
            let said = fetching.ended()?;
            assert!(scene.is_untorn(&folder)?, "{name}: a final name is only for what is complete");
            let ended = said.code == 0;
            if !ended {
                said.failed("offline")?;
            }
            scene.province.come_back()?;
            scene.ledger = Ledger::open(&scene.province.data())?;
            if ended { Phase::After } else { phase }
        }
    };
    scene.zhao.run(&["sync"])?.done()?;
    let fetched = scene.zhao.rows(&["holdings"])?.iter().any(|row| text(row, "id") == id);
    if !fetched {
        // The order was never written down; so it is given again.
        assert_eq!(papers::names(&folder)?, Vec::<String>::new(), "{name}");
        scene.zhao.fetch(&id, &folder)?.done()?;
    }
    assert!(scene.is_whole(&folder)?, "{name}: whole, once, and nothing hidden is left: {:?}", papers::names(&folder)?);
    assert_eq!(scene.ledger.kinds_of(&id)?, ["delivery", "receipt"], "{name}");
    assert_eq!(scene.li.state_of(&["sent"], &id)?, "verified", "{name}");
    let unfinished = scene.zhao.rows(&["transfers"])?.iter().filter(|row| text(row, "state") != "done").count();
    assert_eq!(unfinished, 0, "{name}: nothing is left to do");
    std::fs::remove_dir_all(folder)?;
    Ok(phase)
}

fn survives_all(victim: Victim, by_time: u32, aimed: &[Instants], seed: u64) -> Result<()> {
    let mut scene = Scene::set()?;
    let (id, ..) = scene.send()?;
    let folder = scene.zhao.folder().join("unharmed");
    let started = Instant::now();
    start(&scene, &id, &folder)?.ended()?.done()?;
    let took = started.elapsed();
    assert!(scene.is_whole(&folder)?);
    let by_time = spread(took, by_time, seed).into_iter().map(Instants::After);
    let mut phases: BTreeMap<Phase, u32> = BTreeMap::new();
    for instant in by_time.chain(aimed.iter().copied()) {
        *phases.entry(survive(&mut scene, victim, instant)?).or_default() += 1;
    }
    // On a fast machine a kill may come too late; what is aimed at is aimed at again.
    let wanted: &[_] = match victim {
        Victim::Client => &[(Instants::Staged, Phase::Moving, 2), (Instants::Placed, Phase::Commit, 1)],
        // A fetch with everything at hand ends without the platform.
        Victim::Platform => &[(Instants::Staged, Phase::Moving, 2)],
    };
    for &(aim, phase, least) in wanted {
        for _ in 0..8 {
            if phases.get(&phase).is_some_and(|met| *met >= least) {
                break;
            }
            *phases.entry(survive(&mut scene, victim, aim)?).or_default() += 1;
        }
    }
    eprintln!("{victim:?}: a fetch takes {took:?}; kills met it {phases:?}");
    for &(_, phase, least) in wanted {
        let met = phases.get(&phase).copied().unwrap_or_default();
        assert!(met >= least, "{phase:?}, at least {least}: {phases:?} of {took:?}");
    }
    // A restart of the platform leaves all of it as it is.
    let all = scene.ledger.len()?;
    scene.restart()?;
    assert_eq!(scene.ledger.len()?, all);
    Ok(())
}

#[test]
fn a_fetch_survives_kills_of_the_client() -> Result<()> {
    rounds(2).try_for_each(|seed| {
        survives_all(Victim::Client, 5, &[Instants::Staged, Instants::Placed, Instants::Placed], seed)
    })
}

#[test]
fn a_fetch_survives_kills_of_the_platform() -> Result<()> {
    rounds(3).try_for_each(|seed| survives_all(Victim::Platform, 3, &[Instants::Staged, Instants::Placed], seed))
}
