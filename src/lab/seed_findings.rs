//! What the trainings over seeds amount to, as data: every sentence of the lab about them is chosen from these. The words
//! are in `i18n`.

use crate::measure::{ErrorSignal, SIGNIFICANT, Side, Standing, Trainings};
use crate::study::{Rule, Structure};

/// All comparisons with (2) at a glance.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SeedOverview {
    pub(crate) seeds: usize,
    pub(crate) comparisons: usize,
    /// Beyond chance.
    pub(crate) better: Vec<(Structure, Rule)>,
    /// Beyond chance.
    pub(crate) worse: Vec<(Structure, Rule)>,
    /// Comparisons in which the study's difference lies outside what one more training would give.
    pub(crate) study_outside: usize,
}

/// Two separately trained networks beside two backbones in one network.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EnsembleFinding {
    pub(crate) pairs: u32,
    /// Mean accuracy of the pairs, a fraction.
    pub(crate) accuracy: f64,
    /// The structures that join backbones, with the side of their 95 % interval on which the pairs lie.
    pub(crate) joined: Vec<(Structure, Side)>,
}

/// Contradictions as a signal of errors.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SignalFinding {
    pub(crate) seeds: usize,
    /// Share of all contradictions that are misses; `None` without any contradiction.
    pub(crate) precision: Option<f64>,
    /// Structures with contradictions and misses, of all seeds.
    pub(crate) each: Vec<(Structure, u32, u32)>,
}

/// What these trainings cannot tell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UnknownFinding {
    pub(crate) seeds: usize,
    pub(crate) backbone: &'static str,
    pub(crate) recipe: String,
    /// Largest half width of a difference's 95 % interval, a fraction.
    pub(crate) half_width: f64,
    /// The same in test images.
    pub(crate) images: f64,
    /// Whether a comparison could be significant at all after the correction.
    pub(crate) enough_seeds: bool,
}

/// All comparisons at a glance.
pub(crate) fn overview(trainings: &Trainings) -> SeedOverview {
    let all: Vec<_> = Rule::ALL.into_iter().flat_map(|rule| trainings.compared(rule)).collect();
    let standing = |wanted| {
        let found = all.iter().filter(|one| one.standing == wanted);
        found.map(|one| (one.structure, one.rule)).collect()
    };
    let outside =
        |one: &&crate::measure::Compared<'_>| one.study.is_some_and(|study| study.side != Side::Within);
    SeedOverview {
        seeds: trainings.seeds.len(),
        comparisons: all.len(),
        better: standing(Standing::Better),
        worse: standing(Standing::Worse),
        study_outside: all.iter().filter(outside).count(),
    }
}

/// The ensemble control, by the rule of experiment 2.
pub(crate) fn ensemble_finding(trainings: &Trainings) -> EnsembleFinding {
    let accuracy = trainings.ensembles.accuracy;
    let joined = trainings.structures.iter().filter(|found| found.structure.joins_backbones());
    let side = |found: &crate::measure::StructureTrainings| {
        (found.structure, Side::new(accuracy, found.experiment_2.accuracy.interval))
    };
    EnsembleFinding { pairs: trainings.ensembles.pairs, accuracy, joined: joined.map(side).collect() }
}

/// Contradictions as a signal of errors.
pub(crate) fn signal_finding(trainings: &Trainings) -> SignalFinding {
    let signals: Vec<_> = trainings
        .structures
        .iter()
        .filter_map(|found| Some((found, found.contradictions.as_ref()?)))
        .collect();
    let right = |signal: &ErrorSignal| signal.precision.unwrap_or_default() * f64::from(signal.all());
    let all: u32 = signals.iter().map(|(_, signal)| signal.all()).sum();
    let precision = signals.iter().map(|(_, signal)| right(signal)).sum::<f64>() / f64::from(all.max(1));
    SignalFinding {
        seeds: trainings.seeds.len(),
        precision: (all > 0).then_some(precision),
        each: signals
            .into_iter()
            .map(|(found, signal)| (found.structure, signal.all(), found.all_missed()))
            .collect(),
    }
}

