//! A step on the CPU, over some images.

use crate::fused::cpu::{
    Channels, Four, INPUTS, Layer, Map, OUTPUTS, Pairs, ScaleBias, Sum, Workspace, accumulate, grow,
    or_larger, plus,
};
use crate::fused::{Shortcut, Step};

/// A convolution with bias, shortcut and relu; its scalar reference is [`reference`](super::reference()).
///
/// # Shapes
/// `source`, `shortcut`: `[images, side, side, inputs]` of their windows; `target`: `[images, side, side, outputs]`
pub(in crate::fused) fn forward(
    step: &Step,
    layer: &Layer,
    images: usize,
    [source, shortcut]: [&Map; 2],
    workspace: &mut Workspace,
    target: &mut [f32],
) {
    let pixels = images * step.side * step.side;
    let Workspace { sums, projection_sums, pairs, projection_pairs } = workspace;
    pairs.list(&step.window, images);
    if let Shortcut::Projection { window, .. } = &step.shortcut {
        projection_pairs.list(window, images);
    }
    grow(sums, pixels);
    grow(projection_sums, pixels);
    let (sums, projection_sums) = (&mut sums[..pixels], &mut projection_sums[..pixels]);
    for (eight, (weights, scale_bias)) in layer.eights().enumerate() {
        let (main, side) = weights.split_at(step.window.taps() / INPUTS);
        let gather = |pairs: &Pairs, inputs: usize, weights: &[_], map: &Map, sums: &mut [Sum]| {
            sums.fill([Four::ZERO; 2]);
            for (weights, pairs) in weights.chunks(inputs / INPUTS).zip(pairs.taps()) {
                accumulate(weights, pairs, (&map.integers, &map.units), sums);
            }
        };
        gather(pairs, step.window.inputs, main, source, sums);
        if let Shortcut::Projection { window, .. } = &step.shortcut {
            gather(projection_pairs, window.inputs, side, shortcut, projection_sums);
        }
        let channels = Channels { first: eight * OUTPUTS, count: step.outputs };
        match step.shortcut {
            Shortcut::None => finish(sums, scale_bias, channels, target, |_| [Four::ZERO; 2]),
            Shortcut::Identity { .. } => {
                finish(sums, scale_bias, channels, target, |pixel| channels.read(&shortcut.numbers, pixel));
            }
            Shortcut::Projection { .. } => {
                finish(sums, scale_bias, channels, target, |pixel| {
                    scale_bias.projected(projection_sums[pixel])
                });
            }
        }
    }
}

fn finish(
    sums: &[Sum],
    scale_bias: &ScaleBias,
    channels: Channels,
    target: &mut [f32],
    added: impl Fn(usize) -> Sum,
) {
    for (pixel, &sum) in sums.iter().enumerate() {
        let value = plus(scale_bias.apply(sum), added(pixel));
        channels.write(target, pixel, or_larger(value, [Four::ZERO; 2]));
    }
}
