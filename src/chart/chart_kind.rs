//! A chart of either kind: its size, its drawing, its values under the pointer, its legend, its table, its data.

use plotters::prelude::DrawingBackend;

use super::bar_chart::{BarChart, LayoutItem, SeriesStyle};
use super::bar_chart_paint::paint_bar_chart;
use super::hit_target::{HitTarget, nearest, nearest_row};
use super::painter::{Area, Brush, PaintResult, Theme};
use super::scatter_chart::{HEIGHT, ScatterChart};
use super::scatter_chart_paint::paint_scatter_chart;
use crate::measure::Table;
use crate::study::Structure;

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Chart {
    Bars(BarChart),
    Scatter(ScatterChart),
}

/// What an entry of a legend shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LegendKey {
    /// A series, in any hue.
    Style(SeriesStyle),
    /// A structure's shape in its hue.
    Structure(Structure),
}

/// The values of a chart as text, for its table on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChartTable {
    /// What the values are.
    pub(super) caption: String,
    /// Without columns that are empty in every row.
    pub(super) rows: Vec<Vec<String>>,
}

/// How far above or below a bar a pointer may be, in CSS pixels: the space between rows belongs to the nearest.
const ROW_REACH: f64 = 12.0;

impl Chart {
    /// Height in CSS pixels.
    pub(crate) fn height(&self) -> f64 {
        match self {
            Self::Bars(bars) => bars.height(),
            Self::Scatter(_) => HEIGHT,
        }
    }

    /// A target at every value.
    pub(super) fn hit_targets(&self, width: f64) -> Vec<HitTarget> {
        match self {
            Self::Bars(bars) => bars.hit_targets(width),
            Self::Scatter(scatter) => scatter.hit_targets(width),
        }
    }

    /// Hit test: the index of the value under a pointer.
    pub(super) fn hit(&self, width: f64, x: f64, y: f64) -> Option<usize> {
        let targets = self.hit_targets(width);
        match self {
            Self::Bars(_) => nearest_row(&targets, y, ROW_REACH),
            Self::Scatter(_) => nearest(&targets, x, y),
        }
    }

    /// The data, as it leaves in a file.
    pub(super) fn data(&self) -> Table {
        match self {
            Self::Bars(bars) => bars.data(),
            Self::Scatter(scatter) => scatter.data(),
        }
    }

    /// Draws it over the whole area, with a ring around the selected value.
    ///
    /// # Errors
    /// Passes on what the backend reports.
    pub(crate) fn paint<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        theme: Theme,
        selected: Option<usize>,
    ) -> PaintResult<DB> {
        match self {
            Self::Bars(bars) => paint_bar_chart(area, bars, theme)?,
            Self::Scatter(scatter) => paint_scatter_chart(area, scatter, theme)?,
        }
        let width = f64::from(area.dim_in_pixel().0) / theme.ratio;
        let target = selected.and_then(|index| self.hit_targets(width).into_iter().nth(index));
        target.map_or(Ok(()), |target| Brush { area, theme }.ring((target.x, target.y)))
    }

    /// The series with their keys, where there is more than one.
    pub(crate) fn legend(&self) -> Vec<(LegendKey, String)> {
        let mut entries: Vec<(LegendKey, String)> = Vec::new();
        match self {
            Self::Bars(bars) => {
                let values = bars.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.values);
                for value in values {
                    let key = LegendKey::Style(value.style);
                    if entries.iter().all(|(other, _)| *other != key) {
                        entries.push((key, value.series.clone()));
                    }
                }
            }
            Self::Scatter(scatter) => {
                let structures = scatter.series.iter().map(|series| series.structure);
                entries.extend(
                    structures
                        .map(|structure| (LegendKey::Structure(structure), structure.label().to_owned())),
                );
            }
        }
        if entries.len() > 1 { entries } else { Vec::new() }
    }

    /// All values as text.
    pub(super) fn table(&self) -> ChartTable {
        match self {
            Self::Bars(bars) => {
                ChartTable { caption: bars.axis_name.clone(), rows: without_empty_columns(bar_rows(bars)) }
            }
            Self::Scatter(scatter) => {
                let cells = |(structure, point)| scatter.cells(structure, point).to_vec();
                let rows = without_empty_columns(scatter.points().map(cells).collect());
                ChartTable { caption: format!("{}; {}", scatter.x_axis.name, scatter.y_axis.name), rows }
            }
        }
    }
}

