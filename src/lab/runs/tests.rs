//! The machine, played through: a run asked for, granted, followed, ended, lost.

use super::*;
use crate::image::Bitmap;
use crate::measure::{Bytes, DeviceKind, Environment, ExecutorKind, Millis, Mode, Pace, Plan, Sample};
use crate::protocol::{ImageShares, Phase, Record};
use crate::study::{Digit, Rule, Verdict};

fn five() -> Vec<NetworkId> {
    NetworkId::on_backbone(Backbone::ResNet18).collect()
}

/// A bench whose worker has the first `ready` networks ready.
fn bench(kind: DeviceKind, ready: usize) -> Bench {
    let mut bench = Bench::default();
    let device = DeviceReport { kind, executor: ExecutorKind::Plain, adapter: None, fallback: None };
    let ready = five().into_iter().take(ready).collect();
    let backbone = Backbone::ResNet18;
    let worker = Readiness { backbone, ready, idle: true, device: Some(device) };
    assert!(bench.on(RunEvent::FromPage(ToLab::Worker(worker))).is_empty());
    bench
}

fn order() -> RunEvent {
    let plan = Plan { networks: five(), mode: Mode::Latency, budget: Millis(1e4), seed: 1 };
    let environment = Environment { browser: "a browser".into(), ..Environment::default() };
    let bitmap = Bitmap::from_pixels([1; 784]);
    RunEvent::StartBenchmark(Box::new(benchmark::Order { plan, bitmap, environment }))
}

fn assess(networks: &[NetworkId], labels: &[Digit]) -> RunEvent {
    RunEvent::StartAssessment(assessment::Order { networks: networks.to_vec(), labels: labels.into() })
}

fn sample(round: u32) -> Sample {
    Sample {
        network: five()[0],
        round,
        iterations: 1,
        began: Millis(0.0),
        elapsed: Millis(1.0),
        disturbance: None,
        pace: Pace::Usual,
    }
}

fn grant(bench: &mut Bench) -> Vec<RunEffect> {
    bench.on(RunEvent::FromPage(ToLab::Granted))
}

fn reply(bench: &mut Bench, reply: LabReply) -> Vec<RunEffect> {
    bench.on(RunEvent::FromWorker(reply))
}

fn progress(samples: Vec<Sample>) -> LabReply {
    LabReply::BenchmarkProgress { phase: Phase::Measuring, fraction: 0.5, rounds: 1, samples }
}

fn to_page(message: FromLab) -> RunEffect {
    RunEffect::SendToPage(message)
}

fn to_worker(effects: &[RunEffect]) -> &LabRequest {
    let [RunEffect::SendToWorker(request)] = effects else { panic!("{effects:?}") };
    request
}

#[test]
fn a_benchmark_leases_the_worker_and_gives_it_back_with_the_result() {
    let mut bench = bench(DeviceKind::Gpu, 2);
    assert_eq!(bench.on(order()), [to_page(FromLab::Reserve(Quiet::Yes))]);
    assert!(bench.on(order()).is_empty(), "one at a time");
    assert!(bench.on(assess(&five(), &[])).is_empty());
    // Of the five, those that are ready.
    let effects = grant(&mut bench);
    assert!(
        matches!(to_worker(&effects), LabRequest::Benchmark { plan, .. } if plan.networks == five()[..2])
    );
    reply(&mut bench, progress(vec![sample(0)]));
    reply(&mut bench, progress(vec![sample(1)]));
    assert_eq!(to_worker(&bench.on(RunEvent::Cancel)), &LabRequest::Cancel);
    let record = Record { memory: Bytes(7), ..Record::default() };
    let over = LabReply::Benchmarked { record: Box::new(record), ended: Ended::Cancelled };
    assert_eq!(reply(&mut bench, over), [to_page(FromLab::Release)]);
    let Benchmark::Over(report) = bench.benchmark() else { panic!("still running") };
    assert_eq!(report.run.samples, [sample(0), sample(1)], "each was sent once");
    assert_eq!(report.run.ended, Ended::Cancelled);
    let environment = &report.run.environment;
    assert_eq!((environment.worker_memory, environment.browser.as_str()), (Bytes(7), "a browser"));
}

#[test]
fn a_run_cancelled_before_it_began_gives_the_worker_back() {
    let mut bench = bench(DeviceKind::Cpu, 5);
    let _ = bench.on(order());
    assert_eq!(bench.on(RunEvent::Cancel), [to_page(FromLab::Release)]);
    assert_eq!(grant(&mut bench), [to_page(FromLab::Release)], "the page had granted it meanwhile");
}

