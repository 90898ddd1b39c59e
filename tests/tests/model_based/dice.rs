//! The dice of a run: every choice of every act comes from a committed seed, so that a run can be had again.

use jixiang_seal::Random;

/// xorshift64*: the same acts on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// 0 to `sides` − 1.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        usize::try_from((self.next() >> 33) % sides as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.roll(times) == 0
    }

    pub(crate) fn index_of<T>(&mut self, list: &[T]) -> Option<usize> {
        (!list.is_empty()).then(|| self.roll(list.len()))
    }

    /// One of a list that is not empty.
    pub(crate) fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())]
    }
}

impl Random for Dice {
    fn fill(&mut self, out: &mut [u8]) {
        out.fill_with(|| (self.next() >> 33) as u8);
    }
}
