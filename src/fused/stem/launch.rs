//! How the stem is launched on a GPU.

use crate::fused::pack::QUAD;
use crate::fused::wgsl::{Wgsl, WorkSplit, fill};

/// The stem.
///
/// Bindings: images, weights, scale_bias; pooled map, written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct StemKernel(pub(crate) WorkSplit);

impl StemKernel {
    /// Workgroups.
    pub(crate) const fn grid(self, outputs: usize, images: usize, slots: usize) -> [u32; 3] {
        [(outputs / QUAD) as u32 / self.quads(), images as u32, slots as u32]
    }

    /// Threads side by side along output channels.
    const fn quads(self) -> u32 {
        match self.0 {
            WorkSplit::SplitK => 1,
            WorkSplit::PerThread | WorkSplit::Batched => 4,
        }
    }
}

/// The stem without its pooling, to be looked at.
///
/// Bindings: images, weights, scale_bias; map, written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct UnpooledStemKernel;

impl UnpooledStemKernel {
    /// Side of the map.
    pub(crate) const SIDE: usize = 14;

    /// Workgroups: one for a row of four output channels.
    pub(crate) const fn grid(outputs: usize, images: usize, slots: usize) -> [u32; 3] {
        [(outputs / QUAD * Self::SIDE) as u32, images as u32, slots as u32]
    }
}

impl Wgsl for UnpooledStemKernel {
    const ENTRY: &'static str = "unpooled";

    fn source(&self) -> String {
        include_str!("unpooled.wgsl").to_owned()
    }
}

impl Wgsl for StemKernel {
    const ENTRY: &'static str = "stem";

    fn source(&self) -> String {
        let template = match self.0 {
            WorkSplit::SplitK => include_str!("split_k.wgsl"),
            WorkSplit::PerThread | WorkSplit::Batched => include_str!("per_thread.wgsl"),
        };
        // The pooling takes the largest of three rows of the map.
        fill(template, 3, self.0, &[("$QUADS", self.quads())])
    }
}
