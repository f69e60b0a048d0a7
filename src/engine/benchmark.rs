//! Carries out a benchmark: answers verified first, then the rounds that `measure::Sampler` chooses, then the lower bounds
//! and the stages. Every time goes to the lab; `measure` has the statistics.

use super::clock;
use super::downloads::Downloads;
use super::error::EngineError;
use super::executor::{Bound, Executor};
use super::job::Cancel;
use super::port;
use super::verify::verify;
use super::visibility::VisibilityLog;
use crate::fused::StepPlan;
use crate::image::Bitmap;
use crate::measure::{
    Action, Bytes, Disturbance, Ended, LowerBound, Millis, Mode, Plan, Sample, Sampler, Stage, StageTime,
    Summary,
};
use crate::protocol::{Failure, LabReply, PageVisibility, Phase, Record};
use crate::study::NetworkId;

/// A turn of the event loop that takes longer than this was held back by the browser; on a busy machine it takes some
/// tens of milliseconds.
const HELD_BACK: Millis = Millis(500.0);
/// Runs of each stage and lower bound, of which the median counts ...
const RUNS: usize = 9;
/// ... or fewer, when they take more than this fraction of the budget.
const SHARE: f64 = 0.15;

/// Least time of a run in steps of the clock: short ones are run several times in a row ...
const STEPS: f64 = 50.0;
/// ... but not more often than this.
const MOST_IN_A_ROW: f64 = 64.0;

/// What a benchmark works with.
pub(super) struct BenchmarkRunner<'a, E> {
    pub(super) plan: &'a Plan,
    pub(super) bitmap: &'a Bitmap,
    pub(super) downloads: &'a Downloads,
    pub(super) executor: &'a mut E,
    pub(super) cancel: &'a Cancel,
    pub(super) visibility: &'a VisibilityLog,
}

