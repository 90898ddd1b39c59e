//! Flows: what takes time. Each asks the ports, hands what it learned to the owner of the state, and can be broken off at
//! any point without losing an act.

pub(crate) mod act;
mod ahead;
pub(crate) mod arrive;
mod columns;
pub(crate) mod content;
pub(crate) mod fetch;
pub(crate) mod follow;
mod keys;
mod notice;
pub(crate) mod pack;
mod publish;
mod rate;
mod recipients;
pub(crate) mod run;
mod send;
mod session;

pub(crate) use recipients::Sealable;
pub(crate) use run::Control;
