//! The session, the benchmark and the assessment on a mock, and the real CPU path on the weights that ship.

use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, unbounded};

use super::attention::Attention;
use super::executor::mock::{BROKEN_FILE, FILE, MockDevices, mock_logits};
use super::executor::{CpuOnly, Devices};
use super::session::Session;
use super::simulated::{PAGE, replies, run, serve, turn};
use super::worker::{Cancel, Job};
use crate::image::{Bitmap, TestSet};
use crate::measure::{Millis, Mode, Plan};
use crate::protocol::{
    DeviceChoice, DeviceKind, DeviceReport, ExecutorKind, Failure, Fallback, LabReply, NetworkState, Outcome,
    Record, Reply, Request, Ticket,
};
use crate::study::{Backbone, NetworkId, Structure};
use crate::weights::Manifest;

const QUICK: Millis = Millis(5.0);
const LATE: Millis = Millis(100.0);

const fn network(structure: Structure) -> NetworkId {
    NetworkId { backbone: Backbone::ResNet18, structure }
}

/// A session as the worker has one, its messages sent by hand.
struct Worker<D: Devices> {
    session: Session<D>,
    inbox: UnboundedReceiver<Job>,
    cancel: Cancel,
}

impl<D: Devices> Worker<D> {
    fn start(devices: D, device: DeviceChoice) -> Self {
        let (jobs, inbox) = unbounded();
        let cancel = Cancel::default();
        let session = Session::new(devices, jobs, Rc::clone(&cancel), Attention::default());
        let mut worker = Self { session, inbox, cancel };
        let executor = ExecutorKind::Fused;
        let base_url = PAGE.to_owned();
        worker.ask(Request::Start { device, executor, base_url, avoid_gpu: None });
        worker
    }

    /// What the page receives for a request, downloads included.
    fn ask(&mut self, request: Request) -> Vec<Reply> {
        self.run(Job::Asked(Box::new(request)))
    }

    /// What the page receives when a file arrives.
    fn arrive(&mut self, network: NetworkId, bytes: &[u8]) -> Vec<Reply> {
        self.run(Job::Arrived { network, bytes: bytes.to_vec(), download: Millis(1.0) })
    }

    fn run(&mut self, job: Job) -> Vec<Reply> {
        run(async {
            self.session.handle(job).await;
            // Downloads go on for some turns.
            for _ in 0..50 {
                turn().await;
                while let Ok(job) = self.inbox.try_recv() {
                    self.session.handle(job).await;
                }
            }
        });
        replies()
    }

    fn measure(&mut self, networks: &[NetworkId], mode: Mode) -> (Box<Record>, Outcome) {
        let plan = Plan { networks: networks.to_vec(), mode, budget: Millis(3_000.0), seed: 1 };
        let replies = self.ask(Request::Benchmark { plan, bitmap: blank() });
        let Some(Reply::Lab(LabReply::Benchmarked { record, outcome })) = replies.into_iter().next_back()
        else {
            panic!("no record")
        };
        (record, outcome)
    }
}

fn blank() -> Bitmap {
    Bitmap::from_pixels([0; Bitmap::PIXELS])
}

fn state_of(replies: &[Reply], wanted: NetworkId) -> Option<&NetworkState> {
    replies.iter().rev().find_map(|reply| match reply {
        Reply::Network { network, state } if *network == wanted => Some(state),
        _ => None,
    })
}

