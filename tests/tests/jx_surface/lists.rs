//! The directory, and lists that fill.

use jixiang_tests::desks::Province;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::{Jx, Result};

#[test]
fn departments_and_staff_are_found_by_words() -> Result<()> {
    let province = Province::start()?;
    let jx = Jx::signed_in(&province, "sun", "dsj-sun")?;
    let found = jx.rows(&["departments", "长春市", "财政局"])?;
    let first = found.first().expect("it is there");
    assert_eq!((text(first, "kind"), text(first, "title")), ("department", "长春市财政局"));
    assert_eq!(text(first, "id").len(), 18, "the id of a department is its credit code");
    assert_eq!(text(first, "path"), "吉林省 / 长春市 / 财政局");

    let zhao = jx.rows(&["staff", "cc-zhao"])?;
    assert_eq!(zhao.len(), 1);
    let zhao = &zhao[0];
    assert_eq!((text(zhao, "id"), text(zhao, "kind"), text(zhao, "title")), ("cc-zhao", "person", "赵建华"));
    assert_eq!((text(zhao, "department"), text(zhao, "post")), ("长春市财政局", "预算处 处长"));

    let all = jx.rows(&["departments"])?;
    assert!(all.len() > 500, "{} departments", all.len());
    assert_eq!(jx.rows(&["departments", "没有这个部门"])?.len(), 0);
    assert!(jx.rows(&["staff"])?.len() > all.len());
    Ok(())
}

#[test]
fn what_is_over_leaves_the_inbox_and_stays_in_the_whole_list() -> Result<()> {
    let province = Province::start()?;
    let li = Jx::signed_in(&province, "li", "cz-li")?;
    let zhao = Jx::signed_in(&province, "zhao", "cc-zhao")?;
    let file = li.folder().join("表.csv");
    std::fs::write(&file, "甲,乙\r\n")?;
    let (kept, over) = (li.send(&[&file], "cc-zhao")?, li.send(&[&file], "cc-zhao")?);
    assert_eq!(text(&li.run(&["take-back", &over])?.done()?, "state"), "done");
    let ids =
        |rows: Vec<serde_json::Value>| -> Vec<String> { rows.iter().map(|row| text(row, "id").to_owned()).collect() };
    assert_eq!(ids(zhao.rows(&["inbox"])?), [kept.as_str()]);
    let mut all = ids(zhao.rows(&["inbox", "--all"])?);
    all.sort();
    let mut both = [kept.clone(), over.clone()];
    both.sort();
    assert_eq!(all, both);
    assert_eq!(zhao.state_of(&["inbox", "--all"], &over)?, "taken_back");
    assert_eq!(li.rows(&["sent"])?.len(), 2);
    Ok(())
}
