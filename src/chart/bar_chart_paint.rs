//! Draws a bar chart.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::bar_chart::{BarChart, BarValue, FOOT, LayoutItem, Mark};
use super::painter::{Area, Brush, PaintResult, Theme, color};
use super::projection::Projection;
use crate::study::Structure;

/// Fraction of the golden ratio: its multiples modulo 1 are evenly spread, however many there are.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// Draws the chart over the whole area.
///
/// # Errors
/// Passes on what the backend reports.
pub(super) fn paint_bar_chart<DB: DrawingBackend>(
    area: &Area<DB>,
    chart: &BarChart,
    theme: Theme,
) -> PaintResult<DB> {
    let (width, height) = area.dim_in_pixel();
    let [width, height] = [width, height].map(|pixels| f64::from(pixels) / theme.ratio);
    if BarChart::axis_length(width) < 1.0 || height <= FOOT {
        return Ok(());
    }
    let projection = chart.projection(width);
    let painter = BarChartPainter { brush: Brush { area, theme }, chart, projection, width, height };
    painter.axis()?;
    for item in chart.layout() {
        match item {
            LayoutItem::Title { text, middle } => painter.brush.text(text, (0.0, middle), HPos::Left, 1.0)?,
            LayoutItem::Label { structure, middle } => {
                painter.brush.structure_name(structure, (0.0, middle))?;
            }
            LayoutItem::Value { structure, value, top, bottom } => {
                painter.value(structure, value, top, bottom)?;
            }
        }
    }
    Ok(())
}

struct BarChartPainter<'a, DB: DrawingBackend> {
    brush: Brush<'a, DB>,
    chart: &'a BarChart,
    projection: Projection,
    width: f64,
    height: f64,
}

impl<DB: DrawingBackend> BarChartPainter<'_, DB> {
    fn axis(&self) -> PaintResult<DB> {
        let bottom = self.height - FOOT;
        let line = |value: f64, opacity: f64| {
            let x = self.projection.position(value);
            self.brush.line(&[(x, 0.0), (x, bottom)], self.brush.ink(opacity), 1.0)
        };
        for (value, label) in self.chart.axis(self.width).ticks {
            line(value, 0.14)?;
            let x = self.projection.position(value);
            self.brush.text(&label, (x, bottom + 12.0), HPos::Center, 0.8)?;
        }
        if let Some(guide) = self.chart.guide {
            line(guide, 0.6)?;
        }
        self.brush.text(&self.chart.axis_name, (self.width / 2.0, bottom + 34.0), HPos::Center, 0.8)
    }

    fn value(&self, structure: Structure, value: &BarValue, top: f64, bottom: f64) -> PaintResult<DB> {
        // Below a cut axis.
        if value.value < self.projection.domain.0 {
            return Ok(());
        }
        let middle = f64::midpoint(top, bottom);
        self.mark(structure, value, top, bottom)?;
        self.dots(value, top, bottom)?;
        let farthest = value.dots.iter().copied().fold(value.value, f64::max);
        let mut end = self.projection.position(farthest);
        if let Some((low, high)) = value.whisker {
            let ends = [low, high].map(|end| self.projection.position(end));
            self.brush.whisker(ends, middle, middle - top - 3.0, 0.9)?;
            end = end.max(ends[1]);
        }
        self.brush.text(&self.chart.unit.number(value.value), (end + 9.0, middle), HPos::Left, 1.0)
    }

    fn mark(&self, structure: Structure, value: &BarValue, top: f64, bottom: f64) -> PaintResult<DB> {
        let (color, fill) = (color(structure), value.style.opacity());
        let (start, end) = (self.projection.pixels.0, self.projection.position(value.value));
        match self.chart.mark {
            Mark::Bar => self.brush.rectangle([(start, top), (end, bottom)], color.to_rgba(), fill),
            Mark::Dot => {
                let middle = f64::midpoint(top, bottom);
                self.brush.line(&[(start, middle), (end, middle)], color.mix(0.45), 1.0)?;
                self.brush.circle((end, middle), 5.0, color.to_rgba(), fill)
            }
        }
    }

    /// The single values, spread over the height of their bar so that they do not cover each other.
    fn dots(&self, value: &BarValue, top: f64, bottom: f64) -> PaintResult<DB> {
        let space = bottom - top - 4.0;
        let shown = value.dots.iter().enumerate().filter(|(_, dot)| **dot >= self.projection.domain.0);
        for (index, &dot) in shown {
            let y = top + 2.0 + space * (index as f64 * GOLDEN).fract();
            self.brush.speck((self.projection.position(dot), y), 1.6, 0.4)?;
        }
        Ok(())
    }
}
