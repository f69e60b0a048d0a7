//! A benchmark run as a state machine without a clock: [`Sampler::next`] says what to do now, [`Sampler::record`] takes
//! in what it took.
//!
//! 1. Warm-up, network by network, until it gets no faster: compilation, caches and clock boost are done. From then on
//!    the iterations of a sample grow until it is long enough for the clock.
//! 2. Rounds: every network once, in shuffled order. A round in which all were slower than before is followed by a
//!    pause; it counts all the same, as discarding slow rounds would bias the figures.
//! 3. The end: every median is settled, or the budget is spent.

mod calibration;

use std::convert::Infallible;

use super::plan::RoundOrders;
use super::summary::median_of;
use super::{Disturbance, Ended, Millis, Pace, Plan, Sample, Summary};
use crate::study::NetworkId;
use calibration::{Calibration, Length};

pub(super) use calibration::MOST_ITERATIONS;

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Action {
    /// Time these iterations of the network as one sample.
    Measure { network: NetworkId, iterations: u32 },
    /// Stay idle for this long.
    Pause(Millis),
    /// The run is over: complete, or its time is up.
    Finish(Ended<Infallible>),
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Progress {
    /// 0 to 1: of the budget or of the widest interval's narrowing, whichever is nearer its end.
    pub(crate) fraction: f64,
    /// Completed rounds.
    pub(crate) rounds: u32,
}

/// Each sample lasts at least 20 ms, so that a 0.1 ms timer adds at most 0.5 % error.
const SHORTEST_SAMPLE: Millis = Millis(20.0);
/// Each sample lasts at least 50 steps of the clock, so that a coarser timer adds at most 2 %.
const STEPS_OF_THE_CLOCK: f64 = 50.0;
/// Upper limit of the measured timer resolution, in milliseconds: Firefox with `resistFingerprinting` rounds to 100.
const COARSEST_STEP: f64 = 100.0;
/// Of the budget, at most, for the warm-up of all networks.
const WARM_UP_FRACTION: f64 = 0.2;
/// Rounds before a median may be called settled: the interval of fewer says little.
const FEWEST_ROUNDS: u32 = 15;
/// Most rounds of a run, whatever its budget; `run::json` reads back as many.
pub(super) const MOST_ROUNDS: u32 = 5_000;
/// The intervals are computed again after an eighth more rounds: each look is one more chance to stop too early.
const NEW_ROUNDS: u32 = 8;
/// A median is settled when both ends of its 95 % interval are within this fraction of it.
pub(crate) const SETTLED_WITHIN: f64 = 0.02;
/// Looks in a row that must find every median settled: stopping at the first narrow interval favours those that are
/// narrow by luck (optional stopping). Of 16,000 simulated runs 93.6 % held the true median with 1 look,
/// 94.3 % with 2.
const SETTLED_LOOKS: u32 = 3;
/// The fraction of settled runs whose 95 % interval holds the true median, of as many simulated runs.
pub(crate) const SETTLED_COVERAGE: f64 = 0.947;
/// Earlier times of a network without which a round's is not compared.
const FEWEST_EARLIER: usize = 3;
/// A round is slow when the median network took this many times its own median so far.
const SLOW: f64 = 1.25;
/// Exponential backoff: each further pause in a row is twice as long, up to the longest.
const FIRST_PAUSE: Millis = Millis(500.0);
const LONGEST_PAUSE: Millis = Millis(4000.0);
/// Of the budget, at most, for all pauses: a device that has not cooled down by then stays as it is.
const PAUSES_FRACTION: f64 = 0.25;

/// The state of a run.
#[derive(Debug)]
pub(crate) struct Sampler {
    plan: Plan,
    /// Least length of a sample.
    shortest: Millis,
    began: Option<Millis>,
    phase: SamplerPhase,
    /// In the order of the plan's networks.
    calibrations: Vec<Calibration>,
    orders: RoundOrders,
    /// The rest of this round, the next network last.
    order: Vec<NetworkId>,
    round: u32,
    slow_rounds: u32,
    pause: Option<Millis>,
    /// Milliseconds of all pauses so far.
    paused: f64,
    /// The round after which the intervals are computed next.
    next_look: u32,
    /// The largest value of `settled` so far.
    reached: f64,
    /// Looks in a row that found every median settled.
    settled_looks: u32,
    samples: Vec<Sample>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SamplerPhase {
    /// Of the network with this index.
    WarmUp(usize),
    Rounds,
}

impl Sampler {
    /// A run by a clock of this resolution. A network that the plan names twice is measured once.
    #[must_use]
    pub(crate) fn new(plan: &Plan, timer_step: Millis) -> Self {
        let mut plan = plan.clone();
        let mut seen = std::collections::BTreeSet::new();
        plan.networks.retain(|network| seen.insert(*network));
        let steps = STEPS_OF_THE_CLOCK * timer_step.0.min(COARSEST_STEP);
        Self {
            // `f64::max` ignores a NaN.
            shortest: Millis(SHORTEST_SAMPLE.0.max(steps)),
            began: None,
            phase: SamplerPhase::WarmUp(0),
            calibrations: vec![Calibration::default(); plan.networks.len()],
            orders: plan.orders(),
            order: Vec::new(),
            round: 0,
            slow_rounds: 0,
            pause: None,
            paused: 0.0,
            next_look: FEWEST_ROUNDS,
            reached: 0.0,
            settled_looks: 0,
            samples: Vec::new(),
            plan,
        }
    }

    /// The next action.
    pub(crate) fn next(&mut self, now: Millis) -> Action {
        let began = *self.began.get_or_insert(now);
        let left = self.plan.budget.0 - (now.0 - began.0);
        // A NaN is no budget.
        if self.plan.networks.is_empty() || left.is_nan() || left <= 0.0 || self.round >= MOST_ROUNDS {
            return Action::Finish(Ended::TimeUp);
        }
        if let SamplerPhase::WarmUp(index) = self.phase {
            let (network, iterations) = (self.plan.networks[index], self.calibrations[index].iterations());
            return Action::Measure { network, iterations };
        }
        if self.order.is_empty() {
            if self.settled_looks >= SETTLED_LOOKS {
                return Action::Finish(Ended::Complete);
            }
            if let Some(pause) = self.pause.take() {
                return Action::Pause(Millis(pause.0.min(left)));
            }
            self.order = self.orders.next().unwrap_or_default();
        }
        match self.order.last().and_then(|&network| Some((network, self.index(network)?))) {
            Some((network, index)) => {
                Action::Measure { network, iterations: self.calibrations[index].iterations() }
            }
            None => Action::Finish(Ended::TimeUp),
        }
    }

    /// Takes in the time of the iterations that [`Sampler::next`] asked for.
    ///
    /// A sample that was too short for the clock is dropped, and the network runs again at once with more iterations.
    /// After warm-up that happens only where a network became faster by a quarter.
    pub(crate) fn record(&mut self, began: Millis, elapsed: Millis, disturbance: Option<Disturbance>) {
        match self.phase {
            SamplerPhase::WarmUp(index) => {
                let spent = began.0 + elapsed.0 - self.began.unwrap_or(began).0;
                self.warm_up(index, elapsed, disturbance, spent);
            }
            SamplerPhase::Rounds => {
                let Some(&network) = self.order.last() else { return };
                let Some(index) = self.index(network) else { return };
                let iterations = self.calibrations[index].iterations();
                if disturbance.is_none()
                    && self.calibrations[index].record(elapsed, self.shortest) == Length::TooShort
                {
                    return;
                }
                self.order.pop();
                // A clock that did not advance measured nothing.
                if elapsed.0 > 0.0 {
                    let (round, pace) = (self.round, Pace::Usual);
                    self.samples.push(Sample {
                        network,
                        round,
                        iterations,
                        began,
                        elapsed,
                        disturbance,
                        pace,
                    });
                }
                if self.order.is_empty() {
                    self.end_round();
                }
            }
        }
    }

    /// How far the run is.
    #[must_use]
    pub(crate) fn progress(&self, now: Millis) -> Progress {
        let spent = self.began.map_or(0.0, |began| now.0 - began.0);
        let of_budget = if self.plan.budget.0 > 0.0 { spent / self.plan.budget.0 } else { 1.0 };
        Progress { fraction: of_budget.max(self.reached).clamp(0.0, 1.0), rounds: self.round }
    }

    /// All samples so far, without the warm-up.
    #[must_use]
    pub(crate) fn samples(&self) -> &[Sample] {
        &self.samples
    }

    fn index(&self, network: NetworkId) -> Option<usize> {
        self.plan.networks.iter().position(|&other| other == network)
    }

    /// Takes in a time of the network that warms up.
    fn warm_up(&mut self, index: usize, elapsed: Millis, disturbance: Option<Disturbance>, spent: f64) {
        let calibration = &mut self.calibrations[index];
        if disturbance.is_none() {
            calibration.record(elapsed, self.shortest);
        } else {
            calibration.skip();
        }
        let networks = self.plan.networks.len() as f64;
        let limit = WARM_UP_FRACTION * self.plan.budget.0 * (index + 1) as f64 / networks;
        if calibration.is_warm() || spent >= limit {
            calibration.finish_warm_up(self.shortest);
            let next = index + 1;
            self.phase = if next < self.plan.networks.len() {
                SamplerPhase::WarmUp(next)
            } else {
                SamplerPhase::Rounds
            };
        }
    }

    fn end_round(&mut self) {
        let mut factors: Vec<f64> =
            self.plan.networks.iter().filter_map(|&network| self.slowness(network)).collect();
        let slow = !factors.is_empty() && median_of(&mut factors) > SLOW;
        if slow {
            let pause = FIRST_PAUSE.0 * 2.0_f64.powi(self.slow_rounds.min(16) as i32);
            let most = LONGEST_PAUSE.0.min(PAUSES_FRACTION * self.plan.budget.0 - self.paused);
            self.pause = (most > 0.0).then(|| Millis(pause.min(most)));
            self.paused += self.pause.map_or(0.0, |pause| pause.0);
            self.slow_rounds += 1;
            let round = self.round;
            let of_this_round = self.samples.iter_mut().rev().take_while(|sample| sample.round == round);
            of_this_round.for_each(|sample| sample.pace = Pace::Slow);
        } else {
            self.slow_rounds = 0;
        }
        self.round += 1;
        if self.round >= self.next_look {
            self.next_look = self.round + (self.round / NEW_ROUNDS).max(1);
            let settled = self.settled();
            self.settled_looks = if settled >= 1.0 { self.settled_looks + 1 } else { 0 };
            // A progress bar never goes back.
            self.reached = self.reached.max(settled);
        }
    }

    /// A network's time in this round over its median in the rounds before.
    fn slowness(&self, network: NetworkId) -> Option<f64> {
        let counted = |sample: &&Sample| sample.network == network && sample.counts();
        let (now, before): (Vec<&Sample>, Vec<&Sample>) =
            self.samples.iter().filter(counted).partition(|sample| sample.round == self.round);
        let mut before: Vec<f64> = before.iter().map(|sample| sample.per_iteration().0).collect();
        let now = now.first()?.per_iteration().0;
        (before.len() >= FEWEST_EARLIER).then(|| now / median_of(&mut before))
    }

    /// The fraction of the rounds it takes until the widest interval is settled; 1 when it is. Intervals narrow with the
    /// square root of the rounds.
    fn settled(&self) -> f64 {
        let fraction = |&network: &NetworkId| {
            let summary = Summary::for_network(&self.samples, network);
            let enough = summary.filter(|summary| summary.count >= FEWEST_ROUNDS as usize);
            enough.map_or(0.0, |summary| {
                (SETTLED_WITHIN / summary.relative_half_width().max(SETTLED_WITHIN)).powi(2)
            })
        };
        self.plan.networks.iter().map(fraction).fold(1.0, f64::min)
    }
}

#[cfg(test)]
mod tests;
