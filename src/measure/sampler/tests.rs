//! Runs played with a scripted clock: noise, heat, coarse clocks, hidden pages, unequal networks.

use super::*;
use crate::measure::random::Random;
use crate::measure::{Interval, Mode};
use crate::study::Backbone;

/// Rounds of a run without noise: three looks, after 15, 16 and 18 rounds.
const SETTLED_AT_ONCE: usize = 18;
/// When every script begins.
const BEGIN: f64 = 1e6;

/// A run that is over.
struct Played {
    samples: Vec<Sample>,
    ended: Ended<Infallible>,
    /// By the true clock.
    spent: f64,
    pauses: Vec<f64>,
    /// The longest step, by the true clock.
    longest: f64,
}

fn plan(count: usize, budget: f64, seed: u64) -> Plan {
    let networks = NetworkId::on_backbone(Backbone::ResNet18).take(count).collect();
    Plan { networks, mode: Mode::Latency, budget: Millis(budget), seed }
}

/// Plays a run: `cost` gives an iteration's true time from the network and the true time now; the sampler sees both
/// only through a clock of that step, which cuts off, as browsers' clocks do.
fn play(
    plan: &Plan,
    timer_step: f64,
    mut cost: impl FnMut(NetworkId, f64) -> (f64, Option<Disturbance>),
) -> Played {
    let seen = |time: f64| if timer_step > 0.0 { (time / timer_step).floor() * timer_step } else { time };
    let mut sampler = Sampler::new(plan, Millis(timer_step));
    let (mut now, mut pauses, mut longest, mut fraction) = (BEGIN, Vec::new(), 0.0_f64, 0.0);
    for _ in 0..1_000_000 {
        let progress = sampler.progress(Millis(seen(now)));
        assert!((fraction..=1.0).contains(&progress.fraction), "progress never goes back");
        fraction = progress.fraction;
        match sampler.next(Millis(seen(now))) {
            Action::Measure { network, iterations } => {
                assert!((1..=MOST_ITERATIONS).contains(&iterations));
                let (each, disturbance) = cost(network, now);
                let elapsed = each * f64::from(iterations);
                longest = longest.max(elapsed);
                let (began, ended) = (seen(now), seen(now + elapsed));
                sampler.record(Millis(began), Millis(ended - began), disturbance);
                now += elapsed + 0.1;
            }
            Action::Pause(pause) => {
                pauses.push(pause.0);
                now += pause.0;
            }
            Action::Finish(ended) => {
                let samples = sampler.samples().to_vec();
                return Played { samples, ended, spent: now - BEGIN, pauses, longest };
            }
        }
    }
    panic!("the run does not end");
}

/// About 1: a time's noise, skewed to the long side as times are, with a median of 1 and this much spread.
fn noise(random: &mut Random, spread: f64) -> f64 {
    // The sum of 12 uniform numbers less 6 is near a normal distribution, and its median is exactly 0.
    let normal: f64 = (0..12).map(|_| random.below(1 << 20) as f64 / f64::from(1 << 20)).sum::<f64>() - 6.0;
    (spread * normal).exp()
}

#[test]
fn a_quiet_machine_settles_long_before_its_time() {
    let mut random = Random::new(5);
    let plan = plan(5, 60e3, 1);
    let played = play(&plan, 0.005, |_, _| (2.0 * noise(&mut random, 0.02), None));
    assert_eq!(played.ended, Ended::Complete);
    assert!(played.spent < 10e3 && played.pauses.is_empty(), "{}", played.spent);
    assert!(played.samples.iter().all(|sample| sample.elapsed >= SHORTEST_SAMPLE));
    for network in plan.networks {
        let summary = Summary::for_network(&played.samples, network).unwrap();
        assert!(summary.count >= FEWEST_ROUNDS as usize && summary.relative_half_width() <= SETTLED_WITHIN);
        assert!((summary.median.0 - 2.0).abs() < 0.04, "{summary:?}");
    }
}

