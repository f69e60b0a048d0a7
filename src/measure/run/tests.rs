//! A run to test with, and the figures made of it.

use super::*;
use crate::measure::{Disturbance, Mode, Pace};

/// A run of two networks, two rounds.
pub(in crate::measure) fn run() -> Run {
    let networks: Vec<NetworkId> = NetworkId::on_backbone(Backbone::ResNet18).take(2).collect();
    let sample = |network, round, elapsed| Sample {
        network,
        round,
        iterations: 10,
        began: Millis(f64::from(round) * 100.0),
        elapsed: Millis(elapsed),
        disturbance: None,
        pace: Pace::Usual,
    };
    let mut samples = vec![
        sample(networks[0], 0, 30.0),
        sample(networks[1], 0, 20.0),
        sample(networks[1], 1, 22.0),
        sample(networks[0], 1, 33.0),
    ];
    samples.push(Sample { disturbance: Some(Disturbance::Hidden), ..sample(networks[0], 2, 90.0) });
    Run {
        version: Run::VERSION,
        environment: Environment {
            browser: "Browser | 1".into(),
            device: DeviceKind::Gpu,
            adapter: "some adapter".into(),
            executor: ExecutorKind::Fused,
            ..Environment::default()
        },
        plan: Plan { networks: networks.clone(), mode: Mode::Latency, budget: Millis(1e4), seed: 7 },
        ended: Ended::Failed("it ended".into()),
        verifications: vec![Verification { network: networks[0], images: 16, largest_difference: 1e-6 }],
        startups: vec![Startup {
            network: networks[0],
            bytes: Bytes(8_000_000),
            download: Millis(12.0),
            decode: Millis(10.0),
            first_run: Millis(30.0),
            second_run: Millis(4.0),
        }],
        lower_bounds: vec![LowerBound {
            network: networks[1],
            launches: Millis(0.4),
            weight_read: Millis(0.1),
        }],
        stages: vec![StageTime {
            network: networks[0],
            stage: Stage::Stem,
            time: Millis(0.3),
            bytes: Bytes(3_136),
        }],
        samples,
    }
}

#[test]
fn what_a_network_costs_first_is_taken_apart() {
    let startups = run().startups[0];
    assert_eq!((startups.prepare(), startups.compile()), (Millis(40.0), Millis(26.0)));
    // A clock that jitters makes no time below zero.
    assert_eq!(Startup { second_run: Millis(31.0), ..startups }.compile(), Millis(0.0));
}

#[test]
fn its_figures_are_those_of_its_samples() {
    let summaries = run().summaries();
    assert_eq!(summaries[0].1.median, Millis(3.15));
    assert_eq!((summaries[0].1.dropped, summaries[1].1.median), (1, Millis(2.1)));
    let ratios = run().ratios();
    assert!((ratios[0].value - 1.5).abs() < 1e-12);
    assert!((ratios[0].interval.low..=ratios[0].interval.high).contains(&1.5));
}
