//! [`DesktopNotifier`]: one notification of the desktop, with a default action. It refuses to fail loudly: the row in the
//! window says the same.

use jixiang_contract::{Language, Notice, Words};
use jixiang_engine::port::Notifier;
use notify_rust::{Notification, NotificationResponse};

/// The name that the desktop shows, and the icon of the installed program.
const NAME: &str = "吉享";
const ICON: &str = "jixiang";

/// The desktop's notifications (org.freedesktop.Notifications).
#[derive(Debug, Clone, Copy, Default)]
pub struct DesktopNotifier;

impl DesktopNotifier {
    fn notification(notice: &Notice, language: Language) -> Notification {
        let action = Words::new("去办理", "Open");
        let mut notification = Notification::new();
        notification
            .appname(NAME)
            .icon(ICON)
            .summary(said(&notice.title, language))
            .body(&escape(said(&notice.text, language)))
            // Some desktops call the action on a click, others show a button for it.
            .action("default", said(&action, language));
        notification
    }
}

impl Notifier for DesktopNotifier {
    fn show(&self, notice: &Notice, language: Language, clicked: Box<dyn FnOnce() + Send>) {
        let notification = Self::notification(notice, language);
        let shown = std::thread::Builder::new().name("notification".to_owned()).spawn(move || {
            if let Err(error) = show_and_wait(&notification, clicked) {
                tracing::debug!(%error, "the desktop shows no notification");
            }
        });
        if let Err(error) = shown {
            tracing::debug!(%error, "no thread for a notification");
        }
    }
}

/// Waits until the notification is clicked or closed.
fn show_and_wait(notification: &Notification, clicked: Box<dyn FnOnce() + Send>) -> notify_rust::error::Result<()> {
    let mut clicked = Some(clicked);
    notification.show()?.wait_for_response(move |response: &NotificationResponse| {
        let chosen = matches!(response, NotificationResponse::Default | NotificationResponse::Action(_));
        if let Some(clicked) = clicked.take().filter(|_| chosen) {
            clicked();
        }
    })
}

fn said(words: &Words, language: Language) -> &str {
    match language {
        Language::Zh => &words.zh,
        Language::En => &words.en,
    }
}

/// The body of a notification is markup (Desktop Notifications Specification, "Markup"); ours is text, and it names files
/// of others.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use jixiang_contract::{Place, Stamp};

    use super::*;

    #[test]
    fn a_notification_speaks_one_language_and_no_markup() {
        let notice = Notice {
            title: Words::new("新到文件", "New files"),
            text: Words::new("<b>表</b>&", "<a href=\"x\">table</a>"),
            place: Place::Inbox,
            delivery: None,
            matter: None,
            at: Stamp(0),
        };
        let shown = DesktopNotifier::notification(&notice, Language::Zh);
        assert_eq!(shown.summary, "新到文件");
        assert_eq!(shown.body, "&lt;b&gt;表&lt;/b&gt;&amp;");
        assert_eq!(shown.actions, ["default", "去办理"]);
        let shown = DesktopNotifier::notification(&notice, Language::En);
        assert_eq!(shown.summary, "New files");
        assert_eq!(shown.body, "&lt;a href=\"x\"&gt;table&lt;/a&gt;");
    }
}
