//! View models: the verified state as the screen shows it. Nothing here changes anything.

mod card;
mod catalogue;
mod dataset;
mod desk;
mod diagnosis;
pub(crate) mod draft;
pub(crate) mod entrusted;
pub(crate) mod grants;
mod history;
mod inbox;
pub(crate) mod matter;
mod members;
mod mine;
pub(crate) mod named;
mod parties;
pub(crate) mod picker;
pub(crate) mod plain;
mod request_draft;
mod settings;
mod standing;
mod transfers;
