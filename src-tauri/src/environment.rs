//! The environment that the web view starts in. It is settled once, as the first thing the program does: variables are set while
//! there is one thread, never beside another.

use tracing_subscriber::EnvFilter;

const RENDERER: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
const DEVICE: &str = "WEBKIT_WEB_RENDER_DEVICE_FILE";

/// Settles what the web view reads. Without a graphics device WebKitGTK paints nothing unless its DMA-BUF renderer is off, and
/// it would load a whole software renderer only to ask it for the device; so it is told that there is none. A released
/// program is nobody's test object.
///
/// # Errors
///
/// When the system has no room for a variable.
pub(crate) fn settle() -> Result<(), glib::BoolError> {
    for name in automation() {
        glib::unsetenv(name);
    }
    if !has_graphics() {
        // What a person set themselves stays.
        glib::setenv(RENDERER, "1", false)?;
        glib::setenv(DEVICE, "/dev/null", false)?;
    }
    Ok(())
}

fn has_graphics() -> bool {
    let devices = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    devices.map(|device| device.file_name()).any(|name| name.to_string_lossy().starts_with("renderD"))
}

/// The variables that a released program does not have.
fn automation() -> &'static [&'static str] {
    if cfg!(debug_assertions) { &[] } else { &["TAURI_AUTOMATION", "TAURI_WEBVIEW_AUTOMATION"] }
}

/// What is logged: warnings, unless `JIXIANG_LOG` says more. Logs carry ids only.
pub(crate) fn log_filter() -> EnvFilter {
    EnvFilter::try_from_env("JIXIANG_LOG").unwrap_or_else(|_| EnvFilter::new("warn"))
}
