//! What the commands stand on: an open home, or the reason why there is none. The home is opened beside the start of the
//! window system, and whoever asks before it is open waits for that alone. One that could not be opened is tried again when
//! the window asks how things stand.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jixiang_client::{Client, ClientFault as Fault, Options};
use jixiang_contract::{Code, Desk, Display, ErrorView, Event, Ground, PersonId, Stage, Start};
use tauri::ipc::Channel;
use tokio::sync::SetOnce;

use crate::args::Args;

/// How opening the home went.
type Opened = Result<Arc<Client>, Box<ErrorView>>;

/// One try at opening the home, and how it went.
type Try = Arc<SetOnce<Result<(), Box<ErrorView>>>>;

/// The state of the shell.
pub(crate) struct Shell {
    home: Option<PathBuf>,
    open: Arc<dyn Fn() -> Opened + Send + Sync>,
    opened: Arc<SetOnce<Arc<Client>>>,
    newest: Mutex<Try>,
    channels: Mutex<Vec<Channel<Event>>>,
    /// What a person chose to see while there was no window.
    chosen: Mutex<Option<Event>>,
}

impl Shell {
    /// Begins to open the home in this folder and to run its engine. A home that cannot be opened is a page of the window,
    /// not an exit.
    pub(crate) fn begin(args: Args, home: Option<PathBuf>) -> Self {
        let folder = home.clone();
        Self::begin_by(home, move || open(args.clone(), folder.clone()))
    }

    /// As [`Shell::begin`], opening the home by `open`.
    fn begin_by(home: Option<PathBuf>, open: impl Fn() -> Opened + Send + Sync + 'static) -> Self {
        let (open, opened) = (Arc::new(open), Arc::default());
        let newest = Mutex::new(begin(open.clone(), &opened));
        Self { home, open, opened, newest, channels: Mutex::default(), chosen: Mutex::default() }
    }

    /// The open home, as soon as it is open.
    pub(crate) async fn client(&self) -> Result<&Arc<Client>, Box<ErrorView>> {
        let newest = held(&self.newest).clone();
        newest.wait().await.clone()?;
        self.opened.get().ok_or_else(|| Box::new(internal("the home is not open")))
    }

    /// The open home, if it is open already.
    pub(crate) fn client_now(&self) -> Option<&Arc<Client>> {
        self.opened.get()
    }

    /// Tries again what went wrong: a keyring may be unlocked meanwhile, another program may have given the home back.
    async fn open_again(&self) {
        let failed = {
            let mut newest = held(&self.newest);
            let failed = newest.get().is_some_and(Result::is_err);
            if failed {
                *newest = begin(self.open.clone(), &self.opened);
            }
            failed
        };
        if failed && let Ok(client) = self.client().await {
            let channels = held(&self.channels).clone();
            for channel in channels {
                forward(client, channel).await;
            }
        }
    }

    /// The folder of the home.
    pub(crate) fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// The desk, whatever happened. A home that could not be opened is tried again.
    pub(crate) async fn desk(&self) -> Desk {
        self.open_again().await;
        self.desk_now().await
    }

    async fn desk_now(&self) -> Desk {
        match self.client().await {
            Ok(client) => client.engine().desk().await,
            Err(error) => {
                Desk { ground: Ground::Real, display: Display::default(), stage: Stage::Stopped { error: *error } }
            }
        }
    }

    /// Opens a channel of events for the window, and says how things stand from then on.
    pub(crate) async fn listen(&self, channel: Channel<Event>) -> Start {
        held(&self.channels).push(channel.clone());
        if let Ok(client) = self.client().await {
            forward(client, channel.clone()).await;
        }
        if let Some(chosen) = held(&self.chosen).take() {
            // A window that is gone already shows nothing.
            let _gone = channel.send(chosen);
        }
        let desk = self.desk_now().await;
        let home = match self.client_now().filter(|_| matches!(desk.stage, Stage::Ready { .. })) {
            Some(client) => Some(client.engine().home().await),
            None => None,
        };
        Start { desk, home }
    }

    /// Tells the window what only the shell sees: a drag.
    pub(crate) fn announce(&self, event: &Event) {
        held(&self.channels).retain(|channel| channel.send(event.clone()).is_ok());
    }

    /// Keeps what a person chose to see for the window that opens next.
    pub(crate) fn keep_for_the_window(&self, chosen: Event) {
        *held(&self.chosen) = Some(chosen);
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tries once to open the home.
fn begin(open: Arc<dyn Fn() -> Opened + Send + Sync>, opened: &Arc<SetOnce<Arc<Client>>>) -> Try {
    let newest = Try::default();
    let (tell, opened) = (newest.clone(), opened.clone());
    tauri::async_runtime::spawn_blocking(move || {
        // Whoever waits for the home hears of a panic too. Nothing of what it left behind is used again.
        let outcome = catch_unwind(AssertUnwindSafe(|| open()));
        let outcome = outcome.unwrap_or_else(|_| Err(Box::new(internal("opening the home panicked"))));
        let _first = tell.set(outcome.map(|client| {
            let _first = opened.set(client);
        }));
    });
    newest
}

/// Sends a window everything that the engine says from here on.
async fn forward(client: &Client, channel: Channel<Event>) {
    let mut events = client.engine().listen().await;
    tauri::async_runtime::spawn(async move {
        while let Some(event) = events.recv().await {
            if channel.send(event).is_err() {
                break;
            }
        }
    });
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
    use std::sync::atomic::{AtomicU32, Ordering};

    use jixiang_contract::Place;

    use super::*;

    #[test]
    fn a_panic_while_the_home_is_opened_is_a_page_of_the_window_and_not_a_wait_for_ever() {
        let shell = Shell::begin_by(None, || panic!("made up"));
        let start = tauri::async_runtime::block_on(shell.listen(Channel::new(|_| Ok(()))));
        let Stage::Stopped { error } = start.desk.stage else { panic!("the window waits") };
        assert_eq!(error.code, Code::Internal);
        assert!(start.home.is_none());
    }

    #[test]
    fn a_home_that_could_not_be_opened_is_tried_again_when_the_window_asks_how_it_stands() {
        let tries = Arc::new(AtomicU32::new(0));
        let count = tries.clone();
        let shell = Shell::begin_by(None, move || {
            count.fetch_add(1, Ordering::SeqCst);
            Err(Box::new(internal("the keyring is locked")))
        });
        let stopped = |desk: &Desk| matches!(desk.stage, Stage::Stopped { .. });
        let start = tauri::async_runtime::block_on(shell.listen(Channel::new(|_| Ok(()))));
        assert!(stopped(&start.desk));
        assert_eq!(tries.load(Ordering::SeqCst), 1, "the first window asks for nothing anew");
        assert!(stopped(&tauri::async_runtime::block_on(shell.desk())));
        assert_eq!(tries.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn what_was_chosen_without_a_window_is_shown_by_the_next_one() {
        let shell = Shell::begin_by(None, || Err(Box::new(internal("no home"))));
        shell.keep_for_the_window(Event::Show { place: Place::Inbox, delivery: None, matter: None });
        let sent = Arc::new(AtomicU32::new(0));
        for _ in 0..2 {
            let count = sent.clone();
            let channel = Channel::new(move |_| {
                count.fetch_add(1, Ordering::SeqCst);
                Ok(())
            });
            tauri::async_runtime::block_on(shell.listen(channel));
        }
        assert_eq!(sent.load(Ordering::SeqCst), 1, "once");
    }
}
