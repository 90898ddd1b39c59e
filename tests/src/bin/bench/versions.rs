//! The next version of a table of a gigabyte: how much of it travels, how long it takes, beside peers that find what is
//! already there.

use std::fs;
use std::path::Path;

use jixiang_tests::desks::Province;
use jixiang_tests::window::{Result, Trouble};

use crate::report::{Report, mib};
use crate::run::{Run, jx, timed};
use crate::table::{self, Edit};

/// What is published one after another, each with the edits before it: its name, and the share of its bytes that may
/// travel at most, in per cent.
const VERSIONS: [(Edit, &str, f64); 5] = [
    (Edit::Nothing, "first version", f64::INFINITY),
    (Edit::Region, "500 neighbouring rows", 0.1),
    (Edit::Top, "1,000 rows put in at the top", 0.1),
    (Edit::Block, "1 % of the rows, in one block", 1.2),
    (Edit::Spread, "10,000 single rows all over it", 20.0),
];

/// What one program moved for one version.
struct Moved {
    share: f64,
    run: Run,
}

/// Measures every version with `jx`, and with the peers that are on the PATH.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let province = Province::start()?;
    let folder = province.folder().to_owned();
    let (provider, requester) = (folder.join("a"), folder.join("b"));
    jx(&province, &provider, &["sign-in", &province.url(), "--demo-staff", "cz-li", "--key-file"])?;
    jx(&province, &requester, &["sign-in", &province.url(), "--demo-staff", "cc-zhao", "--key-file"])?;
    let file = folder.join("全省补贴发放明细.csv");
    let path = file.to_string_lossy().into_owned();
    let peer = Restic::found(&folder)?;
    let (mut dataset, mut request) = (None::<String>, None::<String>);
    let mut edits = Vec::new();
    let mut rows = Vec::new();
    for (edit, name, limit) in VERSIONS {
        edits.push(edit);
        table::write(&file, &edits)?;
        let size = fs::metadata(&file)?.len() as f64;
        let mut words = vec!["publish", path.as_str(), "--class", "unconditional"];
        if let Some(dataset) = &dataset {
            words.extend(["--dataset", dataset.as_str()]);
        }
        let published = moved(jx(&province, &provider, &words)?, "sent_bytes", size)?;
        let dataset = dataset.get_or_insert(published.run.text("dataset")?);
        let request = match &request {
            Some(request) => request,
            None => request.insert(ask(&province, &requester, dataset)?),
        };
        let to = folder.join("got");
        jx(&province, &requester, &["sync"])?;
        let words = ["fetch", request.as_str(), "--to", &to.to_string_lossy()];
        let fetched = moved(jx(&province, &requester, &words)?, "received_bytes", size)?;
        fs::remove_dir_all(to)?;
        let other = peer.as_ref().map(|peer| peer.backup(&file, size)).transpose()?;
        rows.push(row(name, limit, &published, &fetched, other.as_ref()));
    }
    let peer = peer.map_or_else(|| "no peer was found on the PATH".to_owned(), |peer| peer.version);
    report.section(
        "The next version of a table of a gigabyte",
        &format!(
            "CSV, each version with one more edit than the one before; the share of its bytes that travelled as sealed \
             objects, to the platform and from it. Peer without compression, into a folder: {peer}."
        ),
    );
    let head = [
        "edit",
        "sent %",
        "limit %",
        "fetched %",
        "peer %",
        "publish s",
        "fetch s",
        "peer s",
        "publish peak MiB",
        "fetch peak MiB",
    ];
    report.table(&head, &rows);
    Ok(())
}

fn moved(run: Run, field: &str, size: f64) -> Result<Moved> {
    Ok(Moved { share: run.figure(field)? * 100.0 / size, run })
}

fn row(name: &str, limit: f64, published: &Moved, fetched: &Moved, peer: Option<&Moved>) -> Vec<String> {
    let share = |moved: &Moved| format!("{:.3}", moved.share);
    vec![
        name.to_owned(),
        share(published),
        if limit.is_finite() { limit.to_string() } else { String::new() },
        share(fetched),
        peer.map(share).unwrap_or_default(),
        format!("{:.2}", published.run.wall),
        format!("{:.2}", fetched.run.wall),
        peer.map(|peer| format!("{:.2}", peer.run.wall)).unwrap_or_default(),
        mib(published.run.peak),
        mib(fetched.run.peak),
    ]
}

fn ask(province: &Province, requester: &Path, dataset: &str) -> Result<String> {
    jx(province, requester, &["sync"])?;
    let until = "2099-12-31";
    let words =
        ["request", dataset, "--basis", "《预算法》", "--scenario", "核对", "--scope", "三人", "--until", until];
    let asked = jx(province, requester, &words)?;
    match asked.text("state")?.as_str() {
        "agreed" => asked.text("request"),
        other => Err(Trouble::new(format!("the request is {other:?}"))),
    }
}

/// restic, with a repository in a folder.
struct Restic {
    repository: String,
    version: String,
}

impl Restic {
    const PASSWORD: [(&str, &str); 1] = [("RESTIC_PASSWORD", "bench")];

    /// The program on the PATH, if there is one.
    fn found(folder: &Path) -> Result<Option<Self>> {
        let Ok(said) = std::process::Command::new("restic").arg("version").output() else {
            return Ok(None);
        };
        let version = String::from_utf8_lossy(&said.stdout).lines().next().unwrap_or_default().to_owned();
        let restic = Self { repository: folder.join("restic").to_string_lossy().into_owned(), version };
        restic.run(&["init"])?;
        Ok(Some(restic))
    }

    fn run(&self, words: &[&str]) -> Result<Run> {
        let cache = format!("{}.cache", self.repository);
        let all = ["restic", "--quiet", "--repo", &self.repository, "--cache-dir", &cache, "--compression", "off"];
        let all: Vec<String> = all.iter().chain(words).map(|word| (*word).to_owned()).collect();
        timed(&all, &Self::PASSWORD)
    }

    fn backup(&self, file: &Path, size: f64) -> Result<Moved> {
        let before = bytes_of(Path::new(&self.repository))?;
        let run = self.run(&["backup", &file.to_string_lossy()])?;
        let after = bytes_of(Path::new(&self.repository))?;
        Ok(Moved { share: (after - before) * 100.0 / size, run })
    }
}

fn bytes_of(folder: &Path) -> Result<f64> {
    let mut sum = 0.0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let facts = entry.metadata()?;
        sum += if facts.is_dir() { bytes_of(&entry.path())? } else { facts.len() as f64 };
    }
    Ok(sum)
}
