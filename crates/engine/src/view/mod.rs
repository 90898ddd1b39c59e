//! View models: the verified state as the screen shows it. Nothing here changes anything.

mod card;
mod desk;
mod diagnosis;
pub(crate) mod draft;
mod inbox;
mod parties;
pub(crate) mod picker;
mod settings;
mod standing;
mod transfers;
