//! What is done to which request, drawn from a seed.

use std::fmt;

use super::message::Head;
use crate::processes::aim::next;

macro_rules! harms {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a network does to a request or its answer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Harm {
            $($(#[$doc])* $name,)*
        }

        impl Harm {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

harms! {
    /// The connection is closed before anything of the request is passed on.
    DropBefore,
    /// It is closed in the middle of the request.
    DropInRequest,
    /// It is closed after the platform has answered, before anything of the answer is passed on.
    DropBetween,
    /// It is closed in the middle of the answer.
    DropInAnswer,
    /// It is reset in the middle of the request.
    ResetInRequest,
    /// It is reset in the middle of the answer.
    ResetInAnswer,
    /// Nothing moves any more, in the middle of the request.
    StallInRequest,
    /// Nothing moves any more, in the middle of the answer.
    StallInAnswer,
    /// Nothing moves for a while in the middle of the answer, and then it goes on.
    Pause,
    /// The rest of the answer comes byte by byte, without end.
    SlowLoris,
    /// A bit of the request's body is flipped.
    CorruptRequest,
    /// A bit of the answer's body is flipped.
    CorruptAnswer,
    /// The end of the request's body is missing, and its length says so.
    TruncateRequest,
    /// The end of the answer's body is missing, and its length says so.
    TruncateAnswer,
    /// The request reaches the platform twice.
    Duplicate,
    /// 429, which does not say how long.
    TooMany,
    /// 429 with `Retry-After`.
    TooManyLater,
    /// 500, 502, 503 or 504, which does not say how long.
    ServerError,
    /// 503 with `Retry-After`.
    ServerErrorLater,
    /// The length of the answer says more than there is.
    LengthTooLong,
    /// The length of the answer says less than there is; the rest stands where the next answer should.
    LengthTooShort,
    /// The answer leads to another address.
    Redirect,
    /// 200 with the page of a captive portal.
    Portal,
    /// The first bytes of a TLS handshake or alert, and then nothing.
    CutTls,
}

impl Harm {
    /// Whether it can be done to such a request.
    fn fits(self, request: &Head) -> bool {
        match self {
            Self::CorruptRequest | Self::TruncateRequest => request.length() > 0,
            // What is stored is answered without a body.
            Self::CorruptAnswer | Self::TruncateAnswer | Self::LengthTooShort => !request.is_put(),
            Self::DropBefore
            | Self::DropInRequest
            | Self::DropBetween
            | Self::DropInAnswer
            | Self::ResetInRequest
            | Self::ResetInAnswer
            | Self::StallInRequest
            | Self::StallInAnswer
            | Self::Pause
            | Self::SlowLoris
            | Self::Duplicate
            | Self::TooMany
            | Self::TooManyLater
            | Self::ServerError
            | Self::ServerErrorLater
            | Self::LengthTooLong
            | Self::Redirect
            | Self::Portal
            | Self::CutTls => true,
        }
    }
}

/// A harm, and where in the message: in thousandths of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wound {
    pub(super) harm: Harm,
    pub(super) at: u16,
}

impl Wound {
    /// The place of the wound in so many bytes; always before the last.
    pub(super) fn place(self, bytes: u64) -> u64 {
        bytes * u64::from(self.at) / 1000
    }

    /// One of several variants.
    pub(super) fn pick<T: Copy>(self, of: &[T]) -> T {
        of[usize::from(self.at) % of.len()]
    }
}

/// A harm that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inflicted {
    /// What was done.
    pub harm: Harm,
    /// Where in the message, in thousandths of it.
    pub at: u16,
    /// To which request.
    pub request: String,
}

impl fmt::Display for Inflicted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {} ‰ of {}", self.harm, self.at, self.request)
    }
}

/// Draws one wound after the other. Every kind comes before any comes again, so that a few draws meet them all.
#[derive(Debug)]
pub(super) struct Draws {
    state: u64,
    /// How many may still be drawn.
    left: usize,
    one_in: u64,
    deck: Vec<Harm>,
    inflicted: Vec<Inflicted>,
}

