//! A chart of either kind, as the page shows it: its drawing, its legend, its table, its data. Refuses views.

use plotters::prelude::DrawingBackend;

use super::figure::{Figure, Line, Tone};
use super::paint::{Area, Brush, Done, Paper, paint};
use super::plane::{HEIGHT, Plane};
use super::plane_paint::paint_plane;
use super::spot::{self, Spot};
use crate::study::Structure;

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Graph {
    /// Rows of values on one axis.
    Rows(Figure),
    /// Points on two axes.
    Plane(Plane),
}

/// What an entry of a legend shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A tone, in any hue.
    Tone(Tone),
    /// A structure's shape in its hue.
    Structure(Structure),
}

/// A table: its caption and its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What the values are.
    pub caption: String,
    /// Its lines; empty cells are left out where a whole column is empty.
    pub lines: Vec<Vec<String>>,
}

/// How far above or below a row's value a pointer may be and still mean it, in CSS pixels.
const BESIDE: f64 = 12.0;

impl Graph {
    /// Height in CSS pixels.
    #[must_use]
    pub fn height(&self) -> f64 {
        match self {
            Self::Rows(figure) => figure.height(),
            Self::Plane(_) => HEIGHT,
        }
    }

    /// Every value, to be pointed at.
    #[must_use]
    pub fn spots(&self, width: f64) -> Vec<Spot> {
        match self {
            Self::Rows(figure) => figure.spots(width),
            Self::Plane(plane) => plane.spots(width),
        }
    }

    /// The value that a pointer means.
    #[must_use]
    pub fn pointed_at(&self, width: f64, x: f64, y: f64) -> Option<usize> {
        let spots = self.spots(width);
        match self {
            Self::Rows(_) => spot::beside(&spots, y, BESIDE),
            Self::Plane(_) => spot::nearest(&spots, x, y),
        }
    }

    /// The data as CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        match self {
            Self::Rows(figure) => figure.csv(),
            Self::Plane(plane) => plane.csv(),
        }
    }

    /// Draws it over the whole area, with a ring around the chosen value.
    ///
    /// # Errors
    /// Passes on what the backend reports.
    pub fn paint<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        paper: Paper,
        chosen: Option<usize>,
    ) -> Done<DB> {
        match self {
            Self::Rows(figure) => paint(area, figure, paper)?,
            Self::Plane(plane) => paint_plane(area, plane, paper)?,
        }
        let width = f64::from(area.dim_in_pixel().0) / paper.ratio;
        let spot = chosen.and_then(|index| self.spots(width).into_iter().nth(index));
        spot.map_or(Ok(()), |spot| Brush { area, paper }.ring((spot.x, spot.y)))
    }

    /// Which sign is which series, where there is more than one.
    #[must_use]
    pub fn legend(&self) -> Vec<(Sign, String)> {
        let mut entries: Vec<(Sign, String)> = Vec::new();
        match self {
            Self::Rows(figure) => {
                let values = figure.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.values);
                for value in values {
                    let sign = Sign::Tone(value.tone);
                    if entries.iter().all(|(other, _)| *other != sign) {
                        entries.push((sign, value.series.clone()));
                    }
                }
            }
            Self::Plane(plane) => {
                let entry = |structure: Structure| (Sign::Structure(structure), structure.label().to_owned());
                entries.extend(plane.series.iter().map(|series| entry(series.structure)));
            }
        }
        if entries.len() > 1 { entries } else { Vec::new() }
    }

    /// The same as text.
    #[must_use]
    pub fn table(&self) -> Table {
        match self {
            Self::Rows(figure) => Table { caption: figure.axis.clone(), lines: rows(figure) },
            Self::Plane(plane) => {
                let points = plane.series.iter().flat_map(|series| {
                    series.points.iter().map(move |point| plane.cells(series.structure, point).to_vec())
                });
                let caption = format!("{}; {}", plane.across.name, plane.up.name);
                Table { caption, lines: without_empty_columns(points.collect()) }
            }
        }
    }
}

fn rows(figure: &Figure) -> Vec<Vec<String>> {
    let (mut title, mut lines) = ("", Vec::new());
    for line in figure.lines() {
        match line {
            Line::Title(text, _) => title = text,
            Line::Label(..) => {}
            Line::Value(structure, value, ..) => {
                let unit = figure.unit;
                let spread =
                    value.spread.map(|(low, high)| format!("{} – {}", unit.text(low), unit.text(high)));
                lines.push(vec![
                    title.to_owned(),
                    structure.label().to_owned(),
                    value.series.clone(),
                    unit.text(value.value),
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
    use crate::chart::{Axis, Group, Join, Mark, Row, Start, Unit, Value};

    fn rows_of_two() -> Figure {
        let value = |series: &str, tone, value| Value {
            series: series.into(),
            tone,
            value,
            spread: None,
            dots: Vec::new(),
        };
        let values = vec![value("here", Tone::Full, 1.5), value("study", Tone::Light, 2.0)];
        let rows = vec![Row { structure: Structure::One, values }];
        Figure {
            groups: vec![Group { title: String::new(), rows }],
            mark: Mark::Bar,
            start: Start::Zero,
            guide: Some(1.0),
            axis: "times".into(),
            unit: Unit::Ratio,
        }
    }

    #[test]
    fn the_table_says_what_is_drawn_and_has_no_empty_column() {
        let graph = Graph::Rows(rows_of_two());
        let table = graph.table();
        assert_eq!(table.lines, [["(1)", "here", "1.50×"], ["(1)", "study", "2.00×"]]);
        assert_eq!(graph.spots(500.0).len(), table.lines.len());
    }

    #[test]
    fn a_legend_tells_series_apart_and_one_series_needs_none() {
        let mut figure = rows_of_two();
        assert_eq!(Graph::Rows(figure.clone()).legend().len(), 2);
        figure.groups[0].rows[0].values.pop();
        assert_eq!(Graph::Rows(figure).legend(), []);
    }

    #[test]
    fn a_row_is_meant_from_anywhere_beside_it() {
        let graph = Graph::Rows(rows_of_two());
        let spots = graph.spots(500.0);
        assert_eq!(graph.pointed_at(500.0, 499.0, spots[1].y), Some(1));
        assert_eq!(graph.pointed_at(500.0, 10.0, graph.height()), None);
    }

    #[test]
    fn an_empty_plane_is_a_chart_too() {
        let axis = Axis::even("x", Unit::Ratio, (0.0, 1.0));
        let plane =
            Plane { series: Vec::new(), across: axis.clone(), up: axis, join: Join::Apart, line: Vec::new() };
        let graph = Graph::Plane(plane);
        assert_eq!((graph.spots(300.0), graph.pointed_at(300.0, 5.0, 5.0)), (Vec::new(), None));
        assert_eq!(graph.table().lines.len(), 0);
    }
}
