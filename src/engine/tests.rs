//! The session, the benchmark and the assessment on a mock, and the real CPU path on the weights that ship.

mod assessment;
mod questions;

use std::future::Future;
use std::rc::Rc;
use std::task::{Context, Waker};

use futures_channel::mpsc::{UnboundedReceiver, unbounded};

use super::executor::mock::{BROKEN_FILE, FILE, MockDevice, mock_logits};
use super::executor::{Devices, FusedOnCpu};
use super::job::{Inbox, Job};
use super::session::Session;
use super::simulated::{PAGE, lab_replies, replies, run, serve, spawn, spoil_stored, stall, turn};
use super::visibility::VisibilityLog;
use crate::image::{Bitmap, TestSet};
use crate::measure::{DeviceKind, Disturbance, Ended, ExecutorKind, Millis, Mode, Pace, Plan, Sample};
use crate::protocol::{
    Continuation, DeviceChoice, DeviceReport, Failure, Fallback, GpuReport, LabReply, LabRequest,
    NetworkState, PageVisibility, Record, Reply, Request, Ticket,
};
use crate::study::{Backbone, NetworkId, Structure, Verdict, decide, logits_of};
use crate::weights::Manifest;

const QUICK: Millis = Millis(5.0);

const fn network(structure: Structure) -> NetworkId {
    NetworkId { backbone: Backbone::ResNet18, structure }
}

/// A session as the worker has one, its messages sent by hand.
struct Worker<D: Devices> {
    session: Session<D>,
    queue: UnboundedReceiver<Job>,
    inbox: Inbox,
}

/// What the lab received of a benchmark.
struct Measured {
    samples: Vec<Sample>,
    record: Box<Record>,
    ended: Ended<Failure>,
}

impl<D: Devices> Worker<D> {
    fn start(devices: D, device: DeviceChoice) -> Self {
        let worker = Self::open(devices, device, None);
        replies();
        worker
    }

    /// A session that was told to open a device; what it replied is still to be read.
    fn open(devices: D, device: DeviceChoice, avoid_gpu: Option<Fallback>) -> Self {
        let (jobs, queue) = unbounded();
        let (cancel, visibility) = (Rc::default(), VisibilityLog::default());
        let inbox = Inbox::new(jobs.clone(), Rc::clone(&cancel), visibility.clone());
        let session = Session::new(devices, jobs, cancel, visibility);
        let mut worker = Self { session, queue, inbox };
        worker.inbox.push_page(Request::Start { device, base_url: PAGE.to_owned(), avoid_gpu });
        worker.run();
        worker
    }

    /// What the page receives for a request, downloads included.
    fn ask(&mut self, request: Request) -> Vec<Reply> {
        self.inbox.push_page(request);
        self.run();
        replies()
    }

    /// What the page receives when a file arrives.
    fn arrive(&mut self, network: NetworkId, bytes: &[u8]) -> Vec<Reply> {
        run(self.session.handle(Job::Arrived { network, bytes: bytes.to_vec(), download: Millis(1.0) }));
        self.run();
        replies()
    }

    /// What the lab receives for a request; meanwhile the page receives nothing but signs of life.
    fn ask_lab(&mut self, request: LabRequest) -> Vec<LabReply> {
        self.inbox.push_lab(request);
        self.run();
        let found = lab_replies();
        assert_eq!(replies(), vec![Reply::Alive; found.len()]);
        found
    }

    fn run(&mut self) {
        run(async {
            // Downloads go on for some turns.
            for _ in 0..50 {
                turn().await;
                while let Ok(job) = self.queue.try_recv() {
                    self.session.handle(job).await;
                }
            }
        });
    }

    fn measure(&mut self, networks: &[NetworkId], mode: Mode) -> Measured {
        let plan = Plan { networks: networks.to_vec(), mode, budget: Millis(3_000.0), seed: 1 };
        let mut replies = self.ask_lab(LabRequest::Benchmark { plan, bitmap: blank() });
        let Some(LabReply::Benchmarked { record, ended }) = replies.pop() else { panic!("no record") };
        let samples = replies.into_iter().flat_map(|reply| match reply {
            LabReply::BenchmarkProgress { samples, .. } => samples,
            other => panic!("{other:?}"),
        });
        Measured { samples: samples.collect(), record, ended }
    }
}

