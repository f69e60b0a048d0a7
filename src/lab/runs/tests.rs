//! The machine, played through: a run asked for, granted, heard of, ended, lost.

use super::*;
use crate::image::Bitmap;
use crate::measure::{Environment, Finish, Millis, Mode, Pace, Plan, Sample};
use crate::protocol::{DeviceKind, DeviceReport, ExecutorKind, Phase, Record};
use crate::study::{Digit, Verdict};

const WORKER: Generation = Generation(7);

fn five() -> Vec<NetworkId> {
    NetworkId::on_backbone(Backbone::ResNet18).collect()
}

/// A bench whose worker has the first `ready` networks ready.
fn bench(kind: DeviceKind, ready: usize) -> Bench {
    let mut bench = Bench::default();
    let device = DeviceReport { kind, executor: ExecutorKind::Plain, adapter: None, fallback: None };
    let ready = five().into_iter().take(ready).collect();
    let backbone = Backbone::ResNet18;
    let worker = Readiness { generation: WORKER, backbone, ready, idle: true, device: Some(device) };
    assert!(bench.on(Event::Told(ToLab::Worker(worker))).is_empty());
    bench
}

fn order() -> Event {
    let plan = Plan { networks: five(), mode: Mode::Latency, budget: Millis(1e4), seed: 1 };
    let surroundings = Environment { browser: "a browser".into(), ..Environment::default() };
    let bitmap = Bitmap::from_pixels([1; 784]);
    Event::StartBenchmark(Box::new(benchmark::Order { plan, bitmap, surroundings }))
}

fn assess(networks: &[NetworkId], labels: &[Digit]) -> Event {
    Event::StartAssessment(assessment::Order { networks: networks.to_vec(), labels: labels.into() })
}

fn sample() -> Sample {
    Sample {
        network: five()[0],
        round: 0,
        iterations: 1,
        began: Millis(0.0),
        elapsed: Millis(1.0),
        disturbance: None,
        pace: Pace::Usual,
    }
}

fn granted(bench: &mut Bench) -> Vec<FromLab> {
    bench.on(Event::Told(ToLab::Granted))
}

fn heard(bench: &mut Bench, reply: LabReply) -> Vec<FromLab> {
    let letter = Envelope { generation: WORKER, body: Reply::Lab(reply) };
    bench.on(Event::Told(ToLab::Heard(to_text(&letter).unwrap())))
}

fn posted(words: &[FromLab]) -> Request {
    let [FromLab::Post(text)] = words else { panic!("{words:?}") };
    let letter: Envelope<Request> = from_text(text).unwrap();
    assert_eq!(letter.generation, WORKER);
    letter.body
}

#[test]
fn a_benchmark_borrows_the_worker_and_gives_it_back_with_the_result() {
    let mut bench = bench(DeviceKind::Gpu, 2);
    assert_eq!(bench.on(order()), [FromLab::Reserve(Quiet::Yes)]);
    assert!(bench.on(order()).is_empty(), "one at a time");
    assert!(bench.on(assess(&five(), &[])).is_empty());
    // Of the five, those that are ready.
    let request = posted(&granted(&mut bench));
    assert!(matches!(request, Request::Benchmark { plan, .. } if plan.networks == five()[..2]));
    assert_eq!(posted(&bench.on(Event::Cancel)), Request::Cancel);
    let record = Box::new(Record { samples: vec![sample()], ..Record::default() });
    let words = heard(&mut bench, LabReply::Benchmarked { record, outcome: Outcome::Cancelled });
    assert_eq!(words, [FromLab::Release]);
    let Benchmark::Over(report) = bench.benchmark() else { panic!("still running") };
    assert_eq!(report.run.samples, [sample()]);
    assert_eq!(report.run.finish, Finish::Cancelled);
    let surroundings = &report.run.environment;
    assert_eq!((surroundings.device.as_str(), surroundings.browser.as_str()), ("gpu", "a browser"));
}

