//! Enrolments: a device asks to be admitted; a key admin, or the demo's enroller, does it.

use std::sync::PoisonError;

use axum::Json;
use axum::extract::{Request, State};
use jixiang_model::{DeviceId, EnrolmentId, Role, UnixMillis};
use jixiang_statement::payload::Enrolment;
use jixiang_wire::enrolment::{Enrolled, State as Progress, Waiting, WaitingList};
use jixiang_wire::{Code, RefusalCode};
use rusqlite::{Transaction, params};

use super::asker::Asker;
use super::body;
use crate::ledger::Reader;
use crate::platform::Inner;
use crate::{Error, Mode, Platform};

/// The most enrolments of a department that are listed at once.
const MOST: u32 = 200;

/// The newest enrolments of a person that wait; older ones make room.
const MOST_OF_PERSON: u32 = 5;

/// `POST /v1/enrolments`
pub(super) async fn enrol(
    State(platform): State<Platform>,
    asker: Asker,
    request: Request,
) -> Result<Json<Enrolled>, Error> {
    let bytes = body::envelope(request).await?;
    let enrolment = Enrolment::parse(&bytes).map_err(|rule| Error::of(Code::Form, rule))?;
    let reader = asker.reader();
    let enrolled = platform
        .work(move |platform| {
            is_own(platform, &reader, &enrolment)?;
            keep(platform, &reader, &enrolment)?;
            admit(platform, &reader, &enrolment)?;
            let state = progress(platform, &reader, &enrolment.key().device())?;
            let id = enrolment.id();
            Ok(Enrolled { id, state })
        })
        .await?;
    Ok(Json(enrolled))
}

/// A person enrols their own devices, in this realm.
fn is_own(platform: &Inner, reader: &Reader, enrolment: &Enrolment) -> Result<(), Error> {
    let payload = enrolment.payload();
    if payload.realm != platform.options.founding.realm() {
        return Err(Error::refused(RefusalCode::Realm, "the keys were made for another realm"));
    }
    if payload.department == reader.department && payload.person == reader.person {
        Ok(())
    } else {
        Err(Error::refused(RefusalCode::Poster, "the enrolment is not of the person who is signed in"))
    }
}

/// Lets it wait, unless the device is or was a member: no key admin can admit it then.
fn keep(platform: &Inner, reader: &Reader, enrolment: &Enrolment) -> Result<(), Error> {
    let (now, device) = (platform.now(), enrolment.key().device());
    if progress(platform, reader, &device)? == Progress::Admitted {
        return Ok(());
    }
    platform.ledger.write(|transaction, _| {
        transaction.execute(
            "INSERT OR IGNORE INTO enrolments (id, department, person, device, at, envelope)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                enrolment.id().as_bytes(),
                reader.department.as_bytes(),
                reader.person.as_str(),
                device.as_bytes(),
                now.0,
                enrolment.bytes()
            ],
        )?;
        transaction.execute(
            "DELETE FROM enrolments WHERE department = ?1 AND person = ?2 AND id NOT IN
             (SELECT id FROM enrolments WHERE department = ?1 AND person = ?2 ORDER BY at DESC, id LIMIT ?3)",
            params![reader.department.as_bytes(), reader.person.as_str(), MOST_OF_PERSON],
        )?;
        Ok(())
    })
}

/// Lets the demo's enroller admit the device, where there is one. What was begun before a kill is completed.
fn admit(platform: &Inner, reader: &Reader, enrolment: &Enrolment) -> Result<(), Error> {
    let enroller = match &platform.options.mode {
        Mode::Demo(demo) => demo.enroller.as_ref(),
        Mode::Office => None,
    };
    let Some(enroller) = enroller else {
        return Ok(());
    };
    let _one_at_a_time = platform.admitting.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((chain, realm)) = platform.ledger.chain(&reader.department)? else {
        return Ok(());
    };
    let admitted = enroller.admit(&chain, &realm, enrolment, platform.now()).map_err(|error| {
        tracing::warn!(enrolment = %enrolment.id(), %error, "the enroller refused");
        Error::of(Code::Forbidden, "the enroller does not admit this device")
    })?;
    platform.import(&admitted.objects, &admitted.statements)
}

fn progress(platform: &Inner, reader: &Reader, device: &DeviceId) -> Result<Progress, Error> {
    let chain = platform.ledger.chain(&reader.department)?;
    let admitted = chain.is_some_and(|(chain, _)| chain.member(device).is_some());
    Ok(if admitted { Progress::Admitted } else { Progress::Waiting })
}

/// `GET /v1/enrolments`
pub(super) async fn waiting(State(platform): State<Platform>, asker: Asker) -> Result<Json<WaitingList>, Error> {
    let reader = asker.reader();
    let enrolments = platform
        .work(move |platform| {
            let chain = platform.ledger.chain(&reader.department)?;
            let (chain, _) = chain.ok_or_else(not_for_you)?;
            let is_admin = chain.devices_of(&reader.person).any(|device| device.roles().has(Role::KeyAdmin));
            if !is_admin {
                return Err(not_for_you());
            }
            platform.ledger.read(|transaction| kept(transaction, &reader))
        })
        .await?;
    Ok(Json(WaitingList { enrolments }))
}

/// The oldest that wait: what comes later hides none of them.
fn kept(transaction: &Transaction<'_>, reader: &Reader) -> Result<Vec<Waiting>, Error> {
    let mut query = transaction.prepare_cached(
        "SELECT id, at, CAST(envelope AS TEXT) FROM enrolments WHERE department = ?1 ORDER BY at LIMIT ?2",
    )?;
    let rows = query.query_map(params![reader.department.as_bytes(), MOST], |row| {
        let (id, at, enrolment) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Waiting { id: EnrolmentId::from_bytes(id), at: UnixMillis(at), enrolment })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn not_for_you() -> Error {
    Error::of(Code::Forbidden, "enrolments are for the department's key admins")
}
