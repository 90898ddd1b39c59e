//! What the whole-system tests share: real windows and the people in front of them, real programs as processes. It holds
//! no test of its own.

pub mod canary;
pub mod desks;
pub mod fault_proxy;
pub mod lawful;
pub mod office;
pub mod processes;
pub mod samples;
pub mod skip;
pub mod window;