fn restarted_on(replies: &[Reply]) -> Option<&DeviceReport> {
    replies.iter().find_map(|reply| match reply {
        Reply::Started(report) => Some(report),
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
fn a_gpu_that_answers_late_gives_way_to_the_cpu_also_when_the_first_network_fails() {
    let mut worker = Worker::start(MockDevices { gpu: LATE, cpu: QUICK }, DeviceChoice::Auto);
    let (first, second) = (network(Structure::One), network(Structure::Two));
    let told = worker.arrive(first, BROKEN_FILE);
    assert!(matches!(state_of(&told, first), Some(NetworkState::Failed(_))));
    let told = worker.arrive(second, FILE);
    let report = restarted_on(&told).expect("the CPU takes over");
    assert_eq!(report.kind, DeviceKind::Cpu);
    assert_eq!(report.fallback, Some(Fallback::SlowerThanCpu { gpu: LATE, cpu: QUICK }));
    assert_eq!(state_of(&told, second), Some(&NetworkState::Ready));
    let told = worker.arrive(first, FILE);
    assert_eq!((restarted_on(&told), state_of(&told, first)), (None, Some(&NetworkState::Ready)));
}

#[test]
fn a_gpu_that_is_quick_or_wanted_or_quicker_than_the_cpu_stays() {
    for (gpu, cpu, choice) in [
        (QUICK, QUICK, DeviceChoice::Auto),
        (LATE, QUICK, DeviceChoice::Gpu),
        (LATE, Millis(200.0), DeviceChoice::Auto),
    ] {
        let mut worker = Worker::start(MockDevices { gpu, cpu }, choice);
        let told = worker.arrive(network(Structure::One), FILE);
        assert_eq!(restarted_on(&told), None);
        assert_eq!(state_of(&told, network(Structure::One)), Some(&NetworkState::Ready));
    }
}

#[test]
fn networks_that_are_not_ready_are_named_and_the_others_answer() {
    let mut worker = Worker::start(MockDevices { gpu: QUICK, cpu: QUICK }, DeviceChoice::Gpu);
    let (ready, absent) = (network(Structure::Two), network(Structure::One));
    worker.arrive(ready, FILE);
    let told =
        worker.ask(Request::Classify { ticket: Ticket(7), bitmap: blank(), networks: vec![absent, ready] });
    let not_ready = Failure::Inference { detail: "it is not ready".to_owned() };
    assert_eq!(state_of(&told, absent), Some(&NetworkState::Failed(not_ready)));
    let answered = told.iter().filter(
        |reply| matches!(reply, Reply::Outputs { network, heads, .. } if *network == ready && *heads == mock_logits(ready)),
    );
    assert_eq!(answered.count(), 1);
    assert_eq!(told.last(), Some(&Reply::Classified { ticket: Ticket(7) }));
}

#[test]
fn the_smallest_file_comes_first_and_a_ready_network_is_not_loaded_again() {
    let mut worker = Worker::start(MockDevices { gpu: QUICK, cpu: QUICK }, DeviceChoice::Gpu);
    // Structure 1 has two backbones, structure 2 one.
    let (large, small) = (network(Structure::One), network(Structure::Two));
    let told = worker.ask(Request::Load { networks: vec![large, small] });
    let ready = told.iter().filter_map(|reply| match reply {
        Reply::Network { network, state: NetworkState::Ready } => Some(*network),
        _ => None,
    });
    assert_eq!(ready.collect::<Vec<_>>(), [small, large]);
    let again = worker.ask(Request::Load { networks: vec![large] });
    assert_eq!(again, [Reply::Network { network: large, state: NetworkState::Ready }]);
}

#[test]
fn a_file_that_was_altered_on_its_way_is_not_loaded() {
    let mut worker = Worker::start(MockDevices { gpu: QUICK, cpu: QUICK }, DeviceChoice::Gpu);
    let wanted = network(Structure::Two);
    let mut bytes = std::fs::read("weights/resnet18/2.safetensors").unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    serve("weights/resnet18/2.safetensors", bytes);
    let told = worker.ask(Request::Load { networks: vec![wanted] });
    let file = "weights/resnet18/2.safetensors".to_owned();
    assert_eq!(state_of(&told, wanted), Some(&NetworkState::Failed(Failure::FileAltered { file })));
}

#[test]
fn a_benchmark_checks_answers_first_and_does_without_what_the_executor_lacks() {
    let mut worker = Worker::start(MockDevices { gpu: QUICK, cpu: QUICK }, DeviceChoice::Gpu);
    let both = [network(Structure::One), network(Structure::Two)];
    both.iter().for_each(|&network| serve_golden(network, &mock_logits(network)));
    worker.ask(Request::Load { networks: both.to_vec() });
    for mode in Mode::ALL {
        let (record, outcome) = worker.measure(&both, mode);
        assert_eq!(outcome, Outcome::Complete);
        assert!(
            record.verifications.len() == 2
                && record.verifications.iter().all(|verification| verification.passed())
        );
        assert!(record.samples.len() > 10, "{mode:?}: {} samples", record.samples.len());
        assert!(record.lower_bounds.is_empty() && record.stages.is_empty());
        assert_eq!((record.startups.len(), record.digests.len()), (2, 2));
        assert!((record.timer_step.0 - 0.01).abs() < 1e-6);
    }
}

#[test]
fn a_benchmark_of_wrong_answers_or_absent_networks_times_nothing() {
    let mut worker = Worker::start(MockDevices { gpu: QUICK, cpu: QUICK }, DeviceChoice::Gpu);
    let wanted = network(Structure::Two);
    let (record, outcome) = worker.measure(&[wanted], Mode::Latency);
    let detail = format!("{wanted}: it is not ready");
    assert_eq!(outcome, Outcome::Failed(Failure::Inference { detail }));
    assert!(record.samples.is_empty());
    worker.arrive(wanted, FILE);
    let wrong = mock_logits(wanted).into_iter().map(|head| head.into_iter().rev().collect());
    serve_golden(wanted, &wrong.collect::<Vec<_>>());
    let (record, outcome) = worker.measure(&[wanted], Mode::Latency);
    assert!(matches!(outcome, Outcome::Failed(Failure::Incorrect { .. })), "{outcome:?}");
    assert!(record.samples.is_empty());
}

#[test]
fn what_was_cancelled_says_so_and_measures_no_further() {
    let mut worker = Worker::start(MockDevices { gpu: QUICK, cpu: QUICK }, DeviceChoice::Gpu);
    let wanted = network(Structure::Two);
    worker.arrive(wanted, FILE);
    serve_golden(wanted, &mock_logits(wanted));
    worker.cancel.set(true);
    let (record, outcome) = worker.measure(&[wanted], Mode::Latency);
    assert_eq!((outcome, record.samples.len()), (Outcome::Cancelled, 0));
    let told = worker.ask(Request::Assess { networks: vec![wanted] });
    assert_eq!(told.last(), Some(&Reply::Lab(LabReply::AssessmentOver(Outcome::Cancelled))));
}

#[test]
fn the_cpu_path_answers_and_is_assessed_on_what_ships() {
    let mut worker = Worker::start(CpuOnly, DeviceChoice::Auto);
    let wanted = network(Structure::Two);
    let told = worker.ask(Request::Load { networks: vec![wanted] });
    assert_eq!(state_of(&told, wanted), Some(&NetworkState::Ready));
    let told = worker.ask(Request::Assess { networks: vec![wanted] });
    let logits = told.iter().find_map(|reply| match reply {
        Reply::Lab(LabReply::Assessed { logits, .. }) => Some(logits),
        _ => None,
    });
    let test = TestSet::parse(&std::fs::read(format!("public/{}", TestSet::FILE)).unwrap()).unwrap();
    assert_eq!(logits.map(Vec::len), Some(test.len()));
    assert_eq!(told.last(), Some(&Reply::Lab(LabReply::AssessmentOver(Outcome::Complete))));
}
