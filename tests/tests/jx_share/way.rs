//! The whole way, from a table on a desk to the same bytes in another department.

use jixiang_tests::canary;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::matters::{ROW, TABLE, table};
use jixiang_tests::processes::{Jx, Result, Sides};
use serde_json::Value;

/// The only row of a list that is about this matter or dataset.
fn row(jx: &Jx, list: &[&str], field: &str, value: &str) -> Result<Value> {
    let rows = jx.rows(list)?;
    match rows.as_slice() {
        [row] if row[field] == value => Ok(row.clone()),
        other => panic!("{list:?}: {other:?}"),
    }
}

fn pairs(acts: &[(&str, &str)]) -> Vec<(String, String)> {
    acts.iter().map(|(act, who)| ((*act).to_owned(), (*who).to_owned())).collect()
}

#[test]
fn a_table_is_published_found_asked_for_granted_and_received() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, wang, zhao, province } = &sides;
    let file = table(zhang.folder(), 1)?;

    let published = zhang.publish(&file, &[])?;
    assert_eq!((text(&published, "event"), text(&published, "state")), ("published", "awaiting_release"));
    assert_eq!(published.get("version"), None, "a version gets its number when it is let out");
    let dataset = text(&published, "dataset");
    assert_eq!(text(&published, "id"), dataset);
    assert_eq!(wang.rows(&["search", "编制"])?.len(), 0, "nobody else sees it before its release");
    let waits = row(li, &["inbox"], "kind", "publication")?;
    assert_eq!((text(&waits, "state"), text(&waits, "title")), ("awaiting_release", TABLE));
    assert!(text(&waits, "party").contains("张敏"), "{waits}");
    assert_eq!(li.act(&["consent", dataset])?, "released");

    for words in ["编制", "编", "名册", "bianzhi", "bz", "bzry"] {
        let found = row(wang, &["search", words], "id", dataset)?;
        assert_eq!((text(&found, "state"), text(&found, "provider")), ("none", "吉林省财政厅"), "{words}");
    }
    assert_eq!(wang.rows(&["search", "编制", "--department", "长春市财政局"])?.len(), 0);
    assert_eq!(wang.page(dataset)?["state"]["way"], "ask");
    wang.run(&["fetch", dataset])?.failed("no_grant")?;

    let request = wang.ask(dataset)?;
    wang.run(&["fetch", &request])?.failed("no_grant")?;
    assert_eq!(li.rows(&["inbox"])?.len(), 0, "nothing leaves before the own head consents");
    assert_eq!(text(&row(zhao, &["inbox"], "id", &request)?, "state"), "awaiting_consent");
    assert_eq!(zhao.act(&["consent", &request])?, "submitted");
    assert_eq!(wang.page(dataset)?["state"]["way"], "wait");
    let asked = row(li, &["inbox"], "id", &request)?;
    assert_eq!((text(&asked, "state"), text(&asked["due"], "due")), ("submitted", "left"), "{asked}");
    assert_eq!(li.act(&["agree", &request])?, "agreed");

    assert_eq!(wang.page(dataset)?["state"]["way"], "fetch");
    wang.receives(&request, "收到", &file)?;
    assert_eq!(zhang.page(dataset)?["grants"][0]["confirmed"], 1);
    let acts = [("request", "王丽娟"), ("consent", "赵建华"), ("grant", "李国强"), ("receipt", "王丽娟")];
    for jx in [zhang, li, wang, zhao] {
        assert_eq!(jx.acts(&request)?, pairs(&acts));
        assert_eq!(jx.rows(&["inbox"])?.len(), 0, "nothing is left to decide");
    }
    assert_eq!(wang.acts(dataset)?.last(), Some(&("release".to_owned(), "李国强".to_owned())));
    let ledger = sides.ledger()?;
    assert_eq!(ledger.kinds_of(dataset)?, ["release"]);
    assert_eq!(ledger.kinds_of(&request)?, ["consent", "grant", "receipt"]);

    let clear = [file, wang.folder().join("收到")];
    let hits = canary::search(&[ROW], &[province.folder().to_owned()], &clear);
    assert!(hits.is_empty(), "a row lies in the clear: {hits:?}");
    Ok(())
}
