//! A gigabyte that cannot be compressed, sent and fetched by real programs over loopback.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Command;

use jixiang_tests::desks::{Province, program};
use jixiang_tests::window::{Result, Trouble};
use serde_json::Value;

use crate::report::{Report, median, mib};

const MEASURE: &str = include_str!("measure.py");
const GIB: u64 = 1 << 30;
const RUNS: usize = 3;

struct Run {
    wall: f64,
    cpu: f64,
    platform: f64,
    peak: f64,
}

/// Measures send and fetch.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let province = Province::start()?;
    let folder = province.folder().to_owned();
    let (sender, receiver) = (folder.join("a"), folder.join("b"));
    jx(&sender, &["sign-in", &province.url(), "--demo-staff", "cz-li", "--key-file"])?;
    jx(&receiver, &["sign-in", &province.url(), "--demo-staff", "cc-zhao", "--key-file"])?;
    let file = folder.join("bench.bin");
    random_file(&file)?;
    let (mut sends, mut fetches) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let path = file.to_string_lossy().into_owned();
        sends.push(timed(&province, &sender, &["send", &path, "--to", "cc-zhao"])?);
        let id = newest(&receiver)?;
        let to = folder.join(format!("got-{run}"));
        fetches.push(timed(&province, &receiver, &["fetch", &id, "--to", &to.to_string_lossy()])?);
        fs::remove_dir_all(to)?;
    }
    report.section(
        "1 GiB sent and fetched on loopback",
        "Incompressible; `jx` and the platform as processes of their own, both with fsync on this disk; median of 3. \
         Client and platform share the cores.",
    );
    let rows = [row("send", &sends), row("fetch", &fetches)];
    report.table(&["what", "seconds", "MB/s", "client CPU s", "platform CPU s", "client peak MiB"], &rows);
    Ok(())
}

fn row(what: &str, runs: &[Run]) -> Vec<String> {
    let of = |figure: fn(&Run) -> f64| median(runs.iter().map(figure).collect());
    let wall = of(|run| run.wall);
    vec![
        what.to_owned(),
        format!("{wall:.2}"),
        format!("{:.0}", GIB as f64 / 1e6 / wall),
        format!("{:.2}", of(|run| run.cpu)),
        format!("{:.2}", of(|run| run.platform)),
        mib(of(|run| run.peak)),
    ]
}

fn random_file(path: &Path) -> Result<()> {
    let mut source = File::open("/dev/urandom")?.take(GIB);
    let mut file = File::create(path)?;
    std::io::copy(&mut source, &mut file)?;
    file.flush()?;
    Ok(file.sync_all()?)
}

fn command(home: &Path, args: &[&str]) -> Result<Vec<String>> {
    let mut words = vec![program("jx")?.to_string_lossy().into_owned()];
    words.extend(["--home".to_owned(), home.to_string_lossy().into_owned(), "--json".to_owned()]);
    words.extend(args.iter().map(|arg| (*arg).to_owned()));
    Ok(words)
}

fn jx(home: &Path, args: &[&str]) -> Result<String> {
    let words = command(home, args)?;
    let done = Command::new(&words[0]).args(&words[1..]).output()?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    if done.status.success() { Ok(said) } else { Err(Trouble::new(format!("jx {args:?}: {said}"))) }
}

fn newest(home: &Path) -> Result<String> {
    let said = jx(home, &["inbox"])?;
    let first: Value = serde_json::from_str(said.lines().next().unwrap_or_default())
        .map_err(|error| Trouble::new(error.to_string()))?;
    Ok(first["id"].as_str().unwrap_or_default().to_owned())
}

fn timed(province: &Province, home: &Path, args: &[&str]) -> Result<Run> {
    let before = province.cpu_seconds()?;
    let words = command(home, args)?;
    let done = Command::new("/usr/bin/python3").args(["-c", MEASURE]).args(&words).output()?;
    let said: Value = serde_json::from_slice(&done.stdout).map_err(|error| Trouble::new(error.to_string()))?;
    if said["code"] != 0 {
        return Err(Trouble::new(format!("jx {args:?} failed")));
    }
    let figure = |name: &str| said[name].as_f64().unwrap_or(f64::NAN);
    Ok(Run {
        wall: figure("wall"),
        cpu: figure("user") + figure("system"),
        platform: province.cpu_seconds()? - before,
        peak: figure("peak"),
    })
}
