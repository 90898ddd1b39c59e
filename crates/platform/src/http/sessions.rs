//! The realm, the demo's staff, and signing in.

use axum::Json;
use axum::extract::{Request, State};
use jixiang_model::Suite;
use jixiang_wire::Code;
use jixiang_wire::session::{Me, Realm, SignIn, SignedIn, Staff, StaffList};

use super::asker::{Asker, Peer};
use super::body;
use crate::{Demo, Error, Mode, Platform};

/// `GET /v1/realm`
pub(super) async fn realm(State(platform): State<Platform>, peer: Peer) -> Json<Realm> {
    let founding = &platform.options.founding;
    let demo = demo(&platform).is_ok();
    let root = match peer {
        Peer::Here if demo => Some(hex::encode(founding.root.to_bytes())),
        Peer::Here | Peer::Elsewhere => None,
    };
    Json(Realm { realm: founding.realm(), instance: founding.instance.clone(), suite: Suite::One, demo, root })
}

/// `GET /v1/demo/staff`
pub(super) async fn staff(State(platform): State<Platform>) -> Result<Json<StaffList>, Error> {
    let staff = demo(&platform)?.staff.clone();
    Ok(Json(StaffList { staff }))
}

/// `POST /v1/demo/sign-in`
pub(super) async fn sign_in(State(platform): State<Platform>, request: Request) -> Result<Json<SignedIn>, Error> {
    demo(&platform)?;
    let SignIn { staff } = body::json(request).await?;
    let found = demo(&platform)?.staff.iter().find(|known| known.id == staff);
    let me = found.map(me_of).ok_or_else(|| Error::of(Code::NotFound, "nobody of the demo has this id"))?;
    let signed_in = platform
        .work(move |platform| {
            let now = platform.now();
            let expires = now.plus_days(platform.options.limits.session_days);
            let token = platform.sessions.begin(&platform.ledger, &me, now, expires)?;
            Ok(SignedIn { token, expires, me })
        })
        .await?;
    Ok(Json(signed_in))
}

/// `GET /v1/me`
pub(super) async fn me(Asker(me): Asker) -> Json<Me> {
    Json(me)
}

fn demo(platform: &Platform) -> Result<&Demo, Error> {
    match &platform.options.mode {
        Mode::Demo(demo) => Ok(demo),
        Mode::Office => Err(Error::of(Code::NotFound, "this is no demonstration")),
    }
}

fn me_of(staff: &Staff) -> Me {
    Me {
        person: staff.id.clone(),
        department: staff.department.id,
        uscc: staff.department.uscc.clone(),
        department_name: staff.department.name.clone(),
        name: staff.name.clone(),
        post: staff.post.clone(),
    }
}