#[test]
fn a_run_cancelled_before_it_began_gives_the_worker_back() {
    let mut bench = bench(DeviceKind::Cpu, 5);
    let _ = bench.on(order());
    assert_eq!(bench.on(Event::Cancel), [FromLab::Release]);
    assert_eq!(granted(&mut bench), [FromLab::Release], "the page had granted it meanwhile");
}

#[test]
fn a_worker_that_dies_ends_its_benchmark_and_what_it_measured_is_kept() {
    let mut bench = bench(DeviceKind::Gpu, 5);
    let _ = bench.on(order());
    granted(&mut bench);
    let (phase, samples) = (Phase::Measuring, vec![sample()]);
    heard(&mut bench, LabReply::BenchmarkProgress { phase, part: 0.5, rounds: 1, samples });
    let lost = Failure::DeviceLost { detail: "gone".into() };
    assert!(bench.on(Event::Told(ToLab::Lost(lost))).is_empty());
    let Benchmark::Over(report) = bench.benchmark() else { panic!("still running") };
    assert!(matches!(report.outcome, Outcome::Failed(Failure::DeviceLost { .. })));
    assert_eq!(report.run.samples, [sample()]);
    assert!(matches!(report.run.finish, Finish::Failed(_)));
    assert!(!bench.is_busy());
}

#[test]
fn an_assessment_counts_by_the_studys_rules_and_keeps_what_it_has() {
    let mut bench = bench(DeviceKind::Cpu, 5);
    let networks = [five()[1], five()[0]];
    let asked = bench.on(assess(&networks, &[Digit::Zero, Digit::Two]));
    assert_eq!(asked, [FromLab::Reserve(Quiet::No)]);
    assert_eq!(posted(&granted(&mut bench)), Request::Assess { networks: networks.to_vec() });
    let right = vec![vec![9.0, 0.0, 0.0]];
    let (network, elapsed) = (five()[1], Millis(5.0));
    heard(&mut bench, LabReply::Assessed { network, logits: vec![right.clone(), right], elapsed });
    assert_eq!(heard(&mut bench, LabReply::AssessmentOver(Outcome::Cancelled)), [FromLab::Release]);
    let found = &bench.assessment().found;
    assert_eq!(found.len(), 1);
    assert_eq!(found[&network].right, [true, false]);
    assert_eq!(found[&network].misses, [(1, Verdict::Digit(Digit::Zero))]);
}

#[test]
fn answers_that_do_not_fit_the_test_set_end_the_assessment_with_the_reason() {
    let mut bench = bench(DeviceKind::Cpu, 5);
    let _ = bench.on(assess(&five()[1..2], &[Digit::Zero]));
    granted(&mut bench);
    let assessed = LabReply::Assessed { network: five()[1], logits: Vec::new(), elapsed: Millis(1.0) };
    let words = heard(&mut bench, assessed);
    assert!(matches!(&words[..], [FromLab::Post(_), FromLab::Release]), "the worker stops, too: {words:?}");
    let state = &bench.assessment().state;
    assert!(matches!(state, assessment::State::Over(Outcome::Failed(Failure::Inference { .. }))));
}

#[test]
fn words_of_another_worker_and_words_that_are_none() {
    let mut bench = bench(DeviceKind::Cpu, 5);
    let _ = bench.on(order());
    granted(&mut bench);
    let over = Reply::Lab(LabReply::Benchmarked { record: Box::default(), outcome: Outcome::Complete });
    let late = to_text(&Envelope { generation: Generation(6), body: over }).unwrap();
    assert!(bench.on(Event::Told(ToLab::Heard(late))).is_empty() && bench.is_busy());
    let words = bench.on(Event::Told(ToLab::Heard("not a message".into())));
    assert!(matches!(&words[..], [FromLab::Post(_), FromLab::Release]), "{words:?}");
    let Benchmark::Over(report) = bench.benchmark() else { panic!("still running") };
    assert!(matches!(report.outcome, Outcome::Failed(Failure::Message { .. })));
}
