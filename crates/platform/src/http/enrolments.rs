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

fn keep(platform: &Inner, reader: &Reader, enrolment: &Enrolment) -> Result<(), Error> {
    let now = platform.now();
    platform.ledger.write(|transaction, _| {
        transaction.execute(
            "INSERT OR IGNORE INTO enrolments (id, department, device, at, envelope) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                enrolment.id().as_bytes(),
                reader.department.as_bytes(),
                enrolment.key().device().as_bytes(),
                now.0,
                enrolment.bytes()
            ],
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
            let mut kept = platform.ledger.read(|transaction| kept(transaction, &reader))?;
            kept.retain(|(device, _)| chain.member(device).is_none());
            Ok(kept.into_iter().map(|(_, waiting)| waiting).collect())
        })
        .await?;
    Ok(Json(WaitingList { enrolments }))
}

fn kept(transaction: &Transaction<'_>, reader: &Reader) -> Result<Vec<(DeviceId, Waiting)>, Error> {
    let mut query = transaction.prepare_cached(
        "SELECT device, id, at, CAST(envelope AS TEXT) FROM enrolments WHERE department = ?1 ORDER BY at DESC LIMIT ?2",
    )?;
    let rows = query.query_map(params![reader.department.as_bytes(), MOST], |row| {
        let waiting =
            Waiting { id: EnrolmentId::from_bytes(row.get(1)?), at: UnixMillis(row.get(2)?), enrolment: row.get(3)? };
        Ok((DeviceId::from_bytes(row.get(0)?), waiting))
    })?;
    let mut kept = rows.collect::<Result<Vec<_>, _>>()?;
    kept.reverse();
    Ok(kept)
}

fn not_for_you() -> Error {
    Error::of(Code::Forbidden, "enrolments are for the department's key admins")
}
