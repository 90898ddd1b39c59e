//! The least that Tauri needs.

fn main() {
    tauri_build::build();
}
