//! The feed: in order, in pages, waiting for news, the same after a restart.

use std::time::Duration;

use jixiang_wire::feed::{Page, Position};
use jixiang_wire::path;

use crate::client::short;
use crate::sending::{Sending, To};
use crate::site::Site;

const TO: &[To] = &[To("民政", None)];

#[tokio::test]
async fn the_feed_holds_realm_own_chain_and_own_threads() {
    let site = Site::new();
    let wang = site.sign_in("wang").await;
    let mut expected = vec![site.world.policy.id().to_string()];
    let chain = &site.world.office("民政").chain;
    expected.extend(chain.iter().map(|signed| signed.id().to_string()));
    assert_eq!(wang.rows().await, expected);

    let zhang = site.sign_in("zhang").await;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    zhang.deliver(&sending).await;
    expected.push(sending.signed().id().to_string());
    assert_eq!(wang.rows().await, expected);
    drop((wang, zhang));

    let site = site.reopen();
    let wang = site.sign_in("wang").await;
    assert_eq!(wang.rows().await, expected, "after a restart");
}

#[tokio::test]
async fn pages_join_to_the_whole() {
    let site = Site::new();
    let wang = site.sign_in("wang").await;
    let (mut rows, mut since) = (Vec::new(), Position(0));
    loop {
        let page: Page = wang.read(&path::feed(since, 2, 0)).await.json();
        assert!(page.rows.len() <= 2);
        rows.extend(page.rows.iter().map(|row| short(&row.what)));
        since = page.next;
        if !page.more {
            break;
        }
    }
    assert_eq!(rows, wang.rows().await);
    assert_eq!(wang.feed(since).await.rows, []);
    for query in ["limit=0", "limit=501", "wait=26", "since=-1", "after=1", "limit=x"] {
        let answer = wang.read(&format!("{}?{query}", path::STATEMENTS)).await;
        assert_eq!(answer.problem(), "malformed", "{query}");
    }
    let far = wang.read(&path::feed(Position(u64::MAX), 1, 0)).await;
    assert_eq!(far.json::<Page>().rows, []);
}

#[tokio::test]
async fn who_waits_is_answered_when_there_is_news_for_them() {
    let site = Site::new();
    let zhang = site.sign_in("zhang").await;
    let wang = site.sign_in("wang").await;
    let since = wang.feed(Position(0)).await.next;
    let sending = Sending::new(&site.world, "财政", "zhang", TO, 1);
    let feed = path::feed(since, 10, 25);
    let waits = wang.read(&feed);
    let sends = async {
        // Not for wang: the wait goes on.
        let other = Sending::new(&site.world, "财政", "zhang", &[To("住建", None)], 2);
        zhang.deliver(&other).await;
        zhang.deliver(&sending).await
    };
    let both = async { tokio::join!(waits, sends) };
    let (answer, sent) = tokio::time::timeout(Duration::from_secs(20), both).await.expect("news ends the wait");
    let page: Page = answer.json();
    assert_eq!(page.rows.len(), 1);
    assert_eq!(page.rows[0].position, sent.position);
}
