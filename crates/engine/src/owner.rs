//! The one owner of the state: a thread of its own that runs what it is handed, one after the other.
//!
//! Everyone else holds a handle and sends closures; nobody ever waits for a lock while a file is read or a signature is
//! checked elsewhere. The thread ends with the handle, and whoever gives the handle up waits for it: a process that ended
//! while the state was still closing its database would take the database's library away under it.

use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

type Task<S> = Box<dyn FnOnce(&mut S) + Send>;

/// A handle to the owner of an `S`.
pub(crate) struct Owner<S> {
    /// Present until the handle is dropped.
    tasks: Option<mpsc::Sender<Task<S>>>,
    thread: Option<JoinHandle<()>>,
}

impl<S> Drop for Owner<S> {
    fn drop(&mut self) {
        self.tasks.take();
        let thread = self.thread.take();
        // The last handle may be given up by a task of the owner itself, which cannot wait for its own end.
        if let Some(thread) = thread.filter(|owner| owner.thread().id() != thread::current().id()) {
            // A panic of the owner was told to whoever asked it.
            let _ended = thread.join();
        }
    }
}

impl<S: Send + 'static> Owner<S> {
    /// Gives `state` to a thread of its own.
    ///
    /// # Errors
    ///
    /// When the operating system has no thread left.
    pub(crate) fn start(mut state: S) -> std::io::Result<Self> {
        let (tasks, inbox) = mpsc::channel::<Task<S>>();
        let run = move || {
            for task in inbox {
                task(&mut state);
            }
        };
        let thread = thread::Builder::new().name("jixiang-state".to_owned()).spawn(run)?;
        Ok(Self { tasks: Some(tasks), thread: Some(thread) })
    }

    /// Runs `task` with the state and waits for its answer.
    ///
    /// # Panics
    ///
    /// When an earlier task panicked: the state is not to be trusted then, and the process ends.
    pub(crate) async fn with<R: Send + 'static>(&self, task: impl FnOnce(&mut S) -> R + Send + 'static) -> R {
        let (answer, answered) = oneshot::channel();
        self.tell(move |state| {
            // The asker may have been cancelled; the task has run all the same.
            let _ = answer.send(task(state));
        });
        answered.await.expect("the owner of the state runs every task it is handed")
    }

    /// Hands `task` to the state and does not wait.
    pub(crate) fn tell(&self, task: impl FnOnce(&mut S) + Send + 'static) {
        let sent = self.tasks.as_ref().map(|tasks| tasks.send(Box::new(task)));
        assert!(matches!(sent, Some(Ok(()))), "the owner of the state runs as long as somebody holds a handle");
    }
}
