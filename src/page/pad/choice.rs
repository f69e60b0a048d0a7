//! Which test images are offered: three of each digit, others with each turn. Refuses the DOM.

use crate::image::TestSet;
use crate::study::Digit;

/// Samples of each digit.
const EACH: usize = 3;

/// Distance between the samples of one turn and the next within a digit's images; prime to 980, 1135 and 1032, so that
/// every image comes up.
const STEP: usize = 37;

/// Indices of the test images of a turn, and what they show: three 0s, three 1s, three 2s.
#[must_use]
pub fn samples(set: &TestSet, turn: usize) -> Vec<(usize, Digit)> {
    let of_digit = |digit| {
        let all: Vec<usize> = (0..set.len()).filter(|&index| set.label(index) == Some(digit)).collect();
        let pick = |place: usize| all.get((turn * EACH + place) * STEP % all.len().max(1)).copied();
        (0..EACH).filter_map(pick).map(|index| (index, digit)).collect::<Vec<_>>()
    };
    Digit::ALL.into_iter().flat_map(of_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn set() -> TestSet {
        TestSet::parse(include_bytes!("../../../public/mnist/test_012.bin")).unwrap()
    }

    #[test]
    fn every_turn_offers_three_of_each_digit_with_true_labels() {
        let set = set();
        for turn in [0, 1, 77, 100_000] {
            let samples = samples(&set, turn);
            assert_eq!(samples.len(), 9);
            assert!(samples.iter().all(|&(index, digit)| set.label(index) == Some(digit)));
            assert_eq!(samples.iter().collect::<BTreeSet<_>>().len(), 9, "no image twice");
        }
    }

    #[test]
    fn every_test_image_comes_up() {
        let set = set();
        let seen: BTreeSet<usize> =
            (0..400).flat_map(|turn| samples(&set, turn)).map(|(index, _)| index).collect();
        assert_eq!(seen.len(), set.len());
    }
}