#[test]
fn coarse_clocks_get_longer_samples_and_no_endless_ones() {
    // The clocks of Chromium isolated and not, of Firefox, of Firefox against fingerprints, and the coarsest.
    for step in [0.005, 0.1, 1.0, 16.67, 100.0] {
        for each in [0.004, 0.3, 0.999, 40.0] {
            let played = play(&plan(2, 200e3, 1), step, |_, _| (each, None));
            let shortest = (50.0 * step).max(20.0);
            let most = f64::from(MOST_ITERATIONS) * each;
            // A clock's reading may be a step off.
            let long = |sample: &Sample| sample.elapsed.0 >= shortest || sample.iterations == MOST_ITERATIONS;
            assert!(!played.samples.is_empty() && played.samples.iter().all(long), "{each} ms, {step} ms");
            // GROWTH times what is too short, and one more iteration.
            assert!(played.longest <= most.min(8.0 * shortest + 9.0 * each), "{} ms", played.longest);
            let resolved = played.samples.iter().filter(|sample| sample.elapsed.0 >= shortest);
            let mut found = resolved.map(|sample| sample.per_iteration().0);
            assert!(found.all(|found| (found - each).abs() <= 0.03 * each), "{each} ms, {step} ms");
        }
    }
}

#[test]
fn a_first_forward_that_compiles_does_not_shorten_the_samples() {
    // 3 s of compilation are more than the warm-up's part of this time.
    let mut compiled = std::collections::BTreeSet::new();
    let played = play(&plan(5, 40e3, 1), 0.1, |network, _| {
        (if compiled.insert(network) { 3000.0 } else { 1.0 }, None)
    });
    assert_eq!(played.ended, Ended::Complete);
    assert!(played.samples.iter().all(|sample| sample.elapsed >= SHORTEST_SAMPLE));
    assert!(
        played.samples.iter().all(|sample| (sample.per_iteration().0 - 1.0).abs() < 0.02),
        "3 s are no sample"
    );
}

#[test]
fn a_network_a_hundred_times_slower_does_not_starve_the_others() {
    let plan = plan(5, 60e3, 1);
    let played = play(&plan, 0.1, |network, _| (if network == plan.networks[2] { 100.0 } else { 1.0 }, None));
    assert_eq!(played.ended, Ended::Complete);
    for network in &plan.networks {
        let count = played.samples.iter().filter(|sample| sample.network == *network).count();
        assert_eq!(count, SETTLED_AT_ONCE, "{network}");
    }
}

#[test]
fn noise_that_never_settles_ends_with_the_time() {
    let mut random = Random::new(5);
    let played = play(&plan(5, 5e3, 1), 0.005, |_, _| (20.0 * noise(&mut random, 0.8), None));
    assert_eq!(played.ended, Ended::TimeUp);
    assert!(!played.samples.is_empty());
    assert!((5e3..5e3 + played.longest + 1.0).contains(&played.spent), "over by one sample at most");
}

#[test]
fn heat_is_noticed_and_waited_out() {
    // Between 2 s and 5 s everything takes 1.6 times as long.
    let hot = |now: f64| (BEGIN + 2e3..BEGIN + 5e3).contains(&now);
    let mut random = Random::new(2);
    let played = play(&plan(5, 20e3, 1), 0.1, |_, now| {
        (noise(&mut random, 0.15) * if hot(now) { 1.6 } else { 1.0 } * 10.0, None)
    });
    let began_hot = |sample: &Sample| hot(sample.began.0);
    let slow: Vec<&Sample> = played.samples.iter().filter(|sample| sample.pace == Pace::Slow).collect();
    assert!(slow.iter().filter(|sample| began_hot(sample)).count() * 2 > slow.len(), "{}", slow.len());
    assert!(slow.iter().all(|sample| sample.counts()), "to leave them out would be to choose");
    assert_eq!(played.pauses.first(), Some(&FIRST_PAUSE.0));
    assert!(played.pauses.iter().all(|pause| *pause <= LONGEST_PAUSE.0));
    assert!(played.samples.iter().any(|sample| sample.began.0 > BEGIN + 6e3 && sample.pace == Pace::Usual));
}

