//! Holds docs/openapi.json to the contract; `JIXIANG_WRITE=1` writes it anew.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::path::Path;

#[test]
fn the_committed_document_is_the_generated_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let generated = jixiang_wire::document();
    if std::env::var_os("JIXIANG_WRITE").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(committed == generated, "docs/openapi.json is stale: run this test with JIXIANG_WRITE=1 and commit it");
}

#[test]
fn the_document_has_every_path_of_the_contract() {
    use jixiang_wire::path;
    let document: serde_json::Value = serde_json::from_str(&jixiang_wire::document()).unwrap();
    let mut named: Vec<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut known = [
        path::REALM,
        path::DEMO_STAFF,
        path::DEMO_SIGN_IN,
        path::ME,
        path::ENROLMENTS,
        path::DEVICE_SCOPES,
        path::STATEMENTS,
        path::SCOPE,
        path::STREAM,
        path::MISSING,
        path::OBJECT,
        path::OPENAPI,
    ];
    known.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, known);
}