#[test]
fn a_worker_that_dies_ends_its_benchmark_and_what_it_measured_is_kept() {
    let mut bench = bench(DeviceKind::Gpu, 5);
    let _ = bench.on(order());
    grant(&mut bench);
    reply(&mut bench, progress(vec![sample(0)]));
    let lost = Failure::DeviceLost { detail: "gone".into() };
    assert!(bench.on(RunEvent::FromPage(ToLab::Lost(lost))).is_empty());
    let Benchmark::Over(report) = bench.benchmark() else { panic!("still running") };
    assert!(matches!(report.ended, Ended::Failed(Failure::DeviceLost { .. })));
    assert_eq!(report.run.samples, [sample(0)]);
    assert!(matches!(report.run.ended, Ended::Failed(_)));
    assert!(!bench.is_busy());
}

#[test]
fn an_assessment_counts_by_the_studys_rules_and_keeps_what_it_has() {
    let mut bench = bench(DeviceKind::Cpu, 5);
    let networks = [five()[1], five()[0]];
    let asked = bench.on(assess(&networks, &[Digit::Zero, Digit::Two]));
    assert_eq!(asked, [to_page(FromLab::Reserve(Quiet::No))]);
    assert_eq!(to_worker(&grant(&mut bench)), &LabRequest::Assess { networks: networks.to_vec() });
    let (network, elapsed) = (five()[1], Millis(5.0));
    let mut shares = ImageShares::per_backbone(network.structure);
    shares.row().extend([8.0, 1.0, 0.0, 0.0, 3.0, 0.0].repeat(2));
    reply(&mut bench, LabReply::Assessed { network, shares, elapsed });
    let over = LabReply::AssessmentOver(Ended::Cancelled);
    assert_eq!(reply(&mut bench, over), [to_page(FromLab::Release)]);
    let found = &bench.assessment().found;
    assert_eq!(found.len(), 1);
    assert_eq!(found[&network].right, [true, false]);
    assert_eq!(found[&network].misses, [(1, Verdict::Digit(Digit::Zero))]);
    let means = vec![vec![vec![2.0], vec![0.0], vec![0.0]]];
    let cut = |ids: &[&str]| {
        let wires = ids.iter().map(|id| id.parse().unwrap()).collect();
        found[&network].with_cut(network, &means, &wires).map(|tally| tally.accuracy(Rule::AllHeads))
    };
    assert_eq!(
        cut(&["2-1-1"]),
        Some(0.5),
        "the third class says its 3 to both: the 2 is right, the 0 is not"
    );
    assert_eq!(cut(&["1-1-1"]), None, "a wire of another structure");
}

#[test]
fn answers_that_do_not_fit_the_test_set_end_the_assessment_with_the_reason() {
    let mut bench = bench(DeviceKind::Cpu, 5);
    let _ = bench.on(assess(&five()[1..2], &[Digit::Zero]));
    grant(&mut bench);
    let assessed =
        LabReply::Assessed { network: five()[1], shares: ImageShares::default(), elapsed: Millis(1.0) };
    let effects = reply(&mut bench, assessed);
    assert_eq!(
        effects,
        [RunEffect::SendToWorker(LabRequest::Cancel), to_page(FromLab::Release)],
        "the worker stops, too"
    );
    let state = &bench.assessment().state;
    assert!(matches!(state, assessment::State::Over(Ended::Failed(Failure::Inference { .. }))));
}

#[test]
fn what_is_no_message_ends_the_run_and_what_comes_after_the_end_changes_nothing() {
    let mut bench = bench(DeviceKind::Cpu, 5);
    let _ = bench.on(order());
    grant(&mut bench);
    let effects = bench.on(RunEvent::Unreadable(Failure::Message { detail: "no message".into() }));
    assert_eq!(effects, [RunEffect::SendToWorker(LabRequest::Cancel), to_page(FromLab::Release)]);
    let over = LabReply::Benchmarked { record: Box::default(), ended: Ended::Complete };
    assert!(reply(&mut bench, over).is_empty());
    let Benchmark::Over(report) = bench.benchmark() else { panic!("still running") };
    assert!(matches!(report.ended, Ended::Failed(Failure::Message { .. })));
}
