//! Holding: later versions, older ones, the end of a grant, and that it ends nobody else's.

use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::matters::{fields, table};
use jixiang_tests::processes::{Jx, Result, Sides};

/// A head and a staff member of a third department, found in the directory.
fn audit(sides: &Sides) -> Result<(Jx, Jx)> {
    let people = sides.li.rows(&["staff", "吉林省审计厅"])?;
    let of = |post: &str| {
        let person = people.iter().find(|person| text(person, "post").starts_with(post));
        text(person.expect("the department has such a post"), "id").to_owned()
    };
    let (head, staff) = (of("办公室 主任"), of("综合处"));
    Ok((Jx::signed_in(&sides.province, &head, &head)?, Jx::signed_in(&sides.province, &staff, &staff)?))
}

#[test]
fn a_grant_opens_later_and_older_versions_until_it_is_revoked() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, wang, zhao, .. } = &sides;
    let (dataset, first) = sides.release(1, &[])?;
    let request = sides.agree(&dataset, &[])?;
    wang.receives(&request, "一月", &first)?;
    let (head, staff) = audit(&sides)?;
    let other = staff.ask(&dataset)?;
    assert_eq!(head.act(&["consent", &other])?, "submitted");
    assert_eq!(li.act(&["agree", &other])?, "agreed");

    let second = table(zhang.folder(), 2)?;
    zhang.publish(&second, &["--dataset", &dataset])?;
    assert_eq!(li.act(&["consent", &dataset])?, "released");
    wang.run(&["sync"])?.done()?;
    assert_eq!(wang.state_of(&["holdings"], &dataset)?, "outdated");
    wang.receives(&dataset, "二月", &second)?;
    assert_eq!(wang.state_of(&["holdings"], &dataset)?, "current");
    for (jx, folder) in [(wang, "again"), (zhang, "own")] {
        jx.fetch_version(&dataset, 1, folder)?.done()?;
        table(zhang.folder(), 1)?;
        jx.holds(folder, &first)?;
    }
    table(zhang.folder(), 2)?;
    zhang.receives(&dataset, "own 2", &second)?;
    wang.fetch_version(&dataset, 3, "none")?.failed("not_found")?;

    assert_eq!(li.act(&["revoke", &request, "--reason", "用途已结束"])?, "revoked");
    assert_eq!(wang.words_of(&request, "revoke")?, "用途已结束");
    let third = table(zhang.folder(), 3)?;
    zhang.publish(&third, &["--dataset", &dataset])?;
    assert_eq!(li.act(&["consent", &dataset])?, "released");
    for jx in [wang, zhao] {
        jx.run(&["fetch", &dataset, "--to", "closed"])?.failed("no_grant")?;
        jx.run(&["fetch", &request, "--to", "closed"])?.failed("no_grant")?;
        jx.fetch_version(&dataset, 3, "closed")?.failed("no_grant")?;
    }
    staff.receives(&dataset, "三月", &third)?;
    let ledger = sides.ledger()?;
    assert_eq!(ledger.kinds_of(&other)?, ["consent", "grant", "reseal", "receipt"], "carried on into fresh keys");
    let kinds = ledger.kinds_of(&request)?;
    assert_eq!(kinds.last().map(String::as_str), Some("revoke"), "nothing was carried on: {kinds:?}");
    assert_eq!(wang.page(&dataset)?["state"]["way"], "ask", "it may be asked for again");
    let states: Vec<String> = zhang.page(&dataset)?["grants"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|grant| format!("{} {}", text(&grant["party"], "department"), text(&grant["state"], "state")))
        .collect();
    assert!(states.contains(&"长春市财政局 revoked".to_owned()), "{states:?}");
    assert!(states.contains(&"吉林省审计厅 lives".to_owned()), "{states:?}");
    Ok(())
}

#[test]
fn a_grant_for_this_version_opens_no_other() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, wang, zhao, .. } = &sides;
    let (dataset, first) = sides.release(1, &[])?;
    let request = sides.submit(&dataset)?;
    // Staff prepare it while version 1 is the newest; the head lets it out after version 2.
    assert_eq!(zhang.act(&["agree", &request, "--this-version"])?, "awaiting_answer");
    let second = table(li.folder(), 2)?;
    assert_eq!(text(&li.publish(&second, &["--dataset", &dataset])?, "state"), "released");
    assert_eq!(li.act(&["consent", &request])?, "agreed");
    wang.receives(&request, "收到", &first)?;
    wang.fetch_version(&dataset, 2, "closed")?.failed("no_grant")?;
    zhao.fetch_version(&dataset, 2, "closed")?.failed("no_grant")?;
    assert_eq!(zhang.page(&dataset)?["grants"][0]["version"], 1);
    Ok(())
}

#[test]
fn own_data_needs_no_request() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, .. } = &sides;
    let (dataset, file) = sides.release(1, &[])?;
    li.receives(&dataset, "自用", &file)?;
    zhang.run(&[&["request", dataset.as_str()], fields().as_slice()].concat())?.failed("not_allowed")?;
    Ok(())
}
