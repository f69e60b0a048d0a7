//! A run as bar charts: times, what each stage adds to them, and the bytes of its weights.

use leptos::prelude::*;

use crate::chart::{BarChart, BarChartView, BarGroup, BarRow, BarValue, SeriesStyle, Unit};
use crate::lab::i18n::LabTexts;
use crate::lab::others::OtherRun;
use crate::lab::reference::study_charts::bars_from_zero;
use crate::lab::state::Lab;
use crate::measure::{Millis, Mode, Run, Stage, StageTime, Summary};
use crate::study::{Backbone, NetworkId};

/// The measured times, beside those of imported runs.
#[component]
pub(super) fn TimesChart(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let chart = move |_: Option<&_>| {
        let texts = lab.texts();
        let theirs = lab.setup.theirs.get();
        run.with(|run| run.as_ref().map_or_else(no_bars, |run| times_chart(run, &theirs, texts)))
    };
    let mode = move || run.with(|run| run.as_ref().map_or(Mode::Latency, |run| run.plan.mode));
    view! {
        <BarChartView chart=Memo::new(chart) name="times"
            heading=Signal::derive(move || {
                let texts = &lab.texts().benchmark;
                format!("{}, {}", texts.latency_chart, (texts.latency_axis)(mode()))
            })
            note=Signal::derive(move || (lab.texts().benchmark.latency_note)()) />
    }
}

/// What each stage adds to the time.
#[component]
pub(super) fn StageTimesChart(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let chart = move |_: Option<&_>| {
        run.with(|run| run.as_ref().map_or_else(no_bars, |run| stage_chart(run, lab.texts())))
    };
    view! {
        <BarChartView chart=Memo::new(chart) name="parts"
            heading=Signal::derive(move || lab.texts().benchmark.stages_chart.to_owned())
            note=Signal::derive(move || lab.texts().benchmark.stages_note.to_owned()) />
    }
}

/// Bytes of each stage's weights.
#[component]
pub(super) fn StageBytesChart(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let chart = Memo::new(move |_| run.with(|run| bytes_chart(run.as_ref(), lab.texts())));
    view! {
        <BarChartView chart=chart name="part-bytes"
            heading=Signal::derive(move || lab.texts().charts.bytes.to_owned())
            note=Signal::derive(move || lab.texts().charts.bytes_note.to_owned()) />
    }
}

fn no_bars() -> BarChart {
    bars_from_zero(Vec::new(), String::new(), Unit::Ratio)
}

