//! A backbone's int8 weights in the order in which a step reads them.

use super::{Shortcut, Step, StepPlan};
use crate::weights::QuantizedConv;

/// The weights of one step, four output channels at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct PackedStep {
    /// `[outputs / 4, k, 4]`, `k` running over the convolution's taps (row, column, input channel), then over
    /// the input channels of the shortcut's projection.
    pub(crate) values: Vec<i8>,
    /// `[outputs / 4, 3, 4]`: scale of the convolution, scale of the projection, bias (both biases added).
    pub(crate) scale_bias: Vec<f32>,
}

/// The weights of a backbone.
#[derive(Debug, Clone, PartialEq)]
pub struct PackedBackbone {
    /// The stem.
    pub(crate) stem: PackedStep,
    /// One for each step of the plan.
    pub steps: Vec<PackedStep>,
}

/// Output channels packed side by side: a `vec4` on the GPU.
pub(super) const QUAD: usize = 4;

impl PackedBackbone {
    /// Packs the convolutions of a backbone, given in file order. They are dropped one by one, so that no more than one
    /// convolution is in memory twice. `None` when they are not those of the plan.
    #[must_use]
    pub fn pack(plan: &StepPlan, convs: Vec<QuantizedConv>) -> Option<Self> {
        let mut convs = convs.into_iter();
        let stem =
            PackedStep::pack(&ConvShape::new(plan.stem.inputs, plan.stem.taps()), convs.next()?, None)?;
        let mut steps = Vec::with_capacity(plan.steps.len());
        for step in &plan.steps {
            let conv = convs.next()?;
            let main = ConvShape::new(step.window.inputs, step.window.taps());
            steps.push(match step.shortcut {
                Shortcut::Projection { window, .. } => {
                    let side = ConvShape::new(window.inputs, window.taps());
                    PackedStep::pack(&main, conv, Some((side, convs.next()?)))?
                }
                Shortcut::None | Shortcut::Identity { .. } => PackedStep::pack(&main, conv, None)?,
            });
        }
        let complete = convs.next().is_none()
            && steps
                .iter()
                .zip(&plan.steps)
                .all(|(packed, step)| packed.scale_bias.len() == 3 * step.outputs);
        complete.then_some(Self { stem, steps })
    }
}

impl Step {
    /// Reduction length: weights per output channel, the projection's included.
    #[must_use]
    pub(crate) const fn k(&self) -> usize {
        let projected = match self.shortcut {
            Shortcut::Projection { window, .. } => window.inputs,
            Shortcut::None | Shortcut::Identity { .. } => 0,
        };
        self.window.taps() + projected
    }
}

/// The shape of a convolution.
struct ConvShape {
    inputs: usize,
    taps: usize,
}

impl ConvShape {
    const fn new(inputs: usize, taps: usize) -> Self {
        Self { inputs, taps }
    }

    /// Index in the file's `[O, I, H, W]` of weight `packed` of an output channel, counted as packed.
    const fn in_file(&self, output: usize, packed: usize) -> usize {
        let (tap, input) = (packed / self.inputs, packed % self.inputs);
        output * self.taps + input * (self.taps / self.inputs) + tap
    }

    fn fits(&self, conv: &QuantizedConv) -> bool {
        let outputs = conv.bias.len();
        outputs.is_multiple_of(QUAD)
            && conv.scales.len() == outputs
            && conv.values.len() == outputs * self.taps
    }
}

impl PackedStep {
    fn pack(
        main: &ConvShape,
        conv: QuantizedConv,
        projection: Option<(ConvShape, QuantizedConv)>,
    ) -> Option<Self> {
        let outputs = conv.bias.len();
        let fits = main.fits(&conv)
            && projection.as_ref().is_none_or(|(shape, conv)| shape.fits(conv) && conv.bias.len() == outputs);
        if !fits {
            return None;
        }
        let k = main.taps + projection.as_ref().map_or(0, |(shape, _)| shape.taps);
        let mut values = Vec::with_capacity(outputs * k);
        let mut scale_bias = Vec::with_capacity(outputs * 3);
        for first in (0..outputs).step_by(QUAD) {
            let quad = first..first + QUAD;
            let mut take = |shape: &ConvShape, conv: &QuantizedConv| {
                for packed in 0..shape.taps {
                    values.extend(quad.clone().map(|output| conv.values[shape.in_file(output, packed)]));
                }
            };
            take(main, &conv);
            scale_bias.extend_from_slice(&conv.scales[quad.clone()]);
            match &projection {
                Some((shape, side)) => {
                    take(shape, side);
                    scale_bias.extend_from_slice(&side.scales[quad.clone()]);
                    scale_bias.extend(quad.map(|output| conv.bias[output] + side.bias[output]));
                }
                None => {
                    scale_bias.extend([0.0; QUAD]);
                    scale_bias.extend_from_slice(&conv.bias[quad]);
                }
            }
        }
        Some(Self { values, scale_bias })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conv(outputs: usize, taps: usize) -> QuantizedConv {
        QuantizedConv {
            values: (0..outputs * taps).map(|index| (index % 251) as i8).collect(),
            scales: (0..outputs).map(|output| output as f32 + 1.0).collect(),
            bias: (0..outputs).map(|output| output as f32 * 10.0).collect(),
        }
    }

    #[test]
    fn weights_lie_by_tap_then_input_then_four_outputs() {
        // 4 outputs, 2 inputs, 2x2 taps: the file has [O, I, H, W].
        let packed = PackedStep::pack(&ConvShape::new(2, 8), conv(4, 8), None).unwrap();
        // tap 0, input 0: weight 0 of each output; tap 0, input 1: weight 4; tap 1, input 0: weight 1.
        assert_eq!(packed.values[..12], [0, 8, 16, 24, 4, 12, 20, 28, 1, 9, 17, 25]);
        assert_eq!(packed.scale_bias, [1.0, 2.0, 3.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0, 10.0, 20.0, 30.0]);
    }

    #[test]
    fn the_projection_follows_its_convolution_and_the_biases_are_one() {
        let packed =
            PackedStep::pack(&ConvShape::new(1, 1), conv(4, 1), Some((ConvShape::new(1, 1), conv(4, 1))))
                .unwrap();
        assert_eq!(packed.values, [0, 1, 2, 3, 0, 1, 2, 3]);
        assert_eq!(packed.scale_bias[4..], [1.0, 2.0, 3.0, 4.0, 0.0, 20.0, 40.0, 60.0]);
    }

    #[test]
    fn what_is_not_the_plan_is_refused() {
        assert!(PackedStep::pack(&ConvShape::new(2, 8), conv(4, 9), None).is_none());
        assert!(PackedStep::pack(&ConvShape::new(1, 1), conv(6, 1), None).is_none(), "not in fours");
        let plan = StepPlan::for_backbone(crate::study::Backbone::ResNet18);
        assert!(PackedBackbone::pack(&plan, Vec::new()).is_none());
    }
}
