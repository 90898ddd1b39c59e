//! Transfers: what needs a person first, then what moves, then what waits, then what was finished today.

use jixiang_contract::{
    ByteCount, Chain, DatasetId, DeliveryId, Direction, Party, Reached, Stamp, Step, Subject, TakeBackState,
    TransferId, TransferRow, TransferState,
};
use jixiang_model::{ScopeId, UnixMillis};

use crate::record::JobKind;
use crate::state::{Running, State};

/// What a transfer is about, as its row shows it.
struct About {
    subject: Subject,
    direction: Direction,
    title: String,
    parties: Vec<Party>,
}

impl State {
    /// All rows.
    pub(crate) fn transfer_rows(&self) -> Vec<TransferRow> {
        let today = self.now().date();
        let transfers = self.jobs.values().filter(|running| running.job.is_transfer());
        let mut rows: Vec<TransferRow> = transfers
            .filter(|running| running.job.ended().is_none_or(|at| at.date() == today))
            .filter_map(|running| self.transfer_row(running))
            .collect();
        rows.sort_by_key(rank);
        rows
    }

    fn transfer_row(&self, running: &Running) -> Option<TransferRow> {
        let job = &running.job;
        let About { subject, direction, title, parties } = self.about(&job.kind)?;
        Some(TransferRow {
            id: TransferId(job.id.to_string()),
            subject,
            direction,
            title,
            parties,
            done: ByteCount(job.done),
            total: ByteCount(job.total),
            state: running.transfer_state(self.now()).unwrap_or_else(|| self.done_state(running)),
        })
    }

    fn about(&self, kind: &JobKind) -> Option<About> {
        let delivery = |id: &ScopeId| Subject::Delivery { id: DeliveryId(id.to_string()) };
        let dataset = |id: &ScopeId| Subject::Dataset { id: DatasetId(id.to_string()) };
        match kind {
            JobKind::Send(send) => Some(About {
                subject: delivery(&send.delivery),
                direction: Direction::Send,
                title: send.title.clone(),
                parties: send.to.iter().map(|chosen| self.party(chosen)).collect(),
            }),
            JobKind::Fetch(fetch) if fetch.version.is_some() => Some(About {
                subject: dataset(&fetch.scope),
                direction: Direction::Receive,
                title: self.dataset_name(&fetch.scope),
                parties: self.entry_of(&fetch.scope).iter().map(|(_, by)| self.department_party(by)).collect(),
            }),
            JobKind::Fetch(fetch) => Some(About {
                subject: delivery(&fetch.scope),
                direction: Direction::Receive,
                title: self.title_of(&fetch.scope),
                parties: self.thread(&fetch.scope).iter().map(|thread| self.sender(*thread)).collect(),
            }),
            JobKind::Publish(publish) => Some(About {
                subject: dataset(&publish.dataset),
                direction: Direction::Send,
                title: publish.entry.name.clone(),
                parties: Vec::new(),
            }),
            JobKind::Act(_) => None,
        }
    }

    fn done_state(&self, running: &Running) -> TransferState {
        let at = running.job.ended().unwrap_or_else(|| self.now());
        let thread = self.thread(running.job.scope()).ok();
        let chain = match thread {
            Some(thread) => self.chain_together(thread),
            None => Chain { of: 1, reached: steps_of(&running.job.kind, at) },
        };
        let take_back = thread.map_or(TakeBackState::Closed, |thread| self.take_back_state(thread));
        TransferState::Done { at: Stamp(at.0), chain, take_back }
    }

    /// Transfers that are not finished.
    pub(crate) fn unfinished(&self) -> u32 {
        let rows = self.transfer_rows();
        let unfinished = rows.iter().filter(|row| !matches!(row.state, TransferState::Done { .. }));
        u32::try_from(unfinished.count()).unwrap_or(u32::MAX)
    }
}

/// What a finished transfer of a dataset has done: a published version is sealed and stored, a fetched one verified.
fn steps_of(kind: &JobKind, at: UnixMillis) -> Vec<Reached> {
    let steps: &[Step] = match kind {
        JobKind::Publish(_) => &[Step::Seal, Step::Store],
        JobKind::Fetch(fetch) if fetch.version.is_some() => &[Step::Fetch, Step::Verify],
        JobKind::Send(_) | JobKind::Fetch(_) | JobKind::Act(_) => &[],
    };
    steps.iter().map(|step| Reached { step: *step, by: 1, at: Stamp(at.0) }).collect()
}

fn rank(row: &TransferRow) -> u8 {
    match row.state {
        TransferState::Fail { .. } => 0,
        TransferState::Move { .. } => 1,
        TransferState::Stall { .. } => 2,
        TransferState::Wait => 3,
        TransferState::Pause => 4,
        TransferState::Done { .. } => 5,
    }
}