#[test]
fn a_device_that_stays_slow_is_measured_as_it_is() {
    let mut random = Random::new(2);
    let played = play(&plan(5, 60e3, 1), 0.1, |_, now| {
        (noise(&mut random, 0.15) * if now > BEGIN + 3e3 { 2.0 } else { 1.0 } * 10.0, None)
    });
    assert!(played.pauses.iter().sum::<f64>() <= PAUSES_FRACTION * 60e3, "{:?}", played.pauses);
    let last = played.samples.last().unwrap();
    assert_eq!(last.pace, Pace::Usual, "what lasts becomes the usual");
    assert!(played.spent < 60e3 + played.longest + 1.0, "a pause does not outlast the time");
}

#[test]
fn a_hidden_page_measures_nothing_and_still_ends() {
    let plan = plan(5, 30e3, 1);
    let played = play(&plan, 0.1, |_, _| (5.0, Some(Disturbance::Hidden)));
    assert_eq!(played.ended, Ended::TimeUp);
    assert!(!played.samples.is_empty() && played.samples.iter().all(|sample| !sample.counts()));
    assert_eq!(Summary::for_network(&played.samples, plan.networks[0]), None);
}

#[test]
fn a_page_hidden_at_first_still_gets_samples_that_are_long_enough() {
    // Hidden, each forward is held up for a second; shown, it takes 1 ms.
    let played = play(&plan(5, 90e3, 1), 0.1, |_, now| {
        if now < BEGIN + 20e3 { (1000.0, Some(Disturbance::Hidden)) } else { (1.0, None) }
    });
    assert_eq!(played.ended, Ended::Complete);
    let mut counted = played.samples.iter().filter(|sample| sample.counts());
    assert!(counted.all(|sample| sample.elapsed >= SHORTEST_SAMPLE && sample.iterations >= 20));
}

#[test]
fn no_time_and_no_networks_end_at_once() {
    for budget in [0.0, -1.0, f64::NAN] {
        let played = play(&plan(5, budget, 1), 0.1, |_, _| (1.0, None));
        assert_eq!((played.samples.len(), played.ended, played.spent), (0, Ended::TimeUp, 0.0));
    }
    let mut none = Sampler::new(&plan(0, 1e3, 1), Millis(0.1));
    assert_eq!(none.next(Millis(0.0)), Action::Finish(Ended::TimeUp));
}

#[test]
fn a_network_named_twice_is_measured_once() {
    let mut plan = plan(2, 60e3, 1);
    plan.networks.extend(plan.networks.clone());
    let played = play(&plan, 0.1, |_, _| (1.0, None));
    assert_eq!(played.samples.len(), 2 * SETTLED_AT_ONCE);
}

#[test]
fn clocks_that_are_broken_do_not_break_it() {
    // One that stands still, and steps that are no steps.
    let played = play(&plan(2, 1e3, 1), 0.0, |_, _| (0.0, None));
    assert!(played.samples.is_empty(), "no time is no sample");
    for step in [f64::NAN, f64::INFINITY, -1.0] {
        let mut sampler = Sampler::new(&plan(1, 1e3, 1), Millis(step));
        sampler.next(Millis(0.0));
        sampler.record(Millis(0.0), Millis(f64::NAN), None);
        assert!(matches!(sampler.next(Millis(1.0)), Action::Measure { iterations: 1.., .. }));
    }
}

/// Optional stopping makes a 95 % interval hold the truth less often.
#[test]
fn a_settled_interval_holds_the_true_median() {
    let runs: u32 = 1000;
    let held = (0..runs).filter(|&seed| {
        let mut random = Random::new(1000 + u64::from(seed));
        let plan = plan(1, 1e6, u64::from(seed));
        let played = play(&plan, 0.005, |_, _| (30.0 * noise(&mut random, 0.06), None));
        assert_eq!(played.ended, Ended::Complete);
        let Interval { low, high } =
            Summary::for_network(&played.samples, plan.networks[0]).unwrap().interval;
        (low..=high).contains(&30.0)
    });
    let held = held.count() as f64 / f64::from(runs);
    // Standard deviation of the fraction of 1,000 runs: 0.007.
    assert!((held - SETTLED_COVERAGE).abs() < 0.015, "{held} of {runs} runs");
}
