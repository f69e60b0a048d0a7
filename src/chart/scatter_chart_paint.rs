//! Draws a scatter chart.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::axis::TICK_SPACE;
use super::painter::{Area, Brush, PaintResult, Theme, color};
use super::scatter_chart::{Connect, HEIGHT, MARKER, PlotArea, PointFill, ScatterChart, WHISKER};

/// Draws the chart over the whole area.
///
/// # Errors
/// Passes on what the backend reports.
pub(super) fn paint_scatter_chart<DB: DrawingBackend>(
    area: &Area<DB>,
    chart: &ScatterChart,
    theme: Theme,
) -> PaintResult<DB> {
    let width = f64::from(area.dim_in_pixel().0) / theme.ratio;
    let painter = ScatterChartPainter { brush: Brush { area, theme }, chart, plot: PlotArea::new(width) };
    painter.x_axis()?;
    painter.y_axis()?;
    painter.front()?;
    painter.series()?;
    for (structure, x, y) in chart.labels(width) {
        painter.brush.structure_name(structure, (x, y))?;
    }
    Ok(())
}

struct ScatterChartPainter<'a, DB: DrawingBackend> {
    brush: Brush<'a, DB>,
    chart: &'a ScatterChart,
    plot: PlotArea,
}

impl<DB: DrawingBackend> ScatterChartPainter<'_, DB> {
    fn x_axis(&self) -> PaintResult<DB> {
        let PlotArea { left, top, right, bottom } = self.plot;
        let (axis, hair) = (&self.chart.x_axis, self.brush.ink(0.14));
        let projection = self.plot.x(axis);
        let mut free = f64::NEG_INFINITY;
        for (value, label) in &axis.ticks {
            let x = projection.position(*value);
            self.brush.line(&[(x, top), (x, bottom)], hair, 1.0)?;
            // A label that would touch the one before is left out; its line stays.
            if x >= free {
                self.brush.text(label, (x, bottom + 12.0), HPos::Center, 0.8)?;
                free = x + TICK_SPACE;
            }
        }
        self.brush.text(&axis.name, (f64::midpoint(left, right), HEIGHT - 12.0), HPos::Center, 0.8)
    }

    fn y_axis(&self) -> PaintResult<DB> {
        let PlotArea { left, right, .. } = self.plot;
        let (axis, hair) = (&self.chart.y_axis, self.brush.ink(0.14));
        let projection = self.plot.y(axis);
        for (value, label) in &axis.ticks {
            let y = projection.position(*value);
            self.brush.line(&[(left, y), (right, y)], hair, 1.0)?;
            self.brush.text(label, (left - 6.0, y), HPos::Right, 0.8)?;
        }
        // Above the axis rather than turned: nobody has to tilt the head.
        self.brush.text(&axis.name, (0.0, 10.0), HPos::Left, 0.8)
    }

    fn front(&self) -> PaintResult<DB> {
        let corners: Vec<(f64, f64)> =
            self.chart.front.iter().map(|corner| self.chart.position(&self.plot, *corner)).collect();
        if corners.len() > 1 { self.brush.line(&corners, self.brush.ink(0.45), 1.5) } else { Ok(()) }
    }

    fn series(&self) -> PaintResult<DB> {
        let size = match self.chart.connect {
            Connect::Apart => MARKER,
            Connect::Line => MARKER * 0.7,
        };
        for series in &self.chart.series {
            let points = &series.points;
            let positions: Vec<(f64, f64)> =
                points.iter().map(|point| self.chart.position(&self.plot, (point.x, point.y))).collect();
            if self.chart.connect == Connect::Line && positions.len() > 1 {
                self.brush.line(&positions, color(series.structure).mix(0.7), 1.5)?;
            }
            for (point, position) in points.iter().zip(positions) {
                if let Some((low, high)) = point.whisker {
                    let projection = self.plot.x(&self.chart.x_axis);
                    let ends = [low, high].map(|end| projection.position(end));
                    self.brush.whisker(ends, position.1, WHISKER, 0.8)?;
                }
                let fill = match point.fill {
                    PointFill::Full => 1.0,
                    PointFill::Hollow => 0.2,
                };
                self.brush.marker(series.structure, position, size, fill)?;
            }
        }
        Ok(())
    }
}