impl<E: Executor> BenchmarkRunner<'_, E> {
    /// Runs the plan. What was measured survives a cancellation or a failure.
    pub(super) async fn run(mut self, record: &mut Record) -> Ended<Failure> {
        match self.run_phases(record).await {
            Ok(_) if self.cancel.get() => Ended::Cancelled,
            Ok(ended) => ended,
            Err(failure) => Ended::Failed(failure),
        }
    }

    async fn run_phases(&mut self, record: &mut Record) -> Result<Ended<Failure>, Failure> {
        for (done, &network) in self.plan.networks.iter().enumerate() {
            self.report(Phase::Checking, done as f64 / self.plan.networks.len() as f64).await;
            if self.cancel.get() {
                return Ok(Ended::Cancelled);
            }
            let verification = verify(network, self.downloads, self.executor).await?;
            record.verifications.push(verification);
            if !verification.passed() {
                return Err(Failure::Incorrect {
                    network: network.to_string(),
                    difference: verification.largest_difference,
                });
            }
        }
        record.timer_step = clock::step();
        let ended = self.rounds(record.timer_step).await?;
        if self.plan.mode == Mode::Latency {
            self.lower_bounds(record).await?;
            self.stages(record).await?;
        }
        Ok(ended)
    }

    /// Reports how far it is, and yields, so that a cancellation is received.
    async fn report(&self, phase: Phase, fraction: f64) {
        send_progress(phase, fraction, 0, Vec::new());
        clock::turn().await;
    }

    async fn rounds(&mut self, timer_step: Millis) -> Result<Ended<Failure>, Failure> {
        let mut sampler = Sampler::new(self.plan, timer_step);
        let (batch, mut sent) = (self.batch().await?, 0);
        // What happened before does not count.
        self.visibility.since_last();
        let ended = loop {
            if self.cancel.get() {
                break Ok(Ended::Cancelled);
            }
            match sampler.next(clock::now()) {
                Action::Finish(ended) => break Ok(ended.map_failure(|never| match never {})),
                Action::Pause(pause) => clock::wait(pause).await,
                Action::Measure { network, iterations } => {
                    let began = clock::now();
                    if let Err(failure) = self.iterations(network, iterations, &batch).await {
                        break Err(failure);
                    }
                    let finished = clock::now();
                    // The pace of a round is known when it has ended: only then its samples go.
                    send_samples(&sampler, &mut sent, |sample, rounds| sample.round < rounds);
                    // By the timer, which is what a browser holds back.
                    clock::wait(Millis(0.0)).await;
                    let held_back = clock::now().0 - finished.0 > HELD_BACK.0;
                    let disturbance = match self.visibility.since_last() {
                        PageVisibility::Hidden => Some(Disturbance::Hidden),
                        PageVisibility::Visible => held_back.then_some(Disturbance::Throttled),
                    };
                    sampler.record(began, Millis(finished.0 - began.0), disturbance);
                }
            }
        };
        // Those of the last round, be it complete or not.
        send_samples(&sampler, &mut sent, |_, _| true);
        ended
    }

    /// The images of the study's batch: the first of the test set.
    async fn batch(&self) -> Result<Vec<Bitmap>, Failure> {
        if self.plan.mode != Mode::Batch {
            return Ok(Vec::new());
        }
        let set = self.downloads.test_set().await?;
        Ok((0..self.plan.mode.images()).filter_map(|index| set.bitmap(index)).collect())
    }

    async fn iterations(
        &mut self,
        network: NetworkId,
        iterations: u32,
        batch: &[Bitmap],
    ) -> Result<(), Failure> {
        let executor = &mut *self.executor;
        let failed = |error: EngineError| error.at_network(network);
        match self.plan.mode {
            Mode::Latency => {
                for _ in 0..iterations {
                    executor.answer(network, self.bitmap).await.map_err(failed)?;
                }
            }
            Mode::Throughput => executor.queue(network, self.bitmap, iterations).await.map_err(failed)?,
            Mode::Batch => {
                for _ in 0..iterations {
                    let mut never = |_| std::ops::ControlFlow::Continue(());
                    executor.answer_many(network, batch, &mut never).await.map_err(failed)?;
                }
            }
        }
        Ok(())
    }

    /// Launches alone, and launches that read the weights, in turn.
    async fn lower_bounds(&mut self, record: &mut Record) -> Result<(), Failure> {
        let networks = self.plan.networks.clone();
        for (index, &network) in networks.iter().enumerate() {
            let limit = self.share();
            let (mut launches, mut both) = (Repeated::default(), Repeated::default());
            // The first run of each compiles.
            for run in 0..=RUNS {
                self.report(Phase::LowerBound, index as f64 / networks.len() as f64).await;
                if self.cancel.get() || (run > 2 && clock::now().0 > limit.0) {
                    break;
                }
                for (bound, row) in [(Bound::Launch, &mut launches), (Bound::WeightRead, &mut both)] {
                    let start = clock::now();
                    for _ in 0..row.in_a_row() {
                        match self.executor.run_bound(network, bound).await {
                            Err(EngineError::Unsupported) => return Ok(()),
                            ran => ran.map_err(|error| error.at_network(network))?,
                        }
                    }
                    row.record(start, record.timer_step);
                }
            }
            if let (Some(launches), Some(both)) = (launches.median(), both.median()) {
                let weight_read = Millis((both.0 - launches.0).max(0.0));
                record.lower_bounds.push(LowerBound { network, launches, weight_read });
            }
        }
        Ok(())
    }

    /// A network cut short at the end of each stage, in turn; a stage is what it adds to the ones before.
    async fn stages(&mut self, record: &mut Record) -> Result<(), Failure> {
        let networks = self.plan.networks.clone();
        for (index, &network) in networks.iter().enumerate() {
            let limit = self.share();
            let mut rows = vec![Repeated::default(); Stage::ALL.len()];
            for run in 0..=RUNS {
                self.report(Phase::Stages, index as f64 / networks.len() as f64).await;
                if self.cancel.get() || (run > 2 && clock::now().0 > limit.0) {
                    break;
                }
                for (stage, row) in Stage::ALL.into_iter().zip(&mut rows) {
                    let start = clock::now();
                    for _ in 0..row.in_a_row() {
                        match self.executor.run_to(network, self.bitmap, stage).await {
                            Err(EngineError::Unsupported) => return Ok(()),
                            ran => ran.map_err(|error| error.at_network(network))?,
                        }
                    }
                    row.record(start, record.timer_step);
                }
            }
            let medians: Vec<Millis> = rows.iter().filter_map(Repeated::median).collect();
            let before = std::iter::once(Millis(0.0)).chain(medians.iter().copied());
            let alone = medians.iter().zip(before).map(|(upto, before)| Millis(upto.0 - before.0));
            let sized = Stage::ALL.into_iter().zip(bytes(network));
            record.stages.extend(sized.zip(alone).map(|((stage, bytes), time)| StageTime {
                network,
                stage,
                time,
                bytes,
            }));
        }
        Ok(())
    }

    /// When a measurement that begins now must end.
    fn share(&self) -> Millis {
        let networks = self.plan.networks.len().max(1) as f64;
        Millis(clock::now().0 + SHARE * self.plan.budget.0 / networks)
    }
}

