//! From the study's rows and a benchmark's samples to figures. Refuses views.

use crate::chart::{BarChart, BarGroup, BarRow, BarValue, Baseline, Mark, SeriesStyle, Unit};
use crate::lab::i18n::Texts;
use crate::lab::published::Published;
use crate::lab::runs::Benchmark;
use crate::measure::{Millis, Ratio, Run, Stage, StageTime, Summary, ratios};
use crate::protocol::Failure;
use crate::study::reference::{Row as StudyRow, parse_experiment};
use crate::study::{Backbone, NetworkId};
use crate::web::browser;

/// Where the axis of accuracies starts: just below the study's lowest, 0.9933.
pub const ACCURACY_CUT: f64 = 0.993;

/// Files of the two experiments, relative to the lab.
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

    /// The rows of an experiment.
    #[must_use]
    pub fn rows(&self, experiment: u32) -> &[StudyRow] {
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
    pub fn ratios(&self, backbone: Backbone, here: &[Ratio], texts: &Texts) -> BarChart {
        let row = |network: NetworkId| {
            let measured = here.iter().find(|ratio| ratio.network == network);
            let spread = measured.and_then(|ratio| ratio.interval).map(|ends| (ends.low, ends.high));
            let series = [
                (
                    texts.reference.here.to_owned(),
                    SeriesStyle::Full,
                    measured.map(|ratio| ratio.value),
                    spread,
                ),
                ((texts.reference.experiment)(1), SeriesStyle::Light, self.ratio(1, network), None),
                ((texts.reference.experiment)(2), SeriesStyle::Outline, self.ratio(2, network), None),
            ];
            let value =
                |(series, style, value, spread): (String, SeriesStyle, Option<f64>, Option<(f64, f64)>)| {
                    value.map(|value| BarValue { series, style, value, spread, dots: Vec::new() })
                };
            BarRow { structure: network.structure, values: series.into_iter().filter_map(value).collect() }
        };
        let rows = NetworkId::on_backbone(backbone).map(row).collect();
        let groups = vec![BarGroup { title: String::new(), rows }];
        let axis = texts.reference.ratio_axis.to_owned();
        BarChart { guide: Some(1.0), ..figure(groups, axis, Unit::Ratio) }
    }

    /// Accuracies by the rule of one experiment, by backbone and structure: these weights beside the study's.
    #[must_use]
    pub fn accuracies(&self, experiment: u32, published: Option<&Published>, texts: &Texts) -> BarChart {
        let mut groups = self.groups(experiment, texts, |row| row.accuracy);
        for (group, backbone) in groups.iter_mut().zip(Backbone::ALL) {
            for row in &mut group.rows {
                let network = NetworkId { backbone, structure: row.structure };
                let Some(published) = published else { continue };
                // Also where a network is not published: a tone is one series, all over the chart.
                row.values.iter_mut().for_each(|value| value.style = SeriesStyle::Outline);
                let Some(entry) = published.of(network) else { continue };
                let series = texts.reference.weights.to_owned();
                let value = entry.accuracy(experiment);
                row.values.insert(
                    0,
                    BarValue { series, style: SeriesStyle::Full, value, spread: None, dots: Vec::new() },
                );
            }
        }
        let axis = texts.reference.accuracy_axis.to_owned();
        let cut = Baseline::CutAt(ACCURACY_CUT);
        BarChart { mark: Mark::Dot, baseline: cut, ..figure(groups, axis, Unit::Fraction) }
    }

    /// Inference times of one experiment by backbone and structure, in milliseconds.
    #[must_use]
    pub fn times(&self, experiment: u32, texts: &Texts) -> BarChart {
        let groups = self.groups(experiment, texts, |row| row.inference_seconds * 1e3);
        figure(groups, texts.reference.time_axis.to_owned(), Unit::Millis)
    }

    fn groups(&self, experiment: u32, texts: &Texts, value: fn(&StudyRow) -> f64) -> Vec<BarGroup> {
        let find = |network| self.rows(experiment).iter().find(|row| row.network == network);
        let row = |network: NetworkId| {
            let series = (texts.reference.experiment)(experiment);
            let value = BarValue {
                series,
                style: SeriesStyle::Full,
                value: value(find(network)?),
                spread: None,
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
}

async fn fetch(file: &str) -> Result<Vec<StudyRow>, Failure> {
    let bytes = browser::fetch(file).await?;
    let invalid = |detail: String| Failure::FileInvalid { file: file.to_owned(), detail };
    let text = String::from_utf8(bytes).map_err(|error| invalid(error.to_string()))?;
    parse_experiment(&text).map_err(|error| invalid(error.to_string()))
}

/// A figure of bars from zero.
#[must_use]
pub fn figure(groups: Vec<BarGroup>, axis: String, unit: Unit) -> BarChart {
    BarChart { groups, mark: Mark::Bar, baseline: Baseline::Zero, guide: None, axis, unit }
}

/// Ratios of a benchmark that is over.
#[must_use]
pub fn measured(benchmark: &Benchmark) -> Vec<Ratio> {
    let Benchmark::Over(report) = benchmark else { return Vec::new() };
    report.run.ratios()
}

/// Times of a run: medians with their intervals and every sample; the runs of others beside it.
#[must_use]
pub fn times(run: &Run, theirs: &[Run], texts: &Texts) -> BarChart {
    let mut runs = vec![(texts.reference.here.to_owned(), SeriesStyle::Full, run)];
    let styles = [SeriesStyle::Outline, SeriesStyle::Light].into_iter().cycle();
    let comparable = theirs.iter().filter(|other| other.plan.mode == run.plan.mode);
    runs.extend(comparable.zip(styles).map(|(other, style)| (other.device_name(), style, other)));
    let value = |(series, style, run): &(String, SeriesStyle, &Run), network: NetworkId| {
        let mine = run.samples.iter().filter(|sample| sample.network == network && sample.counts());
        let dots: Vec<f64> = mine.map(|sample| sample.per_iteration().0).collect();
        let times: Vec<Millis> = dots.iter().copied().map(Millis).collect();
        let summary = Summary::from_times(&times, run.plan.seed)?;
        let spread = Some((summary.interval.low, summary.interval.high));
        Some(BarValue { series: series.clone(), style: *style, value: summary.median.0, spread, dots })
    };
    let row = |network: NetworkId| {
        let values: Vec<BarValue> = runs.iter().filter_map(|run| value(run, network)).collect();
        (!values.is_empty()).then_some(BarRow { structure: network.structure, values })
    };
    let group = |backbone: Backbone| BarGroup {
        title: backbone.name().to_owned(),
        rows: NetworkId::on_backbone(backbone).filter_map(row).collect(),
    };
    let groups = Backbone::ALL.into_iter().map(group).filter(|group| !group.rows.is_empty()).collect();
    figure(groups, (texts.benchmark.latency_axis)(run.plan.mode).to_owned(), Unit::Millis)
}

/// What each stage of a network adds to its time.
#[must_use]
pub fn stage_times(run: &Run, texts: &Texts) -> BarChart {
    let row = |stage: &StageTime| {
        let megabytes = format!("{:.2} MB", stage.bytes.megabytes());
        let value = BarValue {
            series: megabytes,
            style: SeriesStyle::Full,
            // Differences of medians; noise can make one negative.
            value: stage.time.0.max(0.0),
            spread: None,
            dots: Vec::new(),
        };
        BarRow { structure: stage.network.structure, values: vec![value] }
    };
    let group = |stage: Stage| BarGroup {
        title: (texts.benchmark.stage)(stage).to_owned(),
        rows: run.stages.iter().filter(|time| time.stage == stage).map(row).collect(),
    };
    let groups = Stage::ALL.into_iter().map(group).collect();
    figure(groups, (texts.benchmark.latency_axis)(run.plan.mode).to_owned(), Unit::Millis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::i18n::texts;
    use crate::lab::runs::Report;
    use crate::measure::{Environment, Finish, Mode, Pace, Plan, Sample};
    use crate::protocol::Outcome;
    use crate::web::Language;

    fn published() -> Figures {
        let first = parse_experiment(include_str!("../../../public/reference/experiment_1.csv")).unwrap();
        let second = parse_experiment(include_str!("../../../public/reference/experiment_2.csv")).unwrap();
        Figures { experiments: [first, second] }
    }

    #[test]
    fn the_studys_ratios_are_those_it_is_known_for() {
        let ratio = |network| format!("{:.2}", published().ratio(1, network).unwrap());
        let all: Vec<String> = NetworkId::on_backbone(Backbone::ResNet18).map(ratio).collect();
        assert_eq!(all, ["1.92", "1.00", "1.00", "1.93", "2.42"]);
    }

    #[test]
    fn every_accuracy_of_the_study_lies_above_the_cut() {
        for experiment in [1, 2] {
            let figure = published().accuracies(experiment, None, texts(Language::English));
            let values = figure.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.values);
            assert_eq!(values.clone().count(), 15);
            assert!(values.clone().all(|value| value.value > ACCURACY_CUT));
        }
    }

    #[test]
    fn a_tone_is_one_series_also_where_only_some_networks_are_published() {
        let shipped = r#"{"networks":[{"backbone":"resnet18","structure":"2","bytes":1,"accuracy_experiment_1":0.999,"accuracy_experiment_2":0.998}]}"#;
        let some = serde_json::from_str(shipped).unwrap();
        let figure = published().accuracies(1, Some(&some), texts(Language::English));
        let values = figure.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.values);
        let (full, outline): (Vec<&BarValue>, Vec<&BarValue>) =
            values.partition(|value| value.style == SeriesStyle::Full);
        assert_eq!((full.len(), full[0].value, outline.len()), (1, 0.999, 15));
        assert!(outline.iter().all(|value| value.series == outline[0].series));
    }

    fn run(times: &[f64]) -> Run {
        let networks: Vec<NetworkId> = NetworkId::on_backbone(Backbone::ResNet18).take(times.len()).collect();
        let sample = |(&network, &time): (&NetworkId, &f64)| Sample {
            network,
            round: 0,
            iterations: 1,
            began: Millis(0.0),
            elapsed: Millis(time),
            disturbance: None,
            pace: Pace::Usual,
        };
        Run {
            version: Run::VERSION,
            environment: Environment { device: "gpu".into(), ..Environment::default() },
            samples: networks.iter().zip(times).map(sample).collect(),
            plan: Plan { networks, mode: Mode::Latency, budget: Millis(1e3), seed: 0 },
            finish: Finish::Settled,
            verifications: Vec::new(),
            startups: Vec::new(),
            lower_bounds: Vec::new(),
            stages: Vec::new(),
        }
    }

    #[test]
    fn ours_and_theirs_share_an_axis_only_as_ratios() {
        let texts = texts(Language::Korean);
        let run = run(&[30.0, 20.0]);
        let figure = times(&run, &[], texts);
        assert!(figure.groups[0].rows.iter().all(|row| row.values.len() == 1));
        let report = Report { run, outcome: Outcome::Complete };
        let here = measured(&Benchmark::Over(Box::new(report)));
        let figure = published().ratios(Backbone::ResNet18, &here, texts);
        let counts: Vec<usize> = figure.groups[0].rows.iter().map(|row| row.values.len()).collect();
        assert_eq!(counts, [3, 3, 2, 2, 2], "measured where measured, the study everywhere");
        assert_eq!(figure.groups[0].rows[0].values[0].value, 1.5);
    }

    #[test]
    fn someone_elses_run_stands_beside_ours_when_it_timed_the_same() {
        let mut other = run(&[60.0]);
        let texts = texts(Language::English);
        let both = times(&run(&[30.0, 20.0]), std::slice::from_ref(&other), texts);
        let counts: Vec<usize> = both.groups[0].rows.iter().map(|row| row.values.len()).collect();
        assert_eq!(counts, [2, 1]);
        assert_eq!(both.domain().1, 60.0);
        other.plan.mode = Mode::Batch;
        let ours = times(&run(&[30.0, 20.0]), &[other], texts);
        assert!(ours.groups[0].rows.iter().all(|row| row.values.len() == 1));
    }
}
