//! A seeded random number generator, so that a run is repeatable.

/// SplitMix64 (Steele, Lea, Flood 2014), with its published constants.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Starts at this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 bits.
    pub const fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `end`, which must not be 0. The modulo bias over the few thousand that are asked for is below 1e-15.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.word() % (end as u64)).unwrap_or_default()
    }

    /// From -1 to 1.
    #[cfg(feature = "check")]
    pub(crate) fn unit(&mut self) -> f32 {
        (self.word() >> 40) as f32 / (1u32 << 23) as f32 - 1.0
    }

    /// Fisher-Yates.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let chosen = self.below(last + 1);
            items.swap(last, chosen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_is_the_published_one() {
        assert_eq!(Random::new(1_234_567).word(), 6_457_827_717_110_365_317);
    }
}
