//! The limits that both sides keep: nothing is sent that the other side would refuse for its size (TRUST.md 7, D19).

use std::time::Duration;

/// The largest object, in bytes.
pub const MAX_OBJECT: u64 = 8 * 1024 * 1024;
/// The largest statement or enrolment, in bytes of its envelope.
pub const MAX_ENVELOPE: u64 = jixiang_statement::MAX_ENVELOPE as u64;
/// The largest body of any other request, in bytes.
pub const MAX_BODY: u64 = 256 * 1024;
/// The most ids in one question for missing objects.
pub const MAX_MISSING: usize = 1000;
/// The most rows of one page.
pub const MAX_PAGE: u32 = 500;
/// The rows of a page when the reader names no number.
pub const PAGE: u32 = 200;
/// A page ends with the row that brings its envelopes, those of named statements too, to so many bytes.
pub const PAGE_BYTES: u64 = MAX_ANSWER / 2;
/// The most winning statements in one conflict; who needs more reads the scope.
pub const MAX_WINNERS: u32 = 64;
/// The largest answer that is no object, in bytes: a full page of the largest statements and what stands around them.
pub const MAX_ANSWER: u64 = MAX_PAGE as u64 * (MAX_ENVELOPE + MAX_ENVELOPE / 8);
/// The longest that a reader may wait for the next row, in seconds.
pub const MAX_WAIT: u32 = 25;
/// A connection on which no complete header arrives for so long is closed, between two requests, too.
pub const HEADER_TIME: Duration = Duration::from_secs(30);
/// The longest header of a request, in bytes.
pub const MAX_HEADER: usize = 16 * 1024;
/// A body that does not arrive or leave at this rate, in bytes per second, is dropped.
pub const MIN_RATE: u64 = 16 * 1024;
/// What every request may take beside its body.
pub const REQUEST_TIME: Duration = Duration::from_secs(40);
