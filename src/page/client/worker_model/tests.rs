//! The machine, played through: start, drawing, faults, the worker lent.

use super::*;
use crate::measure::{Bytes, DeviceKind, ExecutorKind};
use crate::page::client::watchdog::{SILENCE, SILENCE_OF_READY, TICK};
use crate::protocol::{DeviceChoice, Fault, Quiet};
use crate::study::{Inside, Structure, Verdict};

/// A worker model with a clock and a memory of what it asked for.
pub(super) struct Play {
    pub(super) model: WorkerModel,
    pub(super) now: f64,
}

impl Play {
    fn new(device: DeviceChoice) -> Self {
        let choice = Choice {
            device,
            executor: ExecutorKind::Plain,
            auto_load: AutoLoad::All,
            base_url: "http://x/".into(),
        };
        let mut play = Self { model: WorkerModel::new(choice, Backbone::ResNet18), now: 0.0 };
        assert_eq!(play.on(Event::Boot), [Effect::Spawn(Generation(1), Program::Plain)]);
        play
    }

    /// A worker model whose worker runs on a device, with the first `ready` networks ready.
    fn running(kind: DeviceKind, ready: usize) -> Self {
        let mut play = Self::new(DeviceChoice::Auto);
        play.reply(Reply::Listening);
        play.reply(started(kind));
        for network in five().into_iter().take(ready) {
            play.reply(Reply::Network { network, state: NetworkState::Ready });
        }
        play
    }

    pub(super) fn on(&mut self, event: Event) -> Vec<Effect> {
        self.model.on(event, Millis(self.now))
    }

    /// A message of the worker that is listened to.
    pub(super) fn reply(&mut self, reply: Reply) -> Vec<Effect> {
        self.on(Event::Received(self.model.worker.generation, reply))
    }

    pub(super) fn draw(&mut self, ink: u8) -> Vec<Request> {
        sent(self.on(Event::Image(Some(bitmap(ink)))))
    }

    /// The worker fails at once; returns whether a replacement was planned, and starts it.
    fn fail_and_replace(&mut self) -> bool {
        self.reply(Reply::Failed(Failure::DeviceLost { detail: "gone".into() }));
        let generation = self.model.worker.generation;
        !self.on(Event::ReplacementDue(generation)).is_empty()
    }
}

pub(super) fn five() -> Vec<NetworkId> {
    NetworkId::on_backbone(Backbone::ResNet18).collect()
}

pub(super) fn bitmap(ink: u8) -> Bitmap {
    Bitmap::from_pixels([ink; 784])
}

fn started(kind: DeviceKind) -> Reply {
    Reply::Started(DeviceReport { kind, executor: ExecutorKind::Plain, adapter: None, fallback: None })
}

/// What is sent to the worker.
pub(super) fn sent(effects: Vec<Effect>) -> Vec<Request> {
    let request = |effect| match effect {
        Effect::Send(_, request) => Some(request),
        _ => None,
    };
    effects.into_iter().filter_map(request).collect()
}

/// Whether the worker and the lab get a channel.
pub(super) fn connects(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::ConnectLab(_)))
}

/// What is sent to the lab.
pub(super) fn sent_to_lab(effects: Vec<Effect>) -> Vec<ToLab> {
    let message = |effect| match effect {
        Effect::SendToLab(message) => Some(message),
        _ => None,
    };
    effects.into_iter().filter_map(message).collect()
}

/// The end of a classification in which nobody answered.
pub(super) fn last(ticket: Ticket) -> Reply {
    Reply::Answers {
        ticket,
        latency: Millis(1.0),
        answers: Vec::new(),
        inside: Vec::new(),
        pass: Continuation::Last,
    }
}

pub(super) fn asked(requests: &[Request]) -> Option<(Ticket, &Bitmap, &[NetworkId])> {
    match requests {
        [Request::Classify { ticket, bitmap, networks }] => Some((*ticket, &**bitmap, networks)),
        _ => None,
    }
}

#[test]
fn a_worker_that_listens_is_started_and_told_to_load_all_five() {
    let mut play = Play::new(DeviceChoice::Cpu);
    let requests = sent(play.reply(Reply::Listening));
    assert!(matches!(&requests[0], Request::Start { device: DeviceChoice::Cpu, avoid_gpu: None, .. }));
    assert_eq!(requests[1], Request::Load { networks: five() });
}

