//! The convolutions of a backbone at 28x28 in torchvision's order and with its names, layer4 at its live taps.
//!
//! Names and shapes only. `model` builds from it and the reader checks by it.
//!
//! At 28x28 the feature maps are: stem 14x14, pool 7x7, layer1 7x7, layer2 4x4, layer3 2x2, layer4 1x1. In layer4 most
//! taps of a padded 3x3 kernel only ever touch padding: the first one (stride 2 on 2x2) is exactly a 2x2 kernel without
//! padding, every later one is exactly a 1x1 kernel. Only the live taps exist here, in training too.

use crate::study::{Backbone, Block};

/// One convolution and the batch norm that follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvLayout {
    /// torchvision's path of the convolution, e.g. `layer2.0.downsample.0`.
    pub path: String,
    /// Input channels.
    pub(crate) inputs: usize,
    /// Output channels.
    pub outputs: usize,
    /// Side of the square kernel, live taps only.
    pub(crate) kernel: usize,
    /// Stride in both directions.
    pub(crate) stride: usize,
    /// Padding on all four sides.
    pub(crate) padding: usize,
}

/// One residual block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockLayout {
    /// The convolutions on the main path: two (basic) or three (bottleneck).
    pub(crate) convs: Vec<ConvLayout>,
    /// The 1x1 convolution on the shortcut, where the shape changes.
    pub(crate) downsample: Option<ConvLayout>,
}

/// All convolutions of a backbone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackboneLayout {
    /// 7x7, stride 2, one input channel.
    pub(crate) stem: ConvLayout,
    /// The blocks of layer1 to layer4 in order.
    pub(crate) blocks: Vec<BlockLayout>,
}

impl ConvLayout {
    /// Shape of the weight, `[O, I, H, W]`.
    #[must_use]
    pub const fn shape(&self) -> [usize; 4] {
        [self.outputs, self.inputs, self.kernel, self.kernel]
    }

    /// torchvision's path of the batch norm behind the convolution, e.g. `layer2.0.downsample.1`.
    #[must_use]
    pub fn norm_path(&self) -> String {
        match self.path.strip_suffix("downsample.0") {
            Some(block) => format!("{block}downsample.1"),
            None => self.path.replace("conv", "bn"),
        }
    }
}

impl BlockLayout {
    /// Its convolutions in file order: main path, then shortcut.
    fn convs(&self) -> impl Iterator<Item = &ConvLayout> {
        self.convs.iter().chain(&self.downsample)
    }
}

impl BackboneLayout {
    /// The layout of one backbone.
    #[must_use]
    pub fn for_backbone(backbone: Backbone) -> Self {
        let stem = conv("conv1".to_owned(), 1, Backbone::PLANES[0], 7, 2);
        let mut blocks = Vec::new();
        let mut inputs = Backbone::PLANES[0];
        for (stage, count) in backbone.blocks().into_iter().enumerate() {
            for index in 0..count {
                let position = BlockPosition { stage, index };
                blocks.push(block(backbone.block(), position, inputs));
                inputs = Backbone::PLANES[stage] * backbone.block().expansion();
            }
        }
        Self { stem, blocks }
    }

    /// Every convolution in file order: stem, then each block's main path, then its shortcut.
    pub fn convs(&self) -> impl Iterator<Item = &ConvLayout> {
        std::iter::once(&self.stem).chain(self.blocks.iter().flat_map(BlockLayout::convs))
    }
}

/// Where a block stands: stage 0 is layer1.
#[derive(Clone, Copy)]
struct BlockPosition {
    stage: usize,
    index: usize,
}

impl BlockPosition {
    /// The first block of layer2, layer3 and layer4 halves the map.
    const fn stride(self) -> usize {
        if self.stage > 0 && self.index == 0 { 2 } else { 1 }
    }

    fn path(self, part: &str) -> String {
        format!("layer{}.{}.{part}", self.stage + 1, self.index)
    }
}

fn block(kind: Block, position: BlockPosition, inputs: usize) -> BlockLayout {
    let planes = Backbone::PLANES[position.stage];
    let outputs = planes * kind.expansion();
    let stride = position.stride();
    let convs = match kind {
        Block::Basic => vec![
            three_by_three(position, "conv1", [inputs, planes], stride),
            three_by_three(position, "conv2", [planes, planes], 1),
        ],
        // torchvision puts the stride on the 3x3 ("ResNet v1.5").
        Block::Bottleneck => vec![
            conv(position.path("conv1"), inputs, planes, 1, 1),
            three_by_three(position, "conv2", [planes, planes], stride),
            conv(position.path("conv3"), planes, outputs, 1, 1),
        ],
    };
    let changes = stride != 1 || inputs != outputs;
    let downsample = changes.then(|| conv(position.path("downsample.0"), inputs, outputs, 1, stride));
    BlockLayout { convs, downsample }
}

/// A 3x3 convolution with padding 1, cut to its live taps in layer4.
fn three_by_three(
    position: BlockPosition,
    part: &str,
    [inputs, outputs]: [usize; 2],
    stride: usize,
) -> ConvLayout {
    let kernel = match (position.stage, stride) {
        (3, 2) => 2,
        (3, _) => 1,
        _ => 3,
    };
    conv(position.path(part), inputs, outputs, kernel, stride)
}

/// Padding follows from the kernel: 3 for 7x7, 1 for 3x3, none for live taps and 1x1.
fn conv(path: String, inputs: usize, outputs: usize, kernel: usize, stride: usize) -> ConvLayout {
    ConvLayout { path, inputs, outputs, kernel, stride, padding: (kernel - 1) / 2 * (kernel % 2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn live_weights_are_as_many_as_the_study_notes_count() {
        let weights = |backbone| -> usize {
            let layout = BackboneLayout::for_backbone(backbone);
            layout.convs().map(|conv| conv.shape().iter().product::<usize>()).sum()
        };
        assert_eq!(weights(Backbone::ResNet18), 4_213_824);
        assert_eq!(weights(Backbone::ResNet34), 10_120_256);
        assert_eq!(weights(Backbone::ResNet50), 17_943_616);
    }

    #[test]
    fn names_are_those_of_torchvision() {
        let layout = BackboneLayout::for_backbone(Backbone::ResNet18);
        let paths: Vec<&str> = layout.convs().map(|conv| conv.path.as_str()).collect();
        assert_eq!(paths.len(), 20);
        assert_eq!(paths[..3], ["conv1", "layer1.0.conv1", "layer1.0.conv2"]);
        assert_eq!(paths[5..8], ["layer2.0.conv1", "layer2.0.conv2", "layer2.0.downsample.0"]);
        let norms: Vec<String> = layout.convs().map(ConvLayout::norm_path).collect();
        assert_eq!(norms[..2], ["bn1", "layer1.0.bn1"]);
        assert_eq!(norms[7], "layer2.0.downsample.1");
    }

    #[test]
    fn layer4_has_live_taps_only() {
        let layout = BackboneLayout::for_backbone(Backbone::ResNet50);
        let kernels: Vec<(usize, usize)> = layout.blocks[13..]
            .iter()
            .flat_map(|block| block.convs.iter().map(|conv| (conv.kernel, conv.padding)))
            .collect();
        assert_eq!(kernels[..3], [(1, 0), (2, 0), (1, 0)]);
        assert!(kernels[3..].iter().all(|&kernel| kernel == (1, 0)));
    }
}
