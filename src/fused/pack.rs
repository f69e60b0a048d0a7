//! A backbone's int8 weights in the order in which a step reads them. Refuses files: `weights` reads those.

use super::{Shortcut, Step, StepPlan};
use crate::weights::QuantizedConv;

/// The weights of one step, four output channels at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct PackedStep {
    /// `[outputs / 4, reach, 4]`, `reach` running over the convolution's taps (row, column, input channel), then over
    /// the input channels of the shortcut's projection.
    pub values: Vec<i8>,
    /// `[outputs / 4, 3, 4]`: scale of the convolution, scale of the projection, bias (both biases added).
    pub affine: Vec<f32>,
}

/// The weights of a backbone.
#[derive(Debug, Clone, PartialEq)]
pub struct PackedBackbone {
    /// The stem.
    pub stem: PackedStep,
    /// One for each step of the plan.
    pub steps: Vec<PackedStep>,
}

/// Output channels that lie side by side.
pub(super) const LANES: usize = 4;

impl PackedBackbone {
    /// Packs the convolutions of a backbone, given in file order. They are dropped one by one, so that no more than one
    /// convolution is in memory twice. `None` when they are not those of the plan.
    #[must_use]
    pub fn pack(plan: &StepPlan, convs: Vec<QuantizedConv>) -> Option<Self> {
        let mut convs = convs.into_iter();
        let stem = PackedStep::pack(&Part::whole(plan.stem.inputs, plan.stem.taps()), convs.next()?, None)?;
        let mut steps = Vec::with_capacity(plan.steps.len());
        for step in &plan.steps {
            let conv = convs.next()?;
            let main = Part::whole(step.window.inputs, step.window.taps());
            steps.push(match step.shortcut {
                Shortcut::Projection { window, .. } => {
                    let side = Part::whole(window.inputs, window.taps());
                    PackedStep::pack(&main, conv, Some((side, convs.next()?)))?
                }
                Shortcut::None | Shortcut::Identity { .. } => PackedStep::pack(&main, conv, None)?,
            });
        }
        let complete = convs.next().is_none()
            && steps.iter().zip(&plan.steps).all(|(packed, step)| packed.affine.len() == 3 * step.outputs);
        complete.then_some(Self { stem, steps })
    }
}

impl Step {
    /// Weights per output channel, the projection's included.
    #[must_use]
    pub const fn reach(&self) -> usize {
        let projected = match self.shortcut {
            Shortcut::Projection { window, .. } => window.inputs,
            Shortcut::None | Shortcut::Identity { .. } => 0,
        };
        self.window.taps() + projected
    }
}

/// One convolution's share of a step.
struct Part {
    inputs: usize,
    taps: usize,
}

impl Part {
    const fn whole(inputs: usize, taps: usize) -> Self {
        Self { inputs, taps }
    }

    /// Place in the file's `[O, I, H, W]` of weight `place` of an output channel, counted as packed.
    const fn in_file(&self, output: usize, place: usize) -> usize {
        let (tap, input) = (place / self.inputs, place % self.inputs);
        output * self.taps + input * (self.taps / self.inputs) + tap
    }

    fn fits(&self, conv: &QuantizedConv) -> bool {
        let outputs = conv.bias.len();
        outputs.is_multiple_of(LANES)
            && conv.scales.len() == outputs
            && conv.values.len() == outputs * self.taps
    }
}

impl PackedStep {
    fn pack(main: &Part, conv: QuantizedConv, projection: Option<(Part, QuantizedConv)>) -> Option<Self> {
        let outputs = conv.bias.len();
        let fits = main.fits(&conv)
            && projection.as_ref().is_none_or(|(part, conv)| part.fits(conv) && conv.bias.len() == outputs);
        if !fits {
            return None;
        }
        let reach = main.taps + projection.as_ref().map_or(0, |(part, _)| part.taps);
        let mut values = Vec::with_capacity(outputs * reach);
        let mut affine = Vec::with_capacity(outputs * 3);
        for first in (0..outputs).step_by(LANES) {
            let lanes = first..first + LANES;
            let mut take = |part: &Part, conv: &QuantizedConv| {
                for place in 0..part.taps {
                    values.extend(lanes.clone().map(|output| conv.values[part.in_file(output, place)]));
                }
            };
            take(main, &conv);
            affine.extend_from_slice(&conv.scales[lanes.clone()]);
            match &projection {
                Some((part, side)) => {
                    take(part, side);
                    affine.extend_from_slice(&side.scales[lanes.clone()]);
                    affine.extend(lanes.map(|output| conv.bias[output] + side.bias[output]));
                }
                None => {
                    affine.extend([0.0; LANES]);
                    affine.extend_from_slice(&conv.bias[lanes]);
                }
            }
        }
        Some(Self { values, affine })
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
        let packed = PackedStep::pack(&Part::whole(2, 8), conv(4, 8), None).unwrap();
        // tap 0, input 0: places 0 of each output; tap 0, input 1: place 4; tap 1, input 0: place 1.
        assert_eq!(packed.values[..12], [0, 8, 16, 24, 4, 12, 20, 28, 1, 9, 17, 25]);
        assert_eq!(packed.affine, [1.0, 2.0, 3.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0, 10.0, 20.0, 30.0]);
    }

    #[test]
    fn the_projection_follows_its_convolution_and_the_biases_are_one() {
        let packed =
            PackedStep::pack(&Part::whole(1, 1), conv(4, 1), Some((Part::whole(1, 1), conv(4, 1)))).unwrap();
        assert_eq!(packed.values, [0, 1, 2, 3, 0, 1, 2, 3]);
        assert_eq!(packed.affine[4..], [1.0, 2.0, 3.0, 4.0, 0.0, 20.0, 40.0, 60.0]);
    }

    #[test]
    fn what_is_not_the_plan_is_refused() {
        assert!(PackedStep::pack(&Part::whole(2, 8), conv(4, 9), None).is_none());
        assert!(PackedStep::pack(&Part::whole(1, 1), conv(6, 1), None).is_none(), "not in fours");
        let plan = StepPlan::of(crate::study::Backbone::ResNet18);
        assert!(PackedBackbone::pack(&plan, Vec::new()).is_none());
    }
}
