//! What a step needs while it runs, and how it reads and writes eight channels of a map.

use super::kernel::{OUTPUTS, Sum};
use super::lanes::Four;
use super::pairs::Pairs;

/// What a step needs while it runs.
#[derive(Debug, Default)]
pub(in crate::fused) struct Workspace {
    /// Of the convolution.
    pub(in crate::fused) sums: Vec<Sum>,
    /// Of the projection.
    pub(in crate::fused) projection_sums: Vec<Sum>,
    pub(in crate::fused) pairs: Pairs,
    pub(in crate::fused) projection_pairs: Pairs,
}

/// Makes room for that many sums, once.
pub(in crate::fused) fn grow(sums: &mut Vec<Sum>, pixels: usize) {
    if sums.len() < pixels {
        sums.resize(pixels, [Four::ZERO; 2]);
    }
}

/// Eight channels, from `first` on, of a map with `count`.
#[derive(Clone, Copy)]
pub(in crate::fused) struct Channels {
    pub(in crate::fused) first: usize,
    pub(in crate::fused) count: usize,
}

impl Channels {
    #[inline(always)]
    pub(in crate::fused) fn read(self, map: &[f32], pixel: usize) -> Sum {
        let first = pixel * self.count + self.first;
        let (fours, _) = map[first..first + OUTPUTS].as_chunks::<4>();
        [Four::new(fours[0]), Four::new(fours[1])]
    }

    #[inline(always)]
    pub(in crate::fused) fn write(self, map: &mut [f32], pixel: usize, values: Sum) {
        let first = pixel * self.count + self.first;
        let (fours, _) = map[first..first + OUTPUTS].as_chunks_mut::<4>();
        fours[0] = values[0].to_array();
        fours[1] = values[1].to_array();
    }
}
