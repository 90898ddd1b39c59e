//! The system's own dialogs. What a person chooses there becomes a path here and a token in the window.

use std::path::PathBuf;

use jixiang_contract::ChooseKind;
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt as _, FilePath};
use tokio::sync::oneshot;

fn path(chosen: FilePath) -> Option<PathBuf> {
    chosen.into_path().ok()
}

/// Files, or one folder; nothing when the person cancelled.
pub(crate) async fn choose(app: &AppHandle, what: ChooseKind) -> Vec<PathBuf> {
    match what {
        ChooseKind::Folder => folder(app).await.into_iter().collect(),
        ChooseKind::Files => {
            let (answer, answered) = oneshot::channel();
            app.dialog().file().pick_files(|files| drop(answer.send(files)));
            let files = answered.await.ok().flatten().unwrap_or_default();
            files.into_iter().filter_map(path).collect()
        }
    }
}

/// One folder; nothing when the person cancelled.
pub(crate) async fn folder(app: &AppHandle) -> Option<PathBuf> {
    let (answer, answered) = oneshot::channel();
    app.dialog().file().pick_folder(|folder| drop(answer.send(folder)));
    answered.await.ok().flatten().and_then(path)
}

/// Where a file is to be saved; nothing when the person cancelled.
pub(crate) async fn save(app: &AppHandle, name: &str) -> Option<PathBuf> {
    let (answer, answered) = oneshot::channel();
    app.dialog().file().set_file_name(name).save_file(|file| drop(answer.send(file)));
    answered.await.ok().flatten().and_then(path)
}
