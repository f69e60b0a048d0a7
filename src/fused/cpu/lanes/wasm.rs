//! The lanes as wasm's 128-bit vectors, without relaxed SIMD, which Safari lacks. Refuses loads and stores by pointer.

use core::arch::wasm32::{
    f32x4, f32x4_add, f32x4_convert_i32x4, f32x4_extract_lane, f32x4_mul, f32x4_pmax, f32x4_splat,
    i16x8_extend_high_i8x16, i16x8_extend_low_i8x16, i32x4_extend_high_i16x8, i32x4_extend_low_i16x8, i64x2,
    v128,
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
    pub(in super::super) const fn new(values: [i8; 16]) -> Self {
        let bits = u128::from_le_bytes(bytes(values));
        Self(i64x2(bits as i64, (bits >> 64) as i64))
    }

    #[inline(always)]
    pub(in super::super) fn widen(self) -> [Four; 4] {
        let (low, high) = (i16x8_extend_low_i8x16(self.0), i16x8_extend_high_i8x16(self.0));
        [
            Four(f32x4_convert_i32x4(i32x4_extend_low_i16x8(low))),
            Four(f32x4_convert_i32x4(i32x4_extend_high_i16x8(low))),
            Four(f32x4_convert_i32x4(i32x4_extend_low_i16x8(high))),
            Four(f32x4_convert_i32x4(i32x4_extend_high_i16x8(high))),
        ]
    }
}

const fn bytes(values: [i8; 16]) -> [u8; 16] {
    let mut bytes = [0; 16];
    let mut index = 0;
    while index < 16 {
        bytes[index] = values[index] as u8;
        index += 1;
    }
    bytes
}