fn blank() -> Box<Bitmap> {
    Box::new(Bitmap::from_pixels([0; Bitmap::PIXELS]))
}

fn state_of(replies: &[Reply], wanted: NetworkId) -> Option<&NetworkState> {
    replies.iter().rev().find_map(|reply| match reply {
        Reply::Network { network, state } if *network == wanted => Some(state),
        _ => None,
    })
}

/// Golden logits on the server that a mock gives, or others.
fn serve_golden(network: NetworkId, logits: &[Vec<f32>]) {
    let manifest = Manifest::parse(include_str!("../../weights/manifest.json")).unwrap();
    let entry = manifest.entry(network).unwrap();
    let golden = serde_json::json!({
        "made_with": "a mock", "sha256": entry.sha256.0, "images": [0], "logits": [logits],
    });
    serve(&format!("weights/{}", entry.golden.as_ref().unwrap()), golden.to_string().into_bytes());
}

#[test]
fn the_cpu_starts_at_once_and_looks_at_the_gpu_only_where_it_may_be_taken() {
    let lost = Some(Fallback::LostRepeatedly);
    for (choice, avoid_gpu, looks) in [
        (DeviceChoice::Auto, None, true),
        (DeviceChoice::Auto, lost.clone(), false),
        (DeviceChoice::Cpu, None, false),
    ] {
        let mut worker = Worker::open(FusedOnCpu, choice, avoid_gpu.clone());
        let (kind, executor) = (DeviceKind::Cpu, ExecutorKind::Fused);
        let started = Reply::Started(DeviceReport { kind, executor, adapter: None, fallback: avoid_gpu });
        let looked = Reply::Gpu(GpuReport { adapter: None, against: Some(Fallback::NoWebGpu) });
        assert_eq!(replies(), [vec![started], vec![looked; usize::from(looks)]].concat());
        let networks = vec![network(Structure::Two)];
        assert!(state_of(&worker.ask(Request::Load { networks }), network(Structure::Two)).is_some());
    }
}

#[test]
fn a_program_of_the_cpu_has_no_gpu() {
    drop(Worker::open(FusedOnCpu, DeviceChoice::Gpu, None));
    assert!(matches!(&replies()[..], [Reply::Failed(Failure::DeviceUnavailable { .. })]));
}

#[test]
fn what_a_forward_takes_is_told_before_a_network_is_ready_and_of_no_other() {
    let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
    let (broken, good) = (network(Structure::One), network(Structure::Two));
    let ran = |replies: &[Reply]| replies.iter().position(|reply| matches!(reply, Reply::Ran { .. }));
    let sent = worker.arrive(broken, BROKEN_FILE);
    assert!(matches!(state_of(&sent, broken), Some(NetworkState::Failed(_))) && ran(&sent).is_none());
    let sent = worker.arrive(good, FILE);
    assert_eq!(
        sent[1..],
        [
            Reply::Ran { network: good, forward: QUICK },
            Reply::Network { network: good, state: NetworkState::Ready },
        ]
    );
}

/// The networks of each pass of a classification and whether it was the last.
fn passes(replies: &[Reply], asked: Ticket) -> Vec<(Vec<NetworkId>, Continuation)> {
    let pass = |reply: &Reply| match reply {
        Reply::Answers { ticket, answers, pass, .. } if *ticket == asked => {
            assert!(answers.iter().all(|(network, logits)| *logits == mock_logits(*network)));
            Some((answers.iter().map(|(network, _)| *network).collect(), *pass))
        }
        _ => None,
    };
    replies.iter().filter_map(pass).collect()
}

