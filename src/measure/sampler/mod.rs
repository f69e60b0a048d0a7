//! A benchmark run as a machine: it says what to do next and is told what came of it. Refuses a clock: times are told.
//!
//! 1. Warm-up, network by network, until it gets no faster: what compiles, caches or boosts its clock has done so. On
//!    the way, and ever after, the number of forwards in a sample grows until a sample is long enough for the clock.
//! 2. Rounds: every network once, in fresh order. A round in which all were slower than before is followed by a pause;
//!    it counts all the same, as leaving slow rounds out would be choosing one's figures.
//! 3. The end: every median is settled, or the time is spent.

mod calibration;

use super::plan::Orders;
use super::summary::median_of;
use super::{Disturbance, Millis, Pace, Plan, Sample, Summary};
use crate::study::NetworkId;
use calibration::{Calibration, Length};

pub(super) use calibration::MOST_FORWARDS;

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Run this network as many times, one sample.
    Forwards {
        /// The network.
        network: NetworkId,
        /// How many forwards.
        forwards: u32,
    },
    /// Do nothing for this long.
    Pause(Millis),
    /// The run is over.
    Finish(Ending),
}

/// Why a run ended by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Every median is settled.
    Settled,
    /// The time is spent.
    BudgetSpent,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// How near the end is, 0 to 1: by the time or by the widest interval, whichever ends the run first.
    pub part: f64,
    /// Rounds that are done.
    pub rounds: u32,
}

/// A sample takes at least this long: 50 steps of the coarsest common clock would be, at 0.1 ms, a quarter of it.
const SHORTEST_SAMPLE: Millis = Millis(20.0);
/// A sample takes at least this many steps of the clock: its error is then below 2 %, and medians are finer still.
const STEPS_OF_THE_CLOCK: f64 = 50.0;
/// The coarsest clock a browser is known to have (Firefox with `resistFingerprinting`): no step is taken for longer.
const COARSEST_STEP: f64 = 100.0;
/// The warm-up of all networks ends when it has taken this part of the time.
const WARM_UP_PART: f64 = 0.2;
/// Rounds before a median is called settled: the interval of fewer says little.
const FEWEST_ROUNDS: u32 = 15;
/// Most rounds of a run, whatever its time: the export of as many is as much as is read back.
pub(super) const MOST_ROUNDS: u32 = 5_000;
/// The intervals cost a bootstrap each, so they are looked at when this part of the rounds is new.
const NEW_ROUNDS: u32 = 8;
/// A median is settled when its 95 % interval lies within this part of it.
const SETTLED: f64 = 0.02;
/// Looks in a row that must find every median settled. Who stops at the first interval that is narrow enough stops at
/// one that is narrow by luck: of 1,000 scripted runs 884 held the true median with 1 look, 912 with 2, 930 with 3.
const SETTLED_LOOKS: u32 = 3;
/// Earlier times of a network that a round's can be held against.
const KNOWN: usize = 3;
/// A round is slow when the networks together took this much longer than their medians so far.
const SLOW: f64 = 1.25;
/// The first pause; each further one in a row is twice as long, up to the longest.
const FIRST_PAUSE: Millis = Millis(500.0);
/// The longest pause.
const LONGEST_PAUSE: Millis = Millis(4000.0);
/// All pauses together take at most this part of the time: what does not cool down by then is how the device is.
const PAUSES_PART: f64 = 0.25;

/// A run on its way.
#[derive(Debug)]
pub struct Sampler {
    plan: Plan,
    shortest: Millis,
    began: Option<Millis>,
    stage: Progression,
    /// One for each network of the plan.
    calibrations: Vec<Calibration>,
    orders: Orders,
    /// What is left of this round, the next network last.
    order: Vec<NetworkId>,
    round: u32,
    slow_rounds: u32,
    pause: Option<Millis>,
    /// All pauses so far.
    paused: f64,
    /// The round after which the intervals are looked at next.
    look: u32,
    /// How near the widest interval is to being settled: 1 when it is.
    reached: f64,
    /// Looks in a row that found every median settled.
    settled_looks: u32,
    samples: Vec<Sample>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progression {
    /// The network with this index warms up.
    WarmUp(usize),
    Rounds,
}

impl Sampler {
    /// Prepares a run on a clock with this step. A network that the plan names twice is measured once.
    #[must_use]
    pub fn new(plan: &Plan, timer_step: Millis) -> Self {
        let mut plan = plan.clone();
        let mut seen = std::collections::BTreeSet::new();
        plan.networks.retain(|network| seen.insert(*network));
        let steps = STEPS_OF_THE_CLOCK * timer_step.0.min(COARSEST_STEP);
        Self {
            // The maximum of a number and of what is none is the number.
            shortest: Millis(SHORTEST_SAMPLE.0.max(steps)),
            began: None,
            stage: Progression::WarmUp(0),
            calibrations: vec![Calibration::default(); plan.networks.len()],
            orders: plan.orders(),
            order: Vec::new(),
            round: 0,
            slow_rounds: 0,
            pause: None,
            paused: 0.0,
            look: FEWEST_ROUNDS,
            reached: 0.0,
            settled_looks: 0,
            samples: Vec::new(),
            plan,
        }
    }

