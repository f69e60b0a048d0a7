//! A whole network on the CPU: its backbones and the heads behind them.

use super::heads::{append_shares, logits, shares};
use super::{CpuBackbone, PackedBackbone, Scratch, StepPlan};
use crate::image::Pixels;
use crate::study::{Inside, NetworkId};
use crate::weights::{Head, QuantizedDeployed};

/// A network that is ready to run on the CPU.
#[derive(Debug)]
pub struct CpuNetwork {
    network: NetworkId,
    backbones: Vec<CpuBackbone>,
    heads: Vec<Head>,
}

impl CpuNetwork {
    /// Takes over a network's weights. `None` when they are not those of its plan.
    #[must_use]
    pub fn new(quantized: QuantizedDeployed) -> Option<Self> {
        let QuantizedDeployed { network, backbones, heads } = quantized;
        let plan = StepPlan::for_backbone(network.backbone);
        let ready = |convs| CpuBackbone::new(&plan, PackedBackbone::pack(&plan, convs)?);
        let backbones = backbones.into_iter().map(ready).collect::<Option<_>>()?;
        Some(Self { network, backbones, heads })
    }

    /// The logits of each image.
    ///
    /// # Shapes
    /// `images`: `[28, 28]` each -> `[image][head][class]`
    pub fn forward(&self, scratch: &mut Scratch, images: &[Pixels]) -> Vec<Vec<Vec<f32>>> {
        let mut all = Vec::with_capacity(images.len());
        let structure = self.network.structure;
        self.each_features(scratch, images, |features| all.push(logits(structure, &self.heads, features)));
        all
    }

    /// Appends to a row what the logits of each image are the sums of.
    ///
    /// # Shapes
    /// `images`: `[28, 28]` each -> `[image][head][class][backbone that the head reads, in order; bias]`, in one row
    pub(crate) fn append_shares(&self, scratch: &mut Scratch, images: &[Pixels], row: &mut Vec<f32>) {
        let structure = self.network.structure;
        self.each_features(scratch, images, |features| append_shares(structure, &self.heads, features, row));
    }

    /// Hands over each image's features, those of each backbone.
    fn each_features(&self, scratch: &mut Scratch, images: &[Pixels], mut take: impl FnMut(&[&[f32]])) {
        let features = self.backbones.iter().map(|backbone| backbone.forward(scratch, images).to_vec());
        let features: Vec<Vec<f32>> = features.collect();
        let width = self.network.backbone.width();
        for image in 0..images.len() {
            let own: Vec<&[f32]> = features.iter().map(|all| &all[image * width..][..width]).collect();
            take(&own);
        }
    }

    /// The logits of one image, and what is seen inside on the way.
    ///
    /// # Shapes
    /// `image`: `[28, 28]` -> `[head][class]`
    pub(crate) fn inspect(&self, scratch: &mut Scratch, image: &Pixels) -> (Vec<Vec<f32>>, Inside) {
        let each = self.backbones.iter().map(|backbone| backbone.inspect(scratch, image));
        let (features, stages): (Vec<_>, Vec<_>) = each.unzip();
        let features: Vec<&[f32]> = features.iter().map(Vec::as_slice).collect();
        let structure = self.network.structure;
        let inside = Inside { shares: shares(structure, &self.heads, &features), stages };
        (logits(structure, &self.heads, &features), inside)
    }

    /// One image as far as the end of a stage: the stem (0), or layer1 to layer4 (1 to 4). For whoever times the stages.
    pub(crate) fn forward_to(&self, scratch: &mut Scratch, image: &Pixels, stage: usize) {
        self.backbones.iter().for_each(|backbone| backbone.forward_to(scratch, image, stage));
    }

    /// Reads every weight once; what comes out means nothing. For whoever times what reading alone takes.
    #[must_use]
    pub(crate) fn read_weights(&self) -> f32 {
        self.backbones.iter().map(CpuBackbone::read_weights).sum()
    }
}
