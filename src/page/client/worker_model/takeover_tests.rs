//! The CPU answers first and the GPU takes over: played through, with everything that may come between.

use super::tests::{Play, asked, connects, five, last, sent, sent_to_lab};
use super::*;
use crate::measure::{DeviceKind, ExecutorKind};
use crate::protocol::{Adapter, DeviceChoice, GpuReport, Quiet};

const CPU: Generation = Generation(1);
const GPU: Generation = Generation(2);

fn started(kind: DeviceKind) -> Reply {
    Reply::Started(DeviceReport { kind, executor: ExecutorKind::Fused, adapter: None, fallback: None })
}

fn ready(network: NetworkId) -> Reply {
    Reply::Network { network, state: NetworkState::Ready }
}

fn lost() -> Failure {
    Failure::DeviceLost { detail: "gone".into() }
}

/// A page whose CPU's worker has started.
fn begun(device: DeviceChoice) -> Play {
    let choice = Choice {
        device,
        executor: ExecutorKind::Fused,
        auto_load: AutoLoad::All,
        base_url: "http://x/".into(),
    };
    let mut play = Play { model: WorkerModel::new(choice, Backbone::ResNet18), now: 0.0 };
    assert_eq!(play.on(Event::Boot), [Effect::Spawn(CPU, Program::Cpu)]);
    play.reply(Reply::Listening);
    play.reply(started(DeviceKind::Cpu));
    play
}

/// The same, with the first network ready and the GPU's worker spawned behind it.
fn followed() -> Play {
    let mut play = begun(DeviceChoice::Auto);
    play.reply(ready(five()[0]));
    let effects = play.reply(Reply::Gpu(GpuReport::default()));
    assert_eq!(effects, [Effect::Spawn(GPU, Program::Gpu)]);
    play
}

impl Play {
    fn gpu(&mut self, reply: Reply) -> Vec<Effect> {
        self.on(Event::Received(GPU, reply))
    }

    /// Everything on the GPU's worker but its last network.
    fn all_but_last(&mut self) {
        self.gpu(Reply::Listening);
        self.gpu(started(DeviceKind::Gpu));
        five()[..4].iter().for_each(|&network| drop(self.gpu(ready(network))));
    }

    fn kind(&self) -> Option<DeviceKind> {
        self.model.device().map(|device| device.kind)
    }

    fn fallback(&self) -> Option<Fallback> {
        self.model.device()?.fallback.clone()
    }
}

#[test]
fn the_gpu_program_is_loaded_behind_the_first_network_where_nothing_speaks_against_it() {
    let mut play = begun(DeviceChoice::Auto);
    assert_eq!(play.reply(Reply::Gpu(GpuReport::default())), [], "it would keep the first network waiting");
    assert!(play.model.gpu_follows());
    assert_eq!(play.reply(ready(five()[0])), [Effect::Spawn(GPU, Program::Gpu)]);
    let mut play = begun(DeviceChoice::Auto);
    let adapter = Some(Adapter { software: true, ..Adapter::default() });
    let against = Some(Fallback::SoftwareAdapter);
    play.reply(Reply::Gpu(GpuReport { adapter: adapter.clone(), against: against.clone() }));
    assert_eq!(play.reply(ready(five()[0])), []);
    let device = play.model.device().unwrap();
    assert_eq!((&device.adapter, &device.fallback, play.model.gpu_follows()), (&adapter, &against, false));
    let mut play = begun(DeviceChoice::Cpu);
    play.reply(ready(five()[0]));
    assert_eq!(play.reply(Reply::Gpu(GpuReport::default())), [], "the CPU is insisted on");
}

#[test]
fn the_gpu_takes_over_when_its_networks_answer_and_the_answers_stay_until_its_own_are_there() {
    let mut play = followed();
    let requests = play.draw(1);
    let (ticket, ..) = asked(&requests).unwrap();
    let answers = vec![(five()[0], vec![vec![9.0, 0.0, 0.0]])];
    let [first, ..] = five()[..] else { panic!("five") };
    let logits = first.structure.heads().iter().map(|head| vec![1.0; head.grouping.classes()]);
    let answers = answers.into_iter().map(|_| (first, logits.clone().collect())).collect();
    let latency = Millis(3.0);
    play.reply(Reply::Answers { ticket, latency, answers, inside: Vec::new(), pass: Continuation::Last });
    let shown = play.model.answer(first).unwrap().clone();
    play.all_but_last();
    assert_eq!(play.kind(), Some(DeviceKind::Cpu));
    let effects = play.gpu(ready(five()[4]));
    assert_eq!(effects[0], Effect::Terminate(CPU));
    assert_eq!(play.kind(), Some(DeviceKind::Gpu));
    assert!(!play.model.gpu_follows());
    assert_eq!(play.model.answer(first), Some(&shown), "no gap");
    let Effect::Send(to, request) = &effects[1] else { panic!("{effects:?}") };
    let (_, _, networks) = asked(std::slice::from_ref(request)).expect("the drawing is asked anew");
    assert_eq!((*to, networks), (GPU, &five()[..]));
    assert!(play.on(Event::Received(CPU, ready(five()[0]))).is_empty(), "the CPU's worker is a stranger");
}

