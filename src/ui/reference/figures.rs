//! From the study's rows and a benchmark's samples to figures. Refuses views.

use crate::measure::{Ratio, Summary, ratios};
use crate::protocol::Failure;
use crate::study::reference::{Row as StudyRow, parse_experiment};
use crate::study::{Backbone, NetworkId};
use crate::ui::browser;
use crate::ui::chart::{Figure, Group, Mark, Row, Start, Tone, Unit, Value};
use crate::ui::client::core::{Benchmark, Report};
use crate::ui::i18n::Texts;

/// Where the axis of accuracies starts: just below the study's lowest, 0.9933.
pub const ACCURACY_CUT: f64 = 0.993;

/// Files of the two experiments, relative to the page.
const FILES: [&str; 2] = ["reference/experiment_1.csv", "reference/experiment_2.csv"];

/// The rows of the study's two experiments.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    experiments: [Vec<StudyRow>; 2],
}

impl Figures {
    /// Fetches both files.
    ///
    /// # Errors
    /// Names the file that is missing or cannot be read.
    pub async fn fetch() -> Result<Self, Failure> {
        let [first, second] = FILES;
        Ok(Self { experiments: [fetch(first).await?, fetch(second).await?] })
    }

    fn rows(&self, experiment: u32) -> &[StudyRow] {
        &self.experiments[usize::from(experiment == 2)]
    }

    /// The study's ratio of a network to structure 2 of its backbone.
    #[must_use]
    pub fn ratio(&self, experiment: u32, network: NetworkId) -> Option<f64> {
        let time = |row: &StudyRow| (row.network, row.inference_seconds);
        let all = ratios(&self.rows(experiment).iter().map(time).collect::<Vec<_>>());
        all.into_iter().find(|ratio| ratio.network == network).map(|ratio| ratio.value)
    }

    /// Ratios to structure 2 of a backbone: here, where measured, and in both experiments.
    #[must_use]
    pub fn ratios(&self, backbone: Backbone, here: &[Ratio], texts: &Texts) -> Figure {
        let row = |network: NetworkId| {
            let measured = here.iter().find(|ratio| ratio.network == network).map(|ratio| ratio.value);
            let series = [
                (texts.reference.here.to_owned(), Tone::Full, measured),
                ((texts.reference.experiment)(1), Tone::Light, self.ratio(1, network)),
                ((texts.reference.experiment)(2), Tone::Outline, self.ratio(2, network)),
            ];
            let value = |(series, tone, value): (String, Tone, Option<f64>)| {
                value.map(|value| Value { series, tone, value, spread: None })
            };
            Row { structure: network.structure, values: series.into_iter().filter_map(value).collect() }
        };
        let rows = NetworkId::of(backbone).map(row).collect();
        let groups = vec![Group { title: String::new(), rows }];
        let axis = texts.reference.ratio_axis.to_owned();
        Figure { guide: Some(1.0), ..figure(groups, axis, Unit::Ratio) }
    }

    /// Accuracies of one experiment by backbone and structure.
    #[must_use]
    pub fn accuracies(&self, experiment: u32, texts: &Texts) -> Figure {
        let groups = self.groups(experiment, texts, |row| row.accuracy);
        let axis = texts.reference.accuracy_axis.to_owned();
        let cut = Start::CutAt(ACCURACY_CUT);
        Figure { mark: Mark::Dot, start: cut, ..figure(groups, axis, Unit::Fraction) }
    }

    /// Inference times of one experiment by backbone and structure, in milliseconds.
    #[must_use]
    pub fn times(&self, experiment: u32, texts: &Texts) -> Figure {
        let groups = self.groups(experiment, texts, |row| row.inference_seconds * 1e3);
        figure(groups, texts.reference.time_axis.to_owned(), Unit::Millis)
    }

    fn groups(&self, experiment: u32, texts: &Texts, value: fn(&StudyRow) -> f64) -> Vec<Group> {
        let find = |network| self.rows(experiment).iter().find(|row| row.network == network);
        let row = |network: NetworkId| {
            let series = (texts.reference.experiment)(experiment);
            let value = Value { series, tone: Tone::Full, value: value(find(network)?), spread: None };
            Some(Row { structure: network.structure, values: vec![value] })
        };
        let group = |backbone: Backbone| Group {
            title: backbone.name().to_owned(),
            rows: NetworkId::of(backbone).filter_map(row).collect(),
        };
        Backbone::ALL.into_iter().map(group).collect()
    }
}

