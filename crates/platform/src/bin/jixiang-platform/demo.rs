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

use crate::Failure;

/// Opens the demo of a data folder; the first time, with the whole province in it.
pub(crate) fn open(data: &Path) -> Result<Platform, Failure> {
    let authority = Authority::open(&beside(data))?;
    let founding = Founding { instance: authority.instance().to_owned(), root: authority.realm_root() };
    let authority = Arc::new(authority);
    let demo = Demo {
        staff: authority.staff().into_iter().map(staff).collect(),
        enroller: Some(Arc::new(Admits(Arc::clone(&authority)))),
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
struct Admits(Arc<Authority>);

impl Enroller for Admits {
    fn admit(
        &self,
        chain: &Chain,
        realm: &Realm,
        enrolment: &Enrolment,
        now: UnixMillis,
    ) -> Result<Admitted, EnrollerError> {
        let jixiang_demo::Admitted { objects, statements } =
            self.0.admit(chain, realm, enrolment, now).map_err(|error| EnrollerError(error.to_string()))?;
        Ok(Admitted { objects, statements })
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
