//! Turned down, returned, refused, taken back: every turn of the way, and that it can be gone again.

use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::matters::{TABLE, UNTIL, in_days, table};
use jixiang_tests::processes::{Result, Sides};

#[test]
fn what_the_head_turned_down_is_published_anew() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, wang, .. } = &sides;
    let file = table(zhang.folder(), 1)?;
    let declined = zhang.publish(&file, &[])?;
    let declined = text(&declined, "dataset");
    assert_eq!(li.act(&["decline", declined, "--reason", "名称不对"])?, "declined");
    let told = zhang.rows(&["inbox", "--all"])?;
    assert_eq!((told.len(), text(&told[0], "state")), (1, "declined"), "{told:?}");
    assert_eq!(zhang.words_of(declined, "decline")?, "名称不对");
    wang.run(&["show", declined])?.failed("not_found")?;
    li.run(&["consent", declined])?.failed("not_allowed")?;
    assert_eq!(sides.ledger()?.kinds_of(declined)?, [""; 0], "nothing was let out");

    // The draft is mended as what it was, or something else is made of it.
    let again = zhang.publish(&file, &["--dataset", declined, "--title", "编制人员名册（全省）"])?;
    assert_eq!((text(&again, "dataset"), text(&again, "state")), (declined, "awaiting_release"));
    let twice = ["publish", &file.to_string_lossy(), "--dataset", declined];
    zhang.run(&twice)?.failed("not_allowed")?;
    assert_eq!(li.act(&["consent", declined])?, "released");
    let other = zhang.publish(&file, &[])?;
    assert_eq!(li.act(&["consent", text(&other, "dataset")])?, "released");
    let mut found: Vec<String> =
        wang.rows(&["search", "编制"])?.iter().map(|row| text(row, "title").to_owned()).collect();
    found.sort();
    assert_eq!(found, [TABLE, "编制人员名册（全省）"]);
    assert_eq!(sides.ledger()?.kinds_of(declined)?, ["release"]);
    Ok(())
}

#[test]
fn a_request_that_was_turned_down_or_returned_is_submitted_again() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, wang, zhao, .. } = &sides;
    let (dataset, file) = sides.release(1, &[])?;
    let request = wang.ask(&dataset)?;
    assert_eq!(zhao.act(&["decline", &request, "--reason", "依据写得不清楚"])?, "declined");
    assert_eq!(wang.state_of(&["inbox"], &request)?, "declined");
    assert_eq!(wang.words_of(&request, "decline")?, "依据写得不清楚");
    assert_eq!(sides.ledger()?.kinds_of(&request)?, [""; 0], "the provider never hears of it");

    assert_eq!(wang.act(&["resubmit", &request, "--basis", "《预算法》第六条"])?, "awaiting_consent");
    assert_eq!(zhao.act(&["consent", &request])?, "submitted");
    assert_eq!(zhang.act(&["return", &request, "--missing", "红头文件", "岗位说明"])?, "returned");
    assert_eq!(wang.state_of(&["inbox"], &request)?, "returned");
    let missing = wang.words_of(&request, "return")?;
    assert!(missing.contains("红头文件") && missing.contains("岗位说明"), "everything at once: {missing}");
    wang.run(&["fetch", &request])?.failed("no_grant")?;

    assert_eq!(wang.act(&["resubmit", &request, "--scenario", "核对本市工资预算"])?, "awaiting_consent");
    assert_eq!(li.rows(&["inbox"])?.len(), 0, "it waits for the own head again");
    assert_eq!(zhao.act(&["consent", &request])?, "submitted");
    let until = in_days(60);
    let terms = ["agree", &request, "--until", &until, "--condition", "只用于核对"];
    assert_eq!(li.act(&terms)?, "agreed");
    assert_eq!(wang.page(&dataset)?["state"]["until"], until.as_str(), "shorter than it was asked for");
    assert_eq!(wang.words_of(&request, "grant")?, "只用于核对");
    wang.receives(&request, "收到", &file)?;
    let kinds = ["consent", "answer", "consent", "grant", "receipt"];
    assert_eq!(sides.ledger()?.kinds_of(&request)?, kinds);
    Ok(())
}

#[test]
fn an_answer_that_staff_prepared_waits_for_their_head() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, wang, zhao, .. } = &sides;
    let (dataset, file) = sides.release(1, &[])?;
    let request = sides.submit(&dataset)?;
    assert_eq!(zhang.act(&["refuse", &request, "--reason", "用途不在职责之内"])?, "awaiting_answer");
    assert_eq!(wang.state_of(&["sent"], &request)?, "submitted", "the other side hears of it when it is let out");
    assert_eq!(li.act(&["decline", &request, "--reason", "职责清单第三项"])?, "submitted");
    let until = in_days(1_100);
    let terms = ["agree", &request, "--until", &until, "--condition", "只用于核对"];
    assert_eq!(zhang.act(&terms)?, "awaiting_answer");
    wang.run(&["fetch", &request])?.failed("no_grant")?;
    assert_eq!(li.act(&["consent", &request])?, "agreed");
    assert_eq!(zhao.page(&dataset)?["state"]["until"], UNTIL.as_str(), "never longer than it was asked for");
    wang.receives(&request, "收到", &file)?;
    assert_eq!(sides.ledger()?.kinds_of(&request)?, ["consent", "consent", "grant", "receipt"]);

    let refused = sides.submit(&dataset)?;
    assert_eq!(zhang.act(&["refuse", &refused, "--reason", "已有授权"])?, "awaiting_answer");
    assert_eq!(li.act(&["consent", &refused])?, "refused");
    assert_eq!(wang.words_of(&refused, "refuse")?, "已有授权");
    let refused = sides.submit(&dataset)?;
    assert_eq!(li.act(&["refuse", &refused, "--reason", "重复申请"])?, "refused");
    assert_eq!(zhao.words_of(&refused, "refuse")?, "重复申请");
    Ok(())
}

#[test]
fn a_request_is_taken_back_and_another_may_follow() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, wang, zhao, .. } = &sides;
    let (dataset, file) = sides.release(1, &[])?;
    let request = sides.submit(&dataset)?;
    assert_eq!(wang.act(&["withdraw", &request, "--reason", "不再需要"])?, "withdrawn");
    assert_eq!(li.rows(&["inbox"])?.len(), 0);
    assert_eq!(zhang.words_of(&request, "withdraw")?, "不再需要");
    wang.run(&["fetch", &request])?.failed("no_grant")?;
    assert_eq!(wang.page(&dataset)?["state"]["way"], "ask");
    // A head's own request carries the consent with it.
    let another = zhao.ask(&dataset)?;
    assert_eq!(li.state_of(&["inbox"], &another)?, "submitted");
    assert_eq!(li.act(&["agree", &another])?, "agreed");
    wang.receives(&another, "收到", &file)?;
    assert_eq!(sides.ledger()?.kinds_of(&request)?, ["consent", "withdraw"]);
    Ok(())
}