#[test]
fn no_takeover_while_a_classification_or_the_lab_has_the_worker() {
    let mut play = followed();
    play.on(Event::FromLab(FromLab::Listening));
    play.on(Event::FromLab(FromLab::Reserve(Quiet::Yes)));
    play.all_but_last();
    assert_eq!(play.gpu(ready(five()[4])), [], "the lab has the CPU's worker");
    let effects = play.on(Event::FromLab(FromLab::Release));
    assert!(effects.contains(&Effect::Terminate(CPU)) && connects(&effects), "{effects:?}");
    let mut play = followed();
    let requests = play.draw(1);
    let (ticket, ..) = asked(&requests).unwrap();
    play.all_but_last();
    assert_eq!(play.gpu(ready(five()[4])), [], "a classification is under way");
    assert!(play.reply(last(ticket)).contains(&Effect::Terminate(CPU)));
}

#[test]
fn the_lab_measures_only_when_the_gpu_has_taken_over_or_is_given_up() {
    let idle = |effects: Vec<Effect>| match &sent_to_lab(effects)[..] {
        [.., ToLab::Worker(readiness)] => Some(readiness.idle),
        _ => None,
    };
    let mut play = followed();
    play.on(Event::FromLab(FromLab::Listening));
    five().into_iter().for_each(|network| assert_ne!(idle(play.reply(ready(network))), Some(true)));
    assert!(!play.model.is_settled());
    play.all_but_last();
    assert_eq!(idle(play.gpu(ready(five()[4]))), Some(true));
    assert!(play.model.is_settled());
}

#[test]
fn a_gpu_that_fails_behind_the_cpu_is_tried_once_more_and_then_named() {
    let mut play = followed();
    let effects = play.gpu(Reply::Failed(lost()));
    let [Effect::Terminate(GPU), Effect::Later(next, _)] = effects[..] else { panic!("{effects:?}") };
    assert_eq!((play.kind(), play.model.phase()), (Some(DeviceKind::Cpu), &WorkerPhase::Running));
    assert_eq!(play.on(Event::ReplacementDue(next)), [Effect::Spawn(Generation(4), Program::Gpu)]);
    let script = Failure::Panicked { detail: "worker_loader.js did not load".into() };
    assert_eq!(play.on(Event::Broke(Generation(4), script)), [Effect::Terminate(Generation(4))]);
    assert_eq!(play.fallback(), Some(Fallback::InitFailed("worker_loader.js did not load".into())));
    assert!(!play.model.gpu_follows());
}

#[test]
fn a_gpu_that_cannot_be_opened_is_not_tried_again() {
    let mut play = followed();
    let missing = Failure::DeviceUnavailable { against: Fallback::NoAdapter };
    assert_eq!(play.gpu(Reply::Failed(missing)), [Effect::Terminate(GPU)]);
    assert_eq!(play.fallback(), Some(Fallback::NoAdapter));
}

#[test]
fn a_gpu_that_does_not_answer_behind_the_cpu_or_in_its_place_is_given_up_at_once_and_named() {
    let silent = Reply::Failed(Failure::DeviceSilent { waited: Millis(10_000.0) });
    let named = Some(Fallback::NoAnswer(Millis(10_000.0)));
    let mut play = followed();
    assert_eq!(play.gpu(silent.clone()), [Effect::Terminate(GPU)]);
    assert_eq!((play.fallback(), play.model.gpu_follows()), (named.clone(), false));
    let mut play = followed();
    play.all_but_last();
    play.gpu(ready(five()[4]));
    assert_eq!(play.kind(), Some(DeviceKind::Gpu));
    let effects = play.reply(silent);
    let Some(Effect::Later(generation, _)) = effects.last() else { panic!("{effects:?}") };
    play.on(Event::ReplacementDue(*generation));
    let requests = sent(play.reply(Reply::Listening));
    assert!(matches!(&requests[0], Request::Start { avoid_gpu, .. } if *avoid_gpu == named), "{requests:?}");
}