#[test]
fn a_network_that_cannot_answer_fails_alone_and_the_classification_ends_all_the_same() {
    let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
    let [absent, first, second] = [Structure::One, Structure::Two, Structure::Three].map(network);
    worker.arrive(first, FILE);
    worker.arrive(second, FILE);
    let mut classify = |ticket, networks: &[NetworkId]| {
        worker.ask(Request::Classify { ticket, bitmap: blank(), networks: networks.to_vec() })
    };
    let sent = classify(Ticket(7), &[first, absent, second]);
    let not_ready = Failure::Inference { detail: "it is not ready".to_owned() };
    assert_eq!(state_of(&sent, absent), Some(&NetworkState::Failed(not_ready)));
    assert_eq!((state_of(&sent, first), state_of(&sent, second)), (None, None));
    let all = [
        (vec![first], Continuation::More),
        (Vec::new(), Continuation::More),
        (vec![second], Continuation::Last),
    ];
    assert_eq!(passes(&sent, Ticket(7)), all);
    let sent = classify(Ticket(8), &[first, absent]);
    assert_eq!(
        passes(&sent, Ticket(8)),
        [(vec![first], Continuation::More), (Vec::new(), Continuation::Last)]
    );
}

#[test]
fn the_event_loop_has_a_turn_between_slow_answers_and_quick_ones_do_not_wait_for_it() {
    for (latency, at_once) in [(Millis(2.0), true), (Millis(20.0), false)] {
        let mut worker = Worker::start(MockDevice(latency), DeviceChoice::Gpu);
        let networks = [Structure::One, Structure::Two, Structure::Three].map(network).to_vec();
        networks.iter().for_each(|&network| drop(worker.arrive(network, FILE)));
        let request = Request::Classify { ticket: Ticket(1), bitmap: blank(), networks };
        let mut handled = std::pin::pin!(worker.session.handle(Job::Page(request)));
        let polled = handled.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(
            (polled.is_ready(), replies().len()),
            (at_once, if at_once { 3 } else { 1 }),
            "{latency:?}"
        );
    }
}

#[test]
fn the_smallest_file_comes_first_and_a_ready_network_is_not_loaded_again() {
    let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
    // Structure 1 has two backbones, structure 2 one.
    let (large, small) = (network(Structure::One), network(Structure::Two));
    let sent = worker.ask(Request::Load { networks: vec![large, small] });
    let ready = sent.iter().filter_map(|reply| match reply {
        Reply::Network { network, state: NetworkState::Ready } => Some(*network),
        _ => None,
    });
    assert_eq!(ready.collect::<Vec<_>>(), [small, large]);
    let again = worker.ask(Request::Load { networks: vec![large] });
    assert_eq!(again, [Reply::Network { network: large, state: NetworkState::Ready }]);
}

#[test]
fn a_file_that_stops_coming_holds_no_other() {
    let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
    let networks = [Structure::Two, Structure::Three, Structure::One].map(network);
    stall("weights/resnet18/2.safetensors");
    let sent = worker.ask(Request::Load { networks: networks.to_vec() });
    assert_eq!(state_of(&sent, networks[0]).map(NetworkState::id), Some("loading"));
    assert!(networks[1..].iter().all(|&network| state_of(&sent, network) == Some(&NetworkState::Ready)));
}

#[test]
fn a_later_worker_fetches_no_weights_that_were_kept_unless_they_were_spoilt() {
    let load = |wanted| {
        let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
        let sent = worker.ask(Request::Load { networks: vec![wanted] });
        state_of(&sent, wanted).cloned()
    };
    let wanted = network(Structure::Two);
    assert_eq!(load(wanted), Some(NetworkState::Ready));
    serve("weights/resnet18/2.safetensors", b"gone".to_vec());
    assert_eq!(load(wanted), Some(NetworkState::Ready));
    spoil_stored();
    assert!(matches!(load(wanted), Some(NetworkState::Failed(Failure::FileSize { .. }))));
}

#[test]
fn a_file_that_was_altered_on_its_way_is_not_loaded() {
    let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
    let wanted = network(Structure::Two);
    let mut bytes = std::fs::read("weights/resnet18/2.safetensors").unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    serve("weights/resnet18/2.safetensors", bytes);
    let sent = worker.ask(Request::Load { networks: vec![wanted] });
    let file = "weights/resnet18/2.safetensors".to_owned();
    assert_eq!(state_of(&sent, wanted), Some(&NetworkState::Failed(Failure::FileAltered { file })));
}

