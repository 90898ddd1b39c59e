//! Acts out of turn: by role, by side, by state. Each is refused by the own `jx` before anything is signed.

use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::matters::table;
use jixiang_tests::processes::{Jx, Ledger, Result, Sides};

/// Every act, with what it needs to be complete.
const ACTS: [&[&str]; 8] = [
    &["consent"],
    &["decline", "--reason", "x"],
    &["agree"],
    &["return", "--missing", "x"],
    &["resubmit", "--basis", "x"],
    &["refuse", "--reason", "x"],
    &["withdraw"],
    &["revoke", "--reason", "x"],
];

/// What each may do in a state: the provider's staff and head, the requester's staff and head.
type Lawful = [&'static [&'static str]; 4];

const NOTHING: &[&str] = &[];
const HEAD_DECIDES: &[&str] = &["consent", "decline"];

/// Tries everything that is not lawful here. Who knows nothing of the matter hears nothing of it.
fn refused(sides: &Sides, ledger: &Ledger, state: &str, id: &str, lawful: Lawful, known: [bool; 4]) -> Result<()> {
    let before = ledger.len()?;
    let people: [&Jx; 4] = [&sides.zhang, &sides.li, &sides.wang, &sides.zhao];
    for ((jx, lawful), known) in people.into_iter().zip(lawful).zip(known) {
        for act in ACTS.iter().filter(|act| !lawful.contains(&act[0])) {
            let said = jx.run(&[&act[..1], &[id], &act[1..]].concat())?;
            let who = jx.folder().file_name().unwrap_or_default().to_string_lossy().into_owned();
            let line = said.lines.last().cloned().unwrap_or_default();
            let code = if known { "not_allowed" } else { "not_found" };
            assert_eq!((said.code, text(&line, "code")), (1, code), "{state}: {} by {who}: {line}", act[0]);
            assert_eq!(ledger.len()?, before, "{state}: {} by {who} signed something", act[0]);
        }
    }
    Ok(())
}

const ALL: [bool; 4] = [true; 4];

#[test]
fn nobody_acts_out_of_turn_on_a_publication_or_on_a_request_that_waits_for_its_own_head() -> Result<()> {
    let sides = Sides::seated()?;
    let ledger = sides.ledger()?;
    let file = table(sides.zhang.folder(), 1)?;
    let published = sides.zhang.publish(&file, &[])?;
    let dataset = text(&published, "dataset");
    let lawful = [NOTHING, HEAD_DECIDES, NOTHING, NOTHING];
    refused(&sides, &ledger, "awaiting release", dataset, lawful, [true, true, false, false])?;
    assert_eq!(sides.li.act(&["consent", dataset])?, "released");
    refused(&sides, &ledger, "released", dataset, [NOTHING; 4], ALL)?;

    let request = sides.wang.ask(dataset)?;
    let lawful = [NOTHING, NOTHING, NOTHING, HEAD_DECIDES];
    refused(&sides, &ledger, "awaiting consent", &request, lawful, [false, false, true, true])?;
    assert_eq!(sides.zhao.act(&["consent", &request])?, "submitted");
    Ok(())
}

#[test]
fn nobody_acts_out_of_turn_on_a_request_that_is_considered() -> Result<()> {
    const ANSWERS: &[&str] = &["agree", "return", "refuse"];
    const TAKES_BACK: &[&str] = &["withdraw"];
    const MENDS: &[&str] = &["resubmit", "withdraw"];
    let sides = Sides::seated()?;
    let ledger = sides.ledger()?;
    let (dataset, _) = sides.release(1, &[])?;
    let request = sides.submit(&dataset)?;
    refused(&sides, &ledger, "submitted", &request, [ANSWERS, ANSWERS, TAKES_BACK, TAKES_BACK], ALL)?;
    assert_eq!(sides.zhang.act(&["agree", &request])?, "awaiting_answer");
    refused(&sides, &ledger, "awaiting answer", &request, [NOTHING, HEAD_DECIDES, TAKES_BACK, TAKES_BACK], ALL)?;
    assert_eq!(sides.li.act(&["decline", &request, "--reason", "先补材料"])?, "submitted");
    assert_eq!(sides.zhang.act(&["return", &request, "--missing", "红头文件"])?, "returned");
    refused(&sides, &ledger, "returned", &request, [NOTHING, NOTHING, MENDS, MENDS], ALL)?;
    assert_eq!(sides.wang.act(&["withdraw", &request])?, "withdrawn");
    Ok(())
}

