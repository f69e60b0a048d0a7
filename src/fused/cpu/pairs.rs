//! (input pixel, output pixel) pairs per tap; out-of-range taps yield none, so no padded copy is needed.

use super::kernel::Pair;
use crate::fused::Window;

/// The pairs of a window, tap after tap, over a number of images.
#[derive(Debug, Default)]
pub(in crate::fused) struct Pairs {
    /// The window and the number of images that are listed.
    listed: Option<(Window, usize)>,
    pairs: Vec<Pair>,
    /// Where the pairs of each tap end.
    ends: Vec<usize>,
}

impl Pairs {
    /// Lists the pairs; costs nothing when they are those of the step before.
    pub(in crate::fused) fn list(&mut self, window: &Window, images: usize) {
        if self.listed == Some((*window, images)) {
            return;
        }
        self.listed = Some((*window, images));
        self.pairs.clear();
        self.ends.clear();
        let side = window.output_side();
        for tap in 0..window.kernel * window.kernel {
            for image in 0..images {
                for to in 0..side * side {
                    if let Some(from) = under(window, tap, [to / side, to % side]) {
                        let from = (image * window.side * window.side + from) as u32;
                        self.pairs.push(Pair { from, to: (image * side * side + to) as u32 });
                    }
                }
            }
            self.ends.push(self.pairs.len());
        }
    }

    /// The pairs of each tap in order.
    pub(in crate::fused) fn taps(&self) -> impl Iterator<Item = &[Pair]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(&start, &end)| &self.pairs[start..end])
    }
}

/// The input pixel under a tap when the window computes an output pixel.
fn under(window: &Window, tap: usize, [row, column]: [usize; 2]) -> Option<usize> {
    let y = (row * window.stride + tap / window.kernel).checked_sub(window.padding)?;
    let x = (column * window.stride + tap % window.kernel).checked_sub(window.padding)?;
    (y < window.side && x < window.side).then_some(y * window.side + x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_meets_nothing() {
        let window = Window { inputs: 1, side: 2, kernel: 3, stride: 1, padding: 1 };
        let mut pairs = Pairs::default();
        pairs.list(&window, 2);
        let counts: Vec<usize> = pairs.taps().map(<[Pair]>::len).collect();
        assert_eq!(counts, [2, 4, 2, 4, 8, 4, 2, 4, 2], "corners, edges and the centre, of two images");
        // The first tap: the last pixel of each image reads its first one.
        assert_eq!(pairs.taps().next().unwrap(), [Pair { from: 0, to: 3 }, Pair { from: 4, to: 7 }]);
    }
}
