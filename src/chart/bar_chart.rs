//! A bar chart as data, and where its parts are in CSS pixels: rows of values on one axis.

use super::axis::{Axis, TICK_SPACE};
use super::hit_target::HitTarget;
use super::projection::Projection;
use super::unit::Unit;
use crate::measure::Table;
use crate::study::Structure;

/// How a value is marked. The length of a bar is read from zero, so on a cut axis values are dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Bar,
    Dot,
}

/// How strongly a series is drawn: the first in full, others lighter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SeriesStyle {
    Full,
    Light,
    Outline,
}

/// One value of one series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BarValue {
    /// Name of the series.
    pub(crate) series: String,
    pub(crate) style: SeriesStyle,
    pub(crate) value: f64,
    /// Ends of the error bar.
    pub(crate) whisker: Option<(f64, f64)>,
    /// The single values that `value` sums up.
    pub(crate) dots: Vec<f64>,
}

/// A structure with the values to compare, from top to bottom.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BarRow {
    pub(crate) structure: Structure,
    pub(crate) values: Vec<BarValue>,
}

/// Rows under a title, such as a backbone's name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BarGroup {
    pub(crate) title: String,
    pub(crate) rows: Vec<BarRow>,
}

/// Where the axis starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Baseline {
    Zero,
    /// A cut axis: the note beside the chart must say so.
    CutAt(f64),
}

/// A bar chart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BarChart {
    pub(crate) groups: Vec<BarGroup>,
    pub(crate) mark: Mark,
    pub(crate) baseline: Baseline,
    /// A value with a line of its own across all rows, such as a ratio of 1.
    pub(crate) guide: Option<f64>,
    pub(crate) axis_name: String,
    pub(crate) unit: Unit,
}

// Heights in CSS pixels.
const VALUE: f64 = 15.0;
/// Space between two values of a row.
const VALUE_GAP: f64 = 2.0;
const ROW_GAP: f64 = 9.0;
const TITLE: f64 = 26.0;
/// The axis below the rows.
pub(super) const FOOT: f64 = 46.0;
const HEAD: f64 = 6.0;
// Widths in CSS pixels.
/// The structures' icons and numbers, left of the bars.
const LABELS: f64 = 74.0;
/// A value's text, right of the longest bar.
const TEXTS: f64 = 64.0;
/// Ticks at most, however wide the chart.
const MAX_TICKS: usize = 8;

/// A part of the chart with its height, in CSS pixels from the top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum LayoutItem<'a> {
    Title { text: &'a str, middle: f64 },
    Label { structure: Structure, middle: f64 },
    Value { structure: Structure, value: &'a BarValue, top: f64, bottom: f64 },
}

impl BarChart {
    /// Height of the chart in CSS pixels.
    pub(super) fn height(&self) -> f64 {
        self.layout_with_end().1 + FOOT
    }

    /// All parts that have a height, from top to bottom.
    pub(super) fn layout(&self) -> Vec<LayoutItem<'_>> {
        self.layout_with_end().0
    }

    fn layout_with_end(&self) -> (Vec<LayoutItem<'_>>, f64) {
        let (mut items, mut top) = (Vec::new(), HEAD);
        for group in &self.groups {
            if !group.title.is_empty() {
                items.push(LayoutItem::Title { text: &group.title, middle: top + TITLE / 2.0 });
                top += TITLE;
            }
            for BarRow { structure, values } in &group.rows {
                let (structure, height) = (*structure, VALUE * values.len() as f64);
                items.push(LayoutItem::Label { structure, middle: top + height / 2.0 });
                for (index, value) in values.iter().enumerate() {
                    let top = top + VALUE * index as f64;
                    items.push(LayoutItem::Value { structure, value, top, bottom: top + VALUE - VALUE_GAP });
                }
                top += height + ROW_GAP;
            }
        }
        (items, top)
    }

    /// Length of the axis in a canvas of this width, both in CSS pixels; nothing can be drawn below 1.
    pub(super) const fn axis_length(width: f64) -> f64 {
        width - LABELS - TEXTS
    }

    /// The axis in a canvas of this width: with as many ticks as have space.
    pub(super) fn axis(&self, width: f64) -> Axis {
        let ticks = (Self::axis_length(width) / TICK_SPACE) as usize;
        Axis::linear(&self.axis_name, self.unit, self.domain()).with_ticks(ticks.clamp(1, MAX_TICKS))
    }

    /// From values to CSS pixels from the left of a canvas of this width.
    pub(super) fn projection(&self, width: f64) -> Projection {
        let axis = Axis::linear(&self.axis_name, self.unit, self.domain());
        axis.projection((LABELS, LABELS + Self::axis_length(width)))
    }

    /// From the baseline to the highest value, dot, whisker or guide.
    pub(crate) fn domain(&self) -> (f64, f64) {
        let values = self.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.values);
        let highest_of = |value: &BarValue| {
            let dots = value.dots.iter().copied().fold(value.value, f64::max);
            value.whisker.map_or(dots, |(_, high)| dots.max(high))
        };
        let highest = values.map(highest_of).chain(self.guide).fold(f64::NEG_INFINITY, f64::max);
        let start = match self.baseline {
            Baseline::Zero => 0.0,
            Baseline::CutAt(start) => start,
        };
        if highest > start { (start, highest) } else { (start, start + 1.0) }
    }

    /// A target at the end of every bar.
    pub(super) fn hit_targets(&self, width: f64) -> Vec<HitTarget> {
        let projection = self.projection(width);
        let (mut title, mut targets) = ("", Vec::new());
        for item in self.layout() {
            match item {
                LayoutItem::Title { text, .. } => title = text,
                LayoutItem::Label { .. } => {}
                LayoutItem::Value { structure, value, top, bottom } => targets.push(HitTarget {
                    x: projection.position(value.value),
                    y: f64::midpoint(top, bottom),
                    text: self.readout(title, structure, value),
                }),
            }
        }
        targets
    }

    fn readout(&self, title: &str, structure: Structure, value: &BarValue) -> String {
        let text = |value| self.unit.with_unit(value);
        let whisker = value.whisker.map(|(low, high)| format!(" [{}, {}]", text(low), text(high)));
        let mut names = vec![title, structure.label(), &value.series];
        names.retain(|name| !name.is_empty());
        format!("{}: {}{}", names.join(", "), text(value.value), whisker.unwrap_or_default())
    }

    /// The data, one line a value.
    pub(super) fn data(&self) -> Table {
        let mut table = Table::new(["group", "structure", "series", &self.axis_name, "low", "high"]);
        for group in &self.groups {
            for row in &group.rows {
                for BarValue { series, value, whisker, .. } in &row.values {
                    let [low, high] = ends(*whisker);
                    let structure = row.structure.id();
                    table.push([&group.title, structure, series, &value.to_string(), &low, &high]);
                }
            }
        }
        table
    }
}

