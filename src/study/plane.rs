//! The decision plane: a point for each answer, in a region for each verdict. Where two heads answer, the plane's axes are
//! their margins and its quadrants the four things they can say together; one head's three answers are sectors around
//! the middle. The nearer to a border, the less decided.

use super::Structure;

/// Logits at which a point is half-way from the middle to the rim.
const HALF_WAY: f32 = 4.0;

/// Cells of a density along each side.
pub(crate) const SIDE: usize = 24;

/// How many test images lie in each cell where any do: index of the cell, row after row from above, and their number.
pub type Density = Vec<(u16, u32)>;

/// Directions of the digits 0, 1 and 2 where one head names them: the same corners as those of two heads, and upwards.
const DIRECTIONS: [[f32; 2]; 3] = [[-0.866_025_4, -0.5], [0.0, 1.0], [0.866_025_4, -0.5]];

/// Where an answer lies, right and up from the middle, each within (-1, 1): right is head 1's yes ("it is a 2"), up is
/// head 2's ("it is a 1"). Logits and logarithms of probabilities give the same point. `None` where the heads are not this
/// structure's or say what is no number.
#[must_use]
pub(crate) fn point(structure: Structure, logits: &[Vec<f32>]) -> Option<[f32; 2]> {
    if structure.heads().len() != logits.len() {
        return None;
    }
    let point = match logits {
        [only] => {
            let [a, b, c] = <[f32; 3]>::try_from(only.as_slice()).ok()?;
            let sum = |axis: usize| {
                [a, b, c]
                    .iter()
                    .zip(DIRECTIONS)
                    .map(|(logit, direction)| logit * direction[axis])
                    .sum::<f32>()
            };
            let [x, y] = [sum(0), sum(1)];
            let length = x.hypot(y);
            let scale = 1.0 / (length + HALF_WAY);
            [x * scale, y * scale]
        }
        [first, second] => {
            let margin = |head: &[f32]| Some(head.get(1)? - head.first()?);
            let squash = |margin: f32| margin / (margin.abs() + HALF_WAY);
            [squash(margin(first)?), squash(margin(second)?)]
        }
        _ => return None,
    };
    point.iter().all(|coordinate| coordinate.is_finite()).then_some(point)
}

/// The density of many answers; those that have no point are left out.
pub(crate) fn density<'a>(structure: Structure, answers: impl Iterator<Item = &'a Vec<Vec<f32>>>) -> Density {
    let mut counts = vec![0_u32; SIDE * SIDE];
    for [x, y] in answers.filter_map(|logits| point(structure, logits)) {
        let cell = |coordinate: f32| (((coordinate + 1.0) / 2.0 * SIDE as f32) as usize).min(SIDE - 1);
        counts[cell(-y) * SIDE + cell(x)] += 1;
    }
    let counted = (0_u16..).zip(counts);
    counted.filter(|&(_, count)| count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{decide, softmax};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_quadrants_of_two_heads_are_what_they_say_together() {
        let at = |first: f32, second: f32| {
            point(Structure::Three, &[vec![-first, 0.0], vec![1.0, 1.0 + second]]).unwrap()
        };
        assert_eq!(at(4.0, -4.0), [0.5, -0.5], "a 2: right, and down");
        assert_eq!(at(-12.0, 0.0), [-0.75, 0.0], "undecided between 0 and 1");
        assert!(point(Structure::Three, &[vec![f32::INFINITY, 0.0], vec![0.0; 2]]).is_none());
        assert!(point(Structure::Three, &[vec![0.0; 2]]).is_none());
        assert!(point(Structure::Two, &[vec![0.0; 2]]).is_none());
    }

    #[test]
    fn each_image_is_counted_in_one_cell_from_above() {
        let corner = vec![vec![1e9, -1e9], vec![-1e9, 1e9]]; // no, yes: above, left
        let middle = vec![vec![0.0; 2]; 2];
        let lost = vec![vec![f32::NAN, 0.0], vec![0.0; 2]];
        let all = [corner.clone(), middle, corner, lost];
        let half = SIDE / 2;
        assert_eq!(density(Structure::FourTwo, all.iter()), [(0, 2), ((half * SIDE + half) as u16, 1)]);
    }

    proptest! {
        #[test]
        fn a_point_lies_in_the_region_of_its_verdict(
            structure in prop::sample::select(&Structure::ALL[..]),
            numbers in prop::collection::vec(-30.0..30.0_f32, 4),
        ) {
            let mut numbers = numbers.into_iter();
            let heads: Vec<Vec<f32>> = structure.heads().iter()
                .map(|plan| numbers.by_ref().take(plan.grouping.classes()).collect())
                .collect();
            let [x, y] = point(structure, &heads).unwrap();
            let verdict = decide(structure, &heads).unwrap();
            let region = if heads.len() == 2 {
                match (x > 0.0, y > 0.0) {
                    (false, false) => "0",
                    (false, true) => "1",
                    (true, false) => "2",
                    (true, true) => "contradiction",
                }
            } else {
                // The nearest direction.
                let near = |index: usize| x * DIRECTIONS[index][0] + y * DIRECTIONS[index][1];
                let best = (0..3).max_by(|&a, &b| near(a).total_cmp(&near(b))).unwrap();
                ["0", "1", "2"][best]
            };
            let clear = heads.iter().all(|head| {
                let mut sorted = head.clone();
                sorted.sort_by(f32::total_cmp);
                sorted[sorted.len() - 1] - sorted[sorted.len() - 2] > 1e-3
            });
            prop_assert!(!clear || verdict.id() == region, "{:?} at {x}, {y}", verdict);
            let logs: Vec<Vec<f32>> =
                heads.iter().map(|head| softmax(head).iter().map(|value| value.ln()).collect()).collect();
            let [again_x, again_y] = point(structure, &logs).unwrap();
            prop_assert!((x - again_x).abs() < 1e-3 && (y - again_y).abs() < 1e-3);
        }
    }
}
