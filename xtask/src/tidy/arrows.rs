//! The directions between the crates, as ARCHITECTURE.md draws them, checked against `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Finding;
use super::json::Json;
use crate::build::cargo;
use crate::steps::output;

/// Which crates of ours a crate may use (normal and build dependencies; tests are freer). A crate that is not here may
/// not exist: a new one needs a line here and one in ARCHITECTURE.md.
const MAY_USE: &[(&str, &[&str])] = &[
    ("jixiang-model", &[]),
    ("jixiang-statement", &["jixiang-model"]),
    ("jixiang-seal", &["jixiang-model"]),
    ("jixiang-transfer", &["jixiang-seal", "jixiang-model"]),
    ("jixiang-inspect", &[]),
    ("jixiang-wire", &["jixiang-statement", "jixiang-model"]),
    ("jixiang-contract", &["jixiang-model"]),
    (
        "jixiang-engine",
        &[
            "jixiang-transfer",
            "jixiang-inspect",
            "jixiang-seal",
            "jixiang-statement",
            "jixiang-contract",
            "jixiang-wire",
            "jixiang-model",
        ],
    ),
    ("jixiang-store-sqlite", &["jixiang-engine", "jixiang-model"]),
    ("jixiang-remote-http", &["jixiang-engine", "jixiang-wire", "jixiang-statement", "jixiang-model"]),
    // The system's randomness is an argument of the seals, the words of a notification come from the contract.
    ("jixiang-os", &["jixiang-engine", "jixiang-contract", "jixiang-seal", "jixiang-model"]),
    (
        "jixiang-client",
        &[
            "jixiang-engine",
            "jixiang-store-sqlite",
            "jixiang-remote-http",
            "jixiang-os",
            "jixiang-contract",
            "jixiang-model",
        ],
    ),
    // Only its binary may use the demo province, which sources.rs checks: manifests cannot tell a library from a binary.
    ("jixiang-platform", &["jixiang-wire", "jixiang-statement", "jixiang-model", "jixiang-demo"]),
    ("jixiang-demo", &["jixiang-seal", "jixiang-statement", "jixiang-model"]),
    ("jixiang-cli", &["jixiang-client", "jixiang-contract", "jixiang-model"]),
    ("jixiang", &["jixiang-client", "jixiang-contract", "jixiang-model"]),
    ("jixiang-empty-window", &[]),
    ("xtask", &[]),
];

/// The package of the whole-system tests may use everything.
const TESTS: &str = "jixiang-tests";

/// Crates in which time and randomness are arguments and nothing touches files or sockets.
const PURE: &[&str] = &[
    "jixiang-model",
    "jixiang-statement",
    "jixiang-seal",
    "jixiang-transfer",
    "jixiang-inspect",
    "jixiang-wire",
    "jixiang-contract",
];

/// What a pure crate may not name.
const IMPURE: &[&str] =
    &["tokio", "getrandom", "reqwest", "rusqlite", "rand", "chrono", "axum", "hyper", "notify", "keyring"];

/// The platform, which cannot open content, and the one exception on its way to the seals (the demo authority).
const PLATFORM: &str = "jixiang-platform";
const DEMO: &str = "jixiang-demo";

/// The packages that know Tauri: the window, and the empty one that it is measured against.
const WINDOWS: &[&str] = &["jixiang", "jixiang-empty-window"];

/// The dependencies of every package of the workspace.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// Checks the directions.
///
/// # Errors
/// When cargo does not answer, or not in JSON.
pub(crate) fn check(root: &Path) -> Result<Vec<Finding>, String> {
    let text = output(&mut cargo(root, &["metadata", "--format-version", "1", "--no-deps", "--locked", "--quiet"]))?;
    let json = Json::parse(&text).ok_or("cargo metadata did not write JSON")?;
    Ok(findings(&graph(&json)))
}

fn graph(metadata: &Json) -> Graph {
    let mut graph = Graph::new();
    for package in metadata.list("packages") {
        let uses = package.list("dependencies").iter();
        // `kind` is null for normal dependencies.
        let uses = uses.filter(|dependency| dependency.text("kind") != Some("dev"));
        let uses = uses.filter_map(|dependency| dependency.text("name")).map(str::to_owned).collect();
        graph.insert(package.text("name").unwrap_or_default().to_owned(), uses);
    }
    graph
}

