//! Declares every command of the window to Tauri, so that each needs a permission of its own.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(jixiang_contract::COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    tauri_build::try_build(attributes).expect("the Tauri configuration is complete");
}
