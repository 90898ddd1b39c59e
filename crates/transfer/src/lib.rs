//! Moving content: cutting files, packing what is new, finding what is missing, resuming, pacing and backing off.
//!
//! Every part is a machine without I/O: it is told what happened (`handle_*`), hands out what to do next (`poll_*`), and
//! takes time and randomness as arguments. It opens no file and no socket, keeps nothing on a disk, and uses no byte from
//! the platform before its hash was the one that was signed.

mod backoff;
mod content;
mod cut;
mod fetch;
mod known;
mod layout;
mod pager;
mod progress;
mod sealer;
mod shelf;
mod work;

pub use backoff::Backoff;
pub use fetch::{Fetch, FetchError, Stage};
pub use known::Known;
pub use layout::{Output, OutputKind};
pub use progress::{Pace, Progress, View};
pub use sealer::{Meta, Sealed, Sealer, SealerError};
pub use work::{FileCheck, Opened, PackWork, Piece, WorkError};

/// A pack list: the id and size of each pack that a version needs, each once.
pub type PackList = Vec<(jixiang_model::ObjectId, jixiang_seal::pack::PackSize)>;

/// `Debug` without content: logs carry ids, never names or bytes of files.
macro_rules! hidden {
    ($($name:ty)*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

hidden!(Known Meta Output OutputKind Piece<'_>);
