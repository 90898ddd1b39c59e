//! What the statements of a department's chain change: members, roles, epochs. A refused change changes nothing.

use jixiang_model::{DeviceId, KeyHash, Role, Roles};

use super::{Chain, EpochKey, Member};
use crate::payload::{Admission, Enrolment, Epoch, InDepartment, ListRef, RolesChange, SealedKey};
use crate::{Refusal, Signed};

impl Chain {
    /// Makes the change of a statement whose signer and place are right, or none.
    pub(super) fn change(&mut self, signed: &Signed) -> Result<(), Refusal> {
        match InDepartment::of(signed)? {
            InDepartment::Add(add) => {
                let epoch = self.epoch();
                if add.epoch != epoch.number {
                    return Err(Refusal::Names("epoch"));
                }
                let seal = (add.epoch, add.seal, signed.header().device);
                self.admit_device(&add.admission, signed, Some(seal))
            }
            InDepartment::Remove(remove) => {
                self.next_epoch(&remove.epoch)?;
                self.drop_devices(&[remove.removed], remove.scopes)?;
                self.start_epoch(&remove.epoch, signed);
                Ok(())
            }
            InDepartment::Roles(change) => self.change_roles(change, signed),
            InDepartment::Recover(recover) => {
                self.next_epoch(&recover.epoch)?;
                self.drop_devices(&recover.removed, recover.scopes)?;
                self.fork = None;
                self.settled = Some(self.line.entries().len());
                self.start_epoch(&recover.epoch, signed);
                Ok(())
            }
            InDepartment::Genesis(_) => Err(Refusal::Home(signed.kind())),
        }
    }

    pub(super) fn admit_device(
        &mut self,
        admission: &Admission,
        signed: &Signed,
        admitted_with: Option<(u32, SealedKey, DeviceId)>,
    ) -> Result<(), Refusal> {
        let enrolment = Enrolment::parse(&admission.enrolment.0).map_err(|_| Refusal::Enrolment)?;
        let payload = enrolment.payload();
        let device = enrolment.key().device();
        let fits = payload.realm == signed.header().realm
            && payload.suite == signed.header().suite
            && payload.department == *self.id()
            && self.members.iter().all(|known| known.device != device && known.seal != payload.seal.0);
        if !fits {
            return Err(Refusal::Enrolment);
        }
        let seal = KeyHash::of(&payload.seal.0);
        if admitted_with.as_ref().is_some_and(|(_, sealed, _)| sealed.key != seal) {
            return Err(Refusal::Names("seal"));
        }
        self.members.push(Member {
            admitted: signed.id(),
            admitted_with,
            device,
            person: payload.person.clone(),
            name: admission.name.to_string(),
            post: admission.post.to_string(),
            key: *enrolment.key(),
            seal: payload.seal.0.clone(),
            history: vec![(self.line.entries().len(), admission.roles, None)],
        });
        Ok(())
    }

    /// Drops all of these devices, or none when one of them is no member.
    fn drop_devices(&mut self, devices: &[DeviceId], scopes: ListRef) -> Result<(), Refusal> {
        let is_member = |device: &DeviceId| self.members().any(|member| member.device == *device);
        if !devices.iter().all(is_member) {
            return Err(Refusal::Names("device"));
        }
        let place = self.line.entries().len();
        for member in &mut self.members {
            if devices.contains(&member.device) {
                member.history.push((place, Roles::NONE, Some(scopes)));
            }
        }
        Ok(())
    }

    fn change_roles(&mut self, change: &RolesChange, signed: &Signed) -> Result<(), Refusal> {
        let place = self.line.entries().len();
        let by_head = self.member(&signed.header().device).is_some();
        let member = self.members.iter_mut().find(|m| m.device == change.member && m.roles() != Roles::NONE);
        let member = member.ok_or(Refusal::Names("member"))?;
        let registrar = |roles: Roles| roles.has(Role::Registrar);
        if by_head && registrar(member.roles()) != registrar(change.roles) {
            return Err(Refusal::Role(signed.kind()));
        }
        if change.roles == Roles::NONE {
            return Err(Refusal::Names("roles"));
        }
        if member.roles().within(change.roles) == change.scopes.is_some() {
            return Err(Refusal::Names("scopes"));
        }
        member.history.push((place, change.roles, change.scopes));
        Ok(())
    }

    /// Whether this can be the next epoch: nothing is changed before that is known.
    fn next_epoch(&self, epoch: &Epoch) -> Result<(), Refusal> {
        let current = self.epoch();
        let public = &epoch.public.0;
        let is_new = self.epochs.iter().all(|known| known.public != *public);
        let seals_it = epoch.previous.as_ref().is_some_and(|seal| seal.key == KeyHash::of(&epoch.public.0));
        if epoch.number == current.number + 1 && seals_it && is_new { Ok(()) } else { Err(Refusal::Names("epoch")) }
    }

    /// Puts an epoch that [`Chain::next_epoch`] found to be the next one, or the first, at the end.
    pub(super) fn start_epoch(&mut self, epoch: &Epoch, signed: &Signed) {
        self.epochs.push(EpochKey {
            number: epoch.number,
            public: epoch.public.0.clone(),
            started: signed.id(),
            by: signed.header().device,
            seals: epoch.seals,
            previous: epoch.previous,
            from: self.line.entries().len(),
        });
    }
}
