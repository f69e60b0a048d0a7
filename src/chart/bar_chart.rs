//! A chart as data: rows of values on one axis. Refuses pixels and words; `paint_bar_chart` draws it, `view` says it in a table.

use super::hit_target::HitTarget;
use super::unit::Unit;
use crate::study::Structure;

/// How a value is marked. A bar's length is read from zero, so on a cut axis values are points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A bar from zero.
    Bar,
    /// A point.
    Dot,
}

/// How strongly a value is drawn: the first series in full, others lighter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesStyle {
    /// Measured here, or the only series.
    Full,
    /// The study's first experiment.
    Light,
    /// The study's second experiment.
    Outline,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub struct BarValue {
    /// Name of its series, for the table.
    pub series: String,
    /// How it is drawn.
    pub style: SeriesStyle,
    /// The value.
    pub value: f64,
    /// Ends of its whisker.
    pub spread: Option<(f64, f64)>,
    /// The single values that it sums up.
    pub dots: Vec<f64>,
}

/// One row: a structure with the values to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct BarRow {
    /// The structure.
    pub structure: Structure,
    /// Its values, from top to bottom.
    pub values: Vec<BarValue>,
}

/// Rows under a title.
#[derive(Debug, Clone, PartialEq)]
pub struct BarGroup {
    /// The title, such as a backbone's name.
    pub title: String,
    /// The rows.
    pub rows: Vec<BarRow>,
}

/// Where the axis starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Baseline {
    /// At zero.
    Zero,
    /// Here, which the words beside the chart must say.
    CutAt(f64),
}

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct BarChart {
    /// The rows.
    pub groups: Vec<BarGroup>,
    /// How values are marked.
    pub mark: Mark,
    /// Where the axis starts.
    pub baseline: Baseline,
    /// A value that is marked by a line, such as a ratio of 1.
    pub guide: Option<f64>,
    /// What the axis counts.
    pub axis: String,
    /// What the values are.
    pub unit: Unit,
}

/// Heights in CSS pixels.
const VALUE: f64 = 15.0;
const ROW_GAP: f64 = 9.0;
const TITLE: f64 = 26.0;
/// Room for the axis below.
pub(super) const FOOT: f64 = 46.0;
const HEAD: f64 = 6.0;
/// Widths in CSS pixels: the structures' labels, and the values' text right of the longest bar.
pub(super) const LABELS: f64 = 52.0;
const TEXTS: f64 = 64.0;

/// Where a line of the chart is, in CSS pixels from the top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LayoutItem<'a> {
    /// A group's title, centered at this height.
    Title(&'a str, f64),
    /// A structure's label, centered at this height.
    Label(Structure, f64),
    /// A value of a structure between these heights.
    Value(Structure, &'a BarValue, f64, f64),
}

impl BarChart {
    /// Height of the chart in CSS pixels.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.lay_out().1 + FOOT
    }

    /// The data as CSV (RFC 4180), a header first.
    #[must_use]
    pub fn csv(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut text = format!("group,structure,series,{},low,high\r\n", quoted(&self.axis));
        for group in &self.groups {
            for row in &group.rows {
                for value in &row.values {
                    let (low, high) = value
                        .spread
                        .map_or_else(Default::default, |(low, high)| (low.to_string(), high.to_string()));
                    text += &format!(
                        "{},{},{},{},{low},{high}\r\n",
                        quoted(&group.title),
                        row.structure.id(),
                        quoted(&value.series),
                        value.value
                    );
                }
            }
        }
        text
    }

    /// Everything that has a height, from top to bottom.
    #[must_use]
    pub fn layout(&self) -> Vec<LayoutItem<'_>> {
        self.lay_out().0
    }

    /// Where a value is across a canvas of this width, in CSS pixels, for the ends that `range` gives.
    #[must_use]
    pub fn across((start, end): (f64, f64), value: f64, width: f64) -> f64 {
        LABELS + (value - start) / (end - start) * Self::room(width)
    }

    /// How long the axis is in a canvas of this width; nothing can be drawn below 1.
    #[must_use]
    pub const fn room(width: f64) -> f64 {
        width - LABELS - TEXTS
    }

    /// Every value, to be pointed at.
    #[must_use]
    pub fn hit_targets(&self, width: f64) -> Vec<HitTarget> {
        let ends = self.domain();
        let (mut title, mut hit_targets) = ("", Vec::new());
        for line in self.layout() {
            match line {
                LayoutItem::Title(text, _) => title = text,
                LayoutItem::Label(..) => {}
                LayoutItem::Value(structure, value, top, bottom) => {
                    let x = Self::across(ends, value.value, width);
                    let text = self.readout(title, structure, value);
                    hit_targets.push(HitTarget { x, y: (top + bottom) / 2.0, text });
                }
            }
        }
        hit_targets
    }

    fn readout(&self, title: &str, structure: Structure, value: &BarValue) -> String {
        let spread = value
            .spread
            .map(|(low, high)| format!(" [{}, {}]", self.unit.with_unit(low), self.unit.with_unit(high)));
        let parts = [title, structure.label(), &value.series];
        let name: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{}: {}{}", name.join(", "), self.unit.with_unit(value.value), spread.unwrap_or_default())
    }

    fn lay_out(&self) -> (Vec<LayoutItem<'_>>, f64) {
        let (mut lines, mut top) = (Vec::new(), HEAD);
        for group in &self.groups {
            if !group.title.is_empty() {
                lines.push(LayoutItem::Title(&group.title, top + TITLE / 2.0));
                top += TITLE;
            }
            for row in &group.rows {
                let height = VALUE * row.values.len() as f64;
                lines.push(LayoutItem::Label(row.structure, top + height / 2.0));
                for (index, value) in row.values.iter().enumerate() {
                    let start = top + VALUE * index as f64;
                    lines.push(LayoutItem::Value(row.structure, value, start, start + VALUE - 2.0));
                }
                top += height + ROW_GAP;
            }
        }
        (lines, top)
    }

    /// Ends of the axis: all values and whiskers lie between them.
    #[must_use]
    pub fn domain(&self) -> (f64, f64) {
        let values = self.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.values);
        let ends = |value: &BarValue| {
            let far = value.dots.iter().copied().fold(value.value, f64::max);
            [far, value.spread.map_or(far, |(_, high)| high)]
        };
        let highest = values.flat_map(ends).chain(self.guide).fold(f64::NEG_INFINITY, f64::max);
        let start = match self.baseline {
            Baseline::Zero => 0.0,
            Baseline::CutAt(start) => start,
        };
        if highest > start { (start, highest) } else { (start, start + 1.0) }
    }

    /// Values of the axis to name: round, at most `most`, between the ends.
    #[must_use]
    pub fn ticks(&self, most: usize) -> Vec<f64> {
        round_ticks(self.domain(), most)
    }
}

