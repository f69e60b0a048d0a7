//! Quantization-aware training: the forward computes with what int8 makes of the convolutions' weights, the gradient
//! goes straight through the rounding to the exact ones. It rounds as `weights::quantize` does.
//!
//! Batch norm scales whole output channels, and a channel has its own scale of int8, so rounding before folding and
//! after it pick the same integers, but for a few that lie halfway.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::Tensor;

use crate::model::Network;
use crate::weights::INT8_LIMIT;

/// The network with rounded convolutions. Parameters keep their names, so gradients of a rounded clone are those of its
/// original; batch norm statistics are shared between the two.
pub(super) fn rounded(network: Network) -> Network {
    network.map(&mut Rounding)
}

struct Rounding;

impl ModuleMapper for Rounding {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        // Heads and all that belongs to a channel stay in f32 when shipped.
        if D != 4 {
            return param;
        }
        param.map(|weight| {
            if weight.is_autodiff() {
                Tensor::from_inner(round(weight.inner())).require_grad()
            } else {
                round(weight)
            }
        })
    }
}

/// What int8 with one scale per output channel makes of a weight.
///
/// # Shapes
/// `[O, I, k, k]` -> `[O, I, k, k]`
fn round<const D: usize>(weight: Tensor<D>) -> Tensor<D> {
    let shape = weight.dims();
    let channels: Tensor<2> = weight.reshape([shape[0] as i64, -1]);
    let largest = channels.clone().abs().max_dim(1);
    // A channel of zeros has no scale of its own; any positive one keeps it zero.
    let scale = largest.clone().mask_fill(largest.lower_equal_elem(0.0), INT8_LIMIT) / INT8_LIMIT;
    ((channels / scale.clone()).round() * scale).reshape(shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fold;
    use crate::study::{Backbone, NetworkId, Structure};
    use crate::weights::{dequantize, quantize};
    use burn::optim::{AdamWConfig, GradientsParams};
    use burn::tensor::{Device, Distribution};

    fn network(device: &Device) -> Network {
        Network::new(NetworkId { backbone: Backbone::ResNet18, structure: Structure::Three }, device)
    }

    #[test]
    fn rounding_before_folding_is_what_is_shipped() {
        let network = network(&Device::flex());
        let shipped = dequantize(&quantize(&fold(&network).unwrap()));
        let rounded = fold(&rounded(network.clone())).unwrap();
        let (mut compared, mut other, mut largest) = (0, 0, 0.0f32);
        for (ours, theirs) in rounded.backbones.iter().flatten().zip(shipped.backbones.iter().flatten()) {
            let top = theirs.weight.iter().fold(0.0f32, |top, weight| top.max(weight.abs()));
            for (ours, theirs) in ours.weight.iter().zip(&theirs.weight) {
                let difference = (ours - theirs).abs() / top;
                largest = largest.max(difference);
                other += usize::from(difference > 1e-5);
                compared += 1;
            }
        }
        assert_eq!(
            compared,
            fold(&network).unwrap().backbones[0].iter().map(|conv| conv.weight.len()).sum::<usize>()
        );
        // Halfway between two integers f32 decides: one step of int8, 1/127 of a channel's largest, and rarely.
        assert!(other * 10_000 < compared && largest < 1.01 / INT8_LIMIT, "{other} of {compared}, {largest}");
        assert_ne!(fold(&network).unwrap().backbones[0][0].weight, shipped.backbones[0][0].weight);
    }

    #[test]
    fn the_gradient_of_the_rounded_moves_the_exact() {
        let device = Device::flex().autodiff();
        let exact = network(&device);
        let before = exact.backbones[0].stem.weight.val().into_data();
        let mean = exact.backbones[0].stem.norm.running_mean.value_sync().into_data();
        let copy = rounded(exact.clone());
        let images = Tensor::random([4, 1, 28, 28], Distribution::Default, &device);
        let loss = copy.forward(&images).into_iter().map(Tensor::sum).reduce(|a, b| a + b).unwrap();
        let grads = GradientsParams::from_grads(loss.backward(), &copy);
        let rate = 1e-6;
        let moved = AdamWConfig::new().with_weight_decay(0.0).init().step(rate, exact, grads);
        let after = moved.backbones[0].stem.weight.val().into_data();
        let (before, after) = (before.try_to_vec::<f32>().unwrap(), after.try_to_vec::<f32>().unwrap());
        let moves = before.iter().zip(&after).map(|(before, after)| (before - after).abs());
        // AdamW's first step is the learning rate, far below a step of int8: the exact weights moved, and only so far.
        let (least, most) =
            moves.fold((f32::MAX, 0.0f32), |(low, high), step| (low.min(step), high.max(step)));
        assert!(most > 0.5e-6 && most < 1.1e-6 && least < most, "{least} {most}");
        assert_ne!(moved.backbones[0].stem.norm.running_mean.value_sync().into_data(), mean);
    }
}
