//! The study's claims, tested with what was measured here; the sentences are in the lab's `i18n`.

use super::{Interval, McNemar, Ratio, Run, SIGNIFICANT, Summary, pareto};
use crate::study::{Backbone, NetworkId, Rule, Structure, reference};

/// Whether a measured ratio agrees with the study's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// The study's figure lies within the measured interval, give or take its rounding.
    Agrees,
    /// The whole interval lies below the study's figure.
    Lower,
    /// The whole interval lies above the study's figure.
    Higher,
}

/// Half a unit of the second decimal, to which the study's ratios are printed.
const ROUNDING: f64 = 0.005;

impl Agreement {
    fn between(interval: Interval, study: f64) -> Self {
        match () {
            () if interval.high < study - ROUNDING => Self::Lower,
            () if interval.low > study + ROUNDING => Self::Higher,
            () => Self::Agrees,
        }
    }
}

/// The time of a structure relative to structure 2, here and in the study.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cost {
    pub(crate) network: NetworkId,
    /// The ratio of medians measured here.
    pub(crate) here: f64,
    /// Its 95 % interval.
    pub(crate) interval: Interval,
    /// The ratio in the study's first experiment.
    pub(crate) study: f64,
    pub(crate) agreement: Agreement,
}

/// Whether a structure classified each test image correctly.
pub(crate) type Correctness = (Structure, Vec<bool>);

/// McNemar's test of the structure that the study calls most accurate against another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PairwiseTest {
    /// The other structure.
    pub(crate) structure: Structure,
    /// [`MOST_ACCURATE`] first, the other second.
    pub(crate) mcnemar: McNemar,
}

/// The claim that [`MOST_ACCURATE`] is the most accurate structure, tested with these weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum AccuracyClaim {
    /// It is significantly better than each other one.
    Confirmed,
    /// This one is significantly better.
    Refuted(Structure),
    /// Not significant either way. The test is the one against the most accurate other structure.
    Undecided(PairwiseTest),
}

/// Accuracy against latency of the structures of a backbone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TradeOff {
    /// The Pareto front.
    pub(crate) front: Vec<Structure>,
    /// Whether [`BEST_TRADE_OFF`] is on it.
    pub(crate) three: ParetoStatus,
}

/// Whether a structure is on the Pareto front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParetoStatus {
    OnFront,
    /// Dominated, and by one whose interval of the median lies wholly below.
    Dominated,
    /// Dominated, but the intervals overlap: the next run may find it on the front.
    Undecided,
    NotMeasured,
}

/// The relative time of each measured structure but 2.
#[must_use]
pub(crate) fn costs(run: &Run) -> Vec<Cost> {
    let cost = |Ratio { network, value: here, interval }: Ratio| {
        let study = reference::time_ratio(Rule::HeadMean, network)?;
        Some(Cost { network, here, interval, study, agreement: Agreement::between(interval, study) })
    };
    let others = run.ratios().into_iter().filter(|ratio| ratio.network.structure != Structure::BASELINE);
    others.filter_map(cost).collect()
}

/// The structure that the study calls most accurate.
pub(crate) const MOST_ACCURATE: Structure = Structure::FourOne;

/// [`MOST_ACCURATE`] against each other structure whose answers are known.
#[must_use]
pub(crate) fn pairwise_tests(answers: &[Correctness]) -> Vec<PairwiseTest> {
    let Some((_, first)) = answers.iter().find(|(structure, _)| *structure == MOST_ACCURATE) else {
        return Vec::new();
    };
    let others = answers.iter().filter(|(structure, _)| *structure != MOST_ACCURATE);
    others
        .map(|(structure, second)| PairwiseTest {
            structure: *structure,
            mcnemar: McNemar::from_answers(first, second),
        })
        .collect()
}

