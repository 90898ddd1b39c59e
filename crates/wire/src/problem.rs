//! Problems (RFC 9457): what went wrong, as a code that programs act on and a sentence for logs.

use jixiang_model::ObjectId;
use jixiang_statement::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The media type of a problem.
pub const PROBLEM_TYPE: &str = "application/problem+json";

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $word:literal $title:literal;)*) => {
        /// What went wrong. A client acts on nothing else.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $word)] $name,)*
            /// A code that this program does not know; the status of the answer says the rest.
            #[serde(other, rename = "unknown")]
            Unknown,
        }

        impl Code {
            /// Every code of this contract.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$name => $status,)*
                    Self::Unknown => 500,
                }
            }

            /// The word in the problem's `code` and `type`.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                    Self::Unknown => "unknown",
                }
            }

            /// The title.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)*
                    Self::Unknown => "Something else",
                }
            }
        }
    };
}

codes! {
    /// The request is not what the contract says; the client is at fault.
    Malformed = 400 "malformed" "The request is not of the expected form";
    /// The statement's bytes are not of its format.
    Form = 400 "form" "The statement is not of its format";
    /// No session, or it has ended: sign in.
    SignIn = 401 "sign-in" "A session is needed";
    /// The signed-in person may not do this.
    Forbidden = 403 "forbidden" "Not allowed for this person";
    /// There is no such thing, or none that the asker may see.
    NotFound = 404 "not-found" "Nothing that you may see";
    /// The path knows no such method.
    Method = 405 "method" "The path does not know this method";
    /// The request did not arrive in time.
    Slow = 408 "slow" "The request did not arrive in time";
    /// Another statement took the place; it stands in `winners`.
    Conflict = 409 "conflict" "Another statement took this place";
    /// Objects that the statement names have to be sent first; they stand in `missing`.
    MissingObjects = 409 "missing-objects" "Objects have to be sent first";
    /// The head that the signer names is not on the chain that the platform has.
    UnknownHead = 409 "unknown-head" "The named head of the department's chain is not known";
    /// The statement that `prev` names is not in the scope.
    UnknownPrev = 409 "unknown-prev" "The statement before it is not known";
    /// Who gave the right to it took it back: the delivery, the grant, the version.
    TakenBack = 410 "taken-back" "It was taken back by who gave it";
    /// The time until which it is handed out has passed.
    Expired = 410 "expired" "The time until which it is handed out has passed";
    /// `Content-Length` is required.
    Length = 411 "length" "The length of the body is required";
    /// The body is larger than the limit.
    TooLarge = 413 "too-large" "The body is larger than allowed";
    /// The body has another media type than the path takes.
    MediaType = 415 "media-type" "The body has another media type";
    /// The host name is none of the demo's.
    Host = 421 "host" "The demonstration answers on this machine only";
    /// The bytes do not have the hash that the path names.
    Hash = 422 "hash" "The bytes are not the object that is named";
    /// The statement does not count; `refusal` says why.
    Refused = 422 "refused" "The statement does not count";
    /// The header is larger than the limit.
    Header = 431 "header" "The header is larger than allowed";
    /// Too many requests: wait for the seconds of `Retry-After`.
    Rate = 429 "rate" "Too many requests";
    /// A defect of the platform.
    Internal = 500 "internal" "The platform failed";
    /// The platform no longer has the bytes of an object that it should have.
    Damaged = 500 "damaged" "The platform lost the object";
    /// The platform is starting, ending or full of work.
    Busy = 503 "busy" "The platform is busy";
    /// The platform's disk is full.
    Full = 507 "full" "The platform's disk is full";
}

/// The words, which utoipa does not find behind the macro.
impl PartialSchema for Code {
    fn schema() -> RefOr<Schema> {
        let words = Self::ALL.iter().map(|code| code.word());
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("What went wrong. A client acts on nothing else."))
            .enum_values(Some(words))
            .into()
    }
}

impl ToSchema for Code {}

