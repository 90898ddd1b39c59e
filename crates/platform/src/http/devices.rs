//! Devices of a department: where one has signed, for the key admin who removes it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use jixiang_model::{DeviceId, Role};
use jixiang_wire::Code;
use jixiang_wire::device::{SignedList, SignedQuery};

use super::asker::Asker;
use super::body;
use crate::ledger::pages;
use crate::{Error, Platform};

/// `GET /v1/devices/{device}/scopes`
pub(super) async fn scopes(
    State(platform): State<Platform>,
    asker: Asker,
    Path(device): Path<String>,
    uri: Uri,
) -> Result<Json<SignedList>, Error> {
    let device: DeviceId = body::id(&device)?;
    let query: SignedQuery = body::query(&uri)?;
    let limit = body::page(query.limit)?;
    let reader = asker.reader();
    let list = platform
        .work(move |platform| {
            let not_for_you = || Error::of(Code::NotFound, "no such device that you may ask about");
            let (chain, _) = platform.ledger.chain(&reader.department)?.ok_or_else(not_for_you)?;
            let is_admin = chain.devices_of(&reader.person).any(|own| own.roles().has(Role::KeyAdmin));
            if !is_admin || chain.member(&device).is_none() {
                return Err(not_for_you());
            }
            platform.ledger.read(|transaction| pages::signed_by(transaction, &device, query.after.as_ref(), limit))
        })
        .await?;
    Ok(Json(list))
}
