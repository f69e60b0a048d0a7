//! Accuracy against time of a run's networks, with their Pareto front.

use leptos::prelude::*;

use crate::chart::{
    Axis, Connect, PointFill, ScatterChart, ScatterChartView, ScatterPoint, ScatterSeries, Unit, step_line,
};
use crate::lab::i18n::LabTexts;
use crate::lab::state::Lab;
use crate::measure::{Run, pareto};
use crate::study::{Backbone, NetworkId, Rule};

/// The rule of the accuracies: correct only when every head is.
const RULE: Rule = Rule::AllHeads;
/// The accuracy axis starts at a multiple of this, at least this far below the lowest.
const STEP: f64 = 1e-3;
/// The end of the time axis, as a multiple of the slowest.
const BEYOND: f64 = 1.1;

/// Accuracy against time of the backbones that were measured.
#[component]
pub(super) fn TradeOffCharts(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let backbones = Memo::new(move |_| run.with(|run| run.as_ref().map_or_else(Vec::new, Run::backbones)));
    move || backbones.get().into_iter().map(|backbone| chart(lab, run, backbone)).collect_view()
}

fn chart(lab: Lab, run: Memo<Option<Run>>, backbone: Backbone) -> impl IntoView {
    let plane = Memo::new(move |_| {
        let published = lab.published.get();
        let accuracy = |network| published.here()?.accuracy(network, RULE);
        run.with(|run| plane(run.as_ref(), backbone, accuracy, lab.texts()))
    });
    let heading = move || format!("{}, {}", lab.texts().charts.trade_off, backbone.name());
    let note = move || (lab.texts().charts.trade_off_note)(plane.with(|plane| plane.y_axis.domain.0));
    view! {
        <Show when=move || plane.with(|plane| !plane.series.is_empty())>
            <ScatterChartView chart=plane name=format!("trade-off-{}", backbone.id())
                heading=Signal::derive(heading) note=Signal::derive(note) />
        </Show>
    }
}

/// The networks of a backbone whose time and accuracy are both known.
fn plane(
    run: Option<&Run>,
    backbone: Backbone,
    accuracy: impl Fn(NetworkId) -> Option<f64>,
    texts: &LabTexts,
) -> ScatterChart {
    let summaries = run.map_or_else(Vec::new, Run::summaries);
    let found: Vec<_> = summaries
        .into_iter()
        .filter(|(network, _)| network.backbone == backbone)
        .filter_map(|(network, summary)| Some((network.structure, summary, accuracy(network)?)))
        .collect();
    let places: Vec<(f64, f64)> =
        found.iter().map(|(_, summary, worth)| (summary.median.0, *worth)).collect();
    let on_front = pareto(&places);
    let series = found.iter().zip(&on_front).map(|((structure, summary, worth), on_front)| {
        let (fill, note) = match on_front {
            true => (PointFill::Full, texts.charts.on_front),
            false => (PointFill::Hollow, texts.charts.beaten),
        };
        let whisker = Some((summary.interval.low, summary.interval.high));
        let note = note.to_owned();
        ScatterSeries {
            structure: *structure,
            points: vec![ScatterPoint { x: summary.median.0, y: *worth, whisker, fill, note }],
        }
    });
    let front: Vec<(f64, f64)> =
        places.iter().zip(&on_front).filter(|(_, on_front)| **on_front).map(|(place, _)| *place).collect();
    let slowest = found.iter().map(|(_, summary, _)| summary.interval.high.max(summary.median.0));
    let lowest = places.iter().map(|place| place.1).fold(1.0, f64::min);
    let cut = ((lowest / STEP).floor() - 1.0).max(0.0) * STEP;
    let time = run.map_or("", |run| (texts.benchmark.latency_axis)(run.plan.mode));
    ScatterChart {
        series: series.collect(),
        x_axis: Axis::linear(time, Unit::Millis, (0.0, slowest.fold(0.0, f64::max) * BEYOND)),
        y_axis: Axis::linear(texts.charts.trade_off_axis, Unit::Fraction, (cut, 1.0)),
        connect: Connect::Apart,
        front: step_line(&front),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::i18n::texts;
    use crate::measure::{Ended, Environment, Millis, Mode, Pace, Plan, Sample};
    use crate::study::Structure;
    use crate::web::Language;

    /// Structures 1, 2 and 3 of ResNet18 in two rounds: 2 ms, 1 ms and 1.5 ms.
    fn run() -> Run {
        let networks: Vec<NetworkId> = NetworkId::on_backbone(Backbone::ResNet18).take(3).collect();
        let sample = |round| {
            networks.iter().zip([2.0, 1.0, 1.5]).map(move |(&network, time)| Sample {
                network,
                round,
                iterations: 10,
                began: Millis(0.0),
                elapsed: Millis(time * 10.0),
                disturbance: None,
                pace: Pace::Usual,
            })
        };
        Run {
            version: Run::VERSION,
            environment: Environment::default(),
            samples: (0..2).flat_map(sample).collect(),
            plan: Plan { networks: networks.clone(), mode: Mode::Latency, budget: Millis(1e3), seed: 0 },
            ended: Ended::Complete,
            verifications: Vec::new(),
            startups: Vec::new(),
            lower_bounds: Vec::new(),
            stages: Vec::new(),
        }
    }

    fn accuracy(network: NetworkId) -> Option<f64> {
        match network.structure {
            Structure::One => Some(0.9981),
            Structure::Two => Some(0.9975),
            Structure::Three => Some(0.9972),
            Structure::FourOne | Structure::FourTwo => None,
        }
    }

    #[test]
    fn what_is_slower_and_worse_is_beaten_and_the_front_passes_it_by() {
        let plane = plane(Some(&run()), Backbone::ResNet18, accuracy, texts(Language::English));
        let fills: Vec<PointFill> = plane.series.iter().map(|series| series.points[0].fill).collect();
        assert_eq!(fills, [PointFill::Full, PointFill::Full, PointFill::Hollow]);
        assert_eq!(plane.front, [(1.0, 0.9975), (2.0, 0.9975), (2.0, 0.9981)]);
        assert_eq!(plane.series[2].points[0].note, "beaten");
        assert!((plane.y_axis.domain.0 - 0.996).abs() < 1e-12, "a step below the lowest, 0.9972");
        assert!(plane.x_axis.domain.1 > 2.0 && plane.x_axis.domain.0 == 0.0);
    }

    #[test]
    fn without_times_or_accuracies_there_is_nothing_to_show() {
        let texts = texts(Language::Korean);
        assert!(plane(None, Backbone::ResNet18, accuracy, texts).series.is_empty());
        assert!(plane(Some(&run()), Backbone::ResNet34, accuracy, texts).series.is_empty());
        assert!(plane(Some(&run()), Backbone::ResNet18, |_| None, texts).series.is_empty());
    }
}
