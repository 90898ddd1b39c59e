//! docs/format.md and the code say the same: the table of kinds is made from the code, labels and limits stand there.

use std::fmt::Write as _;
use std::path::PathBuf;

use jixiang_model::{Home, Kind, Role};
use jixiang_statement::list::{HeadRow, PackRow, Row, ScopeRow, SealRow};
use jixiang_statement::{MAX_DEPTH, MAX_ENVELOPE, MAX_PAYLOAD};

const BEGIN: &str = "<!-- kinds: made from the code, JIXIANG_WRITE=1 cargo test -p jixiang-statement -->\n";
const END: &str = "<!-- kinds end -->\n";

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/format.md")
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Staff => "staff",
        Role::Head => "head",
        Role::KeyAdmin => "key-admin",
        Role::Registrar => "registrar",
        Role::Root => "root",
    }
}

fn home(home: Home) -> &'static str {
    match home {
        Home::Realm => "realm",
        Home::Department => "department",
        Home::Dataset => "dataset",
        Home::Review => "review",
        Home::Request => "request",
        Home::Delivery => "delivery",
        Home::Heads => "heads",
    }
}

fn joined<T: Copy>(items: &[T], word: fn(T) -> &'static str) -> String {
    items.iter().map(|item| word(*item)).collect::<Vec<_>>().join(", ")
}

fn table() -> String {
    let mut table = String::from(
        "| type | signed by | stands in | state before | fields beside `header` |\n|---|---|---|---|---|\n",
    );
    for kind in Kind::ALL {
        let rule = kind.rule();
        let fields: Vec<String> = rule.fields.iter().map(|field| format!("`{field}`")).collect();
        writeln!(
            table,
            "| `{}` | {} | {} | {} | {} |",
            rule.word,
            joined(rule.signers, role),
            joined(rule.homes, home),
            rule.before,
            fields.join(" ")
        )
        .unwrap();
    }
    table
}

#[test]
fn the_table_of_the_page_is_the_table_of_the_code() {
    let page = std::fs::read_to_string(path()).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the page has a place for the table");
    let (stands, after) = rest.split_once(END).expect("the table ends");
    if std::env::var_os("JIXIANG_WRITE").is_some() {
        std::fs::write(path(), [before, BEGIN, &table(), END, after].concat()).unwrap();
        return;
    }
    assert_eq!(stands, table(), "run the command that stands above the table");
}

#[test]
fn the_page_states_every_label_and_limit() {
    let page = std::fs::read_to_string(path()).unwrap();
    let mut stated: Vec<String> =
        ["realm", "department", "scope/realm", "scope/heads", "dataset", "request", "delivery", "review"]
            .iter()
            .map(|label| format!("`jixiang/v1/{label}`"))
            .collect();
    for (label, length) in [
        (PackRow::LABEL, PackRow::LENGTH),
        (SealRow::LABEL, SealRow::LENGTH),
        (ScopeRow::LABEL, ScopeRow::LENGTH),
        (HeadRow::LABEL, HeadRow::LENGTH),
    ] {
        let label = std::str::from_utf8(label).unwrap().trim_end();
        stated.push(format!("`{label}\\n`"));
        stated.push(format!("{length} bytes"));
    }
    stated.extend([grouped(MAX_PAYLOAD), grouped(MAX_ENVELOPE), format!("at most {MAX_DEPTH} deep")]);
    for text in stated {
        assert!(page.contains(&text), "the page does not say {text}");
    }
}

/// 65536 as 65,536.
fn grouped(number: usize) -> String {
    format!("{},{:03}", number / 1000, number % 1000)
}
