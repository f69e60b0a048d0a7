//! A network with made-up weights in the real shapes, and images for it: the same numbers from run to run.

use share_or_split::image::Pixels;
use share_or_split::measure::Random;
use share_or_split::study::{Backbone, NetworkId, Structure};
use share_or_split::weights::{BackboneLayout, ConvLayout, Head, QuantizedConv, QuantizedDeployed};

const STRUCTURE: Structure = Structure::Two;

/// Numbers in -127..=127 that repeat from run to run.
fn made_up(count: usize, seed: usize) -> impl Iterator<Item = i8> {
    let mut random = Random::new(seed as u64);
    (0..count).map(move |_| (random.below(255) as i32 - 127) as i8)
}

/// Activations must neither grow nor vanish over the steps: denormal numbers would be slow.
fn conv(layout: &ConvLayout) -> QuantizedConv {
    let [outputs, inputs, height, width] = layout.shape();
    let k = inputs * height * width;
    QuantizedConv {
        values: made_up(outputs * k, outputs + k).collect(),
        scales: vec![0.01 / (k as f32).sqrt(); outputs],
        bias: made_up(outputs, k).map(|value| f32::from(value) * 1e-3).collect(),
    }
}

/// A network of structure 2.
pub(crate) fn made_up_network(backbone: Backbone) -> QuantizedDeployed {
    let convs = BackboneLayout::for_backbone(backbone).convs().map(conv).collect();
    let classes = STRUCTURE.heads()[0].grouping.classes();
    let weight = made_up(classes * backbone.width(), 1).map(|value| f32::from(value) * 1e-3).collect();
    QuantizedDeployed {
        network: NetworkId { backbone, structure: STRUCTURE },
        backbones: vec![convs],
        heads: vec![Head { weight, bias: vec![0.5; classes] }],
    }
}

pub(crate) fn made_up_images(count: usize) -> Vec<Pixels> {
    let pixels =
        |image: usize| std::array::from_fn(|pixel| ((pixel * 7 + image * 13) % 255) as f32 / 127.5 - 1.0);
    (0..count).map(pixels).collect()
}
