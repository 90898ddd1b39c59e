//! Datasets and requests: prepared behind closed doors, let out by heads, open to those who are meant and as long as they
//! are.

use std::time::Duration;

use bytes::Bytes;
use jixiang_model::StatementId;
use jixiang_statement::payload::ShareClass;

use super::RemoteWorld;
use super::acts::{Ask, Made, Offer};
use super::desk::{Desk, is, problem};
use crate::port::{FeedRow, Problem, Remote};

const DAY: Duration = Duration::from_secs(86_400);

/// What the feed shows beside a statement; `None` when it does not show the statement.
async fn named<R: Remote>(desk: &Desk<R>, made: &Made) -> Option<Vec<Bytes>> {
    let (rows, _) = desk.news(0).await;
    let row = rows.into_iter().find(|row| is(row, &made.signed))?;
    match row {
        FeedRow::Statement { named, .. } => Some(named),
        FeedRow::HandedOut(_) => None,
    }
}

fn envelopes(made: &[&Made]) -> Vec<Bytes> {
    made.iter().map(|made| Bytes::copy_from_slice(made.signed.bytes())).collect()
}

/// In feed and scope, with entry and record, although the review is closed to others.
pub async fn a_release_is_read_by_all_with_what_it_names(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (provider, other) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let offer = Offer::new(&provider, world.now());
    let published = offer.publish(ShareClass::Conditional).await;
    let expected = envelopes(&[&published.entry, &published.record]);
    for desk in [&provider, &other] {
        assert_eq!(named(desk, &published.release).await.as_ref(), Some(&expected));
        let page = desk.remote.scope(offer.id, 0).await.expect("the dataset");
        assert_eq!(page.statements[0].named, expected);
    }
    assert_eq!(named(&provider, &published.record).await, Some(Vec::new()));
    assert_eq!(named(&other, &published.record).await, None);
    assert_eq!(problem(other.scope(offer.review).await), Problem::Absent);
    let (body, version) = (published.body, provider.remote.get(published.body.hash, published.body.bytes).await);
    version.expect("the provider's own");
    assert_eq!(problem(other.remote.get(body.hash, body.bytes).await), Problem::Absent);
}

/// Consent, request and entry for requester and provider; nothing for a third.
pub async fn a_request_is_for_both_sides(world: &impl RemoteWorld) {
    let [from, to, other] = world.people();
    let (provider, requester) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let stranger = Desk::open(world, &other).await;
    let offer = Offer::new(&provider, world.now());
    let published = offer.publish(ShareClass::Conditional).await;
    let ask = Ask::new(&requester, &offer);
    let (request, consent) = ask.submit(&published.entry).await;
    for desk in [&provider, &requester] {
        assert_eq!(named(desk, &consent).await, Some(envelopes(&[&request, &published.entry])));
    }
    assert_eq!(named(&stranger, &consent).await, None);
    assert_eq!(problem(stranger.scope(ask.id).await), Problem::Absent);
    assert_eq!(problem(provider.scope(ask.review).await), Problem::Absent);
}

/// Absent before, there while it holds, taken back afterwards; for a third absent throughout.
pub async fn a_grant_opens_content_until_it_is_revoked(world: &impl RemoteWorld) {
    let [from, to, other] = world.people();
    let (provider, requester) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let stranger = Desk::open(world, &other).await;
    let offer = Offer::new(&provider, world.now());
    let published = offer.publish(ShareClass::Conditional).await;
    let ask = Ask::new(&requester, &offer);
    let submitted = ask.submit(&published.entry).await;
    let body = published.body;
    assert_eq!(problem(requester.remote.get(body.hash, body.bytes).await), Problem::Absent);
    let grant = ask.grant(&provider, &submitted, 200).await;
    provider.bring(&grant).await.expect("it is taken");
    requester.remote.get(body.hash, body.bytes).await.expect("the body");
    assert_eq!(problem(stranger.remote.get(body.hash, body.bytes).await), Problem::Absent);
    let revoke = ask.revoke(&provider, &grant).await;
    provider.bring(&revoke).await.expect("it is taken");
    assert_eq!(problem(requester.remote.get(body.hash, body.bytes).await), Problem::TakenBack);
    provider.remote.get(body.hash, body.bytes).await.expect("the provider's own");
    let receipt = ask.receipt(&revoke, &published.record).await;
    requester.bring(&receipt).await.expect("what was received is told all the same");
}

