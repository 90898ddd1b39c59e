//! How soon a delivery is there. The figure belongs to the bench; here only that nobody waits for a poll.

use std::time::Duration;

use jixiang_tests::processes::Result;
use jixiang_tests::processes::clocks::acceptance_to_row;
use tempfile::tempdir;

#[tokio::test(flavor = "multi_thread")]
async fn what_the_platform_accepted_stands_in_the_other_inbox_without_a_poll() -> Result<()> {
    let folder = tempdir()?;
    let took = acceptance_to_row(folder.path(), 20).await?;
    eprintln!("from acceptance to the row, 20 deliveries: median {:?}, p95 {:?}", took[10], took[18]);
    assert!(took[18] < Duration::from_secs(10), "{took:?}");
    Ok(())
}
