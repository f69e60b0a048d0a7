//! From one bitmap to another, step by step: ink moves, it does not fade.
//!
//! Every inked pixel of either moves on a straight line from or to the nearest pixel of the other that holds at least as
//! much ink: the Voronoi morph (van Kreveld, Miltzow, Ophelders, Sonke and Vermeulen 2022, "Between shapes, using the
//! Hausdorff distance"; de Kogel, van Kreveld and Vermeulen 2022, "Abstract morphing using the Hausdorff distance and
//! Voronoi diagrams"), level by level of gray. Signed distance fields interpolated in place, which is simpler, have ink
//! only where one of the two has it: between strokes that do not cross, nothing is left of either.

use super::Bitmap;

/// The way from one bitmap to another. Its two ends are those bitmaps, to the pixel.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Morph {
    /// The ink of the first bitmap, on its way to the second.
    leaving: Vec<Moving>,
    /// The ink of the second, on its way from the first.
    arriving: Vec<Moving>,
}

/// One pixel's ink at both ends of its way.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Moving {
    from: Spot,
    to: Spot,
}

/// Ink at a place.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spot {
    row: f32,
    column: f32,
    /// From 0 to 255.
    ink: f32,
}

impl Morph {
    /// The way from one bitmap to another. Where one of them is blank, the other fades.
    #[must_use]
    pub(crate) fn new(from: &Bitmap, to: &Bitmap) -> Self {
        let (first, second) = (spots(from), spots(to));
        let leaving = first.iter().map(|&spot| Moving { from: spot, to: nearest(spot, &second) });
        let arriving = second.iter().map(|&spot| Moving { from: nearest(spot, &first), to: spot });
        Self { leaving: leaving.collect(), arriving: arriving.collect() }
    }

    /// The bitmap at a fraction of the way, from 0 to 1.
    #[must_use]
    pub(crate) fn at(&self, fraction: f32) -> Bitmap {
        let (leaving, arriving) = (spread(&self.leaving, fraction), spread(&self.arriving, fraction));
        Bitmap::from_pixels(std::array::from_fn(|pixel| leaving[pixel].max(arriving[pixel]).round() as u8))
    }
}

/// The inked pixels, row after row.
fn spots(bitmap: &Bitmap) -> Vec<Spot> {
    let inked = bitmap.pixels().iter().enumerate().filter(|&(_, &ink)| ink > 0);
    let spot = |(index, &ink): (usize, &u8)| Spot {
        row: (index / Bitmap::SIDE) as f32,
        column: (index % Bitmap::SIDE) as f32,
        ink: f32::from(ink),
    };
    inked.map(spot).collect()
}

/// Where a spot's ink goes or comes from: the nearest of the spots with at least as much ink, or of those with the most
/// where none has; the first of equals. It never brings more ink than is there.
fn nearest(spot: Spot, others: &[Spot]) -> Spot {
    let most = others.iter().map(|other| other.ink).fold(0.0, f32::max);
    let dark_enough = others.iter().filter(|other| other.ink >= spot.ink.min(most));
    let distance = |other: &Spot| (other.row - spot.row).powi(2) + (other.column - spot.column).powi(2);
    let found = dark_enough.min_by(|one, other| distance(one).total_cmp(&distance(other)));
    found.map_or(Spot { ink: 0.0, ..spot }, |found| Spot { ink: spot.ink.min(found.ink), ..*found })
}

/// Ink of every pixel at a fraction of the way: each spot covers a pixel's area, and where many come together, their
/// mean counts.
fn spread(moving: &[Moving], fraction: f32) -> [f32; Bitmap::PIXELS] {
    let (mut covered, mut ink) = ([0.0_f32; Bitmap::PIXELS], [0.0_f32; Bitmap::PIXELS]);
    for Moving { from, to } in moving {
        let between = |from: f32, to: f32| from + fraction * (to - from);
        let row = between(from.row, to.row);
        let column = between(from.column, to.column);
        for (row, of_row) in shares(row) {
            for (column, of_column) in shares(column) {
                if let Some(pixel) = pixel(row, column) {
                    covered[pixel] += of_row * of_column;
                    ink[pixel] += of_row * of_column * between(from.ink, to.ink);
                }
            }
        }
    }
    std::array::from_fn(|pixel| ink[pixel] / covered[pixel].max(1.0))
}

/// The two lines that something of a line's width covers, and how much of each.
fn shares(position: f32) -> [(usize, f32); 2] {
    let first = position.floor();
    let beyond = position - first;
    [(first as usize, 1.0 - beyond), (first as usize + 1, beyond)]
}

