//! Which steps a backbone takes, in which shapes and between which buffers.

use crate::image::Bitmap;
use crate::study::Backbone;
use crate::weights::{BackboneLayout, BlockLayout, ConvLayout};

/// Where a convolution reads: a square window moved over a square map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Window {
    /// Channels of the map.
    pub(crate) inputs: usize,
    /// Side of the map in pixels.
    pub(crate) side: usize,
    /// Side of the window in pixels.
    pub(crate) kernel: usize,
    /// Pixels from one place to the next.
    pub(crate) stride: usize,
    /// Pixels of zeros around the map.
    pub(crate) padding: usize,
}

/// What a step adds to its convolution before relu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shortcut {
    /// Nothing: the step does not end a block.
    None,
    /// The block's input as it is, from this buffer.
    Identity {
        /// Index of the buffer.
        buffer: usize,
    },
    /// The block's input through a 1x1 convolution, from this buffer.
    Projection {
        /// Index of the buffer.
        buffer: usize,
        /// Where the 1x1 convolution reads.
        window: Window,
    },
}

/// One step: convolution, bias, shortcut, relu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// Where the convolution reads.
    pub(crate) window: Window,
    /// Channels that come out.
    pub(crate) outputs: usize,
    /// Side of the map that comes out.
    pub(crate) side: usize,
    /// Index of the buffer read.
    pub(crate) source: usize,
    /// Index of the buffer written: never one that this step reads.
    pub(crate) target: usize,
    /// What is added.
    pub(crate) shortcut: Shortcut,
}

/// All steps of a backbone after the stem, which writes buffer 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepPlan {
    /// The stem's convolution, 7x7 over the image, before pooling.
    pub(crate) stem: Window,
    /// The steps in order.
    pub steps: Vec<Step>,
    /// Buffer that holds the features at the end.
    pub(crate) features: usize,
    /// Features at the end.
    pub width: usize,
    /// How many steps are done at the end of layer1 to layer4.
    pub(crate) ends: [usize; 4],
}

impl Window {
    /// Weights per output channel.
    #[must_use]
    pub(crate) const fn taps(&self) -> usize {
        self.kernel * self.kernel * self.inputs
    }

    /// Side of the map that comes out.
    #[must_use]
    pub(crate) const fn output_side(&self) -> usize {
        (self.side + 2 * self.padding - self.kernel) / self.stride + 1
    }

    fn for_conv(conv: &ConvLayout, side: usize) -> Self {
        let ConvLayout { inputs, kernel, stride, padding, .. } = *conv;
        Self { inputs, side, kernel, stride, padding }
    }
}

impl Step {
    /// Numbers that come out, for one image and one backbone.
    #[must_use]
    pub(crate) const fn volume(&self) -> usize {
        self.side * self.side * self.outputs
    }
}

impl StepPlan {
    /// Activation buffers that the steps use in turn.
    pub(crate) const BUFFERS: usize = 3;
    /// Side of the map behind the stem's pooling (3x3, stride 2, padding 1).
    pub(crate) const POOLED_SIDE: usize = 7;

    /// The plan of a backbone at 28x28.
    #[must_use]
    pub fn for_backbone(backbone: Backbone) -> Self {
        let layout = BackboneLayout::for_backbone(backbone);
        let mut plan = Self {
            stem: Window::for_conv(&layout.stem, Bitmap::SIDE),
            steps: Vec::new(),
            features: 0,
            width: backbone.width(),
            ends: [0; 4],
        };
        let (mut side, mut blocks) = (Self::POOLED_SIDE, layout.blocks.iter());
        for (layer, count) in backbone.blocks().into_iter().enumerate() {
            for block in blocks.by_ref().take(count) {
                side = plan.block(block, side);
            }
            plan.ends[layer] = plan.steps.len();
        }
        plan
    }

    /// Numbers in the largest activation, for one image and one backbone: what each buffer must hold.
    #[must_use]
    pub(crate) fn largest_volume(&self) -> usize {
        self.steps.iter().map(Step::volume).fold(self.volume_after(0), usize::max)
    }

    /// Numbers that come out after this many steps, for one image and one backbone; after none, the stem's.
    #[must_use]
    pub(crate) fn volume_after(&self, steps: usize) -> usize {
        let stem = Self::POOLED_SIDE * Self::POOLED_SIDE * Backbone::PLANES[0];
        steps.checked_sub(1).and_then(|last| self.steps.get(last)).map_or(stem, Step::volume)
    }

