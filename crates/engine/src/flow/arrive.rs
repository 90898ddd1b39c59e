//! What arrived: its cover is opened as soon as the row is there, so that title, note and names can be shown.

use jixiang_contract::{DeliveryId, Notice, Place as Screen, Stamp, Words};
use jixiang_model::{ScopeId, Suite};
use jixiang_seal::context::SealFor;
use jixiang_seal::cover::{Cover, CoverKind};
use jixiang_seal::safe_name::SafeFolder;
use jixiang_seal::{CoverKey, Extent, Place, Purpose};
use jixiang_statement::list::{self, SealPurpose, SealRow};

use super::notice::Urgency;
use crate::engine::Engine;
use crate::fault::{Fault, of_object};
use crate::port::Table;
use crate::record::{self, Opened, OpenedItem};
use crate::state::{State, secret_key};
use crate::trust::Thread;

impl Thread<'_> {
    /// Realm, suite and scope of everything in this delivery.
    pub(crate) fn place(self) -> Place {
        let header = &self.delivery.delivery().header;
        Place { realm: header.realm, suite: Suite::One, scope: self.delivery.id() }
    }

    /// What a key of this delivery was sealed for.
    pub(crate) fn seal_for(self, purpose: Purpose, extent: Extent) -> SealFor {
        let sender = self.delivery.sender();
        SealFor {
            purpose,
            place: self.place(),
            department: sender.department,
            device: sender.device,
            extent,
            answers: None,
        }
    }
}

impl Engine {
    /// Opens the covers of all deliveries that are here and not opened yet. One that cannot be opened holds up no other.
    pub(crate) async fn open_covers(&self) {
        let unopened = self.state(|state| state.unopened()).await;
        let mut opened = Vec::new();
        for delivery in unopened {
            match self.open_cover(delivery).await {
                Ok(()) => opened.push(delivery),
                Err(fault @ Fault::Integrity(_)) => {
                    self.state(move |state| state.spoil(delivery, &fault.to_string())).await;
                }
                Err(fault) => {
                    let code = fault.view_now().code.as_str();
                    tracing::info!(%delivery, code, "a cover could not be opened");
                }
            }
        }
        if let Some(notice) = self.state(move |state| state.arrivals(&opened)).await {
            self.tell(notice, Urgency::Arrived).await;
        }
    }

    /// A delivery whose cover is not what was signed is not fetched either: nobody could say what it claims to be.
    ///
    /// # Errors
    ///
    /// [`Fault::Integrity`] when the cover does not agree with its signature; [`Fault`].
    pub(crate) async fn cover_agrees(&self, delivery: ScopeId) -> Result<(), Fault> {
        let is_open = self.state(move |state| state.covers.contains_key(&delivery)).await;
        if !is_open {
            self.open_cover(delivery).await?;
            self.state(move |state| state.spoiled.remove(&delivery)).await;
        }
        Ok(())
    }

    async fn open_cover(&self, delivery: ScopeId) -> Result<(), Fault> {
        let row = self.own_seal(delivery, SealPurpose::Cover).await?;
        let sealed = self.remote().get(row.object.hash, row.object.bytes).await.map_err(of_object)?;
        let (key, cover) = self
            .state(move |state| {
                let thread = state.thread(&delivery)?;
                let seal = thread.seal_for(Purpose::DeliveryCover, Extent::Scope);
                let own = state.secrets()?.opens(&row.key).ok_or(Fault::NotFound)?;
                let key =
                    own.open::<CoverKey>(&seal, &sealed).map_err(|_| Fault::Integrity("cover seal".to_owned()))?;
                Ok::<_, Fault>((key, thread.delivery.delivery().cover))
            })
            .await?;
        let bytes = self.remote().get(cover.hash, cover.bytes).await.map_err(of_object)?;
        self.state(move |state| {
            let place = state.thread(&delivery)?.place();
            let cover = Cover::open(&key, &place, &cover.hash, &bytes);
            let opened = opened(&cover.map_err(|_| Fault::Integrity("cover".to_owned()))?);
            state.store.commit(&[record::put(Table::Secret, secret_key::cover(&delivery), &opened)])?;
            state.covers.insert(delivery, opened);
            state.changed(&[Screen::Home, Screen::Inbox, Screen::Desk, Screen::Transfers]);
            Ok(())
        })
        .await
    }

