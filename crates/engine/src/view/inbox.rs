//! Lists: the morning page, the inbox, what this PC holds.

use jixiang_contract::{
    ByteCount, Chain, DeliveryId, Direction, Due, HeldRow, Home, Inbox, InboxRow, MyData, Party, RowKind, Stamp,
    Standing, Step, TransferId,
};
use jixiang_model::UnixMillis;

use crate::record::{Chosen, JobKind, JobState, SendJob};
use crate::state::{Running, State};
use crate::trust::Thread;

impl State {
    /// The morning page.
    pub(crate) fn home(&self) -> Home {
        let inbox = self.inbox();
        let transfers = self
            .transfer_rows()
            .into_iter()
            .filter(|row| !matches!(row.state, jixiang_contract::TransferState::Done { .. }));
        Home { due: Vec::new(), arrived: inbox.arrived, transfers: transfers.collect() }
    }

    /// The inbox with its sections.
    pub(crate) fn inbox(&self) -> Inbox {
        let mut inbox = Inbox { decide: Vec::new(), arrived: Vec::new(), sent: Vec::new(), done: Vec::new() };
        for running in self.jobs.values() {
            if let JobKind::Send(job) = &running.job.kind
                && !matches!(running.job.state, JobState::Done(_))
                && self.thread(&job.delivery).is_err()
            {
                inbox.sent.push(self.ordered_row(job, running));
            }
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
                (true, _) => inbox.done.push(row),
                (false, true) => inbox.sent.push(row),
                (false, false) => inbox.arrived.push(row),
            }
        }
        for section in [&mut inbox.arrived, &mut inbox.sent, &mut inbox.done] {
            section.sort_by_key(|row| std::cmp::Reverse(row.at));
        }
        inbox
    }

    fn row(&self, thread: &Thread, sends: bool) -> InboxRow {
        let delivery = thread.delivery.delivery();
        let id = thread.delivery.id();
        let opened = self.covers.get(&id);
        let standing = self.standing(thread);
        let waits = matches!(standing, Standing::Reached { .. }) && !sends && !self.is_verified(thread);
        let due = if waits { self.due(delivery.not_after) } else { None };
        InboxRow {
            id: DeliveryId(id.to_string()),
            kind: RowKind::Delivery,
            direction: if sends { Direction::Send } else { Direction::Receive },
            title: self.title_of(&id),
            parties: if sends { self.recipients(thread) } else { vec![self.sender(thread)] },
            bytes: ByteCount(opened.map_or(0, |opened| opened.bytes)),
            at: Stamp(self.sent_at(thread).0),
            standing,
            due,
        }
    }

    /// A delivery that is ordered and not on the ledger yet.
    fn ordered_row(&self, job: &SendJob, running: &Running) -> InboxRow {
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
            kind: RowKind::Delivery,
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
    pub(crate) fn sender(&self, thread: &Thread) -> Party {
        let sender = thread.delivery.sender();
        self.party(&Chosen { department: sender.department, person: Some(sender.person.clone()) })
    }

    /// To whom, in the order of the statement.
    pub(crate) fn recipients(&self, thread: &Thread) -> Vec<Party> {
        let recipients = &thread.delivery.delivery().recipients;
        let chosen = recipients.iter().map(|r| Chosen { department: r.department, person: r.person.clone() });
        chosen.map(|chosen| self.party(&chosen)).collect()
    }

    /// When it was sent, as the sender signed it: the platform's word is shown nowhere but in the step 已入库.
    pub(crate) fn sent_at(&self, thread: &Thread) -> UnixMillis {
        thread.delivery.delivery().header.time
    }

    /// Whether every byte of it is on this PC.
    pub(crate) fn is_verified(&self, thread: &Thread) -> bool {
        self.marks.get(&thread.delivery.id()).is_some_and(|mark| mark.verified.is_some())
    }

    fn due(&self, until: UnixMillis) -> Option<Due> {
        let left = until.since(self.now()).div_ceil(86_400_000);
        match u32::try_from(left).ok()? {
            0 => None,
            1 => Some(Due::Today),
            days => Some(Due::Left { days: days - 1 }),
        }
    }

    /// What this PC holds.
    pub(crate) fn my_data(&self) -> MyData {
        let ledger = self.ledger.iter().flat_map(|ledger| ledger.threads());
        let mut held: Vec<HeldRow> = ledger
            .filter_map(|thread| {
                let id = thread.delivery.id();
                let verified = self.marks.get(&id)?.verified?;
                let opened = self.covers.get(&id)?;
                Some(HeldRow {
                    id: DeliveryId(id.to_string()),
                    title: opened.title.clone(),
                    from: self.sender(thread),
                    bytes: ByteCount(opened.bytes),
                    verified: Stamp(verified.0),
                    until: Stamp(thread.delivery.delivery().not_after.0.saturating_sub(1)),
                })
            })
            .collect();
        held.sort_by_key(|row| std::cmp::Reverse(row.verified));
        MyData { held }
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
