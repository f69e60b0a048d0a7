//! One of the 15 networks as it is trained: backbones, then heads, wired as `study::Structure` says.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use super::conv::heads;
use super::resnet::{FC_OUTPUTS, ResNet};
use crate::study::NetworkId;

/// A network as trained.
#[derive(Module, Debug)]
pub struct Network {
    /// One or two backbones.
    pub backbones: Vec<ResNet>,
    /// One or two heads.
    pub heads: Vec<Linear>,
    #[module(skip)]
    pub(super) id: NetworkId,
}

impl Network {
    /// A freshly initialized network.
    #[must_use]
    pub fn new(id: NetworkId, device: &Device) -> Self {
        let backbones = (0..id.structure.backbones()).map(|_| ResNet::new(id.backbone, device)).collect();
        let heads = id.structure.heads().iter();
        let heads = heads
            .map(|head| {
                LinearConfig::new(head.reads.len() * FC_OUTPUTS, head.grouping.classes()).init(device)
            })
            .collect();
        Self { backbones, heads, id }
    }

    /// Which of the 15 it is.
    #[must_use]
    pub const fn id(&self) -> NetworkId {
        self.id
    }

    /// Logits of every head. No activation stands between `fc` and head.
    ///
    /// # Shapes
    /// `[batch, 1, 28, 28]` -> one `[batch, classes]` per head
    #[must_use]
    pub fn forward(&self, x: &Tensor<4>) -> Vec<Tensor<2>> {
        let outputs: Vec<Tensor<2>> =
            self.backbones.iter().map(|backbone| backbone.forward(x.clone())).collect();
        heads(self.id.structure.heads(), &outputs, &self.heads, Linear::forward)
    }
}
