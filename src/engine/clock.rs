//! Time as the engine measures it.

use crate::measure::Millis;

pub(super) use super::browser::{memory, now, turn, wait};

/// Steps of the clock that are looked at: at 0.1 ms each, 2 ms.
const STEPS_SEEN: usize = 20;

/// A clock that is read lap by lap.
pub(super) struct Laps(Millis);

impl Laps {
    pub(super) fn start() -> Self {
        Self(now())
    }

    /// Time since the lap before.
    pub(super) fn lap(&mut self) -> Millis {
        let (before, now) = (self.0, now());
        self.0 = now;
        Millis(now.0 - before.0)
    }
}

/// The smallest step that the clock takes, of some that are seen.
pub(super) fn step() -> Millis {
    let mut smallest = f64::INFINITY;
    for _ in 0..STEPS_SEEN {
        let start = now().0;
        let mut end = start;
        while end <= start {
            end = now().0;
        }
        smallest = smallest.min(end - start);
    }
    Millis(smallest)
}