    /// The sealed key of this delivery that this PC can open.
    pub(crate) async fn own_seal(&self, delivery: ScopeId, purpose: SealPurpose) -> Result<SealRow, Fault> {
        let named = self.state(move |state| Ok::<_, Fault>(state.thread(&delivery)?.delivery.delivery().seals)).await?;
        let bytes = self.remote().get(named.hash, named.bytes).await.map_err(of_object)?;
        let rows = list::decode::<SealRow>(&bytes, &named).map_err(|_| Fault::Integrity("seal list".to_owned()))?;
        self.state(move |state| {
            let secrets = state.secrets()?;
            let own = rows.into_iter().find(|row| row.purpose == purpose && secrets.opens(&row.key).is_some());
            own.ok_or(Fault::NotFound)
        })
        .await
    }
}

impl State {
    /// A delivery's thread.
    pub(crate) fn thread(&self, delivery: &ScopeId) -> Result<Thread<'_>, Fault> {
        if self.needs_update(delivery) {
            return Err(Fault::UpdateNeeded);
        }
        self.ledger()?.thread(delivery).ok_or(Fault::NotFound)
    }

    /// Whether this person is among the recipients.
    pub(crate) fn receives(&self, thread: Thread<'_>) -> bool {
        self.facts
            .as_ref()
            .is_some_and(|facts| thread.delivery.recipients_of(&facts.department, &facts.person).next().is_some())
    }

    /// Whether this person sent it.
    pub(crate) fn sends(&self, thread: Thread<'_>) -> bool {
        self.facts.as_ref().is_some_and(|facts| thread.delivery.sent_by(&facts.department, &facts.person))
    }

    fn unopened(&self) -> Vec<ScopeId> {
        let Ok(ledger) = self.ledger() else {
            return Vec::new();
        };
        if self.secrets.is_none() {
            return Vec::new();
        }
        let wanted = ledger.threads().filter(|thread| self.receives(*thread) || self.sends(*thread));
        let unopened = wanted.map(|thread| thread.delivery.id()).filter(|id| !self.covers.contains_key(id));
        unopened.filter(|id| !self.spoiled.contains_key(id)).collect()
    }

    /// What does not agree with its signature is on record and not asked for again before a person asks anew.
    pub(crate) fn spoil(&mut self, scope: ScopeId, check: &str) {
        self.note_event(Some(scope), check);
        let now = self.now();
        self.spoiled.insert(scope, now);
    }

    /// One summary of what arrived at once, the newest one named.
    fn arrivals(&self, opened: &[ScopeId]) -> Option<Notice> {
        let arrived = |delivery: &&ScopeId| {
            let thread = self.thread(delivery);
            thread.is_ok_and(|thread| {
                self.receives(thread) && !self.sends(thread) && thread.delivery.taken_back().is_none()
            })
        };
        let arrived: Vec<&ScopeId> = opened.iter().filter(arrived).collect();
        let newest = arrived.iter().copied().filter_map(|delivery| self.thread(delivery).ok());
        let newest = newest.max_by_key(|thread| self.sent_at(*thread))?;
        let (id, sender, count) = (newest.delivery.id(), newest.delivery.sender(), arrived.len());
        let chosen = record::Chosen { department: sender.department, person: Some(sender.person.clone()) };
        let (who, title) = (self.name_of(&chosen), self.covers.get(&id)?.title.clone());
        let more = |one: &str, many: String| if count == 1 { one.to_owned() } else { many };
        Some(Notice {
            title: Words::new(
                more("新到文件", format!("新到 {count} 份文件")),
                more("A file arrived", format!("{count} deliveries arrived")),
            ),
            text: Words::new(format!("{who}：{title}"), format!("{who}: {title}")),
            place: Screen::Inbox,
            matter: None,
            delivery: Some(DeliveryId(id.to_string())),
            at: Stamp(self.now().0),
        })
    }
}

/// A cover as it is shown: names made safe.
pub(crate) fn opened(cover: &Cover) -> Opened {
    let mut safe = SafeFolder::default();
    let text = |text: &str| jixiang_statement::Text::<16_384>::lenient(text).to_string();
    let items = cover.names.iter().map(|name| OpenedItem {
        name: safe.give(&name.name),
        bytes: name.size,
        folder: (name.kind == CoverKind::Folder).then_some(name.files),
    });
    Opened {
        items: items.collect(),
        title: text(&cover.title),
        note: text(&cover.note),
        files: cover.files,
        bytes: cover.size,
    }
}
