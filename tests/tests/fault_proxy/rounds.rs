//! So many faults as were asked for, in rounds: each on a fresh platform and by a seed of its own.

use std::collections::BTreeMap;
use std::env;

use jixiang_tests::fault_proxy::Harm;
use jixiang_tests::processes::{Result, Trouble};

use crate::fire::{Fire, ensure};

/// What the first round is drawn from. Another seed is another test; this one is kept so that a failure comes again.
const SEED: u64 = 20_261_126;
/// The faults of a sample. Both tests together meet every kind.
const SAMPLE: usize = 40;
/// The faults of a round, at most.
const ROUND: usize = 25;
/// A round that meets so few faults that it takes more jobs than this has a network that does not hurt.
const MOST_JOBS: u32 = 100;

/// A kind of whole job.
pub(crate) trait Job: Sized {
    /// Who takes part sits down.
    fn set(fire: &Fire) -> Result<Self>;
    /// Does it once under fire and checks what must hold.
    fn once(&self, fire: &Fire, number: u32) -> Result<()>;
    /// What must hold after all of them.
    fn after_all(&self, fire: &Fire) -> Result<()>;
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Runs rounds until half of all faults were met; the other test meets the other half. `skipped` kinds come late.
pub(crate) fn survives_all<J: Job>(skipped: usize) -> Result<()> {
    let asked = number("JIXIANG_FAULTS").and_then(|faults| usize::try_from(faults).ok());
    let mut left = asked.unwrap_or(SAMPLE).div_ceil(2);
    let first = number("JIXIANG_FAULT_SEED").unwrap_or(SEED);
    let (mut met, mut codes) = (BTreeMap::<Harm, usize>::new(), BTreeMap::<String, usize>::new());
    let mut troubles = Vec::new();
    for seed in first.. {
        let want = left.min(ROUND);
        let fire = Fire::lit(seed, skipped)?;
        let done = round::<J>(&fire, want);
        if let Err(trouble) = done {
            eprintln!("JIXIANG_FAULT_SEED={seed}: {trouble}");
            troubles.push(trouble.during(&format!("JIXIANG_FAULT_SEED={seed}")).to_string());
        }
        fire.proxy().inflicted().iter().for_each(|inflicted| *met.entry(inflicted.harm).or_default() += 1);
        fire.codes().into_iter().for_each(|(code, count)| *codes.entry(code).or_default() += count);
        left = left.saturating_sub(fire.count().max(1));
        if left == 0 {
            break;
        }
    }
    eprintln!("{} faults: {met:?}; commands failed with {codes:?}", met.values().sum::<usize>());
    ensure(troubles.is_empty(), || troubles.join("\n"))
}

fn round<J: Job>(fire: &Fire, want: usize) -> Result<()> {
    let job = J::set(fire)?;
    for number in 1..=MOST_JOBS {
        let before = fire.count();
        let done = job.once(fire, number).and_then(|()| {
            ensure(fire.proxy().led_astray() == 0, || "somebody followed where a redirect led".to_owned())
        });
        done.map_err(|trouble| Trouble::new(format!("job {number}: {trouble}, after{}", fire.since(before))))?;
        if fire.count() >= want {
            return job.after_all(fire);
        }
    }
    Err(Trouble::new(format!("only {} faults in {MOST_JOBS} jobs", fire.count())))
}
