//! What the worker holds: an open device and the networks on it. One job at a time, in the order they come.

use std::collections::BTreeMap;

use futures_channel::mpsc::UnboundedSender;

use super::benchmark;
use super::clock;
use super::device::{self, OpenDevice};
use super::downloads::Downloads;
use super::error::EngineError;
use super::executor::Plain;
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
    networks: BTreeMap<NetworkId, Plain>,
}

struct Open {
    device: OpenDevice,
    downloads: Downloads,
}

impl Session {
    pub(super) fn new(jobs: UnboundedSender<Job>, cancel: Cancel) -> Self {
        Self { jobs, cancel, open: None, networks: BTreeMap::new() }
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
                        self.open = Some(Open { device, downloads });
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
            networks.into_iter().partition(|network| self.networks.contains_key(network));
        for network in ready {
            port::send(Reply::Network { network, state: NetworkState::Ready });
        }
        open.downloads.want(missing);
    }

    /// Puts a network on the device and runs it once: what it compiles, it compiles now.
    async fn make_ready(&mut self, network: NetworkId, bytes: Vec<u8>) {
        let Some(open) = &self.open else { return };
        port::send(Reply::Network { network, state: NetworkState::Warming });
        clock::turn().await;
        let state = match warm(&bytes, network, &open.device).await {
            Ok(plain) => {
                self.networks.insert(network, plain);
                NetworkState::Ready
            }
            Err(error) => NetworkState::Failed(error.into_failure(&Downloads::file_name(network))),
        };
        port::send(Reply::Network { network, state });
    }

    async fn classify(&self, ticket: Ticket, glyph: &Glyph, networks: Vec<NetworkId>) {
        for network in networks {
            let Some(plain) = self.networks.get(&network) else { continue };
            match plain.answer(glyph).await {
                Ok(answer) => {
                    let (heads, latency) = (answer.heads, answer.latency);
                    port::send(Reply::Outputs { ticket, network, heads, latency });
                }
                Err(error) => {
                    let failure = error.into_failure(&Downloads::file_name(network));
                    port::send(Reply::Network { network, state: NetworkState::Failed(failure) });
                }
            }
            clock::turn().await;
        }
        port::send(Reply::Classified { ticket });
    }

    async fn measure(&self, plan: Plan, glyph: &Glyph) {
        let missing = plan.networks.iter().find(|network| !self.networks.contains_key(network));
        let (samples, outcome) = match missing {
            Some(network) => {
                let detail = format!("{network} is not ready");
                (Vec::new(), Outcome::Failed(Failure::Inference { detail }))
            }
            None => benchmark::run(&plan, glyph, &self.networks, &self.cancel).await,
        };
        port::send(Reply::Benchmarked { samples, outcome });
    }
}

async fn warm(bytes: &[u8], network: NetworkId, device: &OpenDevice) -> Result<Plain, EngineError> {
    let plain = Plain::load(bytes, network, &device.device)?;
    let blank = Glyph::from_pixels([0; Glyph::PIXELS]);
    plain.answer(&blank).await?;
    Ok(plain)
}
