//! [`OsRandom`]: the operating system's randomness, drawn here at the edge so that nothing inside has to ask for it.

use jixiang_seal::Random;

/// The operating system's source of randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    /// # Panics
    ///
    /// When the operating system gives no randomness: no key may be made then.
    fn fill(&mut self, out: &mut [u8]) {
        getrandom::fill(out).expect("an operating system that gives no randomness runs nothing of ours");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        let (mut one, mut other) = ([0_u8; 32], [0_u8; 32]);
        OsRandom.fill(&mut one);
        OsRandom.fill(&mut other);
        assert_ne!(one, other);
    }
}