/// Medians with their intervals and every sample; imported runs of the same mode beside ours.
fn times_chart(run: &Run, theirs: &[OtherRun], texts: &LabTexts) -> BarChart {
    let mut runs = vec![(texts.reference.here.to_owned(), SeriesStyle::Full, run)];
    let styles = [SeriesStyle::Outline, SeriesStyle::Light].into_iter().cycle();
    let comparable = theirs.iter().filter(|other| other.run.plan.mode == run.plan.mode);
    let name = |other: &OtherRun| match other.shipped {
        Some(shipped) => (texts.benchmark.shipped)(shipped).to_owned(),
        None => other.run.device_name(),
    };
    runs.extend(comparable.zip(styles).map(|(other, style)| (name(other), style, &other.run)));
    let value = |(series, style, run): &(String, SeriesStyle, &Run), network: NetworkId| {
        let counted = run.samples.iter().filter(|sample| sample.network == network && sample.counts());
        let dots: Vec<f64> = counted.map(|sample| sample.per_iteration().0).collect();
        let times: Vec<Millis> = dots.iter().copied().map(Millis).collect();
        let summary = Summary::from_times(&times)?;
        let whisker = Some((summary.interval.low, summary.interval.high));
        Some(BarValue { series: series.clone(), style: *style, value: summary.median.0, whisker, dots })
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
    bars_from_zero(groups, (texts.benchmark.latency_axis)(run.plan.mode).to_owned(), Unit::Millis)
}

fn stage_chart(run: &Run, texts: &LabTexts) -> BarChart {
    let row = |stage: &StageTime| {
        let megabytes = format!("{:.2} MB", stage.bytes.megabytes());
        let value = BarValue {
            series: megabytes,
            style: SeriesStyle::Full,
            // Differences of medians; noise can make one negative.
            value: stage.time.0.max(0.0),
            whisker: None,
            dots: Vec::new(),
        };
        BarRow { structure: stage.network.structure, values: vec![value] }
    };
    let group = |stage: Stage| BarGroup {
        title: (texts.benchmark.stage)(stage).to_owned(),
        rows: run.stages.iter().filter(|time| time.stage == stage).map(row).collect(),
    };
    let groups = Stage::ALL.into_iter().map(group).collect();
    bars_from_zero(groups, (texts.benchmark.latency_axis)(run.plan.mode).to_owned(), Unit::Millis)
}

fn bytes_chart(run: Option<&Run>, texts: &LabTexts) -> BarChart {
    let row = |stage: &StageTime| BarRow {
        structure: stage.network.structure,
        values: vec![BarValue {
            series: String::new(),
            style: SeriesStyle::Full,
            value: stage.bytes.megabytes(),
            whisker: None,
            dots: Vec::new(),
        }],
    };
    let group = |stage: Stage| BarGroup {
        title: (texts.benchmark.stage)(stage).to_owned(),
        rows: run.map_or_else(Vec::new, |run| {
            run.stages.iter().filter(|time| time.stage == stage).map(row).collect()
        }),
    };
    let groups = Stage::ALL.into_iter().map(group).filter(|group| !group.rows.is_empty()).collect();
    bars_from_zero(groups, texts.charts.bytes_axis.to_owned(), Unit::Megabytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::i18n::texts;
    use crate::lab::reference::study_charts::{measured, ratios};
    use crate::lab::runs::{Benchmark, Report};
    use crate::measure::{Bytes, DeviceKind, Ended, Environment, Pace, Plan, Sample};
    use crate::web::Language;

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
            environment: Environment { device: DeviceKind::Gpu, ..Environment::default() },
            samples: networks.iter().zip(times).map(sample).collect(),
            plan: Plan { networks, mode: Mode::Latency, budget: Millis(1e3), seed: 0 },
            ended: Ended::Complete,
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
        let chart = times_chart(&run, &[], texts);
        assert!(chart.groups[0].rows.iter().all(|row| row.values.len() == 1));
        let report = Report { run, ended: Ended::Complete };
        let here = measured(&Benchmark::Over(Box::new(report)));
        let chart = ratios(Backbone::ResNet18, &here, texts);
        let counts: Vec<usize> = chart.groups[0].rows.iter().map(|row| row.values.len()).collect();
        assert_eq!(counts, [3, 3, 2, 2, 2], "measured where measured, the study everywhere");
        assert_eq!(chart.groups[0].rows[0].values[0].value, 1.5);
    }

    #[test]
    fn someone_elses_run_stands_beside_ours_when_it_timed_the_same() {
        let mut other = OtherRun { run: run(&[60.0]), shipped: None };
        let texts = texts(Language::English);
        let both = times_chart(&run(&[30.0, 20.0]), std::slice::from_ref(&other), texts);
        let counts: Vec<usize> = both.groups[0].rows.iter().map(|row| row.values.len()).collect();
        assert_eq!(counts, [2, 1]);
        assert_eq!(both.domain().1, 60.0);
        other.run.plan.mode = Mode::Batch;
        let ours = times_chart(&run(&[30.0, 20.0]), &[other], texts);
        assert!(ours.groups[0].rows.iter().all(|row| row.values.len() == 1));
    }

    #[test]
    fn each_stage_has_its_bytes() {
        let mut run = run(&[30.0]);
        let network = run.plan.networks[0];
        run.stages = [(Stage::Stem, 6_000), (Stage::Layer4, 2_500_000)]
            .map(|(stage, bytes)| StageTime { network, stage, time: Millis(0.1), bytes: Bytes(bytes) })
            .to_vec();
        let chart = bytes_chart(Some(&run), texts(Language::English));
        let groups: Vec<(&str, f64)> =
            chart.groups.iter().map(|group| (group.title.as_str(), group.rows[0].values[0].value)).collect();
        assert_eq!(groups, [("stem", 0.006), ("layer4", 2.5)]);
    }
}
