//! The PCs of this department, and those that wait for a key admin. It refuses to call a waiting PC anybody's: only a
//! compared code does.

use jixiang_contract::{MemberId, MemberRow, MembersView, Party, Stamp, WaitingRow};
use jixiang_model::{DepartmentId, Role, Roles};
use jixiang_statement::chain::Member;
use jixiang_statement::payload::Enrolment;

use super::parties::role;
use crate::fault::Fault;
use crate::record::Chosen;
use crate::state::State;

impl State {
    /// The page; `waiting` has the enrolments that the platform shows, as they came.
    pub(crate) fn members(&self, waiting: &[bytes::Bytes]) -> Result<MembersView, Fault> {
        let chain = self.own_chain().ok_or(Fault::NotAdmitted)?;
        let admitted = chain.members().filter(|member| member.roles() != Roles::NONE);
        let mut members: Vec<MemberRow> = admitted.map(|member| self.member_row(chain.id(), member)).collect();
        members.sort_by_key(|row| row.admitted);
        Ok(MembersView {
            may_change: self.own_roles().has(Role::KeyAdmin),
            members,
            waiting: self.waiting_rows(waiting),
        })
    }

    fn member_row(&self, department: &DepartmentId, member: &Member) -> MemberRow {
        MemberRow {
            id: MemberId(member.device.to_string()),
            party: Party::Person {
                department: self.department_name(department),
                path: self.path(department),
                name: member.name.clone(),
                post: member.post.clone(),
            },
            roles: member.roles().iter().filter_map(role).collect(),
            own: self.device.as_ref().is_some_and(|device| device.id == member.device),
            admitted: Stamp(self.statement_time(&member.admitted).unwrap_or(0)),
        }
    }

    /// PCs of this department that are not on its chain, each once.
    fn waiting_rows(&self, waiting: &[bytes::Bytes]) -> Vec<WaitingRow> {
        let mut rows: Vec<WaitingRow> = Vec::new();
        for enrolment in self.waiting_enrolments(waiting) {
            let (department, person) = (enrolment.payload().department, &enrolment.payload().person);
            let row = WaitingRow {
                party: self.party(&Chosen { department, person: Some(person.clone()) }),
                listed: self.listed_person(&department, person).is_some(),
                code: enrolment.code().split('-').map(str::to_owned).collect(),
            };
            if !rows.iter().any(|known| known.code == row.code) {
                rows.push(row);
            }
        }
        rows
    }

    /// The enrolments that are really by PCs which ask this department of this realm.
    pub(crate) fn waiting_enrolments(&self, waiting: &[bytes::Bytes]) -> Vec<Enrolment> {
        let (Some(facts), Some(chain)) = (&self.facts, self.own_chain()) else { return Vec::new() };
        let asks = |enrolment: &Enrolment| {
            let device = enrolment.key().device();
            enrolment.payload().realm == facts.root.realm
                && enrolment.payload().department == facts.department
                && chain.member(&device).is_none()
        };
        waiting.iter().filter_map(|bytes| Enrolment::parse(bytes).ok()).filter(asks).collect()
    }
}
