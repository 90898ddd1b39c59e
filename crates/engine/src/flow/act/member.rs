//! Who belongs to the department: admitting a PC whose code a person compared, making a head, removing a PC and closing
//! the next epoch to it.

use std::collections::BTreeMap;

use jixiang_model::{DeviceId, KeyHash, PersonId, Role, Roles, ScopeId, Suite};
use jixiang_seal::to_key::Opens as _;
use jixiang_seal::{EpochPrivateKey, Extent, Place, Purpose};
use jixiang_statement::list::{self, ScopeRow, SealPurpose, SealRow};
use jixiang_statement::payload::{Add, Admission, Enrolment, Epoch, Payload, Remove, RolesChange, SealedKey};
use jixiang_statement::{Base64, Text};

use super::Draft;
use super::sealed::object_ref;
use crate::engine::Engine;
use crate::fault::{Fault, of_remote};
use crate::state::State;

/// What an `add` may give; a head is made by a head with a statement of its own.
const BY_ADD: [Role; 2] = [Role::Staff, Role::KeyAdmin];

impl Engine {
    /// Admits a PC, then makes it a head if that was ordered.
    pub(super) async fn draft_admission(&self, enrolment: &str, roles: Roles) -> Result<Option<Draft>, Fault> {
        let bytes = hex::decode(enrolment).map_err(|_| Fault::Internal("enrolment".to_owned()))?;
        let enrolment = Enrolment::parse(&bytes).map_err(|_| Fault::Integrity("enrolment".to_owned()))?;
        let device = enrolment.key().device();
        self.open_own_epochs().await?;
        let person = enrolment.payload().person.clone();
        let state = self.state(move |state| state.admission(&device, &person, roles)).await?;
        match state {
            Admitting::Done => Ok(None),
            Admitting::Head => self.state(move |state| state.draft_head(&device)).await,
            Admitting::Add { scope, place, epoch, key, name, post } => {
                let what = self.state({
                    let hash = key.public().hash();
                    move |state| state.seal_by_me(Purpose::EpochToDevice, place, Extent::Epoch(hash), None)
                });
                let recipient = enrolment.payload().seal.0.clone();
                let sealed = self.seal_to(&key, &what.await?, &recipient)?;
                let seal = SealedKey { key: KeyHash::of(&recipient), object: object_ref(&sealed) };
                let given: Vec<Role> = roles.iter().filter(|role| BY_ADD.contains(role)).collect();
                let enrolment = Base64(bytes);
                let payload = move |header| {
                    let admission = Admission { enrolment, name, post, roles: Roles::of(&given) };
                    Payload::Add(Add { header, admission, epoch, seal })
                };
                Ok(Some(Draft::new(scope, vec![sealed], payload)))
            }
        }
    }

    /// Removes a PC: the next epoch is sealed to all others, and what the PC signed so far is listed as far as it counts.
    pub(super) async fn draft_removal(&self, device: DeviceId) -> Result<Option<Draft>, Fault> {
        self.open_own_epochs().await?;
        let plan = self.state(move |state| state.removal(&device)).await?;
        let Some(plan) = plan else {
            return Ok(None);
        };
        let signed = self.signed_so_far(device).await?;
        let epoch = EpochPrivateKey::draw(&mut *self.random());
        let public = epoch.public();
        let (hash, place, scope) = (public.hash(), plan.place, plan.scope);
        let what = self.state(move |state| state.seal_by_me(Purpose::EpochToDevice, place, Extent::Epoch(hash), None));
        let what = what.await?;
        let (mut objects, mut rows) = (Vec::new(), Vec::new());
        for recipient in &plan.members {
            let sealed = self.seal_to(&epoch, &what, recipient)?;
            let (key, object) = (KeyHash::of(recipient), object_ref(&sealed));
            rows.push(SealRow { recipient: 0, purpose: SealPurpose::Epoch, key, object });
            objects.push(sealed);
        }
        let (list, seals) = list::encode(&rows);
        objects.push(list);
        let old = plan.epoch.public().hash();
        let what = self.state(move |state| state.seal_by_me(Purpose::OlderEpoch, place, Extent::Epoch(old), None));
        let sealed = self.seal_to(&plan.epoch, &what.await?, &public.to_bytes())?;
        let previous = Some(SealedKey { key: hash, object: object_ref(&sealed) });
        objects.push(sealed);
        let (list, scopes) = list::encode(&signed);
        objects.push(list);
        let number = plan.number + 1;
        let public = Base64(public.to_bytes());
        let payload = move |header| {
            let epoch = Epoch { number, public, seals, previous };
            Payload::Remove(Remove { header, removed: device, scopes, epoch })
        };
        Ok(Some(Draft::new(scope, objects, payload)))
    }
}

