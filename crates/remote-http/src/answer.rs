//! What an answer means that is no success: problems of the contract, and pages of whoever stands in between.

use std::time::Duration;

use bytes::Bytes;
use jixiang_engine::port::{Problem, RemoteError};
use jixiang_wire::problem::RefusalCode;
use jixiang_wire::{Code, Problem as Told};

use crate::date;

/// The longest wait that is believed.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// How long the platform asks us to stay away (RFC 9110, 10.2.3): seconds, or a date of its own clock `now`.
pub(crate) fn retry_after(text: Option<&str>, now: Option<&str>) -> Option<Duration> {
    let text = text?.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => Duration::from_millis(date::parse(text)?.since(date::parse(now?)?)),
    };
    Some(wait.min(LONGEST_WAIT))
}

/// What a status means that comes without a problem of the contract. Its figure is shown to nobody.
pub(crate) fn foreign(status: u16, wait: Option<Duration>) -> RemoteError {
    match status {
        429 | 503 => RemoteError::Busy(wait),
        408 | 502 | 504 => RemoteError::Offline("something in between cannot reach the platform".to_owned()),
        407 => RemoteError::Fault("a proxy asks for a name and a password".to_owned()),
        300..400 => RemoteError::Fault("the answer leads elsewhere".to_owned()),
        _ => RemoteError::Fault("an answer of somebody in between".to_owned()),
    }
}

/// What a problem of the contract means to the engine.
pub(crate) fn told(told: Told, wait: Option<Duration>) -> RemoteError {
    let problem = match told.code {
        Code::Conflict => Problem::Conflict(told.winners.into_iter().map(Bytes::from).collect()),
        Code::MissingObjects => Problem::Missing(told.missing),
        Code::SignIn => Problem::SignedOut,
        Code::NotFound => Problem::Absent,
        Code::TakenBack => Problem::TakenBack,
        Code::Expired => Problem::Expired,
        Code::Hash | Code::Damaged => return RemoteError::Integrity,
        Code::Rate | Code::Busy => return RemoteError::Busy(wait),
        Code::Slow => return RemoteError::Offline(told.code.word().to_owned()),
        Code::Full => return RemoteError::Full,
        Code::Internal => return RemoteError::Fault(told.code.word().to_owned()),
        Code::Unknown if told.status >= 500 => return RemoteError::Fault("unknown".to_owned()),
        Code::Refused => Problem::Refused(refusal(told.refusal)),
        Code::Malformed
        | Code::Form
        | Code::Forbidden
        | Code::Method
        | Code::UnknownHead
        | Code::UnknownPrev
        | Code::Length
        | Code::TooLarge
        | Code::MediaType
        | Code::Host
        | Code::Header
        | Code::Unknown => Problem::Refused(told.code.word().to_owned()),
    };
    RemoteError::Problem(problem)
}

/// The word of a refusal, as the contract spells it.
fn refusal(code: Option<RefusalCode>) -> String {
    let word = serde_json::to_value(code.unwrap_or(RefusalCode::Unknown));
    word.ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_seconds_or_a_date_of_the_platforms_clock_and_is_bounded() {
        let now = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        let wait = |text| retry_after(Some(text), now);
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("Sun, 06 Nov 1994 08:50:37 GMT"), Some(Duration::from_secs(60)));
        assert_eq!(wait("Sun, 06 Nov 1994 08:40:37 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("99999999999"), Some(LONGEST_WAIT));
        assert_eq!(wait("soon"), None);
        assert_eq!(retry_after(Some("Sun, 06 Nov 1994 08:50:37 GMT"), None), None);
        assert_eq!(retry_after(None, now), None);
    }

    #[test]
    fn every_code_of_the_contract_has_a_meaning() {
        let of = |code| told(Told::new(code, "x"), Some(Duration::from_secs(3)));
        let refused = |word: &str| RemoteError::Problem(Problem::Refused(word.to_owned()));
        for code in Code::ALL {
            let meaning = of(*code);
            if code.status() == 400 || code.status() == 403 {
                assert_eq!(meaning, refused(code.word()));
            }
        }
        assert_eq!(of(Code::Rate), RemoteError::Busy(Some(Duration::from_secs(3))));
        assert_eq!(of(Code::Hash), RemoteError::Integrity);
        assert_eq!(of(Code::Full), RemoteError::Full);
        assert_eq!(of(Code::UnknownPrev), refused("unknown-prev"));
        let frozen = Told::refused(RefusalCode::UnknownKind, "x");
        assert_eq!(told(frozen, None), refused("unknown-kind"));
        let winners = Told::conflict(vec!["{}".to_owned()]);
        let conflict = Problem::Conflict(vec![Bytes::from_static(b"{}")]);
        assert_eq!(told(winners, None), RemoteError::Problem(conflict));
    }

    #[test]
    fn pages_of_others_are_told_apart_by_their_status() {
        let wait = Some(Duration::from_secs(1));
        assert_eq!(foreign(503, wait), RemoteError::Busy(wait));
        assert!(matches!(foreign(502, None), RemoteError::Offline(_)));
        for status in [301, 302, 307, 400, 403, 404, 407, 418, 500, 511] {
            let RemoteError::Fault(words) = foreign(status, None) else { panic!("{status}") };
            assert!(!words.contains(char::is_numeric), "{words}");
        }
    }
}
