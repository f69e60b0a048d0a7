//! A backbone on the CPU: all steps of a plan in order.

use super::cpu::{INPUTS, Layer, Map, Workspace};
use super::stem::Patches;
use super::{PackedBackbone, Shortcut, Step, StepPlan, conv, stage_means, stem};
use crate::image::Pixels;
use crate::study::StageMeans;

/// Images that go through the steps together: enough that widening the weights costs little, few enough that their
/// activations stay in the second-level cache.
pub(super) const CHUNK: usize = 16;

/// A backbone that is ready to run on the CPU.
#[derive(Debug)]
pub struct CpuBackbone {
    plan: StepPlan,
    stem: Layer,
    steps: Vec<Layer>,
}

/// Everything that a forward writes. One serves all backbones in turn; it grows to the largest of them and stays.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) buffers: [Map; StepPlan::BUFFERS],
    /// What a step without a shortcut is given for one.
    pub(super) none: Map,
    pub(super) patches: Patches,
    pub(super) workspace: Workspace,
    pub(super) features: Vec<f32>,
}

impl CpuBackbone {
    /// Takes over the weights of a plan. They change order step by step, so that no more than one step is in memory
    /// twice. `None` when they are not those of the plan, or the plan is not in fours and eights.
    #[must_use]
    pub fn new(plan: &StepPlan, packed: PackedBackbone) -> Option<Self> {
        let stem = Layer::new(packed.stem, plan.stem.taps())?;
        let reads_fours = |step: &Step| {
            let side = match step.shortcut {
                Shortcut::Projection { window, .. } => window.inputs,
                Shortcut::None | Shortcut::Identity { .. } => 0,
            };
            step.window.inputs.is_multiple_of(INPUTS) && side.is_multiple_of(INPUTS)
        };
        if packed.steps.len() != plan.steps.len() || !plan.steps.iter().all(reads_fours) {
            return None;
        }
        let layers = plan.steps.iter().zip(packed.steps).map(|(step, packed)| {
            Layer::new(packed, step.k()).filter(|layer| layer.outputs() == step.outputs)
        });
        Some(Self { plan: plan.clone(), stem, steps: layers.collect::<Option<_>>()? })
    }

    /// The features of each image.
    ///
    /// # Shapes
    /// `images`: normalized, `[28, 28]` each -> `[images, width]`
    pub fn forward<'a>(&self, scratch: &'a mut Scratch, images: &[Pixels]) -> &'a [f32] {
        let numbers = images.len() * self.plan.width;
        if scratch.features.len() < numbers {
            scratch.features.resize(numbers, 0.0);
        }
        for (index, images) in images.chunks(CHUNK).enumerate() {
            self.run(scratch, images, self.plan.steps.len(), None);
            let Scratch { features, buffers, .. } = &mut *scratch;
            let first = index * CHUNK * self.plan.width;
            let numbers = images.len() * self.plan.width;
            features[first..first + numbers].copy_from_slice(&buffers[self.plan.features].numbers[..numbers]);
        }
        &scratch.features[..numbers]
    }

    /// The features of one image, and the means of its stages on the way.
    ///
    /// # Shapes
    /// `image`: normalized, `[28, 28]` -> `[width]`
    pub(crate) fn inspect(&self, scratch: &mut Scratch, image: &Pixels) -> (Vec<f32>, StageMeans) {
        let mut means = StageMeans::default();
        self.run(scratch, std::slice::from_ref(image), self.plan.steps.len(), Some(&mut means));
        (scratch.buffers[self.plan.features].numbers[..self.plan.width].to_vec(), means)
    }

    /// One image as far as the end of a stage: the stem (0), or layer1 to layer4 (1 to 4).
    pub(super) fn forward_to(&self, scratch: &mut Scratch, image: &Pixels, stage: usize) {
        let steps = stage.checked_sub(1).map_or(0, |layer| self.plan.ends[layer.min(3)]);
        self.run(scratch, std::slice::from_ref(image), steps, None);
    }

    /// Reads every weight once; what comes out means nothing.
    pub(super) fn read_weights(&self) -> f32 {
        self.steps.iter().chain(std::iter::once(&self.stem)).map(Layer::read).sum()
    }

    /// Leaves the result of this many steps, or the features, in their buffer. `means` are of the first image.
    fn run(
        &self,
        scratch: &mut Scratch,
        images: &[Pixels],
        steps: usize,
        mut means: Option<&mut StageMeans>,
    ) {
        let Scratch { buffers, none, patches, workspace, .. } = scratch;
        let pooled = StepPlan::POOLED_SIDE * StepPlan::POOLED_SIDE;
        for buffer in &mut *buffers {
            buffer.grow(images.len() * self.plan.largest_volume(), images.len() * pooled);
        }
        for (image, target) in images.iter().zip(buffers[0].numbers.chunks_mut(pooled * self.stem.outputs()))
        {
            let unpooled = means.as_deref_mut().map(|means| means.map_mut(0));
            stem::forward(&self.plan.stem, &self.stem, image, patches, workspace, (target, unpooled));
        }
        buffers[0].quantize(images.len() * pooled, self.stem.outputs());
        for (index, (step, layer)) in self.plan.steps.iter().zip(&self.steps).enumerate().take(steps) {
            let mut target = std::mem::take(&mut buffers[step.target]);
            let shortcut = match step.shortcut {
                Shortcut::None => &*none,
                Shortcut::Identity { buffer } | Shortcut::Projection { buffer, .. } => &buffers[buffer],
            };
            conv::forward(
                step,
                layer,
                images.len(),
                [&buffers[step.source], shortcut],
                workspace,
                &mut target.numbers,
            );
            target.quantize(images.len() * step.side * step.side, step.outputs);
            let ended = self.plan.ends.iter().position(|&end| end == index + 1);
            if let (Some(means), Some(layer)) = (means.as_deref_mut(), ended) {
                stage_means::forward(&target.numbers, step.outputs, means.map_mut(layer + 1));
            }
            buffers[step.target] = target;
        }
    }
}