fn send_progress(phase: Phase, fraction: f64, rounds: u32, samples: Vec<Sample>) {
    port::send_to_lab(LabReply::BenchmarkProgress { phase, fraction, rounds, samples });
}

/// Sends those of the samples behind the first `sent` that are due, by the number of rounds that are done.
fn send_samples(sampler: &Sampler, sent: &mut usize, is_due: impl Fn(&Sample, u32) -> bool) {
    let progress = sampler.progress(clock::now());
    let unsent = sampler.samples().iter().skip(*sent);
    let due: Vec<Sample> = unsent.take_while(|sample| is_due(sample, progress.rounds)).copied().collect();
    *sent += due.len();
    send_progress(Phase::Measuring, progress.fraction, progress.rounds, due);
}

/// The times of one lower bound or stage.
#[derive(Clone, Default)]
struct Repeated {
    times: Vec<Millis>,
    /// How often it runs in a row; 0 until that is known.
    often: u32,
}

impl Repeated {
    fn in_a_row(&self) -> u32 {
        self.often.max(1)
    }

    fn record(&mut self, start: Millis, step: Millis) {
        let each = (clock::now().0 - start.0) / f64::from(self.in_a_row());
        self.times.push(Millis(each));
        // The first run compiles, so the second says how long one takes.
        if self.times.len() == 2 {
            self.often = (STEPS * step.0 / each.max(step.0)).ceil().clamp(1.0, MOST_IN_A_ROW) as u32;
        }
    }

    /// The median; the first run does not count.
    fn median(&self) -> Option<Millis> {
        Summary::from_times(self.times.get(1..).unwrap_or_default()).map(|summary| summary.median)
    }
}

/// Weights of each stage of a network, int8, with scales and bias.
fn bytes(network: NetworkId) -> Vec<Bytes> {
    let plan = StepPlan::for_backbone(network.backbone);
    let scale_bias = |outputs: usize| outputs * 3 * size_of::<f32>();
    let channels = crate::study::Backbone::PLANES[0];
    let stem = channels * plan.stem.taps() + scale_bias(channels);
    let weights_of = |steps: std::ops::Range<usize>| {
        plan.steps[steps].iter().map(|step| step.outputs * step.k() + scale_bias(step.outputs)).sum::<usize>()
    };
    let starts = std::iter::once(0).chain(plan.ends);
    let layers = starts.zip(plan.ends).map(|(start, end)| weights_of(start..end));
    let backbones = network.structure.backbones();
    std::iter::once(stem).chain(layers).map(|bytes| Bytes((bytes * backbones) as u64)).collect()
}
