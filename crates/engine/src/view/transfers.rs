//! Transfers: what needs a person first, then what moves, then what waits, then what was finished today.

use jixiang_contract::{ByteCount, DeliveryId, Direction, Party, Stamp, TransferId, TransferRow, TransferState};

use crate::record::JobKind;
use crate::state::{Running, State};

impl State {
    /// All rows.
    pub(crate) fn transfer_rows(&self) -> Vec<TransferRow> {
        let today = self.now().date();
        let transfers = self.jobs.values().filter(|running| running.job.is_transfer());
        let mut rows: Vec<TransferRow> = transfers
            .filter(|running| running.job.ended().is_none_or(|at| at.date() == today))
            .map(|running| self.transfer_row(running))
            .collect();
        rows.sort_by_key(rank);
        rows
    }

    fn transfer_row(&self, running: &Running) -> TransferRow {
        let job = &running.job;
        let delivery = *job.delivery();
        let thread = self.thread(&delivery).ok();
        let (direction, title, parties) = match &job.kind {
            JobKind::Send(send) => {
                (Direction::Send, send.title.clone(), send.to.iter().map(|chosen| self.party(chosen)).collect())
            }
            JobKind::Fetch(_) | JobKind::TakeBack(_) | JobKind::Receipt(_) => {
                let title = self.title_of(&delivery);
                let parties: Vec<Party> = thread.iter().map(|thread| self.sender(thread)).collect();
                (Direction::Receive, title, parties)
            }
        };
        TransferRow {
            id: TransferId(job.id.to_string()),
            delivery: DeliveryId(delivery.to_string()),
            direction,
            title,
            parties,
            done: ByteCount(job.done),
            total: ByteCount(job.total),
            state: running.transfer_state(self.now()).unwrap_or_else(|| self.done_state(running)),
        }
    }

    fn done_state(&self, running: &Running) -> TransferState {
        let at = running.job.ended().unwrap_or_else(|| self.now());
        let thread = self.thread(running.job.delivery()).ok();
        let chain = thread.map(|thread| self.chain_together(thread));
        TransferState::Done {
            at: Stamp(at.0),
            chain: chain.unwrap_or(jixiang_contract::Chain { of: 1, reached: Vec::new() }),
            take_back: thread.map_or(jixiang_contract::TakeBackState::Closed, |thread| self.take_back_state(thread)),
        }
    }

    /// Transfers that are not finished.
    pub(crate) fn unfinished(&self) -> u32 {
        let rows = self.transfer_rows();
        let unfinished = rows.iter().filter(|row| !matches!(row.state, TransferState::Done { .. }));
        u32::try_from(unfinished.count()).unwrap_or(u32::MAX)
    }
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
