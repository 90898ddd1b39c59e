//! Unconditional, withheld, and released by a head's leave.

use jixiang_tests::canary;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::matters::{ROW, fields, in_days, table, table_with};
use jixiang_tests::processes::{Result, Sides};

#[test]
fn unconditional_data_is_asked_for_and_granted_by_the_own_heads_consent() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, wang, zhao, .. } = &sides;
    let (dataset, file) = sides.release(1, &["--class", "unconditional"])?;
    wang.run(&["fetch", &dataset])?.failed("no_grant")?;
    let request = wang.ask(&dataset)?;
    wang.run(&["fetch", &request])?.failed("no_grant")?;
    assert_eq!(zhao.act(&["consent", &request])?, "agreed");
    wang.receives(&request, "收到", &file)?;
    assert_eq!(li.rows(&["inbox"])?.len(), 0, "the provider has nothing to decide");
    let file = table(zhang.folder(), 2)?;
    zhang.publish(&file, &["--dataset", &dataset])?;
    assert_eq!(li.act(&["consent", &dataset])?, "released");
    wang.receives(&dataset, "二月", &file)?;
    assert_eq!(zhang.page(&dataset)?["grants"][0]["confirmed"], 2);
    assert_eq!(sides.ledger()?.kinds_of(&request)?, ["consent", "receipt", "receipt"]);
    Ok(())
}

#[test]
fn withheld_data_never_leaves_and_a_request_is_answered_with_its_statute() -> Result<()> {
    const STATUTE: &str = "《中华人民共和国保守国家秘密法》第十三条";
    let sides = Sides::seated()?;
    let Sides { zhang, li, wang, province, .. } = &sides;
    let file = table(zhang.folder(), 1)?;
    let published = zhang.publish(&file, &["--class", "withheld", "--statute", STATUTE])?;
    let dataset = text(&published, "dataset");
    assert_eq!(published["bytes"], 0, "nothing is read of it: {published}");
    assert_eq!(li.act(&["consent", dataset])?, "released");
    assert_eq!(wang.rows(&["search", "编制"])?.len(), 1, "that it exists is public");
    assert_eq!(wang.page(dataset)?["state"], serde_json::json!({ "way": "statute", "text": STATUTE }));
    let before = sides.ledger()?.len()?;
    wang.run(&[&["request", dataset], fields().as_slice()].concat())?.failed("withheld")?;
    for jx in [wang, zhang] {
        jx.run(&["fetch", dataset])?.failed("withheld")?;
    }
    assert_eq!(sides.ledger()?.len()?, before, "nothing was signed");
    let hits = canary::search(&[ROW], &[province.folder().to_owned()], &[file]);
    assert!(hits.is_empty(), "a row lies in the clear: {hits:?}");
    Ok(())
}

#[test]
fn a_heads_leave_lets_staff_release_while_columns_and_class_stay() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, wang, .. } = &sides;
    let (dataset, _) = sides.release(1, &[])?;
    sides.agree(&dataset, &[])?;
    let file = table(zhang.folder(), 2)?;
    let until = in_days(200);
    let leave = ["--dataset", &dataset, "--standing-until", &until];
    zhang.run(&[&["publish", &file.to_string_lossy()], leave.as_slice()].concat())?.failed("not_allowed")?;
    assert_eq!(text(&li.publish(&file, &leave)?, "state"), "released");

    let file = table(zhang.folder(), 3)?;
    let published = zhang.publish(&file, &["--dataset", &dataset])?;
    assert_eq!((text(&published, "state"), &published["version"]), ("released", &3.into()));
    assert_eq!(li.rows(&["inbox"])?.len(), 0);
    wang.receives(&dataset, "三月", &file)?;

    let file = table_with(zhang.folder(), "姓名,身份证号,编制类型", 4)?;
    let published = zhang.publish(&file, &["--dataset", &dataset])?;
    assert_eq!(text(&published, "state"), "awaiting_release", "other columns were never let out");
    assert_eq!(li.act(&["decline", &dataset, "--reason", "不得含身份证号"])?, "declined");
    let file = table(zhang.folder(), 5)?;
    let other = ["--dataset", &dataset, "--class", "conditional", "--condition", "仅限省本级"];
    assert_eq!(text(&zhang.publish(&file, &other)?, "state"), "awaiting_release", "another condition, too");
    assert_eq!(li.act(&["consent", &dataset])?, "released");
    wang.receives(&dataset, "五月", &file)?;
    Ok(())
}

#[test]
fn what_becomes_conditional_is_closed_to_those_who_never_were_granted_it() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, zhao, .. } = &sides;
    let (dataset, open) = sides.release(1, &["--class", "unconditional"])?;
    let asked = zhao.ask(&dataset)?;
    zhao.receives(&asked, "一月", &open)?;
    let closed = table(li.folder(), 2)?;
    let narrowed = ["--dataset", &dataset, "--class", "conditional", "--condition", "仅用于预算编审"];
    assert_eq!(text(&li.publish(&closed, &narrowed)?, "state"), "released");
    zhao.fetch_version(&dataset, 2, "二月")?.failed("no_grant")?;
    zhao.receives(&dataset, "仍是一月", &open)?;
    let request = zhao.ask(&dataset)?;
    zhao.fetch_version(&dataset, 2, "二月")?.failed("no_grant")?;
    assert_eq!(li.act(&["agree", &request])?, "agreed");
    zhao.receives(&dataset, "二月", &closed)?;
    let statute = ["publish", "--dataset", &dataset, "--class", "withheld", "--statute", "《保守国家秘密法》"];
    assert_eq!(li.act(&statute)?, "released");
    zhao.run(&[&["request", dataset.as_str()], fields().as_slice()].concat())?.failed("withheld")?;
    zhao.fetch_version(&dataset, 3, "三月")?.failed("withheld")?;
    zhang.receives(&dataset, "自用", &closed)?;
    Ok(())
}
