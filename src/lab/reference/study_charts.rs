//! The study's rows as bar charts: time ratios, accuracies, inference times; data only.

use crate::chart::{BarChart, BarGroup, BarRow, BarValue, Baseline, Mark, SeriesStyle, Unit};
use crate::lab::i18n::LabTexts;
use crate::lab::runs::Benchmark;
use crate::measure::Ratio;
use crate::study::reference::{self, StudyRow, time_ratio};
use crate::study::{Backbone, NetworkId, Rule};
use crate::weights::PublishedAccuracies;

/// Where the axis of accuracies starts: just below the study's lowest, 0.9933.
pub(crate) const ACCURACY_CUT: f64 = 0.993;

/// Ratios to structure 2 of a backbone: here, where measured, and in both experiments.
#[must_use]
pub(crate) fn ratios(backbone: Backbone, here: &[Ratio], texts: &LabTexts) -> BarChart {
    let row = |network: NetworkId| {
        let measured = here.iter().find(|ratio| ratio.network == network);
        let whisker = measured.map(|ratio| (ratio.interval.low, ratio.interval.high));
        let study =
            |rule, style| ((texts.reference.experiment)(rule), style, time_ratio(rule, network), None);
        let series = [
            (texts.reference.here.to_owned(), SeriesStyle::Full, measured.map(|ratio| ratio.value), whisker),
            study(Rule::HeadMean, SeriesStyle::Light),
            study(Rule::AllHeads, SeriesStyle::Outline),
        ];
        let value =
            |(series, style, value, whisker): (String, SeriesStyle, Option<f64>, Option<(f64, f64)>)| {
                value.map(|value| BarValue { series, style, value, whisker, dots: Vec::new() })
            };
        BarRow { structure: network.structure, values: series.into_iter().filter_map(value).collect() }
    };
    let rows = NetworkId::on_backbone(backbone).map(row).collect();
    let groups = vec![BarGroup { title: String::new(), rows }];
    let axis = texts.reference.ratio_axis.to_owned();
    BarChart { guide: Some(1.0), ..bars_from_zero(groups, axis, Unit::Ratio) }
}

/// Accuracies by one rule, by backbone and structure: these weights beside the study's.
#[must_use]
pub(crate) fn accuracies(rule: Rule, published: Option<&PublishedAccuracies>, texts: &LabTexts) -> BarChart {
    let mut groups = study_groups(rule, texts, |row| row.accuracy);
    for (group, backbone) in groups.iter_mut().zip(Backbone::ALL) {
        for row in &mut group.rows {
            let network = NetworkId { backbone, structure: row.structure };
            let Some(published) = published else { continue };
            // Style all rows, so that the legend stays the same when some values are missing.
            row.values.iter_mut().for_each(|value| value.style = SeriesStyle::Outline);
            let Some(value) = published.accuracy(network, rule) else { continue };
            let series = texts.reference.weights.to_owned();
            row.values.insert(
                0,
                BarValue { series, style: SeriesStyle::Full, value, whisker: None, dots: Vec::new() },
            );
        }
    }
    let axis = texts.reference.accuracy_axis.to_owned();
    let cut = Baseline::CutAt(ACCURACY_CUT);
    BarChart { mark: Mark::Dot, baseline: cut, ..bars_from_zero(groups, axis, Unit::Fraction) }
}

/// The study's inference times in one experiment by backbone and structure, in milliseconds.
#[must_use]
pub(crate) fn study_times(rule: Rule, texts: &LabTexts) -> BarChart {
    let groups = study_groups(rule, texts, |row| row.inference_seconds * 1e3);
    bars_from_zero(groups, texts.reference.time_axis.to_owned(), Unit::Millis)
}

fn study_groups(rule: Rule, texts: &LabTexts, value: fn(&StudyRow) -> f64) -> Vec<BarGroup> {
    let row = |network: NetworkId| {
        let series = (texts.reference.experiment)(rule);
        let value = BarValue {
            series,
            style: SeriesStyle::Full,
            value: value(reference::row(rule, network)?),
            whisker: None,
            dots: Vec::new(),
        };
        Some(BarRow { structure: network.structure, values: vec![value] })
    };
    let group = |backbone: Backbone| BarGroup {
        title: backbone.name().to_owned(),
        rows: NetworkId::on_backbone(backbone).filter_map(row).collect(),
    };
    Backbone::ALL.into_iter().map(group).collect()
}

/// A chart of bars from zero.
#[must_use]
pub(crate) fn bars_from_zero(groups: Vec<BarGroup>, axis: String, unit: Unit) -> BarChart {
    BarChart { groups, mark: Mark::Bar, baseline: Baseline::Zero, guide: None, axis_name: axis, unit }
}

/// Ratios of a benchmark that is over.
#[must_use]
pub(crate) fn measured(benchmark: &Benchmark) -> Vec<Ratio> {
    let Benchmark::Over(report) = benchmark else { return Vec::new() };
    report.run.ratios()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::i18n::texts;
    use crate::web::Language;

    #[test]
    fn every_accuracy_of_the_study_lies_above_the_cut() {
        for rule in Rule::ALL {
            let chart = accuracies(rule, None, texts(Language::English));
            let values = chart.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.values);
            assert_eq!(values.clone().count(), 15);
            assert!(values.clone().all(|value| value.value > ACCURACY_CUT));
        }
    }

    #[test]
    fn a_style_is_one_series_also_where_only_some_networks_are_published() {
        let shipped = r#"{"version":1,"networks":[{"backbone":"resnet18","structure":"2","accuracy_experiment_1":0.999,"accuracy_experiment_2":0.998}]}"#;
        let some = PublishedAccuracies::parse(shipped.as_bytes()).unwrap();
        let chart = accuracies(Rule::HeadMean, Some(&some), texts(Language::English));
        let values = chart.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.values);
        let (full, outline): (Vec<&BarValue>, Vec<&BarValue>) =
            values.partition(|value| value.style == SeriesStyle::Full);
        assert_eq!((full.len(), full[0].value, outline.len()), (1, 0.999, 15));
        assert!(outline.iter().all(|value| value.series == outline[0].series));
    }
}
