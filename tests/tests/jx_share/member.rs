//! A second PC, two PCs at once, and a PC that was removed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jixiang_tests::desks::Province;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::matters::{in_days, table};
use jixiang_tests::processes::{Jx, Result, Sides};
use serde_json::Value;

/// Two departments, the provider's key admin, and a second PC of the provider's staff that nobody has admitted yet, with
/// the code that it shows.
struct Office {
    sides: Sides,
    admin: Jx,
    second: Jx,
    code: String,
}

impl Office {
    fn open() -> Result<Self> {
        let sides = Sides::seated_in(Province::start_admitting_first()?)?;
        let people = sides.li.rows(&["staff", "吉林省财政厅"])?;
        let admin = people.iter().find(|person| text(person, "post") == "信息中心 主任").expect("a key admin");
        let admin = Jx::signed_in(&sides.province, "admin", text(admin, "id"))?;
        let (second, code) = waiting(&sides, "second", "cz-zhang")?;
        Ok(Self { sides, admin, second, code })
    }

    /// The second PC is admitted, and knows it.
    fn complete() -> Result<Self> {
        let office = Self::open()?;
        office.admin.run(&["member", "admit", &office.code])?.done()?;
        office.second.run(&["sync"])?.done()?;
        Ok(office)
    }
}

/// A further PC of a person, and the code that it shows.
fn waiting(sides: &Sides, folder: &str, staff: &str) -> Result<(Jx, String)> {
    let jx = Jx::new(&sides.province.folder().join(folder))?;
    let shown = jx.sign_in(&sides.province.url(), staff)?;
    assert_eq!((text(&shown, "event"), text(&shown, "state")), ("admission", "waiting"));
    let code = text(&shown, "code").to_owned();
    Ok((jx, code))
}

fn versions(page: &Value) -> Vec<(u64, Option<u64>)> {
    let versions = page["versions"].as_array().into_iter().flatten();
    versions.map(|version| (version["number"].as_u64().unwrap_or_default(), version["lacks"].as_u64())).collect()
}

#[test]
fn a_second_pc_waits_until_its_code_was_compared_and_then_reads_what_was_before_it() -> Result<()> {
    let Office { sides, admin, second, code } = Office::open()?;
    let Sides { zhang, li, wang, .. } = &sides;
    let (dataset, file) = sides.release(1, &[])?;
    sides.agree(&dataset, &[])?;
    assert_eq!(text(&second.run(&["whoami"])?.done()?, "state"), "waiting");
    fs::copy(&file, second.folder().join("待登记.csv"))?;
    second.run(&["publish", "待登记.csv"])?.failed("not_admitted")?;

    let listed = admin.rows(&["member", "list"])?;
    let row = listed.iter().find(|row| text(row, "state") == "waiting").expect("it stands in the list");
    assert_eq!((text(row, "id"), &row["listed"]), (code.as_str(), &Value::Bool(true)));
    admin.run(&["member", "admit", "0000-0000-0000-0000-0000"])?.failed("unknown_code")?;
    for jx in [zhang, li] {
        jx.run(&["member", "admit", &code])?.failed("not_allowed")?;
    }
    // The letters of a code are read aloud; how they are written does not count.
    admin.run(&["member", "admit", &code.replace('-', " ").to_lowercase()])?.done()?;
    second.run(&["sync"])?.done()?;
    let me = second.run(&["whoami"])?.done()?;
    assert_eq!((text(&me, "state"), &me["roles"]), ("admitted", &serde_json::json!(["staff"])));

    // What it was told to do while it waited is done now.
    let ordered = li.rows(&["inbox"])?;
    assert_eq!((ordered.len(), text(&ordered[0], "title")), (1, "待登记"), "{ordered:?}");

    second.receives(&dataset, "一月", &file)?;
    let file = table(second.folder(), 2)?;
    assert_eq!(text(&second.publish(&file, &["--dataset", &dataset])?, "state"), "awaiting_release");
    assert_eq!(li.act(&["consent", &dataset])?, "released");
    wang.receives(&dataset, "二月", &file)?;
    zhang.receives(&dataset, "二月", &file)?;

    let (head, code) = waiting(&sides, "second head", "cz-li")?;
    admin.run(&["member", "admit", &code, "--role", "head"])?.failed("not_allowed")?;
    assert_eq!(text(&head.run(&["whoami"])?.done()?, "state"), "waiting", "nothing is done by halves");
    Ok(())
}

#[test]
fn of_two_versions_that_are_published_at_once_none_is_lost() -> Result<()> {
    let Office { sides, second, .. } = Office::complete()?;
    let Sides { zhang, li, wang, .. } = &sides;
    let (dataset, file) = sides.release(1, &[])?;
    sides.agree(&dataset, &[])?;
    li.publish(&file, &["--dataset", &dataset, "--standing-until", &in_days(200)])?;
    let mut count = 2;
    for round in 0..8 {
        let files = [table(zhang.folder(), 10 + round)?, table(second.folder(), 100 + round)?];
        let start = |jx: &Jx, file: &Path| {
            jx.start(&["publish".as_ref(), file.as_os_str(), "--dataset".as_ref(), dataset.as_ref()])
        };
        let (one, other) = (start(zhang, &files[0])?, start(&second, &files[1])?);
        for said in [one.ended()?.done()?, other.ended()?.done()?] {
            assert_eq!(text(&said, "state"), "released", "round {round}: {said}");
        }
        let shown = versions(&wang.page(&dataset)?);
        count += 2;
        let numbers: Vec<u64> = shown.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, (1..=count).rev().collect::<Vec<_>>(), "round {round}: both have their place");
        let mut arrived = BTreeSet::new();
        for number in [count - 1, count] {
            let folder = format!("{number}");
            wang.fetch_version(&dataset, u32::try_from(number).unwrap_or_default(), &folder)?.done()?;
            arrived.insert(fs::read(wang.folder().join(folder).join(files[0].file_name().expect("a name")))?);
        }
        let sent = [fs::read(&files[0])?, fs::read(&files[1])?];
        assert_eq!(arrived, BTreeSet::from(sent), "round {round}: both arrive as they were");
        for jx in [zhang, &second] {
            assert_eq!(versions(&jx.page(&dataset)?), shown, "round {round}: all see the same");
        }
        // Who came later by so much that the other's version was known contains it.
        match shown[0] {
            (_, None) => {}
            (_, Some(lacks)) => {
                assert_eq!(lacks, count - 1, "round {round}");
                return Ok(());
            }
        }
    }
    panic!("in no round were both made from the same version");
}

