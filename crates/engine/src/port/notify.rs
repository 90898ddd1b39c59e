//! How the desktop is told that somebody must act or that something arrived.

use jixiang_contract::{Language, Notice};

/// The desktop's notifications. Showing one may fail quietly: the row in the window says the same.
pub trait Notifier: Send + Sync + 'static {
    /// Shows one summary in this language. `clicked` is called, at most once, when the person chooses its action.
    fn show(&self, notice: &Notice, language: Language, clicked: Box<dyn FnOnce() + Send>);
}
