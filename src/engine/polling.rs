//! How a read-back waits for its buffer. Browsers look for mapped buffers from a timer, Chromium every 2 ms or so, Firefox
//! every 100, unless commands arrive: an empty submission makes them look at once. A state machine of plain numbers.

use crate::measure::Millis;

/// What a read-back does while it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    /// Nothing.
    Plain,
    /// It submits nothing, again and again.
    Polling,
}

/// What a read-back does before it polls once more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pause {
    /// It lets the waiting messages be received.
    Turn,
    /// It lets a timer pass.
    Timer(Millis),
}

/// Decides by trial whether polling gains anything on this device.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Polling {
    /// What read-backs took, plain and polling, until it is decided.
    trials: [Vec<f64>; 2],
    decided: Option<Waiting>,
}

/// Read-backs of each kind before it is decided.
const TRIALS: usize = 8;
/// Polling must take less than this part of what plain waiting takes: it costs the browser work.
const GAIN: f64 = 0.9;
/// So long a read-back polls at every turn: on a graphics card an answer is there before.
const EAGER: Millis = Millis(3.0);
/// So long it polls from a timer; then the browser's own look is not far.
const PATIENT: Millis = Millis(100.0);
/// The shortest timer that browsers grant.
const TIMER: Millis = Millis(4.0);

impl Polling {
    /// Nothing tried yet. On a software adapter polling takes the processor from the work: it is never tried.
    pub(super) fn new(software: bool) -> Self {
        Self { trials: [Vec::new(), Vec::new()], decided: software.then_some(Waiting::Plain) }
    }

    /// How the next read-back waits: in trials by turns, in pairs that each begin with another one, as a network's first
    /// run takes longer than its second.
    pub(super) const fn next(&self) -> Waiting {
        match self.decided {
            Some(decided) => decided,
            None => match (self.trials[0].len() + self.trials[1].len()) % 4 {
                0 | 3 => Waiting::Polling,
                _ => Waiting::Plain,
            },
        }
    }

    /// A read-back has waited so long.
    pub(super) fn took(&mut self, waiting: Waiting, time: Millis) {
        if self.decided.is_some() {
            return;
        }
        self.trials[waiting as usize].push(time.0);
        if self.trials.iter().all(|trials| trials.len() >= TRIALS) {
            let [plain, polling] = [0, 1].map(|kind| {
                let trials: &mut Vec<f64> = &mut self.trials[kind];
                trials.sort_by(f64::total_cmp);
                trials[trials.len() / 2]
            });
            let gains = polling < GAIN * plain;
            self.decided = Some(if gains { Waiting::Polling } else { Waiting::Plain });
        }
    }
}

/// What comes before the next poll of a read-back that has waited so long; `None` when it is to wait plainly from here on.
pub(super) fn pause_after(waited: Millis) -> Option<Pause> {
    match waited.0 {
        waited if waited < EAGER.0 => Some(Pause::Turn),
        waited if waited < PATIENT.0 => Some(Pause::Timer(TIMER)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs trials in which a read-back takes this long plainly and this long polling.
    fn tried(plain: f64, polling: f64) -> Polling {
        let mut state = Polling::new(false);
        for read in 0..100 {
            let waiting = state.next();
            // A network's first run compiles.
            let compiling = if read < 10 && read % 2 == 0 { 400.0 } else { 0.0 };
            let time = if waiting == Waiting::Plain { plain } else { polling };
            state.took(waiting, Millis(time + compiling));
        }
        state
    }

    #[test]
    fn what_gains_goes_on_and_what_does_not_ends() {
        assert_eq!(tried(2.7, 0.9).next(), Waiting::Polling, "a graphics card in Chromium");
        assert_eq!(tried(100.0, 52.0).next(), Waiting::Polling, "Firefox");
        assert_eq!(tried(2.7, 2.6).next(), Waiting::Plain, "nothing that can be told");
        assert_eq!(tried(8.0, 21.0).next(), Waiting::Plain, "software that passes for a card");
        assert!(
            tried(2.7, 0.9).trials.iter().all(|trials| trials.len() == TRIALS),
            "no trial without an end"
        );
    }

    #[test]
    fn both_kinds_meet_first_and_second_runs_alike() {
        let mut state = Polling::new(false);
        let mut firsts = [0; 2];
        for read in 0..8 {
            let waiting = state.next();
            firsts[waiting as usize] += usize::from(read % 2 == 0);
            state.took(waiting, Millis(1.0));
        }
        assert_eq!(firsts, [2, 2]);
    }

    #[test]
    fn a_software_adapter_is_never_polled() {
        let mut state = Polling::new(true);
        for _ in 0..100 {
            assert_eq!(state.next(), Waiting::Plain);
            state.took(Waiting::Plain, Millis(10.0));
        }
    }

    #[test]
    fn a_read_back_polls_less_and_less_and_ends() {
        assert_eq!(pause_after(Millis(0.0)), Some(Pause::Turn));
        assert_eq!(pause_after(Millis(5.0)), Some(Pause::Timer(TIMER)));
        assert_eq!(pause_after(Millis(100.0)), None);
    }
}
