//! The lanes as plain arrays. Refuses target features: whatever the compiler may use, it uses.

use std::array::from_fn;

/// Four floats.
#[derive(Debug, Clone, Copy)]
#[repr(align(16))]
pub(in super::super) struct Four([f32; 4]);

/// Sixteen small integers.
#[derive(Debug, Clone, Copy)]
#[repr(align(16))]
pub(in super::super) struct Sixteen([[i8; 4]; 4]);

impl Four {
    pub(in super::super) const ZERO: Self = Self([0.0; 4]);

    #[inline(always)]
    pub(in super::super) const fn new(lanes: [f32; 4]) -> Self {
        Self(lanes)
    }

    #[inline(always)]
    pub(in super::super) fn splat(value: f32) -> Self {
        Self([value; 4])
    }

    #[inline(always)]
    pub(in super::super) const fn to_array(self) -> [f32; 4] {
        self.0
    }

    #[inline(always)]
    pub(in super::super) fn add(self, other: Self) -> Self {
        Self(from_fn(|lane| self.0[lane] + other.0[lane]))
    }

    #[inline(always)]
    pub(in super::super) fn mul(self, other: Self) -> Self {
        Self(from_fn(|lane| self.0[lane] * other.0[lane]))
    }

    /// The other lane where it is larger; a lane that is not a number stays one, so that no mistake hides behind relu.
    #[inline(always)]
    pub(in super::super) fn or_larger(self, other: Self) -> Self {
        Self(from_fn(|lane| if self.0[lane] < other.0[lane] { other.0[lane] } else { self.0[lane] }))
    }
}

impl Sixteen {
    /// What a widened integer must be multiplied by.
    pub(in super::super) const UNIT: f32 = 1.0;

    /// Bit by bit, what is different.
    #[inline(always)]
    pub(in super::super) fn xor(self, other: Self) -> Self {
        Self(from_fn(|four| from_fn(|lane| self.0[four][lane] ^ other.0[four][lane])))
    }

    /// Four times four: the integers of each `Four` that they widen to.
    pub(in super::super) const fn new(fours: [[i8; 4]; 4]) -> Self {
        Self(fours)
    }

    #[inline(always)]
    pub(in super::super) fn widen(self) -> [Four; 4] {
        self.0.map(|four| Four(four.map(f32::from)))
    }
}
