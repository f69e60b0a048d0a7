//! How a step is launched on a GPU.

use crate::fused::pack::QUAD;
use crate::fused::wgsl::{Wgsl, WorkSplit, fill};
use crate::fused::{Shortcut, Step};

/// A step.
///
/// Bindings: source, weights, scale_bias (the step's [`header`] first), shortcut; target, written. The kernel computes the
/// number of images with `arrayLength`, so buffers must be sliced to the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ConvKernel {
    split: WorkSplit,
    /// Rows per thread.
    rows: u32,
    /// Threads side by side along output channels.
    quads: u32,
    /// Threads side by side along rows.
    row_threads: u32,
    /// Threads side by side along K.
    slices: u32,
}

impl ConvKernel {
    /// The tile for maps of this side.
    ///
    /// Slices take `quads * rows * row_threads * slices * 16` bytes of workgroup memory, of which WebGPU promises 16,384,
    /// and are no more than a map has inputs in fours; `engine::gpu` asks an adapter for 64 threads.
    pub(crate) const fn for_side(side: usize, split: WorkSplit) -> Self {
        let [rows, quads, row_threads, slices] = match (split, side) {
            (WorkSplit::SplitK, 1) => [1, 1, 1, 32],
            (WorkSplit::SplitK, 2) => [4, 1, 1, 32],
            (WorkSplit::SplitK, 4) => [8, 1, 2, 16],
            (WorkSplit::SplitK, _) => [7, 1, 7, 8],
            (WorkSplit::PerThread, 1) => [1, 4, 1, 1],
            (WorkSplit::PerThread, 2 | 4) => [4, 4, 1, 1],
            (WorkSplit::PerThread, _) => [7, 4, 1, 1],
            (WorkSplit::Batched, _) => [8, 8, 8, 1],
        };
        Self { split, rows, quads, row_threads, slices }
    }

    /// Workgroups for a step on some images.
    pub(crate) const fn grid(self, step: &Step, images: usize, slots: usize) -> [u32; 3] {
        let rows = (images * step.side * step.side) as u32;
        let columns = (step.outputs / QUAD) as u32 / self.quads;
        [columns, rows.div_ceil(self.rows * self.row_threads), slots as u32]
    }
}

impl Wgsl for ConvKernel {
    const ENTRY: &'static str = "conv";

    fn source(&self) -> String {
        let Self { split, rows, quads, row_threads, slices } = *self;
        let numbers =
            [("$ROWS", rows), ("$QUADS", quads), ("$ROW_THREADS", row_threads), ("$SLICES", slices)];
        fill(include_str!("conv.wgsl"), rows, split, &numbers)
    }
}

/// What `conv.wgsl` has to know of a step, as it reads it.
pub(crate) fn header(step: &Step) -> [u32; 8] {
    let window = &step.window;
    let small = [window.side, window.stride, window.padding, window.kernel].map(|value| value as u32);
    let shape = small.iter().rev().fold(0, |word, value| word << 8 | value);
    let (projected, side, stride, identity) = match step.shortcut {
        Shortcut::None => (0, 0, 0, 0),
        Shortcut::Identity { .. } => (0, 0, 0, 1),
        Shortcut::Projection { window, .. } => (window.inputs / 4, window.side, window.stride, 0),
    };
    let input_shift = (window.inputs / 4).trailing_zeros();
    let numbers = [window.taps() / 4, step.side, projected, side, stride, identity].map(|value| value as u32);
    let [taps, output_side, projected, side, stride, identity] = numbers;
    [shape, input_shift, taps, output_side, projected, side, stride, identity]
}
