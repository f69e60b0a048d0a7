//! How the means are launched on a GPU.

use crate::fused::wgsl::Wgsl;

/// The mean over the channels of a map.
///
/// Bindings: map; means, written. The kernel computes the number of channels with `arrayLength`, so the map must be sliced
/// to the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct MeansKernel;

impl MeansKernel {
    /// Workgroups for a map of this side.
    pub(crate) const fn grid(side: usize, images: usize, slots: usize) -> [u32; 3] {
        [(side * side) as u32, images as u32, slots as u32]
    }
}

impl Wgsl for MeansKernel {
    const ENTRY: &'static str = "means_of";

    fn source(&self) -> String {
        include_str!("means.wgsl").to_owned()
    }
}
