//! The harms, one by one.

use std::io::Result;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use super::Shared;
use super::draw::{Harm, Wound};
use super::message::{End, Head, body, pass, pass_part};
use super::pages;
use super::passage::{After, ask, connect};

/// How long a pause is: far less than anybody's patience.
const PAUSE: Duration = Duration::from_secs(2);
/// How long a slow answer takes for each byte.
const DRIP: Duration = Duration::from_millis(400);

/// Does to a request, whose head was read, what was drawn for it.
pub(super) async fn inflict(wound: Wound, request: &Head, client: &mut End, shared: &Shared) -> Result<After> {
    match wound.harm {
        Harm::DropBefore => Ok(After::Over),
        Harm::DropInRequest | Harm::ResetInRequest | Harm::StallInRequest => {
            in_request(wound, request, client, shared).await
        }
        Harm::CorruptRequest => other_request(flipped, wound, request, client, shared).await,
        Harm::TruncateRequest => other_request(cut, wound, request, client, shared).await,
        Harm::Duplicate => twice(request, client, shared).await,
        Harm::DropBetween => {
            let (answer, mut platform) = ask(request, client, shared).await?;
            body(&answer, &mut platform).await?;
            Ok(After::Over)
        }
        Harm::DropInAnswer | Harm::ResetInAnswer | Harm::StallInAnswer => {
            in_answer(wound, request, client, shared).await
        }
        Harm::Pause | Harm::SlowLoris => slowly(wound, request, client, shared).await,
        Harm::CorruptAnswer => other_answer(flipped, wound, request, client, shared).await,
        Harm::TruncateAnswer => other_answer(cut, wound, request, client, shared).await,
        Harm::LengthTooShort => other_answer(too_short, wound, request, client, shared).await,
        Harm::LengthTooLong => {
            other_answer(too_long, wound, request, client, shared).await?;
            Ok(After::Over)
        }
        Harm::TooMany
        | Harm::TooManyLater
        | Harm::ServerError
        | Harm::ServerErrorLater
        | Harm::Redirect
        | Harm::Portal
        | Harm::CutTls => somebody_else(wound, request, client, shared).await,
    }
}

/// A part of the request arrives, and then nothing.
async fn in_request(wound: Wound, request: &Head, client: &mut End, shared: &Shared) -> Result<After> {
    let mut platform = connect(shared).await?;
    pass_part(request, client, &mut platform, wound.place(request.whole())).await?;
    if wound.harm == Harm::StallInRequest {
        shared.calm().await;
    }
    if wound.harm == Harm::ResetInRequest {
        client.get_ref().set_zero_linger()?;
        platform.get_ref().set_zero_linger()?;
    }
    Ok(After::Over)
}

/// A part of the answer comes back, and then nothing.
async fn in_answer(wound: Wound, request: &Head, client: &mut End, shared: &Shared) -> Result<After> {
    let (answer, mut platform) = ask(request, client, shared).await?;
    pass_part(&answer, &mut platform, client, wound.place(answer.whole())).await?;
    if wound.harm == Harm::StallInAnswer {
        shared.calm().await;
    }
    if wound.harm == Harm::ResetInAnswer {
        client.get_ref().set_zero_linger()?;
    }
    Ok(After::Over)
}

/// A part of the answer comes back, and then the rest in its own time.
async fn slowly(wound: Wound, request: &Head, client: &mut End, shared: &Shared) -> Result<After> {
    let (answer, mut platform) = ask(request, client, shared).await?;
    let whole = [answer.bytes().to_vec(), body(&answer, &mut platform).await?].concat();
    let place = usize::try_from(wound.place(answer.whole())).unwrap_or_default();
    let (first, rest) = whole.split_at(place);
    client.write_all(first).await?;
    client.flush().await?;
    if wound.harm == Harm::SlowLoris {
        for byte in rest {
            let _calm_or_over = timeout(DRIP, shared.calm()).await;
            client.write_all(&[*byte]).await?;
            client.flush().await?;
        }
        return Ok(After::GoesOn);
    }
    let _calm_or_over = timeout(PAUSE, shared.calm()).await;
    client.write_all(rest).await?;
    client.flush().await?;
    Ok(After::GoesOn)
}

/// Makes another message of one: a head that was read, and its body.
type Other = fn(Wound, &Head, Vec<u8>) -> Vec<u8>;

fn flipped(wound: Wound, head: &Head, mut body: Vec<u8>) -> Vec<u8> {
    let place = usize::try_from(wound.place(head.length())).unwrap_or_default();
    if let Some(byte) = body.get_mut(place) {
        *byte ^= wound.pick(&[1, 2, 4, 8, 16, 32, 64, 128]);
    }
    [head.bytes().to_vec(), body].concat()
}

fn cut(wound: Wound, head: &Head, mut body: Vec<u8>) -> Vec<u8> {
    let place = wound.place(head.length());
    body.truncate(usize::try_from(place).unwrap_or_default());
    [head.with_length(place), body].concat()
}

fn too_short(wound: Wound, head: &Head, body: Vec<u8>) -> Vec<u8> {
    [head.with_length(wound.place(head.length())), body].concat()
}

fn too_long(wound: Wound, head: &Head, body: Vec<u8>) -> Vec<u8> {
    [head.with_length(head.length() + wound.pick(&[1, 1000, 1 << 33])), body].concat()
}

/// Another request arrives than was sent.
async fn other_request(other: Other, wound: Wound, request: &Head, client: &mut End, shared: &Shared) -> Result<After> {
    let sent = body(request, client).await?;
    let mut platform = connect(shared).await?;
    platform.write_all(&other(wound, request, sent)).await?;
    platform.flush().await?;
    answer_of(&mut platform, client).await
}

/// Another answer comes back than was given.
async fn other_answer(other: Other, wound: Wound, request: &Head, client: &mut End, shared: &Shared) -> Result<After> {
    let (answer, mut platform) = ask(request, client, shared).await?;
    let given = body(&answer, &mut platform).await?;
    client.write_all(&other(wound, &answer, given)).await?;
    client.flush().await?;
    Ok(After::GoesOn)
}

/// The request arrives twice at the same time; one of the answers comes back.
async fn twice(request: &Head, client: &mut End, shared: &Shared) -> Result<After> {
    let whole = [request.bytes().to_vec(), body(request, client).await?].concat();
    let (mut first, mut second) = (connect(shared).await?, connect(shared).await?);
    let (one, other) = tokio::join!(first.write_all(&whole), second.write_all(&whole));
    one.and(other)?;
    first.flush().await?;
    second.flush().await?;
    if let Some(unheard) = Head::read(&mut first).await? {
        body(&unheard, &mut first).await?;
    }
    answer_of(&mut second, client).await
}

async fn answer_of(platform: &mut End, client: &mut End) -> Result<After> {
    let Some(answer) = Head::read(platform).await? else {
        return Ok(After::Over);
    };
    pass(&answer, platform, client).await?;
    Ok(After::GoesOn)
}

/// Somebody else answers: in place of the platform, or after it has done what was asked.
async fn somebody_else(wound: Wound, request: &Head, client: &mut End, shared: &Shared) -> Result<After> {
    if wound.pick(&[true, false]) {
        body(request, client).await?;
    } else {
        let (answer, mut platform) = ask(request, client, shared).await?;
        body(&answer, &mut platform).await?;
    }
    let (page, after) = match pages::instead(wound, shared.elsewhere) {
        Some(page) => (page, After::GoesOn),
        None => (pages::tls(wound).to_vec(), After::Over),
    };
    client.write_all(&page).await?;
    client.flush().await?;
    Ok(after)
}
