//! Order statistics of a set of times: median with its exact interval, and percentiles. No time is dropped.

use serde::{Deserialize, Serialize};

use super::binomial::probabilities;
use super::{Millis, Sample};
use crate::study::NetworkId;

/// An interval of plausible values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Interval {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// Order statistics of a set of times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Number of times.
    pub count: usize,
    pub p10: Millis,
    pub median: Millis,
    pub p90: Millis,
    /// 95 % interval of the median, in milliseconds.
    pub(crate) interval: Interval,
    /// Samples that were disturbed and left out.
    pub(crate) dropped: usize,
}

impl Summary {
    /// The summary of some times; `None` when there are none or one is not finite.
    #[must_use]
    pub(crate) fn from_times(times: &[Millis]) -> Option<Self> {
        let sorted = ascending(times.iter().map(|time| time.0))?;
        let percentile = |fraction| Millis(quantile(&sorted, fraction));
        Some(Self {
            count: sorted.len(),
            p10: percentile(0.1),
            median: percentile(0.5),
            p90: percentile(0.9),
            interval: median_interval(&sorted),
            dropped: 0,
        })
    }

    /// The summary of a network's samples: times of one iteration.
    #[must_use]
    pub(crate) fn for_network(samples: &[Sample], network: NetworkId) -> Option<Self> {
        let own = || samples.iter().filter(|sample| sample.network == network);
        let times: Vec<Millis> = own().filter(|sample| sample.counts()).map(Sample::per_iteration).collect();
        let dropped = own().count() - times.len();
        Self::from_times(&times).map(|summary| Self { dropped, ..summary })
    }

    /// The distance of the interval's farther end from the median, as a fraction of the median.
    #[must_use]
    pub(crate) fn relative_half_width(&self) -> f64 {
        (self.median.0 - self.interval.low).max(self.interval.high - self.median.0) / self.median.0
    }
}

/// The exact binomial 95 % interval of the median (Conover, Practical Nonparametric Statistics, 3.2): the order
/// statistics closest to it that enclose it with a probability of at least 95 %, whatever the distribution. Below 6
/// values there are none, and it is all of them.
fn median_interval(sorted: &[f64]) -> Interval {
    let tails = probabilities(sorted.len()).scan(0.0, |tail, probability| {
        *tail += probability;
        Some(*tail)
    });
    // As many values lie outside at each end.
    let outside = tails.take_while(|tail| *tail <= 0.025).count().saturating_sub(1);
    Interval { low: sorted[outside], high: sorted[sorted.len() - 1 - outside] }
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
pub(super) fn quantile(sorted: &[f64], fraction: f64) -> f64 {
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
        // Sorted 1..=5: positions 0.4, 2 and 3.6.
        let summary = Summary::from_times(&[5.0, 1.0, 4.0, 2.0, 3.0].map(Millis)).unwrap();
        assert_eq!((summary.count, summary.median), (5, Millis(3.0)));
        let near = |found: Millis, expected: f64| assert!((found.0 - expected).abs() < 1e-12);
        near(summary.p10, 1.4);
        near(summary.p90, 4.6);
    }

    #[test]
    fn one_time_is_its_own_summary_and_none_has_none() {
        let summary = Summary::from_times(&[Millis(2.5)]).unwrap();
        assert_eq!((summary.p10, summary.median, summary.p90), (Millis(2.5), Millis(2.5), Millis(2.5)));
        assert_eq!(summary.interval, Interval { low: 2.5, high: 2.5 });
        assert_eq!(Summary::from_times(&[]), None);
        assert_eq!(Summary::from_times(&[Millis(f64::NAN)]), None);
    }

    #[test]
    fn the_interval_of_the_median_is_that_of_the_tables() {
        // Ranks of the 95 % interval by n, as in Conover's table A3 for p = 1/2; none below 6 values.
        for (count, low, high) in [(5, 1, 5), (6, 1, 6), (8, 1, 8), (9, 2, 8), (20, 6, 15), (400, 180, 221)] {
            let times: Vec<Millis> = (1..=count).map(|value| Millis(f64::from(value))).collect();
            let expected = Interval { low: f64::from(low), high: f64::from(high) };
            assert_eq!(Summary::from_times(&times).unwrap().interval, expected, "{count}");
        }
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_median(values in prop::collection::vec(0.01..1e6_f64, 1..60)) {
            let times: Vec<Millis> = values.iter().copied().map(Millis).collect();
            let Summary { p10, median, p90, interval, .. } = Summary::from_times(&times).unwrap();
            prop_assert!((interval.low..=interval.high).contains(&median.0));
            prop_assert!(p10 <= median && median <= p90);
        }

        #[test]
        fn the_quick_median_is_the_sorted_one(mut values in prop::collection::vec(-1e6..1e6_f64, 1..40)) {
            let sorted = ascending(values.iter().copied()).unwrap();
            prop_assert!((median_of(&mut values) - quantile(&sorted, 0.5)).abs() < 1e-9);
        }
    }
}
