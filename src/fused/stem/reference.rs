//! The stem's scalar reference: plain loops with f64 sums, for the tests; not optimized.

use crate::fused::conv::{scale, window_sum};
use crate::fused::{PackedStep, StepPlan, Window};

/// The stem: 7x7 convolution with stride 2, bias, relu, then the largest of each 3x3 window with stride 2.
///
/// # Shapes
/// `image`: `[28, 28]` -> `[7, 7, 64]`
pub(crate) fn reference(window: &Window, packed: &PackedStep, image: &[f32]) -> Vec<f32> {
    let outputs = packed.scale_bias.len() / 3;
    let (before, side) = (window.output_side(), StepPlan::POOLED_SIDE);
    let map = unpooled(window, packed, image);
    let mut pooled = vec![0.0; side * side * outputs];
    for (index, value) in pooled.iter_mut().enumerate() {
        let (pixel, output) = (index / outputs, index % outputs);
        for (y, x) in (0..3).flat_map(|y| (0..3).map(move |x| (y, x))) {
            let (row, column) = (pixel / side * 2 + y, pixel % side * 2 + x);
            // One pixel of padding around the map of the convolution.
            if (1..=before).contains(&row) && (1..=before).contains(&column) {
                *value = f32::max(*value, map[((row - 1) * before + column - 1) * outputs + output]);
            }
        }
    }
    pooled
}

/// The same without the pooling.
///
/// # Shapes
/// `image`: `[28, 28]` -> `[14, 14, 64]`
pub(crate) fn unpooled(window: &Window, packed: &PackedStep, image: &[f32]) -> Vec<f32> {
    let (outputs, side) = (packed.scale_bias.len() / 3, window.output_side());
    let pixels: Vec<f64> = image.iter().map(|&value| f64::from(value)).collect();
    let value = |index: usize| {
        let (pixel, output) = (index / outputs, index % outputs);
        let sum = window_sum(window, [pixel / side, pixel % side], packed, output, 0, &pixels);
        let sum = sum * scale(packed, output, 0) + scale(packed, output, 2);
        f32::max(sum as f32, 0.0)
    };
    (0..side * side * outputs).map(value).collect()
}