/// Why a statement does not count: [`Refusal`] as words of the contract, and the platform's own reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalCode {
    /// [`Refusal::Realm`]
    Realm,
    /// [`Refusal::Suite`]
    Suite,
    /// [`Refusal::Signature`]
    Signature,
    /// [`Refusal::Member`]
    Member,
    /// [`Refusal::Head`]
    Head,
    /// [`Refusal::Role`]
    Role,
    /// [`Refusal::Removed`]
    Removed,
    /// [`Refusal::Home`]
    Home,
    /// [`Refusal::State`]
    State,
    /// [`Refusal::Names`], [`Refusal::Absent`]
    Names,
    /// [`Refusal::Prev`]
    Prev,
    /// [`Refusal::Fork`]
    Fork,
    /// [`Refusal::Frozen`]
    Frozen,
    /// [`Refusal::Enrolment`]
    Enrolment,
    /// [`Refusal::Absent`]
    Absent,
    /// An earlier statement of the scope named it in `overrides`.
    Overridden,
    /// A kind that this platform does not know.
    UnknownKind,
    /// The limit lies in the past or more than 366 days ahead, by the platform's clock.
    NotAfter,
    /// A list object is not what the statement says, or an object has another length.
    List,
    /// The sealed keys are not those of the recipients at the heads that the statement names.
    Seals,
    /// The signer is not the person who is signed in.
    Poster,
    /// A reason that this program does not know.
    #[serde(other)]
    Unknown,
}

impl From<Refusal> for RefusalCode {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Realm => Self::Realm,
            Refusal::Suite => Self::Suite,
            Refusal::Signature => Self::Signature,
            Refusal::Member => Self::Member,
            Refusal::Head => Self::Head,
            Refusal::Role(_) => Self::Role,
            Refusal::Removed => Self::Removed,
            Refusal::Home(_) => Self::Home,
            Refusal::State(_) => Self::State,
            Refusal::Names(_) => Self::Names,
            Refusal::Prev => Self::Prev,
            Refusal::Fork(_) => Self::Fork,
            Refusal::Frozen => Self::Frozen,
            Refusal::Enrolment => Self::Enrolment,
            Refusal::Absent(_) => Self::Absent,
        }
    }
}

/// The body of every answer that is no success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:jixiang:problem:` and the code.
    #[serde(rename = "type")]
    pub uri: String,
    /// The code's title.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A sentence for logs. Names nobody and no secret.
    pub detail: String,
    /// What went wrong.
    pub code: Code,
    /// With `refused`: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<RefusalCode>,
    /// With `conflict`: the statements of the scope after `prev`, as envelopes, oldest first, at most 64.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub winners: Vec<String>,
    /// With `missing-objects`: their ids, at most 1,000; after sending them there may be more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub missing: Vec<ObjectId>,
}

impl Problem {
    /// A problem with a sentence for logs.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            uri: format!("urn:jixiang:problem:{}", code.word()),
            title: code.title().to_owned(),
            status: code.status(),
            detail: detail.into(),
            code,
            refusal: None,
            winners: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// A statement that does not count.
    #[must_use]
    pub fn refused(refusal: RefusalCode, detail: impl Into<String>) -> Self {
        Self { refusal: Some(refusal), ..Self::new(Code::Refused, detail) }
    }

    /// A lost race, with those who won it.
    #[must_use]
    pub fn conflict(winners: Vec<String>) -> Self {
        Self { winners, ..Self::new(Code::Conflict, "another statement follows the same one") }
    }

    /// Objects that have to be sent first.
    #[must_use]
    pub fn missing_objects(missing: Vec<ObjectId>) -> Self {
        Self { missing, ..Self::new(Code::MissingObjects, "the statement names objects that you have not sent") }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.to_string();
        if refusal == Refusal::Head {
            Self::new(Code::UnknownHead, detail)
        } else if refusal == Refusal::Prev {
            Self::new(Code::UnknownPrev, detail)
        } else {
            Self::refused(refusal.into(), detail)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_word_and_comes_back() {
        let mut words: Vec<_> = Code::ALL.iter().map(|code| code.word()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Code::ALL.len());
        for code in Code::ALL {
            let text = serde_json::to_string(&Problem::new(*code, "x")).expect("a problem");
            let back: Problem = serde_json::from_str(&text).expect("a problem");
            assert_eq!(back.code, *code);
            assert_eq!(back.status, code.status());
        }
    }

    #[test]
    fn a_newer_platform_is_understood_as_far_as_possible() {
        let text = r#"{"type":"urn:x","title":"t","status":422,"detail":"d","code":"new","refusal":"new","more":1}"#;
        let problem: Problem = serde_json::from_str(text).expect("unknown fields are no error here");
        assert_eq!(problem.code, Code::Unknown);
        assert_eq!(problem.refusal, Some(RefusalCode::Unknown));
    }
}
