//! What stands around every page.

use jixiang_contract::{Counts, Desk, Due, Ground, InboxCount, PersonId, StaffChoice, Stage, Stamp};
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
        let Some(me) = self.me().filter(|_| !self.signed_out) else {
            return match platform {
                None => stopped(&Fault::PolicyMissing),
                Some(platform) => Stage::SignIn { platform: platform.to_owned(), staff: self.choices(staff) },
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
        let ends = |due: Option<Due>| matches!(due, Some(Due::Today | Due::Late { .. }));
        let fresh: Vec<_> = inbox.arrived.iter().filter(|row| !self.row_is_here(row)).collect();
        let due = inbox.decide.iter().filter(|row| ends(row.due)).count();
        let mine = self.my_data();
        Counts {
            inbox: InboxCount {
                waiting: number(inbox.decide.len() + fresh.len()),
                due: number(due + fresh.iter().filter(|row| ends(row.due)).count()),
            },
            catalogue: self.catalogue_size(),
            mine: number(mine.published.len() + mine.datasets.len() + mine.held.len()),
            transfers: self.unfinished(),
        }
    }

    /// The datasets of the catalogue; unknown before it was read once.
    fn catalogue_size(&self) -> Option<u32> {
        let count = self.ledger.as_ref()?.datasets().count();
        let known = self.synced.is_some() || count > 0;
        known.then(|| u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Whether a row's content was fetched already: it does not wait any more.
    fn row_is_here(&self, row: &jixiang_contract::InboxRow) -> bool {
        row.id
            .as_str()
            .parse()
            .is_ok_and(|id: jixiang_model::ScopeId| self.marks.get(&id).is_some_and(|mark| mark.verified.is_some()))
    }

    /// Who may take this desk: everybody before the first sign-in, then its owner alone.
    fn choices(&self, staff: &[Staff]) -> Vec<StaffChoice> {
        let choice = |staff: &Staff| StaffChoice {
            id: PersonId(staff.id.to_string()),
            department: staff.department.clone(),
            name: staff.name.clone(),
            post: staff.post.clone(),
        };
        let own = |staff: &&Staff| self.facts.as_ref().is_none_or(|facts| facts.person == staff.id);
        staff.iter().filter(own).map(choice).collect()
    }
}
