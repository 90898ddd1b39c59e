//! The objects that a statement needs: all of them are here, known to who brings it, and of the stated length.

use jixiang_model::{DepartmentId, UnixMillis};
use jixiang_statement::Signed;
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::need::{self, Ground, Need, Unfit};
use jixiang_statement::payload::ListRef;
use jixiang_statement::thread::Signer;
use jixiang_wire::problem::RefusalCode;

use super::append::Effect;
use super::read::Access;
use super::{Ledger, Poster, Told, refused_as};
use crate::port::Problem;

impl Ledger {
    /// Everything that a statement needs.
    pub(super) fn needs(
        &self,
        poster: &Poster,
        signed: &Signed,
        signer: Option<&Signer>,
        effect: &Effect,
        now: UnixMillis,
    ) -> Result<Vec<Need>, Problem> {
        let mut needs = need::direct(signed, &self.statements);
        self.hold(poster, &needs, now)?;
        let changed = match effect {
            Effect::Chain(chain) => Some(&**chain),
            Effect::Realm(_) | Effect::Thread(_) | Effect::Heads => None,
        };
        let listed = need::listed(self, signed, signer, changed).map_err(|told| told.0)?;
        self.hold(poster, &listed, now)?;
        needs.extend(listed);
        Ok(needs)
    }

    fn hold(&self, poster: &Poster, needs: &[Need], now: UnixMillis) -> Result<(), Problem> {
        let mut missing = Vec::new();
        for need in needs {
            let known = match poster {
                Poster::Platform => true,
                Poster::Person(reader) => self.decide(reader, &need.object, now) == Access::Reads,
            };
            match self.objects.get(&need.object).filter(|_| known) {
                None if missing.contains(&need.object) => {}
                None => missing.push(need.object),
                Some(bytes) if bytes.len() as u64 == u64::from(need.bytes) => {}
                Some(_) => return Err(refused_as(RefusalCode::List)),
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(Problem::Missing(missing)) }
    }
}

impl Ground for Ledger {
    type Error = Told;

    fn list(&self, list: &ListRef) -> Result<Vec<u8>, Told> {
        let bytes = self.objects.get(&list.hash);
        Ok(bytes.map(|bytes| bytes.to_vec()).ok_or(Unfit::List("the list is not here"))?)
    }

    fn chain(&self, department: &DepartmentId) -> Option<&Chain> {
        self.chains.get(department)
    }

    fn realm(&self) -> &Realm {
        &self.realm
    }
}
