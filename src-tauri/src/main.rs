//! The shell: one window over one home. It wires the engine's client to Tauri and refuses to decide anything: commands are a
//! few lines, paths become tokens here, and neither keys nor content nor file names of other folders cross into the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod args;
mod command;
mod environment;
mod pick;
mod shell;
mod tray;
mod window;

use tauri::{Manager as _, RunEvent};

use crate::shell::Shell;

fn main() {
    let settled = environment::settle();
    let args = args::parse();
    tracing_subscriber::fmt().with_env_filter(environment::log_filter()).with_writer(std::io::stderr).init();
    if let Err(error) = settled {
        tracing::warn!(%error, "the web view starts in the environment as it was");
    }
    if let Err(error) = jixiang_client::core_dumps_off() {
        tracing::warn!(%error, "core dumps stay on");
    }
    let mut context = tauri::generate_context!();
    let home = known(jixiang_client::home_folder(args.home.clone()));
    if let Some(id) = home.as_deref().and_then(|home| known(jixiang_client::home_id(home))) {
        // Several homes live on one desktop: each has its own single instance.
        context.config_mut().identifier = format!("cn.gov.jixiang.h{id}");
    }
    // The home is opened while the window system starts: a person waits for the longer of the two.
    let shell = Shell::begin(args, home);
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::raise(app)))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .invoke_handler(command::handler())
        .on_window_event(window::on_event)
        .setup(move |app| {
            app.manage(shell);
            window::raise_when_asked(app.handle());
            window::open(app.handle(), app.state::<Shell>().home())?;
            Ok(())
        })
        .build(context)
        .expect("the window system of this desktop starts");
    app.run(|app, event| {
        if let RunEvent::ExitRequested { api, code: None, .. } = event
            && window::work_goes_on(app)
        {
            // The window is closed, the transfers go on; the program ends with the last of them.
            api.prevent_exit();
        }
    });
}

/// What is known of the home. Where nothing is, opening it says why.
fn known<T>(asked: Result<T, jixiang_client::ClientFault>) -> Option<T> {
    asked
        .inspect_err(|fault| {
            tracing::error!(code = fault.view_now().code.as_str(), "the home cannot be told from others")
        })
        .ok()
}
