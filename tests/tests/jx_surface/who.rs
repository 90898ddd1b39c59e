//! WHO: a staff id, a credit code, or a name with exactly one match; one recipient or several.

use std::collections::BTreeMap;

use jixiang_tests::desks::Province;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::{Jx, Ledger, Result, papers};

#[test]
fn a_recipient_is_named_by_staff_id_credit_code_or_exact_name() -> Result<()> {
    let province = Province::start()?;
    let li = Jx::signed_in(&province, "li", "cz-li")?;
    let zhao = Jx::signed_in(&province, "zhao", "cc-zhao")?;
    let wang = Jx::signed_in(&province, "wang", "cc-wang")?;
    let zhang = Jx::signed_in(&province, "zhang", "cz-zhang")?;
    let file = li.folder().join("表.csv");
    std::fs::write(&file, "甲,乙\r\n")?;
    let finance = li.rows(&["departments", "长春市财政局"])?;
    let code = text(&finance[0], "id").to_owned();
    for (who, to_all) in [("cc-zhao", false), ("赵建华", false), (code.as_str(), true), ("长春市财政局", true)]
    {
        let id = li.send(&[&file], who)?;
        let sees = |jx: &Jx| -> Result<bool> { Ok(jx.rows(&["inbox"])?.iter().any(|row| text(row, "id") == id)) };
        assert!(sees(&zhao)?, "{who}");
        assert_eq!(sees(&wang)?, to_all, "a delivery to {who} in the inbox of a colleague");
        assert!(!sees(&zhang)?, "{who}");
        for (jx, may) in [(&zhao, true), (&wang, to_all)] {
            let folder = jx.folder().join(who);
            let said = jx.fetch(&id, &folder)?;
            if may {
                said.done()?;
                assert!(papers::same_bytes(&file, &folder.join("表.csv"))?);
            } else {
                said.failed("not_found")?;
            }
        }
    }
    Ok(())
}

#[test]
fn a_name_that_several_have_or_nobody_has_is_refused() -> Result<()> {
    let province = Province::start()?;
    let li = Jx::signed_in(&province, "li", "cz-li")?;
    let file = li.folder().join("表.csv");
    std::fs::write(&file, "甲,乙\r\n")?;
    let mut names: BTreeMap<String, u32> = BTreeMap::new();
    for person in li.rows(&["staff"])? {
        *names.entry(text(&person, "title").to_owned()).or_default() += 1;
    }
    let twice = names.iter().find(|(_, count)| **count > 1).expect("the province has namesakes");
    let send = |who: &str| li.run(&["send", "表.csv", "--to", who]);
    let line = send(twice.0)?.failed("ambiguous_recipient")?;
    assert!(text(&line, "what").contains(twice.0.as_str()), "{line}");
    for nobody in ["没有此人", "赵建", "cc-zhao ", "财政局"] {
        send(nobody)?.failed("unknown_recipient")?;
    }
    let ledger = Ledger::open(&province.data())?;
    assert_eq!(ledger.deliveries()?.len(), 0, "nothing was sent");
    Ok(())
}

#[test]
fn several_recipients_share_one_delivery_and_each_receipt_counts() -> Result<()> {
    let province = Province::start()?;
    let li = Jx::signed_in(&province, "li", "cz-li")?;
    let zhao = Jx::signed_in(&province, "zhao", "cc-zhao")?;
    let sun = Jx::signed_in(&province, "sun", "dsj-sun")?;
    let (first, second) = (li.folder().join("一.txt"), li.folder().join("二.txt"));
    std::fs::write(&first, "一")?;
    std::fs::write(&second, "二")?;
    // Who is named twice is one recipient.
    let words = ["send", "一.txt", "二.txt", "--to", "cc-zhao", "--to", "孙立新", "--to", "dsj-sun"];
    let id = text(&li.run(&words)?.done()?, "delivery").to_owned();
    assert_eq!(li.rows(&["sent"])?[0]["parties"].as_array().map(Vec::len), Some(2));
    for (jx, state) in [(&zhao, "stored"), (&sun, "verified")] {
        let folder = jx.folder().join("收到");
        jx.fetch(&id, &folder)?.done()?;
        assert_eq!(papers::names(&folder)?, ["一.txt", "二.txt"]);
        assert_eq!(li.state_of(&["sent"], &id)?, state, "the furthest step of all");
    }
    let kinds = Ledger::open(&province.data())?.kinds_of(&id)?;
    assert_eq!(kinds, ["delivery", "receipt", "receipt"]);
    Ok(())
}