#[test]
fn networks_answer_as_they_come_alive_and_the_newest_image_wins() {
    let mut play = Play::running(DeviceKind::Gpu, 1);
    let requests = play.draw(1);
    let (first, _, networks) = asked(&requests).unwrap();
    assert_eq!(networks, &five()[..1]);
    assert!(sent(play.reply(Reply::Network { network: five()[1], state: NetworkState::Ready })).is_empty());
    assert!(play.draw(2).is_empty() && play.draw(3).is_empty(), "one classification at a time");
    let requests = sent(play.reply(last(first)));
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
    let logits = vec![vec![-9.0, 9.0], vec![-9.0, 9.0]];
    let answers =
        vec![(network, logits.clone()), (NetworkId { structure: Structure::FourTwo, ..network }, logits)];
    let seen = Inside { shares: vec![vec![vec![1.0, 2.0]]], stages: Vec::new() };
    let inside = vec![(network, seen.clone())];
    play.reply(Reply::Answers { ticket, latency: Millis(3.0), answers, inside, pass: Continuation::More });
    let answer = play.model.answer(network).unwrap().clone();
    assert_eq!((answer.verdict, answer.device), (Verdict::Contradiction, DeviceKind::Cpu));
    assert_eq!((answer.latency, answer.together), (Millis(3.0), 2), "of the whole pass");
    assert_eq!(answer.inside, Some(seen));
    let other = play.model.answer(NetworkId { structure: Structure::FourTwo, ..network }).unwrap();
    assert_eq!(other.inside, None, "each network's own");
    assert!(answer.probabilities.iter().all(|head| (head.iter().sum::<f32>() - 1.0).abs() < 1e-6));
    assert_eq!(Some(answer.image), play.model.image());
    play.draw(2);
    assert_ne!(Some(answer.image), play.model.image());
    play.on(Event::Image(None));
    assert_eq!(play.model.image(), None);
}

#[test]
fn logits_of_the_wrong_form_fail_their_card_only() {
    let mut play = Play::running(DeviceKind::Cpu, 5);
    let requests = play.draw(1);
    let (ticket, ..) = asked(&requests).unwrap();
    let answers = vec![(five()[0], vec![vec![0.0]]), (five()[1], vec![vec![9.0, 0.0, 0.0]])];
    let requests = sent(play.reply(Reply::Answers {
        ticket,
        latency: Millis(1.0),
        answers,
        inside: Vec::new(),
        pass: Continuation::Last,
    }));
    assert!(matches!(play.model.state(five()[0]), Some(NetworkState::Failed(_))));
    assert_eq!(play.model.ready(), five()[1..]);
    assert!(play.model.answer(five()[1]).is_some() && requests.is_empty());
    assert!(!sent(play.on(Event::Image(Some(bitmap(2))))).is_empty(), "the classification is over");
}

#[test]
fn replies_of_a_replaced_worker_are_dropped() {
    let mut play = Play::running(DeviceKind::Gpu, 5);
    let old = play.model.worker.generation;
    play.draw(1);
    assert!(play.fail_and_replace());
    let late = Reply::Network { network: five()[0], state: NetworkState::Ready };
    assert!(play.on(Event::Received(old, late)).is_empty());
    assert_eq!(play.model.state(five()[0]), None);
    assert!(play.on(Event::Broke(old, Failure::Panicked { detail: "late".into() })).is_empty());
    assert!(play.model.image().is_some(), "the drawing stays");
    play.reply(Reply::Listening);
    play.reply(started(DeviceKind::Gpu));
    let requests = sent(play.reply(Reply::Network { network: five()[0], state: NetworkState::Ready }));
    assert!(asked(&requests).is_some(), "and is classified again");
}

#[test]
fn after_two_losses_of_the_gpu_the_next_worker_takes_the_cpu() {
    let mut play = Play::running(DeviceKind::Gpu, 0);
    assert!(play.fail_and_replace());
    play.reply(Reply::Listening);
    assert!(play.fail_and_replace(), "lost while opening the device");
    let requests = sent(play.reply(Reply::Listening));
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
    assert!(matches!(effects[..], [Effect::Terminate(_), Effect::Spawn(..)]));
}

#[test]
fn a_silent_worker_is_replaced() {
    let mut play = Play::running(DeviceKind::Gpu, 5);
    let mut effects = Vec::new();
    while play.now < SILENCE.0 * 2.0 && !effects.iter().any(|effect| matches!(effect, Effect::Terminate(_))) {
        play.now += TICK.0;
        effects = play.on(Event::Tick);
    }
    assert!(
        matches!(effects[..], [Effect::Terminate(_), Effect::SendToLab(ToLab::Lost(_)), Effect::Later(..)]),
        "{effects:?}"
    );
}

