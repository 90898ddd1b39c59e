//! An empty Tauri window with one line of text: what 吉享's own start and memory are measured against. It refuses to do
//! anything else.

fn main() {
    tauri::Builder::default().run(tauri::generate_context!()).expect("the window system of this desktop starts");
}
