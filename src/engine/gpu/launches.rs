//! The launches of one forward, each with what it reads and writes.

use std::ops::Range;

use cubecl::client::Client;
use cubecl::server::Handle;

use super::kernel::launch;
use super::store::Store;
use crate::fused::conv::ConvKernel;
use crate::fused::stem::StemKernel;
use crate::fused::wgsl::WorkSplit;
use crate::fused::{Shortcut, StepPlan};
use crate::study::Backbone;

/// Bytes of a number on the GPU.
pub(super) const WORD: usize = size_of::<f32>();

/// One forward: which weights, how many images, and where everything lies.
pub(super) struct Launches<'a> {
    pub(super) client: &'a Client,
    pub(super) store: &'a Store,
    /// The backbones that run side by side.
    pub(super) slots: &'a Range<usize>,
    /// Must be sliced to the batch: kernels compute the batch size with `arrayLength`.
    pub(super) images: &'a Handle,
    pub(super) count: usize,
    pub(super) split: WorkSplit,
    /// The buffers of the plan, each of [`Launches::room`] bytes or more.
    pub(super) activations: &'a [Handle],
    /// Where the last of the steps writes, sliced to the batch.
    pub(super) target: &'a Handle,
    /// Steps behind the stem.
    pub(super) steps: usize,
}

impl Launches<'_> {
    /// Bytes that each buffer of the plan must hold.
    pub(super) fn room(plan: &StepPlan, slots: usize, count: usize) -> usize {
        slots * count * plan.largest_volume() * WORD
    }

    /// All launches in order.
    pub(super) fn all(&self) {
        self.stem();
        (0..self.steps).for_each(|index| self.step(index));
    }

    /// The stem.
    pub(super) fn stem(&self) {
        let channels = Backbone::PLANES[0];
        let pooled =
            if self.steps == 0 { self.target.clone() } else { self.map(0, self.store.plan.volume_after(0)) };
        let [weights, scale_bias] = self.store.stem.buffers_of(self.slots);
        let kernel = StemKernel(self.split);
        let grid = kernel.grid(channels, self.count, self.slots.len());
        launch(self.client, kernel, grid, &[self.images, &weights, &scale_bias], &pooled);
    }

    /// One step of the plan.
    pub(super) fn step(&self, index: usize) {
        let (step, buffers) = (&self.store.plan.steps[index], &self.store.steps[index]);
        let window = &step.window;
        let source = self.map(step.source, window.side * window.side * window.inputs);
        let shortcut = match step.shortcut {
            Shortcut::None => source.clone(),
            Shortcut::Identity { buffer } => self.map(buffer, step.volume()),
            Shortcut::Projection { buffer, window } => {
                self.map(buffer, window.side * window.side * window.inputs)
            }
        };
        let target =
            if index + 1 == self.steps { self.target.clone() } else { self.map(step.target, step.volume()) };
        let [weights, scale_bias] = buffers.buffers_of(self.slots);
        let kernel = ConvKernel::for_side(step.side, self.split);
        let grid = kernel.grid(step, self.count, self.slots.len());
        launch(self.client, kernel, grid, &[&source, &weights, &scale_bias, &shortcut], &target);
    }

    /// A buffer of the plan, cut to maps of this volume.
    fn map(&self, buffer: usize, volume: usize) -> Handle {
        let all = self.activations[buffer].clone();
        let rest = all.size() - (self.slots.len() * self.count * volume * WORD) as u64;
        all.offset_end(rest)
    }
}
