//! The weights of a step as the kernel reads them. Refuses a second copy: a packed step is taken and dropped.

use std::array::from_fn;

use super::kernel::{INPUTS, OUTPUTS, Piece, Sum, TWO};
use super::lanes::{Eight, Four, Sixteen};
use crate::fused::PackedStep;
use crate::fused::pack::LANES;

/// One step's weights, still int8, eight output channels at a time.
#[derive(Debug)]
pub(super) struct Layer {
    /// `[outputs / 8, reach / 4]`, rounded up with zeros.
    weights: Vec<Piece>,
    /// `[outputs / 8]`.
    affine: Vec<Affine>,
}

/// What happens to the sums of eight outputs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Affine {
    scale: Sum,
    projection: Sum,
    bias: Sum,
}

impl Layer {
    /// Takes over a packed step of this many weights per output. `None` when it is not one, or not in eights.
    pub(super) fn new(packed: PackedStep, reach: usize) -> Option<Self> {
        let PackedStep { values, affine } = packed;
        let outputs = affine.len() / 3;
        let fits = affine.len() == outputs * 3 && outputs.is_multiple_of(OUTPUTS) && reach > 0;
        if !fits || values.len() != outputs * reach {
            return None;
        }
        let pieces = reach.div_ceil(INPUTS);
        let mut weights = Vec::with_capacity(outputs / OUTPUTS * pieces);
        for eight in values.chunks(reach * OUTPUTS) {
            let (low, high) = eight.split_at(reach * LANES);
            let halves = low.chunks(INPUTS * LANES).zip(high.chunks(INPUTS * LANES));
            weights.extend(halves.map(|(low, high)| piece([low, high].map(by_input))));
        }
        let (fours, _) = affine.as_chunks::<LANES>();
        let affine = fours.chunks(3 * OUTPUTS / LANES).map(|rows| {
            let row = |index: usize| [Four::new(rows[index]), Four::new(rows[index + 3])];
            Affine { scale: row(0), projection: row(1), bias: row(2) }
        });
        Some(Self { weights, affine: affine.collect() })
    }

    /// Output channels.
    pub(super) const fn outputs(&self) -> usize {
        self.affine.len() * OUTPUTS
    }

    /// Reads every weight once and computes nothing worth knowing: what reading alone takes.
    pub(super) fn read(&self) -> f32 {
        let nothing = Sixteen::new([[0; TWO]; OUTPUTS]);
        let all = self.weights.iter().flatten().fold(nothing, |all, &weights| all.xor(weights));
        all.widen()[0].dot(Eight::twos([1; TWO])).to_floats().to_array()[0]
    }

    /// Weights and affine of each eight outputs in order.
    pub(super) fn eights(&self) -> impl Iterator<Item = (&[Piece], &Affine)> {
        self.weights.chunks(self.weights.len() / self.affine.len().max(1)).zip(&self.affine)
    }
}

impl Affine {
    /// A sum of the convolution as a value.
    #[inline(always)]
    pub(super) fn of(&self, sum: Sum) -> Sum {
        plus(times(sum, self.scale), self.bias)
    }

    /// A sum of the projection as what it adds.
    #[inline(always)]
    pub(super) fn projected(&self, sum: Sum) -> Sum {
        times(sum, self.projection)
    }
}

#[inline(always)]
pub(super) fn plus(a: Sum, b: Sum) -> Sum {
    [a[0].add(b[0]), a[1].add(b[1])]
}

#[inline(always)]
fn times(a: Sum, b: Sum) -> Sum {
    [a[0].mul(b[0]), a[1].mul(b[1])]
}

#[inline(always)]
pub(super) fn or_larger(a: Sum, b: Sum) -> Sum {
    [a[0].or_larger(b[0]), a[1].or_larger(b[1])]
}

/// Four inputs of four outputs each, with zeros behind the last ones.
fn by_input(values: &[i8]) -> [[i8; LANES]; INPUTS] {
    let value = |index: usize| values.get(index).copied().unwrap_or(0);
    from_fn(|input| from_fn(|output| value(input * LANES + output)))
}

/// Both halves of eight outputs, two inputs of each beside each other.
fn piece(halves: [[[i8; LANES]; INPUTS]; 2]) -> Piece {
    let value = |output: usize, input: usize| halves[output / LANES][input][output % LANES];
    from_fn(|two| Sixteen::new(from_fn(|output| from_fn(|input| value(output, two * TWO + input)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_outputs_lie_side_by_side_and_the_last_piece_is_filled_with_zeros() {
        // 8 outputs of 5 weights each: output o has the weights 10 o, 10 o + 1, ...
        let weight = |output: usize, place: usize| (output * 10 + place) as i8;
        let four =
            |first: usize| (0..5).flat_map(move |place| (first..first + 4).map(move |o| weight(o, place)));
        let affine = (0..24).map(|value| value as f32).collect();
        let packed = PackedStep { values: four(0).chain(four(4)).collect(), affine };
        let layer = Layer::new(packed.clone(), 5).unwrap();
        assert_eq!(layer.outputs(), 8);
        let (pieces, affine) = layer.eights().next().unwrap();
        let floats = |sixteen: Sixteen, two| {
            sixteen.widen().map(|eight| eight.dot(Eight::twos(two)).to_floats().to_array())
        };
        assert_eq!(floats(pieces[0][0], [0, 1])[0], [1.0, 11.0, 21.0, 31.0]);
        assert_eq!(floats(pieces[0][1], [0, 1])[1], [43.0, 53.0, 63.0, 73.0]);
        assert_eq!(floats(pieces[1][0], [1, 0])[1], [44.0, 54.0, 64.0, 74.0]);
        let behind = [floats(pieces[1][0], [0, 1]), floats(pieces[1][1], [1, 1])];
        assert_eq!((pieces.len(), behind), (2, [[[0.0; 4]; 2]; 2]));
        let one = Four::splat(1.0);
        // Rows of affine: scale 0.., projection 4.., bias 8.. of the first four; 12.., 16.., 20.. of the next.
        assert_eq!(affine.of([one; 2])[1].to_array(), [32.0, 34.0, 36.0, 38.0]);
        assert_eq!(affine.projected([one; 2])[0].to_array(), [4.0, 5.0, 6.0, 7.0]);
        assert!(Layer::new(packed, 6).is_none());
    }
}