/// The tests taken together; `None` without any.
///
/// Confirmed needs every test to be significant, so each keeps its 5 % (intersection-union test). Refuted needs one of
/// several, so each must pass at 5 % divided by their number (Bonferroni).
#[must_use]
pub(crate) fn accuracy_claim(tests: &[PairwiseTest]) -> Option<AccuracyClaim> {
    let lead = |test: &&PairwiseTest| test.mcnemar.only_second as i64 - test.mcnemar.only_first as i64;
    let strongest = *tests.iter().max_by_key(lead)?;
    let corrected = |test: &PairwiseTest| test.mcnemar.p * tests.len() as f64;
    let ahead = tests.iter().filter(|test| lead(test) > 0 && corrected(test) < SIGNIFICANT);
    if let Some(better) = ahead.max_by_key(lead) {
        return Some(AccuracyClaim::Refuted(better.structure));
    }
    let best = tests.iter().all(|test| lead(&test) < 0 && test.mcnemar.is_separable());
    Some(if best { AccuracyClaim::Confirmed } else { AccuracyClaim::Undecided(strongest) })
}

/// The structure that the study calls the best trade-off.
pub(crate) const BEST_TRADE_OFF: Structure = Structure::Three;

/// The Pareto front of accuracy and median time of a backbone's structures; `None` below two of them.
#[must_use]
pub(crate) fn trade_off(
    run: &Run,
    backbone: Backbone,
    accuracy: impl Fn(NetworkId) -> Option<f64>,
) -> Option<TradeOff> {
    let points: Vec<MeasuredStructure> = run
        .summaries()
        .into_iter()
        .filter(|(network, _)| network.backbone == backbone)
        .filter_map(|(network, time)| {
            Some(MeasuredStructure { structure: network.structure, time, accuracy: accuracy(network)? })
        })
        .collect();
    if points.len() < 2 {
        return None;
    }
    let on_front =
        pareto(&points.iter().map(|point| (point.time.median.0, point.accuracy)).collect::<Vec<_>>());
    let judged = points.iter().zip(on_front);
    let front: Vec<Structure> =
        judged.filter(|(_, on_front)| *on_front).map(|(point, _)| point.structure).collect();
    let three = pareto_status(&points, &front);
    Some(TradeOff { front, three })
}

struct MeasuredStructure {
    structure: Structure,
    time: Summary,
    accuracy: f64,
}

