//! A set of times in a few numbers. Refuses to throw a time away: what is far out is counted, not dropped.

use serde::{Deserialize, Serialize};

use super::random::Random;
use super::{Millis, Sample};
use crate::study::NetworkId;

/// Resamples of a bootstrap: the ends of a 95 % interval then rest on 25 values each.
const RESAMPLES: usize = 1000;
/// Median absolute deviations, scaled to a normal's standard deviation, beyond which a time is an outlier
/// (Leys et al. 2013 advise 2.5 to 3.5).
const FAR: f64 = 3.5;
/// From a median absolute deviation to the standard deviation of a normal distribution: 1 / 0.6745.
const NORMAL: f64 = 1.4826;

/// Two ends of what is plausible.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Order statistics of a set of times.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Number of times.
    pub count: usize,
    /// 10th percentile.
    pub p10: Millis,
    /// Median.
    pub median: Millis,
    /// 90th percentile.
    pub p90: Millis,
    /// 99th percentile.
    pub p99: Millis,
    /// 95 % interval of the median, in milliseconds.
    pub interval: Interval,
    /// Times far from the median; they count all the same.
    pub outliers: usize,
    /// Samples that were disturbed and left out.
    pub dropped: usize,
}

impl Interval {
    /// Whether a value lies in it.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

impl Summary {
    /// Summarizes times; `None` when there are none or one is not a finite number. `seed` is the bootstrap's.
    #[must_use]
    pub fn from_times(times: &[Millis], seed: u64) -> Option<Self> {
        let sorted = ascending(times.iter().map(|time| time.0))?;
        let at = |fraction| Millis(quantile(&sorted, fraction));
        let median = at(0.5);
        let spread = ascending(sorted.iter().map(|value| (value - median.0).abs()))?;
        let far = FAR * NORMAL * quantile(&spread, 0.5);
        Some(Self {
            count: sorted.len(),
            p10: at(0.1),
            median,
            p90: at(0.9),
            p99: at(0.99),
            interval: interval(&mut Random::new(seed), |random| {
                let mut drawn: Vec<f64> =
                    (0..sorted.len()).map(|_| sorted[random.below(sorted.len())]).collect();
                median_of(&mut drawn)
            }),
            outliers: sorted.iter().filter(|value| (*value - median.0).abs() > far).count(),
            dropped: 0,
        })
    }

    /// Summarizes a network's samples, per forward.
    #[must_use]
    pub fn for_network(samples: &[Sample], network: NetworkId, seed: u64) -> Option<Self> {
        let mine = || samples.iter().filter(|sample| sample.network == network);
        let times: Vec<Millis> = mine().filter(|sample| sample.counts()).map(Sample::per_iteration).collect();
        let dropped = mine().count() - times.len();
        Self::from_times(&times, seed).map(|summary| Self { dropped, ..summary })
    }

    /// The distance of the interval's farther end from the median, as a fraction of the median.
    #[must_use]
    pub fn relative_half_width(&self) -> f64 {
        (self.median.0 - self.interval.low).max(self.interval.high - self.median.0) / self.median.0
    }

