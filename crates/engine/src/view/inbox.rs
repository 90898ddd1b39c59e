//! Lists: the morning page and the inbox with its piles, deliveries and matters together.

use jixiang_contract::{
    ByteCount, Chain, DeliveryId, Direction, Due, Home, Inbox, InboxItem, InboxRow, MatterStage, Party, Stamp,
    Standing, Step, TransferId,
};
use jixiang_model::{ScopeId, UnixMillis};

use super::matter::{Piles, urgency};
use crate::record::{Chosen, JobKind, JobState, SendJob};
use crate::state::{Running, State};
use crate::trust::Thread;

impl State {
    /// The morning page.
    pub(crate) fn home(&self) -> Home {
        let inbox = self.inbox();
        let due = due_today(&inbox);
        let transfers = self
            .transfer_rows()
            .into_iter()
            .filter(|row| !matches!(row.state, jixiang_contract::TransferState::Done { .. }));
        Home { due, arrived: inbox.arrived, transfers: transfers.collect() }
    }

    /// The inbox with its sections.
    pub(crate) fn inbox(&self) -> Inbox {
        let Piles { decide, sent, done } = self.piles();
        let matter = |row| InboxItem::Matter { row };
        let mut inbox = Inbox {
            decide,
            arrived: Vec::new(),
            sent: sent.into_iter().map(matter).collect(),
            done: done.into_iter().map(matter).collect(),
        };
        self.put_deliveries(&mut inbox);
        inbox.arrived.sort_by_key(|row| std::cmp::Reverse(row.at));
        for section in [&mut inbox.sent, &mut inbox.done] {
            section.sort_by_key(|item| std::cmp::Reverse(at(item)));
        }
        inbox
    }

    fn put_deliveries(&self, inbox: &mut Inbox) {
        for (job, running) in self.orders().filter(|(job, _)| self.thread(&job.delivery).is_err()) {
            inbox.sent.push(InboxItem::Delivery { row: self.ordered_row(job, running) });
        }
        for thread in self.ledger.iter().flat_map(|ledger| ledger.threads()) {
            // What somebody sends to their own department stands among what they sent.
            let sends = self.sends(thread);
            if !sends && !self.receives(thread) {
                continue;
            }
            let row = self.row(thread, sends);
            let over = finished(&row.standing, sends);
            match (over, sends) {
                (true, _) => inbox.done.push(InboxItem::Delivery { row }),
                (false, true) => inbox.sent.push(InboxItem::Delivery { row }),
                (false, false) => inbox.arrived.push(row),
            }
        }
    }

    fn row(&self, thread: Thread<'_>, sends: bool) -> InboxRow {
        let delivery = thread.delivery.delivery();
        let id = thread.delivery.id();
        let opened = self.covers.get(&id);
        let standing = self.standing(thread);
        let waits = matches!(standing, Standing::Reached { .. }) && !sends && !self.is_verified(thread);
        let due = if waits { self.days_left(delivery.not_after) } else { None };
        InboxRow {
            id: DeliveryId(id.to_string()),
            direction: if sends { Direction::Send } else { Direction::Receive },
            title: self.title_of(&id),
            parties: if sends { self.recipients(thread) } else { vec![self.sender(thread)] },
            bytes: ByteCount(opened.map_or(0, |opened| opened.bytes)),
            at: Stamp(self.sent_at(thread).0),
            standing,
            due,
        }
    }

    /// Deliveries that are ordered and not sent.
    fn orders(&self) -> impl Iterator<Item = (&SendJob, &Running)> {
        self.jobs.values().filter_map(|running| match &running.job.kind {
            JobKind::Send(job) => running.job.ended().is_none().then_some((job, running)),
            JobKind::Fetch(_) | JobKind::Publish(_) | JobKind::Act(_) => None,
        })
    }

    /// A delivery that is ordered and not sent.
    pub(crate) fn ordered(&self, id: &ScopeId) -> Option<(&SendJob, &Running)> {
        self.orders().find(|(job, _)| job.delivery == *id)
    }

