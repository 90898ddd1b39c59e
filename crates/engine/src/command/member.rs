//! The department's PCs: admitting one whose code a person compared, removing one.

use jixiang_contract::{MemberId, MembersView, Role};
use jixiang_model::{DeviceId, Roles, ScopeId};
use jixiang_statement::payload::Enrolment;

use crate::engine::Engine;
use crate::fault::{Fault, of_remote};
use crate::record::{Act, ActJob, JobId, JobKind};
use crate::state::State;

impl Engine {
    /// Admits the PC with this code. The code was compared out of band: only who reads it out can be admitted.
    ///
    /// # Errors
    ///
    /// [`Fault::UnknownCode`], [`Fault::NotAllowed`] for anybody but a key admin, [`Fault`].
    pub async fn admit(&self, code: &str, roles: Vec<Role>) -> Result<MembersView, Fault> {
        let admits = self.state(|state| state.own_roles().has(jixiang_model::Role::KeyAdmin)).await;
        if !admits {
            return Err(Fault::NotAllowed);
        }
        let waiting = self.remote().enrolments().await.map_err(of_remote)?;
        let wanted = plain(code);
        let waiting = waiting.iter().filter_map(|bytes| Enrolment::parse(bytes).ok());
        let found = waiting.into_iter().find(|enrolment| plain(&enrolment.code()) == wanted);
        let enrolment = found.ok_or(Fault::UnknownCode)?;
        let drawn = self.draw();
        let job = self.state(move |state| state.order_admission(&enrolment, &roles, drawn)).await?;
        self.do_now(job).await?;
        self.members().await
    }

    /// Removes a PC and closes the next epoch to it.
    ///
    /// # Errors
    ///
    /// [`Fault::NotAllowed`] for anybody but a key admin, and for the last key admin; [`Fault`].
    pub async fn remove_member(&self, id: &MemberId) -> Result<MembersView, Fault> {
        let device: DeviceId = id.as_str().parse().map_err(|_| Fault::NotFound)?;
        let drawn = self.draw();
        let job = self.state(move |state| state.order_member_act(Act::Remove { device }, drawn)).await?;
        self.do_now(job).await?;
        self.members().await
    }
}

impl State {
    fn order_admission(&mut self, enrolment: &Enrolment, roles: &[Role], drawn: [u8; 32]) -> Result<JobId, Fault> {
        let payload = enrolment.payload();
        let facts = self.facts()?;
        if payload.realm != facts.root.realm || payload.department != facts.department {
            return Err(Fault::UnknownCode);
        }
        let roles = Roles::of(&roles.iter().map(|role| signed_role(*role)).collect::<Vec<_>>());
        let roles = if roles == Roles::NONE { Roles::of(&[jixiang_model::Role::Staff]) } else { roles };
        let makes_head = roles.has(jixiang_model::Role::Head);
        if roles.has(jixiang_model::Role::Registrar) || makes_head && !self.own_roles().has(jixiang_model::Role::Head) {
            // Nothing is done by halves: only a head makes a head.
            return Err(Fault::NotAllowed);
        }
        let enrolment = hex::encode(enrolment.bytes());
        self.order_member_act(Act::Admit { enrolment, roles }, drawn)
    }

    fn order_member_act(&mut self, act: Act, drawn: [u8; 32]) -> Result<JobId, Fault> {
        if !self.own_roles().has(jixiang_model::Role::KeyAdmin) {
            return Err(Fault::NotAllowed);
        }
        let scope = ScopeId::department(&self.facts()?.department);
        let job = self.new_job(drawn, JobKind::Act(ActJob { scope, act, due: self.now(), shown: None }));
        let id = job.id;
        self.order(job, Vec::new())?;
        self.take(&id);
        Ok(id)
    }
}

/// A code as it is compared: however it was grouped, small letters as capitals, and the letters that the alphabet leaves
/// out as the digits that they look like.
fn plain(code: &str) -> String {
    let digits = code.chars().filter(char::is_ascii_alphanumeric).map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    digits.collect()
}

const fn signed_role(role: Role) -> jixiang_model::Role {
    match role {
        Role::Staff => jixiang_model::Role::Staff,
        Role::Head => jixiang_model::Role::Head,
        Role::KeyAdmin => jixiang_model::Role::KeyAdmin,
        Role::Registrar => jixiang_model::Role::Registrar,
    }
}