fn bar_rows(bars: &BarChart) -> Vec<Vec<String>> {
    let (unit, mut title, mut rows) = (bars.unit, "", Vec::new());
    for item in bars.layout() {
        match item {
            LayoutItem::Title { text, .. } => title = text,
            LayoutItem::Label { .. } => {}
            LayoutItem::Value { structure, value, .. } => {
                let whisker =
                    value.whisker.map(|(low, high)| format!("{} – {}", unit.number(low), unit.number(high)));
                rows.push(vec![
                    title.to_owned(),
                    structure.label().to_owned(),
                    value.series.clone(),
                    unit.number(value.value),
                    whisker.unwrap_or_default(),
                ]);
            }
        }
    }
    rows
}

fn without_empty_columns(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    for column in (0..columns).rev() {
        if rows.iter().all(|row| row.get(column).is_none_or(String::is_empty)) {
            rows.iter_mut().filter(|row| column < row.len()).for_each(|row| drop(row.remove(column)));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Axis, BarGroup, BarRow, BarValue, Baseline, Connect, Mark, Unit};

    fn rows_of_two() -> BarChart {
        let value = |series: &str, style, value| BarValue {
            series: series.into(),
            style,
            value,
            whisker: None,
            dots: Vec::new(),
        };
        let values = vec![value("here", SeriesStyle::Full, 1.5), value("study", SeriesStyle::Light, 2.0)];
        let rows = vec![BarRow { structure: Structure::One, values }];
        BarChart {
            groups: vec![BarGroup { title: String::new(), rows }],
            mark: Mark::Bar,
            baseline: Baseline::Zero,
            guide: Some(1.0),
            axis_name: "times".into(),
            unit: Unit::Ratio,
        }
    }

    #[test]
    fn the_table_says_what_is_drawn_and_has_no_empty_column() {
        let chart = Chart::Bars(rows_of_two());
        let table = chart.table();
        assert_eq!(table.rows, [["(1)", "here", "1.50×"], ["(1)", "study", "2.00×"]]);
        assert_eq!(chart.hit_targets(500.0).len(), table.rows.len());
    }

    #[test]
    fn a_legend_tells_series_apart_and_one_series_needs_none() {
        let mut bars = rows_of_two();
        assert_eq!(Chart::Bars(bars.clone()).legend().len(), 2);
        bars.groups[0].rows[0].values.pop();
        assert_eq!(Chart::Bars(bars).legend(), []);
    }

    #[test]
    fn a_row_is_meant_from_anywhere_beside_it() {
        let chart = Chart::Bars(rows_of_two());
        let hit_targets = chart.hit_targets(500.0);
        assert_eq!(chart.hit(500.0, 499.0, hit_targets[1].y), Some(1));
        assert_eq!(chart.hit(500.0, 10.0, chart.height()), None);
    }

    #[test]
    fn an_empty_plane_is_a_chart_too() {
        let axis = Axis::linear("x", Unit::Ratio, (0.0, 1.0));
        let scatter = ScatterChart {
            series: Vec::new(),
            x_axis: axis.clone(),
            y_axis: axis,
            connect: Connect::Apart,
            front: Vec::new(),
        };
        let chart = Chart::Scatter(scatter);
        assert_eq!((chart.hit_targets(300.0), chart.hit(300.0, 5.0, 5.0)), (Vec::new(), None));
        assert_eq!(chart.table().rows.len(), 0);
    }
}
