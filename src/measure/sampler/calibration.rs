//! Per network: how many iterations make a sample long enough for the clock, and whether it is warm.

use crate::measure::Millis;
use crate::measure::summary::median_of;

/// Most iterations of a sample, whatever the timer resolution.
pub(in crate::measure) const MOST_ITERATIONS: u32 = 10_000;
/// Most growth of the iterations at a time: a sample below the timer resolution says that they are too few, not how
/// many are enough.
const GROWTH: u32 = 8;
/// A sample is planned to be this much longer than it must be, so that a faster one is still long enough.
const MARGIN: f64 = 1.25;
/// Warm-up ends when the median of the last 3 times is not below that of the 3 before by more than 5 %. What gets
/// slower is noise or heat, and is not waited for.
const WINDOW: usize = 3;
const FASTER: f64 = 0.05;
/// On a busy machine a network may seem to get faster for ever.
const LONGEST_WARM_UP: usize = 24;

/// Whether a sample was long enough for the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    TooShort,
    /// Or of the most iterations.
    Enough,
}

/// The calibration of one network.
#[derive(Debug, Clone)]
pub(super) struct Calibration {
    iterations: u32,
    /// Milliseconds an iteration, of samples that were long enough: the last two windows.
    times: Vec<f64>,
    runs: usize,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { iterations: 1, times: Vec::new(), runs: 0 }
    }
}

impl Calibration {
    /// Iterations of the next sample.
    pub(super) const fn iterations(&self) -> u32 {
        self.iterations
    }

    /// Takes in a sample of that many iterations; one that was too short makes the next longer.
    pub(super) fn record(&mut self, elapsed: Millis, shortest: Millis) -> Length {
        self.runs += 1;
        if elapsed.0 < shortest.0 && self.iterations < MOST_ITERATIONS {
            let most = self.iterations.saturating_mul(GROWTH).min(MOST_ITERATIONS);
            let each = elapsed.0 / f64::from(self.iterations);
            self.iterations = enough(each, shortest).clamp(self.iterations + 1, most);
            return Length::TooShort;
        }
        if self.times.len() == 2 * WINDOW {
            self.times.remove(0);
        }
        self.times.push(elapsed.0 / f64::from(self.iterations));
        Length::Enough
    }

    /// Counts a disturbed sample, which says nothing of the network.
    pub(super) const fn skip(&mut self) {
        self.runs += 1;
    }

    /// Whether the network gets no faster.
    pub(super) fn is_warm(&self) -> bool {
        let steady = self.times.split_at_checked(WINDOW).is_some_and(|(before, last)| {
            last.len() == WINDOW
                && median_of(&mut last.to_vec()) >= (1.0 - FASTER) * median_of(&mut before.to_vec())
        });
        steady || self.runs >= LONGEST_WARM_UP
    }

    /// Plans the samples by the last times: the first ones were slower, and growth may have overshot.
    pub(super) fn finish_warm_up(&mut self, shortest: Millis) {
        let last = &self.times[self.times.len().saturating_sub(WINDOW)..];
        if !last.is_empty() {
            self.iterations = enough(median_of(&mut last.to_vec()), shortest);
        }
    }
}

/// Iterations of this time that make a sample long enough, with the margin.
fn enough(each: f64, shortest: Millis) -> u32 {
    let iterations = (MARGIN * shortest.0 / each.max(f64::MIN_POSITIVE)).ceil();
    iterations.clamp(1.0, f64::from(MOST_ITERATIONS)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORTEST: Millis = Millis(20.0);

    #[test]
    fn iterations_grow_until_the_sample_is_long_enough() {
        let mut calibration = Calibration::default();
        // Below the clock's step: 8 times as many. Then 4 ms for 8: 20 * 1.25 / 0.5 = 50.
        assert_eq!(
            (calibration.record(Millis(0.0), SHORTEST), calibration.iterations()),
            (Length::TooShort, 8)
        );
        assert_eq!(
            (calibration.record(Millis(4.0), SHORTEST), calibration.iterations()),
            (Length::TooShort, 50)
        );
        assert_eq!(
            (calibration.record(Millis(25.0), SHORTEST), calibration.iterations()),
            (Length::Enough, 50)
        );
    }

    #[test]
    fn a_clock_that_stands_still_ends_at_the_most() {
        let mut calibration = Calibration::default();
        while calibration.record(Millis(0.0), SHORTEST) == Length::TooShort {}
        assert_eq!(calibration.iterations(), MOST_ITERATIONS);
    }

    #[test]
    fn warm_is_what_gets_no_faster() {
        let warm = |times: &[f64]| {
            let mut calibration = Calibration::default();
            times.iter().for_each(|time| {
                calibration.record(Millis(*time), SHORTEST);
            });
            calibration.is_warm()
        };
        assert!(!warm(&[50.0, 50.0, 50.0, 50.0, 50.0]), "too few to tell");
        assert!(warm(&[50.0, 50.0, 50.0, 50.0, 49.0, 48.0]));
        assert!(!warm(&[50.0, 48.0, 46.0, 44.0, 42.0, 40.0]), "8 % faster: 48 to 42");
        assert!(warm(&[50.0, 50.0, 50.0, 90.0, 90.0, 90.0]), "slower is not warmer");
        assert!(
            warm(&(0..24).map(|step| 1e6 * 0.5_f64.powi(step) + 20.0).collect::<Vec<_>>()),
            "for ever faster"
        );
    }

    #[test]
    fn the_first_times_do_not_plan_the_samples() {
        let mut calibration = Calibration::default();
        // A compilation of 600 ms, then 40 ms an iteration.
        for each in [600.0, 40.0, 40.0, 40.0, 40.0] {
            calibration.record(Millis(each * f64::from(calibration.iterations())), Millis(100.0));
        }
        calibration.finish_warm_up(Millis(100.0));
        assert_eq!(calibration.iterations(), 4, "125 ms planned / 40 ms");
    }
}
