//! The weights of a step as the kernel reads them. There is no second copy: a packed step is taken and dropped.

use std::array::from_fn;

use super::kernel::{INPUTS, OUTPUTS, Piece, Sum, TWO};
use super::lanes::{Eight, Four, Sixteen};
use crate::fused::PackedStep;
use crate::fused::pack::QUAD;

/// One step's weights, still int8, eight output channels at a time.
#[derive(Debug)]
pub(in crate::fused) struct Layer {
    /// `[outputs / 8, k / 4]`, rounded up with zeros.
    weights: Vec<Piece>,
    /// `[outputs / 8]`.
    scale_bias: Vec<ScaleBias>,
}

/// What happens to the sums of eight outputs.
#[derive(Debug, Clone, Copy)]
pub(in crate::fused) struct ScaleBias {
    scale: Sum,
    projection: Sum,
    bias: Sum,
}

impl Layer {
    /// Takes over a packed step of this many weights per output. `None` when it is not one, or not in eights.
    pub(in crate::fused) fn new(packed: PackedStep, k: usize) -> Option<Self> {
        let PackedStep { values, scale_bias } = packed;
        let outputs = scale_bias.len() / 3;
        let fits = scale_bias.len() == outputs * 3 && outputs.is_multiple_of(OUTPUTS) && k > 0;
        if !fits || values.len() != outputs * k {
            return None;
        }
        let pieces = k.div_ceil(INPUTS);
        let mut weights = Vec::with_capacity(outputs / OUTPUTS * pieces);
        for eight in values.chunks(k * OUTPUTS) {
            let (low, high) = eight.split_at(k * QUAD);
            let halves = low.chunks(INPUTS * QUAD).zip(high.chunks(INPUTS * QUAD));
            weights.extend(halves.map(|(low, high)| piece([low, high].map(by_input))));
        }
        let (fours, _) = scale_bias.as_chunks::<QUAD>();
        let scale_bias = fours.chunks(3 * OUTPUTS / QUAD).map(|rows| {
            let row = |index: usize| [Four::new(rows[index]), Four::new(rows[index + 3])];
            ScaleBias { scale: row(0), projection: row(1), bias: row(2) }
        });
        Some(Self { weights, scale_bias: scale_bias.collect() })
    }

    /// Output channels.
    pub(in crate::fused) const fn outputs(&self) -> usize {
        self.scale_bias.len() * OUTPUTS
    }

    /// Reads every weight once and computes nothing worth knowing: what reading alone takes.
    pub(in crate::fused) fn read(&self) -> f32 {
        let nothing = Sixteen::new([[0; TWO]; OUTPUTS]);
        let all = self.weights.iter().flatten().fold(nothing, |all, &weights| all.xor(weights));
        all.widen()[0].dot(Eight::twos([1; TWO])).to_floats().to_array()[0]
    }

    /// Weights and scale_bias of each eight outputs in order.
    pub(in crate::fused) fn eights(&self) -> impl Iterator<Item = (&[Piece], &ScaleBias)> {
        self.weights.chunks(self.weights.len() / self.scale_bias.len().max(1)).zip(&self.scale_bias)
    }
}

impl ScaleBias {
    /// A sum of the convolution as a value.
    #[inline(always)]
    pub(in crate::fused) fn apply(&self, sum: Sum) -> Sum {
        plus(times(sum, self.scale), self.bias)
    }

    /// A sum of the projection as what it adds.
    #[inline(always)]
    pub(in crate::fused) fn projected(&self, sum: Sum) -> Sum {
        times(sum, self.projection)
    }
}

#[inline(always)]
pub(in crate::fused) fn plus(a: Sum, b: Sum) -> Sum {
    [a[0].add(b[0]), a[1].add(b[1])]
}

#[inline(always)]
fn times(a: Sum, b: Sum) -> Sum {
    [a[0].mul(b[0]), a[1].mul(b[1])]
}

#[inline(always)]
pub(in crate::fused) fn or_larger(a: Sum, b: Sum) -> Sum {
    [a[0].or_larger(b[0]), a[1].or_larger(b[1])]
}

/// Four inputs of four outputs each, with zeros behind the last ones.
fn by_input(values: &[i8]) -> [[i8; QUAD]; INPUTS] {
    let value = |index: usize| values.get(index).copied().unwrap_or(0);
    from_fn(|input| from_fn(|output| value(input * QUAD + output)))
}

/// Both halves of eight outputs, two inputs of each beside each other.
fn piece(halves: [[[i8; QUAD]; INPUTS]; 2]) -> Piece {
    let value = |output: usize, input: usize| halves[output / QUAD][input][output % QUAD];
    from_fn(|two| Sixteen::new(from_fn(|output| from_fn(|input| value(output, two * TWO + input)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_outputs_lie_side_by_side_and_the_last_piece_is_filled_with_zeros() {
        // 8 outputs of 5 weights each: output o has the weights 10 o, 10 o + 1, ...
        let weight = |output: usize, index: usize| (output * 10 + index) as i8;
        let four =
            |first: usize| (0..5).flat_map(move |index| (first..first + 4).map(move |o| weight(o, index)));
        let scale_bias = (0..24).map(|value| value as f32).collect();
        let packed = PackedStep { values: four(0).chain(four(4)).collect(), scale_bias };
        let layer = Layer::new(packed.clone(), 5).unwrap();
        assert_eq!(layer.outputs(), 8);
        let (pieces, scale_bias) = layer.eights().next().unwrap();
        let floats = |sixteen: Sixteen, two| {
            sixteen.widen().map(|eight| eight.dot(Eight::twos(two)).to_floats().to_array())
        };
        assert_eq!(floats(pieces[0][0], [0, 1])[0], [1.0, 11.0, 21.0, 31.0]);
        assert_eq!(floats(pieces[0][1], [0, 1])[1], [43.0, 53.0, 63.0, 73.0]);
        assert_eq!(floats(pieces[1][0], [1, 0])[1], [44.0, 54.0, 64.0, 74.0]);
        let behind = [floats(pieces[1][0], [0, 1]), floats(pieces[1][1], [1, 1])];
        assert_eq!((pieces.len(), behind), (2, [[[0.0; 4]; 2]; 2]));
        let one = Four::splat(1.0);
        // Rows of scale_bias: scale 0.., projection 4.., bias 8.. of the first four; 12.., 16.., 20.. of the next.
        assert_eq!(scale_bias.apply([one; 2])[1].to_array(), [32.0, 34.0, 36.0, 38.0]);
        assert_eq!(scale_bias.projected([one; 2])[0].to_array(), [4.0, 5.0, 6.0, 7.0]);
        assert!(Layer::new(packed, 6).is_none());
    }
}
