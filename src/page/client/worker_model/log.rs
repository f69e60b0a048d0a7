//! What happened to the workers lately, for whoever is to find out what went wrong.

use std::collections::VecDeque;

use super::event::{Generation, Program};
use crate::measure::Millis;
use crate::protocol::{DeviceReport, Failure};

/// So many of the last events are kept.
const KEPT: usize = 24;

/// Something that happened to a worker.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entry {
    Began(Generation, Program),
    /// Its device is open.
    Opened(Generation, DeviceReport),
    /// It follows the CPU's.
    TookOver(Generation),
    Failed(Generation, Failure),
}

/// The last events.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Log {
    now: Millis,
    entries: VecDeque<(Millis, Entry)>,
}

impl Log {
    /// What is added from now on happens now.
    pub(super) const fn set_clock(&mut self, now: Millis) {
        self.now = now;
    }

    pub(super) fn add(&mut self, entry: Entry) {
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back((self.now, entry));
    }

    /// The last events, the oldest first, with the time since the page's start.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &(Millis, Entry)> {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_events_are_kept() {
        let mut log = Log::default();
        for event in 0..100 {
            log.set_clock(Millis(f64::from(event)));
            log.add(Entry::TookOver(Generation(event)));
        }
        let kept: Vec<_> = log.entries().collect();
        assert_eq!(kept.len(), KEPT);
        assert_eq!(kept.last(), Some(&&(Millis(99.0), Entry::TookOver(Generation(99)))));
    }
}
