//! Statistics of a value of each seed: mean with Student's interval, the exact sign-flip test, Holm's correction.

use serde::{Deserialize, Serialize};

use super::Interval;

/// 97.5 % quantiles of Student's t for 1, 2, ... degrees of freedom.
const T: [f64; 19] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093,
];

/// A value of each seed, with what they say together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SeedValues {
    /// By seed.
    pub(crate) each: Vec<f64>,
    pub(crate) mean: f64,
    /// With n - 1.
    pub(crate) deviation: f64,
    /// Student's 95 % interval of the mean.
    pub(crate) interval: Interval,
    /// The 95 % prediction interval: where one more value would lie.
    pub(crate) one_more: Interval,
}

impl SeedValues {
    /// Most values: there are no quantiles for more.
    pub(crate) const MOST: usize = T.len() + 1;

    /// `None` for fewer than two values, or more than [`SeedValues::MOST`]. All numbers are rounded to 9 decimals, so
    /// that processors that differ in the last bit write the same file.
    #[must_use]
    pub(crate) fn new(each: &[f64]) -> Option<Self> {
        let n = each.len();
        let quantile = T.get(n.checked_sub(2)?)?;
        let mean = mean(each);
        let squares: f64 = each.iter().map(|value| (value - mean).powi(2)).sum();
        let deviation = (squares / (n - 1) as f64).sqrt();
        let around = |variances: f64| {
            let half = quantile * deviation * variances.sqrt();
            Interval { low: rounded(mean - half), high: rounded(mean + half) }
        };
        let one = (n as f64).recip();
        Some(Self {
            each: each.iter().copied().map(rounded).collect(),
            mean: rounded(mean),
            deviation: rounded(deviation),
            interval: around(one),
            one_more: around(1.0 + one),
        })
    }

    /// Whether the mean, the deviation and the intervals are those of the values, up to rounding.
    #[must_use]
    pub(crate) fn follows(&self) -> bool {
        let numbers = |values: &Self| {
            let Self { mean, deviation, interval, one_more, .. } = values;
            [*mean, *deviation, interval.low, interval.high, one_more.low, one_more.high]
        };
        let near = |(one, other): (f64, f64)| (one - other).abs() <= 1e-7;
        Self::new(&self.each).is_some_and(|exact| numbers(self).into_iter().zip(numbers(&exact)).all(near))
    }
}

/// To 9 decimals; never a negative zero.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9 + 0.0
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Two-sided p of the exact sign-flip test (Fisher's randomization test for pairs): the share of all ways to choose the
/// differences' signs whose sum lies as far from 0 as the one seen. Never below `2 / 2^n`.
pub(crate) fn sign_flip(differences: &[f64]) -> f64 {
    let seen = differences.iter().sum::<f64>().abs();
    let tolerance = 1e-9 * differences.iter().map(|value| value.abs()).sum::<f64>();
    let ways = 1u64 << differences.len();
    let as_far = (0..ways).filter(|signs| {
        let flipped = |(index, value): (usize, &f64)| if signs >> index & 1 == 1 { -value } else { *value };
        differences.iter().enumerate().map(flipped).sum::<f64>().abs() >= seen - tolerance
    });
    as_far.count() as f64 / ways as f64
}

/// Holm's step-down correction (Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure").
pub(crate) fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&one, &other| p[one].total_cmp(&p[other]));
    let mut corrected = vec![1.0; p.len()];
    let mut least = 0.0f64;
    for (rank, &index) in order.iter().enumerate() {
        least = least.max((p[index] * (p.len() - rank) as f64).min(1.0));
        corrected[index] = least;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Probability that Student's t is below `t`, by Simpson's rule over its density.
    fn below(t: f64, freedom: f64) -> f64 {
        let density = |x: f64| (1.0 + x * x / freedom).powf(-f64::midpoint(freedom, 1.0));
        // tan(u) carries the whole line onto an interval.
        let integral = |from: f64, to: f64| {
            let steps = 20_000;
            let width = (to - from) / f64::from(steps);
            let at = |step: i32| {
                let u = from + width * f64::from(step);
                density(u.tan()) / u.cos().powi(2)
            };
            let weight =
                |step: i32| if step == 0 || step == steps { 1.0 } else { 2.0 + 2.0 * f64::from(step % 2) };
            (0..=steps).map(|step| weight(step) * at(step)).sum::<f64>() * width / 3.0
        };
        let edge = std::f64::consts::FRAC_PI_2 - 1e-6;
        integral(-edge, t.atan()) / integral(-edge, edge)
    }

    #[test]
    fn quantiles_are_those_of_the_density() {
        for (index, &t) in T.iter().enumerate() {
            let found = below(t, (index + 1) as f64);
            assert!((found - 0.975).abs() < 3e-5, "{} degrees of freedom: {found}", index + 1);
        }
    }

    #[test]
    fn seed_values_worked_by_hand() {
        // Mean 5, squares 9 + 1 + 1 + 9 = 20, deviation sqrt(20 / 3); t for 3 degrees of freedom 3.182, root of 4 is 2.
        let found = SeedValues::new(&[2.0, 4.0, 6.0, 8.0]).unwrap();
        assert_eq!(found.mean, 5.0);
        assert!((found.deviation - 2.581_989).abs() < 1e-6);
        assert!((found.interval.high - 5.0 - 3.182 * 2.581_989 / 2.0).abs() < 1e-5);
        assert!((5.0 - found.one_more.low - 3.182 * 2.581_989 * 1.25f64.sqrt()).abs() < 1e-5);
        assert_eq!(SeedValues::new(&[1.0]), None);
        assert_eq!(SeedValues::new(&[1.0; SeedValues::MOST + 1]), None);
        assert!(found.follows());
        assert!(!SeedValues { mean: 5.1, ..found.clone() }.follows());
        assert!(!SeedValues { each: vec![2.0, 4.0, 6.0, 9.0], ..found }.follows());
    }

    /// Every sum that flipped signs can give, one value after another.
    fn sums(differences: &[f64]) -> Vec<f64> {
        differences
            .iter()
            .fold(vec![0.0], |sums, value| sums.iter().flat_map(|sum| [sum + value, sum - value]).collect())
    }

    #[test]
    fn a_sign_flip_is_the_share_of_all_sums_as_far() {
        let cases = [
            vec![1.0, 2.0, 3.0],
            vec![1.0, -2.0, 0.0, 4.0, 0.5],
            vec![0.0, 0.0],
            vec![3.0, -1.0, 1.0, 2.0, 2.0, -2.0],
        ];
        for differences in cases {
            let all = sums(&differences);
            let seen = differences.iter().sum::<f64>().abs();
            let expected =
                all.iter().filter(|sum| sum.abs() >= seen - 1e-12).count() as f64 / all.len() as f64;
            assert_eq!(sign_flip(&differences), expected, "{differences:?}");
        }
        assert_eq!(sign_flip(&[0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.7, 0.1]), 2.0 / 256.0, "the least there is");
    }

    #[test]
    fn holm_by_hand() {
        let close = |one: &[f64], other: &[f64]| {
            one.iter().zip(other).all(|(one, other)| (one - other).abs() < 1e-12)
        };
        assert!(close(&holm(&[0.01, 0.04, 0.03, 0.005]), &[0.03, 0.06, 0.06, 0.02]));
        assert!(close(&holm(&[0.5, 0.9]), &[1.0, 1.0]), "never above 1");
    }
}
