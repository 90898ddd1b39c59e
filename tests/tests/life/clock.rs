//! Dates and clocks: a delivery expires, a wrong clock sends nothing.

use jixiang_client::ClientFault;
use jixiang_tests::processes::clocks::{Clocked, DAY, Desk, Hands};
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::{Jx, Ledger, Result, Trouble, papers};
use tempfile::tempdir;

fn said(fault: ClientFault) -> Trouble {
    Trouble::new(fault.to_string())
}

/// Runs what waits for a process beside the platform that it talks to.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Trouble::new(error.to_string()))?
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_expires_and_is_not_fetched_after_it() -> Result<()> {
    let folder = tempdir()?;
    let (platform_clock, own) = (Hands::default(), Hands::default());
    let platform = Clocked::serve(folder.path(), &platform_clock).await?;
    let li = Desk::sit_down(&folder.path().join("li"), platform.url(), "cz-li", &own).await.map_err(said)?;
    let zhao = Desk::sit_down(&folder.path().join("zhao"), platform.url(), "cc-zhao", &own).await.map_err(said)?;
    // Another PC of the same person, as a program with the machine's own clock.
    let jx = Jx::new(&folder.path().join("jx"))?;
    let url = platform.url().to_owned();
    let jx = beside(move || jx.sign_in(&url, "cc-zhao").map(|_| jx)).await?;

    let file = folder.path().join("表.csv");
    std::fs::write(&file, "单位,金额\r\n")?;
    let kept = li.send(&file, "cc-zhao", 1).await.map_err(said)?;
    let late = li.send(&file, "cc-zhao", 1).await.map_err(said)?;
    let out = folder.path().join("收到");
    zhao.fetch(&kept, &out).await.map_err(said)?;
    assert_eq!(papers::names(&out)?, ["表.csv"]);

    // Three days later, by the platform's clock: it gives nothing away, whatever the asker's own clock says.
    platform_clock.turn(3 * DAY);
    let id = late.as_str().to_owned();
    let jx = beside(move || {
        let line = jx.fetch(&id, &jx.folder().join("收到"))?.failed("expired")?;
        assert!(!text(&line, "what").is_empty() && !text(&line, "todo").is_empty(), "{line}");
        Ok(jx)
    });
    assert_eq!(papers::names(&jx.await?.folder().join("收到"))?, Vec::<String>::new());
    // By the person's own clock, too: nothing is asked for.
    own.turn(3 * DAY);
    let again = folder.path().join("再次");
    assert_eq!(zhao.fetch(&late, &again).await, Err(ClientFault::Expired));
    assert_eq!(papers::names(&again)?, Vec::<String>::new());
    let inbox = zhao.engine().inbox().await;
    assert!(inbox.arrived.is_empty(), "what has expired waits for nobody");
    // What was received before stays, and is still what this desk holds.
    assert_eq!(papers::names(&out)?, ["表.csv"]);
    assert_eq!(zhao.engine().my_data().await.held.len(), 1);
    drop((li, zhao));
    platform.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_can_be_fetched_in_the_last_second_of_its_last_day() -> Result<()> {
    let folder = tempdir()?;
    let hands = Hands::default();
    let platform = Clocked::serve(folder.path(), &hands).await?;
    let li = Desk::sit_down(&folder.path().join("li"), platform.url(), "cz-li", &hands).await.map_err(said)?;
    let zhao = Desk::sit_down(&folder.path().join("zhao"), platform.url(), "cc-zhao", &hands).await.map_err(said)?;
    let file = folder.path().join("表.csv");
    std::fs::write(&file, "单位,金额\r\n")?;
    let id = li.send(&file, "cc-zhao", 1).await.map_err(said)?;
    let until = li.engine().delivery(&id).await.map_err(said)?.expires.0;
    let now = jixiang_platform::system_clock()().0;
    // Some seconds before it: the clocks go on while the test runs.
    hands.turn(i64::try_from(until - now).unwrap_or_default() - 15_000);
    zhao.fetch(&id, &folder.path().join("收到")).await.map_err(said)?;
    hands.turn(i64::try_from(until - now).unwrap_or_default() + 1_000);
    assert_eq!(zhao.fetch(&id, &folder.path().join("再次")).await, Err(ClientFault::Expired));
    drop((li, zhao));
    platform.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_wrong_sends_nothing_and_says_so() -> Result<()> {
    let folder = tempdir()?;
    let own = Hands::default();
    let platform = Clocked::serve(folder.path(), &Hands::default()).await?;
    let li = Desk::sit_down(&folder.path().join("li"), platform.url(), "cz-li", &own).await.map_err(said)?;
    let file = folder.path().join("表.csv");
    std::fs::write(&file, "单位,金额\r\n")?;
    let ledger = Ledger::open(&folder.path().join("platform"))?;
    for wrong in [-3 * DAY, -3_600_000, 3_600_000, 400 * DAY] {
        own.turn(wrong);
        li.engine().catch_up().await.map_err(said)?;
        assert_eq!(li.send(&file, "cz-li", 14).await, Err(ClientFault::ClockWrong), "{wrong} ms");
        let words = ClientFault::ClockWrong.view_now();
        assert!(!words.what.zh.is_empty() && !words.safe.zh.is_empty() && !words.todo.zh.is_empty());
    }
    assert_eq!(ledger.deliveries()?.len(), 0);
    own.turn(0);
    li.engine().catch_up().await.map_err(said)?;
    li.send(&file, "cz-li", 14).await.map_err(said)?;
    assert_eq!(ledger.deliveries()?.len(), 1);
    drop(li);
    platform.end().await
}
