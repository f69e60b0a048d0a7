//! A step's scalar reference: plain loops with f64 sums, for the tests; not optimized.

use crate::fused::pack::QUAD;
use crate::fused::{PackedStep, Shortcut, Step, Window};

/// A convolution with bias, shortcut and relu.
///
/// # Shapes
/// - `source`: `[side, side, inputs]` of the step's window; `shortcut`: what the step's shortcut reads, if any
/// - result: `[side, side, outputs]` of the step
pub(crate) fn reference(step: &Step, packed: &PackedStep, source: &[f32], shortcut: &[f32]) -> Vec<f32> {
    let wide = |values: &[f32]| -> Vec<f64> { values.iter().map(|&value| f64::from(value)).collect() };
    let (source, shortcut) = (wide(source), wide(shortcut));
    let value = |index: usize| {
        let (pixel, output) = (index / step.outputs, index % step.outputs);
        let at = [pixel / step.side, pixel % step.side];
        let sum = window_sum(&step.window, at, packed, output, 0, &source) * scale(packed, output, 0);
        let added = match step.shortcut {
            Shortcut::None => 0.0,
            Shortcut::Identity { .. } => shortcut[index],
            Shortcut::Projection { window, .. } => {
                let sum = window_sum(&window, at, packed, output, step.window.taps(), &shortcut);
                sum * scale(packed, output, 1)
            }
        };
        (sum + scale(packed, output, 2) + added).max(0.0) as f32
    };
    (0..step.volume()).map(value).collect()
}

/// The sum of one window: weight times input over every tap that lies on the map.
pub(in crate::fused) fn window_sum(
    window: &Window,
    [row, column]: [usize; 2],
    packed: &PackedStep,
    output: usize,
    first: usize,
    map: &[f64],
) -> f64 {
    let k = packed.values.len() / (packed.scale_bias.len() / 3); // weights per output channel
    let mut sum = 0.0;
    for tap in 0..window.kernel * window.kernel {
        let y = (row * window.stride + tap / window.kernel).checked_sub(window.padding);
        let x = (column * window.stride + tap % window.kernel).checked_sub(window.padding);
        let (Some(y), Some(x)) = (y, x) else { continue };
        if y >= window.side || x >= window.side {
            continue;
        }
        for input in 0..window.inputs {
            let index = first + tap * window.inputs + input;
            let weight = packed.values[(output / QUAD * k + index) * QUAD + output % QUAD];
            sum += f64::from(weight) * map[(y * window.side + x) * window.inputs + input];
        }
    }
    sum
}

/// Scale of the convolution (0), of the projection (1), or bias (2) of an output channel.
pub(in crate::fused) fn scale(packed: &PackedStep, output: usize, row: usize) -> f64 {
    f64::from(packed.scale_bias[(output / QUAD * 3 + row) * QUAD + output % QUAD])
}
