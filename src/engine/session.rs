//! What the worker holds: an open device and the networks on it. One job at a time, in the order they come.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use futures_channel::mpsc::UnboundedSender;

use super::assessment;
use super::benchmark::BenchmarkRunner;
use super::clock;
use super::downloads::Downloads;
use super::error::EngineError;
use super::executor::{Devices, Executor, Inference, Loaded};
use super::fault;
use super::job::{Cancel, Job};
use super::port;
use super::visibility::VisibilityLog;
use crate::image::Bitmap;
use crate::measure::{Bytes, Millis, Plan, Startup};
use crate::protocol::{
    Continuation, Fault, ImageShares, LabReply, LabRequest, NetworkState, Record, Reply, Request, Ticket,
};
use crate::study::NetworkId;

/// How long a classification may go on before the event loop has its turn, which costs some tenths of a millisecond: signs
/// of life and cancellations can wait that long, and half a frame is nothing that a reader sees.
const DEAF: Millis = Millis(8.0);

/// The worker's state.
pub(super) struct Session<D: Devices> {
    devices: D,
    jobs: UnboundedSender<Job>,
    cancel: Cancel,
    visibility: VisibilityLog,
    open: Option<Open<D::Executor>>,
}

struct Open<E> {
    executor: E,
    downloads: Downloads,
    /// What each network cost before its first answer.
    startups: BTreeMap<NetworkId, Startup>,
}

impl<D: Devices> Session<D> {
    pub(super) fn new(
        devices: D,
        jobs: UnboundedSender<Job>,
        cancel: Cancel,
        visibility: VisibilityLog,
    ) -> Self {
        Self { devices, jobs, cancel, visibility, open: None }
    }

    pub(super) async fn handle(&mut self, job: Job) {
        match job {
            Job::Arrived { network, bytes, download } => self.make_ready(network, bytes, download).await,
            Job::Page(request) => self.answer_page(request).await,
            Job::Lab(request) => self.answer_lab(request).await,
        }
    }

    async fn answer_page(&mut self, request: Request) {
        match request {
            Request::Start { device, base_url, avoid_gpu } => {
                match self.devices.open(device, avoid_gpu).await {
                    Ok((executor, report)) => {
                        port::send(Reply::Started(report));
                        let downloads = Downloads::new(base_url, self.jobs.clone());
                        self.open = Some(Open { executor, downloads, startups: BTreeMap::new() });
                    }
                    Err(failure) => port::fail(failure),
                }
            }
            Request::Load { networks } => self.load(networks),
            Request::Classify { ticket, bitmap, networks } => {
                self.classify(ticket, &bitmap, networks).await;
            }
            Request::Fail(Fault::DeviceLost) => {
                if let Some(open) = &self.open {
                    open.executor.lose_device();
                }
            }
            Request::Fail(Fault::DeviceSilent) => {
                if let Some(open) = &self.open {
                    open.executor.silence_device().await;
                }
            }
            Request::Fail(fault) => fault::commit(fault),
            // The worker has taken these in before they get here.
            Request::Ping | Request::Visibility(_) | Request::LabPort => {}
        }
    }

    async fn answer_lab(&mut self, request: LabRequest) {
        match request {
            LabRequest::Benchmark { plan, bitmap } => self.measure(&plan, &bitmap).await,
            LabRequest::Assess { networks } => self.assess(&networks).await,
            LabRequest::Answer { ticket, network, bitmaps } => {
                let answered =
                    self.answer(network, &bitmaps).await.map_err(|error| error.at_network(network));
                port::send_to_lab(LabReply::Answered { ticket, answered });
            }
            LabRequest::Cancel => {}
        }
    }

    fn load(&self, networks: Vec<NetworkId>) {
        let Some(open) = &self.open else { return };
        let (ready, missing): (Vec<_>, Vec<_>) =
            networks.into_iter().partition(|&network| open.executor.holds(network));
        for network in ready {
            port::send(Reply::Network { network, state: NetworkState::Ready });
        }
        open.downloads.request(missing);
    }