#[test]
fn the_lab_gets_the_worker_after_the_classification_and_gives_it_back() {
    let mut play = Play::running(DeviceKind::Gpu, 5);
    play.on(Event::FromLab(FromLab::Listening));
    let (ticket, ..) = asked(&play.draw(1)).map(|(ticket, bitmap, _)| (ticket, *bitmap)).unwrap();
    assert!(play.on(Event::FromLab(FromLab::Reserve(Quiet::Yes))).is_empty());
    assert_eq!(sent_to_lab(play.reply(last(ticket))), [ToLab::Granted]);
    assert!(play.draw(2).is_empty(), "classification waits");
    assert!(sent(play.on(Event::Backbone(Backbone::ResNet50))).is_empty(), "and so does everything else");
    let hidden = PageVisibility::Hidden;
    assert_eq!(sent(play.on(Event::Visibility(hidden))), [Request::Visibility(hidden)]);
    let requests = sent(play.on(Event::FromLab(FromLab::Release)));
    assert_eq!(asked(&requests).unwrap().1, &bitmap(2), "the drawing made meanwhile is next");
    assert!(!play.model.is_busy());
}

#[test]
fn each_worker_gets_its_own_channel_to_the_lab_once_both_listen() {
    let mut play = Play::new(DeviceChoice::Auto);
    let effects = play.on(Event::FromLab(FromLab::Listening));
    assert!(matches!(&effects[..], [Effect::SendToLab(ToLab::Worker(_))]), "the worker loads: {effects:?}");
    assert!(connects(&play.reply(Reply::Listening)));
    play.reply(started(DeviceKind::Cpu));
    assert!(connects(&play.on(Event::FromLab(FromLab::Listening))), "the lab was loaded again");
    assert!(play.fail_and_replace());
    assert!(connects(&play.reply(Reply::Listening)), "another worker");
    let mut play = Play::new(DeviceChoice::Auto);
    assert!(!connects(&play.reply(Reply::Listening)), "no lab");
}

#[test]
fn only_what_awaits_nothing_is_idle() {
    let mut play = Play::running(DeviceKind::Gpu, 5);
    let readiness = |effects| match &sent_to_lab(effects)[..] {
        [ToLab::Worker(readiness)] => (readiness.ready.len(), readiness.idle),
        other => panic!("{other:?}"),
    };
    assert_eq!(readiness(play.on(Event::FromLab(FromLab::Listening))), (5, true));
    let effects = play.on(Event::Backbone(Backbone::ResNet34));
    assert_eq!(readiness(effects), (0, false), "its networks were not spoken of yet");
    let fail = |network| Reply::Network {
        network,
        state: NetworkState::Failed(Failure::Inference { detail: String::new() }),
    };
    let all: Vec<NetworkId> = NetworkId::on_backbone(Backbone::ResNet34).collect();
    for &network in &all[1..] {
        play.reply(fail(network));
    }
    let ready = Reply::Network { network: all[0], state: NetworkState::Ready };
    assert_eq!(readiness(play.reply(ready)), (1, true));
}

#[test]
fn only_a_measurement_keeps_the_worker_from_being_asked_for_signs_of_life() {
    for (quiet, asked) in [(Quiet::Yes, false), (Quiet::No, true)] {
        let mut play = Play::running(DeviceKind::Gpu, 5);
        assert_eq!(sent_to_lab(play.on(Event::FromLab(FromLab::Reserve(quiet)))), [ToLab::Granted]);
        let mut requests = Vec::new();
        while play.now < SILENCE.0 / 2.0 {
            play.now += TICK.0;
            requests.extend(sent(play.on(Event::Tick)));
        }
        assert_eq!(!requests.is_empty(), asked, "{quiet:?}");
    }
}

#[test]
fn a_worker_that_dies_takes_the_lease_with_it_and_the_lab_hears_of_that_first() {
    let mut play = Play::running(DeviceKind::Gpu, 5);
    play.on(Event::FromLab(FromLab::Listening));
    play.on(Event::FromLab(FromLab::Reserve(Quiet::No)));
    let failure = Failure::DeviceLost { detail: "gone".into() };
    let messages = sent_to_lab(play.reply(Reply::Failed(failure.clone())));
    assert!(matches!(&messages[..], [ToLab::Lost(lost), ToLab::Worker(worker)]
        if *lost == failure && worker.device.is_none() && !worker.idle));
    assert!(!play.model.is_busy());
}

#[test]
fn a_lab_that_does_not_listen_yet_is_sent_nothing_of_the_worker() {
    let mut play = Play::running(DeviceKind::Gpu, 1);
    let ready = |network| Reply::Network { network, state: NetworkState::Ready };
    assert!(sent_to_lab(play.reply(ready(five()[1]))).is_empty());
    play.on(Event::FromLab(FromLab::Listening));
    assert_eq!(sent_to_lab(play.reply(ready(five()[2]))).len(), 1);
    assert!(sent_to_lab(play.on(Event::Tick)).is_empty(), "only what is new");
}

