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
/// A pixel of the map read and the pixel of the sums that it adds to; both count on over the images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) from: u32,
    pub(super) to: u32,
}

/// Room for weights while they are floats.
#[derive(Debug)]
pub(super) struct Block(Vec<[Sum; INPUTS]>);

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

/// Weights of some inputs that can be read as floats.
trait Weights<const INPUTS: usize>: Copy {
    fn read(self) -> [Sum; INPUTS];
}

impl Weights<INPUTS> for Piece {
    #[inline(always)]
    fn read(self) -> [Sum; INPUTS] {
        let [low, high] = self.map(Sixteen::widen);
        [[low[0], high[0]], [low[1], high[1]], [low[2], high[2]], [low[3], high[3]]]
    }
}

impl Weights<1> for Sum {
    #[inline(always)]
    fn read(self) -> [Self; 1] {
        [self]
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
        sweep(wide.as_flattened(), pairs, &Part { map, inputs, first: index * BLOCK * INPUTS }, sums);
    }
}

/// The inputs from `first` on of every pixel of a map.
struct Part<'a> {
    map: &'a [f32],
    inputs: usize,
    first: usize,
}

fn sweep<W: Weights<N>, const N: usize>(weights: &[W], pairs: &[Pair], part: &Part<'_>, sums: &mut [Sum]) {
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

/// `PAIRS` pixels at once.
fn meet<W: Weights<N>, const N: usize, const PAIRS: usize>(
    weights: &[W],
    pairs: &[Pair; PAIRS],
    part: &Part<'_>,
    sums: &mut [Sum],
) {
    let maps = pairs.map(|pair| {
        let first = pair.from as usize * part.inputs + part.first;
        &part.map[first..first + weights.len() * N]
    });
    for (pair, gathered) in pairs.iter().zip(gather(weights, maps)) {
        let sum = &mut sums[pair.to as usize];
        *sum = [sum[0].add(gathered[0]), sum[1].add(gathered[1])];
    }
}

/// What the pixels gather over all inputs, their sums in registers.
///
/// Shaped after what V8 makes of it on x86-64 (read it with `node --perf-prof`): it puts all loads of a turn first, so
/// widened weights come one input a turn, or sums go through memory (a third slower); alone in a function, or addresses
/// are computed anew in each turn; by index, or the compiler keeps a check of the length.
#[inline(never)]
fn gather<W: Weights<N>, const N: usize, const PAIRS: usize>(
    weights: &[W],
    maps: [&[f32]; PAIRS],
) -> [Sum; PAIRS] {
    let maps = maps.map(|map| &map.as_chunks::<N>().0[..weights.len()]);
    // One pixel's two sums alone would wait for themselves: every second input has its own.
    let ways = const { if PAIRS == 1 { 2 } else { 1 } };
    let mut gathered = [[[Four::ZERO; 2]; 2]; PAIRS];
    #[allow(
        clippy::needless_range_loop,
        reason = "an iterator over the weights leaves the check of the maps' length"
    )]
    for place in 0..weights.len() {
        let weights = weights[place].read();
        for (gathered, map) in gathered.iter_mut().zip(&maps) {
            for (input, (value, weights)) in map[place].iter().zip(weights).enumerate() {
                let (gathered, value) = (&mut gathered[input % ways], Four::splat(*value));
                gathered[0] = gathered[0].add(weights[0].mul(value));
                gathered[1] = gathered[1].add(weights[1].mul(value));
            }
        }
    }
    gathered.map(|[one, other]| [one[0].add(other[0]), one[1].add(other[1])])
}