    /// Puts a network on the device and runs it: what it compiles, it compiles now.
    async fn make_ready(&mut self, network: NetworkId, bytes: Vec<u8>, download: Millis) {
        let Some(open) = &mut self.open else { return };
        port::send(Reply::Network { network, state: NetworkState::Warming });
        clock::turn().await;
        let size = Bytes(bytes.len() as u64);
        let state = match open.executor.load(network, bytes).await {
            Ok(Loaded { decode, first_run, second_run }) => {
                let startup = Startup { network, bytes: size, download, decode, first_run, second_run };
                open.startups.insert(network, startup);
                port::send(Reply::Ran { network, forward: second_run });
                NetworkState::Ready
            }
            Err(error) => NetworkState::Failed(error.into_failure(&Downloads::file_name(network))),
        };
        port::send(Reply::Network { network, state });
    }

    async fn classify(&mut self, ticket: Ticket, bitmap: &Bitmap, networks: Vec<NetworkId>) {
        let Some(open) = &mut self.open else { return };
        let send = |latency: Millis, answered: Vec<(NetworkId, Inference)>, pass: Continuation| {
            let mut inside = Vec::new();
            let of_network = |(network, answer): (NetworkId, Inference)| {
                inside.extend(answer.inside.map(|seen| (network, seen)));
                (network, answer.logits)
            };
            let answers = answered.into_iter().map(of_network).collect();
            port::send(Reply::Answers { ticket, latency, answers, inside, pass });
        };
        match open.executor.answer_all(&networks, bitmap).await {
            Ok(answers) => {
                let latency = answers.first().map_or_else(Millis::default, |(_, answer)| answer.latency);
                send(latency, answers, Continuation::Last);
            }
            Err(EngineError::Unsupported) => {
                let mut listened = clock::now();
                let mut rest = networks.into_iter().peekable();
                while let Some(network) = rest.next() {
                    let answer = open.executor.inspect(network, bitmap).await;
                    let pass = if rest.peek().is_some() { Continuation::More } else { Continuation::Last };
                    match answer {
                        Ok(answer) => send(answer.latency, vec![(network, answer)], pass),
                        Err(error) => {
                            fail(network, error);
                            send(Millis::default(), Vec::new(), pass);
                        }
                    }
                    if pass == Continuation::More && clock::now().0 - listened.0 > DEAF.0 {
                        clock::turn().await;
                        listened = clock::now();
                    }
                }
            }
            Err(error) => {
                let detail = error.to_string();
                networks.into_iter().for_each(|network| fail(network, EngineError::Read(detail.clone())));
                send(Millis::default(), Vec::new(), Continuation::Last);
            }
        }
    }

    async fn measure(&mut self, plan: &Plan, bitmap: &Bitmap) {
        let Some(open) = &mut self.open else { return };
        let Open { executor, downloads, startups, .. } = open;
        let listed = |&network: &NetworkId| Some((network, downloads.digest(network)?));
        let mut record = Record {
            startups: plan.networks.iter().filter_map(|network| startups.get(network)).copied().collect(),
            digests: plan.networks.iter().filter_map(listed).collect(),
            ..Record::default()
        };
        let (cancel, visibility) = (&self.cancel, &self.visibility);
        let benchmark = BenchmarkRunner { plan, bitmap, downloads, executor, cancel, visibility };
        let ended = benchmark.run(&mut record).await;
        record.memory = clock::memory();
        port::send_to_lab(LabReply::Benchmarked { record: Box::new(record), ended });
    }

    async fn assess(&mut self, networks: &[NetworkId]) {
        let Some(open) = &mut self.open else { return };
        let ended = assessment::run(networks, &open.downloads, &mut open.executor, &self.cancel).await;
        port::send_to_lab(LabReply::AssessmentOver(ended));
    }

    async fn answer(&mut self, network: NetworkId, bitmaps: &[Bitmap]) -> Result<ImageShares, EngineError> {
        let open = self.open.as_mut().ok_or(EngineError::NotReady)?;
        let mut to_the_end = |_| ControlFlow::Continue(());
        open.executor.answer_many(network, bitmaps, &mut to_the_end).await
    }
}

fn fail(network: NetworkId, error: EngineError) {
    let failure = error.into_failure(&Downloads::file_name(network));
    port::send(Reply::Network { network, state: NetworkState::Failed(failure) });
}
