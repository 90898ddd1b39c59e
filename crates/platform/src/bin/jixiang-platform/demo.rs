//! The demo behind the binary: its authority's keys lie beside the data folder, never in it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jixiang_demo::{Authority, DemoStaff};
use jixiang_model::UnixMillis;
use jixiang_platform::{Admitted, Demo, Enroller, EnrollerError, Founding, Mode, Options, Platform, system_clock};
use jixiang_statement::chain::{Chain, Realm};
use jixiang_statement::payload::Enrolment;
use jixiang_wire::session::{Department, Staff};

use crate::{Admit, Failure};

/// Opens the demo of a data folder; the first time, with the whole province in it.
pub(crate) fn open(data: &Path, admit: Admit) -> Result<Platform, Failure> {
    let authority = Authority::open(&beside(data))?;
    let founding = Founding { instance: authority.instance().to_owned(), root: authority.realm_root() };
    let authority = Arc::new(authority);
    let demo = Demo {
        staff: authority.staff().into_iter().map(staff).collect(),
        enroller: Some(Arc::new(Admits(Arc::clone(&authority), admit))),
    };
    let platform = Platform::open(data, Options::new(founding, Mode::Demo(demo)))?;
    // The statements are appended all at once, so a ledger has the whole province or nothing.
    if platform.is_empty()? {
        let seed = authority.seed(system_clock()())?;
        platform.import(&seed.objects, &seed.statements)?;
    }
    Ok(platform)
}

/// The authority's key folder: `DATA-authority`.
fn beside(data: &Path) -> PathBuf {
    let data = data.components().as_path();
    let mut name = data.file_name().map_or_else(|| OsString::from("demo"), ToOwned::to_owned);
    name.push("-authority");
    data.with_file_name(name)
}

/// The authority as an enroller.
struct Admits(Arc<Authority>, Admit);

impl Enroller for Admits {
    fn admit(
        &self,
        chain: &Chain,
        realm: &Realm,
        enrolment: &Enrolment,
        now: UnixMillis,
    ) -> Result<Admitted, EnrollerError> {
        let waits = self.1 == Admit::First && chain.devices_of(&enrolment.payload().person).next().is_some();
        let known = chain.member(&enrolment.key().device()).is_some();
        if waits && !known {
            return Ok(Admitted { objects: Vec::new(), statements: Vec::new() });
        }
        match self.0.admit(chain, realm, enrolment, now) {
            Ok(jixiang_demo::Admitted { objects, statements }) => Ok(Admitted { objects, statements }),
            // A key admin has started an epoch of the department's own: from there on its PCs wait for a key admin.
            Err(jixiang_demo::DemoError::Chain) => Ok(Admitted { objects: Vec::new(), statements: Vec::new() }),
            Err(error) => Err(EnrollerError(error.to_string())),
        }
    }
}

fn staff(staff: DemoStaff) -> Staff {
    Staff {
        id: staff.id,
        name: staff.name,
        post: staff.post,
        department: Department { id: staff.department, uscc: staff.uscc, name: staff.department_name },
    }
}
