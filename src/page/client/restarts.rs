//! When a worker that failed is replaced, when the page gives up, and when the GPU is no longer tried. The caller has the
//! workers and the timers.

use crate::measure::Millis;
use crate::protocol::{DeviceChoice, Failure, Fallback};

/// Waits before the first, second and third quick replacement; after these the reader decides.
const DELAYS: [Millis; 3] = [Millis(300.0), Millis(2_000.0), Millis(8_000.0)];

/// A worker that lived this long was well: its end starts a new count.
const WELL: Millis = Millis(120_000.0);

/// Losses after which `Auto` stays on the CPU.
const GPU_LOSSES: u32 = 2;

/// Whether the worker that ended could have been brought down by the GPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blame {
    /// It ran on the GPU, or was opening it.
    Gpu,
    /// It ran on the CPU, or its program never ran.
    Other,
}

/// What to do about a worker that ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Next {
    /// Start another after this time.
    Replace(Millis),
    /// Leave it to the reader.
    GiveUp,
}

impl Next {
    /// For a worker that was asked to fail: that says nothing about the device, and is not counted.
    pub(crate) const fn again() -> Self {
        Self::Replace(DELAYS[0])
    }
}

/// Counts workers that ended.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Restarts {
    quick: usize,
    gpu_losses: u32,
}

impl Restarts {
    /// A worker ended `lived` after its start.
    pub(crate) fn after(
        &mut self,
        failure: &Failure,
        lived: Millis,
        blame: Blame,
        choice: DeviceChoice,
    ) -> Next {
        self.gpu_losses += u32::from(blame == Blame::Gpu);
        // Another worker would say the same.
        let unavailable = matches!(failure, Failure::DeviceUnavailable { .. });
        if unavailable || choice == DeviceChoice::Gpu && no_answer(failure).is_some() {
            return Next::GiveUp;
        }
        if lived.0 >= WELL.0 {
            self.quick = 0;
        }
        let next = DELAYS.get(self.quick).map_or(Next::GiveUp, |&delay| Next::Replace(delay));
        self.quick += 1;
        next
    }

    /// The GPU's worker failed before it ever answered, while the CPU's goes on.
    pub(crate) fn after_successor(&mut self, failure: &Failure) -> Next {
        self.gpu_losses += 1;
        let over = self.gpu_losses >= GPU_LOSSES
            || matches!(failure, Failure::DeviceUnavailable { .. } | Failure::DeviceSilent { .. });
        if over { Next::GiveUp } else { Next::Replace(DELAYS[1]) }
    }

    /// Why the next worker must not take the GPU, if so.
    pub(crate) fn avoid_gpu(&self, choice: DeviceChoice) -> Option<Fallback> {
        let lost = choice == DeviceChoice::Auto && self.gpu_losses >= GPU_LOSSES;
        lost.then_some(Fallback::LostRepeatedly)
    }
}

/// What speaks against the GPU after this failure if it did not answer: one wait is enough.
pub(crate) const fn no_answer(failure: &Failure) -> Option<Fallback> {
    match failure {
        Failure::DeviceSilent { waited } => Some(Fallback::NoAnswer(*waited)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost() -> Failure {
        Failure::DeviceLost { detail: String::new() }
    }

    #[test]
    fn three_quick_replacements_then_the_reader_decides() {
        let mut restarts = Restarts::default();
        let delays: Vec<Next> =
            (0..4).map(|_| restarts.after(&lost(), Millis(50.0), Blame::Other, DeviceChoice::Auto)).collect();
        let mut expected: Vec<Next> = DELAYS.map(Next::Replace).to_vec();
        expected.push(Next::GiveUp);
        assert_eq!(delays, expected);
    }

    #[test]
    fn a_worker_that_was_well_for_long_is_replaced_at_once_again() {
        let mut restarts = Restarts::default();
        for _ in 0..10 {
            assert_eq!(
                restarts.after(&lost(), WELL, Blame::Other, DeviceChoice::Auto),
                Next::Replace(DELAYS[0])
            );
        }
    }

    #[test]
    fn two_losses_keep_auto_off_the_gpu_and_leave_a_forced_one_on_it() {
        let mut restarts = Restarts::default();
        restarts.after(&lost(), WELL, Blame::Gpu, DeviceChoice::Auto);
        restarts.after(&lost(), WELL, Blame::Other, DeviceChoice::Auto);
        assert_eq!(restarts.avoid_gpu(DeviceChoice::Auto), None);
        restarts.after(&lost(), WELL, Blame::Gpu, DeviceChoice::Auto);
        assert_eq!(restarts.avoid_gpu(DeviceChoice::Auto), Some(Fallback::LostRepeatedly));
        assert_eq!(restarts.avoid_gpu(DeviceChoice::Gpu), None);
    }

    #[test]
    fn a_forced_device_that_is_not_there_is_not_tried_again() {
        let mut restarts = Restarts::default();
        let missing = Failure::DeviceUnavailable { against: Fallback::NoAdapter };
        assert_eq!(restarts.after(&missing, Millis(10.0), Blame::Gpu, DeviceChoice::Gpu), Next::GiveUp);
    }

    #[test]
    fn a_gpu_that_does_not_answer_is_not_tried_again_and_the_cpu_follows_unless_it_was_insisted_on() {
        let silent = Failure::DeviceSilent { waited: Millis(20_000.0) };
        let mut restarts = Restarts::default();
        let next = restarts.after(&silent, WELL, Blame::Gpu, DeviceChoice::Auto);
        assert_eq!(next, Next::Replace(DELAYS[0]));
        assert_eq!(restarts.after(&silent, WELL, Blame::Gpu, DeviceChoice::Gpu), Next::GiveUp);
        assert_eq!(Restarts::default().after_successor(&silent), Next::GiveUp);
        assert_eq!(Restarts::default().after_successor(&lost()), Next::Replace(DELAYS[1]));
    }
}
