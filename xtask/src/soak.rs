//! `cargo xtask soak`: the whole numbers of the fault tests, of which `cargo xtask test` runs a seeded sample: 1,000 faults of
//! the network and 1,000 kills. It takes hours.

use std::path::Path;

use crate::steps::sh;
use crate::{Outcome, build};

/// The tests, the variables that say how much of each is run, and how much the whole is.
const WHOLE: [(&str, &str, &str); 2] = [("fault_proxy", "JIXIANG_FAULTS", "1000"), ("crash", "JIXIANG_KILLS", "1000")];

/// Runs all of `WHOLE`; a variable that is set already says its own number.
///
/// # Errors
/// What could not be built, or the last of the tests that did not pass.
pub(crate) fn soak(root: &Path) -> Outcome {
    build::programs(root, &["jx", "jixiang-platform"])?;
    let mut outcome = Ok(());
    for (test, variable, whole) in WHOLE {
        // The features are those of the whole workspace, as everywhere.
        let mut command = build::cargo(root, &["test", "--workspace", "--test", test, "--", "--nocapture"]);
        if std::env::var_os(variable).is_none() {
            command.env(variable, whole);
        }
        outcome = outcome.and(sh(&mut command));
    }
    outcome
}
