//! The open card of a delivery.

use jixiang_contract::{
    ByteCount, Chain, DeliveryCard, DeliveryId, DeliveryItem, Direction, ItemKind, ItemState, RecipientStatus, Stamp,
    TakeBackState,
};
use jixiang_model::ScopeId;

use crate::fault::Fault;
use crate::files_kind::harmless;
use crate::record::{Chosen, Opened, SendJob, Source};
use crate::state::{Running, State};
use crate::trust::Thread;

impl State {
    /// Everything on the card.
    pub(crate) fn card(&self, id: &ScopeId) -> Result<DeliveryCard, Fault> {
        let thread = match (self.thread(id), self.ordered(id)) {
            (Err(Fault::NotFound), Some((job, running))) => return self.ordered_card(job, running),
            (thread, _) => thread?,
        };
        let sends = self.sends(thread);
        let delivery = thread.delivery.delivery();
        let opened = self.covers.get(id);
        let statuses = delivery.recipients.iter().map(|recipient| {
            let chosen = Chosen { department: recipient.department, person: recipient.person.clone() };
            let own = self.facts.as_ref().is_some_and(|facts| {
                facts.department == recipient.department
                    && recipient.person.as_ref().is_none_or(|named| *named == facts.person)
            });
            let chain = match (sends, own) {
                (true, _) => self.chain_of(thread, recipient),
                (false, true) => self.chain_together(thread),
                (false, false) => jixiang_contract::Chain { of: 1, reached: Vec::new() },
            };
            RecipientStatus { party: self.party(&chosen), chain }
        });
        Ok(DeliveryCard {
            id: DeliveryId(id.to_string()),
            direction: if sends { Direction::Send } else { Direction::Receive },
            title: self.title_of(id),
            note: opened.map_or_else(String::new, |opened| opened.note.clone()),
            sender: self.sender(thread),
            recipients: statuses.collect(),
            items: opened.map_or_else(Vec::new, |opened| self.items(thread, opened)),
            bytes: ByteCount(opened.map_or(0, |opened| opened.bytes)),
            files: opened.map_or(0, |opened| opened.files),
            sent: Stamp(self.sent_at(thread).0),
            expires: Stamp(delivery.not_after.0.saturating_sub(1)),
            standing: self.standing(thread),
            take_back: self.take_back_state(thread),
            saved_in: self.saved_in(thread),
        })
    }

    /// The card of a delivery that is ordered and not on the ledger yet.
    fn ordered_card(&self, job: &SendJob, running: &Running) -> Result<DeliveryCard, Fault> {
        let facts = self.facts()?;
        let me = Chosen { department: facts.department, person: Some(facts.person.clone()) };
        let row = self.ordered_row(job, running);
        let chain = Chain { of: 1, reached: Vec::new() };
        let status = |party| RecipientStatus { party, chain: chain.clone() };
        Ok(DeliveryCard {
            id: row.id,
            direction: Direction::Send,
            title: row.title,
            note: job.note.clone(),
            sender: self.party(&me),
            recipients: row.parties.into_iter().map(status).collect(),
            items: if let [only] = job.sources.as_slice() { vec![ordered_item(only, row.bytes)] } else { Vec::new() },
            bytes: row.bytes,
            files: u32::try_from(job.sources.len()).unwrap_or(u32::MAX),
            sent: row.at,
            expires: Stamp(job.not_after.0.saturating_sub(1)),
            standing: row.standing,
            take_back: TakeBackState::Closed,
            saved_in: None,
        })
    }

    fn items(&self, thread: Thread<'_>, opened: &Opened) -> Vec<DeliveryItem> {
        let here = self.is_verified(thread);
        let saved = self.marks.get(&thread.delivery.id()).map(|mark| mark.saved.as_slice()).unwrap_or_default();
        let state = |at: usize, folder: bool, name: &str| match saved.get(at) {
            Some(path) if here && path.symlink_metadata().is_ok() => {
                if !folder && harmless(name) {
                    ItemState::Openable
                } else {
                    ItemState::ShowOnly
                }
            }
            _ => ItemState::Away,
        };
        let item = |(at, item): (usize, &crate::record::OpenedItem)| DeliveryItem {
            name: item.name.clone(),
            bytes: ByteCount(item.bytes),
            kind: item.folder.map_or(ItemKind::File, |files| ItemKind::Folder { files }),
            state: state(at, item.folder.is_some(), &item.name),
        };
        opened.items.iter().enumerate().map(item).collect()
    }

    /// The folder it was written to, as a person knows it: its last two parts.
    fn saved_in(&self, thread: Thread<'_>) -> Option<String> {
        let folder = self.marks.get(&thread.delivery.id())?.saved.first()?.parent()?;
        Some(short(folder))
    }
}

/// A folder as a person knows it.
pub(crate) fn short(folder: &std::path::Path) -> String {
    let parts: Vec<String> = folder.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    match parts.as_slice() {
        [.., parent, last] if parent != "/" => {
            format!("{}/{last}", if parent == "Downloads" { "下载" } else { parent })
        }
        _ => folder.display().to_string(),
    }
}

/// What is sent, before anybody has read it.
fn ordered_item(source: &Source, bytes: ByteCount) -> DeliveryItem {
    let name = match source {
        Source::Kept { name, .. } => name.clone(),
        Source::Path(path) => path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
    };
    DeliveryItem { name, bytes, kind: ItemKind::File, state: ItemState::Away }
}
