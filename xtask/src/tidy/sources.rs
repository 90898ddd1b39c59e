//! The rules that can be seen in one source file: its size, its first sentence, and words that may not stay.

use super::{Finding, Source};

/// A file that grows past this is asking to be two things.
const MOST_LINES: usize = 450;

/// The bird's eye view stays one.
const MOST_LINES_OF_ARCHITECTURE: usize = 200;

/// What we count as code.
const CODE: &[&str] = &["rs", "ts", "vue", "js", "mjs", "py", "sh", "sql"];

/// Words that stand for work left undone. In two parts, so that this file does not find itself.
const UNDONE: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("dbg", "!(")];

/// Words that wait for a time instead of an event.
const SLEEPS: &[&str] = &[concat!("thread::", "sleep"), concat!("time::", "sleep"), concat!("sleep", "_ms(")];

/// Tests that do not run.
const NOT_RUN: &[&str] = &[
    concat!("#[ig", "nore"),
    concat!("it.", "skip"),
    concat!("describe.", "skip"),
    concat!("it.", "only"),
    concat!("describe.", "only"),
];

/// Names that say nothing.
const EMPTY_NAMES: &[&str] = &["Manager", "Service", "Helper", "Util", "Utils"];

/// Beginnings of paths that exist on one machine only.
const MACHINE_PATHS: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/fa", "rm/"), concat!("/ho", "me/"), concat!("/ro", "ot/")];

/// The folder that alone may import Tauri, and the one that is generated.
const HOST: &str = "ui/src/host/";
const GENERATED: &str = "ui/src/contract/";

/// The findings in one file.
pub(crate) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = size(source);
    findings.extend(machine_paths(source));
    if !is_code(source) {
        return findings;
    }
    findings.extend(words(source));
    if is_rust(source) {
        findings.extend(first_sentence(source));
        findings.extend(names(source));
        findings.extend(sleeps(source));
        findings.extend(platform_library(source));
    }
    if source.path.starts_with("ui/src/") {
        findings.extend(window_sources(source));
    }
    findings
}

fn extension(source: &Source) -> &str {
    source.path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn is_code(source: &Source) -> bool {
    CODE.contains(&extension(source))
}

fn is_rust(source: &Source) -> bool {
    extension(source) == "rs"
}

fn size(source: &Source) -> Vec<Finding> {
    let lines = source.text.lines().count();
    let most = match source.path.as_str() {
        "ARCHITECTURE.md" => MOST_LINES_OF_ARCHITECTURE,
        path if is_code(source) && !path.starts_with(GENERATED) => MOST_LINES,
        _ => return Vec::new(),
    };
    let finding = || Finding::new(&source.path, format!("has {lines} lines, at most {most}: make it two things"));
    (lines > most).then(finding).into_iter().collect()
}

fn words(source: &Source) -> Vec<Finding> {
    let undone = UNDONE.iter().map(|word| (*word, "finish it or write down a plan elsewhere"));
    let not_run = NOT_RUN.iter().map(|word| (*word, "every test runs, always"));
    undone.chain(not_run).flat_map(|(word, what)| occurrences(source, 0, word, what)).collect()
}

/// Every Rust file says in its first sentence what it is for.
fn first_sentence(source: &Source) -> Vec<Finding> {
    let first = source.text.lines().next().unwrap_or_default();
    let says = first.strip_prefix("//! ").is_some_and(|sentence| sentence.split_whitespace().count() >= 4);
    if says {
        Vec::new()
    } else {
        vec![Finding::new(format!("{}:1", source.path), "begin with `//! ` and a sentence that says what it is for")]
    }
}

fn names(source: &Source) -> Vec<Finding> {
    let mut findings = occurrences(source, 0, concat!("fn ", "get_"), "name it without `get_`");
    for (index, line) in source.text.lines().enumerate() {
        let mut words = line
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .skip_while(|word| !matches!(*word, "struct" | "enum" | "trait"));
        let is_definition = line.trim_start().starts_with(['s', 'e', 't', 'p']) && words.next().is_some();
        let name = words.next().unwrap_or_default();
        if is_definition && EMPTY_NAMES.iter().any(|empty| name.ends_with(empty)) {
            findings.push(finding(source, index, &format!("`{name}`: say what it does instead")));
        }
    }
    findings
}

/// No test waits for a time. Tests are files in `tests` folders, files named `tests.rs` or `…_tests.rs`, and what follows
/// `#[cfg(test)]`.
fn sleeps(source: &Source) -> Vec<Finding> {
    let is_test = |part: &str| part == "tests" || part == "tests.rs" || part.ends_with("_tests.rs");
    let is_test_file = source.path.split('/').any(is_test);
    let lines: Vec<&str> = source.text.lines().collect();
    let from = if is_test_file {
        Some(0)
    } else {
        lines.iter().position(|line| line.trim_start().starts_with("#[cfg(test)]"))
    };
    let Some(from) = from else { return Vec::new() };
    SLEEPS.iter().flat_map(|word| occurrences(source, from, word, "wait for the event, not for a time")).collect()
}

/// The platform's library knows neither seals nor the demo; only its binary links the demo.
fn platform_library(source: &Source) -> Vec<Finding> {
    let Some(file) = source.path.strip_prefix("crates/platform/src/") else {
        return Vec::new();
    };
    if file == "main.rs" || file.starts_with("bin/") {
        return Vec::new();
    }
    let foreign = ["jixiang_demo", "jixiang_seal"];
    foreign.iter().flat_map(|word| occurrences(source, 0, word, "only the binary may, and only for `--demo`")).collect()
}

fn window_sources(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !source.path.starts_with(HOST) {
        findings.extend(occurrences(source, 0, concat!("@tauri", "-apps"), "only ui/src/host imports Tauri"));
    }
    if source.path.starts_with(GENERATED)
        && !source.text.lines().take(3).any(|line| line.to_lowercase().contains("generated"))
    {
        findings.push(Finding::new(
            &source.path,
            "this folder is generated from crates/contract; write nothing here by hand",
        ));
    }
    findings
}

/// A path that begins at the root of one developer's machine.
fn machine_paths(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let found = MACHINE_PATHS.iter().find(|path| line.match_indices(**path).any(|(at, _)| begins_a_path(line, at)));
        if let Some(path) = found {
            findings.push(finding(source, index, &format!("names a path of one machine ({path}…)")));
        }
    }
    findings
}

