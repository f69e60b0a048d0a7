//! The lanes as wasm's 128-bit vectors, without relaxed SIMD, which Safari lacks.

use core::arch::wasm32::{
    f32x4, f32x4_abs, f32x4_add, f32x4_convert_i32x4, f32x4_extract_lane, f32x4_max, f32x4_mul, f32x4_pmax,
    f32x4_splat, i8x16, i16x8_extend_high_i8x16, i16x8_extend_low_i8x16, i16x8_extract_lane,
    i16x8_narrow_i32x4, i32x4, i32x4_add, i32x4_dot_i16x8, i32x4_splat, i32x4_sub, v128, v128_xor,
};

use super::Two;

/// Four floats.
#[derive(Debug, Clone, Copy)]
pub(in crate::fused) struct Four(v128);

/// Sixteen integers of 8 bits: two inputs of eight outputs.
#[derive(Debug, Clone, Copy)]
pub(in crate::fused) struct Sixteen(v128);

/// Eight integers of 16 bits: two inputs of four outputs.
#[derive(Debug, Clone, Copy)]
pub(in crate::fused) struct Eight(v128);

/// Four integers of 32 bits.
#[derive(Debug, Clone, Copy)]
pub(in crate::fused) struct Ints(v128);

impl Four {
    pub(in crate::fused) const ZERO: Self = Self(f32x4(0.0, 0.0, 0.0, 0.0));

    #[inline(always)]
    pub(in crate::fused) const fn new([a, b, c, d]: [f32; 4]) -> Self {
        Self(f32x4(a, b, c, d))
    }

    #[inline(always)]
    pub(in crate::fused) fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }

    #[inline(always)]
    pub(in crate::fused) fn to_array(self) -> [f32; 4] {
        let Self(lanes) = self;
        [
            f32x4_extract_lane::<0>(lanes),
            f32x4_extract_lane::<1>(lanes),
            f32x4_extract_lane::<2>(lanes),
            f32x4_extract_lane::<3>(lanes),
        ]
    }

    #[inline(always)]
    pub(in crate::fused) fn add(self, other: Self) -> Self {
        Self(f32x4_add(self.0, other.0))
    }

    #[inline(always)]
    pub(in crate::fused) fn mul(self, other: Self) -> Self {
        Self(f32x4_mul(self.0, other.0))
    }

    /// Max that keeps a NaN in `self` (`f32::max` would drop it), so that no mistake hides behind relu.
    #[inline(always)]
    pub(in crate::fused) fn or_larger(self, other: Self) -> Self {
        Self(f32x4_pmax(self.0, other.0))
    }

    /// Max that is NaN where either is.
    #[inline(always)]
    pub(in crate::fused) fn largest(self, other: Self) -> Self {
        Self(f32x4_max(self.0, other.0))
    }

    #[inline(always)]
    pub(in crate::fused) fn magnitude(self) -> Self {
        Self(f32x4_abs(self.0))
    }

    /// The nearest integers (of two, the even one) of two times four floats within 16 bits.
    ///
    /// Added to 1.5 * 2^23, a float of that size has the integer in its lowest bits: cheaper than the instruction that
    /// truncates, which must think of floats that are not numbers.
    #[inline(always)]
    pub(in crate::fused) fn to_integers(low: Self, high: Self) -> [Two; 4] {
        const BASE: f32 = 12_582_912.0;
        let integers =
            |four: Self| i32x4_sub(f32x4_add(four.0, f32x4_splat(BASE)), i32x4_splat(BASE.to_bits() as i32));
        let eight = i16x8_narrow_i32x4(integers(low), integers(high));
        [
            [i16x8_extract_lane::<0>(eight), i16x8_extract_lane::<1>(eight)],
            [i16x8_extract_lane::<2>(eight), i16x8_extract_lane::<3>(eight)],
            [i16x8_extract_lane::<4>(eight), i16x8_extract_lane::<5>(eight)],
            [i16x8_extract_lane::<6>(eight), i16x8_extract_lane::<7>(eight)],
        ]
    }
}

impl Sixteen {
    /// Bit by bit, what is different.
    #[inline(always)]
    pub(in crate::fused) fn xor(self, other: Self) -> Self {
        Self(v128_xor(self.0, other.0))
    }

    pub(in crate::fused) const fn new([a, b, c, d, e, f, g, h]: [[i8; 2]; 8]) -> Self {
        Self(i8x16(
            a[0], a[1], b[0], b[1], c[0], c[1], d[0], d[1], e[0], e[1], f[0], f[1], g[0], g[1], h[0], h[1],
        ))
    }

    /// The first four outputs and the last.
    #[inline(always)]
    pub(in crate::fused) fn widen(self) -> [Eight; 2] {
        [Eight(i16x8_extend_low_i8x16(self.0)), Eight(i16x8_extend_high_i8x16(self.0))]
    }
}

impl Eight {
    /// The same two inputs for all four outputs.
    #[inline(always)]
    pub(in crate::fused) fn twos([first, second]: Two) -> Self {
        Self(i32x4_splat(i32::from(first as u16) | i32::from(second) << 16))
    }

    /// What the two inputs of each output contribute.
    #[inline(always)]
    pub(in crate::fused) fn dot(self, other: Self) -> Ints {
        Ints(i32x4_dot_i16x8(self.0, other.0))
    }
}

impl Ints {
    pub(in crate::fused) const ZERO: Self = Self(i32x4(0, 0, 0, 0));

    #[inline(always)]
    pub(in crate::fused) fn add(self, other: Self) -> Self {
        Self(i32x4_add(self.0, other.0))
    }

    #[inline(always)]
    pub(in crate::fused) fn to_floats(self) -> Four {
        Four(f32x4_convert_i32x4(self.0))
    }
}