/// The index of a pixel of the frame.
fn pixel(row: usize, column: usize) -> Option<usize> {
    (row < Bitmap::SIDE && column < Bitmap::SIDE).then_some(row * Bitmap::SIDE + column)
}

#[cfg(test)]
mod tests {
    use super::super::TestSet;
    use super::*;

    /// Steps that a morph is looked at in.
    const STEPS: usize = 63;

    fn fractions() -> impl Iterator<Item = f32> {
        (0..=STEPS).map(|step| step as f32 / STEPS as f32)
    }

    /// Pairs of test images, some of them of different digits.
    fn pairs() -> Vec<(Bitmap, Bitmap)> {
        let set = TestSet::parse(include_bytes!("../../public/mnist/test_012.bin")).unwrap();
        let image = |index: usize| set.bitmap(index * 37 % set.len()).unwrap();
        (0..24).map(|index| (image(index), image(index + 100))).collect()
    }

    fn bar(column: usize) -> Bitmap {
        let ink = |index: usize| {
            let (row, at) = (index / Bitmap::SIDE, index % Bitmap::SIDE);
            if (4..24).contains(&row) && at.abs_diff(column) < 2 { 255 } else { 0 }
        };
        Bitmap::from_pixels(std::array::from_fn(ink))
    }

    /// How far the ink of one is at most from the nearest ink of the other, in pixels.
    fn farthest(bitmap: &Bitmap, from: &Bitmap) -> f32 {
        let others = spots(from);
        let distance = |spot: Spot| {
            let squared = others
                .iter()
                .map(|other| (other.row - spot.row).powi(2) + (other.column - spot.column).powi(2));
            squared.fold(f32::INFINITY, f32::min).sqrt()
        };
        spots(bitmap).into_iter().map(distance).fold(0.0, f32::max)
    }

    #[test]
    fn the_ends_are_the_two_bitmaps_to_the_pixel() {
        let blank = Bitmap::from_pixels([0; Bitmap::PIXELS]);
        let faint = Bitmap::from_pixels(std::array::from_fn(|index| if index == 300 { 3 } else { 0 }));
        let odd = [(blank, faint), (faint, blank), (faint, bar(9)), (bar(9), faint), (blank, blank)];
        for (from, to) in pairs().into_iter().chain(odd) {
            let morph = Morph::new(&from, &to);
            assert_eq!((morph.at(0.0), morph.at(1.0)), (from, to));
        }
    }

    #[test]
    fn a_stroke_moves_as_a_whole_and_keeps_its_ink() {
        let morph = Morph::new(&bar(6), &bar(20));
        let halfway = morph.at(0.5);
        // The near edges of both go to each other, so that it is as wide as they are at most.
        let columns: Vec<usize> = (0..Bitmap::PIXELS)
            .filter(|&index| halfway.pixels()[index] > 0)
            .map(|index| index % Bitmap::SIDE)
            .collect();
        assert!(columns.iter().all(|column| (11..=15).contains(column)), "{halfway:?}");
        for fraction in fractions() {
            let ink = morph.at(fraction).ink();
            assert!((59.0..=72.0).contains(&ink), "{ink} at {fraction}: {:?}", morph.at(fraction));
        }
    }

    #[test]
    fn ink_leaves_the_one_and_nears_the_other_at_an_even_pace() {
        // Ink is seen in the pixels around a place, a diagonal away at most.
        const BLUR: f32 = 1.5;
        for (from, to) in pairs() {
            let (morph, apart) = (Morph::new(&from, &to), farthest(&from, &to).max(farthest(&to, &from)));
            // The way to ink that is dark enough is longer than that to any ink.
            let longest = morph.leaving.iter().chain(&morph.arriving).map(|moving| {
                ((moving.to.row - moving.from.row).powi(2) + (moving.to.column - moving.from.column).powi(2))
                    .sqrt()
            });
            let longest = longest.fold(apart, f32::max);
            for fraction in fractions() {
                let seen = morph.at(fraction);
                assert!(farthest(&seen, &from) <= fraction * longest + BLUR, "{fraction}: {seen:?}");
                assert!(farthest(&seen, &to) <= (1.0 - fraction) * longest + BLUR, "{fraction}: {seen:?}");
            }
        }
    }

    #[test]
    fn there_is_ink_all_the_way_and_the_same_every_time() {
        for (from, to) in pairs() {
            let morph = Morph::new(&from, &to);
            let least = from.ink().min(to.ink());
            assert!(fractions().all(|fraction| morph.at(fraction).ink() > 0.5 * least));
            assert_eq!(morph, Morph::new(&from, &to));
        }
    }
}
