//! torchvision's ResNet as it is trained, with one input channel and layer4 at its live taps.

use burn::module::{Module, Param};
use burn::nn::{BatchNorm, BatchNormConfig, Initializer, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use super::conv::{Layer, backbone, convolve, residual};
use crate::study::Backbone;
use crate::weights::{BackboneLayout, BlockLayout, ConvLayout};

/// Outputs of torchvision's `fc`.
pub(super) const FC_OUTPUTS: usize = 1000;

/// A convolution without bias and the batch norm behind it.
#[derive(Module, Debug)]
pub struct ConvNorm {
    /// `[O, I, k, k]`.
    pub weight: Param<Tensor<4>>,
    /// Over the output channels.
    pub norm: BatchNorm,
    #[module(skip)]
    pub(super) layout: ConvLayout,
}

/// A residual block: basic with two convolutions, bottleneck with three.
#[derive(Module, Debug)]
pub struct Block {
    /// The main path.
    pub(crate) convs: Vec<ConvNorm>,
    /// The shortcut, where the shape changes.
    pub(crate) downsample: Option<ConvNorm>,
}

/// A backbone, ending in its own 1000-way `fc`.
#[derive(Module, Debug)]
pub struct ResNet {
    /// `conv1` and `bn1`.
    pub stem: ConvNorm,
    /// The blocks of layer1 to layer4 in order.
    pub(crate) blocks: Vec<Block>,
    /// Width -> 1000.
    pub fc: Linear,
}

impl ConvNorm {
    fn new(layout: &ConvLayout, device: &Device) -> Self {
        // torchvision: Kaiming normal over fan-out for relu; the fan counts live taps only.
        let fan_out = layout.outputs * layout.kernel * layout.kernel;
        let initializer = Initializer::KaimingNormal { gain: std::f64::consts::SQRT_2, fan_out_only: true };
        let weight = initializer.init_with(layout.shape(), None, Some(fan_out), device);
        Self { weight, norm: BatchNormConfig::new(layout.outputs).init(device), layout: layout.clone() }
    }
}

impl Layer for ConvNorm {
    fn apply(&self, x: Tensor<4>) -> Tensor<4> {
        self.norm.forward(convolve(x, self.weight.val(), None, &self.layout))
    }
}

impl Block {
    fn new(layout: &BlockLayout, device: &Device) -> Self {
        Self {
            convs: layout.convs.iter().map(|conv| ConvNorm::new(conv, device)).collect(),
            downsample: layout.downsample.as_ref().map(|conv| ConvNorm::new(conv, device)),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        residual(x, &self.convs, self.downsample.as_ref())
    }
}

impl ResNet {
    /// A freshly initialized backbone.
    #[must_use]
    pub(crate) fn new(kind: Backbone, device: &Device) -> Self {
        let layout = BackboneLayout::for_backbone(kind);
        Self {
            stem: ConvNorm::new(&layout.stem, device),
            blocks: layout.blocks.iter().map(|block| Block::new(block, device)).collect(),
            fc: LinearConfig::new(kind.width(), FC_OUTPUTS).init(device),
        }
    }

    /// # Shapes
    /// `[batch, 1, 28, 28]` -> `[batch, 1000]`
    #[must_use]
    pub(crate) fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        self.fc.forward(backbone(x, &self.stem, &self.blocks, Block::forward))
    }

    /// Its convolutions in the order of [`BackboneLayout::convs`].
    pub fn convs(&self) -> impl Iterator<Item = &ConvNorm> {
        let blocks = self.blocks.iter().flat_map(|block| block.convs.iter().chain(&block.downsample));
        std::iter::once(&self.stem).chain(blocks)
    }

    /// The same, to be changed.
    pub(super) fn convs_mut(&mut self) -> impl Iterator<Item = &mut ConvNorm> {
        let blocks =
            self.blocks.iter_mut().flat_map(|block| block.convs.iter_mut().chain(&mut block.downsample));
        std::iter::once(&mut self.stem).chain(blocks)
    }
}
