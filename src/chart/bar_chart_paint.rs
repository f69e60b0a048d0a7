//! Draws a bar chart with plotters, on any of its backends.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::bar_chart::{BarChart, BarValue, FOOT, LABELS, LayoutItem, Mark, SeriesStyle};
use super::painter::{Area, Brush, PaintResult, TICK_ROOM, Theme, color};
use crate::study::Structure;

/// The golden ratio's fraction: its multiples fill a range evenly, however many there are.
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
    if BarChart::room(width) < 1.0 || height <= FOOT {
        return Ok(());
    }
    let pen = Pen { brush: Brush { area, theme }, chart, ends: chart.domain(), width, height };
    pen.axis()?;
    for line in chart.layout() {
        match line {
            LayoutItem::Title(title, middle) => pen.title(title, middle)?,
            LayoutItem::Label(structure, middle) => pen.label(structure, middle)?,
            LayoutItem::Value(structure, value, top, bottom) => pen.value(structure, value, top, bottom)?,
        }
    }
    Ok(())
}

/// Everything a part of the drawing needs.
struct Pen<'a, DB: DrawingBackend> {
    brush: Brush<'a, DB>,
    chart: &'a BarChart,
    ends: (f64, f64),
    width: f64,
    height: f64,
}

impl<DB: DrawingBackend> Pen<'_, DB> {
    /// Where a value on the axis and a height meet.
    fn at(&self, value: f64, top: f64) -> (f64, f64) {
        (BarChart::across(self.ends, value, self.width), top)
    }

    fn axis(&self) -> PaintResult<DB> {
        let bottom = self.height - FOOT;
        let hair = self.brush.wide(1.0);
        let names = ((BarChart::room(self.width) / TICK_ROOM) as usize).clamp(1, 8);
        for tick in self.chart.ticks(names) {
            let across = self.at(tick, 0.0).0;
            self.brush.line(&[(across, 0.0), (across, bottom)], self.brush.ink(0.14).stroke_width(hair))?;
            let name = self.chart.unit.tick(tick);
            self.brush.text(&name, (across, bottom + 12.0), HPos::Center, 0.8)?;
        }
        if let Some(guide) = self.chart.guide {
            let ends = [self.at(guide, 0.0), self.at(guide, bottom)];
            self.brush.line(&ends, self.brush.ink(0.6).stroke_width(hair))?;
        }
        self.brush.text(&self.chart.axis, (self.width / 2.0, bottom + 34.0), HPos::Center, 0.8)
    }

    fn title(&self, title: &str, middle: f64) -> PaintResult<DB> {
        self.brush.text(title, (0.0, middle), HPos::Left, 1.0)
    }

    fn label(&self, structure: Structure, middle: f64) -> PaintResult<DB> {
        self.brush.text(structure.label(), (LABELS - 8.0, middle), HPos::Right, 1.0)
    }

    fn value(&self, structure: Structure, value: &BarValue, top: f64, bottom: f64) -> PaintResult<DB> {
        let start = self.ends.0;
        if value.value < start {
            return Ok(());
        }
        let middle = (top + bottom) / 2.0;
        self.mark(structure, value, top, bottom)?;
        self.dots(value, top, bottom)?;
        let farthest = value.dots.iter().copied().fold(value.value, f64::max);
        let mut end = self.at(farthest, middle).0;
        if let Some((low, high)) = value.spread {
            let style = self.brush.ink(0.9).stroke_width(self.brush.wide(1.5));
            self.brush.line(&[self.at(low, middle), self.at(high, middle)], style)?;
            for whisker in [low, high] {
                self.brush.line(&[self.at(whisker, top + 3.0), self.at(whisker, bottom - 3.0)], style)?;
            }
            end = end.max(self.at(high, middle).0);
        }
        self.brush.text(&self.chart.unit.number(value.value), (end + 9.0, middle), HPos::Left, 1.0)
    }

    fn mark(&self, structure: Structure, value: &BarValue, top: f64, bottom: f64) -> PaintResult<DB> {
        let color = color(structure);
        let fill = match value.style {
            SeriesStyle::Full => color.mix(1.0),
            SeriesStyle::Light => color.mix(0.5),
            SeriesStyle::Outline => color.mix(0.2),
        };
        let edge = color.stroke_width(self.brush.wide(1.5));
        match self.chart.mark {
            Mark::Bar => {
                let corners = [self.at(self.ends.0, top), self.at(value.value, bottom)];
                let corners = corners.map(|corner| self.brush.at(corner));
                self.brush.area.draw(&Rectangle::new(corners, fill.filled()))?;
                self.brush.area.draw(&Rectangle::new(corners, edge))
            }
            Mark::Dot => {
                let middle = (top + bottom) / 2.0;
                let center = self.at(value.value, middle);
                let thread = color.mix(0.45).stroke_width(self.brush.wide(1.0));
                self.brush.line(&[self.at(self.ends.0, middle), center], thread)?;
                let center = self.brush.at(center);
                self.brush.area.draw(&Circle::new(center, self.brush.px(5.0), fill.filled()))?;
                self.brush.area.draw(&Circle::new(center, self.brush.px(5.0), edge))
            }
        }
    }

    /// The single values, spread over the height of their bar so that they do not cover each other.
    fn dots(&self, value: &BarValue, top: f64, bottom: f64) -> PaintResult<DB> {
        let size = self.brush.px(1.6).max(1);
        let room = bottom - top - 4.0;
        for (index, &dot) in value.dots.iter().enumerate().filter(|(_, dot)| **dot >= self.ends.0) {
            let place = self.at(dot, top + 2.0 + room * (index as f64 * GOLDEN).fract());
            self.brush.area.draw(&Circle::new(self.brush.at(place), size, self.brush.ink(0.4).filled()))?;
        }
        Ok(())
    }
}
