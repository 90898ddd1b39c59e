//! Kills during a fetch.

use std::path::Path;
use std::time::Instant;

use jixiang_tests::processes::aim::{run_until, spread};
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::{Ledger, Result, Running, papers};

use crate::scene::{Instants, Scene, Victim, rounds};

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

/// One kill and what must hold after it.
fn survive(scene: &mut Scene, victim: Victim, instant: Instants) -> Result<()> {
    let name = format!("{victim:?} {instant:?}");
    let (id, ..) = scene.send()?;
    let folder = scene.zhao.folder().join(&name);
    let mut fetching = start(scene, &id, &folder)?;
    wait(&mut fetching, instant, &folder)?;
    match victim {
        Victim::Client => {
            fetching.kill()?;
            assert!(scene.is_untorn(&folder)?, "{name}: a final name is only for what is complete");
        }
        Victim::Platform => {
            scene.province.cut_off()?;
            let said = fetching.ended()?;
            assert!(scene.is_untorn(&folder)?, "{name}: a final name is only for what is complete");
            if said.code != 0 {
                said.failed("offline")?;
            }
            scene.province.come_back()?;
            scene.ledger = Ledger::open(&scene.province.data())?;
        }
    }
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
    Ok(())
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
    for instant in by_time.chain(aimed.iter().copied()) {
        survive(&mut scene, victim, instant)?;
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
