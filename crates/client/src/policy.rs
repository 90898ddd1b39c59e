//! The administrator's policy file: which platform, which root, and what else is not for the person to change.

use std::path::{Path, PathBuf};

use jixiang_engine::Fault;
use serde::Deserialize;

const SYSTEM: &str = "/etc/jixiang/policy.toml";
const VARIABLE: &str = "JIXIANG_POLICY";

/// A policy that was read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) platform: String,
    pub(crate) root: [u8; 32],
    pub(crate) instance: String,
    pub(crate) downloads: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The platform's address.
    platform: String,
    /// The first root's Ed25519 public key, 64 hexadecimal digits.
    root: String,
    /// The instance id of the realm.
    instance: String,
    /// The folder for received files.
    downloads: Option<PathBuf>,
}

/// Reads the policy: the named file, the one of the environment, the system's. `None` when there is none.
pub(crate) fn read(named: Option<&Path>) -> Result<Option<Policy>, Fault> {
    let variable = std::env::var_os(VARIABLE).map(PathBuf::from);
    let must_be_there = named.is_some() || variable.is_some();
    let path = named.map(Path::to_owned).or(variable).unwrap_or_else(|| SYSTEM.into());
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_be_there => Ok(None),
        Err(error) => Err(Fault::PolicyInvalid(error.kind().to_string())),
    }
}

fn parse(text: &str) -> Result<Policy, Fault> {
    let file: File = toml::from_str(text).map_err(|error| Fault::PolicyInvalid(error.message().to_owned()))?;
    let mut root = [0; 32];
    hex::decode_to_slice(&file.root, &mut root).map_err(|_| Fault::PolicyInvalid("root".to_owned()))?;
    Ok(Policy { platform: file.platform, root, instance: file.instance, downloads: file.downloads })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_names_platform_root_and_instance_and_nothing_unknown() {
        let root = "ab".repeat(32);
        let good = format!("platform = \"https://x.gov.cn\"\nroot = \"{root}\"\ninstance = \"jilin\"\n");
        assert_eq!(parse(&good).expect("complete").root, [0xab; 32]);
        for bad in [
            good.replace(&root, "ab"),
            format!("{good}trust_everything = true\n"),
            good.replace("instance", "instances"),
            "platform".to_owned(),
        ] {
            assert!(matches!(parse(&bad), Err(Fault::PolicyInvalid(_))), "{bad}");
        }
    }
}
