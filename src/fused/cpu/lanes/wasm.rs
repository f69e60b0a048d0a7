//! The lanes as wasm's 128-bit vectors, without relaxed SIMD, which Safari lacks. Refuses loads and stores by pointer.

use core::arch::wasm32::{
    f32x4, f32x4_add, f32x4_convert_i32x4, f32x4_extract_lane, f32x4_mul, f32x4_pmax, f32x4_splat, i32x4,
    i32x4_shl, i32x4_splat, v128, v128_and, v128_xor,
};

/// Four floats.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Four(v128);

/// Sixteen small integers.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Sixteen(v128);

impl Four {
    pub(in super::super) const ZERO: Self = Self(f32x4(0.0, 0.0, 0.0, 0.0));

    #[inline(always)]
    pub(in super::super) const fn new([a, b, c, d]: [f32; 4]) -> Self {
        Self(f32x4(a, b, c, d))
    }

    #[inline(always)]
    pub(in super::super) fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }

    #[inline(always)]
    pub(in super::super) fn to_array(self) -> [f32; 4] {
        let Self(lanes) = self;
        [
            f32x4_extract_lane::<0>(lanes),
            f32x4_extract_lane::<1>(lanes),
            f32x4_extract_lane::<2>(lanes),
            f32x4_extract_lane::<3>(lanes),
        ]
    }

    #[inline(always)]
    pub(in super::super) fn add(self, other: Self) -> Self {
        Self(f32x4_add(self.0, other.0))
    }

    #[inline(always)]
    pub(in super::super) fn mul(self, other: Self) -> Self {
        Self(f32x4_mul(self.0, other.0))
    }

    /// The other lane where it is larger; a lane that is not a number stays one, so that no mistake hides behind relu.
    #[inline(always)]
    pub(in super::super) fn or_larger(self, other: Self) -> Self {
        Self(f32x4_pmax(self.0, other.0))
    }
}

impl Sixteen {
    /// What a widened integer must be multiplied by.
    pub(in super::super) const UNIT: f32 = 1.0 / (1 << 24) as f32;

    /// Bit by bit, what is different.
    #[inline(always)]
    pub(in super::super) fn xor(self, other: Self) -> Self {
        Self(v128_xor(self.0, other.0))
    }

    /// Four times four: the integers of each `Four` that they widen to.
    pub(in super::super) const fn new(fours: [[i8; 4]; 4]) -> Self {
        Self(i32x4(lane(fours, 0), lane(fours, 1), lane(fours, 2), lane(fours, 3)))
    }

    /// Leaves each byte at the top of its lane: a step less than shifting it down, and the power of two is exact.
    #[inline(always)]
    pub(in super::super) fn widen(self) -> [Four; 4] {
        let top = i32x4_splat(!0 << 24);
        [
            Four(f32x4_convert_i32x4(i32x4_shl(self.0, 24))),
            Four(f32x4_convert_i32x4(v128_and(i32x4_shl(self.0, 16), top))),
            Four(f32x4_convert_i32x4(v128_and(i32x4_shl(self.0, 8), top))),
            Four(f32x4_convert_i32x4(v128_and(self.0, top))),
        ]
    }
}

/// One integer of each four, the first one lowest.
const fn lane(fours: [[i8; 4]; 4], lane: usize) -> i32 {
    i32::from_le_bytes([
        fours[0][lane] as u8,
        fours[1][lane] as u8,
        fours[2][lane] as u8,
        fours[3][lane] as u8,
    ])
}
