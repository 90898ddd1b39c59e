//! The window's start and memory, against an empty Tauri window built from the same versions, in turn.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use jixiang_tests::desks::{Pc, Province, program};
use jixiang_tests::samples;
use jixiang_tests::window::{Result, Trouble};
use serde_json::Value;

use crate::report::{Report, median, mib};

const PAINT: &str = include_str!("paint.py");
const RUNS: usize = 7;

struct Start {
    painted: f64,
    memory: f64,
}

/// An office's small screen, with a window manager; it vanishes with this.
struct Screen {
    server: Child,
    manager: Child,
    display: String,
}

impl Screen {
    fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut number = String::new();
        if let Some(out) = server.stdout.take() {
            BufReader::new(out).read_line(&mut number)?;
        }
        let display = format!(":{}", number.trim());
        let manager = Command::new("openbox").env("DISPLAY", &display).stderr(Stdio::null()).spawn()?;
        Ok(Self { server, manager, display })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        for process in [&mut self.manager, &mut self.server] {
            // It may have ended by itself; then there is nothing to end.
            let _gone = process.kill().and_then(|()| process.wait());
        }
    }
}

/// Measures both windows in turn.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let (province, screen) = (Province::start()?, Screen::start()?);
    let (sender, receiver) = (Pc::new(&province, "cz-li")?, Pc::new(&province, "cc-zhao")?);
    let url = province.url();
    let own = |pc: &Pc| -> Result<Command> {
        let mut command = Command::new("/usr/bin/python3");
        command.args(["-c", PAINT]).arg(program("jixiang")?).arg("--home").arg(pc.home());
        command.args(["--platform", &url, "--demo-staff", "cc-zhao"]).envs(pc.environment());
        command.env("DISPLAY", &screen.display);
        Ok(command)
    };
    // The first start signs in; then rows arrive, so that there is something to paint.
    start(&mut own(&receiver)?)?;
    for rows in 1..=5 {
        let file = samples::budget(sender.folder(), rows * 100)?;
        let mut jx = Command::new(program("jx")?);
        jx.arg("--home").arg(sender.folder().join("jx")).envs(sender.environment());
        let signed_in = jx.args(["sign-in", &url, "--demo-staff", "cz-li", "--key-file"]).output()?;
        let mut jx = Command::new(program("jx")?);
        jx.arg("--home").arg(sender.folder().join("jx")).arg("send").arg(file).args(["--to", "cc-zhao"]);
        let sent = jx.envs(sender.environment()).output()?;
        if !signed_in.status.success() || !sent.status.success() {
            return Err(Trouble::new("the rows to paint could not be sent"));
        }
    }
    let (mut ours, mut empty) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(start(&mut own(&receiver)?)?);
        let mut command = Command::new("/usr/bin/python3");
        command.args(["-c", PAINT]).arg(program("jixiang-empty-window")?).envs(receiver.environment());
        command.env("DISPLAY", &screen.display).env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        empty.push(start(&mut command)?);
    }
    let of = |starts: &[Start], figure: fn(&Start) -> f64| median(starts.iter().map(figure).collect());
    report.section(
        "The window",
        "From starting the process until rows of the first page (or the one line of the empty window) stand on the \
         screen, and the proportional set size of the whole process tree three seconds later; median of 7, in turn.",
    );
    let row = |name: &str, starts: &[Start]| {
        vec![name.to_owned(), format!("{:.2}", of(starts, |s| s.painted)), mib(of(starts, |s| s.memory))]
    };
    let ratio = vec![
        "ratio".to_owned(),
        format!("{:.2}", of(&ours, |s| s.painted) / of(&empty, |s| s.painted)),
        format!("{:.2}", of(&ours, |s| s.memory) / of(&empty, |s| s.memory)),
    ];
    report.table(&["window", "first rows, s", "PSS, MiB"], &[row("吉享", &ours), row("empty", &empty), ratio]);
    Ok(())
}

fn start(command: &mut Command) -> Result<Start> {
    let done = command.output()?;
    let said: Value = serde_json::from_slice(&done.stdout)
        .map_err(|_| Trouble::new(String::from_utf8_lossy(&done.stderr).into_owned()))?;
    let figure = |name: &str| said[name].as_f64().ok_or_else(|| Trouble::new("nothing was painted in time"));
    Ok(Start { painted: figure("painted")?, memory: figure("pss")? })
}
