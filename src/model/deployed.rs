//! The deployed network: folded convolutions and heads in plain burn operations, on whatever device it is given.

use burn::tensor::{Device, Tensor, TensorData};

use super::conv::{Layer, backbone, convolve, heads, residual};
use crate::study::NetworkId;
use crate::weights::{BackboneLayout, Conv, ConvLayout, Deployed, Head};

/// A network ready to answer.
#[derive(Debug)]
pub struct DeployedNetwork {
    id: NetworkId,
    backbones: Vec<Backbone>,
    heads: Vec<DeployedHead>,
}

#[derive(Debug)]
struct Backbone {
    stem: DeployedConv,
    blocks: Vec<DeployedBlock>,
}

#[derive(Debug)]
struct DeployedBlock {
    convs: Vec<DeployedConv>,
    downsample: Option<DeployedConv>,
}

#[derive(Debug)]
struct DeployedConv {
    weight: Tensor<4>,
    bias: Tensor<1>,
    layout: ConvLayout,
}

#[derive(Debug)]
struct DeployedHead {
    weight: Tensor<2>, // [width, classes]
    bias: Tensor<1>,
}

impl DeployedNetwork {
    /// Puts a network's weights on a device. `None` when the weights are not those of a whole network.
    #[must_use]
    pub fn new(deployed: &Deployed, device: &Device) -> Option<Self> {
        let id = deployed.network;
        let layout = BackboneLayout::for_backbone(id.backbone);
        let backbones = deployed.backbones.iter();
        let backbones =
            backbones.map(|convs| Backbone::new(&layout, convs, device)).collect::<Option<Vec<_>>>()?;
        let plans = id.structure.heads();
        let heads = plans.iter().zip(&deployed.heads).map(|(plan, head)| {
            DeployedHead::new(head, [plan.grouping.classes(), plan.reads.len() * id.backbone.width()], device)
        });
        let heads = heads.collect::<Option<Vec<_>>>()?;
        let complete = backbones.len() == id.structure.backbones() && heads.len() == plans.len();
        complete.then_some(Self { id, backbones, heads })
    }

    /// Logits of every head.
    ///
    /// # Shapes
    /// `[batch, 1, 28, 28]` -> one `[batch, classes]` per head
    #[must_use]
    pub fn forward(&self, x: &Tensor<4>) -> Vec<Tensor<2>> {
        self.answer(&self.features(x))
    }

    /// The features of every backbone.
    ///
    /// # Shapes
    /// `[batch, 1, 28, 28]` -> one `[batch, width]` per backbone
    pub(crate) fn features(&self, x: &Tensor<4>) -> Vec<Tensor<2>> {
        self.backbones.iter().map(|backbone| backbone.forward(x.clone())).collect()
    }

    /// Logits of every head, from the features.
    ///
    /// # Shapes
    /// one `[batch, width]` per backbone -> one `[batch, classes]` per head
    pub(crate) fn answer(&self, features: &[Tensor<2>]) -> Vec<Tensor<2>> {
        heads(self.id.structure.heads(), features, &self.heads, DeployedHead::forward)
    }
}

impl Backbone {
    fn new(layout: &BackboneLayout, convs: &[Conv], device: &Device) -> Option<Self> {
        let mut convs = convs.iter();
        let mut next = |place: &ConvLayout| DeployedConv::new(place, convs.next()?, device);
        let stem = next(&layout.stem)?;
        let mut blocks = Vec::with_capacity(layout.blocks.len());
        for block in &layout.blocks {
            let main = block.convs.iter().map(&mut next).collect::<Option<Vec<_>>>()?;
            let downsample = match &block.downsample {
                Some(place) => Some(next(place)?),
                None => None,
            };
            blocks.push(DeployedBlock { convs: main, downsample });
        }
        Some(Self { stem, blocks })
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        backbone(x, &self.stem, &self.blocks, DeployedBlock::forward)
    }
}

impl DeployedBlock {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        residual(x, &self.convs, self.downsample.as_ref())
    }
}

impl DeployedConv {
    fn new(place: &ConvLayout, conv: &Conv, device: &Device) -> Option<Self> {
        let shape = place.shape();
        if conv.weight.len() != shape.iter().product::<usize>() || conv.bias.len() != place.outputs {
            return None;
        }
        let weight = Tensor::from_data(TensorData::new(conv.weight.clone(), shape), device);
        let bias = Tensor::from_data(TensorData::new(conv.bias.clone(), [place.outputs]), device);
        Some(Self { weight, bias, layout: place.clone() })
    }
}

impl Layer for DeployedConv {
    fn apply(&self, x: Tensor<4>) -> Tensor<4> {
        convolve(x, self.weight.clone(), Some(self.bias.clone()), &self.layout)
    }
}

impl DeployedHead {
    fn new(head: &Head, [classes, width]: [usize; 2], device: &Device) -> Option<Self> {
        if head.weight.len() != classes * width || head.bias.len() != classes {
            return None;
        }
        // Stored as the file has it, [classes, width]; transposed once, on the way in.
        let transposed =
            (0..width * classes).map(|place| head.weight[place % classes * width + place / classes]);
        let weight =
            Tensor::from_data(TensorData::new(transposed.collect::<Vec<f32>>(), [width, classes]), device);
        let bias = Tensor::from_data(TensorData::new(head.bias.clone(), [classes]), device);
        Some(Self { weight, bias })
    }

    fn forward(&self, features: Tensor<2>) -> Tensor<2> {
        features.matmul(self.weight.clone()) + self.bias.clone().unsqueeze()
    }
}