    /// A delivery that is ordered and not on the ledger yet.
    pub(super) fn ordered_row(&self, job: &SendJob, running: &Running) -> InboxRow {
        let of = u32::try_from(job.to.len()).unwrap_or(u32::MAX);
        let chain = Chain { of, reached: Vec::new() };
        let standing = match &running.job.state {
            JobState::Fail(error) => Standing::Failed { error: error.clone(), chain },
            JobState::Run | JobState::Pause | JobState::Done(_) => {
                Standing::Moving { transfer: TransferId(running.job.id.to_string()), chain }
            }
        };
        InboxRow {
            id: DeliveryId(job.delivery.to_string()),
            direction: Direction::Send,
            title: job.title.clone(),
            parties: job.to.iter().map(|chosen| self.party(chosen)).collect(),
            bytes: ByteCount(running.job.total),
            at: Stamp(running.job.ordered.0),
            standing,
            due: None,
        }
    }

    /// Who sent it, by the chain.
    pub(crate) fn sender(&self, thread: Thread<'_>) -> Party {
        let sender = thread.delivery.sender();
        self.party(&Chosen { department: sender.department, person: Some(sender.person.clone()) })
    }

    /// To whom, in the order of the statement.
    pub(crate) fn recipients(&self, thread: Thread<'_>) -> Vec<Party> {
        let recipients = &thread.delivery.delivery().recipients;
        let chosen = recipients.iter().map(|r| Chosen { department: r.department, person: r.person.clone() });
        chosen.map(|chosen| self.party(&chosen)).collect()
    }

    /// When it was sent, as the sender signed it: the platform's word is shown nowhere but in the step 已上传.
    pub(crate) fn sent_at(&self, thread: Thread<'_>) -> UnixMillis {
        thread.delivery.delivery().header.time
    }

    /// Whether every byte of it is on this PC.
    pub(crate) fn is_verified(&self, thread: Thread<'_>) -> bool {
        self.marks.get(&thread.delivery.id()).is_some_and(|mark| mark.verified.is_some())
    }
}

/// When the row of a section came to where it stands.
const fn at(item: &InboxItem) -> Stamp {
    match item {
        InboxItem::Delivery { row } => row.at,
        InboxItem::Matter { row } => row.at,
    }
}

/// What ends today or is late, most urgent first: what must be decided, what must be fetched, what was agreed to.
fn due_today(inbox: &Inbox) -> Vec<InboxItem> {
    let is_due = |due: Option<Due>| matches!(due, Some(Due::Today | Due::Late { .. }));
    let decide = inbox.decide.iter().map(|row| InboxItem::Matter { row: row.clone() });
    let arrived = inbox.arrived.iter().map(|row| InboxItem::Delivery { row: row.clone() });
    let agreed = |item: &&InboxItem| matches!(item, InboxItem::Matter { row } if row.stage == MatterStage::Agreed);
    let agreed = inbox.sent.iter().filter(agreed).cloned();
    let mut due: Vec<InboxItem> = decide.chain(arrived).chain(agreed).filter(|item| is_due(due_of(item))).collect();
    due.sort_by_key(|item| urgency(due_of(item)));
    due
}

const fn due_of(item: &InboxItem) -> Option<Due> {
    match item {
        InboxItem::Delivery { row } => row.due,
        InboxItem::Matter { row } => row.due,
    }
}

/// Whether nothing is left to do with it on this desk.
fn finished(standing: &Standing, sends: bool) -> bool {
    let opened = |chain: &Chain| {
        let all = chain.reached.iter().find(|reached| reached.step == Step::Open).is_some_and(|r| r.by >= chain.of);
        all && !sends
    };
    match standing {
        Standing::Reached { chain } => opened(chain),
        Standing::Expired { .. } | Standing::TakenBack { .. } => true,
        Standing::TakeBackAsked { .. } => true,
        Standing::Moving { .. } | Standing::Failed { .. } => false,
    }
}
