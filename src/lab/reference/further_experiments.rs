//! The study's further experiments as charts: other digits, fewer training images, other learning rates.

use leptos::prelude::*;

use crate::chart::{
    Axis, Connect, PointFill, ScatterChart, ScatterChartView, ScatterPoint, ScatterSeries, Unit,
};
use crate::lab::i18n::LabTexts;
use crate::lab::state::Lab;
use crate::study::reference::{OtherDigitsRows, SweepRow, by_learning_rate, by_train_size, other_digits};
use crate::study::{Backbone, NetworkId, Structure};

/// Where the axis of other digits starts: just below the study's lowest, 0.9823.
const DIGITS_CUT: f64 = 0.98;
/// Where the axis of fewer training images starts: just below the study's lowest, 0.7263.
const TRAIN_SIZE_CUT: f64 = 0.7;

/// The section of the page.
#[component]
pub(super) fn FurtherPanel() -> impl IntoView {
    let lab = Lab::get();
    view! {
        <section class="reference" id="further" aria-labelledby="further-heading">
            <h2 id="further-heading">{move || lab.texts().charts.further}</h2>
            <p>{move || lab.texts().charts.further_introduction}</p>
            <div class="charts">
                {chart(lab, "digits", digits_chart, |texts| {
                    (texts.charts.digits, (texts.charts.digits_note)(DIGITS_CUT))
                })}
                {chart(lab, "train-size", train_size_chart, |texts| {
                    (texts.charts.train_size, (texts.charts.train_size_note)(TRAIN_SIZE_CUT))
                })}
                {chart(lab, "learning-rate", learning_rate_chart, |texts| {
                    (texts.charts.learning_rate, texts.charts.learning_rate_note.to_owned())
                })}
            </div>
        </section>
    }
}

/// A chart of the chosen backbone, with its heading and its note.
fn chart(
    lab: Lab,
    name: &'static str,
    data: fn(Backbone, &LabTexts) -> ScatterChart,
    labels: fn(&LabTexts) -> (&'static str, String),
) -> AnyView {
    let backbone = Memo::new(move |_| lab.bench.with(|bench| bench.backbone()));
    let chart_data = Memo::new(move |_| data(backbone.get(), lab.texts()));
    let heading = move || format!("{}, {}", labels(lab.texts()).0, backbone.get().name());
    view! {
        <ScatterChartView chart=chart_data name=format!("study-{name}") heading=Signal::derive(heading)
            note=Signal::derive(move || labels(lab.texts()).1) />
    }
    .into_any()
}

/// Accuracies of a backbone's structures on other digits.
fn digits_chart(backbone: Backbone, texts: &LabTexts) -> ScatterChart {
    let names = other_digits().iter().map(|others| others.digits.map(|digit| digit.to_string()).join(", "));
    let x_axis = Axis::categories(texts.charts.digits_axis, names.collect());
    line_chart(x_axis, DIGITS_CUT, texts, |structure| {
        let network = NetworkId { backbone, structure };
        let accuracy = |(index, others): (usize, &OtherDigitsRows)| {
            let row = others.rows.iter().find(|row| row.network == network)?;
            Some((index as f64, row.accuracy))
        };
        other_digits().iter().enumerate().filter_map(accuracy).collect()
    })
}

/// Accuracies of a backbone's structures by training images.
fn train_size_chart(backbone: Backbone, texts: &LabTexts) -> ScatterChart {
    sweep(by_train_size(), backbone, texts.charts.train_size_axis, TRAIN_SIZE_CUT, texts)
}

/// Accuracies of a backbone's structures by learning rate.
fn learning_rate_chart(backbone: Backbone, texts: &LabTexts) -> ScatterChart {
    sweep(by_learning_rate(), backbone, texts.charts.learning_rate_axis, 0.0, texts)
}

fn sweep(rows: &[SweepRow], backbone: Backbone, name: &str, cut: f64, texts: &LabTexts) -> ScatterChart {
    let settings: Vec<f64> = rows.iter().map(|row| row.setting).collect();
    let x_axis = Axis::logarithmic(name, &settings);
    line_chart(x_axis, cut, texts, |structure| {
        let rows = rows.iter().filter(|row| row.network == NetworkId { backbone, structure });
        rows.map(|row| (row.setting, row.accuracy)).collect()
    })
}

/// A line for each structure.
fn line_chart(
    x_axis: Axis,
    cut: f64,
    texts: &LabTexts,
    points: impl Fn(Structure) -> Vec<(f64, f64)>,
) -> ScatterChart {
    let series = |structure: Structure| {
        let mut points = points(structure);
        points.sort_by(|one, other| one.0.total_cmp(&other.0));
        let point = |(x, y)| ScatterPoint { x, y, whisker: None, fill: PointFill::Full, note: String::new() };
        ScatterSeries { structure, points: points.into_iter().map(point).collect() }
    };
    let series = Structure::ALL.into_iter().map(series).collect();
    let y_axis = Axis::linear(texts.charts.accuracy_axis, Unit::Fraction, (cut, 1.0));
    ScatterChart { series, x_axis, y_axis, connect: Connect::Line, front: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::i18n::texts;
    use crate::web::Language;
    #[test]
    fn every_row_is_a_point_within_its_axes() {
        let texts = texts(Language::English);
        for backbone in Backbone::ALL {
            let charts = [
                (digits_chart(backbone, texts), 5, DIGITS_CUT),
                (train_size_chart(backbone, texts), 12, TRAIN_SIZE_CUT),
                (learning_rate_chart(backbone, texts), 16, 0.0),
            ];
            for (chart, settings, cut) in charts {
                assert_eq!(chart.y_axis.domain, (cut, 1.0));
                assert!(chart.series.iter().all(|series| series.points.len() == settings));
                let points = chart.series.iter().flat_map(|series| &series.points);
                let ((left, right), (lowest, _)) = (chart.x_axis.domain, chart.y_axis.domain);
                for point in points {
                    assert!((left..=right).contains(&point.x) && point.y >= lowest);
                }
            }
        }
    }

    #[test]
    fn a_value_is_the_studys() {
        let texts = texts(Language::English);
        let text = &train_size_chart(Backbone::ResNet18, texts).hit_targets(500.0)[0].text;
        assert_eq!(text, "(1): training images 400, accuracy 81.47 %");
        let text = &digits_chart(Backbone::ResNet18, texts).hit_targets(500.0)[0].text;
        assert_eq!(text, "(1): digits 0, 3, 4, accuracy 99.83 %");
    }
}
