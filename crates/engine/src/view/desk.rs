//! What stands around every page.

use jixiang_contract::{Counts, Desk, Ground, InboxCount, PersonId, StaffChoice, Stage, Stamp};
use jixiang_statement::payload::Enrolment;

use crate::fault::Fault;
use crate::port::Staff;
use crate::record;
use crate::state::State;

impl State {
    /// The desk. `platform` and `staff` are for the page where nobody is signed in.
    pub(crate) fn desk(&self, platform: Option<&str>, staff: &[Staff], demo: bool) -> Desk {
        let ground = match &self.facts {
            Some(facts) if facts.root.ground == record::Ground::Real => Ground::Real,
            Some(_) => Ground::Demo,
            None if demo => Ground::Demo,
            None => Ground::Real,
        };
        Desk { ground, display: self.settings.display, stage: self.stage(platform, staff) }
    }

    fn stage(&self, platform: Option<&str>, staff: &[Staff]) -> Stage {
        let stopped = |fault: &Fault| Stage::Stopped { error: fault.view(self.now()) };
        if let Some(fault) = &self.stopped {
            return stopped(fault);
        }
        let Some(me) = self.me() else {
            return match platform {
                None => stopped(&Fault::PolicyMissing),
                Some(platform) => Stage::SignIn { platform: platform.to_owned(), staff: choices(staff) },
            };
        };
        if self.removed() {
            return stopped(&Fault::Removed);
        }
        if !self.admitted() {
            return Stage::Admit { me, code: self.code(), admins: self.key_admins() };
        }
        Stage::Ready {
            me,
            connection: self.connection,
            synced: self.synced.map(|at| Stamp(at.0)),
            counts: self.counts(),
        }
    }

    /// The code that a key admin compares, in its groups.
    pub(crate) fn code(&self) -> Vec<String> {
        let enrolment = self.device.as_ref().and_then(|device| hex::decode(&device.enrolment).ok());
        let enrolment = enrolment.and_then(|bytes| Enrolment::parse(&bytes).ok());
        enrolment.map(|enrolment| enrolment.code().split('-').map(str::to_owned).collect()).unwrap_or_default()
    }

    fn counts(&self) -> Counts {
        let inbox = self.inbox();
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let today = |row: &&jixiang_contract::InboxRow| {
            matches!(row.due, Some(jixiang_contract::Due::Today | jixiang_contract::Due::Late { .. }))
        };
        let fresh = inbox.arrived.iter().filter(|row| !self.row_is_here(row));
        Counts {
            inbox: InboxCount {
                waiting: number(fresh.count()),
                due: number(inbox.arrived.iter().filter(today).count()),
            },
            catalogue: None,
            mine: number(self.my_data().held.len()),
            transfers: self.unfinished(),
        }
    }

    /// Whether a row's content was fetched already: it does not wait any more.
    fn row_is_here(&self, row: &jixiang_contract::InboxRow) -> bool {
        row.id
            .as_str()
            .parse()
            .is_ok_and(|id: jixiang_model::ScopeId| self.marks.get(&id).is_some_and(|mark| mark.verified.is_some()))
    }
}

fn choices(staff: &[Staff]) -> Vec<StaffChoice> {
    let choice = |staff: &Staff| StaffChoice {
        id: PersonId(staff.id.to_string()),
        department: staff.department.clone(),
        name: staff.name.clone(),
        post: staff.post.clone(),
    };
    staff.iter().map(choice).collect()
}