    /// What to do now.
    pub fn next(&mut self, now: Millis) -> Step {
        let began = *self.began.get_or_insert(now);
        let left = self.plan.budget.0 - (now.0 - began.0);
        // A budget that is no number is none.
        if self.plan.networks.is_empty() || left.is_nan() || left <= 0.0 || self.round >= MOST_ROUNDS {
            return Step::Finish(Ending::BudgetSpent);
        }
        if let Progression::WarmUp(index) = self.stage {
            let (network, forwards) = (self.plan.networks[index], self.calibrations[index].forwards());
            return Step::Forwards { network, forwards };
        }
        if self.order.is_empty() {
            if self.settled_looks >= SETTLED_LOOKS {
                return Step::Finish(Ending::Settled);
            }
            if let Some(pause) = self.pause.take() {
                return Step::Pause(Millis(pause.0.min(left)));
            }
            self.order = self.orders.next().unwrap_or_default();
        }
        match self.order.last().and_then(|&network| Some((network, self.index(network)?))) {
            Some((network, index)) => {
                Step::Forwards { network, forwards: self.calibrations[index].forwards() }
            }
            None => Step::Finish(Ending::BudgetSpent),
        }
    }

    /// The forwards asked for are done.
    ///
    /// A sample that was too short for the clock is none: the network runs again at once, with more forwards. That
    /// happens while the number is being found, and later only where a network became faster by a quarter.
    pub fn took(&mut self, began: Millis, elapsed: Millis, disturbance: Option<Disturbance>) {
        match self.stage {
            Progression::WarmUp(index) => {
                let spent = began.0 + elapsed.0 - self.began.unwrap_or(began).0;
                self.warm(index, elapsed, disturbance, spent);
            }
            Progression::Rounds => {
                let Some(&network) = self.order.last() else { return };
                let Some(index) = self.index(network) else { return };
                let forwards = self.calibrations[index].forwards();
                if disturbance.is_none()
                    && self.calibrations[index].took(elapsed, self.shortest) == Length::Short
                {
                    return;
                }
                self.order.pop();
                // A clock that stands still measures nothing.
                if elapsed.0 > 0.0 {
                    let (round, pace) = (self.round, Pace::Usual);
                    self.samples.push(Sample { network, round, forwards, began, elapsed, disturbance, pace });
                }
                if self.order.is_empty() {
                    self.end_round();
                }
            }
        }
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self, now: Millis) -> Progress {
        let spent = self.began.map_or(0.0, |began| now.0 - began.0);
        let part = if self.plan.budget.0 > 0.0 { spent / self.plan.budget.0 } else { 1.0 };
        Progress { part: part.max(self.reached).clamp(0.0, 1.0), rounds: self.round }
    }

    /// Everything measured so far, warm-up left out.
    #[must_use]
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Everything measured.
    #[must_use]
    pub fn into_samples(self) -> Vec<Sample> {
        self.samples
    }

    fn index(&self, network: NetworkId) -> Option<usize> {
        self.plan.networks.iter().position(|&other| other == network)
    }

    /// After a time of the network that warms up; what disturbed it says nothing of the network.
    fn warm(&mut self, index: usize, elapsed: Millis, disturbance: Option<Disturbance>, spent: f64) {
        let calibration = &mut self.calibrations[index];
        if disturbance.is_none() {
            calibration.took(elapsed, self.shortest);
        } else {
            calibration.miss();
        }
        let share = WARM_UP_PART * self.plan.budget.0 * (index + 1) as f64 / self.plan.networks.len() as f64;
        if calibration.is_warm() || spent >= share {
            calibration.settle(self.shortest);
            let next = index + 1;
            self.stage =
                if next < self.plan.networks.len() { Progression::WarmUp(next) } else { Progression::Rounds };
        }
    }

    fn end_round(&mut self) {
        let mut factors: Vec<f64> =
            self.plan.networks.iter().filter_map(|&network| self.slowness(network)).collect();
        let slow = !factors.is_empty() && median_of(&mut factors) > SLOW;
        if slow {
            let pause = FIRST_PAUSE.0 * 2.0_f64.powi(self.slow_rounds.min(16) as i32);
            let most = LONGEST_PAUSE.0.min(PAUSES_PART * self.plan.budget.0 - self.paused);
            self.pause = (most > 0.0).then(|| Millis(pause.min(most)));
            self.paused += self.pause.map_or(0.0, |pause| pause.0);
            self.slow_rounds += 1;
            let round = self.round;
            let mine = self.samples.iter_mut().rev().take_while(|sample| sample.round == round);
            mine.for_each(|sample| sample.pace = Pace::Slow);
        } else {
            self.slow_rounds = 0;
        }
        self.round += 1;
        if self.round >= self.look {
            self.look = self.round + (self.round / NEW_ROUNDS).max(1);
            let settled = self.settled();
            self.settled_looks = if settled >= 1.0 { self.settled_looks + 1 } else { 0 };
            // Never back: a bar that does confuses.
            self.reached = self.reached.max(settled);
        }
    }

    /// A network's time in this round over its median in the rounds before.
    fn slowness(&self, network: NetworkId) -> Option<f64> {
        let mine = |sample: &&Sample| sample.network == network && sample.counts();
        let (now, before): (Vec<&Sample>, Vec<&Sample>) =
            self.samples.iter().filter(mine).partition(|sample| sample.round == self.round);
        let mut before: Vec<f64> = before.iter().map(|sample| sample.per_forward().0).collect();
        let now = now.first()?.per_forward().0;
        (before.len() >= KNOWN).then(|| now / median_of(&mut before))
    }

    /// How near the widest interval is to being settled: 1 when it is. Intervals narrow with the root of the rounds.
    fn settled(&self) -> f64 {
        let of = |&network: &NetworkId| {
            let summary = Summary::of_network(&self.samples, network, self.plan.seed);
            let enough = summary.filter(|summary| summary.count >= FEWEST_ROUNDS as usize);
            enough.map_or(0.0, |summary| (SETTLED / summary.reach().max(SETTLED)).powi(2))
        };
        self.plan.networks.iter().map(of).fold(1.0, f64::min)
    }
}

#[cfg(test)]
mod tests;
