//! A watchdog over the worker: a ping that is not answered in time means that it hangs. The caller has the clock.

use crate::measure::Millis;

/// How often the page looks, and asks for a sign of life.
pub(crate) const TICK: Millis = Millis(4_000.0);

/// Silence after which a worker is given up that measures or makes networks ready: compilers and batches keep a thread.
pub(crate) const SILENCE: Millis = Millis(60_000.0);

/// The same of a worker that only answers: a forward of ResNet50 on one slow core is a few seconds.
pub(crate) const SILENCE_OF_READY: Millis = Millis(20_000.0);

/// Silence after which a worker that never sent anything is given up: its program may come over a slow line.
pub(crate) const BOOT: Millis = Millis(300_000.0);

/// A gap between two looks that only a suspended page explains (a hidden tab's timers run once a minute).
const SUSPENDED: Millis = Millis(20_000.0);

/// What a look at the clock says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// It answered the last ping: send another.
    Ask,
    /// A ping is not answered yet.
    Wait,
    /// It has been silent for too long.
    Silent,
}

/// The time since the oldest unanswered ping.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Watchdog {
    waiting_since: Option<Millis>,
    last_look: Option<Millis>,
    /// It has sent something.
    heard: bool,
}

impl Watchdog {
    /// Starts to watch a worker that was just created.
    pub(crate) const fn over_new_worker(now: Millis) -> Self {
        Self { waiting_since: Some(now), last_look: Some(now), heard: false }
    }

    /// The worker sent something.
    pub(crate) const fn reset(&mut self) {
        self.waiting_since = None;
        self.heard = true;
    }

    /// Looks at the clock, every [`TICK`] or so; `silence` is what a worker may need for an answer.
    pub(crate) fn look(&mut self, now: Millis, silence: Millis) -> Look {
        let limit = if self.heard { silence } else { BOOT };
        let gap = self.last_look.map_or(0.0, |last| now.0 - last.0);
        self.last_look = Some(now);
        match self.waiting_since {
            None => {
                self.waiting_since = Some(now);
                Look::Ask
            }
            // The page itself slept: the worker may have slept too, and its answers may still lie in the queue.
            Some(_) if gap > SUSPENDED.0 => {
                self.waiting_since = Some(now);
                Look::Wait
            }
            Some(since) if now.0 - since.0 > limit.0 => Look::Silent,
            Some(_) => Look::Wait,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks every tick from `from` until something else than waiting is seen.
    fn wait(watchdog: &mut Watchdog, from: f64) -> (f64, Look) {
        let mut now = from;
        loop {
            now += TICK.0;
            let look = watchdog.look(Millis(now), SILENCE);
            if look != Look::Wait {
                return (now - from, look);
            }
        }
    }

    #[test]
    fn a_worker_that_answers_is_asked_again_and_never_silent() {
        let mut watchdog = Watchdog::over_new_worker(Millis(0.0));
        for tick in 1..1_000 {
            watchdog.reset();
            assert_eq!(watchdog.look(Millis(f64::from(tick) * TICK.0), SILENCE), Look::Ask);
        }
    }

    #[test]
    fn silence_is_noticed_after_a_minute() {
        let mut watchdog = Watchdog::over_new_worker(Millis(0.0));
        watchdog.reset();
        assert_eq!(watchdog.look(Millis(1.0), SILENCE), Look::Ask);
        let (after, look) = wait(&mut watchdog, 1.0);
        assert_eq!(look, Look::Silent);
        assert!((SILENCE.0..SILENCE.0 + 2.0 * TICK.0).contains(&after), "{after}");
    }

    #[test]
    fn a_slow_download_of_the_program_is_not_silence() {
        let (after, look) = wait(&mut Watchdog::over_new_worker(Millis(0.0)), 0.0);
        assert_eq!(look, Look::Silent);
        assert!(after > BOOT.0, "{after}");
    }

    #[test]
    fn a_suspended_page_starts_counting_anew() {
        let mut watchdog = Watchdog::over_new_worker(Millis(0.0));
        watchdog.reset();
        assert_eq!(watchdog.look(Millis(0.0), SILENCE), Look::Ask);
        assert_eq!(watchdog.look(Millis(3_600_000.0), SILENCE), Look::Wait, "an hour of sleep");
        assert_eq!(wait(&mut watchdog, 3_600_000.0).1, Look::Silent);
    }
}
