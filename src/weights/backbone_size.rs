//! How large a backbone is: parameters, bytes, and what one image costs it.

use super::BackboneLayout;
use crate::study::{Backbone, StageMeans};

/// The size of one backbone in its deployed form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BackboneSize {
    /// Weights and biases.
    pub(crate) parameters: u64,
    /// Weights as int8, a scale and a bias as f32 for each output channel.
    pub(crate) bytes: u64,
    /// For one image; taps on padding count.
    pub(crate) multiply_adds: u64,
    /// f32 maps of one image that are kept at a time: input, output and shortcut of a block, as large as the largest.
    pub(crate) map_bytes: u64,
}

/// Maps that are kept at a time.
const MAPS: usize = 3;

impl BackboneSize {
    /// The size of this backbone.
    #[must_use]
    pub(crate) fn for_backbone(backbone: Backbone) -> Self {
        let layout = BackboneLayout::for_backbone(backbone);
        let [stem_side, pooled, ..] = StageMeans::SIDES;
        let mut size = Self { parameters: 0, bytes: 0, multiply_adds: 0, map_bytes: 0 };
        size.add(layout.stem.shape(), stem_side);
        // Behind the stem a pooling halves the map before the next convolution reads it.
        let (mut side, mut largest) = (pooled, Backbone::PLANES[0] * pooled * pooled);
        for block in &layout.blocks {
            for conv in &block.convs {
                side = (side + 2 * conv.padding - conv.kernel) / conv.stride + 1;
                size.add(conv.shape(), side);
                largest = largest.max(conv.outputs * side * side);
            }
            if let Some(conv) = &block.downsample {
                size.add(conv.shape(), side);
            }
        }
        size.map_bytes = (MAPS * largest * size_of::<f32>()) as u64;
        size
    }

    fn add(&mut self, shape: [usize; 4], side: usize) {
        let (weights, outputs) = (shape.iter().product::<usize>() as u64, shape[0] as u64);
        self.parameters += weights + outputs;
        self.bytes += weights + outputs * 2 * size_of::<f32>() as u64;
        self.multiply_adds += weights * (side * side) as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Manifest;
    use super::*;
    use crate::study::ManyQuestions;

    #[test]
    fn parameters_and_bytes_are_those_of_the_published_networks() {
        let manifest = Manifest::parse(include_str!("../../weights/manifest.json")).unwrap();
        for entry in &manifest.networks {
            let size = BackboneSize::for_backbone(entry.backbone);
            let plan = ManyQuestions::studied(entry.structure);
            let heads = plan.head_parameters(entry.backbone.width());
            let backbones = plan.backbones() as u64;
            assert_eq!(backbones * size.parameters + heads, entry.parameters, "{}", entry.network());
            // What is left of the file is its header: names and shapes.
            let header = entry.bytes - (backbones * size.bytes + 4 * heads);
            assert!(header < entry.bytes / 50, "{}: {header}", entry.network());
        }
    }
}