    /// Whether both ends of the interval are within this part of the median.
    #[must_use]
    pub fn is_within(&self, part: f64) -> bool {
        self.relative_half_width() <= part
    }
}

/// The percentile bootstrap's 95 % interval of what `draw` computes from a fresh resample.
pub(super) fn interval(random: &mut Random, mut draw: impl FnMut(&mut Random) -> f64) -> Interval {
    let drawn = ascending((0..RESAMPLES).map(|_| draw(random))).unwrap_or_else(|| vec![f64::NAN]);
    Interval { low: quantile(&drawn, 0.025), high: quantile(&drawn, 0.975) }
}

/// The middle value, or the mean of the two in the middle; the values change order.
pub(super) fn median_of(values: &mut [f64]) -> f64 {
    let middle = values.len() / 2;
    let odd = values.len() % 2 == 1;
    let (below, high, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    if odd {
        return *high;
    }
    let low = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (low + *high) / 2.0
}

/// Sorted; `None` when there are none or one is not a finite number.
fn ascending(values: impl Iterator<Item = f64>) -> Option<Vec<f64>> {
    let mut sorted: Vec<f64> = values.collect();
    if sorted.is_empty() || !sorted.iter().all(|value| value.is_finite()) {
        return None;
    }
    sorted.sort_by(f64::total_cmp);
    Some(sorted)
}

/// Linear interpolation between order statistics (Hyndman and Fan's type 7, the default of R and numpy).
fn quantile(sorted: &[f64], fraction: f64) -> f64 {
    let position = fraction * (sorted.len() - 1) as f64;
    let (below, weight) = (position.floor() as usize, position.fract());
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * weight
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantiles_of_a_hand_worked_set() {
        // Sorted 1..=5: positions 0.4, 2, 3.6 and 3.96.
        let summary = Summary::from_times(&[5.0, 1.0, 4.0, 2.0, 3.0].map(Millis), 0).unwrap();
        assert_eq!((summary.count, summary.median, summary.outliers), (5, Millis(3.0), 0));
        let near = |found: Millis, expected: f64| assert!((found.0 - expected).abs() < 1e-12);
        near(summary.p10, 1.4);
        near(summary.p90, 4.6);
        near(summary.p99, 4.96);
    }

    #[test]
    fn a_far_time_is_marked_and_counts() {
        // Deviations 0, 1, 1, 2, 95: their median is 1, so beyond 3.5 * 1.4826 = 5.19 is far.
        let summary = Summary::from_times(&[5.0, 4.0, 6.0, 7.0, 100.0].map(Millis), 0).unwrap();
        assert_eq!((summary.count, summary.median, summary.outliers), (5, Millis(6.0), 1));
    }

    #[test]
    fn one_time_is_its_own_summary_and_none_has_none() {
        let summary = Summary::from_times(&[Millis(2.5)], 1).unwrap();
        assert_eq!((summary.p10, summary.median, summary.p99), (Millis(2.5), Millis(2.5), Millis(2.5)));
        assert_eq!(summary.interval, Interval { low: 2.5, high: 2.5 });
        assert_eq!(Summary::from_times(&[], 1), None);
        assert_eq!(Summary::from_times(&[Millis(f64::NAN)], 1), None);
    }

    #[test]
    fn the_interval_is_that_of_theory() {
        // Of the values 1 to 400 the exact binomial 95 % interval of the median runs from the 180th to the 221st.
        let times: Vec<Millis> = (1..=400).map(|value| Millis(f64::from(value))).collect();
        let Interval { low, high } = Summary::from_times(&times, 9).unwrap().interval;
        assert!((176.0..=187.0).contains(&low) && (214.0..=225.0).contains(&high), "{low} {high}");
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_median_and_the_seed_decides_it(
            values in prop::collection::vec(0.01..1e6_f64, 1..60), seed: u64,
        ) {
            let times: Vec<Millis> = values.iter().copied().map(Millis).collect();
            let summary = Summary::from_times(&times, seed).unwrap();
            prop_assert!(summary.interval.holds(summary.median.0));
            prop_assert!(summary.p10 <= summary.median && summary.median <= summary.p90 && summary.p90 <= summary.p99);
            prop_assert_eq!(Summary::from_times(&times, seed), Some(summary));
        }

        #[test]
        fn more_of_the_same_narrows_the_interval(values in prop::collection::vec(1.0..2.0_f64, 8..20)) {
            let few: Vec<Millis> = values.iter().copied().map(Millis).collect();
            let many = few.repeat(16);
            let width = |times: &[Millis]| { let all = Summary::from_times(times, 5).unwrap().interval; all.high - all.low };
            prop_assert!(width(&many) <= width(&few) + 1e-9);
        }

        #[test]
        fn the_quick_median_is_the_sorted_one(mut values in prop::collection::vec(-1e6..1e6_f64, 1..40)) {
            let sorted = ascending(values.iter().copied()).unwrap();
            prop_assert!((median_of(&mut values) - quantile(&sorted, 0.5)).abs() < 1e-9);
        }
    }
}
