//! What every implementation of a port must do: one suite per port, passed by the real one and by the one in memory. It
//! refuses to look inside: a suite knows a port by its trait alone, and what it needs beside (a home to open again, a
//! fault to order) is a small trait that the implementation's own test fills in.
//!
//! A test binary names the suite once and gets one test per sentence:
//!
//! ```text
//! jixiang_engine::store_suite!(Folder::new());
//! ```

pub mod keys;
pub mod remote;
pub mod search;
pub mod store;
