//! The stem on the CPU: im2col makes it a 1x1 convolution over 49 inputs; then the pooling.

use crate::fused::cpu::{
    Channels, Four, INPUTS, Layer, OUTPUTS, Pair, Sum, TWO, Two, Workspace, accumulate, grow, or_larger,
    quantize,
};
use crate::fused::{StepPlan, Window};
use crate::image::{Bitmap, Pixels};

/// Room for the windows of one image.
#[derive(Debug, Default)]
pub(in crate::fused) struct Patches {
    /// The image as integers.
    image: Vec<Two>,
    /// What an integer is worth, for each pixel the same.
    units: Vec<f32>,
    /// im2col: `[pixel, k / 2]`, k rounded up to whole pieces with zeros.
    rows: Vec<Two>,
    pairs: Vec<Pair>,
}

/// Convolution, bias, pooling and relu of one image; its scalar reference is [`reference`](super::reference()).
///
/// # Shapes
/// `image`: `[28, 28]`; `target`: `[7, 7, 64]`, and where wanted the mean over the channels before pooling, `[14, 14]`
pub(in crate::fused) fn forward(
    window: &Window,
    layer: &Layer,
    image: &Pixels,
    patches: &mut Patches,
    workspace: &mut Workspace,
    (target, mut means): (&mut [f32], Option<&mut [f32]>),
) {
    let side = window.output_side();
    if let Some(means) = &mut means {
        means.fill(0.0);
    }
    patches.lay_out(window, image);
    grow(&mut workspace.sums, side * side);
    let sums = &mut workspace.sums[..side * side];
    for (eight, (weights, scale_bias)) in layer.eights().enumerate() {
        sums.fill([Four::ZERO; 2]);
        accumulate(weights, &patches.pairs, (&patches.rows, &patches.units), sums);
        for sum in &mut *sums {
            *sum = scale_bias.apply(*sum);
        }
        if let Some(means) = &mut means {
            for (mean, &sum) in means.iter_mut().zip(&*sums) {
                let values = or_larger(sum, [Four::ZERO; 2]);
                let added: f32 = values[0].add(values[1]).to_array().into_iter().sum();
                *mean += added / layer.outputs() as f32;
            }
        }
        let channels = Channels { first: eight * OUTPUTS, count: layer.outputs() };
        for pixel in 0..StepPlan::POOLED_SIDE * StepPlan::POOLED_SIDE {
            let at = [pixel / StepPlan::POOLED_SIDE, pixel % StepPlan::POOLED_SIDE];
            channels.write(target, pixel, largest(sums, side, at));
        }
    }
}

/// The largest value of a 3x3 window, stride 2, padding 1, and at least 0: relu and the padding at once.
fn largest(map: &[Sum], side: usize, at: [usize; 2]) -> Sum {
    let [rows, columns] = at.map(|position| (position * 2).saturating_sub(1)..(position * 2 + 2).min(side));
    let mut largest = [Four::ZERO; 2];
    for row in rows {
        for &value in &map[row * side..][columns.clone()] {
            largest = or_larger(value, largest);
        }
    }
    largest
}

impl Patches {
    fn lay_out(&mut self, window: &Window, image: &Pixels) {
        let Window { side, kernel, stride, padding, .. } = *window;
        let positions = window.output_side();
        let k = window.taps().next_multiple_of(INPUTS);
        if self.rows.len() != positions * positions * k / TWO {
            self.image = vec![Two::default(); Bitmap::PIXELS / TWO];
            // What lies beside the image is zero and stays so: every image fills the same ones.
            self.rows = vec![Two::default(); positions * positions * k / TWO];
            self.pairs =
                (0..(positions * positions) as u32).map(|pixel| Pair { from: pixel, to: pixel }).collect();
        }
        self.units.clear();
        self.units.resize(positions * positions, quantize(image, &mut self.image));
        let image = self.image.as_flattened();
        for (position, patch) in self.rows.as_flattened_mut().chunks_mut(k).enumerate() {
            let [row, column] = [position / positions, position % positions].map(|at| at * stride);
            let left = padding.saturating_sub(column);
            let right = kernel.min(side + padding - column);
            for tap in padding.saturating_sub(row)..kernel.min(side + padding - row) {
                let pixels = &image[(row + tap - padding) * side..][..side];
                patch[tap * kernel..][left..right]
                    .copy_from_slice(&pixels[column + left - padding..column + right - padding]);
            }
        }
    }
}
