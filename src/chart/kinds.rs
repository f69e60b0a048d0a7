//! A chart of either kind, as the page shows it: its drawing, its legend, its table, its data. Refuses views.

use plotters::prelude::DrawingBackend;

use super::bar_chart::{BarChart, LayoutItem, SeriesStyle};
use super::bar_chart_paint::paint_bar_chart;
use super::hit_target::{self, HitTarget};
use super::painter::{Area, Brush, PaintResult, Theme};
use super::scatter_chart::{HEIGHT, ScatterChart};
use super::scatter_chart_paint::paint_scatter_chart;
use crate::study::Structure;

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Rows of values on one axis.
    Bars(BarChart),
    /// Points on two axes.
    Scatter(ScatterChart),
}

/// What an entry of a legend shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegendKey {
    /// A tone, in any hue.
    Style(SeriesStyle),
    /// A structure's shape in its hue.
    Structure(Structure),
}

/// A table: its caption and its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartTable {
    /// What the values are.
    pub caption: String,
    /// Its lines; empty cells are left out where a whole column is empty.
    pub lines: Vec<Vec<String>>,
}

/// How far above or below a row's value a pointer may be and still mean it, in CSS pixels.
const BESIDE: f64 = 12.0;

impl Chart {
    /// Height in CSS pixels.
    #[must_use]
    pub fn height(&self) -> f64 {
        match self {
            Self::Bars(bars) => bars.height(),
            Self::Scatter(_) => HEIGHT,
        }
    }

    /// Every value, to be pointed at.
    #[must_use]
    pub fn hit_targets(&self, width: f64) -> Vec<HitTarget> {
        match self {
            Self::Bars(bars) => bars.hit_targets(width),
            Self::Scatter(scatter) => scatter.hit_targets(width),
        }
    }

    /// The value that a pointer means.
    #[must_use]
    pub fn hit(&self, width: f64, x: f64, y: f64) -> Option<usize> {
        let hit_targets = self.hit_targets(width);
        match self {
            Self::Bars(_) => hit_target::nearest_row(&hit_targets, y, BESIDE),
            Self::Scatter(_) => hit_target::nearest(&hit_targets, x, y),
        }
    }

    /// The data as CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        match self {
            Self::Bars(bars) => bars.csv(),
            Self::Scatter(scatter) => scatter.csv(),
        }
    }

    /// Draws it over the whole area, with a ring around the chosen value.
    ///
    /// # Errors
    /// Passes on what the backend reports.
    pub fn paint<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        theme: Theme,
        chosen: Option<usize>,
    ) -> PaintResult<DB> {
        match self {
            Self::Bars(bars) => paint_bar_chart(area, bars, theme)?,
            Self::Scatter(scatter) => paint_scatter_chart(area, scatter, theme)?,
        }
        let width = f64::from(area.dim_in_pixel().0) / theme.ratio;
        let target = chosen.and_then(|index| self.hit_targets(width).into_iter().nth(index));
        target.map_or(Ok(()), |target| Brush { area, theme }.ring((target.x, target.y)))
    }

    /// Which sign is which series, where there is more than one.
    #[must_use]
    pub fn legend(&self) -> Vec<(LegendKey, String)> {
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
                let entry =
                    |structure: Structure| (LegendKey::Structure(structure), structure.label().to_owned());
                entries.extend(scatter.series.iter().map(|series| entry(series.structure)));
            }
        }
        if entries.len() > 1 { entries } else { Vec::new() }
    }

    /// The same as text.
    #[must_use]
    pub fn table(&self) -> ChartTable {
        match self {
            Self::Bars(bars) => ChartTable { caption: bars.axis.clone(), lines: rows(bars) },
            Self::Scatter(scatter) => {
                let points = scatter.series.iter().flat_map(|series| {
                    series.points.iter().map(move |point| scatter.cells(series.structure, point).to_vec())
                });
                let caption = format!("{}; {}", scatter.x_axis.name, scatter.y_axis.name);
                ChartTable { caption, lines: without_empty_columns(points.collect()) }
            }
        }
    }
}

fn rows(bars: &BarChart) -> Vec<Vec<String>> {
    let (mut title, mut lines) = ("", Vec::new());
    for line in bars.layout() {
        match line {
            LayoutItem::Title(text, _) => title = text,
            LayoutItem::Label(..) => {}
            LayoutItem::Value(structure, value, ..) => {
                let unit = bars.unit;
                let spread =
                    value.spread.map(|(low, high)| format!("{} – {}", unit.number(low), unit.number(high)));
                lines.push(vec![
                    title.to_owned(),
                    structure.label().to_owned(),
                    value.series.clone(),
                    unit.number(value.value),
                    spread.unwrap_or_default(),
                ]);
            }
        }
    }
    without_empty_columns(lines)
}

fn without_empty_columns(mut lines: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    for column in (0..columns).rev() {
        if lines.iter().all(|line| line.get(column).is_none_or(String::is_empty)) {
            lines.iter_mut().filter(|line| column < line.len()).for_each(|line| drop(line.remove(column)));
        }
    }
    lines
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
            spread: None,
            dots: Vec::new(),
        };
        let values = vec![value("here", SeriesStyle::Full, 1.5), value("study", SeriesStyle::Light, 2.0)];
        let rows = vec![BarRow { structure: Structure::One, values }];
        BarChart {
            groups: vec![BarGroup { title: String::new(), rows }],
            mark: Mark::Bar,
            baseline: Baseline::Zero,
            guide: Some(1.0),
            axis: "times".into(),
            unit: Unit::Ratio,
        }
    }

    #[test]
    fn the_table_says_what_is_drawn_and_has_no_empty_column() {
        let chart = Chart::Bars(rows_of_two());
        let table = chart.table();
        assert_eq!(table.lines, [["(1)", "here", "1.50×"], ["(1)", "study", "2.00×"]]);
        assert_eq!(chart.hit_targets(500.0).len(), table.lines.len());
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
        assert_eq!(chart.table().lines.len(), 0);
    }
}
