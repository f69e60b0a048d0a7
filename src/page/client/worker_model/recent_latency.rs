//! How long a network takes beside others: the lower quartile of its last answers. A single one means little, and what
//! disturbs one, such as the page being painted on a busy machine, only ever makes it longer.

use std::collections::VecDeque;

use crate::measure::Millis;

/// Answers that the quartile is of.
const KEPT: usize = 40;
/// Answers before there is a quartile.
const ENOUGH: usize = 8;

/// The latencies of a network's last answers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct RecentLatency(VecDeque<f64>);

impl RecentLatency {
    pub(super) fn add(&mut self, latency: Millis) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(latency.0);
    }

    pub(super) fn lower_quartile(&self) -> Option<Millis> {
        let mut sorted: Vec<f64> = self.0.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        (sorted.len() >= ENOUGH).then(|| Millis(sorted[sorted.len() / 4]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_disturbs_does_not_count_and_old_answers_are_forgotten() {
        let mut recent = RecentLatency::default();
        for latency in [13.0, 9.0, 2.0, 8.0, 1.5, 9.0, 2.0] {
            recent.add(Millis(latency));
            assert_eq!(recent.lower_quartile(), None);
        }
        recent.add(Millis(12.0));
        assert_eq!(recent.lower_quartile(), Some(Millis(2.0)), "most of them were disturbed");
        (0..KEPT).for_each(|_| recent.add(Millis(7.0)));
        assert_eq!(recent.lower_quartile(), Some(Millis(7.0)));
    }
}
