//! Ratios to structure 2 of the same backbone. Only as ratios are the study's times and ours comparable: the study did
//! not synchronise with its GPU.

use std::collections::BTreeMap;

use super::random::Random;
use super::summary::{median_of, quantile};
use super::{Interval, Sample};
use crate::study::NetworkId;

/// The time of a network over that of structure 2 of its backbone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ratio {
    pub(crate) network: NetworkId,
    /// 1 for the baseline itself.
    pub(crate) value: f64,
    /// 95 % interval by the bootstrap.
    pub(crate) interval: Interval,
}

/// Resamples of the bootstrap: each end of a 95 % interval then rests on 25 of them.
const RESAMPLES: usize = 1000;

impl Ratio {
    /// The ratio of median times, from the rounds in which both networks were measured undisturbed.
    ///
    /// Paired percentile bootstrap (Efron and Tibshirani 1993): it resamples rounds, not samples, so that what slowed
    /// both down in a round stays together.
    #[must_use]
    pub(crate) fn from_samples(samples: &[Sample], network: NetworkId, seed: u64) -> Option<Self> {
        let by_round = |network: NetworkId| -> BTreeMap<u32, f64> {
            let counted = samples.iter().filter(|sample| sample.network == network && sample.counts());
            counted.map(|sample| (sample.round, sample.per_iteration().0)).collect()
        };
        let (times, bases) = (by_round(network), by_round(network.baseline()));
        let pairs: Vec<(f64, f64)> =
            times.iter().filter_map(|(round, time)| Some((*time, *bases.get(round)?))).collect();
        let valid = |(time, base): &(f64, f64)| time.is_finite() && base.is_finite() && *base > 0.0;
        if pairs.is_empty() || !pairs.iter().all(valid) {
            return None;
        }
        let mut random = Random::new(seed);
        let mut resampled: Vec<f64> = (0..RESAMPLES)
            .map(|_| ratio_of_medians((0..pairs.len()).map(|_| pairs[random.below(pairs.len())])))
            .collect();
        resampled.sort_by(f64::total_cmp);
        let interval = Interval { low: quantile(&resampled, 0.025), high: quantile(&resampled, 0.975) };
        Some(Self { network, value: ratio_of_medians(pairs.iter().copied()), interval })
    }
}

fn ratio_of_medians(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut times, mut bases): (Vec<f64>, Vec<f64>) = pairs.unzip();
    median_of(&mut times) / median_of(&mut bases)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Disturbance, Millis, Pace};
    use crate::study::{Backbone, Structure};

    fn id(structure: Structure) -> NetworkId {
        NetworkId { backbone: Backbone::ResNet18, structure }
    }

    fn sample(structure: Structure, round: u32, elapsed: f64) -> Sample {
        Sample {
            network: id(structure),
            round,
            iterations: 2,
            began: Millis(0.0),
            elapsed: Millis(elapsed),
            disturbance: None,
            pace: Pace::Usual,
        }
    }

    #[test]
    fn a_network_twice_as_slow_in_every_round_has_a_ratio_of_two_and_nothing_else() {
        // The rounds differ by a factor of 20; within a round the ratio is always 2.
        let samples: Vec<Sample> = (0..20)
            .flat_map(|round| {
                let base = f64::from(round + 1);
                [sample(Structure::Two, round, base), sample(Structure::FourOne, round, 2.0 * base)]
            })
            .collect();
        let ratio = Ratio::from_samples(&samples, id(Structure::FourOne), 3).unwrap();
        assert_eq!((ratio.value, ratio.interval), (2.0, Interval { low: 2.0, high: 2.0 }));
    }

    #[test]
    fn rounds_that_miss_one_of_the_two_do_not_count() {
        let mut samples = vec![sample(Structure::Two, 0, 2.0), sample(Structure::One, 0, 3.0)];
        samples.push(sample(Structure::One, 1, 50.0));
        samples.push(Sample { disturbance: Some(Disturbance::Hidden), ..sample(Structure::Two, 1, 1.0) });
        assert_eq!(Ratio::from_samples(&samples, id(Structure::One), 0).unwrap().value, 1.5);
        assert_eq!(Ratio::from_samples(&samples, id(Structure::Three), 0), None);
    }
}