/// Of [`BEST_TRADE_OFF`].
fn pareto_status(points: &[MeasuredStructure], front: &[Structure]) -> ParetoStatus {
    let Some(three) = points.iter().find(|point| point.structure == BEST_TRADE_OFF) else {
        return ParetoStatus::NotMeasured;
    };
    if front.contains(&BEST_TRADE_OFF) {
        return ParetoStatus::OnFront;
    }
    let surely_dominates = |other: &MeasuredStructure| {
        other.time.interval.high < three.time.interval.low && other.accuracy >= three.accuracy
    };
    if points.iter().any(surely_dominates) { ParetoStatus::Dominated } else { ParetoStatus::Undecided }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Millis, Sample};

    #[test]
    fn a_ratio_is_judged_against_the_studys() {
        let costs = costs(&crate::measure::run::tests::run());
        // Structure 1 takes 1.5 times as long here, in every round; the study says 1.92.
        assert_eq!(costs.len(), 1);
        assert_eq!((costs[0].network.structure, costs[0].agreement), (Structure::One, Agreement::Lower));
        assert!((costs[0].study - 1.92).abs() < 0.01 && (costs[0].here - 1.5).abs() < 1e-9);
    }

    #[test]
    fn no_more_is_read_from_the_studys_figure_than_its_decimals_tell() {
        let agreement = |low, high| Agreement::between(Interval { low, high }, 1.0);
        assert_eq!(agreement(1.003, 1.03), Agreement::Agrees, "shown as 1.00 to 1.03");
        assert_eq!(agreement(1.006, 1.03), Agreement::Higher);
        assert_eq!(agreement(0.9, 0.996), Agreement::Agrees);
        assert_eq!(agreement(0.9, 0.994), Agreement::Lower);
    }

    #[test]
    fn the_most_accurate_meets_every_other() {
        let answers = vec![
            (Structure::Two, vec![true; 100]),
            (Structure::FourOne, vec![true; 100]),
            (Structure::Three, [vec![false; 10], vec![true; 90]].concat()),
        ];
        let tests = pairwise_tests(&answers);
        assert_eq!(
            tests.iter().map(|test| test.structure).collect::<Vec<_>>(),
            [Structure::Two, Structure::Three]
        );
        assert!(!tests[0].mcnemar.is_separable() && tests[1].mcnemar.is_separable());
        assert_eq!(pairwise_tests(&answers[..1]), []);
    }

    #[test]
    fn the_front_needs_two_structures() {
        let run = crate::measure::run::tests::run();
        let accurate =
            |network: NetworkId| Some(if network.structure == Structure::One { 0.999 } else { 0.998 });
        let found = trade_off(&run, Backbone::ResNet18, accurate).unwrap();
        assert_eq!(
            found,
            TradeOff { front: vec![Structure::One, Structure::Two], three: ParetoStatus::NotMeasured }
        );
        assert_eq!(trade_off(&run, Backbone::ResNet34, accurate), None);
        let same = |_| Some(0.999);
        assert_eq!(trade_off(&run, Backbone::ResNet18, same).unwrap().front, [Structure::Two]);
    }

    /// Structures with the numbers of images that only (4)-1, and only the other, classified correctly.
    fn tests_with(pairs: &[(Structure, usize, usize)]) -> Vec<PairwiseTest> {
        let test = |&(structure, only_first, only_second): &(Structure, usize, usize)| {
            let answers = |ours, theirs| [vec![ours; only_first], vec![theirs; only_second]].concat();
            PairwiseTest {
                structure,
                mcnemar: McNemar::from_answers(&answers(true, false), &answers(false, true)),
            }
        };
        pairs.iter().map(test).collect()
    }

    #[test]
    fn confirmed_needs_every_test_and_refuted_one_of_them_corrected_for_their_number() {
        use Structure::{One, Three, Two};
        assert_eq!(accuracy_claim(&[]), None);
        assert_eq!(accuracy_claim(&tests_with(&[(One, 9, 0), (Two, 12, 1)])), Some(AccuracyClaim::Confirmed));
        // p of 5 to 0 is 0.0625: one of the two is not significant.
        let open = tests_with(&[(One, 9, 0), (Two, 5, 0)]);
        assert_eq!(accuracy_claim(&open), Some(AccuracyClaim::Undecided(open[1])));
        // p of 0 to 6 is 0.03125: significant alone, and not as one of three tests.
        assert_eq!(accuracy_claim(&tests_with(&[(One, 0, 6)])), Some(AccuracyClaim::Refuted(One)));
        let three = tests_with(&[(One, 0, 6), (Two, 9, 0), (Three, 2, 2)]);
        assert_eq!(accuracy_claim(&three), Some(AccuracyClaim::Undecided(three[0])));
        assert_eq!(
            accuracy_claim(&tests_with(&[(One, 0, 12), (Two, 9, 0), (Three, 2, 2)])),
            Some(AccuracyClaim::Refuted(One))
        );
    }

    #[test]
    fn a_front_that_noise_could_turn_is_not_decided() {
        let status = |factor: f64, accuracy_of_three: f64| {
            let mut run = crate::measure::run::tests::run();
            let networks = [Structure::Two, Structure::Three]
                .map(|structure| NetworkId { backbone: Backbone::ResNet18, structure });
            let sample = run.samples[0];
            run.samples = (0..20)
                .flat_map(|round| {
                    let elapsed = Millis(20.0 + f64::from(round % 5));
                    let two = Sample { network: networks[0], round, elapsed, ..sample };
                    [two, Sample { network: networks[1], elapsed: Millis(elapsed.0 * factor), ..two }]
                })
                .collect();
            run.plan.networks = networks.to_vec();
            let accuracy = |network: NetworkId| {
                Some(if network.structure == Structure::Three { accuracy_of_three } else { 0.998 })
            };
            trade_off(&run, Backbone::ResNet18, accuracy).unwrap().three
        };
        assert_eq!(status(1.001, 0.999), ParetoStatus::OnFront);
        assert_eq!(status(1.001, 0.998), ParetoStatus::Undecided);
        assert_eq!(status(1.5, 0.998), ParetoStatus::Dominated);
    }
}
