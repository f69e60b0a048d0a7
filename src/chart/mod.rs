//! Charts: bars on one axis, points on two. First as data, then drawn by plotters on any of its backends.
//!
//! Does not know an application: data, texts and theme come in. `view` and `save` need a browser, the rest does not.

mod axis;
mod bar_chart;
mod bar_chart_paint;
mod export_image;
mod hit_target;
mod kinds;
mod painter;
mod scatter_chart;
mod scatter_chart_labels;
mod scatter_chart_paint;
mod unit;

#[cfg(feature = "ui")]
mod save;
#[cfg(feature = "ui")]
pub mod view;

pub use axis::{Axis, Scale};
pub use bar_chart::{BarChart, BarGroup, BarRow, BarValue, Baseline, Mark, SeriesStyle};
pub use hit_target::{HitTarget, Move};
pub use kinds::{Chart, ChartTable, LegendKey};
pub use painter::Theme;
pub use scatter_chart::{Connect, PointFill, ScatterChart, ScatterPoint, Series, step_line};
pub use unit::Unit;
#[cfg(feature = "ui")]
pub use view::{BarChartView, ChartContext, ChartLabels, ScatterChartView};
