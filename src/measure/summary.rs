//! A set of latencies in a few numbers.

use serde::{Deserialize, Serialize};

use super::Millis;

/// Order statistics of a set of latencies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Number of samples.
    pub count: usize,
    /// 10th percentile.
    pub p10: Millis,
    /// Median.
    pub median: Millis,
    /// 90th percentile.
    pub p90: Millis,
}

impl Summary {
    /// Summarises latencies; `None` when there are none or one is not a finite number.
    #[must_use]
    pub fn of(latencies: &[Millis]) -> Option<Self> {
        let mut sorted: Vec<f64> = latencies.iter().map(|millis| millis.0).collect();
        if sorted.is_empty() || !sorted.iter().all(|value| value.is_finite()) {
            return None;
        }
        sorted.sort_by(f64::total_cmp);
        let at = |fraction| Millis(quantile(&sorted, fraction));
        Some(Self { count: sorted.len(), p10: at(0.1), median: at(0.5), p90: at(0.9) })
    }
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

    #[test]
    fn quantiles_of_a_hand_worked_set() {
        // Sorted 1..=5: positions 0.4, 2 and 3.6.
        let summary = Summary::of(&[5.0, 1.0, 4.0, 2.0, 3.0].map(Millis)).unwrap();
        assert_eq!(summary.count, 5);
        assert!((summary.p10.0 - 1.4).abs() < 1e-12);
        assert_eq!(summary.median, Millis(3.0));
        assert!((summary.p90.0 - 4.6).abs() < 1e-12);
    }

    #[test]
    fn one_sample_is_its_own_summary_and_none_has_none() {
        let summary = Summary::of(&[Millis(2.5)]).unwrap();
        assert_eq!((summary.p10, summary.median, summary.p90), (Millis(2.5), Millis(2.5), Millis(2.5)));
        assert_eq!(Summary::of(&[]), None);
        assert_eq!(Summary::of(&[Millis(f64::NAN)]), None);
    }
}
