//! McNemar's exact test: whether two classifiers differ, from the images that only one of them read right.

use serde::{Deserialize, Serialize};

/// Two classifiers on the same images.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct McNemar {
    /// Images that only the first read right.
    pub only_first: usize,
    /// Images that only the second read right.
    pub only_second: usize,
    /// Two-sided p-value of the exact test: the chance of a difference at least as large if neither is better.
    pub p: f64,
}

/// Below this p-value a difference is called one: the usual 5 %.
pub const SIGNIFICANT: f64 = 0.05;

impl McNemar {
    /// Compares two classifiers by what each read right, image by image. Surplus images of one of them are left out.
    #[must_use]
    pub fn of(first: &[bool], second: &[bool]) -> Self {
        let only = |wanted: (bool, bool)| {
            first.iter().zip(second).filter(|(first, second)| (**first, **second) == wanted).count()
        };
        let (only_first, only_second) = (only((true, false)), only((false, true)));
        Self { only_first, only_second, p: two_sided(only_first, only_second) }
    }

    /// Whether the two can be told apart.
    #[must_use]
    pub fn is_separable(&self) -> bool {
        self.p < SIGNIFICANT
    }
}

/// Twice the lower tail of the binomial distribution with p = 1/2, at most 1; in logarithms, as 2^3147 is no number.
fn two_sided(first: usize, second: usize) -> f64 {
    let (count, fewer) = (first + second, first.min(second));
    let mut log_factorial = vec![0.0; count + 1];
    for value in 1..=count {
        log_factorial[value] = log_factorial[value - 1] + (value as f64).ln();
    }
    let term = |k: usize| {
        let choose = log_factorial[count] - log_factorial[k] - log_factorial[count - k];
        (choose - count as f64 * std::f64::consts::LN_2).exp()
    };
    (2.0 * (0..=fewer).map(term).sum::<f64>()).min(1.0)
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
    fn what_both_read_alike_says_nothing() {
        let first = [true, true, false, false, true];
        let second = [true, false, false, true, false];
        assert_eq!(McNemar::of(&first, &second), McNemar { only_first: 2, only_second: 1, p: 1.0 });
        assert!(!McNemar::of(&first, &first).is_separable());
        assert!(McNemar::of(&[true; 3147], &[false; 3147]).is_separable());
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
