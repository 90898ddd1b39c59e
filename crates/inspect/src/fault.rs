//! Why a reader of a format stops; inside this crate only, outside it is a finding.

use std::io;

use crate::Finding;

/// Why it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The bytes are not what the format asks for. A failing reader looks the same here; `Source` remembers it.
    Broken,
    /// A password is needed.
    Locked,
    /// What would be needed lies beyond the limits.
    TooLarge,
}

impl From<Fault> for Finding {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Broken => Self::Broken,
            Fault::Locked => Self::Locked,
            Fault::TooLarge => Self::TooLarge,
        }
    }
}

impl From<io::Error> for Fault {
    fn from(_: io::Error) -> Self {
        Self::Broken
    }
}

impl From<quick_xml::Error> for Fault {
    fn from(_: quick_xml::Error) -> Self {
        Self::Broken
    }
}