/// What these trainings cannot tell.
pub(crate) fn unknown_finding(trainings: &Trainings) -> UnknownFinding {
    let all = Rule::ALL.into_iter().flat_map(|rule| trainings.compared(rule));
    let widths = all.map(|one| {
        let interval = one.comparison.difference.interval;
        (interval.high - interval.low) / 2.0
    });
    let half_width = widths.fold(0.0, f64::max);
    let comparisons = Structure::ALL.len() - 1;
    UnknownFinding {
        seeds: trainings.seeds.len(),
        backbone: trainings.backbone.name(),
        recipe: trainings.recipe.name.clone(),
        half_width,
        images: half_width * f64::from(trainings.images),
        enough_seeds: trainings.least_p() * (comparisons as f64) < SIGNIFICANT,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::lab::i18n::texts;
    use crate::measure::{Interval, SeedValues};
    use crate::web::Language;

    pub(crate) fn shipped() -> Trainings {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/public/replication/resnet18.json");
        Trainings::from_json(&std::fs::read_to_string(file).unwrap()).unwrap()
    }

    /// (4)-1 by experiment 2 with these differences and this corrected p.
    fn with_differences(each: &[f64], p_holm: f64) -> Trainings {
        let mut trainings = shipped();
        let comparison = trainings.structures[3].experiment_2.beside_baseline.as_mut().unwrap();
        comparison.difference = SeedValues::new(each).unwrap();
        (comparison.p, comparison.p_holm) = (p_holm / 4.0, p_holm);
        trainings
    }

    fn sentence(trainings: &Trainings, language: Language) -> String {
        let compared = trainings.compared(Rule::AllHeads);
        let four = compared.iter().find(|one| one.structure == Structure::FourOne).unwrap();
        (texts(language).seeds.compared)(four, trainings.seeds.len())
    }

    const BETTER: [f64; 8] = [0.002, 0.003, 0.004, 0.003, 0.002, 0.003, 0.004, 0.003];

    #[test]
    fn a_comparison_is_told_by_what_the_numbers_say() {
        let worse = BETTER.map(|value| -value);
        let cases = [
            (
                with_differences(&BETTER, 0.03),
                "0.300 points better",
                "more than chance",
                "within",
                ["0.300%p 높", "우연을 넘"],
            ),
            (
                with_differences(&worse, 0.03),
                "0.300 points worse",
                "more than chance",
                "outside",
                ["0.300%p 낮", "우연을 넘"],
            ),
            (
                with_differences(&BETTER, 0.3),
                "0.300 points better",
                "not separable",
                "within",
                ["0.300%p 높", "구별되지 않"],
            ),
            (
                with_differences(&[0.0; 8], 1.0),
                "as accurate as",
                "not separable",
                "outside",
                ["같습니다", "구별되지 않"],
            ),
        ];
        for (trainings, difference, standing, study, korean) in cases {
            let english = sentence(&trainings, Language::English);
            assert!([difference, standing, study].iter().all(|part| english.contains(part)), "{english}");
            let told = sentence(&trainings, Language::Korean);
            assert!(korean.iter().all(|part| told.contains(part)), "{told}");
            assert_eq!(told.contains("밖"), study == "outside", "{told}");
        }
    }

    #[test]
    fn the_overview_counts_what_is_beyond_chance_and_where_the_study_lies() {
        let found = overview(&shipped());
        assert_eq!((found.seeds, found.comparisons), (8, 8));
        let told = |found: &SeedOverview| (texts(Language::English).seeds.overview)(found);
        let none = SeedOverview { better: Vec::new(), worse: Vec::new(), study_outside: 0, ..found.clone() };
        assert!(
            told(&none).contains("no structure is") && told(&none).contains("all within"),
            "{}",
            told(&none)
        );
        let better = overview(&with_differences(&BETTER, 0.03));
        assert!(better.better.contains(&(Structure::FourOne, Rule::AllHeads)));
        assert!(told(&better).contains("(4)-1 (experiment 2) more accurate"), "{}", told(&better));
        let worse = overview(&with_differences(&BETTER.map(|value| -value), 0.03));
        assert!(worse.worse.contains(&(Structure::FourOne, Rule::AllHeads)));
        assert!(told(&worse).contains("(4)-1 (experiment 2) less accurate"), "{}", told(&worse));
        let outside = SeedOverview { study_outside: 2, ..found };
        assert!(told(&outside).contains("in 2 of 8"), "{}", told(&outside));
        for found in [none, better, worse, outside] {
            assert!(!(texts(Language::Korean).seeds.overview)(&found).is_empty());
        }
    }

    #[test]
    fn an_ensemble_lies_below_within_or_above_each_interval() {
        let mut trainings = shipped();
        let accuracy = trainings.ensembles.accuracy;
        for (low, high, side, words) in [
            (accuracy - 0.1, accuracy + 0.1, Side::Within, "within"),
            (accuracy + 0.1, accuracy + 0.2, Side::Below, "below"),
            (accuracy - 0.2, accuracy - 0.1, Side::Above, "above"),
        ] {
            trainings.structures[0].experiment_2.accuracy.interval = Interval { low, high };
            trainings.structures[3].experiment_2.accuracy.interval = Interval { low, high };
            let found = ensemble_finding(&trainings);
            assert_eq!(found.joined, [(Structure::One, side), (Structure::FourOne, side)]);
            let told = (texts(Language::English).seeds.ensemble)(&found);
            assert!(told.contains(words) && told.contains("(1) and (4)-1"), "{told}");
        }
    }

    #[test]
    fn contradictions_are_counted_and_none_is_said_too() {
        let mut trainings = shipped();
        let found = signal_finding(&trainings);
        assert_eq!(found.precision, Some(1.0));
        let told = (texts(Language::English).seeds.signal)(&found);
        let (_, contradictions, missed) = found.each[2];
        assert!(told.contains(&format!("{contradictions} of {missed}")), "{told}");
        for signal in trainings.structures.iter_mut().filter_map(|found| found.contradictions.as_mut()) {
            *signal = ErrorSignal::new(vec![0; 8], 0, 5);
        }
        let none = signal_finding(&trainings);
        assert_eq!(none.precision, None);
        assert!((texts(Language::English).seeds.signal)(&none).contains("no network contradicted itself"));
    }

    #[test]
    fn too_few_seeds_are_said_to_be_too_few() {
        let mut trainings = shipped();
        let told =
            |trainings: &Trainings| (texts(Language::English).seeds.unknown)(&unknown_finding(trainings));
        assert!(!told(&trainings).contains("too few"), "{}", told(&trainings));
        trainings.seeds.truncate(6);
        assert!(told(&trainings).contains("too few"), "{}", told(&trainings));
    }
}
