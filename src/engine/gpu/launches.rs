//! The launches of one forward, each with what it reads and writes. Refuses buffers of its own and waiting.

use std::ops::Range;

use burn::cubecl::client::Client;
use burn::cubecl::server::Handle;

use super::kernel::{Conv, Stem, launch};
use super::store::Store;
use super::text::Division;
use crate::fused::{Shortcut, StepPlan};
use crate::study::Backbone;

/// Bytes of a number on the GPU.
pub(super) const WORD: usize = size_of::<f32>();

/// One forward: which weights, how many images, and where everything lies.
pub(super) struct Launches<'a> {
    pub(super) client: &'a Client,
    pub(super) store: &'a Store,
    /// The backbones that run side by side.
    pub(super) places: &'a Range<usize>,
    /// The images, exactly: the kernels tell their number from the length of what they read.
    pub(super) images: &'a Handle,
    pub(super) count: usize,
    pub(super) division: Division,
    /// The buffers of the plan, each of [`Launches::room`] bytes or more.
    pub(super) activations: &'a [Handle],
    /// Where the last of the steps writes, exactly.
    pub(super) target: &'a Handle,
    /// Steps behind the stem.
    pub(super) steps: usize,
}

impl Launches<'_> {
    /// Bytes that each buffer of the plan must hold.
    pub(super) fn room(plan: &StepPlan, places: usize, count: usize) -> usize {
        places * count * plan.largest_volume() * WORD
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
        let [weights, affine] = self.store.stem.of(self.places);
        let kernel = Stem(self.division);
        let grid = [kernel.along(channels), self.count as u32, self.places.len() as u32];
        launch(self.client, kernel, grid, &[self.images, &weights, &affine], &pooled);
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
        let [weights, affine] = buffers.of(self.places);
        let kernel = Conv::of(step.side, self.division);
        let [x, y] = kernel.grid(step.outputs, self.count * step.side * step.side);
        let grid = [x, y, self.places.len() as u32];
        launch(self.client, kernel, grid, &[&source, &weights, &affine, &shortcut], &target);
    }

    /// A buffer of the plan, cut to maps of this volume.
    fn map(&self, buffer: usize, volume: usize) -> Handle {
        let all = self.activations[buffer].clone();
        let rest = all.size() - (self.places.len() * self.count * volume * WORD) as u64;
        all.offset_end(rest)
    }
}