/// Round values between two ends: at most `most` steps apart.
pub(super) fn round_ticks((start, end): (f64, f64), most: usize) -> Vec<f64> {
    let step = round_step((end - start) / most.max(1) as f64);
    let first = (start / step - 1e-9).ceil();
    (0..=most).map(|index| (first + index as f64) * step).filter(|tick| *tick <= end + step * 1e-9).collect()
}

/// The smallest of 1, 2 and 5 times a power of ten that is not below `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chart(values: &[f64], baseline: Baseline) -> BarChart {
        let value = |&value| BarValue {
            series: String::new(),
            style: SeriesStyle::Full,
            value,
            spread: None,
            dots: Vec::new(),
        };
        let row = BarRow { structure: Structure::Two, values: values.iter().map(value).collect() };
        let groups = vec![BarGroup { title: "x".into(), rows: vec![row] }];
        BarChart { groups, mark: Mark::Bar, baseline, guide: None, axis: String::new(), unit: Unit::Millis }
    }

    #[test]
    fn ticks_are_round_and_within_a_cut_axis() {
        let ticks = chart(&[0.999], Baseline::CutAt(0.993)).ticks(4);
        let text: Vec<String> = ticks.iter().map(|tick| format!("{tick:.4}")).collect();
        assert_eq!(text, ["0.9940", "0.9960", "0.9980"]);
        assert_eq!(chart(&[42.0], Baseline::Zero).ticks(5), [0.0, 10.0, 20.0, 30.0, 40.0]);
    }

    #[test]
    fn the_data_leaves_as_csv() {
        let mut chart = chart(&[1.5], Baseline::Zero);
        chart.axis = "ms, \"awaited\"".into();
        chart.groups[0].rows[0].values[0].spread = Some((1.0, 2.0));
        let expected = "group,structure,series,\"ms, \"\"awaited\"\"\",low,high\r\n\"x\",2,\"\",1.5,1,2\r\n";
        assert_eq!(chart.csv(), expected);
    }

    #[test]
    fn a_value_is_said_in_full_where_it_is_drawn() {
        let mut chart = chart(&[1.0, 2.0], Baseline::Zero);
        chart.groups[0].rows[0].values[1].spread = Some((1.5, 4.0));
        let hit_targets = chart.hit_targets(LABELS + TEXTS + 100.0);
        assert_eq!(hit_targets[0].text, "x, (2): 1.00 ms");
        assert_eq!(hit_targets[1].text, "x, (2): 2.00 ms [1.50 ms, 4.00 ms]");
        assert_eq!((hit_targets[0].x, hit_targets[1].x), (LABELS + 25.0, LABELS + 50.0));
        assert!(hit_targets[0].y < hit_targets[1].y && hit_targets[1].y < chart.height() - FOOT);
    }

    #[test]
    fn lines_follow_each_other_without_overlap() {
        let chart = chart(&[1.0, 2.0, 3.0], Baseline::Zero);
        let mut bottom = 0.0;
        for line in chart.layout() {
            if let LayoutItem::Value(_, _, top, end) = line {
                assert!(top >= bottom && end > top);
                bottom = end;
            }
        }
        assert!(chart.height() >= bottom + FOOT);
    }

    proptest! {
        #[test]
        fn any_value_is_on_its_axis(values in prop::collection::vec(1e-6..1e9_f64, 0..6), most in 1..9_usize) {
            let chart = chart(&values, Baseline::Zero);
            let (start, end) = chart.domain();
            prop_assert!(values.iter().all(|value| (start..=end).contains(value)));
            let ticks = chart.ticks(most);
            prop_assert!(!ticks.is_empty() && ticks.len() <= most + 1);
            prop_assert!(ticks.iter().all(|tick| *tick >= start && *tick <= end * (1.0 + 1e-9)));
        }
    }
}
