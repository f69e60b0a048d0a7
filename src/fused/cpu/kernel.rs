//! The one loop in which the time goes: sums += weights x activations, eight outputs and up to four pixels at a time.
//!
//! Refuses to know what a convolution is: it is told which pixels meet under one tap, and does no others, so that
//! padding costs nothing.

use super::lanes::{Four, Sixteen};

/// Output channels that are computed together: two vectors.
pub(super) const OUTPUTS: usize = 8;
/// Inputs whose weights lie in one piece.
pub(super) const INPUTS: usize = 4;
/// Pixels that share each weight read. Four are eight sums, two weights and an activation: they fit into the 15 vector
/// registers that V8 gives out on x86-64.
const PIXELS: usize = 4;
/// Pieces of weights that are widened at once: 16 KB, so that they stay in the first-level cache with what they meet.
const BLOCK: usize = 512 / INPUTS;

/// What one pixel has gathered for eight outputs.
pub(super) type Sum = [Four; 2];
/// The weights of four inputs and eight outputs as they are kept: outputs 0..4 of each input, then outputs 4..8.
pub(super) type Piece = [Sixteen; 2];
/// The same as floats.
pub(super) type WidePiece = [Sum; INPUTS];

/// A pixel of the map read and the pixel of the sums that it adds to; both count on over the images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) from: u32,
    pub(super) to: u32,
}

/// Room for weights while they are floats.
#[derive(Debug)]
pub(super) struct Block(Vec<WidePiece>);

impl Default for Block {
    fn default() -> Self {
        Self(vec![[[Four::ZERO; 2]; INPUTS]; BLOCK])
    }
}

#[cfg(test)]
impl Block {
    pub(super) fn fill_with_noise(&mut self) {
        self.0.fill([[Four::splat(f32::NAN); 2]; INPUTS]);
    }
}

/// Weights that can be read as floats.
trait Weights: Copy {
    fn read(self) -> WidePiece;
}

impl Weights for Piece {
    #[inline(always)]
    fn read(self) -> WidePiece {
        let [low, high] = self.map(Sixteen::widen);
        [[low[0], high[0]], [low[1], high[1]], [low[2], high[2]], [low[3], high[3]]]
    }
}

impl Weights for WidePiece {
    #[inline(always)]
    fn read(self) -> WidePiece {
        self
    }
}

/// Adds to the sums what every pair contributes under one tap.
///
/// A weight that few pixels share is widened in registers on its way; otherwise a block of weights is widened once.
///
/// # Shapes
/// `weights`: `[inputs / 4]`; `map`: `[pixel][inputs]`; `sums`: `[pixel]`
pub(super) fn accumulate(
    weights: &[Piece],
    pairs: &[Pair],
    map: &[f32],
    block: &mut Block,
    sums: &mut [Sum],
) {
    let inputs = weights.len() * INPUTS;
    if pairs.len() <= PIXELS {
        return sweep(weights, pairs, &Part { map, inputs, first: 0 }, sums);
    }
    for (index, part) in weights.chunks(BLOCK).enumerate() {
        let wide = &mut block.0[..part.len()];
        for (wide, piece) in wide.iter_mut().zip(part) {
            *wide = piece.read();
        }
        sweep(wide, pairs, &Part { map, inputs, first: index * BLOCK * INPUTS }, sums);
    }
}

/// The inputs from `first` on of every pixel of a map.
struct Part<'a> {
    map: &'a [f32],
    inputs: usize,
    first: usize,
}

fn sweep<W: Weights>(weights: &[W], pairs: &[Pair], part: &Part<'_>, sums: &mut [Sum]) {
    let (whole, rest) = pairs.as_chunks::<PIXELS>();
    for pairs in whole {
        meet(weights, pairs, part, sums);
    }
    match rest {
        [a, b, c] => meet(weights, &[*a, *b, *c], part, sums),
        [a, b] => meet(weights, &[*a, *b], part, sums),
        [a] => meet(weights, &[*a], part, sums),
        _ => {}
    }
}

/// `PAIRS` pixels at once. Their sums stay in registers over all inputs.
fn meet<W: Weights, const PAIRS: usize>(
    weights: &[W],
    pairs: &[Pair; PAIRS],
    part: &Part<'_>,
    sums: &mut [Sum],
) {
    // An addition takes three or four cycles and two start in each: one pixel's two sums alone would wait for themselves.
    let ways = const {
        if PAIRS == 1 {
            4
        } else if PAIRS == 2 {
            2
        } else {
            1
        }
    };
    let maps = pairs.map(|pair| {
        let first = pair.from as usize * part.inputs + part.first;
        &part.map[first..first + weights.len() * INPUTS].as_chunks::<INPUTS>().0[..weights.len()]
    });
    let mut gathered = [[[Four::ZERO; 2]; 4]; PAIRS];
    for (place, weights) in weights.iter().enumerate() {
        let weights = weights.read();
        for (gathered, map) in gathered.iter_mut().zip(&maps) {
            for (input, (value, weights)) in map[place].iter().zip(weights).enumerate() {
                let (gathered, value) = (&mut gathered[input % ways], Four::splat(*value));
                gathered[0] = gathered[0].add(weights[0].mul(value));
                gathered[1] = gathered[1].add(weights[1].mul(value));
            }
        }
    }
    for (pair, gathered) in pairs.iter().zip(gathered) {
        let sum = &mut sums[pair.to as usize];
        for way in &gathered[..ways] {
            *sum = [sum[0].add(way[0]), sum[1].add(way[1])];
        }
    }
}
