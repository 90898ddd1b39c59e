//! Taking back: before the first fetch, after it, at the same time.

use jixiang_tests::desks::Province;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::{Jx, Ledger, Result, papers};

struct Office {
    province: Province,
    li: Jx,
    zhao: Jx,
}

impl Office {
    fn open() -> Result<Self> {
        let province = Province::start()?;
        let (li, zhao) = (Jx::signed_in(&province, "li", "cz-li")?, Jx::signed_in(&province, "zhao", "cc-zhao")?);
        std::fs::write(li.folder().join("表.csv"), "单位,金额\r\n")?;
        Ok(Self { province, li, zhao })
    }

    fn send(&self) -> Result<String> {
        self.li.send(&[&self.li.folder().join("表.csv")], "cc-zhao")
    }
}

#[test]
fn before_the_first_fetch_it_is_done() -> Result<()> {
    let office = Office::open()?;
    let id = office.send()?;
    // That the row was seen is no fetch.
    assert_eq!(office.zhao.rows(&["inbox"])?.len(), 1);
    assert_eq!(text(&office.li.run(&["take-back", &id])?.done()?, "state"), "done");
    let folder = office.zhao.folder().join("收到");
    let line = office.zhao.fetch(&id, &folder)?.failed("taken_back")?;
    assert!(!text(&line, "todo").is_empty());
    assert_eq!(papers::names(&folder)?, Vec::<String>::new(), "nothing was written");
    assert_eq!(office.li.state_of(&["sent"], &id)?, "taken_back");
    assert_eq!(office.zhao.state_of(&["inbox", "--all"], &id)?, "taken_back");
    // Once more is nothing new.
    assert_eq!(text(&office.li.run(&["take-back", &id])?.done()?, "state"), "done");
    assert_eq!(Ledger::open(&office.province.data())?.kinds_of(&id)?, ["delivery", "take-back"]);
    Ok(())
}

#[test]
fn after_the_first_fetch_it_is_asked() -> Result<()> {
    let office = Office::open()?;
    let id = office.send()?;
    let folder = office.zhao.folder().join("收到");
    office.zhao.fetch(&id, &folder)?.done()?;
    assert_eq!(text(&office.li.run(&["take-back", &id])?.done()?, "state"), "asked");
    assert_eq!(office.li.state_of(&["sent"], &id)?, "take_back_asked");
    assert_eq!(office.zhao.state_of(&["inbox", "--all"], &id)?, "take_back_asked");
    assert_eq!(papers::names(&folder)?, ["表.csv"], "what was received stays");
    let again = office.zhao.folder().join("再次");
    office.zhao.fetch(&id, &again)?.failed("taken_back")?;
    assert_eq!(papers::names(&again)?, Vec::<String>::new());
    assert_eq!(Ledger::open(&office.province.data())?.kinds_of(&id)?, ["delivery", "receipt", "take-back"]);
    Ok(())
}

#[test]
fn nobody_else_takes_a_delivery_back() -> Result<()> {
    let office = Office::open()?;
    let id = office.send()?;
    office.zhao.run(&["take-back", &id])?.failed("too_late")?;
    let zhang = Jx::signed_in(&office.province, "zhang", "cz-zhang")?;
    zhang.run(&["take-back", &id])?.failed("not_found")?;
    assert_eq!(Ledger::open(&office.province.data())?.kinds_of(&id)?, ["delivery"]);
    Ok(())
}

/// Both at once, again and again: it is either done and nothing was received, or asked and everything was. Both sides and
/// the ledger say the same.
#[test]
fn at_the_same_time_as_the_first_fetch_it_is_one_of_both() -> Result<()> {
    let office = Office::open()?;
    let ledger = Ledger::open(&office.province.data())?;
    let mut outcomes = [0; 2];
    for round in 0..8 {
        let id = office.send()?;
        let folder = office.zhao.folder().join(format!("收到 {round}"));
        let out = folder.as_os_str();
        let fetching = office.zhao.start(&["fetch".as_ref(), id.as_ref(), "--to".as_ref(), out])?;
        let taking = office.li.start(&["take-back", &id])?;
        let (taken, fetched) = (taking.ended()?.done()?, fetching.ended()?);
        office.zhao.run(&["sync"])?.done()?;
        let (sender, receiver) = (office.li.state_of(&["sent"], &id)?, office.zhao.state_of(&["inbox", "--all"], &id)?);
        let kinds = ledger.kinds_of(&id)?;
        match text(&taken, "state") {
            "done" => {
                outcomes[0] += 1;
                fetched.failed("taken_back")?;
                assert_eq!((sender.as_str(), receiver.as_str()), ("taken_back", "taken_back"), "round {round}");
                assert_eq!(papers::names(&folder)?, Vec::<String>::new(), "round {round}");
                assert_eq!(kinds, ["delivery", "take-back"]);
            }
            "asked" => {
                outcomes[1] += 1;
                assert_eq!(sender, "take_back_asked", "round {round}");
                // The key had left; whether the content still came depends on who was quicker from there on.
                if fetched.code == 0 {
                    assert_eq!(papers::names(&folder)?, ["表.csv"], "round {round}");
                    assert_eq!(kinds.iter().filter(|kind| *kind == "receipt").count(), 1);
                } else {
                    fetched.failed("taken_back")?;
                    assert_eq!(papers::names(&folder)?, Vec::<String>::new(), "round {round}");
                }
                assert_eq!(receiver, "take_back_asked", "round {round}");
                assert_eq!(kinds.iter().filter(|kind| *kind == "take-back").count(), 1);
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(outcomes.iter().sum::<u32>(), 8, "{outcomes:?}");
    Ok(())
}
