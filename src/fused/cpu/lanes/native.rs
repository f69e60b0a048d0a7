//! The lanes as `wide`'s vectors: SSE2 or NEON. A compiler does not find their instructions in loops over arrays.

use bytemuck::cast;
use wide::{f32x4, i8x16, i16x8, i16x16, i32x4};

use super::Two;

/// Four floats.
#[derive(Debug, Clone, Copy)]
pub(in crate::fused) struct Four(f32x4);

/// Sixteen integers of 8 bits: two inputs of eight outputs.
#[derive(Debug, Clone, Copy)]
pub(in crate::fused) struct Sixteen(i8x16);

/// Eight integers of 16 bits: two inputs of four outputs.
#[derive(Debug, Clone, Copy)]
pub(in crate::fused) struct Eight(i16x8);

/// Four integers of 32 bits.
#[derive(Debug, Clone, Copy)]
pub(in crate::fused) struct Ints(i32x4);

impl Four {
    pub(in crate::fused) const ZERO: Self = Self(f32x4::ZERO);

    #[inline(always)]
    pub(in crate::fused) const fn new(lanes: [f32; 4]) -> Self {
        Self(f32x4::new(lanes))
    }

    #[inline(always)]
    pub(in crate::fused) fn splat(value: f32) -> Self {
        Self(f32x4::splat(value))
    }

    #[inline(always)]
    pub(in crate::fused) fn to_array(self) -> [f32; 4] {
        self.0.to_array()
    }

    #[inline(always)]
    pub(in crate::fused) fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    #[inline(always)]
    pub(in crate::fused) fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }

    /// Max that keeps a NaN in `self` (`f32::max` would drop it), so that no mistake hides behind relu.
    #[inline(always)]
    pub(in crate::fused) fn or_larger(self, other: Self) -> Self {
        Self(self.0.simd_lt(other.0).select(other.0, self.0))
    }

    /// Max that is NaN where either is.
    #[inline(always)]
    pub(in crate::fused) fn largest(self, other: Self) -> Self {
        let larger = self.or_larger(other);
        Self(other.0.is_nan().select(other.0, larger.0))
    }

    #[inline(always)]
    pub(in crate::fused) fn magnitude(self) -> Self {
        Self(self.0.abs())
    }

    /// The nearest integers (of two, the even one) of two times four floats within 16 bits.
    #[inline(always)]
    pub(in crate::fused) fn to_integers(low: Self, high: Self) -> [Two; 4] {
        let eight = cast([low, high].map(|four| four.0.fast_round_int()));
        let [a, b, c, d, e, f, g, h] = i16x8::from_i32x8_saturate(eight).to_array();
        [[a, b], [c, d], [e, f], [g, h]]
    }
}

impl Sixteen {
    /// Bit by bit, what is different.
    #[inline(always)]
    pub(in crate::fused) fn xor(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }

    pub(in crate::fused) const fn new([a, b, c, d, e, f, g, h]: [[i8; 2]; 8]) -> Self {
        Self(i8x16::new([
            a[0], a[1], b[0], b[1], c[0], c[1], d[0], d[1], e[0], e[1], f[0], f[1], g[0], g[1], h[0], h[1],
        ]))
    }

    /// The first four outputs and the last.
    #[inline(always)]
    pub(in crate::fused) fn widen(self) -> [Eight; 2] {
        cast::<i16x16, [i16x8; 2]>(i16x16::from_i8x16(self.0)).map(Eight)
    }
}

impl Eight {
    /// The same two inputs for all four outputs.
    #[inline(always)]
    pub(in crate::fused) fn twos(two: Two) -> Self {
        Self(cast(i32x4::splat(cast(two))))
    }

    /// What the two inputs of each output contribute.
    #[inline(always)]
    pub(in crate::fused) fn dot(self, other: Self) -> Ints {
        Ints(self.0.dot(other.0))
    }
}

impl Ints {
    pub(in crate::fused) const ZERO: Self = Self(i32x4::ZERO);

    #[inline(always)]
    pub(in crate::fused) fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    #[inline(always)]
    pub(in crate::fused) fn to_floats(self) -> Four {
        Four(self.0.round_float())
    }
}
