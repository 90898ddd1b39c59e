//! The HTTP contract of the platform: paths, bodies, problem codes, limits, and the OpenAPI page made from them.
//!
//! This crate opens no socket and verifies no signature. Requests are read strictly (an unknown field is an error),
//! answers leniently, so that an older client survives a newer platform.

pub mod device;
pub mod digest;
pub mod enrolment;
pub mod feed;
pub mod limits;
pub mod object;
mod openapi;
pub mod path;
pub mod problem;
pub mod session;
pub mod statement;
mod token;

pub use openapi::document;
pub use problem::{Code, Problem, RefusalCode};
pub use token::Token;
