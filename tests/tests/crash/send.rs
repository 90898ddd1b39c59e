//! Kills during a send.

use std::collections::BTreeMap;

use jixiang_tests::processes::aim::{run_until, spread};
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::{Ledger, Result, Running};

use crate::scene::{Instants, Phase, Scene, Victim, rounds};

/// The exit code of who was ended by SIGKILL.
const KILLED: i32 = -9;

/// The end of one send that was killed.
struct Hit {
    phase: Phase,
    code: i32,
}

/// Lets a send come to its instant, kills, and says how far it was.
fn kill(scene: &mut Scene, victim: Victim, instant: Instants, whole: usize) -> Result<Hit> {
    let (objects, deliveries) = (scene.ledger.objects_known()?, scene.ledger.deliveries()?.len());
    let mut sending = scene.start_send()?;
    wait(&scene.ledger, &mut sending, instant, objects, deliveries, whole)?;
    let said = match victim {
        Victim::Client => sending.kill()?,
        Victim::Platform => {
            scene.province.cut_off()?;
            sending.ended()?
        }
    };
    let (arrived, accepted) = (scene.ledger.objects_known()? - objects, scene.ledger.deliveries()?.len() - deliveries);
    let phase = match (said.lines.last(), accepted, arrived) {
        (Some(line), _, _) if line["event"] == "sent" => Phase::After,
        (_, 1, _) => Phase::Commit,
        (_, _, arrived) if arrived >= whole => Phase::Commit,
        (_, _, 0) => Phase::Before,
        _ => Phase::Moving,
    };
    Ok(Hit { phase, code: said.code })
}

fn wait(
    ledger: &Ledger,
    sending: &mut Running,
    instant: Instants,
    objects: usize,
    deliveries: usize,
    whole: usize,
) -> Result<()> {
    match instant {
        Instants::After(time) => {
            sending.run_for(time);
        }
        Instants::Objects(count) => {
            run_until(sending, || Ok(ledger.objects_known()? >= objects + count))?;
        }
        Instants::BeforeCommit => {
            run_until(sending, || Ok(ledger.objects_known()? >= objects + whole))?;
        }
        Instants::AtCommit => {
            run_until(sending, || Ok(ledger.deliveries()?.len() > deliveries))?;
        }
        Instants::Staged | Instants::Placed => unreachable!("a send has no folder for received files"),
    }
    Ok(())
}

/// One kill and what must hold after it.
fn survive(scene: &mut Scene, victim: Victim, instant: Instants, whole: usize) -> Result<Phase> {
    let name = format!("{victim:?} {instant:?}");
    let before = scene.ledger.deliveries()?;
    let hit = kill(scene, victim, instant, whole)?;
    match victim {
        Victim::Client => assert!(hit.code == KILLED || hit.phase == Phase::After, "{name}: it was killed"),
        Victim::Platform => {
            scene.province.come_back()?;
            scene.ledger = Ledger::open(&scene.province.data())?;
            assert!(hit.code == 1 || hit.phase == Phase::After, "{name}: it says that the platform is gone");
        }
    }
    let ordered = scene.li.rows(&["transfers"])?.iter().any(|row| text(row, "state") != "done");
    scene.li.run(&["sync"])?.done()?;
    let after = scene.ledger.deliveries()?;
    let new: Vec<&String> = after.iter().filter(|id| !before.contains(id)).collect();
    let accepted = hit.phase >= Phase::Commit;
    // An order that was never written down was never taken; every other is carried out, once.
    let wanted = usize::from(ordered || accepted);
    assert_eq!(new.len(), wanted, "{name}, {:?}: {new:?}", hit.phase);
    let unfinished = scene.li.rows(&["transfers"])?.iter().filter(|row| text(row, "state") != "done").count();
    assert_eq!(unfinished, 0, "{name}: nothing is left to do");
    if let [id] = new.as_slice() {
        assert_eq!(scene.ledger.kinds_of(id)?, ["delivery"], "{name}");
        assert_eq!(scene.li.state_of(&["sent"], id)?, "stored", "{name}");
        let folder = scene.zhao.folder().join(&name);
        scene.zhao.fetch(id, &folder)?.done()?;
        assert!(scene.is_whole(&folder)?, "{name}: it arrives whole");
        assert_eq!(scene.ledger.kinds_of(id)?, ["delivery", "receipt"], "{name}");
        assert_eq!(scene.li.state_of(&["sent"], id)?, "verified", "{name}");
        std::fs::remove_dir_all(folder)?;
    }
    Ok(hit.phase)
}

fn survives_all(victim: Victim, by_time: u32, seed: u64) -> Result<()> {
    let mut scene = Scene::set()?;
    let (id, took, whole) = scene.send()?;
    assert_eq!(scene.ledger.kinds_of(&id)?, ["delivery"]);
    let mut phases: BTreeMap<Phase, u32> = BTreeMap::new();
    let mut meet = |instant: Instants| -> Result<Phase> {
        let phase = survive(&mut scene, victim, instant, whole)?;
        *phases.entry(phase).or_default() += 1;
        Ok(phase)
    };
    for instant in spread(took, by_time, seed).into_iter().map(Instants::After) {
        meet(instant)?;
    }
    // An aimed kill may come a little late; then it is one more by chance, and is aimed again.
    for (wanted, phase, aims) in [(3, Phase::Moving, IN_UPLOAD), (2, Phase::Commit, AT_COMMIT)] {
        let mut met = 0;
        for (tries, aim) in aims.into_iter().cycle().take(16).enumerate() {
            if met >= wanted && tries >= aims.len() {
                break;
            }
            met += u32::from(meet(aim)? == phase);
        }
    }
    eprintln!("{victim:?}: a send takes {took:?}; kills met it {phases:?}");
    let hits = |phase| phases.get(&phase).copied().unwrap_or_default();
    assert!(hits(Phase::Moving) >= 3, "three in the upload: {phases:?} of {took:?}");
    assert!(hits(Phase::Commit) >= 2, "two at the commit: {phases:?} of {took:?}");
    Ok(())
}

/// While the packs move; what comes after them is small and comes at once.
const IN_UPLOAD: [Instants; 4] =
    [Instants::Objects(1), Instants::Objects(2), Instants::Objects(3), Instants::Objects(4)];
/// When everything has arrived but the statement, and when the statement has.
const AT_COMMIT: [Instants; 4] =
    [Instants::BeforeCommit, Instants::AtCommit, Instants::BeforeCommit, Instants::AtCommit];

#[test]
fn a_send_survives_kills_of_the_client() -> Result<()> {
    rounds(0).try_for_each(|seed| survives_all(Victim::Client, 5, seed))
}

#[test]
fn a_send_survives_kills_of_the_platform() -> Result<()> {
    rounds(1).try_for_each(|seed| survives_all(Victim::Platform, 3, seed))
}
