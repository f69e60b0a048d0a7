//! The scalar twins: every step in plain loops, in f64 sums, slow and easy to check. Refuses speed.

use super::pack::LANES;
use super::{PackedBackbone, PackedStep, Shortcut, Step, StepPlan, Window};
use crate::image::Pixels;

/// The stem: 7x7 convolution with stride 2, bias, relu, then the largest of each 3x3 window with stride 2.
///
/// # Shapes
/// `image`: `[28, 28]` -> `[7, 7, 64]`
#[must_use]
pub fn stem(window: &Window, packed: &PackedStep, image: &[f32]) -> Vec<f32> {
    let outputs = packed.affine.len() / 3;
    let (before, side) = (window.output_side(), StepPlan::POOLED_SIDE);
    let pixels: Vec<f64> = image.iter().map(|&value| f64::from(value)).collect();
    let mut pooled = vec![0.0; side * side * outputs];
    for (place, value) in pooled.iter_mut().enumerate() {
        let (pixel, output) = (place / outputs, place % outputs);
        for (y, x) in (0..3).flat_map(|y| (0..3).map(move |x| (y, x))) {
            let (row, column) = (pixel / side * 2 + y, pixel % side * 2 + x);
            // One pixel of padding around the map of the convolution.
            if (1..=before).contains(&row) && (1..=before).contains(&column) {
                let sum = reach(window, [row - 1, column - 1], packed, output, 0, &pixels);
                let sum = sum * scale(packed, output, 0) + scale(packed, output, 2);
                *value = f32::max(*value, sum as f32); // relu: never below 0
            }
        }
    }
    pooled
}

/// A convolution with bias, shortcut and relu.
///
/// # Shapes
/// - `source`: `[side, side, inputs]` of the step's window; `shortcut`: what the step's shortcut reads, if any
/// - result: `[side, side, outputs]` of the step
#[must_use]
pub fn conv(step: &Step, packed: &PackedStep, source: &[f32], shortcut: &[f32]) -> Vec<f32> {
    let wide = |values: &[f32]| -> Vec<f64> { values.iter().map(|&value| f64::from(value)).collect() };
    let (source, shortcut) = (wide(source), wide(shortcut));
    let value = |place: usize| {
        let (pixel, output) = (place / step.outputs, place % step.outputs);
        let at = [pixel / step.side, pixel % step.side];
        let sum = reach(&step.window, at, packed, output, 0, &source) * scale(packed, output, 0);
        let added = match step.shortcut {
            Shortcut::None => 0.0,
            Shortcut::Identity { .. } => shortcut[place],
            Shortcut::Projection { window, .. } => {
                let sum = reach(&window, at, packed, output, step.window.taps(), &shortcut);
                sum * scale(packed, output, 1)
            }
        };
        (sum + scale(packed, output, 2) + added).max(0.0) as f32
    };
    (0..step.volume()).map(value).collect()
}

/// A whole backbone.
///
/// # Shapes
/// `image`: normalized, `[28, 28]` -> `[width]`
#[must_use]
pub fn backbone(plan: &StepPlan, packed: &PackedBackbone, image: &Pixels) -> Vec<f32> {
    let mut buffers = vec![Vec::new(); StepPlan::BUFFERS];
    buffers[0] = stem(&plan.stem, &packed.stem, image);
    for (step, packed) in plan.steps.iter().zip(&packed.steps) {
        let shortcut = match step.shortcut {
            Shortcut::None => &[][..],
            Shortcut::Identity { buffer } | Shortcut::Projection { buffer, .. } => &buffers[buffer],
        };
        buffers[step.target] = conv(step, packed, &buffers[step.source], shortcut);
    }
    buffers.swap_remove(plan.features)
}

/// The sum of one window: weight times input over every tap that lies on the map.
fn reach(
    window: &Window,
    [row, column]: [usize; 2],
    packed: &PackedStep,
    output: usize,
    first: usize,
    map: &[f64],
) -> f64 {
    let whole = packed.values.len() / (packed.affine.len() / 3); // weights per output channel
    let mut sum = 0.0;
    for tap in 0..window.kernel * window.kernel {
        let y = (row * window.stride + tap / window.kernel).checked_sub(window.padding);
        let x = (column * window.stride + tap % window.kernel).checked_sub(window.padding);
        let (Some(y), Some(x)) = (y, x) else { continue };
        if y >= window.side || x >= window.side {
            continue;
        }
        for input in 0..window.inputs {
            let place = first + tap * window.inputs + input;
            let weight = packed.values[(output / LANES * whole + place) * LANES + output % LANES];
            sum += f64::from(weight) * map[(y * window.side + x) * window.inputs + input];
        }
    }
    sum
}

/// Scale of the convolution (0), of the projection (1), or bias (2) of an output channel.
fn scale(packed: &PackedStep, output: usize, row: usize) -> f64 {
    f64::from(packed.affine[(output / LANES * 3 + row) * LANES + output % LANES])
}
