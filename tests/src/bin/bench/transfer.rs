//! A gigabyte that cannot be compressed, sent and fetched by real programs over loopback.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;

use jixiang_tests::desks::Province;
use jixiang_tests::window::Result;

use crate::report::{Report, median, mib};
use crate::run::{Run, jx};

const GIB: u64 = 1 << 30;
const RUNS: usize = 3;

/// Measures send and fetch.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let province = Province::start()?;
    let folder = province.folder().to_owned();
    let (sender, receiver) = (folder.join("a"), folder.join("b"));
    jx(&province, &sender, &["sign-in", &province.url(), "--demo-staff", "cz-li", "--key-file"])?;
    jx(&province, &receiver, &["sign-in", &province.url(), "--demo-staff", "cc-zhao", "--key-file"])?;
    let file = folder.join("bench.bin");
    random_file(&file)?;
    let (mut sends, mut fetches) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let path = file.to_string_lossy().into_owned();
        let sent = jx(&province, &sender, &["send", &path, "--to", "cc-zhao"])?;
        let to = folder.join(format!("got-{run}"));
        jx(&province, &receiver, &["sync"])?;
        let fetch = ["fetch", &sent.text("delivery")?, "--to", &to.to_string_lossy()];
        fetches.push(jx(&province, &receiver, &fetch)?);
        sends.push(sent);
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