async fn fetch(file: &str) -> Result<Vec<StudyRow>, Failure> {
    let bytes = browser::fetch(file).await?;
    let invalid = |detail: String| Failure::FileInvalid { file: file.to_owned(), detail };
    let text = String::from_utf8(bytes).map_err(|error| invalid(error.to_string()))?;
    parse_experiment(&text).map_err(|error| invalid(error.to_string()))
}

/// A figure of bars from zero.
#[must_use]
pub fn figure(groups: Vec<Group>, axis: String, unit: Unit) -> Figure {
    Figure { groups, mark: Mark::Bar, start: Start::Zero, guide: None, axis, unit }
}

/// Summary of each network of a benchmark that has samples, in the study's order.
#[must_use]
pub fn summaries(report: &Report) -> Vec<(NetworkId, Summary)> {
    let of = |&network: &NetworkId| {
        let mine = report.samples.iter().filter(|sample| sample.network == network);
        Summary::of(&mine.map(|sample| sample.latency).collect::<Vec<_>>()).map(|summary| (network, summary))
    };
    report.plan.networks.iter().filter_map(of).collect()
}

/// Ratios of a benchmark that is over.
#[must_use]
pub fn measured(benchmark: &Benchmark) -> Vec<Ratio> {
    let Benchmark::Over(report) = benchmark else { return Vec::new() };
    ratios(
        &summaries(report)
            .into_iter()
            .map(|(network, summary)| (network, summary.median.0))
            .collect::<Vec<_>>(),
    )
}

/// Latencies of a benchmark: medians with whiskers from the 10th to the 90th percentile.
#[must_use]
pub fn latencies(report: &Report, texts: &Texts) -> Figure {
    let row = |(network, summary): (NetworkId, Summary)| {
        let value = Value {
            series: texts.reference.here.to_owned(),
            tone: Tone::Full,
            value: summary.median.0,
            spread: Some((summary.p10.0, summary.p90.0)),
        };
        Row { structure: network.structure, values: vec![value] }
    };
    let title = report.plan.networks.first().map_or("", |network| network.backbone.name()).to_owned();
    let rows = summaries(report).into_iter().map(row).collect();
    figure(vec![Group { title, rows }], texts.benchmark.latency_axis.to_owned(), Unit::Millis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Millis, Plan, Sample};
    use crate::protocol::Outcome;
    use crate::ui::i18n::Language;

    fn published() -> Figures {
        let first = parse_experiment(include_str!("../../../public/reference/experiment_1.csv")).unwrap();
        let second = parse_experiment(include_str!("../../../public/reference/experiment_2.csv")).unwrap();
        Figures { experiments: [first, second] }
    }

    #[test]
    fn the_studys_ratios_are_those_it_is_known_for() {
        let ratio = |network| format!("{:.2}", published().ratio(1, network).unwrap());
        let all: Vec<String> = NetworkId::of(Backbone::ResNet18).map(ratio).collect();
        assert_eq!(all, ["1.92", "1.00", "1.00", "1.93", "2.42"]);
    }

    #[test]
    fn every_accuracy_of_the_study_lies_above_the_cut() {
        for experiment in [1, 2] {
            let figure = published().accuracies(experiment, Language::English.texts());
            let values = figure.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.values);
            assert_eq!(values.clone().count(), 15);
            assert!(values.clone().all(|value| value.value > ACCURACY_CUT));
        }
    }

    #[test]
    fn ours_and_theirs_share_an_axis_only_as_ratios() {
        let networks: Vec<NetworkId> = NetworkId::of(Backbone::ResNet18).take(2).collect();
        let sample = |network, value| Sample { network, round: 0, latency: Millis(value) };
        let report = Report {
            plan: Plan { networks: networks.clone(), warm_up: 1, rounds: 1, seed: 0 },
            samples: vec![sample(networks[0], 30.0), sample(networks[1], 20.0)],
            outcome: Outcome::Complete,
            device: None,
        };
        let texts = Language::Korean.texts();
        let latencies = latencies(&report, texts);
        assert!(latencies.groups[0].rows.iter().all(|row| row.values.len() == 1));
        let here = measured(&Benchmark::Over(Box::new(report)));
        let figure = published().ratios(Backbone::ResNet18, &here, texts);
        let counts: Vec<usize> = figure.groups[0].rows.iter().map(|row| row.values.len()).collect();
        assert_eq!(counts, [3, 3, 2, 2, 2], "measured where measured, the study everywhere");
        assert_eq!(figure.groups[0].rows[0].values[0].value, 1.5);
    }
}
