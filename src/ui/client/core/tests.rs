//! The machine, played through: start, drawing, faults, benchmark.

use super::*;
use crate::measure::{Bytes, Environment, Mode, Pace, Plan, Sample};
use crate::protocol::{DeviceChoice, Executor, Fallback, Outcome, Record, Stretch, Visibility};
use crate::study::{Digit, Structure, Verdict};
use crate::ui::client::watch::{SILENCE, TICK};

/// A core with a clock and a memory of what it asked for.
struct Play {
    core: Core,
    now: f64,
}

impl Play {
    fn new(device: DeviceChoice) -> Self {
        let choice = Choice { device, executor: Executor::Plain, base_url: "http://x/".into() };
        let mut play = Self { core: Core::new(choice, Backbone::ResNet18), now: 0.0 };
        assert_eq!(play.on(Event::Boot), [Effect::Spawn(Generation(1))]);
        play
    }

    /// A core whose worker runs on a device, with the first `ready` networks ready.
    fn running(kind: DeviceKind, ready: usize) -> Self {
        let mut play = Self::new(DeviceChoice::Auto);
        play.say(Reply::Listening);
        play.say(started(kind));
        for network in five().into_iter().take(ready) {
            play.say(Reply::Network { network, state: NetworkState::Ready });
        }
        play
    }

    fn on(&mut self, event: Event) -> Vec<Effect> {
        self.core.on(event, Millis(self.now))
    }

    fn say(&mut self, body: Reply) -> Vec<Request> {
        let generation = self.core.generation;
        sent(self.on(Event::Heard(Envelope { generation, body })))
    }

    fn draw(&mut self, ink: u8) -> Vec<Request> {
        sent(self.on(Event::Image(Some(glyph(ink)))))
    }

    /// The worker fails at once; returns whether a replacement was planned, and starts it.
    fn fail_and_replace(&mut self) -> bool {
        self.say(Reply::Failed(Failure::DeviceLost { detail: "gone".into() }));
        let generation = self.core.generation;
        !self.on(Event::ReplacementDue(generation)).is_empty()
    }
}

fn five() -> Vec<NetworkId> {
    NetworkId::of(Backbone::ResNet18).collect()
}

fn glyph(ink: u8) -> Glyph {
    Glyph::from_pixels([ink; 784])
}

fn started(kind: DeviceKind) -> Reply {
    Reply::Started(DeviceReport { kind, executor: Executor::Plain, adapter: None, fallback: None })
}

fn sent(effects: Vec<Effect>) -> Vec<Request> {
    let request = |effect| match effect {
        Effect::Send(envelope) => Some(envelope.body),
        Effect::Spawn(_) | Effect::Terminate | Effect::Later(..) => None,
    };
    effects.into_iter().filter_map(request).collect()
}

fn asked(requests: &[Request]) -> Option<(Ticket, &Glyph, &[NetworkId])> {
    match requests {
        [Request::Classify { ticket, glyph, networks }] => Some((*ticket, glyph, networks)),
        _ => None,
    }
}

#[test]
fn a_worker_that_listens_is_started_and_told_to_load_all_five() {
    let mut play = Play::new(DeviceChoice::Cpu);
    let requests = play.say(Reply::Listening);
    assert!(matches!(&requests[0], Request::Start { device: DeviceChoice::Cpu, avoid_gpu: None, .. }));
    assert_eq!(requests[1], Request::Load { networks: five() });
}

#[test]
fn networks_answer_as_they_come_alive_and_the_newest_image_wins() {
    let mut play = Play::running(DeviceKind::Gpu, 1);
    let requests = play.draw(1);
    let (first, _, networks) = asked(&requests).unwrap();
    assert_eq!(networks, &five()[..1]);
    assert!(play.say(Reply::Network { network: five()[1], state: NetworkState::Ready }).is_empty());
    assert!(play.draw(2).is_empty() && play.draw(3).is_empty(), "one classification at a time");
    let requests = play.say(Reply::Classified { ticket: first });
    let (second, image, networks) = asked(&requests).unwrap();
    assert_eq!((image, networks), (&glyph(3), &five()[..2]));
    assert!(second > first);
}

#[test]
fn an_answer_is_decoded_and_becomes_stale_with_the_next_image() {
    let mut play = Play::running(DeviceKind::Cpu, 5);
    let requests = play.draw(1);
    let (ticket, ..) = asked(&requests).unwrap();
    let network = NetworkId { backbone: Backbone::ResNet18, structure: Structure::Three };
    let heads = vec![vec![-9.0, 9.0], vec![-9.0, 9.0]];
    play.say(Reply::Outputs { ticket, network, heads, latency: Millis(3.0), together: 1 });
    let answer = play.core.answer(network).unwrap().clone();
    assert_eq!((answer.verdict, answer.device), (Verdict::Contradiction, DeviceKind::Cpu));
    assert!(answer.heads.iter().all(|head| (head.iter().sum::<f32>() - 1.0).abs() < 1e-6));
    assert_eq!(Some(answer.image), play.core.image());
    play.draw(2);
    assert_ne!(Some(answer.image), play.core.image());
    play.on(Event::Image(None));
    assert_eq!(play.core.image(), None);
}