#[test]
fn a_network_that_fails_on_the_gpu_alone_is_the_gpus_failure_and_one_that_fails_on_both_is_the_networks() {
    let failed = |failure| Reply::Network { network: five()[0], state: NetworkState::Failed(failure) };
    let mut play = followed();
    play.all_but_last();
    assert!(play.gpu(failed(lost())).contains(&Effect::Terminate(GPU)));
    let mut play = followed();
    play.reply(failed(lost()));
    play.all_but_last();
    play.gpu(failed(lost()));
    assert!(play.gpu(ready(five()[4])).contains(&Effect::Terminate(CPU)), "it takes over with four");
}

#[test]
fn a_gpu_that_answers_late_gives_way_to_a_quicker_cpu_and_one_slow_forward_is_no_reason() {
    for (gpu, cpu, taken) in [
        ([100.0; 5], 5.0, false),
        ([100.0; 5], 200.0, true),
        ([3.0, 3.0, 900.0, 3.0, 3.0], 5.0, true),
        ([30.0; 5], 5.0, true),
    ] {
        let mut play = followed();
        for (network, gpu) in five().into_iter().zip(gpu) {
            play.reply(Reply::Ran { network, forward: Millis(cpu) });
            play.gpu(Reply::Ran { network, forward: Millis(gpu) });
        }
        play.all_but_last();
        let ended = if taken { CPU } else { GPU };
        assert_eq!(play.gpu(ready(five()[4])), [Effect::Terminate(ended)], "{gpu:?} and {cpu}");
        let late = Fallback::SlowerThanCpu { gpu: Millis(gpu[0]), cpu: Millis(cpu) };
        assert_eq!(play.fallback(), (!taken).then_some(late));
    }
}

#[test]
fn a_gpu_that_is_lost_later_gives_way_to_the_cpu_and_comes_back_once() {
    let mut play = followed();
    play.all_but_last();
    play.gpu(ready(five()[4]));
    let effects = play.gpu(Reply::Failed(lost()));
    let Some(&Effect::Later(next, _)) = effects.last() else { panic!("{effects:?}") };
    let [Effect::Spawn(cpu, Program::Cpu)] = play.on(Event::ReplacementDue(next))[..] else {
        panic!("the CPU")
    };
    let requests = sent(play.on(Event::Received(cpu, Reply::Listening)));
    assert!(matches!(&requests[0], Request::Start { avoid_gpu: None, .. }));
    play.reply(started(DeviceKind::Cpu));
    play.reply(ready(five()[0]));
    let effects = play.reply(Reply::Gpu(GpuReport::default()));
    let [Effect::Spawn(gpu, Program::Gpu)] = effects[..] else { panic!("{effects:?}") };
    play.on(Event::Received(gpu, Reply::Listening));
    play.on(Event::Received(gpu, started(DeviceKind::Gpu)));
    for network in five() {
        play.on(Event::Received(gpu, ready(network)));
    }
    assert_eq!(play.kind(), Some(DeviceKind::Gpu));
    let effects = play.reply(Reply::Failed(lost()));
    let Some(&Effect::Later(next, _)) = effects.last() else { panic!("{effects:?}") };
    play.on(Event::ReplacementDue(next));
    let requests = sent(play.reply(Reply::Listening));
    let avoided = Some(Fallback::LostRepeatedly);
    assert!(matches!(&requests[0], Request::Start { avoid_gpu, .. } if *avoid_gpu == avoided));
}

#[test]
fn a_cpu_that_fails_meanwhile_does_not_hold_the_gpu_up() {
    let mut play = followed();
    play.all_but_last();
    play.reply(Reply::Failed(Failure::Panicked { detail: "x".into() }));
    assert!(matches!(play.model.phase(), WorkerPhase::Replacing(_)));
    play.gpu(ready(five()[4]));
    assert_eq!((play.kind(), play.model.phase()), (Some(DeviceKind::Gpu), &WorkerPhase::Running));
}

#[test]
fn another_backbone_a_retry_and_a_hidden_page_reach_both_workers() {
    let mut play = followed();
    play.gpu(Reply::Listening);
    let to = |effects: &[Effect]| {
        let sent = effects.iter().filter_map(|effect| match effect {
            Effect::Send(generation, _) => Some(*generation),
            _ => None,
        });
        sent.collect::<Vec<_>>()
    };
    assert_eq!(to(&play.on(Event::Backbone(Backbone::ResNet34))), [CPU, GPU]);
    assert_eq!(to(&play.on(Event::Load(five()[0]))), [CPU, GPU]);
    assert_eq!(to(&play.on(Event::Visibility(PageVisibility::Hidden))), [CPU, GPU]);
    assert_eq!(to(&play.on(Event::Restart)), []);
    assert!(!play.model.gpu_follows());
}
