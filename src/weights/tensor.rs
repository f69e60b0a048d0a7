//! The deployed form of a network in memory: folded convolutions and heads, as floats or as int8.
//!
//! Names and bytes are `format`'s. The order is that of [`BackboneLayout::convs`](super::BackboneLayout::convs).

use crate::study::NetworkId;

/// A convolution with its batch norm folded in.
#[derive(Debug, Clone, PartialEq)]
pub struct Conv {
    /// `[O, I, H, W]`, live taps only.
    pub weight: Vec<f32>,
    /// `[O]`.
    pub bias: Vec<f32>,
}

/// A convolution whose weight is int8: `weight = value * scale of its output channel`.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantizedConv {
    /// `[O, I, H, W]`, in -127..=127.
    pub values: Vec<i8>,
    /// `[O]`.
    pub scales: Vec<f32>,
    /// `[O]`.
    pub bias: Vec<f32>,
}

/// `fc` and the head behind it, multiplied: exact, since no activation stands between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// `[n_out, width]`; the features of the first backbone it reads come first.
    pub weight: Vec<f32>,
    /// `[n_out]`.
    pub bias: Vec<f32>,
}

/// A deployed network in floats.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployed {
    /// Which of the 15 it is.
    pub network: NetworkId,
    /// One list of convolutions per backbone.
    pub backbones: Vec<Vec<Conv>>,
    /// One head per question.
    pub heads: Vec<Head>,
}

/// A deployed network with int8 convolutions: what a weights file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantizedDeployed {
    /// Which of the 15 it is.
    pub network: NetworkId,
    /// One list of convolutions per backbone.
    pub backbones: Vec<Vec<QuantizedConv>>,
    /// One head per question.
    pub heads: Vec<Head>,
}

impl QuantizedDeployed {
    /// Numbers the deployed network is made of: weights and biases, scales not counted.
    #[must_use]
    pub(crate) fn parameters(&self) -> usize {
        let convs: usize =
            self.backbones.iter().flatten().map(|conv| conv.values.len() + conv.bias.len()).sum();
        convs + self.heads.iter().map(|head| head.weight.len() + head.bias.len()).sum::<usize>()
    }
}