#[test]
fn nobody_acts_out_of_turn_on_a_request_that_is_decided() -> Result<()> {
    const ENDS: &[&str] = &["revoke"];
    let sides = Sides::seated()?;
    let ledger = sides.ledger()?;
    let (dataset, _) = sides.release(1, &[])?;
    let request = sides.agree(&dataset, &[])?;
    refused(&sides, &ledger, "agreed", &request, [NOTHING, ENDS, NOTHING, NOTHING], ALL)?;
    assert_eq!(sides.li.act(&["revoke", &request, "--reason", "用途已结束"])?, "revoked");
    refused(&sides, &ledger, "revoked", &request, [NOTHING; 4], ALL)?;
    let request = sides.submit(&dataset)?;
    assert_eq!(sides.li.act(&["refuse", &request, "--reason", "重复申请"])?, "refused");
    refused(&sides, &ledger, "refused", &request, [NOTHING; 4], ALL)?;
    Ok(())
}

#[test]
fn a_day_that_has_passed_is_refused_wherever_it_is_said() -> Result<()> {
    const PAST: &str = "2025-12-31";
    let sides = Sides::seated()?;
    let ledger = sides.ledger()?;
    let (dataset, file) = sides.release(1, &[])?;
    let request = sides.submit(&dataset)?;
    let before = ledger.len()?;
    let asked = ["request", &dataset, "--basis", "x", "--scenario", "x", "--scope", "x", "--until"];
    for until in [PAST, "2027-02-30", "明年"] {
        sides.wang.run(&[&asked, [until].as_slice()].concat())?.failed("field_invalid")?;
    }
    for jx in [&sides.zhang, &sides.li] {
        jx.run(&["agree", &request, "--until", PAST])?.failed("field_invalid")?;
    }
    let file = file.to_string_lossy();
    sides.li.run(&["publish", &file, "--dataset", &dataset, "--standing-until", PAST])?.failed("field_invalid")?;
    assert_eq!(ledger.len()?, before, "nothing was signed");
    Ok(())
}

/// Two handlers of the same request, each with a decision of their own, again and again: one of them decides, the other is
/// told before anything is signed or counts.
#[test]
fn of_two_who_decide_at_once_one_decides() -> Result<()> {
    let sides = Sides::seated()?;
    let Sides { zhang, li, .. } = &sides;
    let ledger = sides.ledger()?;
    let (dataset, _) = sides.release(1, &[])?;
    for round in 0..4 {
        let request = sides.submit(&dataset)?;
        let returning = zhang.start(&["return", &request, "--missing", "红头文件"])?;
        let agreeing = li.start(&["agree", &request])?;
        let (returned, agreed) = (returning.ended()?, agreeing.ended()?);
        let kinds = ledger.kinds_of(&request)?;
        let late = match (returned.code, agreed.code) {
            (0, _) => {
                assert_eq!(kinds, ["consent", "answer"], "round {round}");
                agreed
            }
            (_, 0) => {
                assert_eq!(kinds, ["consent", "grant"], "round {round}");
                returned
            }
            _ => panic!("round {round}: {:?} {:?}", returned.lines, agreed.lines),
        };
        let line = late.lines.last().cloned().unwrap_or_default();
        assert!(late.code == 1 && ["changed", "not_allowed"].contains(&text(&line, "code")), "round {round}: {line}");
        let stands =
            [zhang, li].map(|jx| jx.run(&["sync"]).and_then(|said| said.done()).and_then(|_| jx.acts(&request)));
        let [one, other] = stands;
        assert_eq!(one?, other?, "round {round}: both see the same");
        assert_eq!(ledger.kinds_of(&request)?, kinds, "round {round}: nothing follows");
    }
    Ok(())
}