#[test]
fn outputs_of_the_wrong_form_fail_their_card_only() {
    let mut play = Play::running(DeviceKind::Cpu, 5);
    let requests = play.draw(1);
    let (ticket, ..) = asked(&requests).unwrap();
    play.say(Reply::Outputs {
        ticket,
        network: five()[0],
        heads: vec![vec![0.0]],
        latency: Millis(1.0),
        together: 1,
    });
    assert_eq!(play.core.standing(five()[0]).id(), "failed");
    assert_eq!(play.core.ready(), five()[1..]);
}

#[test]
fn replies_of_a_replaced_worker_are_dropped() {
    let mut play = Play::running(DeviceKind::Gpu, 5);
    let old = play.core.generation;
    play.draw(1);
    assert!(play.fail_and_replace());
    let state = NetworkState::Ready;
    let late = Envelope { generation: old, body: Reply::Network { network: five()[0], state } };
    assert!(play.on(Event::Heard(late)).is_empty());
    assert_eq!(play.core.standing(five()[0]), Standing::Absent);
    assert!(play.on(Event::Broke(old, Failure::Panicked { detail: "late".into() })).is_empty());
    assert!(play.core.image().is_some(), "the drawing stays");
    play.say(Reply::Listening);
    play.say(started(DeviceKind::Gpu));
    let requests = play.say(Reply::Network { network: five()[0], state: NetworkState::Ready });
    assert!(asked(&requests).is_some(), "and is classified again");
}

#[test]
fn after_two_losses_of_the_gpu_the_next_worker_takes_the_cpu() {
    let mut play = Play::running(DeviceKind::Gpu, 0);
    assert!(play.fail_and_replace());
    play.say(Reply::Listening);
    assert!(play.fail_and_replace(), "lost while opening the device");
    let requests = play.say(Reply::Listening);
    let lost = Some(Fallback::LostRepeatedly);
    assert!(matches!(&requests[0], Request::Start { avoid_gpu, .. } if *avoid_gpu == lost));
}

#[test]
fn the_reader_decides_after_three_quick_replacements() {
    let mut play = Play::running(DeviceKind::Cpu, 5);
    let replaced: Vec<bool> = (0..4).map(|_| play.fail_and_replace()).collect();
    assert_eq!(replaced, [true, true, true, false]);
    assert!(matches!(play.core.phase(), Phase::GivenUp(_)));
    let effects = play.on(Event::Restart);
    assert!(matches!(effects[..], [Effect::Terminate, Effect::Spawn(_)]));
}

#[test]
fn a_silent_worker_is_replaced() {
    let mut play = Play::running(DeviceKind::Gpu, 5);
    let mut effects = Vec::new();
    while play.now < SILENCE.0 * 2.0 && !effects.contains(&Effect::Terminate) {
        play.now += TICK.0;
        effects = play.on(Event::Tick);
    }
    assert!(matches!(effects[..], [Effect::Terminate, Effect::Later(..)]), "{effects:?}");
}

fn order() -> Event {
    let plan = Plan { networks: five(), mode: Mode::Latency, budget: Millis(1e4), seed: 1 };
    let surroundings = Environment { browser: "a browser".into(), ..Environment::default() };
    Event::StartBenchmark(Box::new(benchmark::Order { plan, glyph: glyph(1), surroundings }))
}

fn sample() -> Sample {
    Sample {
        network: five()[0],
        round: 0,
        forwards: 1,
        began: Millis(0.0),
        elapsed: Millis(1.0),
        disturbance: None,
        pace: Pace::Usual,
    }
}

