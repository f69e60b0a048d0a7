//! `weights/accuracy.svg`: accuracy beside the study's, for both experiments, drawn as the page draws its charts. All
//! numbers are the manifest's and the study's.

use anyhow::{Result, anyhow};
use plotters::prelude::*;

use crate::chart::{
    BarChart, BarGroup, BarRow, BarValue, Baseline, Chart, ExportImage, Mark, SeriesStyle, Theme, Unit,
};
use crate::study::reference::{self, StudyRow};
use crate::study::{Backbone, Rule};
use crate::weights::{Manifest, PublishedNetwork};

/// Width of one experiment's chart in pixels: two side by side fill the column of a README.
const WIDTH: f64 = 420.0;
/// The image brings its own background: the dark pages it may stand on would hide its texts.
const BACKGROUND: [u8; 3] = [255; 3];
const INK: [u8; 3] = [34; 3];

/// Draws the chart as an SVG.
///
/// # Errors
/// Fails when the drawing library does.
pub fn accuracy_chart(manifest: &Manifest) -> Result<String> {
    let start = start(manifest);
    let images = Rule::ALL.map(|rule| ExportImage {
        chart: Chart::Bars(bars(manifest, rule, start)),
        heading: heading(rule).to_owned(),
        background: BACKGROUND,
    });
    let (width, height) = images[0].size(WIDTH);
    let mut svg = String::new();
    {
        let size = ((2.0 * width) as u32, height as u32);
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        let (left, right) = area.split_horizontally(width as i32);
        let theme = Theme { ink: INK, ratio: 1.0 };
        for (image, half) in images.iter().zip([left, right]) {
            image.paint(&half, theme).map_err(failed)?;
        }
        area.present().map_err(failed)?;
    }
    if !svg.ends_with('\n') {
        svg.push('\n');
    }
    Ok(svg)
}

const fn heading(rule: Rule) -> &'static str {
    match rule {
        Rule::HeadMean => "Experiment 1: mean of the heads",
        Rule::AllHeads => "Experiment 2: every head right",
    }
}

/// The networks of one experiment by backbone, each with our accuracy and the study's.
fn bars(manifest: &Manifest, rule: Rule, start: f64) -> BarChart {
    let row = |entry: &PublishedNetwork| {
        let ours = ("these networks, as shipped (int8)", SeriesStyle::Full, Some(entry.accuracy(rule)));
        let theirs = reference::row(rule, entry.network()).map(|row| row.accuracy);
        let values = [ours, ("the study", SeriesStyle::Outline, theirs)].into_iter();
        let value = |(series, style, value): (&str, SeriesStyle, Option<f64>)| {
            Some(BarValue {
                series: series.to_owned(),
                style,
                value: value?,
                whisker: None,
                dots: Vec::new(),
            })
        };
        BarRow { structure: entry.structure, values: values.filter_map(value).collect() }
    };
    let group = |backbone: Backbone| {
        let networks = manifest.networks.iter().filter(|entry| entry.backbone == backbone);
        BarGroup { title: backbone.name().to_owned(), rows: networks.map(row).collect() }
    };
    BarChart {
        groups: Backbone::ALL.into_iter().map(group).filter(|group| !group.rows.is_empty()).collect(),
        mark: Mark::Dot,
        baseline: Baseline::CutAt(start),
        // The ceiling, which gives both experiments the same axis.
        guide: Some(1.0),
        axis_name: format!(
            "accuracy on the 3,147 test images (0.03 % is one image); the axis begins at {:.0} %",
            100.0 * start
        ),
        unit: Unit::Fraction,
    }
}

/// The last hundredth below every value, and at most 0.99: the same for both experiments.
fn start(manifest: &Manifest) -> f64 {
    let accuracies = |rule| {
        let ours = manifest.networks.iter().map(move |entry| entry.accuracy(rule));
        ours.chain(reference::experiment(rule).iter().map(|row: &StudyRow| row.accuracy))
    };
    let least = Rule::ALL.into_iter().flat_map(accuracies).fold(0.99, f64::min);
    (least * 100.0 + 1e-9).floor().clamp(0.0, 99.0) / 100.0
}

fn failed(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("the chart: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_begins_below_every_value_and_says_where() {
        let mut manifest = Manifest::parse(include_str!("../../weights/manifest.json")).unwrap();
        let chart = accuracy_chart(&manifest).unwrap();
        assert!(chart.contains("begins at 99 %"));
        // A disc and its outline for each network and experiment, here and in the study, and for each head of its icon.
        let heads: usize = manifest.networks.iter().map(|entry| entry.structure.heads().len()).sum();
        assert_eq!(chart.matches("<circle").count(), 2 * 2 * (2 * manifest.networks.len() + heads));
        manifest.networks[0].accuracy_experiment_2 = 0.985;
        assert_eq!(start(&manifest), 0.98);
    }
}
