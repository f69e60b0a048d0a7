//! The chart of every training, and the tables that say the same; data only.

use super::study_charts::{ACCURACY_CUT, bars_from_zero};
use crate::chart::{BarChart, BarGroup, BarRow, BarValue, Baseline, Mark, SeriesStyle, Unit};
use crate::lab::i18n::LabTexts;
use crate::measure::{SeedValues, StructureTrainings, Trainings};
use crate::study::{Rule, Structure};
use crate::web::format::percent;

/// A table whose first column is the structure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StructureTable {
    pub(super) caption: &'static str,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<(Structure, Vec<String>)>,
}

/// Every training as a dot with mean and interval, beside the study's, by both rules.
pub(super) fn seed_chart(trainings: &Trainings, texts: &LabTexts) -> BarChart {
    let row = |found: &StructureTrainings, rule: Rule| {
        let SeedValues { each, mean, interval, .. } = &found.judged(rule).accuracy;
        let ours = BarValue {
            series: texts.seeds.mean.to_owned(),
            style: SeriesStyle::Full,
            value: *mean,
            whisker: Some((interval.low, interval.high)),
            dots: each.clone(),
        };
        let study = trainings.study_accuracy(found.structure, rule).map(|value| BarValue {
            series: texts.seeds.study.to_owned(),
            style: SeriesStyle::Outline,
            value,
            whisker: None,
            dots: Vec::new(),
        });
        BarRow { structure: found.structure, values: std::iter::once(ours).chain(study).collect() }
    };
    let group = |rule| BarGroup {
        title: (texts.reference.experiment)(rule),
        rows: trainings.structures.iter().map(|found| row(found, rule)).collect(),
    };
    let groups = Rule::ALL.map(group).to_vec();
    let axis = texts.reference.accuracy_axis.to_owned();
    let cut = Baseline::CutAt(ACCURACY_CUT);
    BarChart { mark: Mark::Dot, baseline: cut, ..bars_from_zero(groups, axis, Unit::Fraction) }
}

/// All numbers of the file: accuracies with comparisons, every seed, errors and calibration.
pub(super) fn seed_tables(trainings: &Trainings, texts: &LabTexts) -> [StructureTable; 3] {
    let seeds = &texts.seeds;
    let named = |columns: &[&str]| columns.iter().map(|&column| column.to_owned()).collect::<Vec<_>>();
    let each_seed = named(&seeds.accuracy_columns[..1]).into_iter();
    [
        StructureTable {
            caption: seeds.accuracies,
            columns: named(&seeds.accuracy_columns),
            rows: rows_by_rule(trainings, |found, rule| accuracy_cells(trainings, found, rule)),
        },
        StructureTable {
            caption: seeds.each_seed,
            columns: each_seed.chain(trainings.seeds.iter().map(|seed| (seeds.seed)(*seed))).collect(),
            rows: rows_by_rule(trainings, |found, rule| {
                found.judged(rule).accuracy.each.iter().map(|value| points(*value)).collect()
            }),
        },
        StructureTable {
            caption: seeds.certainty,
            columns: named(&seeds.certainty_columns),
            rows: trainings
                .structures
                .iter()
                .map(|found| (found.structure, certainty_cells(found)))
                .collect(),
        },
    ]
}

fn rows_by_rule(
    trainings: &Trainings,
    cells: impl Fn(&StructureTrainings, Rule) -> Vec<String>,
) -> Vec<(Structure, Vec<String>)> {
    let row = |found, rule: Rule| [vec![rule.experiment().to_string()], cells(found, rule)].concat();
    let both = trainings.structures.iter().flat_map(|found| Rule::ALL.map(|rule| (found, rule)));
    both.map(|(found, rule)| (found.structure, row(found, rule))).collect()
}

fn accuracy_cells(trainings: &Trainings, found: &StructureTrainings, rule: Rule) -> Vec<String> {
    let judged = found.judged(rule);
    let spread = |values: &SeedValues| {
        let SeedValues { mean, deviation, interval, .. } = values;
        let interval = format!("[{}, {}]", points(interval.low), points(interval.high));
        [format!("{} ± {}", points(*mean), points(*deviation)), interval]
    };
    let study = trainings.study_accuracy(found.structure, rule);
    let beside = match &judged.beside_baseline {
        Some(comparison) => {
            let [difference, interval] = spread(&comparison.difference);
            [difference, interval, format!("{:.4}", comparison.p), format!("{:.4}", comparison.p_holm)]
        }
        None => [NONE; 4].map(str::to_owned),
    };
    let [mean, interval] = spread(&judged.accuracy);
    [mean, interval, study.map_or_else(|| NONE.to_owned(), points)].into_iter().chain(beside).collect()
}

fn certainty_cells(found: &StructureTrainings) -> Vec<String> {
    let signal = found.contradictions.as_ref();
    let share = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), |value| format!("{value:.2}"));
    vec![
        found.all_missed().to_string(),
        signal.map_or_else(|| NONE.to_owned(), |signal| signal.all().to_string()),
        share(signal.and_then(|signal| signal.precision)),
        share(signal.and_then(|signal| signal.recall)),
        format!("{:.5}", found.brier.mean),
        format!("{:.5}", found.calibration_error.mean),
        percent(found.sure_of_others.mean),
    ]
}

/// What stands where there is nothing.
const NONE: &str = "–";

/// A fraction in points, to a thirtieth of an image.
fn points(fraction: f64) -> String {
    format!("{:.3}", fraction * 100.0 + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::i18n::texts;
    use crate::lab::seed_findings::tests::shipped;
    use crate::web::Language;

    #[test]
    fn every_training_is_a_dot_above_the_cut_and_a_cell() {
        let (trainings, texts) = (shipped(), texts(Language::English));
        let chart = seed_chart(&trainings, texts);
        let values = || chart.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.values);
        let dots: Vec<f64> = values().flat_map(|value| value.dots.clone()).collect();
        assert_eq!((values().count(), dots.len()), (20, 80));
        assert!(dots.iter().all(|dot| *dot > ACCURACY_CUT));
        let [accuracies, each_seed, certainty] = seed_tables(&trainings, texts);
        assert_eq!((accuracies.rows.len(), each_seed.rows.len(), certainty.rows.len()), (10, 10, 5));
        for table in [&accuracies, &each_seed, &certainty] {
            assert!(table.rows.iter().all(|(_, cells)| cells.len() == table.columns.len()));
        }
        assert_eq!(each_seed.rows[0].1[1], points(trainings.structures[0].experiment_1.accuracy.each[0]));
    }
}