fn begins_a_path(line: &str, at: usize) -> bool {
    let before = line[..at].chars().next_back();
    !before.is_some_and(|letter| letter.is_alphanumeric() || "./-_~}".contains(letter))
}

/// A finding for every line from `from` on that contains `word`.
fn occurrences(source: &Source, from: usize, word: &str, what: &str) -> Vec<Finding> {
    let lines = source.text.lines().enumerate().skip(from);
    lines
        .filter(|(_, line)| line.contains(word))
        .map(|(index, _)| finding(source, index, &format!("`{word}`: {what}")))
        .collect()
}

fn finding(source: &Source, line_index: usize, what: &str) -> Finding {
    Finding::new(format!("{}:{}", source.path, line_index + 1), what)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "//! Says what it is for.\n";

    fn places(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: path.into(), text: text.into() };
        check(&source).into_iter().map(|finding| finding.place).collect()
    }

    #[test]
    fn a_plain_file_has_no_findings() {
        assert!(places("crates/a/src/lib.rs", HEAD).is_empty());
        assert!(places("ui/src/host/tauri.ts", "import { invoke } from '@tauri-apps/api/core'").is_empty());
    }

    #[test]
    fn a_file_without_a_first_sentence_and_one_too_long_are_found() {
        assert_eq!(places("crates/a/src/lib.rs", "use std::fs;\n"), ["crates/a/src/lib.rs:1"]);
        assert_eq!(places("crates/a/src/lib.rs", "//! Placeholder.\n"), ["crates/a/src/lib.rs:1"]);
        let long = format!("{HEAD}{}", "\n".repeat(MOST_LINES));
        assert_eq!(places("crates/a/src/lib.rs", &long), ["crates/a/src/lib.rs"]);
        assert!(places("Cargo.lock", &long).is_empty());
    }

    #[test]
    fn a_sleep_is_found_in_tests_and_only_there() {
        let sleep = concat!("std::thread::", "sleep(x);\n");
        assert!(places("crates/a/src/lib.rs", &format!("{HEAD}{sleep}")).is_empty());
        assert_eq!(places("crates/a/src/lib.rs", &format!("{HEAD}#[cfg(test)]\n{sleep}")), ["crates/a/src/lib.rs:3"]);
        for file in ["tests/tests/e2e.rs", "crates/a/src/tests.rs", "crates/a/src/body_tests.rs"] {
            assert_eq!(places(file, &format!("{HEAD}{sleep}")), [format!("{file}:2")]);
        }
    }

    #[test]
    fn undone_work_empty_names_and_tests_that_do_not_run_are_found() {
        let text =
            format!("{HEAD}// {}\npub(crate) struct KeyManager;\nfn {}x() {{}}\n{}]\n", UNDONE[0], "get_", NOT_RUN[0]);
        let mut found = places("crates/a/src/lib.rs", &text);
        found.sort();
        assert_eq!(
            found,
            ["crates/a/src/lib.rs:2", "crates/a/src/lib.rs:3", "crates/a/src/lib.rs:4", "crates/a/src/lib.rs:5"]
        );
    }

    #[test]
    fn tauri_outside_its_folder_and_a_hand_written_contract_are_found() {
        let import = concat!("import '@tauri", "-apps/api'");
        assert_eq!(places("ui/src/features/home/Home.vue", import), ["ui/src/features/home/Home.vue:1"]);
        assert_eq!(places("ui/src/contract/Row.ts", "export type Row = 1"), ["ui/src/contract/Row.ts"]);
    }

    #[test]
    fn the_platform_may_name_the_demo_in_its_binary_only() {
        let text = format!("{HEAD}use jixiang_demo::Province;\n");
        assert_eq!(places("crates/platform/src/router.rs", &text), ["crates/platform/src/router.rs:2"]);
        assert!(places("crates/platform/src/main.rs", &text).is_empty());
        assert!(places("crates/platform/src/bin/serve.rs", &text).is_empty());
    }

    #[test]
    fn a_path_of_one_machine_is_found_and_a_relative_one_is_not() {
        let own = format!("cd {}main", MACHINE_PATHS[0]);
        assert_eq!(places("README.md", &own), ["README.md:1"]);
        assert!(
            places("README.md", &format!("see ..{}x and https://example.cn{}x", MACHINE_PATHS[0], MACHINE_PATHS[0]))
                .is_empty()
        );
    }
}
