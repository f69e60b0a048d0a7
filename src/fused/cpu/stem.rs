//! The stem: every window of the image is laid out as a row, so that it is a 1x1 convolution over 49 inputs; then the
//! pooling. Refuses any other stem.

use super::Room;
use super::kernel::{INPUTS, OUTPUTS, Pair, Sum, TWO, accumulate};
use super::lanes::{Four, Two};
use super::layer::{Layer, or_larger};
use super::map::quantize;
use super::step::{Channels, grow};
use crate::fused::{StepPlan, Window};
use crate::image::{Bitmap, Pixels};

/// Room for the windows of one image.
#[derive(Debug, Default)]
pub(super) struct Patches {
    /// The image as integers.
    image: Vec<Two>,
    /// What an integer is worth, for each pixel the same.
    units: Vec<f32>,
    /// `[pixel, reach / 2]`, the reach rounded up to whole pieces with zeros.
    rows: Vec<Two>,
    pairs: Vec<Pair>,
}

/// Convolution, bias, pooling and relu of one image; [`stem`](crate::fused::twin::stem) is its twin.
///
/// # Shapes
/// `image`: `[28, 28]`; `target`: `[7, 7, 64]`
pub(super) fn stem(
    window: &Window,
    layer: &Layer,
    image: &Pixels,
    patches: &mut Patches,
    room: &mut Room,
    target: &mut [f32],
) {
    let side = window.output_side();
    patches.lay_out(window, image);
    grow(&mut room.sums, side * side);
    let sums = &mut room.sums[..side * side];
    for (eight, (weights, affine)) in layer.eights().enumerate() {
        sums.fill([Four::ZERO; 2]);
        accumulate(weights, &patches.pairs, (&patches.rows, &patches.units), sums);
        for sum in &mut *sums {
            *sum = affine.of(*sum);
        }
        let channels = Channels { first: eight * OUTPUTS, of: layer.outputs() };
        for pixel in 0..StepPlan::POOLED_SIDE * StepPlan::POOLED_SIDE {
            let at = [pixel / StepPlan::POOLED_SIDE, pixel % StepPlan::POOLED_SIDE];
            channels.write(target, pixel, largest(sums, side, at));
        }
    }
}

/// The largest value of a 3x3 window, stride 2, padding 1, and at least 0: relu and the padding at once.
fn largest(map: &[Sum], side: usize, at: [usize; 2]) -> Sum {
    let [rows, columns] = at.map(|place| (place * 2).saturating_sub(1)..(place * 2 + 2).min(side));
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
        let places = window.output_side();
        let reach = window.taps().next_multiple_of(INPUTS);
        if self.rows.len() != places * places * reach / TWO {
            self.image = vec![Two::default(); Bitmap::PIXELS / TWO];
            // What lies beside the image is zero and stays so: every image fills the same places.
            self.rows = vec![Two::default(); places * places * reach / TWO];
            self.pairs = (0..(places * places) as u32).map(|pixel| Pair { from: pixel, to: pixel }).collect();
        }
        self.units.clear();
        self.units.resize(places * places, quantize(image, &mut self.image));
        let image = self.image.as_flattened();
        for (place, patch) in self.rows.as_flattened_mut().chunks_mut(reach).enumerate() {
            let [row, column] = [place / places, place % places].map(|at| at * stride);
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