impl Draws {
    pub(super) fn new(seed: u64, skipped: usize) -> Self {
        let mut state = seed;
        let mut deck = shuffled(&mut state);
        deck.rotate_left(skipped % Harm::ALL.len());
        // Two that skip differently are hurt elsewhere, too.
        state = state.wrapping_add(skipped as u64);
        Self { state, left: 0, one_in: 1, deck, inflicted: Vec::new() }
    }

    /// At most so many from now on, about one of `one_in` requests.
    pub(super) fn allow(&mut self, most: usize, one_in: u64) {
        self.left = most;
        self.one_in = one_in.max(1);
    }

    pub(super) fn inflicted(&self) -> &[Inflicted] {
        &self.inflicted
    }

    /// What is done to this request, if anything.
    pub(super) fn draw(&mut self, request: &Head) -> Option<Wound> {
        if self.left == 0 || !next(&mut self.state).is_multiple_of(self.one_in) {
            return None;
        }
        let at = u16::try_from(next(&mut self.state) % 1000).unwrap_or_default();
        let place = self.deck.iter().position(|harm| harm.fits(request))?;
        let harm = self.deck.remove(place);
        self.left -= 1;
        if self.deck.is_empty() {
            self.deck = shuffled(&mut self.state);
        }
        self.inflicted.push(Inflicted { harm, at, request: request.first_line() });
        Some(Wound { harm, at })
    }
}

/// All kinds in a drawn order (Fisher and Yates).
fn shuffled(state: &mut u64) -> Vec<Harm> {
    let mut deck = Harm::ALL.to_vec();
    for last in (1..deck.len()).rev() {
        let other = next(state) % (last as u64 + 1);
        deck.swap(last, usize::try_from(other).unwrap_or_default());
    }
    deck
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn put() -> Head {
        Head::of("PUT /v1/objects/ab HTTP/1.1\r\ncontent-length: 5\r\n\r\n")
    }

    #[test]
    fn the_same_seed_draws_the_same_and_every_kind_comes_before_any_comes_again() {
        let draw = |seed, skipped| {
            let mut draws = Draws::new(seed, skipped);
            draws.allow(usize::MAX, 1);
            let post = Head::of("POST /v1/statements HTTP/1.1\r\nContent-Length: 5\r\n\r\n");
            (0..Harm::ALL.len()).filter_map(|_| draws.draw(&post)).map(|wound| (wound.harm, wound.at)).collect()
        };
        let drawn: Vec<(Harm, u16)> = draw(7, 0);
        assert_eq!(drawn, draw(7, 0));
        assert_ne!(drawn, draw(8, 0));
        let harms: BTreeSet<Harm> = drawn.iter().map(|(harm, _)| *harm).collect();
        assert_eq!(harms.len(), Harm::ALL.len());
        let half = Harm::ALL.len() / 2;
        let later: Vec<(Harm, u16)> = draw(7, half);
        assert_eq!(later[0].0, drawn[half].0, "the skipped ones come later");
    }

    #[test]
    fn what_does_not_fit_a_request_waits_for_one_that_it_fits() {
        let mut draws = Draws::new(1, 0);
        draws.allow(usize::MAX, 1);
        let get = Head::of("GET /v1/feed HTTP/1.1\r\n\r\n");
        let to_gets: BTreeSet<Harm> = (0..100).map_while(|_| draws.draw(&get)).map(|wound| wound.harm).collect();
        assert_eq!(to_gets.len(), Harm::ALL.len() - 2, "{to_gets:?}");
        let to_put = draws.draw(&put()).expect("two are left").harm;
        assert!(matches!(to_put, Harm::CorruptRequest | Harm::TruncateRequest), "{to_put:?}");
        assert_eq!(draws.inflicted().len(), Harm::ALL.len() - 1);
    }
}
