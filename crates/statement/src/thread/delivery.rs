//! The thread of a delivery: sent, taken back, received (docs/format.md 4.7).

use jixiang_model::{DepartmentId, DeviceId, Home, PersonId, Role, Roles, ScopeId, StatementId, UnixMillis};

use crate::payload::{Delivery, Payload, Proof, Receipt, Recipient, Step, TakeBack};
use crate::{Line, Placement, Refusal, Signed};

/// A signer whose right to sign was established by their department's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The device.
    pub device: DeviceId,
    /// Its department.
    pub department: DepartmentId,
    /// Its person.
    pub person: PersonId,
    /// Its roles at the head that the statement names.
    pub roles: Roles,
}

impl Signer {
    /// Holds the signer to the statement that they are said to have made.
    fn made(&self, signed: &Signed) -> Result<(), Refusal> {
        let header = signed.header();
        if header.device == self.device && header.department == Some(self.department) {
            Ok(())
        } else {
            Err(Refusal::Member)
        }
    }
}

/// A receipt that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptOf {
    /// The statement.
    pub statement: StatementId,
    /// Who received.
    pub by: Signer,
    /// How far.
    pub step: Step,
    /// The keyed proof; only holders of the version key can check it.
    pub proof: Proof,
    /// The receiver's claim of the time.
    pub at: UnixMillis,
}

/// The replay of one delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryThread {
    line: Line,
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
        sender.made(signed)?;
        let mut line = Line::default();
        line.push(signed.id(), signed.header());
        Ok(Self {
            line,
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
        self.delivery.header.scope
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
        &self.line
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
        if signed.header().scope != self.id() || !signed.kind().rule().homes.contains(&Home::Delivery) {
            return Err(Refusal::Home(signed.kind()));
        }
        signer.made(signed)?;
        let placement = self.line.place(signed.id(), signed.header())?;
        if placement != Placement::Next {
            return Ok(placement);
        }
        match signed.payload() {
            Payload::TakeBack(take_back) => self.take_back(take_back, signed, &signer)?,
            Payload::Receipt(receipt) => self.receive(receipt, signed, signer)?,
            Payload::Reseal(reseal) => self.reseal(reseal, &signer)?,
            Payload::Genesis(_)
            | Payload::Add(_)
            | Payload::Remove(_)
            | Payload::Roles(_)
            | Payload::Recover(_)
            | Payload::RootRotate(_)
            | Payload::Policy(_)
            | Payload::Directory(_)
            | Payload::Entry(_)
            | Payload::Record(_)
            | Payload::Release(_)
            | Payload::Decline(_)
            | Payload::Retire(_)
            | Payload::Request(_)
            | Payload::Consent(_)
            | Payload::Answer(_)
            | Payload::Grant(_)
            | Payload::Revoke(_)
            | Payload::Withdraw(_)
            | Payload::Delivery(_)
            | Payload::Heads(_) => return Err(Refusal::State(signed.kind())),
        }
        self.line.push(signed.id(), signed.header());
        Ok(Placement::Next)
    }

    /// Puts a statement at its place without effect: its device really signed it, but was removed since and the list of
    /// that removal does not count it. Without it nobody who comes later would reach what follows.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it does not belong here; the thread is unchanged then.
    pub fn pass_over(&mut self, signed: &Signed) -> Result<Placement, Refusal> {
        if signed.header().scope != self.id() || !signed.kind().rule().homes.contains(&Home::Delivery) {
            return Err(Refusal::Home(signed.kind()));
        }
        let placement = self.line.place(signed.id(), signed.header())?;
        if placement == Placement::Next {
            self.line.push(signed.id(), signed.header());
        }
        Ok(placement)
    }

    /// By the sender, or a head of the sender's department.
    fn take_back(&mut self, take_back: &TakeBack, signed: &Signed, signer: &Signer) -> Result<(), Refusal> {
        if take_back.delivery != self.opening {
            return Err(Refusal::Names("delivery"));
        }
        let head = signer.department == self.sender.department && signer.roles.has(Role::Head);
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
        if !self.receipts.iter().any(|known| known.by.device == by.device && known.step == receipt.step) {
            let statement = signed.id();
            let (step, proof, at) = (receipt.step, receipt.proof, receipt.header.time);
            self.receipts.push(ReceiptOf { statement, by, step, proof, at });
        }
        Ok(())
    }

    /// By another device of a person who is a recipient already, for that person alone.
    fn reseal(&self, reseal: &crate::payload::Reseal, signer: &Signer) -> Result<(), Refusal> {
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
