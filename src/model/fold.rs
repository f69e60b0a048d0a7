//! From the trained network to the deployed one. Exact in real numbers; sums are taken in f64, results stored in f32.
//!
//! - Batch norm at inference is `y = (x - mean) * gamma / sqrt(var + epsilon) + beta`, linear in `x`, so it scales the
//!   convolution's weights per output channel and leaves a bias.
//! - `fc` and head have no activation between them, so they are one matrix.

use burn::nn::Linear;
use burn::tensor::Tensor;

use super::{ConvNorm, Network};
use crate::study::HeadPlan;
use crate::weights::{Conv, Deployed, Head};

/// A parameter could not be read back as numbers.
#[derive(Debug, thiserror::Error)]
#[error("a parameter of the network is not readable as f32: {0}")]
pub struct FoldError(String);

/// Folds a trained network. Reads parameters back synchronously: for native programs only.
///
/// # Errors
/// Fails when a parameter is not f32.
pub fn fold(network: &Network) -> Result<Deployed, FoldError> {
    let backbones = network.backbones.iter();
    let backbones = backbones.map(|backbone| backbone.convs().map(fold_conv).collect::<Result<Vec<_>, _>>());
    let backbones = backbones.collect::<Result<Vec<_>, _>>()?;
    let plans = network.id().structure.heads().iter().zip(&network.heads);
    let heads = plans.map(|(plan, head)| fold_head(network, plan, head)).collect::<Result<Vec<_>, _>>()?;
    Ok(Deployed { network: network.id(), backbones, heads })
}

fn fold_conv(conv: &ConvNorm) -> Result<Conv, FoldError> {
    let weight = numbers(conv.weight.val())?;
    let (gamma, beta) = (numbers(conv.norm.gamma.val())?, numbers(conv.norm.beta.val())?);
    let mean = numbers(conv.norm.running_mean.value_sync())?;
    let var = numbers(conv.norm.running_var.value_sync())?;
    let per_channel = weight.len() / gamma.len();
    let mut folded = Conv { weight: Vec::with_capacity(weight.len()), bias: Vec::with_capacity(gamma.len()) };
    for (channel, taps) in weight.chunks(per_channel).enumerate() {
        let scale = gamma[channel] / (var[channel] + conv.norm.epsilon).sqrt();
        folded.weight.extend(taps.iter().map(|tap| (tap * scale) as f32));
        folded.bias.push((beta[channel] - mean[channel] * scale) as f32);
    }
    Ok(folded)
}

/// Multiplies a head with the `fc` of every backbone it reads.
fn fold_head(network: &Network, plan: &HeadPlan, head: &Linear) -> Result<Head, FoldError> {
    let width = network.id().backbone.width();
    let classes = plan.grouping.classes();
    let (matrix, bias) = linear(head)?; // [reads * 1000, classes] row by row, [classes]
    let mut folded = Head { weight: vec![0.0; classes * plan.reads.len() * width], bias: Vec::new() };
    let mut folded_bias = bias;
    for (part, &backbone) in plan.reads.iter().enumerate() {
        let (fc, fc_bias) = linear(&network.backbones[backbone].fc)?; // [width, 1000], [1000]
        let outputs = fc_bias.len();
        let rows = &matrix[part * outputs * classes..][..outputs * classes];
        for (class, bias) in folded_bias.iter_mut().enumerate() {
            let column = || rows.iter().skip(class).step_by(classes);
            *bias += dot(&fc_bias, column());
            for feature in 0..width {
                let place = (class * plan.reads.len() + part) * width + feature;
                folded.weight[place] = dot(&fc[feature * outputs..][..outputs], column()) as f32;
            }
        }
    }
    folded.bias = folded_bias.into_iter().map(|value| value as f32).collect();
    Ok(folded)
}

fn dot<'a>(left: &[f64], right: impl Iterator<Item = &'a f64>) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

/// Weight `[inputs, outputs]` row by row and bias of a linear layer.
fn linear(linear: &Linear) -> Result<(Vec<f64>, Vec<f64>), FoldError> {
    let bias = match &linear.bias {
        Some(bias) => numbers(bias.val())?,
        None => vec![0.0; linear.weight.val().dims()[1]],
    };
    Ok((numbers(linear.weight.val())?, bias))
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f64>, FoldError> {
    let floats = tensor.into_data().try_to_vec::<f32>().map_err(|error| FoldError(format!("{error:?}")))?;
    Ok(floats.into_iter().map(f64::from).collect())
}
