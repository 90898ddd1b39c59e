//! The environment that the web view starts in. Variables are set for a fresh process, never inside a running one: the
//! program starts itself again, once.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use tracing_subscriber::EnvFilter;

const RENDERER: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Marks the second start.
const SETTLED: &str = "JIXIANG_SETTLED";

/// Starts the program again where the environment has to change: without a graphics device WebKitGTK paints nothing
/// unless its DMA-BUF renderer is off, and a released program is nobody's test object.
pub(crate) fn settle() {
    if std::env::var_os(SETTLED).is_some() {
        return;
    }
    let renderer = std::env::var_os(RENDERER).is_none() && !has_graphics();
    let driven = automation().iter().any(|name| std::env::var_os(name).is_some());
    if !renderer && !driven {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let mut again = Command::new(program);
    again.args(std::env::args_os().skip(1)).env(SETTLED, "1");
    if renderer {
        again.env(RENDERER, "1");
    }
    for name in automation() {
        again.env_remove(name);
    }
    let error = again.exec();
    tracing::warn!(%error, "the program could not start itself again");
}

fn has_graphics() -> bool {
    let devices = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    devices.map(|device| device.file_name()).any(|name| name.to_string_lossy().starts_with("renderD"))
}

/// The variables that a released program starts itself again without.
fn automation() -> &'static [&'static str] {
    if cfg!(debug_assertions) { &[] } else { &["TAURI_AUTOMATION", "TAURI_WEBVIEW_AUTOMATION"] }
}

/// What is logged: warnings, unless `JIXIANG_LOG` says more. Logs carry ids only.
pub(crate) fn log_filter() -> EnvFilter {
    EnvFilter::try_from_env("JIXIANG_LOG").unwrap_or_else(|_| EnvFilter::new("warn"))
}
