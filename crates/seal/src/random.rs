//! Randomness as an argument. This crate never asks the operating system itself.

use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

/// A source of bytes that nobody else can predict. At the edges it is the operating system's; in tests of bytes a fixed
/// stream.
pub trait Random {
    /// Fills all of `out`.
    fn fill(&mut self, out: &mut [u8]);
}

impl<R: Random + ?Sized> Random for &mut R {
    fn fill(&mut self, out: &mut [u8]) {
        (**self).fill(out);
    }
}

/// Lends a [`Random`] to `hpke`, which takes randomness through `rand_core`.
pub(crate) struct Lent<'a>(pub(crate) &'a mut dyn Random);

impl TryRng for Lent<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(out);
        Ok(())
    }
}

impl TryCryptoRng for Lent<'_> {}