#[test]
fn a_benchmark_waits_for_the_classification_and_stops_new_ones() {
    let mut play = Play::running(DeviceKind::Gpu, 2);
    let requests = play.draw(1);
    let (ticket, ..) = asked(&requests).unwrap();
    assert!(sent(play.on(order())).is_empty());
    let requests = play.say(Reply::Classified { ticket });
    // Of the five, those that are ready.
    assert!(matches!(&requests[..], [Request::Benchmark { plan, .. }] if plan.networks == five()[..2]));
    assert!(play.draw(2).is_empty(), "classification waits");
    assert!(sent(play.on(Event::Backbone(Backbone::ResNet50))).is_empty(), "and so does everything else");
    assert!(sent(play.on(order())).is_empty(), "also another benchmark");
    let seen = Visibility::Hidden;
    assert_eq!(sent(play.on(Event::Seen(seen))), [Request::Seen(seen)]);
    assert_eq!(sent(play.on(Event::Cancel)), [Request::Cancel]);
    let record = Box::new(Record { samples: vec![sample()], ..Record::default() });
    let requests = play.say(Reply::Benchmarked { record, outcome: Outcome::Cancelled });
    assert_eq!(asked(&requests).unwrap().1, &glyph(2), "the drawing made meanwhile is next");
    let Benchmark::Over(report) = play.core.benchmark() else { panic!("still running") };
    assert_eq!(report.run.samples, [sample()]);
    assert!(report.run.is_partial());
    assert_eq!(
        (report.run.environment.device.as_str(), report.run.environment.browser.as_str()),
        ("gpu", "a browser")
    );
}

#[test]
fn a_worker_that_dies_ends_its_benchmark_and_what_it_measured_is_kept() {
    let mut play = Play::running(DeviceKind::Gpu, 5);
    play.on(order());
    assert!(play.core.benchmark().is_busy());
    let (stretch, samples) = (Stretch::Measuring, vec![sample()]);
    play.say(Reply::BenchmarkProgress { stretch, part: 0.5, rounds: 1, samples });
    play.fail_and_replace();
    let Benchmark::Over(report) = play.core.benchmark() else { panic!("still running") };
    assert!(matches!(report.outcome, Outcome::Failed(Failure::DeviceLost { .. })));
    assert_eq!(report.run.samples, [sample()]);
    assert!(report.run.is_partial());
}

#[test]
fn an_assessment_counts_by_the_studys_rules_and_keeps_what_it_has() {
    let mut play = Play::running(DeviceKind::Cpu, 5);
    let labels = [Digit::Zero, Digit::Two].into();
    let networks = vec![five()[1], five()[0]];
    let order = assessment::Order { networks: networks.clone(), labels };
    assert_eq!(sent(play.on(Event::StartAssessment(order))), [Request::Assess { networks }]);
    assert!(play.draw(1).is_empty(), "classification waits");
    let right = vec![vec![9.0, 0.0, 0.0]];
    let (network, elapsed) = (five()[1], Millis(5.0));
    play.say(Reply::Assessed { network, logits: vec![right.clone(), right.clone()], elapsed });
    let requests = play.say(Reply::AssessmentOver(Outcome::Cancelled));
    assert!(asked(&requests).is_some(), "and goes on when it is over");
    let found = &play.core.assessment().found;
    assert_eq!(found.len(), 1);
    assert_eq!(found[&five()[1]].right, [true, false]);
    assert_eq!(found[&five()[1]].misses, [(1, Verdict::Digit(Digit::Zero))]);
    assert!(!play.core.is_busy());
}

#[test]
fn answers_that_do_not_fit_the_test_set_end_the_assessment_with_the_reason() {
    let mut play = Play::running(DeviceKind::Cpu, 5);
    let networks = vec![five()[1]];
    play.on(Event::StartAssessment(assessment::Order { networks, labels: [Digit::Zero].into() }));
    play.say(Reply::Assessed { network: five()[1], logits: Vec::new(), elapsed: Millis(1.0) });
    let state = &play.core.assessment().state;
    assert!(matches!(state, assessment::State::Over(Outcome::Failed(Failure::Inference { .. }))));
}

#[test]
fn another_backbone_is_loaded_once_and_a_failed_network_again() {
    let mut play = Play::running(DeviceKind::Cpu, 5);
    let networks = NetworkId::of(Backbone::ResNet34).collect();
    assert_eq!(sent(play.on(Event::Backbone(Backbone::ResNet34))), [Request::Load { networks }]);
    assert!(sent(play.on(Event::Backbone(Backbone::ResNet34))).is_empty());
    let network = NetworkId { backbone: Backbone::ResNet34, structure: Structure::Two };
    let failure = Failure::FileMissing { file: "weights/x".into(), status: 404 };
    play.say(Reply::Network { network, state: NetworkState::Failed(failure) });
    let loads = sent(play.on(Event::Retry(network)));
    assert_eq!(loads, [Request::Load { networks: vec![network] }]);
    assert_eq!(play.core.standing(network), Standing::Absent, "the failure is gone as soon as it is clicked");
    let (received, total) = (Bytes(1), Bytes(9));
    play.say(Reply::Network { network, state: NetworkState::Loading { received, total } });
    assert_eq!(play.core.standing(network), Standing::Loading(received, total));
}
