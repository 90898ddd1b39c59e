//! What the commands stand on: an open home, or the reason why there is none. The home is opened beside the start of the
//! window system, and whoever asks before it is open waits for that alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jixiang_client::{Client, ClientFault as Fault, Options};
use jixiang_contract::{Code, Desk, Display, ErrorView, Event, Ground, PersonId, Stage, Start};
use tauri::ipc::Channel;
use tokio::sync::SetOnce;

use crate::args::Args;

/// How opening the home went.
type Opened = Result<Arc<Client>, Box<ErrorView>>;

/// The state of the shell.
pub(crate) struct Shell {
    home: Option<PathBuf>,
    opened: Arc<SetOnce<Opened>>,
    channels: Mutex<Vec<Channel<Event>>>,
}

impl Shell {
    /// Begins to open the home in this folder and to run its engine. A home that cannot be opened is a page of the window,
    /// not an exit.
    pub(crate) fn begin(args: Args, home: Option<PathBuf>) -> Self {
        let folder = home.clone();
        Self::begin_by(home, move || open(args, folder))
    }

    /// As [`Shell::begin`], opening the home by `open`.
    fn begin_by(home: Option<PathBuf>, open: impl FnOnce() -> Opened + Send + 'static) -> Self {
        let opened = Arc::new(SetOnce::new());
        let tell = opened.clone();
        tauri::async_runtime::spawn_blocking(move || {
            // Whoever waits for the home hears of a panic too. Nothing of what it left behind is used again.
            let outcome = catch_unwind(AssertUnwindSafe(open));
            let _first = tell.set(outcome.unwrap_or_else(|_| Err(Box::new(internal("opening the home panicked")))));
        });
        Self { home, opened, channels: Mutex::default() }
    }

    /// The open home, as soon as it is open.
    pub(crate) async fn client(&self) -> Result<&Arc<Client>, Box<ErrorView>> {
        self.opened.wait().await.as_ref().map_err(Clone::clone)
    }

    /// The open home, if it is open already.
    pub(crate) fn client_now(&self) -> Option<&Arc<Client>> {
        self.opened.get().and_then(|opened| opened.as_ref().ok())
    }

    /// The folder of the home.
    pub(crate) fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// The desk, whatever happened.
    pub(crate) async fn desk(&self) -> Desk {
        match self.client().await {
            Ok(client) => client.engine().desk().await,
            Err(error) => {
                Desk { ground: Ground::Real, display: Display::default(), stage: Stage::Stopped { error: *error } }
            }
        }
    }

    /// Opens a channel of events for the window, and says how things stand from then on.
    pub(crate) async fn listen(&self, channel: Channel<Event>) -> Start {
        self.channels().push(channel.clone());
        if let Ok(client) = self.client().await {
            let mut events = client.engine().listen().await;
            tauri::async_runtime::spawn(async move {
                while let Some(event) = events.recv().await {
                    if channel.send(event).is_err() {
                        break;
                    }
                }
            });
        }
        let desk = self.desk().await;
        let home = match self.client_now().filter(|_| matches!(desk.stage, Stage::Ready { .. })) {
            Some(client) => Some(client.engine().home().await),
            None => None,
        };
        Start { desk, home }
    }

    /// Tells the window what only the shell sees: a drag.
    pub(crate) fn announce(&self, event: &Event) {
        self.channels().retain(|channel| channel.send(event.clone()).is_ok());
    }

    fn channels(&self) -> std::sync::MutexGuard<'_, Vec<Channel<Event>>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the home and starts its engine.
fn open(args: Args, home: Option<PathBuf>) -> Opened {
    let options = Options {
        home: home.or(args.home),
        policy: args.policy,
        platform: args.platform,
        key_file: false,
        notices: true,
        program: "jixiang",
    };
    let client = Client::open(&options).map(Arc::new).map_err(|fault| Box::new(view(&fault)))?;
    tauri::async_runtime::spawn(run(client.clone(), args.demo_staff.map(PersonId)));
    Ok(client)
}

/// Runs the engine, and signs in where the demo's first start asks for it.
async fn run(client: Arc<Client>, demo_staff: Option<PersonId>) {
    client.engine().start();
    if let Some(staff) = demo_staff {
        sign_in_once(&client, &staff).await;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_while_the_home_is_opened_is_a_page_of_the_window_and_not_a_wait_for_ever() {
        let shell = Shell::begin_by(None, || panic!("made up"));
        let start = tauri::async_runtime::block_on(shell.listen(Channel::new(|_| Ok(()))));
        let Stage::Stopped { error } = start.desk.stage else { panic!("the window waits") };
        assert_eq!(error.code, Code::Internal);
        assert!(start.home.is_none());
    }
}
