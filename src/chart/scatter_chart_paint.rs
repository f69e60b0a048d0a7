//! Draws a plane with plotters, on any of its backends. Refuses the DOM.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::painter::{Area, Brush, PaintResult, TICK_ROOM, Theme, color};
use super::scatter_chart::{Connect, HEIGHT, PlotArea, PointFill, RADIUS, ScatterChart, WHISKER};
use crate::study::Structure;
use crate::web::palette::shape;

/// Draws the plane over the whole area.
///
/// # Errors
/// Passes on what the backend reports.
pub(super) fn paint_scatter_chart<DB: DrawingBackend>(
    area: &Area<DB>,
    chart: &ScatterChart,
    theme: Theme,
) -> PaintResult<DB> {
    let width = f64::from(area.dim_in_pixel().0) / theme.ratio;
    let pen = Pen { brush: Brush { area, theme }, chart, frame: chart.frame(width) };
    pen.x_axis()?;
    pen.y_axis()?;
    let behind: Vec<(f64, f64)> = chart.front.iter().map(|(x, y)| chart.place(&pen.frame, *x, *y)).collect();
    if behind.len() > 1 {
        pen.brush.line(&behind, pen.brush.ink(0.45).stroke_width(pen.brush.wide(1.5)))?;
    }
    for series in &chart.series {
        let color = color(series.structure);
        let places: Vec<(f64, f64)> =
            series.points.iter().map(|point| chart.place(&pen.frame, point.x, point.y)).collect();
        if chart.connect == Connect::Line && places.len() > 1 {
            pen.brush.line(&places, color.mix(0.7).stroke_width(pen.brush.wide(1.5)))?;
        }
        for (point, place) in series.points.iter().zip(places) {
            if let Some((low, high)) = point.spread {
                pen.whisker(low, high, place.1)?;
            }
            pen.point(series.structure, place, point.fill)?;
        }
    }
    for (structure, x, y) in chart.labels(width) {
        pen.brush.text(structure.label(), (x, y), HPos::Left, 1.0)?;
    }
    Ok(())
}

/// Everything a part of the drawing needs.
struct Pen<'a, DB: DrawingBackend> {
    brush: Brush<'a, DB>,
    chart: &'a ScatterChart,
    frame: PlotArea,
}

impl<DB: DrawingBackend> Pen<'_, DB> {
    fn x_axis(&self) -> PaintResult<DB> {
        let PlotArea { left, top, right, bottom } = self.frame;
        let hair = self.brush.ink(0.14).stroke_width(self.brush.wide(1.0));
        let axis = &self.chart.x_axis;
        let mut free = f64::NEG_INFINITY;
        for (place, name) in &axis.ticks {
            let x = left + axis.part(*place) * (right - left);
            self.brush.line(&[(x, top), (x, bottom)], hair)?;
            // A name that would touch the one before is left out; its line stays.
            if x >= free {
                self.brush.text(name, (x, bottom + 12.0), HPos::Center, 0.8)?;
                free = x + TICK_ROOM;
            }
        }
        self.brush.text(&axis.name, ((left + right) / 2.0, HEIGHT - 12.0), HPos::Center, 0.8)
    }

    fn y_axis(&self) -> PaintResult<DB> {
        let PlotArea { left, top, right, bottom } = self.frame;
        let hair = self.brush.ink(0.14).stroke_width(self.brush.wide(1.0));
        let axis = &self.chart.y_axis;
        for (place, name) in &axis.ticks {
            let y = bottom - axis.part(*place) * (bottom - top);
            self.brush.line(&[(left, y), (right, y)], hair)?;
            self.brush.text(name, (left - 6.0, y), HPos::Right, 0.8)?;
        }
        // Above the axis rather than turned: nobody has to tilt the head.
        self.brush.text(&axis.name, (0.0, 10.0), HPos::Left, 0.8)
    }

    fn whisker(&self, low: f64, high: f64, y: f64) -> PaintResult<DB> {
        let style = self.brush.ink(0.8).stroke_width(self.brush.wide(1.5));
        let [low, high] = [low, high].map(|value| self.chart.place(&self.frame, value, 0.0).0);
        self.brush.line(&[(low, y), (high, y)], style)?;
        for end in [low, high] {
            self.brush.line(&[(end, y - WHISKER), (end, y + WHISKER)], style)?;
        }
        Ok(())
    }

    fn point(&self, structure: Structure, (x, y): (f64, f64), fill: PointFill) -> PaintResult<DB> {
        let size = match self.chart.connect {
            Connect::Apart => RADIUS,
            Connect::Line => RADIUS * 0.7,
        };
        let color = color(structure);
        let fill = match fill {
            PointFill::Full => color.mix(1.0),
            PointFill::Hollow => color.mix(0.2),
        };
        let edge = color.stroke_width(self.brush.wide(1.5));
        let corners = shape(structure).corners();
        if corners.is_empty() {
            let (center, radius) = (self.brush.at((x, y)), self.brush.px(size));
            self.brush.area.draw(&Circle::new(center, radius, fill.filled()))?;
            return self.brush.area.draw(&Circle::new(center, radius, edge));
        }
        let outline: Vec<(f64, f64)> =
            corners.iter().chain(corners.first()).map(|(dx, dy)| (x + dx * size, y + dy * size)).collect();
        let places: Vec<(i32, i32)> = outline.iter().map(|place| self.brush.at(*place)).collect();
        self.brush.area.draw(&Polygon::new(places, fill.filled()))?;
        self.brush.line(&outline, edge)
    }
}
