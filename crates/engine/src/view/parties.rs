//! Names: departments and people as their chains and the registrar's directory say, never as a row of a server says.

use jixiang_contract::{Party, Person, PersonId, Role};
use jixiang_model::{DepartmentId, Role as ChainRole, Roles, ScopeId};
use jixiang_statement::chain::Chain;
use jixiang_statement::list::{DirectoryDepartment, DirectoryPerson};
use jixiang_statement::thread::Signer;

use crate::record::Chosen;
use crate::state::State;

impl State {
    /// A department's verified chain.
    pub(crate) fn chain(&self, department: &DepartmentId) -> Option<&Chain> {
        self.ledger.as_ref()?.chain(department)
    }

    /// This department's verified chain.
    pub(crate) fn own_chain(&self) -> Option<&Chain> {
        self.chain(&self.facts.as_ref()?.department)
    }

    /// The roles of this PC; none while it is not admitted or after it was removed.
    pub(crate) fn own_roles(&self) -> Roles {
        let member = self.device.as_ref().and_then(|device| self.own_chain()?.member(&device.id));
        member.map_or(Roles::NONE, jixiang_statement::chain::Member::roles)
    }

    /// Whether this PC is a member of its department now.
    pub(crate) fn admitted(&self) -> bool {
        self.own_roles() != Roles::NONE
    }

    /// Whether this PC was a member once and is none any more.
    pub(crate) fn removed(&self) -> bool {
        let member = self.device.as_ref().and_then(|device| self.own_chain()?.member(&device.id));
        member.is_some_and(|member| member.roles() == Roles::NONE)
    }

    /// A department's row of the directory.
    pub(crate) fn listed(&self, department: &DepartmentId) -> Option<&DirectoryDepartment> {
        self.ledger.as_ref()?.listed(department)
    }

    pub(crate) fn listed_person(
        &self,
        department: &DepartmentId,
        person: &jixiang_model::PersonId,
    ) -> Option<&DirectoryPerson> {
        let people = &self.ledger.as_ref()?.directory()?.people;
        people.iter().find(|row| row.department == *department && row.id == *person)
    }

    /// A department's full name: by its chain, else by the directory.
    pub(crate) fn department_name(&self, department: &DepartmentId) -> String {
        let chain = self.chain(department).map(|chain| chain.name().to_owned());
        chain
            .or_else(|| self.listed(department).map(|row| row.name.to_string()))
            .unwrap_or_else(|| department.to_string())
    }

    /// The tree from the top down to a department.
    pub(crate) fn path(&self, department: &DepartmentId) -> Vec<String> {
        self.listed(department).map_or_else(
            || vec![self.department_name(department)],
            |row| row.path.split(" / ").map(str::to_owned).collect(),
        )
    }

    /// A person's name and post: by the chain's admission, else by the directory.
    pub(crate) fn person_name(&self, department: &DepartmentId, person: &jixiang_model::PersonId) -> (String, String) {
        let chain = self.chain(department);
        if let Some(member) = chain.and_then(|chain| chain.devices_of(person).next()) {
            return (member.name.clone(), member.post.clone());
        }
        let listed = self.listed_person(department, person);
        listed.map_or_else(|| (person.to_string(), String::new()), |row| (row.name.to_string(), row.post.to_string()))
    }

    /// A recipient or sender as it is shown.
    pub(crate) fn party(&self, chosen: &Chosen) -> Party {
        let department = self.department_name(&chosen.department);
        let path = self.path(&chosen.department);
        match &chosen.person {
            None => Party::Department { department, path },
            Some(person) => {
                let (name, post) = self.person_name(&chosen.department, person);
                Party::Person { department, path, name, post }
            }
        }
    }

    /// A whole department.
    pub(crate) fn department_party(&self, department: &DepartmentId) -> Party {
        self.party(&Chosen { department: *department, person: None })
    }

    /// The person whose device signed.
    pub(crate) fn signer(&self, signer: &Signer) -> Party {
        self.party(&Chosen { department: signer.department, person: Some(signer.person.clone()) })
    }

    /// A recipient's name in a sentence.
    pub(crate) fn name_of(&self, chosen: &Chosen) -> String {
        let department = self.department_name(&chosen.department);
        chosen.person.as_ref().map_or(department.clone(), |person| {
            format!("{department} {}", self.person_name(&chosen.department, person).0)
        })
    }

    /// Whose desk this is.
    pub(crate) fn me(&self) -> Option<Person> {
        let facts = self.facts.as_ref()?;
        let (name, post) = match self.own_chain().and_then(|chain| chain.devices_of(&facts.person).next()) {
            Some(member) => (member.name.clone(), member.post.clone()),
            None => (facts.name.clone(), facts.post.clone()),
        };
        let department = match self.own_chain() {
            Some(chain) => chain.name().to_owned(),
            None => facts.department_name.clone(),
        };
        Some(Person {
            id: PersonId(facts.person.to_string()),
            department,
            path: self.path(&facts.department),
            name,
            post,
            roles: self.own_roles().iter().filter_map(role).collect(),
        })
    }

    /// The people of this department who admit PCs.
    pub(crate) fn key_admins(&self) -> Vec<Party> {
        let Some(chain) = self.own_chain() else {
            return Vec::new();
        };
        let admins = chain.members().filter(|member| member.roles().has(ChainRole::KeyAdmin));
        let chosen = |member: &jixiang_statement::chain::Member| Chosen {
            department: *chain.id(),
            person: Some(member.person.clone()),
        };
        let mut parties: Vec<Party> = admins.map(|member| self.party(&chosen(member))).collect();
        parties.dedup();
        parties
    }

    /// A delivery's title; while its cover is not opened a word in its place.
    pub(crate) fn title_of(&self, delivery: &ScopeId) -> String {
        let unopened = match self.settings.display.language {
            jixiang_contract::Language::Zh => "名称尚未解封",
            jixiang_contract::Language::En => "Name not opened yet",
        };
        self.covers.get(delivery).map_or_else(|| unopened.to_owned(), |opened| opened.title.clone())
    }

    /// Whether a statement's scope waits for a newer program.
    pub(crate) fn needs_update(&self, scope: &ScopeId) -> bool {
        self.ledger.as_ref().is_some_and(|ledger| ledger.is_stopped(scope))
    }
}

pub(super) const fn role(role: ChainRole) -> Option<Role> {
    match role {
        ChainRole::Staff => Some(Role::Staff),
        ChainRole::Head => Some(Role::Head),
        ChainRole::KeyAdmin => Some(Role::KeyAdmin),
        ChainRole::Registrar => Some(Role::Registrar),
        ChainRole::Root => None,
    }
}
