//! What each stage of a backbone holds and computes at 28x28.

use super::{Backbone, Block};

/// Of one stage of one backbone, as it is deployed: batch norm is part of its convolution, and of a kernel only the taps
/// that touch more than padding exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct StageCost {
    /// Weights and biases; a weight travels as a byte.
    pub(crate) parameters: usize,
    /// Multiply-adds for one image.
    pub(crate) multiply_adds: usize,
}

impl StageCost {
    fn add_conv(&mut self, inputs: usize, outputs: usize, taps: usize, side: usize) {
        let weights = inputs * outputs * taps;
        self.parameters += weights + outputs;
        self.multiply_adds += weights * side * side;
    }
}

/// Sides of the maps that stem and layers give; a pooling stands behind the stem.
const SIDES: [usize; 5] = [14, 7, 4, 2, 1];

impl Backbone {
    /// The costs of stem and layer1 to layer4.
    #[must_use]
    pub(crate) fn stage_costs(self) -> [StageCost; 5] {
        let mut costs = [StageCost::default(); 5];
        costs[0].add_conv(1, Self::PLANES[0], 49, SIDES[0]);
        let mut inputs = Self::PLANES[0];
        for (layer, (blocks, planes)) in self.blocks().into_iter().zip(Self::PLANES).enumerate() {
            for block in 0..blocks {
                let halves = layer > 0 && block == 0;
                self.add_block(&mut costs[layer + 1], ConvPosition { layer, halves }, inputs, planes);
                inputs = planes * self.block().expansion();
            }
        }
        costs
    }

    fn add_block(self, cost: &mut StageCost, position: ConvPosition, inputs: usize, planes: usize) {
        let side = SIDES[position.layer + 1];
        let before = if position.halves { SIDES[position.layer] } else { side };
        let outputs = planes * self.block().expansion();
        match self.block() {
            Block::Basic => {
                cost.add_conv(inputs, planes, position.live_taps(), side);
                cost.add_conv(planes, planes, ConvPosition { halves: false, ..position }.live_taps(), side);
            }
            Block::Bottleneck => {
                cost.add_conv(inputs, planes, 1, before);
                cost.add_conv(planes, planes, position.live_taps(), side);
                cost.add_conv(planes, outputs, 1, side);
            }
        }
        if position.halves || inputs != outputs {
            cost.add_conv(inputs, outputs, 1, side);
        }
    }
}

/// Where a convolution stands.
#[derive(Clone, Copy)]
struct ConvPosition {
    /// 0 is layer1.
    layer: usize,
    /// It has stride 2.
    halves: bool,
}

impl ConvPosition {
    /// Taps of a 3x3 kernel that touch more than padding: on the 1x1 maps of layer4 only one, and four where they are made
    /// of 2x2.
    const fn live_taps(self) -> usize {
        match (self.layer, self.halves) {
            (3, true) => 4,
            (3, false) => 1,
            _ => 9,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stem_and_a_layer_worked_by_hand() {
        let costs = Backbone::ResNet18.stage_costs();
        assert_eq!(costs[0], StageCost { parameters: 49 * 64 + 64, multiply_adds: 49 * 64 * 196 });
        // Four 3x3 convolutions of 64 channels on 7x7.
        let weights = 4 * 9 * 64 * 64;
        assert_eq!(costs[1], StageCost { parameters: weights + 4 * 64, multiply_adds: weights * 49 });
    }
}
