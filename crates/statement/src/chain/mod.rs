//! Who is who, by replay: the realm under its root, and a department's chain of members, roles and epochs (TRUST.md 3).
//!
//! Nothing here trusts a row of a server. A chain is what its statements say, in the order of their `prev`, each signed
//! by somebody whom the chain until then allows to.

mod change;
mod department;
mod member;
mod realm;

pub use department::Chain;
pub use member::{EpochKey, Member, Standing};
pub use realm::{Realm, RootAt};