#[test]
fn a_removed_pc_does_nothing_that_counts_and_those_who_hold_lose_nothing() -> Result<()> {
    let Office { sides, admin, second, .. } = Office::complete()?;
    let Sides { zhang, li, wang, .. } = &sides;
    let (dataset, first) = sides.release(1, &[])?;
    let request = sides.agree(&dataset, &[])?;
    wang.receives(&request, "一月", &first)?;
    li.publish(&first, &["--dataset", &dataset, "--standing-until", &in_days(200)])?;
    let made = table(second.folder(), 3)?;
    assert_eq!(text(&second.publish(&made, &["--dataset", &dataset])?, "state"), "released");
    let own = second.rows(&["member", "list"])?;
    let own = own.iter().find(|row| row["own"] == true).map(|row| text(row, "id").to_owned()).expect("itself");

    li.run(&["member", "remove", &own])?.failed("not_allowed")?;
    admin.run(&["member", "remove", &"0".repeat(64)])?.failed("not_found")?;
    let epoch = admin.run(&["status"])?.done()?["epoch"].as_u64();
    admin.run(&["member", "remove", &own])?.done()?;
    assert!(admin.rows(&["member", "list"])?.iter().all(|row| text(row, "id") != own));
    assert_eq!(admin.run(&["status"])?.done()?["epoch"].as_u64(), epoch.map(|epoch| epoch + 1));

    let ledger = sides.ledger()?;
    let before = ledger.len()?;
    let made = table(second.folder(), 4)?.to_string_lossy().into_owned();
    second.run(&["publish", &made, "--dataset", &dataset])?.failed("removed")?;
    second.run(&["publish", &made, "--title", "另一份名册"])?.failed("removed")?;
    second.run(&["send", &made, "--to", "cc-wang"])?.failed("removed")?;
    second.run(&["fetch", &dataset, "--to", "none"])?.failed("removed")?;
    second.run(&["whoami"])?.failed("removed")?;
    assert_eq!(ledger.len()?, before, "nothing was signed");

    // What it did while it belonged to the department stays.
    wang.fetch_version(&dataset, 3, "三月")?.done()?;
    let file = table(zhang.folder(), 5)?;
    assert_eq!(text(&zhang.publish(&file, &["--dataset", &dataset])?, "state"), "released");
    assert_eq!(ledger.kinds_of(&request)?.iter().filter(|kind| *kind == "reseal").count(), 1, "fresh keys");
    wang.receives(&dataset, "五月", &file)?;
    zhang.receives(&dataset, "五月", &file)?;
    zhang.fetch_version(&dataset, 1, "一月")?.done()?;
    second.run(&["fetch", &dataset, "--to", "none"])?.failed("removed")?;
    Ok(())
}

#[test]
fn the_requesters_pcs_come_and_go_and_its_grant_stays() -> Result<()> {
    let Office { sides, .. } = Office::open()?;
    let Sides { zhang, li, wang, .. } = &sides;
    let people = wang.rows(&["staff", "长春市财政局"])?;
    let admin = people.iter().find(|person| text(person, "post") == "信息科 科长").expect("a key admin");
    let admin = Jx::signed_in(&sides.province, "their admin", text(admin, "id"))?;
    let (dataset, first) = sides.release(1, &[])?;
    let request = sides.agree(&dataset, &[])?;
    // Who comes after the grant opens what the department may open.
    let (second, code) = waiting(&sides, "their second", "cc-wang")?;
    admin.run(&["member", "admit", &code])?.done()?;
    second.receives(&request, "一月", &first)?;
    let own = second.rows(&["member", "list"])?;
    let own = own.iter().find(|row| row["own"] == true).map(|row| text(row, "id").to_owned()).expect("itself");
    admin.run(&["member", "remove", &own])?.done()?;
    second.run(&["fetch", &dataset, "--to", "again"])?.failed("removed")?;
    wang.receives(&dataset, "一月", &first)?;
    let next = table(zhang.folder(), 2)?;
    zhang.publish(&next, &["--dataset", &dataset])?;
    assert_eq!(li.act(&["consent", &dataset])?, "released");
    let kinds = sides.ledger()?.kinds_of(&request)?;
    assert!(kinds.contains(&"reseal".to_owned()), "sealed to the department as it is now: {kinds:?}");
    wang.receives(&dataset, "二月", &next)?;
    second.run(&["fetch", &dataset, "--to", "again"])?.failed("removed")?;
    // Who comes later still opens both.
    let (third, code) = waiting(&sides, "their third", "cc-wang")?;
    admin.run(&["member", "admit", &code])?.done()?;
    third.receives(&dataset, "二月", &next)?;
    table(zhang.folder(), 1)?;
    third.fetch_version(&dataset, 1, "一月")?.done()?;
    third.holds("一月", &first)?;
    Ok(())
}
