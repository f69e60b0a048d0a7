//! The machine, played through: start, drawing, faults, the worker lent.

use super::*;
use crate::measure::Bytes;
use crate::page::client::watchdog::{SILENCE, TICK};
use crate::protocol::{DeviceChoice, ExecutorKind, Fallback, PageVisibility, Quiet};
use crate::study::{Structure, Verdict};

/// a worker model with a clock and a memory of what it asked for.
struct Play {
    model: WorkerModel,
    now: f64,
}

impl Play {
    fn new(device: DeviceChoice) -> Self {
        let choice = Choice { device, executor: ExecutorKind::Plain, base_url: "http://x/".into() };
        let mut play = Self { model: WorkerModel::new(choice, Backbone::ResNet18), now: 0.0 };
        assert_eq!(play.on(Event::Boot), [Effect::Spawn(Generation(1))]);
        play
    }

    /// a worker model whose worker runs on a device, with the first `ready` networks ready.
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
        self.model.on(event, Millis(self.now))
    }

    fn say(&mut self, body: Reply<IgnoredAny>) -> Vec<Request> {
        let generation = self.model.generation;
        sent(self.on(Event::Heard(Envelope { generation, body })))
    }

    fn draw(&mut self, ink: u8) -> Vec<Request> {
        sent(self.on(Event::Image(Some(bitmap(ink)))))
    }

    /// The worker fails at once; returns whether a replacement was planned, and starts it.
    fn fail_and_replace(&mut self) -> bool {
        self.say(Reply::Failed(Failure::DeviceLost { detail: "gone".into() }));
        let generation = self.model.generation;
        !self.on(Event::ReplacementDue(generation)).is_empty()
    }
}

fn five() -> Vec<NetworkId> {
    NetworkId::on_backbone(Backbone::ResNet18).collect()
}

fn bitmap(ink: u8) -> Bitmap {
    Bitmap::from_pixels([ink; 784])
}

fn started(kind: DeviceKind) -> Reply<IgnoredAny> {
    Reply::Started(DeviceReport { kind, executor: ExecutorKind::Plain, adapter: None, fallback: None })
}

fn sent(effects: Vec<Effect>) -> Vec<Request> {
    let request = |effect| match effect {
        Effect::Send(envelope) => Some(envelope.body),
        Effect::Spawn(_) | Effect::Terminate | Effect::Later(..) | Effect::Post(_) | Effect::Tell(_) => None,
    };
    effects.into_iter().filter_map(request).collect()
}

