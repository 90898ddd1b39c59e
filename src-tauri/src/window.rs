//! The window: where it comes from, what is dropped on it, and what happens when it is closed.

use std::path::{Path, PathBuf};

use jixiang_contract::{ByteCount, Drag, Event};
use tauri::{AppHandle, DragDropEvent, Manager, WebviewUrl, WebviewWindowBuilder, Window, WindowEvent};

use crate::shell::Shell;
use crate::tray;

const LABEL: &str = "main";

/// Opens the window. It goes nowhere but to the program's own pages, and keeps what a web view keeps in the home.
pub(crate) fn open(app: &AppHandle, home: Option<&Path>) -> tauri::Result<()> {
    let mut window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("吉享")
        .inner_size(1366.0, 730.0)
        .min_inner_size(760.0, 520.0)
        .maximized(small_screen(app))
        .on_navigation(is_own);
    if let Some(home) = home {
        window = window.data_directory(home.join("webview"));
    }
    window.build().map(|_| ())
}

/// Whether an address is one of the program's own pages, exactly as Tauri serves them on this system.
fn is_own(url: &tauri::Url) -> bool {
    let (scheme, host) = if cfg!(windows) { ("http", "tauri.localhost") } else { ("tauri", "localhost") };
    url.scheme() == scheme && url.host_str() == Some(host) && url.port().is_none() && url.username().is_empty()
}

/// Whether the screen is no larger than the window wants to be: an office's older display is used whole.
fn small_screen(app: &AppHandle) -> bool {
    let monitor = app.primary_monitor().ok().flatten();
    monitor.is_some_and(|monitor| {
        let size = monitor.size().to_logical::<f64>(monitor.scale_factor());
        size.width <= 1366.0 || size.height <= 800.0
    })
}

/// Brings the window to the front, opening it again when it was closed.
pub(crate) fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let raised = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = raised {
            tracing::warn!(%error, "the window could not be raised");
        }
        return;
    }
    match open(app, app.state::<Shell>().home()) {
        Ok(()) => tray::hide(app),
        Err(error) => tracing::error!(%error, "the window could not be opened again"),
    }
}

/// Brings the window to the front whenever a notification was chosen: the window itself shows the row.
pub(crate) fn raise_when_asked(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let client = app.state::<Shell>().client().await.ok().cloned();
        let Some(client) = client else { return };
        let mut events = client.engine().listen().await;
        while let Some(event) = events.recv().await {
            if matches!(event, Event::Show { .. }) {
                if app.get_webview_window(LABEL).is_none() {
                    app.state::<Shell>().keep_for_the_window(event);
                }
                raise(&app);
            }
        }
    });
}

/// Drags over the whole window: paths stay here, the window is told names.
pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::DragDrop(drag) = event else {
        return;
    };
    let shell = window.state::<Shell>();
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "Tauri's enum may grow, and moving over the window says nothing new"
    )]
    match drag {
        DragDropEvent::Enter { paths, .. } => {
            if let Some(drag) = over(paths) {
                shell.announce(&Event::Drag { drag });
            }
        }
        DragDropEvent::Leave => shell.announce(&Event::Drag { drag: Drag::Left }),
        DragDropEvent::Drop { paths, .. } => dropped(window.app_handle().clone(), paths.clone()),
        _ => {}
    }
}

fn over(paths: &[PathBuf]) -> Option<Drag> {
    let first = paths.first()?;
    let name = first.file_name()?.to_string_lossy().into_owned();
    let bytes = first.metadata().ok().filter(std::fs::Metadata::is_file).map(|file| ByteCount(file.len()));
    Some(Drag::Over { name, bytes, count: u32::try_from(paths.len()).unwrap_or(u32::MAX) })
}

fn dropped(app: AppHandle, paths: Vec<PathBuf>) {
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        if let Ok(client) = shell.client().await {
            let picked = client.engine().pick_paths(paths).await;
            shell.announce(&Event::Drag { drag: Drag::Dropped { picked } });
        }
    });
}

/// Whether transfers, or acts that wait to be signed, go on without the window. The program then ends with the last of them.
pub(crate) fn work_goes_on(app: &AppHandle) -> bool {
    let Some(client) = app.state::<Shell>().client_now().cloned() else {
        return false;
    };
    if !tauri::async_runtime::block_on(client.engine().is_working()) {
        return false;
    }
    let language = tauri::async_runtime::block_on(client.engine().desk()).display.language;
    tray::show(app, language, raise);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut events = client.engine().listen().await;
        while client.engine().is_working().await && events.recv().await.is_some() {}
        if app.get_webview_window(LABEL).is_none() {
            app.exit(0);
        }
    });
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_to_its_own_pages_and_nowhere_else() {
        let goes = |address: &str| is_own(&address.parse().expect("an address"));
        assert!(goes("tauri://localhost/index.html"));
        for other in [
            "http://tauri.localhost/index.html",
            "https://tauri.localhost/",
            "ftp://tauri.localhost/",
            "tauri://other/index.html",
            "tauri://localhost:8080/",
            "tauri://somebody@localhost/",
            "file://localhost/etc/passwd",
            "https://localhost/",
            "about:blank",
        ] {
            assert!(!goes(other), "{other}");
        }
    }
}
