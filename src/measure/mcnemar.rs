//! McNemar's exact test: whether two classifiers differ, from the images that only one of them classified correctly.
//! (Q. McNemar, Psychometrika 12, 1947; the exact form is the binomial test of the discordant pairs.)

use super::binomial::probabilities;

/// Two classifiers on the same images.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct McNemar {
    /// Images that only the first classified correctly.
    pub(crate) only_first: usize,
    pub(crate) only_second: usize,
    /// Two-sided p-value.
    pub(crate) p: f64,
}

/// Significance level: the usual 5 %.
pub(crate) const SIGNIFICANT: f64 = 0.05;

impl McNemar {
    /// The test of two lists of correctness, image by image; a longer list is cut to the shorter.
    #[must_use]
    pub(crate) fn from_answers(first: &[bool], second: &[bool]) -> Self {
        let only = |wanted: (bool, bool)| {
            first.iter().zip(second).filter(|(first, second)| (**first, **second) == wanted).count()
        };
        let (only_first, only_second) = (only((true, false)), only((false, true)));
        Self { only_first, only_second, p: two_sided(only_first, only_second) }
    }

    /// Whether the difference is significant.
    #[must_use]
    pub(crate) fn is_separable(&self) -> bool {
        self.p < SIGNIFICANT
    }
}

/// Twice the lower tail of the binomial distribution of the discordant images, at most 1.
fn two_sided(first: usize, second: usize) -> f64 {
    let tail: f64 = probabilities(first + second).take(first.min(second) + 1).sum();
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn p_values_worked_by_hand() {
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}");
        near(two_sided(0, 0), 1.0);
        near(two_sided(5, 5), 1.0);
        // 2 * (1/2)^5
        near(two_sided(0, 5), 0.0625);
        // 2 * (1 + 8) / 2^8
        near(two_sided(7, 1), 0.070_312_5);
        // 2 * (1 + 10 + 45) / 2^10
        near(two_sided(2, 8), 0.109_375);
    }

    #[test]
    fn images_that_both_classify_alike_do_not_count() {
        let first = [true, true, false, false, true];
        let second = [true, false, false, true, false];
        assert_eq!(McNemar::from_answers(&first, &second), McNemar { only_first: 2, only_second: 1, p: 1.0 });
        assert!(!McNemar::from_answers(&first, &first).is_separable());
        assert!(McNemar::from_answers(&[true; 3147], &[false; 3147]).is_separable());
    }

    proptest! {
        #[test]
        fn p_is_a_probability_and_does_not_ask_who_is_first(first in 0..3147_usize, second in 0..3147_usize) {
            let p = two_sided(first, second);
            prop_assert!((0.0..=1.0).contains(&p));
            prop_assert!((p - two_sided(second, first)).abs() < 1e-12);
        }
    }
}
