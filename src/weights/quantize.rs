//! int8 per output channel, symmetric. The bound of its error stands at each function and is tested.

use super::{Conv, Deployed, QuantizedConv, QuantizedDeployed};

/// Largest magnitude of a quantized weight: -128 is left out so that the range is symmetric.
pub const INT8_LIMIT: f32 = 127.0;

/// Quantizes every convolution; heads and biases stay in f32 (below 1 % of the bytes).
///
/// Each weight changes by at most half a scale of its output channel, i.e. 1/254 of the channel's largest magnitude.
#[must_use]
pub fn quantize(deployed: &Deployed) -> QuantizedDeployed {
    let backbones =
        deployed.backbones.iter().map(|convs| convs.iter().map(quantize_conv).collect()).collect();
    QuantizedDeployed { network: deployed.network, backbones, heads: deployed.heads.clone() }
}

/// The floats that a quantized network stands for.
#[must_use]
pub fn dequantize(quantized: &QuantizedDeployed) -> Deployed {
    let backbones =
        quantized.backbones.iter().map(|convs| convs.iter().map(dequantize_conv).collect()).collect();
    Deployed { network: quantized.network, backbones, heads: quantized.heads.clone() }
}

fn quantize_conv(conv: &Conv) -> QuantizedConv {
    let per_channel = conv.weight.len() / conv.bias.len().max(1);
    let mut values = Vec::with_capacity(conv.weight.len());
    let mut scales = Vec::with_capacity(conv.bias.len());
    for channel in conv.weight.chunks(per_channel.max(1)) {
        let largest = channel.iter().fold(0.0f32, |largest, weight| largest.max(weight.abs()));
        // A channel of zeros has no scale of its own; any positive one keeps it zero.
        let scale = if largest > 0.0 { largest / INT8_LIMIT } else { 1.0 };
        values.extend(
            channel.iter().map(|weight| (weight / scale).round().clamp(-INT8_LIMIT, INT8_LIMIT) as i8),
        );
        scales.push(scale);
    }
    QuantizedConv { values, scales, bias: conv.bias.clone() }
}

fn dequantize_conv(conv: &QuantizedConv) -> Conv {
    let per_channel = (conv.values.len() / conv.scales.len().max(1)).max(1);
    let channels = conv.values.chunks(per_channel).zip(&conv.scales);
    let weight =
        channels.flat_map(|(channel, &scale)| channel.iter().map(move |&value| f32::from(value) * scale));
    Conv { weight: weight.collect(), bias: conv.bias.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_weight_moves_by_at_most_half_a_scale(weight in proptest::collection::vec(-4.0f32..4.0, 24)) {
            let conv = Conv { weight: weight.clone(), bias: vec![0.0; 3] };
            let quantized = quantize_conv(&conv);
            let back = dequantize_conv(&quantized);
            for (index, (before, after)) in weight.iter().zip(&back.weight).enumerate() {
                let half = quantized.scales[index / 8] * 0.5;
                prop_assert!((before - after).abs() <= half * 1.0001, "{before} -> {after}, half {half}");
            }
        }
    }

    #[test]
    fn the_largest_weight_of_a_channel_is_kept_exactly_and_zeros_stay_zero() {
        let conv = Conv { weight: vec![0.5, -2.54, 0.0, 0.0], bias: vec![1.0, 2.0] };
        let quantized = quantize_conv(&conv);
        assert_eq!(quantized.values, [25, -127, 0, 0]);
        let back = dequantize_conv(&quantized);
        assert!((back.weight[1] + 2.54).abs() < 1e-6);
        assert_eq!(back.weight[2..], [0.0, 0.0]);
        assert_eq!(back.bias, [1.0, 2.0]);
    }
}