#[test]
fn a_benchmark_checks_answers_first_and_does_without_what_the_executor_lacks() {
    let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
    let both = [network(Structure::One), network(Structure::Two)];
    both.iter().for_each(|&network| serve_golden(network, &mock_logits(network)));
    worker.ask(Request::Load { networks: both.to_vec() });
    for mode in Mode::ALL {
        let Measured { samples, record, ended } = worker.measure(&both, mode);
        assert!(matches!(ended, Ended::Complete | Ended::TimeUp), "{mode:?}: {ended:?}");
        assert!(record.verifications.len() == 2 && record.verifications.iter().all(|check| check.passed()));
        assert!(samples.len() > 10, "{mode:?}: {} samples", samples.len());
        assert!(record.lower_bounds.is_empty() && record.stages.is_empty());
        assert_eq!((record.startups.len(), record.digests.len()), (2, 2));
        assert!((record.timer_step.0 - 0.01).abs() < 1e-6);
    }
}

#[test]
fn samples_are_sent_once_and_no_round_before_its_end() {
    let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
    let both = [network(Structure::One), network(Structure::Two)];
    for network in both {
        serve_golden(network, &mock_logits(network));
        worker.arrive(network, FILE);
    }
    let plan = Plan { networks: both.to_vec(), mode: Mode::Latency, budget: Millis(3_000.0), seed: 1 };
    let replies = worker.ask_lab(LabRequest::Benchmark { plan, bitmap: blank() });
    let mut all: Vec<(NetworkId, u32)> = Vec::new();
    for reply in &replies {
        if let LabReply::BenchmarkProgress { rounds, samples, .. } = reply {
            assert!(samples.iter().all(|sample| sample.round < *rounds && sample.pace == Pace::Usual));
            assert!(samples.len().is_multiple_of(2), "whole rounds");
            all.extend(samples.iter().map(|sample| (sample.network, sample.round)));
        }
    }
    let count = all.len();
    all.sort();
    all.dedup();
    assert!(count > 10 && all.len() == count, "{count} samples, {} of them different", all.len());
}

#[test]
fn a_benchmark_of_wrong_answers_or_absent_networks_times_nothing() {
    let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
    let wanted = network(Structure::Two);
    let Measured { samples, ended, .. } = worker.measure(&[wanted], Mode::Latency);
    let detail = format!("{wanted}: it is not ready");
    assert_eq!(ended, Ended::Failed(Failure::Inference { detail }));
    assert!(samples.is_empty());
    worker.arrive(wanted, FILE);
    let wrong = mock_logits(wanted).into_iter().map(|head| head.into_iter().rev().collect());
    serve_golden(wanted, &wrong.collect::<Vec<_>>());
    let Measured { samples, ended, .. } = worker.measure(&[wanted], Mode::Latency);
    assert!(matches!(ended, Ended::Failed(Failure::Incorrect { .. })), "{ended:?}");
    assert!(samples.is_empty());
}

#[test]
fn a_cancellation_ends_a_benchmark_with_what_it_has() {
    let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
    let wanted = network(Structure::Two);
    worker.arrive(wanted, FILE);
    serve_golden(wanted, &mock_logits(wanted));
    // While the benchmark runs, as the worker's listener is called between two turns of the event loop.
    let inbox = worker.inbox.clone();
    spawn(async move {
        for _ in 0..20 {
            turn().await;
        }
        inbox.record_visibility(PageVisibility::Hidden);
        turn().await;
        inbox.record_visibility(PageVisibility::Visible);
        for _ in 0..5 {
            turn().await;
        }
        inbox.push_lab(LabRequest::Cancel);
    });
    let Measured { samples, record, ended } = worker.measure(&[wanted], Mode::Latency);
    assert_eq!((ended, record.verifications.len()), (Ended::Cancelled, 1));
    assert!((1..30).contains(&samples.len()), "{} samples", samples.len());
    let hidden = samples.iter().filter(|sample| sample.disturbance == Some(Disturbance::Hidden));
    assert!((1..=2).contains(&hidden.count()), "{samples:?}");
    let next = worker.measure(&[wanted], Mode::Latency);
    assert_eq!(next.ended, Ended::Complete, "a cancellation is of one run");
}