fn asked(requests: &[Request]) -> Option<(Ticket, &Bitmap, &[NetworkId])> {
    match requests {
        [Request::Classify { ticket, bitmap, networks }] => Some((*ticket, bitmap, networks)),
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
    assert_eq!((image, networks), (&bitmap(3), &five()[..2]));
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
    let answer = play.model.answer(network).unwrap().clone();
    assert_eq!((answer.verdict, answer.device), (Verdict::Contradiction, DeviceKind::Cpu));
    assert!(answer.heads.iter().all(|head| (head.iter().sum::<f32>() - 1.0).abs() < 1e-6));
    assert_eq!(Some(answer.image), play.model.image());
    play.draw(2);
    assert_ne!(Some(answer.image), play.model.image());
    play.on(Event::Image(None));
    assert_eq!(play.model.image(), None);
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
    assert_eq!(play.model.standing(five()[0]).id(), "failed");
    assert_eq!(play.model.ready(), five()[1..]);
}

#[test]
fn replies_of_a_replaced_worker_are_dropped() {
    let mut play = Play::running(DeviceKind::Gpu, 5);
    let old = play.model.generation;
    play.draw(1);
    assert!(play.fail_and_replace());
    let state = NetworkState::Ready;
    let late = Envelope { generation: old, body: Reply::Network { network: five()[0], state } };
    assert!(play.on(Event::Heard(late)).is_empty());
    assert_eq!(play.model.standing(five()[0]), Standing::Absent);
    assert!(play.on(Event::Broke(old, Failure::Panicked { detail: "late".into() })).is_empty());
    assert!(play.model.image().is_some(), "the drawing stays");
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
    assert!(matches!(play.model.phase(), WorkerPhase::GivenUp(_)));
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
    assert!(
        matches!(effects[..], [Effect::Terminate, Effect::Tell(ToLab::Lost(_)), Effect::Later(..)]),
        "{effects:?}"
    );
}

/// What the lab was told.
fn told(effects: Vec<Effect>) -> Vec<ToLab> {
    let words = |effect| match effect {
        Effect::Tell(words) => Some(words),
        _ => None,
    };
    effects.into_iter().filter_map(words).collect()
}

#[test]
fn the_lab_gets_the_worker_after_the_classification_and_gives_it_back() {
    let mut play = Play::running(DeviceKind::Gpu, 2);
    let told_all = told(play.on(Event::Lab(FromLab::Listening)));
    assert!(matches!(&told_all[..], [ToLab::Worker(worker)] if worker.ready == five()[..2] && worker.idle));
    let (ticket, ..) =
        asked(&play.draw(1)).map(|(ticket, bitmap, networks)| (ticket, *bitmap, networks.len())).unwrap();
    assert!(told(play.on(Event::Lab(FromLab::Reserve(Quiet::Yes)))).is_empty());
    let early = play.on(Event::Lab(FromLab::Post("early".into())));
    assert!(early.is_empty(), "the worker is not the lab's yet");
    let generation = play.model.generation;
    let classified = Event::Heard(Envelope { generation, body: Reply::Classified { ticket } });
    assert_eq!(told(play.on(classified)), [ToLab::Granted]);
    assert_eq!(play.on(Event::Lab(FromLab::Post("letter".into()))), [Effect::Post("letter".into())]);
    assert!(play.draw(2).is_empty(), "classification waits");
    assert!(sent(play.on(Event::Backbone(Backbone::ResNet50))).is_empty(), "and so does everything else");
    let seen = PageVisibility::Hidden;
    assert_eq!(sent(play.on(Event::Seen(seen))), [Request::Seen(seen)]);
    let heard = told(play.on(Event::ForLab(generation, "words".into())));
    assert_eq!(heard, [ToLab::Heard("words".into())]);
    assert!(play.on(Event::ForLab(Generation(99), "late".into())).is_empty(), "of another worker");
    let requests = sent(play.on(Event::Lab(FromLab::Release)));
    assert_eq!(asked(&requests).unwrap().1, &bitmap(2), "the drawing made meanwhile is next");
    assert!(!play.model.is_busy());
}

#[test]
fn only_a_measurement_keeps_the_worker_from_being_asked_for_signs_of_life() {
    for (quiet, asked) in [(Quiet::Yes, false), (Quiet::No, true)] {
        let mut play = Play::running(DeviceKind::Gpu, 5);
        assert_eq!(told(play.on(Event::Lab(FromLab::Reserve(quiet)))), [ToLab::Granted]);
        let mut requests = Vec::new();
        while play.now < SILENCE.0 / 2.0 {
            play.now += TICK.0;
            requests.extend(sent(play.on(Event::Tick)));
        }
        assert_eq!(!requests.is_empty(), asked, "{quiet:?}");
    }
}

#[test]
fn a_worker_that_dies_takes_the_loan_with_it_and_the_lab_is_told_first() {
    let mut play = Play::running(DeviceKind::Gpu, 5);
    play.on(Event::Lab(FromLab::Listening));
    play.on(Event::Lab(FromLab::Reserve(Quiet::No)));
    let generation = play.model.generation;
    let failure = Failure::DeviceLost { detail: "gone".into() };
    let body = Reply::Failed(failure.clone());
    let words = told(play.on(Event::Heard(Envelope { generation, body })));
    assert!(matches!(&words[..], [ToLab::Lost(lost), ToLab::Worker(worker)]
        if *lost == failure && worker.device.is_none() && !worker.idle));
    assert!(!play.model.is_busy());
}

#[test]
fn a_lab_that_does_not_listen_yet_is_told_nothing_of_the_worker() {
    let mut play = Play::running(DeviceKind::Gpu, 1);
    let network = five()[1];
    let generation = play.model.generation;
    let ready =
        |network| Envelope { generation, body: Reply::Network { network, state: NetworkState::Ready } };
    assert!(told(play.on(Event::Heard(ready(network)))).is_empty());
    play.on(Event::Lab(FromLab::Listening));
    assert_eq!(told(play.on(Event::Heard(ready(five()[2])))).len(), 1);
    assert!(told(play.on(Event::Tick)).is_empty(), "only what is new");
}

#[test]
fn another_backbone_is_loaded_once_and_a_failed_network_again() {
    let mut play = Play::running(DeviceKind::Cpu, 5);
    let networks = NetworkId::on_backbone(Backbone::ResNet34).collect();
    assert_eq!(sent(play.on(Event::Backbone(Backbone::ResNet34))), [Request::Load { networks }]);
    assert!(sent(play.on(Event::Backbone(Backbone::ResNet34))).is_empty());
    let network = NetworkId { backbone: Backbone::ResNet34, structure: Structure::Two };
    let failure = Failure::FileMissing { file: "weights/x".into(), status: 404 };
    play.say(Reply::Network { network, state: NetworkState::Failed(failure) });
    let loads = sent(play.on(Event::Retry(network)));
    assert_eq!(loads, [Request::Load { networks: vec![network] }]);
    assert_eq!(
        play.model.standing(network),
        Standing::Absent,
        "the failure is gone as soon as it is clicked"
    );
    let (received, total) = (Bytes(1), Bytes(9));
    play.say(Reply::Network { network, state: NetworkState::Loading { received, total } });
    assert_eq!(play.model.standing(network), Standing::Loading(received, total));
}
