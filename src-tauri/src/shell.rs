//! What the commands stand on: an open home, or the reason why there is none.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use jixiang_client::{Client, ClientFault as Fault, Options};
use jixiang_contract::{Code, Desk, Display, ErrorView, Event, Ground, PersonId, Stage};
use tauri::ipc::Channel;

use crate::args::Args;

/// The state of the shell.
pub(crate) struct Shell {
    opened: Result<Arc<Client>, Box<ErrorView>>,
    channels: Mutex<Vec<Channel<Event>>>,
}

impl Shell {
    /// Opens the home and starts its engine. A home that cannot be opened is a page of the window, not an exit.
    pub(crate) async fn open(args: &Args) -> Self {
        let options = Options {
            home: args.home.clone(),
            policy: args.policy.clone(),
            platform: args.platform.clone(),
            key_file: false,
            program: "jixiang",
        };
        let opened = Client::open(&options).map(Arc::new).map_err(|fault| Box::new(view(&fault)));
        if let Ok(client) = &opened {
            client.engine().start();
            if let Some(staff) = args.demo_staff.clone() {
                let client = client.clone();
                tauri::async_runtime::spawn(async move { sign_in_once(&client, &PersonId(staff)).await });
            }
        }
        Self { opened, channels: Mutex::default() }
    }

    /// The open home.
    pub(crate) fn client(&self) -> Result<&Arc<Client>, Box<ErrorView>> {
        self.opened.as_ref().map_err(Clone::clone)
    }

    /// The folder of the open home.
    pub(crate) fn home(&self) -> Option<PathBuf> {
        self.opened.as_ref().ok().map(|client| client.home().clone())
    }

    /// The desk, whatever happened.
    pub(crate) async fn desk(&self) -> Desk {
        match &self.opened {
            Ok(client) => client.engine().desk().await,
            Err(error) => Desk {
                ground: Ground::Real,
                display: Display::default(),
                stage: Stage::Stopped { error: ErrorView::clone(error) },
            },
        }
    }

    /// Opens a channel of events for the window.
    pub(crate) async fn listen(&self, channel: Channel<Event>) {
        self.channels().push(channel.clone());
        if let Ok(client) = &self.opened {
            let mut events = client.engine().listen().await;
            tauri::async_runtime::spawn(async move {
                while let Some(event) = events.recv().await {
                    if channel.send(event).is_err() {
                        break;
                    }
                }
            });
        }
    }

    /// Tells the window what only the shell sees: a drag.
    pub(crate) fn announce(&self, event: &Event) {
        self.channels().retain(|channel| channel.send(event.clone()).is_ok());
    }

    fn channels(&self) -> std::sync::MutexGuard<'_, Vec<Channel<Event>>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Signs in for the demo's first start. The window shows the page for it when that does not work.
async fn sign_in_once(client: &Client, staff: &PersonId) {
    let signed_in = !matches!(client.engine().desk().await.stage, Stage::SignIn { .. });
    if !signed_in && let Err(fault) = client.engine().sign_in(Some(staff)).await {
        tracing::warn!(code = fault.view_now().code.as_str(), "the demo sign-in did not work");
    }
}

/// A fault as the window shows it.
pub(crate) fn view(fault: &Fault) -> ErrorView {
    fault.view_now()
}

/// A fault of the shell itself.
pub(crate) fn internal(what: &str) -> ErrorView {
    let view = Fault::Internal(what.to_owned()).view_now();
    debug_assert_eq!(view.code, Code::Internal);
    view
}