/// The ends of a whisker as cells of a data table; empty without one.
pub(super) fn ends(whisker: Option<(f64, f64)>) -> [String; 2] {
    whisker.map_or_else(Default::default, |(low, high)| [low, high].map(|end| end.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chart(values: &[f64], baseline: Baseline) -> BarChart {
        let style = SeriesStyle::Full;
        let value =
            |&value| BarValue { series: String::new(), style, value, whisker: None, dots: Vec::new() };
        let row = BarRow { structure: Structure::Two, values: values.iter().map(value).collect() };
        let groups = vec![BarGroup { title: "x".into(), rows: vec![row] }];
        BarChart {
            groups,
            mark: Mark::Bar,
            baseline,
            guide: None,
            axis_name: String::new(),
            unit: Unit::Millis,
        }
    }

    #[test]
    fn a_wider_chart_has_more_ticks() {
        let chart = chart(&[42.0], Baseline::Zero);
        assert_eq!([0.0, 300.0, 2000.0].map(|width| chart.axis(width).ticks.len()), [1, 3, 9]);
    }

    #[test]
    fn the_data_leaves_as_csv() {
        let mut chart = chart(&[1.5], Baseline::Zero);
        chart.axis_name = "ms, awaited".into();
        chart.groups[0].rows[0].values[0].whisker = Some((1.0, 2.0));
        let expected = "group,structure,series,\"ms, awaited\",low,high\r\nx,2,,1.5,1,2\r\n";
        assert_eq!(chart.data().to_csv(), expected);
    }

    #[test]
    fn a_value_is_said_in_full_where_it_is_drawn() {
        let mut chart = chart(&[1.0, 2.0], Baseline::Zero);
        chart.groups[0].rows[0].values[1].whisker = Some((1.5, 4.0));
        let targets = chart.hit_targets(LABELS + TEXTS + 100.0);
        assert_eq!(targets[0].text, "x, (2): 1.00 ms");
        assert_eq!(targets[1].text, "x, (2): 2.00 ms [1.50 ms, 4.00 ms]");
        assert_eq!((targets[0].x, targets[1].x), (LABELS + 25.0, LABELS + 50.0));
        assert!(targets[0].y < targets[1].y && targets[1].y < chart.height() - FOOT);
    }

    #[test]
    fn values_do_not_overlap() {
        let chart = chart(&[1.0, 2.0, 3.0], Baseline::Zero);
        let mut above = 0.0;
        for item in chart.layout() {
            if let LayoutItem::Value { top, bottom, .. } = item {
                assert!(top >= above && bottom > top);
                above = bottom;
            }
        }
        assert!(chart.height() >= above + FOOT);
    }

    proptest! {
        #[test]
        fn any_value_lies_in_the_domain(values in prop::collection::vec(1e-6..1e9_f64, 0..6)) {
            let (low, high) = chart(&values, Baseline::Zero).domain();
            prop_assert!(low < high && values.iter().all(|value| (low..=high).contains(value)));
        }
    }
}
