//! The lanes as plain arrays. Refuses target features: whatever the compiler may use, it uses.

use std::array::from_fn;

use super::Two;

/// Four floats.
#[derive(Debug, Clone, Copy)]
#[repr(align(16))]
pub(in super::super) struct Four([f32; 4]);

/// Sixteen integers of 8 bits: two inputs of eight outputs.
#[derive(Debug, Clone, Copy)]
#[repr(align(16))]
pub(in super::super) struct Sixteen([[i8; 2]; 8]);

/// Eight integers of 16 bits: two inputs of four outputs.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Eight([Two; 4]);

/// Four integers of 32 bits.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Ints([i32; 4]);

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

    /// The larger lane; not a number where one of them is not.
    #[inline(always)]
    pub(in super::super) fn largest(self, other: Self) -> Self {
        let larger = |a: f32, b: f32| if a > b || a.is_nan() { a } else { b };
        Self(from_fn(|lane| larger(self.0[lane], other.0[lane])))
    }

    #[inline(always)]
    pub(in super::super) fn magnitude(self) -> Self {
        Self(self.0.map(f32::abs))
    }

    /// The nearest integers (of two, the even one) of two times four floats within 16 bits.
    #[inline(always)]
    pub(in super::super) fn to_integers(low: Self, high: Self) -> [Two; 4] {
        let integer = |value: f32| value.round_ties_even() as i16;
        let ([a, b, c, d], [e, f, g, h]) = (low.0.map(integer), high.0.map(integer));
        [[a, b], [c, d], [e, f], [g, h]]
    }
}

impl Sixteen {
    /// Bit by bit, what is different.
    #[inline(always)]
    pub(in super::super) fn xor(self, other: Self) -> Self {
        Self(from_fn(|output| from_fn(|input| self.0[output][input] ^ other.0[output][input])))
    }

    pub(in super::super) const fn new(outputs: [[i8; 2]; 8]) -> Self {
        Self(outputs)
    }

    /// The first four outputs and the last.
    #[inline(always)]
    pub(in super::super) fn widen(self) -> [Eight; 2] {
        let wide = self.0.map(|two| two.map(i16::from));
        [Eight(from_fn(|output| wide[output])), Eight(from_fn(|output| wide[output + 4]))]
    }
}

impl Eight {
    /// The same two inputs for all four outputs.
    #[inline(always)]
    pub(in super::super) const fn twos(two: Two) -> Self {
        Self([two; 4])
    }

    /// What the two inputs of each output contribute.
    #[inline(always)]
    pub(in super::super) fn dot(self, other: Self) -> Ints {
        let product =
            |lane: usize, input: usize| i32::from(self.0[lane][input]) * i32::from(other.0[lane][input]);
        Ints(from_fn(|lane| product(lane, 0) + product(lane, 1)))
    }
}

impl Ints {
    pub(in super::super) const ZERO: Self = Self([0; 4]);

    #[inline(always)]
    pub(in super::super) fn add(self, other: Self) -> Self {
        Self(from_fn(|lane| self.0[lane] + other.0[lane]))
    }

    #[inline(always)]
    pub(in super::super) fn to_floats(self) -> Four {
        Four(self.0.map(|lane| lane as f32))
    }
}
