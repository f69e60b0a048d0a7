//! How long a network takes: the running median of its last answers, as a single one means little.

use std::collections::VecDeque;

use crate::measure::Millis;

/// Answers that the median is of.
const KEPT: usize = 31;
/// Answers before there is a median.
const ENOUGH: usize = 7;

/// The latencies of a network's last answers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct RunningMedian(VecDeque<f64>);

impl RunningMedian {
    pub(super) fn add(&mut self, latency: Millis) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(latency.0);
    }

    pub(super) fn median(&self) -> Option<Millis> {
        let mut sorted: Vec<f64> = self.0.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        (sorted.len() >= ENOUGH).then(|| Millis(sorted[sorted.len() / 2]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_answers_make_no_median_and_old_ones_are_forgotten() {
        let mut median_of = RunningMedian::default();
        for latency in [13.0, 1.0, 2.0, 3.0, 1.5, 9.0] {
            median_of.add(Millis(latency));
            assert_eq!(median_of.median(), None);
        }
        median_of.add(Millis(2.0));
        assert_eq!(median_of.median(), Some(Millis(2.0)), "one late answer does not count");
        (0..KEPT).for_each(|_| median_of.add(Millis(7.0)));
        assert_eq!(median_of.median(), Some(Millis(7.0)));
    }
}
