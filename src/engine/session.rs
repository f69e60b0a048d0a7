//! What the worker holds: an open device and the networks on it. One job at a time, in the order they come.

use futures_channel::mpsc::UnboundedSender;

use super::benchmark;
use super::clock;
use super::device;
use super::downloads::Downloads;
use super::error::EngineError;
use super::executor::{Answer, Executor};
use super::port;
use super::worker::{Cancel, Job};
use crate::image::Glyph;
use crate::measure::Plan;
use crate::protocol::{Failure, NetworkState, Outcome, Reply, Request, Ticket};
use crate::study::NetworkId;

/// The worker's state.
pub(super) struct Session {
    jobs: UnboundedSender<Job>,
    cancel: Cancel,
    open: Option<Open>,
}

struct Open {
    executor: Executor,
    downloads: Downloads,
}

impl Session {
    pub(super) fn new(jobs: UnboundedSender<Job>, cancel: Cancel) -> Self {
        Self { jobs, cancel, open: None }
    }

    pub(super) async fn handle(&mut self, job: Job) {
        match job {
            Job::Arrived { network, bytes } => self.make_ready(network, bytes).await,
            Job::Asked(request) => self.answer(*request).await,
        }
    }

    async fn answer(&mut self, request: Request) {
        match request {
            Request::Start { device, executor, weights_url, avoid_gpu } => {
                match device::open(device, executor, avoid_gpu).await {
                    Ok(device) => {
                        port::send(Reply::Started(device.report.clone()));
                        let downloads = Downloads::new(weights_url, self.jobs.clone());
                        self.open = Some(Open { executor: Executor::new(&device), downloads });
                    }
                    Err(failure) => port::fail(failure),
                }
            }
            Request::Load { networks } => self.load(networks),
            Request::Classify { ticket, glyph, networks } => {
                self.classify(ticket, &glyph, networks).await;
            }
            Request::Benchmark { plan, glyph } => self.measure(plan, &glyph).await,
            // Heard by the worker before they get here.
            Request::CancelBenchmark | Request::Ping(_) => {}
        }
    }

    fn load(&self, networks: Vec<NetworkId>) {
        let Some(open) = &self.open else { return };
        let (ready, missing): (Vec<_>, Vec<_>) =
            networks.into_iter().partition(|&network| open.executor.holds(network));
        for network in ready {
            port::send(Reply::Network { network, state: NetworkState::Ready });
        }
        open.downloads.want(missing);
    }

    /// Puts a network on the device and runs it once: what it compiles, it compiles now.
    async fn make_ready(&mut self, network: NetworkId, bytes: Vec<u8>) {
        let Some(open) = &mut self.open else { return };
        port::send(Reply::Network { network, state: NetworkState::Warming });
        clock::turn().await;
        let state = match open.executor.load(bytes, network).await {
            Ok(()) => NetworkState::Ready,
            Err(error) => NetworkState::Failed(error.into_failure(&Downloads::file_name(network))),
        };
        port::send(Reply::Network { network, state });
    }

    async fn classify(&mut self, ticket: Ticket, glyph: &Glyph, networks: Vec<NetworkId>) {
        let Some(open) = &mut self.open else { return };
        let send = |network: NetworkId, answer: Answer, together: usize| {
            let (heads, latency) = (answer.heads, answer.latency);
            port::send(Reply::Outputs { ticket, network, heads, latency, together });
        };
        let fail = |network: NetworkId, error: EngineError| {
            let failure = error.into_failure(&Downloads::file_name(network));
            port::send(Reply::Network { network, state: NetworkState::Failed(failure) });
        };
        match open.executor.answer_all(&networks, glyph).await {
            Some(Ok(answers)) => {
                let together = answers.len();
                answers.into_iter().for_each(|(network, answer)| send(network, answer, together));
            }
            Some(Err(error)) => {
                let detail = error.to_string();
                networks.into_iter().for_each(|network| fail(network, EngineError::Read(detail.clone())));
            }
            None => {
                for network in networks {
                    match open.executor.answer(network, glyph).await {
                        Some(Ok(answer)) => send(network, answer, 1),
                        Some(Err(error)) => fail(network, error),
                        None => continue,
                    }
                    clock::turn().await;
                }
            }
        }
        port::send(Reply::Classified { ticket });
    }

    async fn measure(&mut self, plan: Plan, glyph: &Glyph) {
        let Some(open) = &mut self.open else { return };
        let missing = plan.networks.iter().find(|&&network| !open.executor.holds(network));
        let (samples, outcome) = match missing {
            Some(network) => {
                let detail = format!("{network} is not ready");
                (Vec::new(), Outcome::Failed(Failure::Inference { detail }))
            }
            None => benchmark::run(&plan, glyph, &mut open.executor, &self.cancel).await,
        };
        port::send(Reply::Benchmarked { samples, outcome });
    }
}