    /// Adds the steps of a block; returns the side of what comes out.
    fn block(&mut self, block: &BlockLayout, side: usize) -> usize {
        let input = self.features;
        let (mut source, mut current) = (input, side);
        for (index, conv) in block.convs.iter().enumerate() {
            let window = Window::for_conv(conv, current);
            current = window.output_side();
            let shortcut = match &block.downsample {
                _ if index + 1 < block.convs.len() => Shortcut::None,
                None => Shortcut::Identity { buffer: input },
                Some(conv) => Shortcut::Projection { buffer: input, window: Window::for_conv(conv, side) },
            };
            // The block's input waits for the shortcut; the third buffer is free.
            let target = (0..Self::BUFFERS).find(|&buffer| buffer != input && buffer != source);
            let target = target.unwrap_or_default();
            self.steps.push(Step { window, outputs: conv.outputs, side: current, source, target, shortcut });
            source = target;
        }
        self.features = source;
        current
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::BackboneSize;

    /// Multiply-adds of one output channel that do not read padding.
    fn live(window: &Window) -> usize {
        let along = |place: usize| {
            let on_map = |tap: &usize| {
                let pixel = place * window.stride + tap;
                (window.padding..window.padding + window.side).contains(&pixel)
            };
            (0..window.kernel).filter(on_map).count()
        };
        let one_axis: usize = (0..window.output_side()).map(along).sum();
        one_axis * one_axis * window.inputs
    }

    fn projected(step: &Step) -> usize {
        match step.shortcut {
            Shortcut::Projection { window, .. } => live(&window),
            Shortcut::None | Shortcut::Identity { .. } => 0,
        }
    }

    #[test]
    fn steps_and_multiply_adds_are_as_many_as_the_study_notes_count() {
        let counts = [(16, 17.9), (32, 36.4), (48, 61.3)];
        for (backbone, (steps, multiply_adds)) in Backbone::ALL.into_iter().zip(counts) {
            let plan = StepPlan::for_backbone(backbone);
            assert_eq!(plan.steps.len(), steps);
            let convs = plan.steps.iter().map(|step| step.outputs * (live(&step.window) + projected(step)));
            let millions = (convs.sum::<usize>() + 64 * live(&plan.stem)) as f64 / 1e6;
            assert!((millions - multiply_adds).abs() < 0.2, "{millions}");
            let last = plan.steps.last().unwrap();
            assert_eq!((last.side, last.outputs, last.target), (1, plan.width, plan.features));
            assert_eq!(plan.ends[3], steps);
            let after = plan.ends.map(|end| (plan.steps[end - 1].side, plan.volume_after(end)));
            let widest = plan.width / 8;
            assert_eq!(after, [(7, 49 * widest), (4, 32 * widest), (2, 16 * widest), (1, 8 * widest)]);
        }
    }

    #[test]
    fn the_size_that_is_told_of_a_backbone_is_that_of_its_steps() {
        for backbone in Backbone::ALL {
            let (size, plan) = (BackboneSize::for_backbone(backbone), StepPlan::for_backbone(backbone));
            let maps = StepPlan::BUFFERS * plan.largest_volume() * size_of::<f32>();
            assert_eq!(size.map_bytes, maps as u64);
            let convs = plan.steps.iter().map(|step| step.volume() * step.k());
            let stem = 14 * 14 * Backbone::PLANES[0] * plan.stem.taps();
            assert_eq!(size.multiply_adds, (convs.sum::<usize>() + stem) as u64, "{backbone:?}");
        }
    }

    #[test]
    fn a_step_never_writes_what_it_reads() {
        for backbone in Backbone::ALL {
            for step in StepPlan::for_backbone(backbone).steps {
                assert_ne!(step.source, step.target);
                match step.shortcut {
                    Shortcut::None => {}
                    Shortcut::Identity { buffer } => assert!(buffer != step.target),
                    Shortcut::Projection { buffer, window } => {
                        assert!(buffer != step.target);
                        assert_eq!(window.output_side(), step.side);
                        assert_eq!(window.kernel, 1);
                    }
                }
                assert_eq!(step.window.output_side(), step.side);
            }
        }
    }

    #[test]
    fn the_buffers_are_small() {
        let volumes = Backbone::ALL.map(|backbone| StepPlan::for_backbone(backbone).largest_volume());
        assert_eq!(volumes, [3_136, 3_136, 12_544]);
    }
}