impl Engine {
    /// Where the device has signed, and its newest statement there that counts from now on. In a scope that this PC knows
    /// only what it has verified counts: what the device signed and the platform has held back until now does not.
    /// Deliveries of others in the department are known to the platform alone: it can name nothing there that the device did
    /// not sign, and can at most leave something out.
    async fn signed_so_far(&self, device: DeviceId) -> Result<Vec<ScopeRow>, Fault> {
        let said = self.remote().signed_by(&device).await.map_err(of_remote)?;
        self.read_feed().await?;
        self.state(move |state| {
            let ledger = state.ledger()?;
            let unknown = said.into_iter().filter(|(scope, _)| !ledger.knows(scope));
            let mut rows: BTreeMap<ScopeId, ScopeRow> =
                unknown.map(|(scope, newest)| (scope, ScopeRow { scope, newest })).collect();
            rows.extend(ledger.signed_by(&device).into_iter().map(|row| (row.scope, row)));
            Ok(rows.into_values().collect())
        })
        .await
    }
}

/// How far an admission is.
enum Admitting {
    /// The PC has all that was ordered.
    Done,
    /// It is a member; it has to be made a head.
    Head,
    /// It has to be added.
    Add { scope: ScopeId, place: Place, epoch: u32, key: EpochPrivateKey, name: Text<64>, post: Text<64> },
}

/// What a removal needs.
struct Removal {
    scope: ScopeId,
    place: Place,
    /// The number of the current epoch, and its private half.
    number: u32,
    epoch: EpochPrivateKey,
    /// The public keys of the PCs that stay.
    members: Vec<Vec<u8>>,
}

impl State {
    fn admission(&self, device: &DeviceId, person: &PersonId, roles: Roles) -> Result<Admitting, Fault> {
        let chain = self.own_chain().ok_or(Fault::NotAdmitted)?;
        if let Some(member) = chain.member(device) {
            return match member.roles() {
                Roles::NONE => Err(Fault::Removed),
                held if roles.has(Role::Head) && !held.has(Role::Head) => Ok(Admitting::Head),
                _ => Ok(Admitting::Done),
            };
        }
        if !self.own_roles().has(Role::KeyAdmin) {
            return Err(Fault::NotAllowed);
        }
        let (name, post) = self.person_name(chain.id(), person);
        let scope = ScopeId::department(chain.id());
        let place = Place { realm: self.facts()?.root.realm, suite: Suite::One, scope };
        let number = chain.epoch().number;
        let key = self.secrets()?.epochs.get(&number).cloned().ok_or(Fault::NotAdmitted)?;
        Ok(Admitting::Add { scope, place, epoch: number, key, name: Text::lenient(&name), post: Text::lenient(&post) })
    }

    /// Makes a PC a head as well; only a head can.
    fn draft_head(&self, device: &DeviceId) -> Result<Option<Draft>, Fault> {
        if !self.own_roles().has(Role::Head) {
            return Err(Fault::NotAllowed);
        }
        let chain = self.own_chain().ok_or(Fault::NotAdmitted)?;
        let held = chain.member(device).ok_or(Fault::NotFound)?.roles();
        if held.has(Role::Head) {
            return Ok(None);
        }
        let member = *device;
        let roles = Roles::of(&held.iter().chain([Role::Head]).collect::<Vec<_>>());
        let payload = move |header| Payload::Roles(RolesChange { header, member, roles, scopes: None });
        Ok(Some(Draft::new(ScopeId::department(chain.id()), Vec::new(), payload)))
    }

    fn removal(&self, device: &DeviceId) -> Result<Option<Removal>, Fault> {
        let chain = self.own_chain().ok_or(Fault::NotAdmitted)?;
        let member = chain.member(device).ok_or(Fault::NotFound)?;
        if member.roles() == Roles::NONE {
            return Ok(None);
        }
        if !self.own_roles().has(Role::KeyAdmin) {
            return Err(Fault::NotAllowed);
        }
        let admins = |member: &&jixiang_statement::chain::Member| member.roles().has(Role::KeyAdmin);
        if member.roles().has(Role::KeyAdmin) && chain.members().filter(admins).count() < 2 {
            // Without a key admin nobody could ever be admitted again.
            return Err(Fault::NotAllowed);
        }
        let scope = ScopeId::department(chain.id());
        let number = chain.epoch().number;
        let members = chain.members().filter(|member| member.device != *device);
        Ok(Some(Removal {
            scope,
            place: Place { realm: self.facts()?.root.realm, suite: Suite::One, scope },
            number,
            epoch: self.secrets()?.epochs.get(&number).cloned().ok_or(Fault::NotAdmitted)?,
            members: members.map(|member| member.seal.clone()).collect(),
        }))
    }
}
