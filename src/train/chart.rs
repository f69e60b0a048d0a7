//! `weights/accuracy.svg`: accuracy beside the study's, for both experiments. Refuses numbers of its own: all are the
//! manifest's and the study's.

use anyhow::{Result, anyhow};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::study::{Rule, reference};
use crate::weights::Manifest;

/// Blue and vermilion of Okabe and Ito's palette: told apart with any color vision. The marks differ in shape too.
const OURS: RGBColor = RGBColor(0, 114, 178);
const STUDY: RGBColor = RGBColor(213, 94, 0);
const INK: RGBColor = RGBColor(34, 34, 34);
const FAINT: RGBColor = RGBColor(217, 217, 217);

/// Pixels.
const NAMES: i32 = 130;
const PANEL: i32 = 350;
const GAP: i32 = 80;
const RIGHT: i32 = 30;
const TOP: i32 = 92;
const ROW: i32 = 26;
const BOTTOM: i32 = 54;
const TEXT: i32 = 15;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Draws the chart as an SVG.
///
/// # Errors
/// Fails when the drawing library does.
pub fn accuracy_chart(manifest: &Manifest) -> Result<String> {
    let rows = i32::try_from(manifest.networks.len())?;
    let size = (NAMES + 2 * PANEL + GAP + RIGHT, TOP + rows * ROW + BOTTOM);
    let mut svg = String::new();
    {
        let backend = SVGBackend::with_string(&mut svg, (size.0.unsigned_abs(), size.1.unsigned_abs()));
        let area = backend.into_drawing_area();
        // Its own background: the dark pages it may stand on would hide the text.
        area.fill(&WHITE).map_err(failed)?;
        let panels = panels(manifest);
        let start = start(&panels);
        legend(&area)?;
        for (index, entry) in manifest.networks.iter().enumerate() {
            let at = (NAMES - 22, row(index)?);
            text(&area, &entry.network().to_string(), at, HPos::Right, &INK)?;
        }
        for (panel, title) in
            panels.iter().zip(["experiment 1: mean of the heads", "experiment 2: every head right"])
        {
            draw(&area, panel, title, start)?;
        }
        let note = format!("The axes are cut: they begin at {start:.2}, not at 0. One test image is 0.0003.");
        text(&area, &note, (NAMES, size.1 - 14), HPos::Left, &INK)?;
        area.present().map_err(failed)?;
    }
    if !svg.ends_with('\n') {
        svg.push('\n');
    }
    Ok(svg)
}

/// One experiment.
struct Panel {
    /// Pixels from the left.
    left: i32,
    /// Our accuracy and the study's, network by network.
    values: Vec<(f64, Option<f64>)>,
}

fn panels(manifest: &Manifest) -> [Panel; 2] {
    Rule::ALL.map(|rule| {
        let value = |entry: &crate::weights::Entry| {
            let theirs = reference::row(rule, entry.network()).map(|row| row.accuracy);
            (entry.accuracy(rule), theirs)
        };
        let left = NAMES + if rule == Rule::HeadMean { 0 } else { PANEL + GAP };
        Panel { left, values: manifest.networks.iter().map(value).collect() }
    })
}

/// The last hundredth below every value, and at most 0.99: the same for both panels.
fn start(panels: &[Panel; 2]) -> f64 {
    let values = panels.iter().flat_map(|panel| &panel.values);
    let least = values.flat_map(|&(ours, theirs)| [Some(ours), theirs]).flatten().fold(0.99, f64::min);
    (least * 100.0 + 1e-9).floor().clamp(0.0, 99.0) / 100.0
}

fn draw(area: &Area<'_>, panel: &Panel, title: &str, start: f64) -> Result<()> {
    let x = |accuracy: f64| {
        let part = ((accuracy - start) / (1.0 - start)).clamp(0.0, 1.0);
        panel.left + (part * f64::from(PANEL)).round() as i32
    };
    text(area, title, (panel.left, 58), HPos::Left, &INK)?;
    let bottom = row(panel.values.len())? - ROW / 2;
    for tick in 0..=5 {
        let value = start + (1.0 - start) * f64::from(tick) / 5.0;
        line(area, [(x(value), TOP - 8), (x(value), bottom)], &FAINT, 1)?;
        text(area, &format!("{value:.3}"), (x(value), TOP - 18), HPos::Center, &INK)?;
    }
    for (index, &(ours, theirs)) in panel.values.iter().enumerate() {
        let y = row(index)?;
        if let Some(theirs) = theirs {
            line(area, [(x(theirs), y), (x(ours), y)], &FAINT, 3)?;
            square(area, (x(theirs), y))?;
        }
        dot(area, (x(ours), y))?;
    }
    Ok(())
}

fn legend(area: &Area<'_>) -> Result<()> {
    text(area, "Accuracy on the 3,147 test images", (NAMES, 24), HPos::Left, &INK)?;
    dot(area, (NAMES + 300, 24))?;
    text(area, "these networks, as shipped (int8)", (NAMES + 314, 24), HPos::Left, &OURS)?;
    square(area, (NAMES + 580, 24))?;
    text(area, "the study", (NAMES + 594, 24), HPos::Left, &STUDY)
}

fn row(index: usize) -> Result<i32> {
    Ok(TOP + ROW / 2 + i32::try_from(index)? * ROW)
}

fn dot(area: &Area<'_>, at: (i32, i32)) -> Result<()> {
    area.draw(&Circle::new(at, 6, OURS.filled())).map_err(failed)
}

/// Hollow, so that a dot at the same place is seen through it.
fn square(area: &Area<'_>, (x, y): (i32, i32)) -> Result<()> {
    let corners = [(x - 6, y - 6), (x + 6, y + 6)];
    area.draw(&Rectangle::new(corners, STUDY.stroke_width(2))).map_err(failed)
}

fn line(area: &Area<'_>, ends: [(i32, i32); 2], color: &RGBColor, width: u32) -> Result<()> {
    area.draw(&PathElement::new(ends.to_vec(), color.stroke_width(width))).map_err(failed)
}

fn text(area: &Area<'_>, words: &str, at: (i32, i32), from: HPos, color: &RGBColor) -> Result<()> {
    let style = ("sans-serif", TEXT).into_font().color(color).pos(Pos::new(from, VPos::Center));
    area.draw(&Text::new(words.to_owned(), at, style)).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("the chart: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_begins_below_every_value_and_says_where() {
        let panel = |ours, theirs| Panel { left: 0, values: vec![(ours, theirs)] };
        assert_eq!(start(&[panel(0.995, Some(0.999)), panel(1.0, None)]), 0.99);
        assert_eq!(start(&[panel(0.995, Some(0.989)), panel(1.0, None)]), 0.98);
        let manifest = Manifest::parse(include_str!("../../weights/manifest.json")).unwrap();
        let chart = accuracy_chart(&manifest).unwrap();
        assert!(chart.contains("begin at 0.99"));
        // One dot per network and experiment, and one in the legend.
        assert_eq!(chart.matches("<circle").count(), 2 * manifest.networks.len() + 1);
    }
}
