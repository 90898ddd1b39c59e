//! The thread of a delivery: sent, taken back, received (docs/format.md 4.7.1).

use jixiang_model::{DepartmentId, Home, PersonId, ScopeId, StatementId, UnixMillis};

use super::replay::{Place, Replay};
use super::signer::{Named, Nothing, Signer};
use crate::payload::{Delivery, InDelivery, Payload, Proof, Receipt, Recipient, Reseal, Step, TakeBack};
use crate::{Line, Placement, Refusal, Signed};

/// A receipt that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptOf {
    /// The statement.
    pub statement: StatementId,
    /// Who received.
    pub by: Signer,
    /// The statement that names the content: the delivery, or a record.
    pub record: StatementId,
    /// How far.
    pub step: Step,
    /// The keyed proof; only holders of the version key can check it.
    pub proof: Proof,
    /// The receiver's claim of the time.
    pub at: UnixMillis,
}

impl ReceiptOf {
    /// Counts a receipt, one per device, record and step; a further one only keeps its place.
    pub(super) fn count(receipts: &mut Vec<Self>, receipt: &Receipt, signed: &Signed, by: Signer) {
        let (record, step) = (receipt.record, receipt.step);
        let is_known = |known: &Self| known.by.device == by.device && known.record == record && known.step == step;
        if !receipts.iter().any(is_known) {
            let (proof, at) = (receipt.proof, receipt.header.time);
            receipts.push(Self { statement: signed.id(), by, record, step, proof, at });
        }
    }
}

/// The replay of one delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryThread {
    place: Place,
    opening: StatementId,
    sender: Signer,
    delivery: Delivery,
    taken_back: Option<(StatementId, UnixMillis)>,
    receipts: Vec<ReceiptOf>,
}

impl DeliveryThread {
    /// Opens the thread with its delivery.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when the statement is no delivery, or not by this sender.
    pub fn open(signed: &Signed, sender: Signer) -> Result<Self, Refusal> {
        let Payload::Delivery(delivery) = signed.payload() else {
            return Err(Refusal::State(signed.kind()));
        };
        let place = Place::open(signed, &sender)?;
        Ok(Self {
            place,
            opening: signed.id(),
            sender,
            delivery: delivery.clone(),
            taken_back: None,
            receipts: Vec::new(),
        })
    }

    /// The delivery's id.
    #[must_use]
    pub const fn id(&self) -> ScopeId {
        self.place.id
    }

    /// The opening statement.
    #[must_use]
    pub const fn opening(&self) -> StatementId {
        self.opening
    }

    /// What was sent.
    #[must_use]
    pub const fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// Who sent it.
    #[must_use]
    pub const fn sender(&self) -> &Signer {
        &self.sender
    }

    /// The order of the thread.
    #[must_use]
    pub const fn line(&self) -> &Line {
        &self.place.line
    }

    /// The take-back, and the sender's claim of its time.
    #[must_use]
    pub const fn taken_back(&self) -> Option<(StatementId, UnixMillis)> {
        self.taken_back
    }

    /// The receipts that count, in order.
    #[must_use]
    pub fn receipts(&self) -> &[ReceiptOf] {
        &self.receipts
    }

    /// The recipients that a person of a department is among, by index.
    pub fn recipients_of<'a>(
        &'a self,
        department: &'a DepartmentId,
        person: &'a PersonId,
    ) -> impl Iterator<Item = (usize, &'a Recipient)> {
        self.delivery.recipients.iter().enumerate().filter(move |(_, recipient)| {
            recipient.department == *department && recipient.person.as_ref().is_none_or(|named| named == person)
        })
    }

    /// Whether the delivery was sent by this person.
    #[must_use]
    pub fn sent_by(&self, department: &DepartmentId, person: &PersonId) -> bool {
        self.sender.department == *department && self.sender.person == *person
    }

    /// Takes the next statement. Where it has no effect (a second take-back, a repeated receipt) it keeps its place.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not belong here; the thread is unchanged then.
    pub fn append(&mut self, signed: &Signed, signer: Signer) -> Result<Placement, Refusal> {
        self.replay(signed, signer, &Nothing)
    }

    /// Puts a statement at its place without effect: its device really signed it, but was removed since and the list of
    /// that removal does not count it. Without it nobody who comes later would reach what follows.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not belong here; the thread is unchanged then.
    pub fn pass_over(&mut self, signed: &Signed) -> Result<Placement, Refusal> {
        self.replay_without_effect(signed)
    }

    /// By the sender, or a head of the sender's department.
    fn take_back(&mut self, take_back: &TakeBack, signed: &Signed, signer: &Signer) -> Result<(), Refusal> {
        if take_back.delivery != self.opening {
            return Err(Refusal::Names("delivery"));
        }
        let head = signer.heads(&self.sender.department);
        if !head && !self.sent_by(&signer.department, &signer.person) {
            return Err(Refusal::Role(signed.kind()));
        }
        self.taken_back.get_or_insert((signed.id(), take_back.header.time));
        Ok(())
    }

    fn receive(&mut self, receipt: &Receipt, signed: &Signed, by: Signer) -> Result<(), Refusal> {
        if receipt.record != self.opening {
            return Err(Refusal::Names("record"));
        }
        if self.recipients_of(&by.department, &by.person).next().is_none() {
            return Err(Refusal::Role(signed.kind()));
        }
        ReceiptOf::count(&mut self.receipts, receipt, signed, by);
        Ok(())
    }

    /// By another device of a person who is a recipient already, for that person alone.
    fn reseal(&self, reseal: &Reseal, signer: &Signer) -> Result<(), Refusal> {
        if reseal.names != self.opening || reseal.generation.is_some() {
            return Err(Refusal::Names("names"));
        }
        let own = reseal.recipient.department == signer.department
            && reseal.recipient.person.as_ref() == Some(&signer.person)
            && (self.recipients_of(&signer.department, &signer.person).any(|(_, r)| r.person.is_some())
                || self.sent_by(&signer.department, &signer.person));
        if own { Ok(()) } else { Err(Refusal::Names("recipient")) }
    }
}

impl Replay for DeliveryThread {
    const HOME: Home = Home::Delivery;

    fn place(&mut self) -> &mut Place {
        &mut self.place
    }

    fn take(&mut self, signed: &Signed, signer: Signer, _: &dyn Named) -> Result<(), Refusal> {
        match InDelivery::of(signed)? {
            InDelivery::TakeBack(take_back) => self.take_back(take_back, signed, &signer),
            InDelivery::Receipt(receipt) => self.receive(receipt, signed, signer),
            InDelivery::Reseal(reseal) => self.reseal(reseal, &signer),
            InDelivery::Delivery(_) => Err(Refusal::State(signed.kind())),
        }
    }
}
