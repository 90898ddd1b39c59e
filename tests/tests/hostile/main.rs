//! The attacks of a hostile platform (docs/threat-model.md), driven through the real client over a real socket.
//!
//! Each test asserts the same: nothing of the attacker is written or shown, nothing is sealed to a wrong key, one error
//! is said whichever check failed and the platform is told nothing, the event is on record, and an honest delivery
//! works afterwards.
#![expect(clippy::panic, reason = "a test says what it found instead")]

mod bounds;
mod desk;
mod dice;
mod forge;
mod frozen;
mod grants;
mod keys;
mod kinds;
mod leak;
mod liar;
mod members;
mod mixed;
mod nonces;
mod objects;
mod open;
mod papers;
mod registry;
mod requests;
mod rows;
mod sharing;
mod shown;
mod versions;
