//! [`RecordingNotifier`]: keeps what the desktop would have shown, and clicks on it.

use std::sync::{Arc, Mutex, PoisonError};

use jixiang_contract::{Language, Notice};
use tokio::sync::watch;

use crate::port::Notifier;

type Clicked = Box<dyn FnOnce() + Send>;

/// A desktop that shows nothing and remembers everything. Clones are the same desktop.
#[derive(Clone)]
pub struct RecordingNotifier {
    shown: Arc<watch::Sender<Vec<Notice>>>,
    actions: Arc<Mutex<Vec<Option<Clicked>>>>,
}

impl RecordingNotifier {
    /// A desktop that has shown nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { shown: Arc::new(watch::Sender::new(Vec::new())), actions: Arc::default() }
    }

    /// What was shown, oldest first.
    #[must_use]
    pub fn shown(&self) -> Vec<Notice> {
        self.shown.borrow().clone()
    }

    /// Waits until so many were shown, and gives them.
    pub async fn until(&self, count: usize) -> Vec<Notice> {
        let mut shown = self.shown.subscribe();
        let seen = shown.wait_for(|shown| shown.len() >= count).await;
        seen.map(|shown| shown.clone()).unwrap_or_default()
    }

    /// Chooses the action of the one with this number, from 0. Whether there was one that nobody had chosen before.
    pub fn click(&self, number: usize) -> bool {
        let mut actions = self.actions.lock().unwrap_or_else(PoisonError::into_inner);
        let action = actions.get_mut(number).and_then(Option::take);
        drop(actions);
        action.map(|action| action()).is_some()
    }
}

impl Default for RecordingNotifier {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for RecordingNotifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecordingNotifier({} shown)", self.shown.borrow().len())
    }
}

impl Notifier for RecordingNotifier {
    fn show(&self, notice: &Notice, _language: Language, clicked: Clicked) {
        let mut actions = self.actions.lock().unwrap_or_else(PoisonError::into_inner);
        actions.push(Some(clicked));
        drop(actions);
        self.shown.send_modify(|shown| shown.push(notice.clone()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use jixiang_contract::{Place, Stamp, Words};

    use super::*;

    #[tokio::test]
    async fn a_notice_is_kept_and_its_action_is_chosen_once() {
        let desktop = RecordingNotifier::new();
        let notice = Notice {
            title: Words::new("新到文件", "New files"),
            text: Words::new("一份", "One"),
            place: Place::Inbox,
            delivery: None,
            matter: None,
            at: Stamp(0),
        };
        let clicks = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&clicks);
        let showing = desktop.clone();
        let shown = notice.clone();
        tokio::spawn(async move {
            showing.show(
                &shown,
                Language::Zh,
                Box::new(move || {
                    seen.fetch_add(1, Ordering::SeqCst);
                }),
            );
        });
        assert_eq!(desktop.until(1).await, [notice]);
        assert!(desktop.click(0));
        assert!(!desktop.click(0));
        assert!(!desktop.click(1));
        assert_eq!(clicks.load(Ordering::SeqCst), 1);
    }
}
