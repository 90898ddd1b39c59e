//! Speaking up: somebody must act, or something arrived. One summary for everything that is new at once, said once.

use std::sync::Arc;

use jixiang_contract::{Event, MatterId, MatterRow, MatterStage, Notice, NoticeLevel, Place as Screen, Stamp, Words};

use crate::engine::Engine;
use crate::state::State;

/// Why a person is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgency {
    /// They must act.
    Act,
    /// Something arrived.
    Arrived,
}

impl Engine {
    /// Tells the desktop and every window, as far as the person wants to be told.
    pub(super) async fn tell(&self, notice: Notice, urgency: Urgency) {
        let display = self.state(|state| state.settings.display).await;
        match (display.notices, urgency) {
            (NoticeLevel::ActAndArrived, _) | (NoticeLevel::Act, Urgency::Act) => {}
            // The row says it; the person asked for no more.
            (NoticeLevel::Act, Urgency::Arrived) => return,
        }
        // The desktop may keep a notification for days; the engine ends with the program all the same.
        let inner = Arc::downgrade(&self.inner);
        let runtime = tokio::runtime::Handle::current();
        let shown =
            Event::Show { place: notice.place, delivery: notice.delivery.clone(), matter: notice.matter.clone() };
        let clicked = Box::new(move || {
            if let Some(inner) = inner.upgrade() {
                runtime.spawn(async move { Self { inner }.state(move |state| state.announce(&shown)).await });
            }
        });
        self.inner.ports.notifier.show(&notice, display.language, clicked);
        self.state(move |state| state.announce(&Event::Notice { notice })).await;
    }

    /// Says what waits for this desk and did not before. What waited when the program started is in the list already.
    pub(super) async fn tell_matters(&self) {
        if let Some(notice) = self.state(State::new_matters).await {
            self.tell(notice, Urgency::Act).await;
        }
    }
}

impl State {
    /// One summary of the matters that are new here, the most urgent one named.
    fn new_matters(&mut self) -> Option<Notice> {
        let waiting: Vec<MatterRow> = self.piles().decide;
        // What this desk itself is about to sign is no news to it.
        let own: Vec<MatterId> = waiting.iter().map(|row| row.id.clone()).filter(|id| self.is_at_work_on(id)).collect();
        let key = |row: &MatterRow| (row.id.clone(), row.stage);
        let first = self.told.is_none();
        let told = self.told.get_or_insert_default();
        let is_fresh = |row: &&MatterRow| !told.contains(&key(row)) && !own.contains(&row.id);
        let fresh: Vec<&MatterRow> = waiting.iter().filter(is_fresh).collect();
        let urgent = fresh.first().map(|row| (*row).clone());
        let count = fresh.len();
        *told = waiting.iter().map(key).collect();
        let row = urgent.filter(|_| !first)?;
        let (zh, en) = what(row.stage);
        let more = |one: &str, many: String| if count == 1 { one.to_owned() } else { many };
        Some(Notice {
            title: Words::new(
                more(zh, format!("有 {count} 件事待办")),
                more(en, format!("{count} matters wait for you")),
            ),
            text: Words::new(row.title.clone(), row.title.clone()),
            place: Screen::Inbox,
            delivery: None,
            matter: Some(row.id),
            at: Stamp(self.now().0),
        })
    }

    /// Whether an act of this desk on a matter is written down and not done.
    fn is_at_work_on(&self, id: &MatterId) -> bool {
        self.matter_of(id).is_ok_and(|matter| self.pending_act(&matter).is_some())
    }
}

/// What is to be done, in a few words.
const fn what(stage: MatterStage) -> (&'static str, &'static str) {
    match stage {
        MatterStage::AwaitsRelease => ("有数据待放行", "Data waits for your release"),
        MatterStage::AwaitsConsent => ("有申请待内审", "A request waits for your consent"),
        MatterStage::AwaitsAnswer => ("有答复待同意", "An answer waits for your consent"),
        MatterStage::Returned => ("申请需要补正", "A request has to be completed"),
        MatterStage::Declined => ("负责人退回了一件事", "Your head turned something down"),
        MatterStage::Submitted => ("有申请待办理", "A request waits for your answer"),
        MatterStage::Agreed
        | MatterStage::Released
        | MatterStage::Refused
        | MatterStage::Withdrawn
        | MatterStage::Revoked
        | MatterStage::Expired => ("有事待办", "Something waits for you"),
    }
}
