//! Recipients: found in the directory, believed only by their chains.

use jixiang_contract::{Opener, RecipientId, WhoCanOpen};
use jixiang_model::{DepartmentId, KeyHash, ScopeId, StatementId};
use jixiang_statement::payload::Recipient;

use crate::engine::Engine;
use crate::fault::{Fault, of_chain};
use crate::record::Chosen;
use crate::state::State;
use crate::view::picker;

/// A recipient with the keys that are sealed to, taken from a chain that was verified to the pinned root just now.
#[derive(Debug, Clone)]
pub(crate) struct Sealable {
    /// As the statement names it.
    pub(crate) recipient: Recipient,
    /// The X-Wing public keys: the department's epoch, or every device of the person.
    pub(crate) keys: Vec<(KeyHash, Vec<u8>)>,
    /// How many PCs can open it.
    pub(crate) devices: u32,
}

impl Engine {
    /// Says who will be able to open what is sent to these recipients.
    pub(crate) async fn openers(&self, recipients: Vec<RecipientId>) -> Result<WhoCanOpen, Fault> {
        let chosen = recipients.iter().map(picker::parse).collect::<Result<Vec<_>, _>>()?;
        self.verify_chains(&chosen).await?;
        self.state(move |state| {
            let mut openers = Vec::with_capacity(chosen.len());
            for (id, chosen) in recipients.into_iter().zip(&chosen) {
                let devices = match state.sealable(chosen) {
                    Ok(sealable) => sealable.devices,
                    Err(Fault::NoDevice(_)) => 0,
                    Err(fault) => return Err(fault),
                };
                openers.push(Opener { id, party: state.party(chosen), devices });
            }
            Ok(WhoCanOpen { openers, own_devices: count(state.own_devices().len()) })
        })
        .await
    }

    /// Reads the chains of these recipients again and verifies them. Without the platform what was verified before has
    /// to do; it is never less than what this PC has seen.
    pub(crate) async fn verify_chains(&self, chosen: &[Chosen]) -> Result<(), Fault> {
        let mut departments: Vec<DepartmentId> = chosen.iter().map(|chosen| chosen.department).collect();
        departments.sort_unstable();
        departments.dedup();
        for department in departments {
            match self.read_chain(department).await {
                // A chain in which something is forged is not sealed to, even where the rest of it verifies.
                Ok(taken) if taken.refused > 0 => {
                    let forged = Chosen { department, person: None };
                    return self.state(move |state| state.why_forged(&forged)).await;
                }
                Ok(_) => {}
                Err(fault) if fault.mends() => {
                    let known = self.state(move |state| state.chain(&department).is_some()).await;
                    if !known {
                        return Err(fault);
                    }
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }
}

impl State {
    /// The keys of a recipient, by its verified chain.
    pub(crate) fn sealable(&self, chosen: &Chosen) -> Result<Sealable, Fault> {
        let who = self.name_of(chosen);
        let chain = self.chain(&chosen.department).ok_or_else(|| Fault::KeyMismatch(who.clone()))?;
        if self.needs_update(&ScopeId::department(&chosen.department)) {
            return Err(Fault::UpdateNeeded);
        }
        if let Some(fork) = chain.fork() {
            return Err(of_chain(jixiang_statement::Refusal::Fork(fork), &who));
        }
        let head: StatementId = chain.head();
        let keys: Vec<(KeyHash, Vec<u8>)> = match &chosen.person {
            Some(person) => chain.devices_of(person).map(|member| (member.seal_hash(), member.seal.clone())).collect(),
            None => {
                let public = chain.epoch().public.clone();
                vec![(KeyHash::of(&public), public)]
            }
        };
        let devices = match &chosen.person {
            Some(_) => keys.len(),
            None => chain.members().filter(|member| member.roles().meets(staff_and_head())).count(),
        };
        if devices == 0 {
            return Err(Fault::NoDevice(who));
        }
        let recipient = Recipient { department: chosen.department, head, person: chosen.person.clone() };
        Ok(Sealable { recipient, keys, devices: count(devices) })
    }

    /// Why nothing is sealed to a department whose chain was shown with statements that do not count.
    fn why_forged(&self, chosen: &Chosen) -> Result<(), Fault> {
        match self.sealable(chosen) {
            Err(fault @ (Fault::ChainFrozen(_) | Fault::UpdateNeeded)) => Err(fault),
            _ => Err(Fault::KeyMismatch(self.name_of(chosen))),
        }
    }

    /// This person's own devices: what is sent is sealed to them, too.
    pub(crate) fn own_devices(&self) -> Vec<(KeyHash, Vec<u8>)> {
        let own = self.facts.as_ref().and_then(|facts| Some((self.own_chain()?, &facts.person)));
        own.map(|(chain, person)| {
            chain.devices_of(person).map(|member| (member.seal_hash(), member.seal.clone())).collect()
        })
        .unwrap_or_default()
    }
}

/// The roles of people who receive; a key admin's device without them belongs to nobody's desk.
fn staff_and_head() -> jixiang_model::Roles {
    jixiang_model::Roles::of(&[jixiang_model::Role::Staff, jixiang_model::Role::Head])
}

fn count(devices: usize) -> u32 {
    u32::try_from(devices).unwrap_or(u32::MAX)
}
