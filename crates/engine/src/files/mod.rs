//! Files of this PC: sources are only read, received files are created through directory handles and stand under their
//! final names only complete and verified, and what is kept for later is sealed.

mod cache;
pub(crate) mod look;
mod scan;
mod stage;

pub(crate) use cache::Cache;
pub(crate) use scan::{FoundKind, Scan, modified, scan};
pub(crate) use stage::{Stage, free_name};
