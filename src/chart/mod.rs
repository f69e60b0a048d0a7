//! Charts: bars on one axis, points on two. First as data, then drawn by plotters on any of its backends.
//!
//! Does not know an application: data, texts and theme come in. `view` and `save` need a browser, the rest does not.

#![cfg_attr(not(feature = "ui"), allow(dead_code, reason = "the trainer draws charts and points at nothing"))]

mod axis;
mod bar_chart;
mod bar_chart_paint;
mod chart_kind;
mod export_image;
mod hit_target;
mod painter;
mod projection;
mod scatter_chart;
mod scatter_chart_labels;
mod scatter_chart_paint;
mod unit;

#[cfg(feature = "ui")]
mod save;
#[cfg(feature = "ui")]
pub(crate) mod view;

pub(crate) use bar_chart::{BarChart, BarGroup, BarRow, BarValue, Baseline, Mark, SeriesStyle};
pub(crate) use unit::Unit;
// The trainer draws bars, as a picture of its own, and has no component to do it.
#[cfg(feature = "ui")]
pub(crate) use {
    axis::Axis,
    scatter_chart::{Connect, PointFill, ScatterChart, ScatterPoint, ScatterSeries, step_line},
    view::{BarChartView, ChartContext, ChartLabels, ScatterChartView},
};
#[cfg(feature = "train")]
pub(crate) use {chart_kind::Chart, export_image::ExportImage, painter::Theme};
