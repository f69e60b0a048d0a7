//! How many forwards of a network make a sample long enough for the clock, and whether the network is warm.
//!
//! Refuses to guess from times that the clock could not resolve: it asks for more forwards and looks again.

use crate::measure::Millis;
use crate::measure::summary::median_of;

/// Most forwards of a sample, whatever the clock is like.
pub(in crate::measure) const MOST_FORWARDS: u32 = 10_000;
/// Times the forwards may grow in one go: a time that the clock could not resolve tells how many are too few, and not
/// how many are enough.
const GROWTH: u32 = 8;
/// A sample is planned to be this much longer than it must be, so that a quicker one is still long enough.
const MARGIN: f64 = 1.25;
/// Warm-up compares the median of this many times with that of as many before ...
const WINDOW: usize = 3;
/// ... and is over when it is not shorter by more than this part: what warms up gets faster, what is noise or heat
/// may as well get slower, which is not waited for here ...
const FASTER: f64 = 0.05;
/// ... or after this many runs, as on a busy machine it may seem to get faster for ever.
const LONGEST_WARM_UP: usize = 24;

/// Whether a sample was long enough for the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// Too short to be read off the clock.
    Short,
    /// Long enough, or as long as it may be.
    Enough,
}

/// What is known of one network's pace.
#[derive(Debug, Clone)]
pub(super) struct Calibration {
    forwards: u32,
    /// Time of a forward, by samples that were long enough.
    times: Vec<f64>,
    runs: usize,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { forwards: 1, times: Vec::new(), runs: 0 }
    }
}

impl Calibration {
    /// Forwards of the next sample.
    pub(super) const fn forwards(&self) -> u32 {
        self.forwards
    }

    /// Learns from a sample of that many forwards; one that was too short makes the next longer.
    pub(super) fn took(&mut self, elapsed: Millis, shortest: Millis) -> Length {
        self.runs += 1;
        if elapsed.0 < shortest.0 && self.forwards < MOST_FORWARDS {
            let most = self.forwards.saturating_mul(GROWTH).min(MOST_FORWARDS);
            let each = elapsed.0 / f64::from(self.forwards);
            self.forwards = enough(each, shortest).clamp(self.forwards + 1, most);
            return Length::Short;
        }
        // Two windows are all that is looked at.
        if self.times.len() == 2 * WINDOW {
            self.times.remove(0);
        }
        self.times.push(elapsed.0 / f64::from(self.forwards));
        Length::Enough
    }

    /// A run that says nothing of the network.
    pub(super) const fn miss(&mut self) {
        self.runs += 1;
    }

    /// Whether it gets no faster.
    pub(super) fn is_warm(&self) -> bool {
        let steady = self.times.split_at_checked(WINDOW).is_some_and(|(before, last)| {
            last.len() == WINDOW
                && median_of(&mut last.to_vec()) >= (1.0 - FASTER) * median_of(&mut before.to_vec())
        });
        steady || self.runs >= LONGEST_WARM_UP
    }

    /// Plans the samples by the last times: the first ones were slower, and the search may have gone too far.
    pub(super) fn settle(&mut self, shortest: Millis) {
        let last = &self.times[self.times.len().saturating_sub(WINDOW)..];
        if !last.is_empty() {
            self.forwards = enough(median_of(&mut last.to_vec()), shortest);
        }
    }
}

/// Forwards of this time that make a sample long enough, with the margin.
fn enough(each: f64, shortest: Millis) -> u32 {
    let forwards = (MARGIN * shortest.0 / each.max(f64::MIN_POSITIVE)).ceil();
    forwards.clamp(1.0, f64::from(MOST_FORWARDS)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORTEST: Millis = Millis(20.0);

    #[test]
    fn forwards_grow_until_the_sample_is_long_enough() {
        let mut calibration = Calibration::default();
        // Below the clock's step: 8 times as many. Then 4 ms for 8: 20 * 1.25 / 0.5 = 50.
        assert_eq!((calibration.took(Millis(0.0), SHORTEST), calibration.forwards()), (Length::Short, 8));
        assert_eq!((calibration.took(Millis(4.0), SHORTEST), calibration.forwards()), (Length::Short, 50));
        assert_eq!((calibration.took(Millis(25.0), SHORTEST), calibration.forwards()), (Length::Enough, 50));
    }

    #[test]
    fn a_clock_that_stands_still_ends_at_the_most() {
        let mut calibration = Calibration::default();
        while calibration.took(Millis(0.0), SHORTEST) == Length::Short {}
        assert_eq!(calibration.forwards(), MOST_FORWARDS);
    }

    #[test]
    fn warm_is_what_gets_no_faster() {
        let warm = |times: &[f64]| {
            let mut calibration = Calibration::default();
            times.iter().for_each(|time| {
                calibration.took(Millis(*time), SHORTEST);
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
        // A compilation of 600 ms, then 40 ms a forward.
        for each in [600.0, 40.0, 40.0, 40.0, 40.0] {
            calibration.took(Millis(each * f64::from(calibration.forwards())), Millis(100.0));
        }
        calibration.settle(Millis(100.0));
        assert_eq!(calibration.forwards(), 4, "125 ms planned / 40 ms");
    }
}