/// By the platform's clock.
pub async fn a_grant_ends_with_its_limit(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (provider, requester) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let offer = Offer::new(&provider, world.now());
    let published = offer.publish(ShareClass::Conditional).await;
    let ask = Ask::new(&requester, &offer);
    let submitted = ask.submit(&published.entry).await;
    let past = ask.grant(&provider, &submitted, 0).await;
    assert_eq!(problem(provider.bring(&past).await), Problem::Refused("not-after".to_owned()));
    let grant = ask.grant(&provider, &submitted, 7).await;
    provider.bring(&grant).await.expect("it is taken");
    world.pass(6 * DAY);
    let body = published.body;
    requester.remote.get(body.hash, body.bytes).await.expect("the body");
    world.pass(2 * DAY);
    assert_eq!(problem(requester.remote.get(body.hash, body.bytes).await), Problem::Expired);
}

/// Without an answer of the provider; without a request not at all.
pub async fn open_data_is_agreed_with_the_own_heads_consent(world: &impl RemoteWorld) {
    let [from, to, other] = world.people();
    let (provider, requester) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let stranger = Desk::open(world, &other).await;
    let offer = Offer::new(&provider, world.now());
    let published = offer.publish(ShareClass::Unconditional).await;
    let body = published.body;
    assert_eq!(problem(requester.remote.get(body.hash, body.bytes).await), Problem::Absent);
    Ask::new(&requester, &offer).submit(&published.entry).await;
    requester.remote.get(body.hash, body.bytes).await.expect("the body");
    assert_eq!(problem(stranger.remote.get(body.hash, body.bytes).await), Problem::Absent);
}

/// And what is let out is not declined any more.
pub async fn what_a_head_declined_is_not_let_out(world: &impl RemoteWorld) {
    let [from, ..] = world.people();
    let provider = Desk::open(world, &from).await;
    let class = ShareClass::Conditional;
    let offer = Offer::new(&provider, world.now());
    let entry = offer.entry(class).await;
    let (record, _) = offer.record(&entry).await;
    for made in [&entry, &record] {
        provider.bring(made).await.expect("it is taken");
    }
    provider.bring(&offer.decline(&record).await).await.expect("it is taken");
    let release = offer.release(&entry, &record, class).await;
    assert_eq!(problem(provider.bring(&release).await), Problem::Refused("names".to_owned()));

    let offer = Offer::new(&provider, world.now());
    let published = offer.publish(class).await;
    let late = offer.decline(&published.record).await;
    assert_eq!(problem(provider.bring(&late).await), Problem::Refused("state".to_owned()));
}

/// A record that is not here, an entry that is nowhere or not released.
pub async fn what_a_statement_names_is_there_before_it(world: &impl RemoteWorld) {
    let [from, to, _] = world.people();
    let (provider, requester) = (Desk::open(world, &from).await, Desk::open(world, &to).await);
    let class = ShareClass::Conditional;
    let offer = Offer::new(&provider, world.now());
    let entry = offer.entry(class).await;
    let (record, _) = offer.record(&entry).await;
    provider.bring(&entry).await.expect("it is taken");
    let early = offer.release(&entry, &record, class).await;
    assert_eq!(problem(provider.bring(&early).await), Problem::Refused("absent".to_owned()));
    let ask = Ask::new(&requester, &offer);
    let nowhere = ask.request(StatementId::from_bytes([7; 32])).await;
    assert_eq!(problem(requester.bring(&nowhere).await), Problem::Refused("absent".to_owned()));
    let unreleased = ask.request(entry.id()).await;
    assert_eq!(problem(requester.bring(&unreleased).await), Problem::Refused("names".to_owned()));
}
