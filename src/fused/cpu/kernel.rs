//! The one loop in which the time goes: sums += weights x activations, eight outputs and up to four pixels at a time.
//!
//! Both are integers, of 8 and of 16 bits: one instruction multiplies two inputs of four outputs and adds them up.
//! It gets the (input pixel, output pixel) pairs of one tap and does no others, so that padding costs nothing.

use super::lanes::{Eight, Four, Ints, Sixteen, Two};

/// Output channels that are computed together: two vectors.
pub(in crate::fused) const OUTPUTS: usize = 8;
/// Inputs whose weights lie in one piece, and that are met in one turn of the loop.
pub(in crate::fused) const INPUTS: usize = 4;
/// Inputs that meet at once.
pub(in crate::fused) const TWO: usize = size_of::<Two>() / size_of::<i16>();
/// Pixels that share each weight read. Four are eight sums, two weights and an activation: they fit into the 15 vector
/// registers that V8 gives out on x86-64.
const PIXELS: usize = 4;
/// Pieces after which the integers go over into floats: of 512 inputs, 128 times 32,767 each, the sum cannot overflow.
const BLOCK: usize = 512 / INPUTS;

/// What one pixel has gathered for eight outputs.
pub(in crate::fused) type Sum = [Four; 2];
/// The weights of four inputs and eight outputs as they are kept: inputs 0 and 1 of each output, then 2 and 3.
pub(in crate::fused) type Piece = [Sixteen; INPUTS / TWO];
/// A pixel of the map read and the pixel of the sums that it adds to; both count on over the images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fused) struct Pair {
    pub(in crate::fused) from: u32,
    pub(in crate::fused) to: u32,
}

/// Adds to the sums what every pair contributes under one tap.
///
/// # Shapes
/// `weights`: `[inputs / 4]`; `map`: `[pixel][inputs / 2]`; `units`, `sums`: `[pixel]`
pub(in crate::fused) fn accumulate(
    weights: &[Piece],
    pairs: &[Pair],
    (map, units): (&[Two], &[f32]),
    sums: &mut [Sum],
) {
    for (index, block) in weights.chunks(BLOCK).enumerate() {
        let input = InputMap { map, units, pieces: weights.len(), first: index * BLOCK };
        let (whole, rest) = pairs.as_chunks::<PIXELS>();
        for pairs in whole {
            accumulate_pairs(block, pairs, &input, sums);
        }
        match rest {
            [a, b, c] => accumulate_pairs(block, &[*a, *b, *c], &input, sums),
            [a, b] => accumulate_pairs(block, &[*a, *b], &input, sums),
            [a] => accumulate_pairs(block, &[*a], &input, sums),
            _ => {}
        }
    }
}

/// A map of which the inputs from piece `first` on are read.
struct InputMap<'a> {
    map: &'a [Two],
    units: &'a [f32],
    pieces: usize,
    first: usize,
}

/// `PAIRS` pixels at once.
fn accumulate_pairs<const PAIRS: usize>(
    weights: &[Piece],
    pairs: &[Pair; PAIRS],
    input: &InputMap<'_>,
    sums: &mut [Sum],
) {
    let maps = pairs.map(|pair| {
        let first = pair.from as usize * input.pieces + input.first;
        let (pieces, _) = input.map[first * INPUTS / TWO..].as_chunks();
        &pieces[..weights.len()]
    });
    for (pair, gathered) in pairs.iter().zip(gather(weights, maps)) {
        let (sum, unit) = (&mut sums[pair.to as usize], Four::splat(input.units[pair.from as usize]));
        *sum = [sum[0].add(gathered[0].to_floats().mul(unit)), sum[1].add(gathered[1].to_floats().mul(unit))];
    }
}

/// What the pixels gather over all inputs, their sums in registers.
///
/// Shaped after what V8 makes of it on x86-64: a turn of two inputs is an eighth slower, one of eight a fifth, as it
/// puts all loads of a turn first; alone in a function, or addresses are computed anew in each turn; by index, or the
/// compiler keeps a check of the length.
#[inline(never)]
fn gather<const PAIRS: usize>(
    weights: &[Piece],
    maps: [&[[Two; INPUTS / TWO]]; PAIRS],
) -> [[Ints; 2]; PAIRS] {
    let maps = maps.map(|map| &map[..weights.len()]);
    let mut gathered = [[Ints::ZERO; 2]; PAIRS];
    #[allow(
        clippy::needless_range_loop,
        reason = "an iterator over the weights leaves the check of the maps' length"
    )]
    for piece in 0..weights.len() {
        for (two, weights) in weights[piece].into_iter().enumerate() {
            let [low, high] = weights.widen();
            for (gathered, map) in gathered.iter_mut().zip(&maps) {
                let two = Eight::twos(map[piece][two]);
                *gathered = [gathered[0].add(low.dot(two)), gathered[1].add(high.dot(two))];
            }
        }
    }
    gathered
}
