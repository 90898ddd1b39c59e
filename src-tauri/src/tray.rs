//! The sign that the program still works while its window is closed: an icon with two things to do. It refuses to stay when
//! nothing goes on any more, or to be the only way back: starting the program again opens the window too.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jixiang_client::contract::{Language, Words};
use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Wry};

const ID: &str = "work";
const OPEN: &str = "open";
const QUIT: &str = "quit";

/// Shows the icon, which opens the window so. A desktop without a place for it loses nothing but the sign.
pub(crate) fn show(app: &AppHandle, language: Language, raise: fn(&AppHandle)) {
    // The library that speaks to the desktop is looked for at run time, and a desktop without it must not end the transfers.
    match catch_unwind(AssertUnwindSafe(|| build(app, language, raise))) {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "this desktop shows no icon"),
        Err(_) => tracing::warn!("this desktop has no library for icons"),
    }
}

/// Takes the icon away.
pub(crate) fn hide(app: &AppHandle) {
    drop(app.remove_tray_by_id(ID));
}

fn build(app: &AppHandle, language: Language, raise: fn(&AppHandle)) -> tauri::Result<()> {
    let item = |id: &str, words: &Words| MenuItem::with_id(app, id, said(words, language), true, None::<&str>);
    let open = item(OPEN, &Words::new("打开窗口", "Open the window"))?;
    let quit = item(QUIT, &Words::new("退出，传输下次继续", "Quit; transfers go on next time"))?;
    let menu: Menu<Wry> = Menu::with_items(app, &[&open, &quit])?;
    let going = Words::new("吉享：传输继续进行", "吉享: transfers go on");
    let mut icon = TrayIconBuilder::with_id(ID).menu(&menu).tooltip(said(&going, language));
    if let Some(picture) = app.default_window_icon() {
        icon = icon.icon(picture.clone());
    }
    icon.on_menu_event(move |app, event| match event.id().as_ref() {
        OPEN => raise(app),
        // What is under way is written down, and the next start takes it up.
        QUIT => app.exit(0),
        _ => {}
    })
    .build(app)
    .map(|_| ())
}

fn said(words: &Words, language: Language) -> &str {
    match language {
        Language::Zh => &words.zh,
        Language::En => &words.en,
    }
}