fn findings(graph: &Graph) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, uses) in graph {
        let allowed = MAY_USE.iter().find(|(package, _)| package == name).map(|(_, allowed)| *allowed);
        if allowed.is_none() && name != TESTS {
            findings.push(Finding::new(name, "is not in the table of directions (xtask/src/tidy/arrows.rs)"));
        }
        for used in uses {
            if graph.contains_key(used) && allowed.is_some_and(|allowed| !allowed.contains(&used.as_str())) {
                findings.push(Finding::new(name, format!("may not use {used}: the arrows point the other way")));
            }
            if is_tauri(used) && !WINDOWS.contains(&name.as_str()) {
                findings.push(Finding::new(name, format!("uses {used}: only src-tauri knows Tauri")));
            }
            if PURE.contains(&name.as_str()) && IMPURE.contains(&used.as_str()) {
                findings.push(Finding::new(name, format!("uses {used}: time, randomness and I/O are arguments here")));
            }
        }
    }
    if reached(graph, PLATFORM).contains("jixiang-seal") {
        findings.push(Finding::new(PLATFORM, "reaches jixiang-seal: the platform cannot open content"));
    }
    findings
}

fn is_tauri(name: &str) -> bool {
    name == "tauri" || name == "wry" || name.starts_with("tauri-")
}

/// All packages that `from` uses, directly or not, the ways through the demo left out.
fn reached(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from.to_owned()];
    while let Some(name) = next.pop() {
        for used in graph.get(&name).into_iter().flatten() {
            if used != DEMO && reached.insert(used.clone()) {
                next.push(used.clone());
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph_of(edges: &[(&str, &[&str])]) -> Graph {
        edges.iter().map(|(name, uses)| ((*name).into(), uses.iter().map(|used| (*used).into()).collect())).collect()
    }

    fn places(graph: &Graph) -> Vec<String> {
        findings(graph).into_iter().map(|finding| format!("{}: {}", finding.place, finding.what)).collect()
    }

    #[test]
    fn dev_dependencies_do_not_count_and_build_dependencies_do() {
        let text = r#"{"packages":[{"name":"a","dependencies":[{"name":"b","kind":null},{"name":"c","kind":"dev"},
            {"name":"d","kind":"build"}]}]}"#;
        let graph = graph(&Json::parse(text).expect("it is JSON"));
        assert_eq!(graph, graph_of(&[("a", &["b", "d"])]));
    }

    #[test]
    fn an_arrow_the_wrong_way_is_found() {
        let graph = graph_of(&[("jixiang-model", &["jixiang-seal"]), ("jixiang-seal", &["jixiang-model"])]);
        assert_eq!(places(&graph), ["jixiang-model: may not use jixiang-seal: the arrows point the other way"]);
    }

    #[test]
    fn only_the_shell_knows_tauri() {
        let graph = graph_of(&[("jixiang-client", &["tauri-plugin-opener"]), ("jixiang", &["tauri"])]);
        assert_eq!(places(&graph), ["jixiang-client: uses tauri-plugin-opener: only src-tauri knows Tauri"]);
    }

    #[test]
    fn the_platform_is_stopped_from_reaching_seal_on_any_way() {
        let graph = graph_of(&[
            ("jixiang-platform", &["jixiang-wire"]),
            ("jixiang-wire", &["jixiang-statement"]),
            ("jixiang-statement", &["jixiang-seal"]),
            ("jixiang-seal", &[]),
        ]);
        assert!(places(&graph).iter().any(|line| line.starts_with("jixiang-platform: reaches jixiang-seal")));
    }

    #[test]
    fn a_pure_crate_with_a_clock_and_an_unknown_crate_are_found() {
        let graph = graph_of(&[("jixiang-seal", &["tokio"]), ("jixiang-extra", &[]), (TESTS, &["tokio"])]);
        let places = places(&graph);
        assert_eq!(places.len(), 2);
        assert!(places[0].starts_with("jixiang-extra: is not in the table"));
        assert!(places[1].starts_with("jixiang-seal: uses tokio"));
    }
}
