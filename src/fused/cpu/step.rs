//! One step over some images. Refuses buffers: it is handed what it reads and writes.

use super::Room;
use super::kernel::{INPUTS, OUTPUTS, Sum, accumulate};
use super::lanes::Four;
use super::layer::{Affine, Layer, or_larger, plus};
use super::map::Map;
use super::pairs::Pairs;
use crate::fused::{Shortcut, Step};

/// A convolution with bias, shortcut and relu; [`conv`](crate::fused::twin::conv) is its twin.
///
/// # Shapes
/// `source`, `shortcut`: `[images, side, side, inputs]` of their windows; `target`: `[images, side, side, outputs]`
pub(super) fn conv(
    step: &Step,
    layer: &Layer,
    images: usize,
    [source, shortcut]: [&Map; 2],
    room: &mut Room,
    target: &mut [f32],
) {
    let pixels = images * step.side * step.side;
    let Room { sums, side_sums, pairs, side_pairs } = room;
    pairs.list(&step.window, images);
    if let Shortcut::Projection { window, .. } = &step.shortcut {
        side_pairs.list(window, images);
    }
    grow(sums, pixels);
    grow(side_sums, pixels);
    let (sums, side_sums) = (&mut sums[..pixels], &mut side_sums[..pixels]);
    for (eight, (weights, affine)) in layer.eights().enumerate() {
        let (main, side) = weights.split_at(step.window.taps() / INPUTS);
        let gather = |pairs: &Pairs, inputs: usize, weights: &[_], map: &Map, sums: &mut [Sum]| {
            sums.fill([Four::ZERO; 2]);
            for (weights, pairs) in weights.chunks(inputs / INPUTS).zip(pairs.taps()) {
                accumulate(weights, pairs, (&map.integers, &map.units), sums);
            }
        };
        gather(pairs, step.window.inputs, main, source, sums);
        if let Shortcut::Projection { window, .. } = &step.shortcut {
            gather(side_pairs, window.inputs, side, shortcut, side_sums);
        }
        let channels = Channels { first: eight * OUTPUTS, of: step.outputs };
        match step.shortcut {
            Shortcut::None => finish(sums, affine, channels, target, |_| [Four::ZERO; 2]),
            Shortcut::Identity { .. } => {
                finish(sums, affine, channels, target, |pixel| channels.read(&shortcut.numbers, pixel));
            }
            Shortcut::Projection { .. } => {
                finish(sums, affine, channels, target, |pixel| affine.projected(side_sums[pixel]));
            }
        }
    }
}

/// Makes room for that many sums, once.
pub(super) fn grow(sums: &mut Vec<Sum>, pixels: usize) {
    if sums.len() < pixels {
        sums.resize(pixels, [Four::ZERO; 2]);
    }
}

/// Eight channels of a map with that many.
#[derive(Clone, Copy)]
pub(super) struct Channels {
    pub(super) first: usize,
    pub(super) of: usize,
}

impl Channels {
    #[inline(always)]
    fn read(self, map: &[f32], pixel: usize) -> Sum {
        let first = pixel * self.of + self.first;
        let (fours, _) = map[first..first + OUTPUTS].as_chunks::<4>();
        [Four::new(fours[0]), Four::new(fours[1])]
    }

    #[inline(always)]
    pub(super) fn write(self, map: &mut [f32], pixel: usize, values: Sum) {
        let first = pixel * self.of + self.first;
        let (fours, _) = map[first..first + OUTPUTS].as_chunks_mut::<4>();
        fours[0] = values[0].to_array();
        fours[1] = values[1].to_array();
    }
}

fn finish(
    sums: &[Sum],
    affine: &Affine,
    channels: Channels,
    target: &mut [f32],
    added: impl Fn(usize) -> Sum,
) {
    for (pixel, &sum) in sums.iter().enumerate() {
        let value = plus(affine.of(sum), added(pixel));
        channels.write(target, pixel, or_larger(value, [Four::ZERO; 2]));
    }
}
