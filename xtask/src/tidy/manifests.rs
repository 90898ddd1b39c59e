//! The rules of Cargo.toml and package-lock.json files: one place names versions, no lock names a download host.

use super::{Finding, Source};

/// The findings in one manifest or lock file; none for any other file.
pub(crate) fn check(source: &Source) -> Vec<Finding> {
    let name = source.path.rsplit('/').next().unwrap_or_default();
    match name {
        "Cargo.toml" if source.path != "Cargo.toml" => member(source),
        "package-lock.json" => lock(source),
        _ => Vec::new(),
    }
}

/// A member inherits every dependency from the workspace.
fn member(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_dependencies = false;
    for (number, line) in source.text.lines().enumerate() {
        let line = line.trim();
        if let Some(section) = line.strip_prefix('[') {
            in_dependencies = section.trim_end_matches(']').ends_with("dependencies");
            if section.contains("dependencies.") {
                findings.push(finding(source, number, "write the dependency as `name.workspace = true`"));
            }
            continue;
        }
        let is_entry = in_dependencies && !line.is_empty() && !line.starts_with('#');
        if is_entry && !line.contains("workspace = true") {
            findings.push(finding(source, number, "name the version in the root Cargo.toml and inherit it"));
        }
    }
    findings
}

/// A lock that names where packages came from would send every office to the mirror of one developer.
fn lock(source: &Source) -> Vec<Finding> {
    let lines = source.text.lines().enumerate();
    let named = lines.filter(|(_, line)| line.trim_start().starts_with("\"resolved\": \"http"));
    named.map(|(number, _)| finding(source, number, "no `resolved` address: see ui/.npmrc")).collect()
}

fn finding(source: &Source, line_index: usize, what: &str) -> Finding {
    Finding::new(format!("{}:{}", source.path, line_index + 1), what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: path.into(), text: text.into() };
        check(&source).into_iter().map(|finding| finding.place).collect()
    }

    #[test]
    fn a_version_in_a_member_is_found_in_every_kind_of_dependencies() {
        let text = "[package]\nname = \"a\"\n[dependencies]\nserde.workspace = true\nhex = \"0.4\"\n\
                    [target.'cfg(unix)'.dependencies]\nrustix = { version = \"1\" }\n[dev-dependencies]\n# why\nx = { workspace = true }\n\
                    [dependencies.y]\nversion = \"1\"\n";
        assert_eq!(
            findings("crates/a/Cargo.toml", text),
            ["crates/a/Cargo.toml:5", "crates/a/Cargo.toml:7", "crates/a/Cargo.toml:11"]
        );
        assert!(findings("Cargo.toml", text).is_empty());
    }

    #[test]
    fn an_address_in_a_lock_is_found() {
        let text = "{\n  \"resolved\": \"https://registry.example/x.tgz\",\n  \"integrity\": \"sha512-\"\n}";
        assert_eq!(findings("ui/package-lock.json", text), ["ui/package-lock.json:2"]);
    }
}