#[test]
fn another_backbone_is_loaded_once_and_a_failed_network_again() {
    let mut play = Play::running(DeviceKind::Cpu, 5);
    let networks = NetworkId::on_backbone(Backbone::ResNet34).collect();
    assert_eq!(sent(play.on(Event::Backbone(Backbone::ResNet34))), [Request::Load { networks }]);
    assert!(sent(play.on(Event::Backbone(Backbone::ResNet34))).is_empty());
    let network = NetworkId { backbone: Backbone::ResNet34, structure: Structure::Two };
    let failure = Failure::FileMissing { file: "weights/x".into(), status: 404 };
    play.reply(Reply::Network { network, state: NetworkState::Failed(failure) });
    let loads = sent(play.on(Event::Load(network)));
    assert_eq!(loads, [Request::Load { networks: vec![network] }]);
    assert_eq!(play.model.state(network), None, "the failure is gone as soon as it is clicked");
    let state = NetworkState::Loading { received: Bytes(1), total: Bytes(9) };
    play.reply(Reply::Network { network, state: state.clone() });
    assert_eq!(play.model.state(network), Some(&state));
}

#[test]
fn faults_that_were_asked_for_are_mended_however_many_and_told_until_they_were_seen() {
    let mut play = Play::running(DeviceKind::Gpu, 5);
    play.draw(1);
    for _ in 0..20 {
        let asked = sent(play.on(Event::Inject(Fault::DeviceLost)));
        assert_eq!(asked, [Request::Fail(Fault::DeviceLost)]);
        assert!(play.fail_and_replace(), "it is replaced, and none is counted");
        assert!(play.model.mishap().is_some());
        play.reply(Reply::Listening);
        play.reply(started(DeviceKind::Gpu));
        let again = play.reply(Reply::Network { network: five()[0], state: NetworkState::Ready });
        assert!(matches!(&*sent(again), [Request::Classify { .. }]), "the drawing is asked again");
    }
    play.on(Event::MishapSeen);
    assert_eq!(play.model.mishap(), None);
    let lost = |(_, entry): &&(Millis, log::Entry)| {
        matches!(entry, log::Entry::Failed(_, Failure::DeviceLost { .. }))
    };
    assert!(play.model.log().entries().filter(lost).count() > 5);
}

#[test]
fn a_worker_that_only_answers_and_was_ended_unnoticed_is_missed_within_half_a_minute() {
    let mut play = Play::running(DeviceKind::Cpu, 5);
    let generation = play.model.worker.generation;
    assert_eq!(play.on(Event::Inject(Fault::Terminated)), [Effect::Terminate(generation)]);
    while play.model.phase() == &WorkerPhase::Running {
        play.now += TICK.0;
        play.on(Event::Tick);
    }
    assert!((SILENCE_OF_READY.0..30_000.0).contains(&play.now), "{}", play.now);
}

#[test]
fn to_save_data_only_the_baseline_comes_by_itself_and_another_when_it_is_asked_for() {
    let baseline = NetworkId { backbone: Backbone::ResNet18, structure: Structure::BASELINE };
    let mut play = Play::running(DeviceKind::Cpu, 0);
    play.model.choice.auto_load = AutoLoad::Baseline;
    assert_eq!(sent(play.on(Event::Restart)), []);
    assert_eq!(sent(play.reply(Reply::Listening)).last(), Some(&Request::Load { networks: vec![baseline] }));
    play.reply(started(DeviceKind::Cpu));
    play.reply(Reply::Network { network: baseline, state: NetworkState::Ready });
    assert!(play.model.is_settled(), "nobody waits for what was left out");
    let other = NetworkId { structure: Structure::FourOne, ..baseline };
    assert!(play.model.is_left_out(other));
    assert_eq!(sent(play.on(Event::Load(other))), [Request::Load { networks: vec![other] }]);
    assert!(!play.model.is_left_out(other) && !play.model.is_settled());
    // Another worker loads what was asked for, too.
    play.on(Event::Restart);
    let loads = sent(play.reply(Reply::Listening));
    assert_eq!(loads.last(), Some(&Request::Load { networks: vec![baseline, other] }));
    let on_34 = NetworkId { backbone: Backbone::ResNet34, ..baseline };
    assert_eq!(sent(play.on(Event::Backbone(Backbone::ResNet34))), [Request::Load { networks: vec![on_34] }]);
}
