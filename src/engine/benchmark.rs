//! Carries out a benchmark plan with awaited forwards. Refuses statistics: it returns every sample.

use super::clock;
use super::executor::Executor;
use super::port;
use super::worker::Cancel;
use crate::image::Glyph;
use crate::measure::{Plan, Sample};
use crate::protocol::{Failure, Outcome, Reply};

/// Runs a plan: warm-up of every network, then shuffled rounds. What was measured survives a cancel or a failure.
pub(super) async fn run(
    plan: &Plan,
    glyph: &Glyph,
    executor: &mut Executor,
    cancel: &Cancel,
) -> (Vec<Sample>, Outcome) {
    let mut samples = Vec::new();
    let warm_up = plan.networks.iter().flat_map(|&network| (0..plan.warm_up).map(move |_| (network, None)));
    let rounds = plan.orders().zip(0..).flat_map(|(order, round)| {
        order.into_iter().map(move |network| (network, Some(round))).collect::<Vec<_>>()
    });
    for (done, (network, round)) in warm_up.chain(rounds).enumerate() {
        if cancel.get() {
            return (samples, Outcome::Cancelled);
        }
        match executor.answer(network, glyph).await {
            None => continue,
            Some(Ok(answer)) => {
                samples.extend(round.map(|round| Sample { network, round, latency: answer.latency }));
            }
            Some(Err(error)) => {
                let detail = format!("{network}: {error}");
                return (samples, Outcome::Failed(Failure::Inference { detail }));
            }
        }
        port::send(Reply::BenchmarkProgress { done: done as u64 + 1, total: plan.forwards() });
        // Between two samples, never inside one: a cancellation is heard here.
        clock::turn().await;
    }
    (samples, Outcome::Complete)
}
