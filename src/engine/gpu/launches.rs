//! The launches of one forward, each with what it reads and writes.

use std::ops::Range;

use cubecl::client::Client;
use cubecl::server::Handle;

use super::kernel::launch;
use super::store::Store;
use crate::fused::conv::ConvKernel;
use crate::fused::stage_means::MeansKernel;
use crate::fused::stem::{StemKernel, UnpooledStemKernel};
use crate::fused::wgsl::{Wgsl, WorkSplit};
use crate::fused::{Shortcut, StepPlan};
use crate::study::{Backbone, StageMeans};

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
    /// Where the means of the stages are written that pass by, if they are wanted.
    pub(super) seen: Option<Seen<'a>>,
}

/// Where what is seen on the way is written.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    /// Room for the stem before its pooling.
    pub(super) unpooled: &'a Handle,
    /// The means of the stem and of layer1 to layer3, each sliced to the batch: layer4's are those of the features.
    pub(super) means: &'a [Handle],
}

/// A kernel's WGSL and its entry point.
pub(super) type KernelText = (String, &'static str);

/// The kernels that a forward of one image launches, whatever the backbone, and those that look inside.
pub(super) fn kernels_of_one(software: bool) -> [Vec<KernelText>; 2] {
    let split = WorkSplit::for_images(1, software);
    let mut forward = vec![text(StemKernel(split))];
    for step in Backbone::ALL.into_iter().flat_map(|backbone| StepPlan::for_backbone(backbone).steps) {
        let conv = text(ConvKernel::for_side(step.side, split));
        if !forward.contains(&conv) {
            forward.push(conv);
        }
    }
    [forward, vec![text(UnpooledStemKernel), text(MeansKernel)]]
}

fn text<K: Wgsl>(kernel: K) -> KernelText {
    (kernel.source(), K::ENTRY)
}

impl Launches<'_> {
    /// Bytes that each buffer of the plan must hold.
    pub(super) fn room(plan: &StepPlan, slots: usize, count: usize) -> usize {
        slots * count * plan.largest_volume() * WORD
    }

    /// All launches in order.
    pub(super) fn all(&self) {
        self.stem();
        if let Some(seen) = self.seen {
            self.unpooled_stem(seen.unpooled);
            self.means(0, seen.unpooled, &seen.means[0]);
        }
        for index in 0..self.steps {
            self.step(index);
            let ended = self.store.plan.ends.iter().position(|&end| end == index + 1);
            if let (Some(seen), Some(layer)) = (self.seen, ended)
                && let Some(means) = seen.means.get(layer + 1)
            {
                let step = &self.store.plan.steps[index];
                self.means(layer + 1, &self.map(step.target, step.volume()), means);
            }
        }
    }

    /// The stem before its pooling.
    pub(super) fn unpooled_stem(&self, target: &Handle) {
        let [weights, scale_bias] = self.store.stem.buffers_of(self.slots);
        let grid = UnpooledStemKernel::grid(Backbone::PLANES[0], self.count, self.slots.len());
        launch(self.client, UnpooledStemKernel, grid, &[self.images, &weights, &scale_bias], target);
    }

    /// The means of a stage's map.
    pub(super) fn means(&self, stage: usize, map: &Handle, target: &Handle) {
        let grid = MeansKernel::grid(StageMeans::SIDES[stage], self.count, self.slots.len());
        launch(self.client, MeansKernel, grid, &[map], target);
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
